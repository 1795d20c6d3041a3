"""Writes a snapshot as one tidy Parquet table: a row for each contest, unit, candidate and method.

``votes`` may be added up: a unit's rows are its methods, or one row ``total`` where its methods are not known, and
never both. ``unit_votes`` repeats the candidate's own total in the unit, as the source states it; it is not for sums.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from outright.count import ContestCount, Snapshot
from outright.terms import VoteMethod

if TYPE_CHECKING:
    from polars import DataFrame

COLUMNS = (
    "contest_id", "contest", "unit_id", "unit", "level", "parent_id", "candidate_id", "candidate", "party",
    "method", "votes", "unit_votes",
)  # fmt: skip
_NUMBERS = frozenset({"votes", "unit_votes"})

Row = tuple[str | int | None, ...]


def frame(snapshot: Snapshot) -> DataFrame:
    """The table as a frame; ``votes`` null is not reported, 0 is a zero. Every level of units is in it."""
    import polars as pl

    schema = {name: pl.Int64() if name in _NUMBERS else pl.String() for name in COLUMNS}
    rows = [row for count in snapshot.contests for row in _rows(count)]
    return pl.DataFrame(rows, schema=schema, orient="row")


def write(snapshot: Snapshot) -> bytes:
    """The table as a Parquet file."""
    body = BytesIO()
    frame(snapshot).write_parquet(body, compression="zstd")
    return body.getvalue()


def _rows(count: ContestCount) -> Iterator[Row]:
    contest = count.contest
    for unit in count.units:
        place = unit.unit
        for c, candidate in enumerate(contest.candidates):
            who = (
                contest.id, contest.name, place.id, place.name, place.type.value, place.parent_id,
                candidate.id, candidate.name, candidate.party,
            )  # fmt: skip
            if not unit.parts:
                yield (*who, VoteMethod.TOTAL.value, unit.totals[c], unit.totals[c])
            for method, row in zip(count.methods, unit.parts, strict=bool(unit.parts)):
                yield (*who, method.value, row[c], unit.totals[c])
