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
    """What each unit was given, batch by batch. A batch that was taken back is forgotten."""

    by_unit: Mapping[Place, tuple[Gain, ...]] = field(default_factory=dict)

    def after(self, batch: Batch) -> Increments:
        """The memory once ``batch`` has come; itself is not altered."""
        gains = gains_of(batch)
        if not gains:
            return self
        known = dict(self.by_unit)
        for place, gain in gains.items():
            before = known.get(place, ())
            undone = tuple((c, -v) for c, v in gain)
            known[place] = _without(before, undone) if undone in before else (*before, gain)
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


def _without(gains: tuple[Gain, ...], one: Gain) -> tuple[Gain, ...]:
    at = len(gains) - 1 - gains[::-1].index(one)
    return (*gains[:at], *gains[at + 1 :])


Dispute = tuple[str, str, str]
"""Another source's id, a contest's id and a unit's ("" for the whole contest)."""


@dataclass(frozen=True, slots=True)
class Disagreements:
    """Since when another source says something else of a place, by dispute."""

    since: Mapping[Dispute, dt.datetime] = field(default_factory=dict)

    def after(self, open_now: Iterable[Dispute], at: dt.datetime) -> Disagreements:
        """The memory at ``at``, when exactly ``open_now`` are open; a dispute keeps the time it began."""
        return Disagreements({d: self.since.get(d, at) for d in open_now})
