"""Two small memories that a night carries from one publication to the next; each step makes a new value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from outright.count import Batch

Gain = tuple[tuple[str, int], ...]
"""Votes added to a unit at once: candidate and votes, sorted, without the candidates that gained nothing."""

Place = tuple[str, str]
"""A contest's id and a unit's."""


@dataclass(frozen=True, slots=True)
class Increments:
    """What each unit was given, batch by batch, since anything in it last fell."""

    by_unit: Mapping[Place, tuple[Gain, ...]] = field(default_factory=dict)

    def after(self, batch: Batch) -> Increments:
        """The memory once ``batch`` has come; itself is not altered.

        Where anything in a unit fell, by whatever way of voting, what it was given before is forgotten: a batch that
        was withdrawn may come again.
        """
        gains, fell = gains_of(batch), {(c.contest_id, c.unit_id) for c in batch.fell()}
        if not gains and not fell:
            return self
        known = {place: given for place, given in self.by_unit.items() if place not in fell}
        for place, gain in gains.items():
            if place not in fell:
                known[place] = (*known.get(place, ()), gain)
        return Increments(known)

    def has(self, place: Place, gain: Gain) -> bool:
        """Whether the unit was given exactly these votes before."""
        return gain in self.by_unit.get(place, ())


def gains_of(batch: Batch) -> dict[Place, Gain]:
    """The votes that a batch adds, by contest and unit."""
    found: dict[Place, list[tuple[str, int]]] = {}
    for change in batch.totals():
        if change.added:
            found.setdefault((change.contest_id, change.unit_id), []).append((change.candidate_id, change.added))
    return {place: tuple(sorted(gain)) for place, gain in found.items()}


Dispute = tuple[str, str, str]
"""Another source's id, a contest's id and a unit's ("" for the whole contest)."""


@dataclass(frozen=True, slots=True)
class Disagreements:
    """Since when another source says something else of a place, by dispute."""

    since: Mapping[Dispute, dt.datetime] = field(default_factory=dict)

    def after(self, open_now: Iterable[Dispute], at: dt.datetime) -> Disagreements:
        """The memory at ``at``, when exactly ``open_now`` are open; a dispute keeps the time it began."""
        return Disagreements({d: self.since.get(d, at) for d in open_now})
