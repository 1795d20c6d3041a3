"""A contest as CSV, as ``show --csv`` prints it: every candidate, one row per count, none folded away.

Every row says which night, which publication, how official, and whether it is a test or a rehearsal.
What was not reported is an empty cell, never 0. A text that a spreadsheet would take for a formula
gets a leading apostrophe (`outright.publish.cells`).
"""

from __future__ import annotations

from collections.abc import Iterator

from outright.bulletin import Bulletin, Contest
from outright.publish.cells import Cell, table

LEVELS = (0.5, 0.8, 0.9, 0.95)

_NIGHT = ["night", "seq", "as_of", "status", "test", "rehearsal", "contest"]
_HEADS = {
    "candidate": ["candidate", "name", "party", "votes", "share_text", "added", "state"],
    "unit": [
        "level", "unit", "unit_name", "precincts_reported", "precincts_total", "candidate", "name", "votes",
    ],
    "method": ["method", "label", "candidate", "name", "votes"],
    "projection": [
        "candidate", "name", "votes", "share_text", "level", "median_share", "lo50", "hi50", "lo80", "hi80", "lo90",
        "hi90", "lo95", "hi95", "range90_text", "p_win", "p_outright", "p_advance", "expected_votes",
    ],
}  # fmt: skip


def csv_text(bulletin: Bulletin, contest: Contest, by: str = "candidate", *, guard: bool = True) -> str:
    """The contest by ``candidate``, ``method``, a level of unit ("county", "precinct") or as a ``projection``.

    Projected shares are 0-1 of the final count; empty cells where nothing is projected. ``guard`` false writes
    texts without the apostrophe.
    """
    night = bulletin.night
    as_of = night.as_of.isoformat() if night.as_of else None
    start: list[Cell] = [night.id, night.seq, as_of, night.status, night.test, night.rehearsal, contest.id]
    if by == "candidate":
        rows = _candidates(contest)
    elif by == "method":
        rows = _methods(contest)
    elif by == "projection":
        rows = _projected(contest)
    else:
        rows = _units(contest, by)
    columns = _NIGHT + _HEADS[by if by in _HEADS else "unit"]
    return table(columns, ([*start, *row] for row in rows), guard=guard)


def _candidates(contest: Contest) -> Iterator[list[Cell]]:
    for c in contest.candidates:
        yield [c.id, c.name, c.party, c.votes, c.share_text, c.added, c.state]


def _projected(contest: Contest) -> Iterator[list[Cell]]:
    """One row per candidate; a chance is empty where the rule knows no such thing."""
    projection = contest.projection
    for c in contest.candidates:
        start: list[Cell] = [c.id, c.name, c.votes, c.share_text]
        row = projection.of(c.id) if projection is not None else None
        if projection is None or row is None:
            yield [*start, *[None] * 15]
            continue
        ends = [
            end for level in LEVELS for i in [row.interval(level)] for end in ((i.low, i.high) if i else (None,) * 2)
        ]
        nine = row.interval(0.9)
        chances = [x.probability if x is not None else None for x in (row.win, row.outright, row.advance)]
        text = nine.text if nine is not None else None
        yield [*start, projection.level, row.median, *ends, text, *chances, projection.final_votes.mid]


def _units(contest: Contest, level: str) -> Iterator[list[Cell]]:
    for unit in contest.units:
        if unit.level == level:
            where: list[Cell] = [level, unit.id, unit.name, unit.precincts_reported, unit.precincts_total]
            for c in contest.candidates:
                yield [*where, c.id, c.name, unit.candidates.get(c.id)]


def _methods(contest: Contest) -> Iterator[list[Cell]]:
    for method in contest.methods:
        for c in contest.candidates:
            yield [method.method, method.label, c.id, c.name, method.candidates.get(c.id)]
