"""Tables of a contest by place: what each has reported, what is left there, and an earlier contest beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from outright.bulletin import ComparedRow, Comparison
from outright.errors import UsageError
from outright.notebook.choose import Choice, choose
from outright.notebook.frames import LEFT, Frame, frame, share_of

if TYPE_CHECKING:
    from outright.notebook.contest import NightContest
    from outright.notebook.left import Remaining

_THEN = {
    "then_votes": pl.Int64, "then_total": pl.Int64, "then_share": pl.Float64, "ahead": pl.Float64,
    "partial": pl.Boolean,
}  # fmt: skip
_NOTHING = (None,) * len(_THEN)


def units_frame(contest: NightContest, level: str, baseline: str | None) -> Frame:
    """Every place of a level, each candidate a row.

    With ``baseline``, tonight's candidate who is compared has beside the votes those of the earlier contest in
    the same places: ``ahead`` is share now less share then, ``partial`` that the two are not like for like yet.
    """
    said = contest.said
    levels = list(dict.fromkeys(u.level for u in said.units))
    if level not in levels:
        known = f"There is: {', '.join(levels)}." if levels else "No place has reported yet."
        raise UsageError(f"Nothing is reported by {level}", where=f"level={level!r}", hint=known)
    past = _comparison(contest, level, baseline)
    then = {row.unit: row for row in past.rows} if past is not None else {}
    rows = []
    for unit in (u for u in said.units if u.level == level):
        for c in said.candidates:
            compared = then.get(unit.id) if past is not None and past.candidate == c.id else None
            votes = unit.candidates.get(c.id)
            rows.append((
                contest.seq, unit.id, unit.name, unit.level, unit.parent, c.id, votes, unit.votes,
                share_of(votes, unit.votes), unit.reported, unit.precincts_reported, unit.precincts_total,
                unit.registered, unit.left_upper, *(_then(compared) if past is not None else ()),
            ))  # fmt: skip
    return frame(contest.moment, rows, {
        "seq": pl.Int64, "unit": pl.String, "name": pl.String, "level": pl.String, "parent": pl.String,
        "candidate": pl.String, "votes": pl.Int64, "total": pl.Int64, "share": pl.Float64, "reported": pl.Boolean,
        "precincts_reported": pl.Int64, "precincts_total": pl.Int64, "registered": pl.Int64, "left_upper": pl.Int64,
        **(_THEN if past is not None else {}),
    })  # fmt: skip


def counties_left(remaining: Remaining) -> Frame:
    """What is left in each county: the bound that holds for certain, and the estimate where there is one."""
    said = remaining.said
    out = {o.key: o.votes for o in said.projection.by_county} if said.projection is not None else {}
    rows = []
    for unit in (u for u in said.units if u.level == "county"):
        votes = out.get(unit.id)
        left = (None, None, None) if votes is None else (votes.low, votes.mid, votes.high)
        rows.append((remaining.seq, unit.id, unit.name, unit.votes, unit.left_upper, *left))
    return frame(remaining.moment, rows, {
        "seq": pl.Int64, "unit": pl.String, "name": pl.String, "counted": pl.Int64, "left_upper": pl.Int64, **LEFT,
    })  # fmt: skip


def _comparison(contest: NightContest, level: str, asked: str | None) -> Comparison | None:
    """The earlier contest that was asked for; none where none was."""
    if asked is None:
        return None
    if level != "county":
        raise UsageError("Earlier contests are compared by county", where=f"level={level!r}", hint="Ask for counties.")
    known = {c.baseline: c for c in contest.said.comparison}
    return known[choose(asked, [Choice(c.baseline, f"{c.label} {c.name}") for c in known.values()], "baseline")]


def _then(row: ComparedRow | None) -> tuple[object, ...]:
    if row is None:
        return _NOTHING
    return row.then_votes, row.then_total, row.then_share, row.ahead, row.partial
