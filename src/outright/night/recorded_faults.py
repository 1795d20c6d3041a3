"""What was wrong with a recorded night as it was published: falls, resets, clocks and estimates that run backwards.

Nothing is put right here and nothing is left out of a replay for it; a fault is named, with its place and its
numbers, so that a report can say what the night had to live through.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from outright.night.recorded import Block, Key, Publication, Series

Kind = Literal[
    "total_fell", "reset", "candidate_fell", "candidates_changed", "reporting_fell", "expected_fell", "clock_back"
]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: ``before`` and ``after`` are votes, places or percent; the unit and method are "" for a clock."""

    kind: Kind
    seq: int
    unit: str
    method: str
    before: float
    after: float

    @property
    def change(self) -> float:
        """By how much it changed; negative for a fall."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Faults:
    """The faults of one series, with its publications and how many of them said nothing new."""

    publications: int
    stale: int
    found: tuple[Fault, ...]

    def count(self, kind: Kind) -> int:
        """How many of this kind."""
        return Counter(f.kind for f in self.found)[kind]

    def worst(self, kind: Kind) -> Fault | None:
        """The largest fall of this kind; None where there was none."""
        return min((f for f in self.found if f.kind == kind), key=lambda f: f.change, default=None)


def faults_of(series: Series) -> Faults:
    """Every fault of a series, in the order of publication."""
    found: list[Fault] = []
    before: Publication | None = None
    for publication in series.publications:
        if before is not None:
            if publication.clock < before.clock:
                seconds = before.clock.timestamp(), publication.clock.timestamp()
                found.append(Fault("clock_back", publication.seq, "", "", *seconds))
            for key in publication.changed:
                if key in before.blocks:
                    found += _between(publication.seq, key, before.blocks[key], publication.blocks[key])
        before = publication
    stale = sum(p.stale for p in series.publications)
    return Faults(len(series.publications), stale, tuple(found))


def _between(seq: int, key: Key, old: Block, new: Block) -> Iterator[Fault]:
    unit, method = key
    stated = old.total is not None and new.total is not None
    was, now = (all_votes(old), all_votes(new)) if stated else (sum(old.votes.values()), sum(new.votes.values()))
    if now < was:
        yield Fault("total_fell", seq, unit, method, was, now)
    if was > 0 and now == 0:
        yield Fault("reset", seq, unit, method, was, now)
    if old.votes.keys() != new.votes.keys():
        yield Fault("candidates_changed", seq, unit, method, len(old.votes), len(new.votes))
    slack = max(was, now) / 1000 if new.rounded else 0
    fell = [(v, new.votes[c]) for c, v in old.votes.items() if c in new.votes and new.votes[c] < v - slack]
    if fell:
        yield Fault("candidate_fell", seq, unit, method, *max(fell, key=lambda pair: pair[0] - pair[1]))
    if old.reporting is not None and new.reporting is not None and new.reporting < old.reporting:
        yield Fault("reporting_fell", seq, unit, method, old.reporting, new.reporting)
    if old.expected is not None and new.expected is not None and new.expected < old.expected:
        yield Fault("expected_fell", seq, unit, method, 100 * old.expected, 100 * new.expected)


def all_votes(block: Block) -> int:
    """All votes of a block as its source states them, or those it lists where it states none."""
    return block.total if block.total is not None else sum(block.votes.values())
