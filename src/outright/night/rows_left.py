"""Where votes are still out, row by row: places by way of voting where those are few, else places, else ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from outright.bulletin.projected import Projection, StillOut
from outright.bulletin.take import TakeRow
from outright.count import ContestCount, UnitCount
from outright.count.rollup import by_county
from outright.count.share import part_share
from outright.night.chance_words import about
from outright.night.words import METHODS
from outright.projection.result import CellOut
from outright.terms import VoteMethod
from outright.verdict.chances import end_text

PLACES = 40
Votes = dict[str, int]


def rows_left(
    count: ContestCount, order: Sequence[str], projection: Projection | None, cells: Sequence[CellOut],
    names: Mapping[str, str],
) -> tuple[TakeRow, ...]:  # fmt: skip
    """The rows of the votes left; none without a projection."""
    if projection is None:
        return ()
    counties = {u.unit.id: u for u in by_county(count, names)}
    if cells:
        return tuple(_cell(count, order, cell, counties.get(cell.county), names) for cell in cells if cell.votes)
    if 0 < len(projection.by_county) <= PLACES:
        rows = projection.by_county
        return tuple(_line(o, _county(count, order, counties.get(o.key)), o.name, "") for o in rows)
    return tuple(_line(o, _way(count, order, o.key), "", o.name) for o in projection.by_method)


def _cell(
    count: ContestCount, order: Sequence[str], cell: CellOut, unit: UnitCount | None, names: Mapping[str, str]
) -> TakeRow:
    method = METHODS[VoteMethod(cell.method)] if cell.method in {m.value for m in METHODS} else cell.method
    mine = _part(count, order, unit, cell.method)
    only = len({m.value for m in count.methods}) <= 1
    return TakeRow(
        key=f"{cell.county}.{cell.method}", place=names.get(cell.county, cell.county), method="" if only else method,
        counted=cell.counted, candidates=mine, lean_text=_lean(mine, cell.counted), left=cell.votes,
        left_text=f"about {about(cell.votes)}", shares=dict(cell.shares),
        share_text={c: end_text(s) for c, s in cell.shares}, source="turnout model",
    )  # fmt: skip


def _line(out: StillOut, mine: Votes, place: str, method: str) -> TakeRow:
    return TakeRow(
        key=out.key, place=place, method=method, counted=out.counted, candidates=mine,
        lean_text=_lean(mine, out.counted), left=out.votes.mid, left_text=out.votes.text, shares=out.shares,
        share_text=out.share_text, source=out.source,
    )  # fmt: skip


def _lean(mine: Votes, counted: int) -> dict[str, str]:
    return {c: part_share(v, counted) for c, v in mine.items()} if counted else {}


def _named(count: ContestCount, order: Sequence[str], votes: Sequence[int | None]) -> Votes:
    known = {c.id: v for c, v in zip(count.contest.candidates, votes, strict=True)}
    return {c: v for c in order if (v := known.get(c)) is not None}


def _county(count: ContestCount, order: Sequence[str], unit: UnitCount | None) -> Votes:
    return _named(count, order, unit.totals) if unit is not None else {}


def _part(count: ContestCount, order: Sequence[str], unit: UnitCount | None, method: str) -> Votes:
    if unit is None:
        return {}
    places = [i for i, m in enumerate(count.methods) if m.value == method]
    if places and places[0] < len(unit.parts):
        return _named(count, order, unit.parts[places[0]])
    return _named(count, order, unit.totals) if method == VoteMethod.TOTAL.value else {}


def _way(count: ContestCount, order: Sequence[str], method: str) -> Votes:
    places = [i for i, m in enumerate(count.methods) if m.value == method]
    parts = count.result().parts
    return _named(count, order, parts[places[0]]) if places and places[0] < len(parts) else {}
