"""A rating before the first round is final: which pairs may meet, and a pair's rating averaged over the draws.

A draw's first round is the projected final count: it decides who is second, by how much, and what the parties add up
to. A pair is rated only once it is settled; until then the pairs stand with their chances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.runoff_table import Edition
from outright.projection.runoff import Expected, FirstRound, Unrated, expected
from outright.projection.student import below_each

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.projection.result import Projection

MOST = 300
"""Draws that a rating is averaged over: evenly taken from all."""

_HALVINGS = 60


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two candidates who may meet in a runoff, and how often they do in the draws."""

    a: str
    b: str
    probability: float


@dataclass(frozen=True, slots=True)
class Averaged:
    """A pair's expected share of ``who`` over several first rounds, each with its own middle and scale."""

    who: str
    other: str
    shares: tuple[float, ...]
    scales: tuple[float, ...]
    freedom: int

    @property
    def share(self) -> float:
        """The middle: the mean of the middles."""
        return float(np.mean(self.shares))

    @property
    def chance(self) -> float:
        """The chance that ``who`` gets more votes than the other."""
        return 1 - self._below(0.5)

    def range_of(self, level: float) -> tuple[float, float]:
        """The range that is meant to hold the share of ``who`` as often as ``level`` says."""
        return self._quantile(0.5 - level / 2), self._quantile(0.5 + level / 2)

    def _below(self, share: float) -> float:
        errors = (share - np.array(self.shares)) / np.array(self.scales)
        return float(below_each(errors, self.freedom).mean())

    def _quantile(self, part: float) -> float:
        low, high = -1.0, 2.0
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            low, high = (middle, high) if self._below(middle) < part else (low, middle)
        return (low + high) / 2


def meetings(projection: Projection, threshold: float) -> tuple[Meeting, ...]:
    """Every pair that meets in some draw, the most frequent first; draws that somebody wins outright have none."""
    draws = projection.draws
    open_draws = draws[draws.max(axis=1) <= threshold]
    if not len(open_draws) or draws.shape[1] < 2:
        return ()
    top = np.sort(np.argsort(-open_draws, axis=1, kind="stable")[:, :2], axis=1)
    pairs, times = np.unique(top, axis=0, return_counts=True)
    ids = [c.candidate for c in projection.candidates]
    found = [Meeting(ids[i], ids[j], n / len(draws)) for (i, j), n in zip(pairs, times.tolist(), strict=True)]
    return tuple(sorted(found, key=lambda m: (-m.probability, m.a, m.b)))


def averaged(first: FirstRound, projection: Projection, edition: Edition) -> Averaged | Unrated:
    """The rating of a settled pair over the draws in which it meets; ``first`` is the count so far."""
    made = expected(first, edition)
    if isinstance(made, Unrated):
        return made
    found = [expected(one, edition) for one in _first_rounds(first, projection)]
    sound = [e for e in found if isinstance(e, Expected)] or [made]
    shares = tuple(e.share if e.who == made.who else 1 - e.share for e in sound)
    return Averaged(made.who, made.other, shares, tuple(e.scale for e in sound), made.freedom)


def _first_rounds(first: FirstRound, projection: Projection) -> list[FirstRound]:
    ids = [c.candidate for c in projection.candidates]
    if not {first.a, first.b} <= set(ids):
        return []
    pair = sorted((ids.index(first.a), ids.index(first.b)))
    top = np.sort(np.argsort(-projection.draws, axis=1, kind="stable")[:, :2], axis=1)
    meet = np.flatnonzero((top == pair).all(axis=1))
    chosen = meet[:: max(1, -(-len(meet) // MOST))]
    votes = np.rint(projection.draws[chosen] * projection.draw_votes[chosen, None]).astype(np.int64)
    return [_with(first, ids, row) for row in votes]


def _with(first: FirstRound, ids: Sequence[str], votes: NDArray[np.int64]) -> FirstRound:
    now = dict(zip(ids, (int(v) for v in votes), strict=True))
    return replace(first, field=tuple(replace(r, votes=now.get(r.id, r.votes)) for r in first.field))
