"""The model as a night's projector: it is asked on the ground of tonight's count, and its answer made steady.

Most publications bring a contest nothing new, and ground is dear to lay. So what was laid and what was
answered last is kept, and used again only where everything it rests on is the same: a night that is followed,
one that is replayed and one taken up in the middle say the same.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from outright.baseline import Ground, Outline
from outright.night.ground import LiveGround
from outright.night.steady import steady
from outright.projection import Counted, Projection, project


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """What a contest's ground was last laid from, the ground, and what was answered on it to which count.

    ``ground`` is None where the answer came from another process and none was laid here.
    """

    live: LiveGround
    ground: Ground | None
    seed: int
    answer: Projection


class Model:
    """The projector of one night. It remembers to save time, and never to say something else."""

    def __init__(self) -> None:
        self._kept: dict[str, _Kept] = {}

    def __call__(self, live: LiveGround, *, seed: int) -> Projection | None:
        """The projection of what is in; None before the first vote. ``seed`` alone decides the draws."""
        if not live.counted.votes.any():
            return None
        kept = self._like(live)
        if kept is not None and self._answers(kept, live, seed):
            return kept.answer
        ground = live.ground if kept is None or kept.ground is None else kept.ground
        answer = answered(ground, live.counted, seed)
        self._kept[live.outline.contest_id] = _Kept(live, ground, seed, answer)
        return answer

    def must_work(self, live: LiveGround, *, seed: int) -> bool:
        """Whether this question has an answer that is not remembered."""
        kept = self._like(live)
        return bool(live.counted.votes.any()) and (kept is None or not self._answers(kept, live, seed))

    def keep(self, live: LiveGround, *, seed: int, answer: Projection) -> None:
        """Remember an answer that was worked out elsewhere, as if it had been worked out here."""
        kept = self._like(live)
        self._kept[live.outline.contest_id] = _Kept(live, kept.ground if kept else None, seed, answer)

    def _like(self, live: LiveGround) -> _Kept | None:
        """What is kept of the contest, where it stands on the same ground."""
        kept = self._kept.get(live.outline.contest_id)
        return kept if kept is not None and same_ground(kept.live, live) else None

    def _answers(self, kept: _Kept, live: LiveGround, seed: int) -> bool:
        return kept.seed == seed and same_count(kept.live.counted, live.counted)


def answered(ground: Ground, counted: Counted, seed: int) -> Projection:
    """The model's answer on a ground to a count: the one computation there is, wherever it is done."""
    even = Counted(
        np.ascontiguousarray(counted.votes), np.ascontiguousarray(counted.part), np.ascontiguousarray(counted.arrival)
    )
    return steady(project(ground, even, rng=np.random.default_rng(seed)))


def same_ground(one: LiveGround, other: LiveGround) -> bool:
    """Whether both are laid alike: equal outlines and rolls, and the very same past contests."""
    if len(one.past) != len(other.past) or any(a is not b for a, b in zip(one.past, other.past, strict=True)):
        return False
    if one.registered != other.registered:
        return False
    pairs = ((getattr(one.outline, f.name), getattr(other.outline, f.name)) for f in fields(Outline))
    return all(np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b for a, b in pairs)


def same_count(one: Counted, other: Counted) -> bool:
    """Whether two counts hold the same votes, are as far in everywhere, and came in the same order."""
    return (
        np.array_equal(one.votes, other.votes)
        and np.array_equal(one.part, other.part, equal_nan=True)
        and np.array_equal(one.arrival, other.arrival)
    )
