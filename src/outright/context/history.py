"""Past results of an office, and how a place and its state voted for president: who carried it, by how much."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from outright.errors import ContextError


@dataclass(frozen=True, slots=True)
class PastContest:
    """One past contest in one place: candidates as name, party and votes, the most votes first.

    ``where`` is what the place is to tonight's contest.
    """

    id: str
    name: str
    date: dt.date
    office: str
    place: str
    where: Literal["district", "state", "nation"]
    candidates: tuple[tuple[str, str, int], ...]
    source: str = ""

    @property
    def votes(self) -> int:
        """All votes that are known of it."""
        return sum(votes for _, _, votes in self.candidates)

    @property
    def margin(self) -> Fraction:
        """The first candidate's lead over the second as a part of all votes (0-1)."""
        second = self.candidates[1][2] if len(self.candidates) > 1 else 0
        return Fraction(self.candidates[0][2] - second, self.votes)


def in_order(candidates: Iterable[tuple[str, str, int]], where: str) -> tuple[tuple[str, str, int], ...]:
    """The candidates, the most votes first; `ContextError` where nobody has a vote or somebody has fewer than none."""
    found: Sequence[tuple[str, str, int]] = sorted(candidates, key=lambda c: (-c[2], c[0]))
    if not found or found[0][2] <= 0 or found[-1][2] < 0:
        raise ContextError(
            "A past result has no votes, or fewer than none", where=where, hint='Write it as { "Tom Price" = 201088 }.'
        )
    return tuple(found)


def after(contests: Sequence[PastContest], day: dt.date) -> tuple[PastContest, ...]:
    """The contests that were held after a day, the earliest first: told apart from all that was known on it."""
    return tuple(sorted((c for c in contests if c.date > day), key=lambda c: (c.date, c.id)))


def before(contests: Sequence[PastContest], day: dt.date) -> tuple[PastContest, ...]:
    """The contests that were over before a day, the newest first."""
    order = {"district": 0, "state": 1, "nation": 2}
    return tuple(
        sorted((c for c in contests if c.date < day), key=lambda c: (-c.date.toordinal(), c.id, order[c.where]))
    )
