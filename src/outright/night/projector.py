"""The door by which a projection comes into a night, and why it can never stop one.

A projector is given the ground of tonight's count and a seed; never a clock. The same night, contest and
count give the same seed, so that a replay says the same; a publication that brings a contest nothing new
moves none of its figures. Whatever goes wrong inside becomes one plain sentence, and the count is published.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol, runtime_checkable
from zlib import crc32

from outright.count import ContestCount, Finding
from outright.errors import OutrightError
from outright.night.arrival import Held
from outright.night.ground import LiveGround
from outright.night.plan import NightPlan
from outright.night.state import NightState
from outright.terms import Severity
from outright.verdict import Doubt

if TYPE_CHECKING:
    from outright.projection.result import Chances, Projection


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """What a projector will be asked of one contest: the ground of the count at this moment, and the seed."""

    live: LiveGround
    seed: int


class Projector(Protocol):
    """What a night asks for a projection; None where there is nothing to say yet.

    An `OutrightError` says in one line why there is none. ``seed`` alone decides the draws.
    """

    def __call__(self, live: LiveGround, *, seed: int) -> Projection | None:
        """The projection of one contest at this moment."""
        ...


@runtime_checkable
class Foresighted(Protocol):
    """A projector that may be told what it will be asked, so that several contests are worked out side by side."""

    def ahead(self, asked: Sequence[Question]) -> None:
        """Every question of a round before the first is asked. It may begin on them, and answers as it would have."""
        ...


def no_projection(live: LiveGround, *, seed: int) -> None:
    """The projector of a night without a model: nothing, and no reason to give."""


def projector_for(plan: NightPlan) -> Projector:  # noqa: ARG001
    """The projector that a night of this plan uses, live, replayed and verified alike: the model.

    It keeps what it laid for one night, so every night gets its own.
    """
    from outright.night.modelled import Model

    return Model()


def seed_of(night_id: str, contest_id: str, seq: int) -> int:
    """The seed of a contest's draws: of the night, the contest and the publication that last moved its count."""
    return crc32(f"{night_id}/{contest_id}/{seq}".encode())


def attempt(project: Projector, live: LiveGround, count: ContestCount, *, seed: int) -> tuple[Projection | None, str]:
    """The projection, or None and why: whatever a projector raises or answers, the night goes on."""
    try:
        projection = project(live, seed=seed)
        wrong = "" if projection is None else trouble(projection, count)
    except OutrightError as error:
        return None, f"No projection: {_lower(error.line())}"
    except Exception as error:
        return None, failed(error)
    if wrong:
        return None, f"No projection: the model's answer cannot be right ({wrong}). The count is not touched by it."
    return projection, ""


def failed(error: Exception) -> str:
    """That a model broke, in a sentence that is the same wherever it breaks."""
    return f"No projection: the model failed ({type(error).__name__}). The count is not touched by it."


def trouble(projection: Projection, count: ContestCount) -> str:
    """What in an answer contradicts the count or itself; "" when it may be shown."""
    known = {c.id for c in count.contest.candidates}
    ids = [c.candidate for c in projection.candidates]
    if not ids or len(set(ids)) < len(ids) or not set(ids) <= known or not set(projection.named) <= set(ids):
        return "its candidates are not those of the count"
    if projection.counted > (count.votes or 0):
        return "it counts votes that are not in"
    final = projection.final_votes
    if not projection.counted <= final.low <= final.mid <= final.high:
        return "it expects fewer votes than are counted"
    if any(not _sound(c) for c in projection.candidates) or not 0 <= projection.runoff <= 1:
        return "a share or a chance is none"
    return ""


def _sound(chances: Chances) -> bool:
    """Whether every figure is a share, and the ranges lie within one another."""
    shares = [chances.median, chances.win, chances.outright, chances.advance]
    ends = sorted(chances.intervals, key=lambda i: i.level)
    shares += [end for i in ends for end in (i.low, i.high)]
    good = all(math.isfinite(s) and 0 <= s <= 1 for s in shares)
    nested = all(a.low >= b.low and a.high <= b.high for a, b in pairwise(ends))
    levels = {0.5, 0.9} <= {i.level for i in ends}
    return good and nested and levels and all(i.low <= i.high for i in ends)


def doubts_of(
    plan: NightPlan, state: NightState, findings: Iterable[Finding], waits: Iterable[Held] = ()
) -> tuple[Doubt, ...]:
    """Why the data do not carry a projected verdict now: something is held, or a source cannot be read.

    ``waits`` are the publications of the contest that wait for a person.
    """
    sick = [plan.source_name(key) for key, source in state.sources.items() if source.error]
    doubts = [Doubt("source", f"The newest file of {name} cannot be read.") for name in sick]
    said = (f for snapshot in state.latest().values() for f in snapshot.findings)
    held = {f.message for f in (*findings, *said) if f.severity is Severity.HOLD}
    held |= {f"Publication {h.arrival.seq} waits for a person: {h.why[0]}" for h in waits}
    return (*doubts, *(Doubt("held", message) for message in sorted(held)))


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
