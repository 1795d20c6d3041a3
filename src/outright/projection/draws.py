"""Draws of the final count. Everything that is said of it is read off them, so nothing can contradict anything else.

Errors of the candidates' final shares are drawn together for the whole contest: Student's t with one chi-square per
draw, and the correlation of a multinomial (one's gain is the others' loss, in proportion to their odds). Votes that
are counted are a floor: only what is still out is divided anew.
"""

from __future__ import annotations

from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from outright.projection.foresee import Foreseen

Floats = NDArray[np.float64]

OPPOSED = -0.97
"""The most that two candidates' errors are held to be each other's reverse."""

MINOR_SD = 0.5
"""How far, on the logit, the votes still out of a candidate who is not modelled may be from the expected."""


class Draws(NamedTuple):
    """``shares`` (draws, candidates) of the final count and its totals ``votes`` (draws,). Rows add up to one; no
    count is undercut. ``careful`` are the same draws spread wider about the same middle: those of a verdict.
    """

    shares: Floats
    careful: Floats
    votes: Floats


def draw(
    foreseen: Foreseen, scales: Floats, freedom: float, rng: np.random.Generator, draws: int, caution: float = 1.0
) -> Draws:
    """The final count, ``draws`` times; ``caution`` is how much wider the careful draws are."""
    totals = _totals(foreseen, float(foreseen.counted.sum()), rng, draws)
    spread = _all_scales(foreseen, scales)
    moved = np.flatnonzero(spread > 0)
    errors = np.zeros((draws, len(foreseen.counted)))
    if len(moved):
        errors[:, moved] = _errors(foreseen.share[moved], freedom, rng, draws) * spread[moved]
    shares = _landed(foreseen, errors, totals)
    return Draws(shares, shares if caution == 1.0 else _landed(foreseen, errors * caution, totals), totals)


def _landed(foreseen: Foreseen, errors: Floats, totals: Floats) -> Floats:
    """Final shares with these errors: what is counted stays, what is left is divided anew."""
    counted = foreseen.counted.astype(np.float64)
    left = np.maximum((foreseen.share + errors) * totals[:, None] - counted, 0.0)
    total_left = left.sum(1)
    expected = foreseen.votes_to_come()
    fallback = expected / max(float(expected.sum()), 1e-9)
    split = np.where(total_left[:, None] > 0, left / np.maximum(total_left, 1e-9)[:, None], fallback)
    final: Floats = (counted + split * (totals - counted.sum())[:, None]) / np.maximum(totals, 1e-9)[:, None]
    return final


def _totals(foreseen: Foreseen, base: float, rng: np.random.Generator, draws: int) -> Floats:
    """Final totals: what is counted and a log-normal number of votes to come."""
    out = max(foreseen.total - base, 0.0)
    relative = foreseen.total_variance / out**2 if out > 0 else 0.0
    sd = np.sqrt(np.log1p(min(relative, 4.0)))
    totals: Floats = base + out * np.exp(sd * _normal(rng, draws) - sd**2 / 2)
    return totals if base > 0 else np.maximum(totals, 1.0)


def _all_scales(foreseen: Foreseen, scales: Floats) -> Floats:
    """The main candidates' scales, and for the others a fixed one on the logit of what is out."""
    weight = 1 - foreseen.counted.sum() / max(foreseen.total, 1e-9)
    share = foreseen.share
    spread: Floats = np.maximum(weight, 0.0) * share * (1 - share) * MINOR_SD
    own = np.sqrt(foreseen.split_variance + foreseen.turnout_variance)
    spread = np.maximum(spread, own)
    spread[list(foreseen.main)] = scales
    return spread


def _errors(share: Floats, freedom: float, rng: np.random.Generator, draws: int) -> Floats:
    """Student's t errors of unit scale, correlated as a multinomial's."""
    root = _root(share)
    normal = np.stack([_normal(rng, draws) for _ in share], axis=1)
    heavy = np.sqrt(freedom / rng.chisquare(freedom, draws))
    errors: Floats = normal @ root.T * heavy[:, None]
    return errors


def _root(share: Floats) -> Floats:
    """The root of the correlation that gives the first candidate the first normal alone, the second two, and so on.

    First is who has the largest share: the quantiles of his error are then those of the slices, without jitter. The
    root is Cholesky's, the only one of its kind. Eigenvectors would not do as one: where shares are equal they are
    not determined, processors differ in those they find, and one seed would give other draws on another machine.
    """
    p = np.clip(share, 1e-4, 1 - 1e-4)
    odds = p / (1 - p)
    correlation = np.maximum(-np.sqrt(np.outer(odds, odds)), OPPOSED)
    np.fill_diagonal(correlation, 1.0)
    values, vectors = np.linalg.eigh(correlation)
    possible = (vectors * np.maximum(values, 1e-6)) @ vectors.T
    scale = np.sqrt(possible.diagonal())
    order = np.argsort(-np.round(p, 9), kind="stable")
    possible = (possible / np.outer(scale, scale))[np.ix_(order, order)]
    root: Floats = np.linalg.cholesky(possible)[np.argsort(order)]
    return root


def _normal(rng: np.random.Generator, draws: int) -> Floats:
    """Normal draws, one of each of as many equal slices: their quantiles do not jitter with the seed."""
    normal: Floats = rng.permutation(_slices(draws))
    return normal


@lru_cache(maxsize=8)
def _slices(draws: int) -> Floats:
    inverse = NormalDist().inv_cdf
    return np.array([inverse((i + 0.5) / draws) for i in range(draws)])
