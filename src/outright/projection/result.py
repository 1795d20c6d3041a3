"""What a projection says: every figure is read off one set of draws of the final count.

Shares are 0-1 of all votes of the final count. Nothing here is ever below what has been counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outright.terms import VerdictCode

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LEVELS = (0.5, 0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Interval:
    """A range for the final share that is meant to hold as often as ``level`` says."""

    level: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Range:
    """A number of votes: its middle and the range that holds nine times in ten."""

    low: int
    mid: int
    high: int


@dataclass(frozen=True, slots=True)
class Chances:
    """One candidate's final share and chances.

    ``win``: ends with most votes. ``outright``: is elected in this contest. ``advance``: is in the next
    round, if there is one. ``counted`` are the votes counted so far.
    """

    candidate: str
    counted: int
    median: float
    intervals: tuple[Interval, ...]
    win: float
    outright: float
    advance: float

    def interval(self, level: float) -> Interval:
        """The interval of this level; ``KeyError`` when it is not one of `LEVELS`."""
        for interval in self.intervals:
            if interval.level == level:
                return interval
        raise KeyError(level)


@dataclass(frozen=True, slots=True)
class StillOut:
    """Votes expected still to come of one county or by one method, and how they are expected to split.

    ``shares`` gives each main candidate's expected share of those votes. ``source`` says what the
    expectation rests on ("turnout model", "ballots on hand", ...).
    """

    key: str
    counted: int
    votes: Range
    shares: tuple[tuple[str, float], ...]
    source: str


@dataclass(frozen=True, slots=True)
class CellOut:
    """The middle of the votes still to come of one county by one method, and each main candidate's share of them."""

    county: str
    method: str
    counted: int
    votes: int
    shares: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition that must hold before anything is projected: its code, whether it holds, why not."""

    code: str
    passed: bool
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """How often nine-in-ten intervals like this one held: ``held`` of ``of`` past moments, and which those are."""

    held: int
    of: int
    like: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """What moves the projected share of the leader away from the counted share: points, by name."""

    what: str
    points: float
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """The final count, as far as it can be said now.

    ``candidates`` come in the order of the outline. ``final_votes`` is the range of all votes in the end.
    ``code`` is TOO_EARLY, or WON_PROJECTED / RUNOFF_PROJECTED / ADVANCE_PROJECTED with ``named``, and
    only when every gate has passed. ``draws`` are final shares, shape (draws, candidates), and
    ``draw_votes`` the final total of each draw. ``by_cell`` is told of contests with few counties only.
    """

    candidates: tuple[Chances, ...]
    counted: int
    final_votes: Range
    runoff: float
    by_county: tuple[StillOut, ...]
    by_method: tuple[StillOut, ...]
    code: VerdictCode
    named: tuple[str, ...]
    level: float
    gates: tuple[Gate, ...]
    record: Record | None
    because: tuple[Contribution, ...]
    notes: tuple[str, ...]
    draws: NDArray[np.float64]
    draw_votes: NDArray[np.float64]
    by_cell: tuple[CellOut, ...] = ()

    def of(self, candidate: str) -> Chances:
        """The chances of this candidate; ``KeyError`` when the contest has none of that id."""
        for chances in self.candidates:
            if chances.candidate == candidate:
                return chances
        raise KeyError(candidate)
