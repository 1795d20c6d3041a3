"""Adding up rows of votes, and saying what the methods do not explain.

A row is a `StatedTotals`: one total and one vote per method for each candidate. None is not
reported and stays so; a sum is None only when nothing in it was reported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import sub

from outright.count.tally import StatedTotals, add
from outright.errors import FeedMalformed
from outright.terms import VoteMethod

Cells = Sequence[int | None]
MOST_CELLS = 20_000_000
"""Candidates times units times ways to vote: 135 candidates in 20,000 precincts, five ways each, have 13 million."""


def refuse_a_waste(cells: int, where: str) -> None:
    """Refuses a table of votes beyond `MOST_CELLS`: a small file that names thousands of each would fill all memory."""
    if cells > MOST_CELLS:
        message = f"Its candidates and units make a table of {cells:,} cells; no results do"
        raise FeedMalformed(message, where=where, hint="Nothing of it was used; look at the file.")


def added(columns: Sequence[Cells]) -> list[int | None]:
    """Columns of the same places added place by place."""
    if len(columns) == 1:
        return list(columns[0])
    try:
        return list(map(sum, zip(*columns, strict=True)))
    except TypeError:  # some cell is not reported
        return [add(cells) for cells in zip(*columns, strict=True)]


def total(column: Cells) -> int | None:
    """The sum of a column's reported cells; None when there is none."""
    try:
        return sum(column) if column else None  # type: ignore[arg-type]
    except TypeError:
        return add(column)


def lowest(column: Cells) -> int:
    """The smallest reported cell, 0 when there is none: below 0 means a negative count."""
    return min((v for v in column if v is not None) if None in column else column, default=0)  # type: ignore[type-var, return-value]


def unexplained(row: StatedTotals) -> tuple[int, ...]:
    """Each candidate's total less the sum of the methods; 0 where either is unknown."""
    if not row.parts:
        return (0,) * len(row.totals)
    try:
        return tuple(map(sub, row.totals, map(sum, zip(*row.parts, strict=True))))
    except TypeError:  # some cell is not reported
        pass
    gaps = []
    for c, total in enumerate(row.totals):
        parts = add(part[c] for part in row.parts)
        gaps.append(0 if total is None or parts is None else total - parts)
    return tuple(gaps)


def explained(row: StatedTotals, other: int) -> StatedTotals:
    """The row with every positive gap booked as method number ``other``, one past the last or there.

    A negative gap (methods beyond the total) is left as stated: no method can be blamed for it.
    """
    if not row.parts:
        return row
    gaps = unexplained(row)
    have: Cells = row.parts[other] if other < len(row.parts) else (None,) * len(row.totals)
    booked = tuple((h or 0) + g if g > 0 else h for h, g in zip(have, gaps, strict=True))
    return StatedTotals(row.totals, (*row.parts[:other], booked, *row.parts[other + 1 :]))


def with_other(
    methods: tuple[VoteMethod, ...], rows: Iterable[StatedTotals]
) -> tuple[tuple[VoteMethod, ...], list[StatedTotals]]:
    """Methods and rows with the unexplained votes booked as ``OTHER``, where there are any."""
    rows = list(rows)
    if not any(g > 0 for row in rows for g in unexplained(row)):
        return methods, rows
    if VoteMethod.OTHER not in methods:
        methods = (*methods, VoteMethod.OTHER)
    other = methods.index(VoteMethod.OTHER)
    return methods, [explained(row, other) for row in rows]
