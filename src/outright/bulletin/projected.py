"""The projected part of a bulletin: what the final count is expected to be, with what it rests on.

Projected is never counted: these parts stand beside the count and never inside it. Shares are 0-1 of the
final count and come with their text (a percentage without its sign, never on the other side of a threshold
than the number). Chances are said as frequencies: "about 1 in 20", never as a percentage, never 0 or 1.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from outright.bulletin.value import Value
from outright.terms import VerdictCode


class ShareRange(Value, frozen=True, kw_only=True):
    """A range meant to hold the final share as often as ``level`` says.

    ``against``: where it lies to the rule's share; "across" when that share is inside, "" without one.
    """

    level: float
    low: float
    high: float
    text: str
    against: Literal["below", "above", "across", ""]


class VoteRange(Value, frozen=True, kw_only=True):
    """A number of votes as its middle and the range that is meant to hold nine times in ten."""

    low: int
    mid: int
    high: int
    text: str


class Chance(Value, frozen=True, kw_only=True):
    """How often something happens in the draws. ``settled``: arithmetic has decided it, and the text says so."""

    probability: float
    text: str
    settled: bool = False


class ProjectedCandidate(Value, frozen=True, kw_only=True):
    """One candidate's final share and chances.

    ``win``: ends with most votes. ``outright``: is elected in this contest. ``advance``: is in the next
    round, if there is one. None where the rule knows no such thing.
    """

    id: str
    median: float
    median_text: str
    intervals: tuple[ShareRange, ...]
    win: Chance
    outright: Chance | None
    advance: Chance | None

    def interval(self, level: float) -> ShareRange | None:
        """The range of this level; None when there is none."""
        return next((i for i in self.intervals if i.level == level), None)


class StillOut(Value, frozen=True, kw_only=True):
    """Votes expected from one county or by one method, and how they are expected to split."""

    key: str
    name: str
    counted: int
    votes: VoteRange
    shares: dict[str, float]
    share_text: dict[str, str]
    source: str


class Gate(Value, frozen=True, kw_only=True):
    """A condition that must hold before a projected verdict is said: its code, whether it holds, in words."""

    code: str
    passed: bool
    text: str


class Contribution(Value, frozen=True, kw_only=True):
    """What moves the leader's projected share away from the counted one, in points of share."""

    what: str
    points: float
    points_text: str
    text: str


class Record(Value, frozen=True, kw_only=True):
    """How often nine-in-ten ranges like this one held: ``held`` of ``of`` past moments."""

    held: int
    of: int
    text: str


class Band(Value, frozen=True, kw_only=True):
    """One candidate's projected final share as it stood at one moment; ``text`` is the range of 90 %."""

    median: float
    low50: float
    high50: float
    low90: float
    high90: float
    text: str


class BandPoint(Value, frozen=True, kw_only=True):
    """One moment of the projection: votes counted, votes expected in the end, bands of those charted."""

    seq: int
    at: dt.datetime
    at_text: str
    counted: int
    expected: int
    candidates: dict[str, Band]


class Projection(Value, frozen=True, kw_only=True):
    """The final count as far as it can be said now; every figure is read off one set of draws.

    ``code`` and ``named`` are what the model itself would say at ``level``, past its own gates;
    ``published``: it is the contest's verdict. ``in_text`` is the part of the expected vote that is in, ``eevp``
    the same as whole percent: 1 to 99 while anything is out, 100 when the sources say that all is counted.
    ``candidates`` come in the order of the contest's table.
    """

    text: str
    level: float
    level_text: str
    code: VerdictCode
    named: tuple[str, ...]
    published: bool
    counted: int
    final_votes: VoteRange
    left: VoteRange
    in_text: str
    runoff: Chance | None
    candidates: tuple[ProjectedCandidate, ...]
    by_county: tuple[StillOut, ...]
    by_method: tuple[StillOut, ...]
    gates: tuple[Gate, ...]
    because: tuple[Contribution, ...]
    record: Record | None
    notes: tuple[str, ...]
    bands: tuple[BandPoint, ...]
    method: str
    model_version: str
    eevp: int | None = None

    def of(self, candidate_id: str) -> ProjectedCandidate | None:
        """What is projected of this candidate; None when nothing is."""
        return next((c for c in self.candidates if c.id == candidate_id), None)
