"""Chances and the projected verdict, read off the draws."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from outright.projection.result import LEVELS, Chances, Interval
from outright.terms import VerdictCode

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.baseline.outline import Outline, Stakes
    from outright.projection.result import Projection

    Floats = NDArray[np.float64]

WRITE_INS = frozenset({"write-in", "write-ins", "other", "others"})
"""Rows of several people together: never named as winner or as going on."""


def chances(outline: Outline, counted: NDArray[np.int64], shares: Floats) -> tuple[Chances, ...]:
    """One `Chances` per candidate of the outline. ``shares`` (draws, candidates) are final shares."""
    stakes = outline.stakes
    order = np.argsort(-shares, axis=1, kind="stable")
    first = order[:, 0]
    elected = _elected(stakes, shares, order)
    places = order[:, : max(stakes.places, 1)]
    quantiles = {level: np.quantile(shares, [0.5 - level / 2, 0.5 + level / 2], axis=0) for level in LEVELS}
    middle = np.median(shares, axis=0)
    return tuple(
        Chances(
            candidate, int(counted[k]), float(middle[k]),
            tuple(Interval(level, float(ends[0, k]), float(ends[1, k])) for level, ends in quantiles.items()),
            float((first == k).mean()), float(elected[:, k].mean()), float((places == k).any(axis=1).mean()),
        )
        for k, candidate in enumerate(outline.candidates)
    )  # fmt: skip


def _elected(stakes: Stakes, shares: Floats, order: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which candidates each draw elects in this contest."""
    elected = np.zeros(shares.shape, dtype=np.bool_)
    rows = np.arange(len(shares))
    if stakes.threshold is not None:
        top = order[:, 0]
        elected[rows, top] = shares[rows, top] > float(stakes.threshold)
        return elected
    if stakes.places:
        return elected
    for place in range(min(stakes.seats, shares.shape[1])):
        elected[rows, order[:, place]] = True
    return elected


def next_round(stakes: Stakes, shares: Floats) -> float:
    """The chance that nobody is elected and some go on to another round."""
    if not stakes.places:
        return 0.0
    if stakes.threshold is None:
        return 1.0
    return float((shares.max(axis=1) <= float(stakes.threshold)).mean())


KEEP = 0.985
"""What has been projected is only taken back once its chance falls below this: not at the first draw less."""


def kept(projection: Projection, stakes: Stakes, code: VerdictCode, named: tuple[str, ...]) -> Projection:
    """The projection with the verdict it carried a moment ago, where that is as good as sure and no gate is shut.

    ``code`` and ``named`` are that verdict. A projection that carries the same verdict keeps in it those who were
    named a moment ago and are as good as sure still; one that carries another is left alone.
    """
    if code not in (VerdictCode.WON_PROJECTED, VerdictCode.RUNOFF_PROJECTED):
        return projection
    if projection.code not in (VerdictCode.TOO_EARLY, code):
        return projection
    still, sure = said(stakes, projection.candidates, projection.runoff, KEEP)
    if still is not code or not {*named} <= {*sure} or not all(gate.passed for gate in projection.gates):
        return projection
    return replace(projection, code=code, named=tuple(c for c in sure if c in {*named, *projection.named}))


def said(
    stakes: Stakes, found: tuple[Chances, ...], runoff: float, level: float
) -> tuple[VerdictCode, tuple[str, ...]]:
    """The verdict that these chances carry at ``level``: a code and whom it names; `TOO_EARLY` for none.

    A next round is projected once it is sure that there is one, and names those who are sure to be in it.
    """
    named = tuple(c for c in found if c.candidate not in WRITE_INS)
    elected = tuple(c.candidate for c in named if c.outright >= level)
    if len(elected) >= (1 if stakes.threshold is not None else stakes.seats):
        return VerdictCode.WON_PROJECTED, elected
    if stakes.places and runoff >= level:
        going = tuple(c.candidate for c in sorted(named, key=lambda c: -c.median) if c.advance >= level)
        if stakes.threshold is None and len(going) < stakes.places:
            return VerdictCode.TOO_EARLY, ()
        return VerdictCode.RUNOFF_PROJECTED, going
    return VerdictCode.TOO_EARLY, ()
