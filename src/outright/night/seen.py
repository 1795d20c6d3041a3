"""What was first seen when: the order in which cells came in, and when each column of a county last moved.

Pure: the memory after a moment follows from the memory before it and what is known at that moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from outright.count import ContestCount
from outright.terms import VoteMethod

Column = tuple[str, VoteMethod]
"""One county's votes by one method."""


@dataclass(frozen=True, slots=True)
class Seen:
    """``first`` is the publication that first brought a cell (unit, method); ``moved`` when a column last changed."""

    first: Mapping[tuple[str, VoteMethod], int] = field(default_factory=dict)
    moved: Mapping[Column, tuple[int, dt.datetime | None]] = field(default_factory=dict)

    def with_columns(self, votes: Mapping[Column, int], at: dt.datetime | None) -> Seen:
        """The memory once the columns hold these votes at this moment."""
        news = {c: (n, at) for c, n in votes.items() if self.moved.get(c, (0, None))[0] != n}
        return Seen(self.first, {**self.moved, **news}) if news else self

    def with_cells(self, cells: Iterable[tuple[str, VoteMethod]], seq: int) -> Seen:
        """The memory once these cells are in with publication ``seq``."""
        news = {c: seq for c in cells if c not in self.first}
        return Seen({**self.first, **news}, self.moved) if news else self

    def unmoved_since(self, column: Column, at: dt.datetime | None) -> bool:
        """Whether what was said of the column at this moment can still be true of it."""
        moved = self.moved.get(column, (0, None))[1]
        return moved is None or (at is not None and moved <= at)


def column_votes(count: ContestCount) -> dict[Column, int]:
    """Votes by county and method; ``TOTAL`` for a count without methods."""
    sums: dict[Column, int] = {}
    for unit in count.counting_units():
        county = unit.unit.parent_id or unit.unit.id
        if not unit.parts:
            key = (county, VoteMethod.OTHER if count.methods else VoteMethod.TOTAL)
            sums[key] = sums.get(key, 0) + (unit.votes or 0)
        for method, row in zip(count.methods, unit.parts, strict=bool(unit.parts)):
            key = (county, method)
            sums[key] = sums.get(key, 0) + sum(v or 0 for v in row)
    return sums
