"""Where votes for eliminated candidates went, as far as places tell it: an ecological regression, pooled over runoffs.

In each place the runoff's votes for a finalist are held to come from his own voters of the first round and from those
of the eliminated candidates: y = a x + c e, by least squares with weight 1 / (votes + mean votes) and a variance that
lets places differ (White's). A single runoff's c is poor (one in five comes out negative), so the pairs' c are pooled:
they are drawn from one normal distribution, found by expectation and maximization (a random-effects model, DerSimonian
and Laird's, in two dimensions). It is no observation of voters: shares that differ with a place's makeup mislead it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.runoff_table import Going

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

UNITS = 10
"""Places under which a runoff says nothing here."""

ALIKE = 2.0
"""Neighbours are alike, so that places say less than their number: the variance is taken this many times."""

_STEPS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Of one runoff: votes for the leader and for the other, for each vote of an eliminated candidate, beside the
    contest's turnout; with the covariance of the two."""

    mean: Floats
    covariance: Floats


def flow(first: Floats, second: Floats) -> Flow | None:
    """From votes by place: ``first`` (places, 3) for leader, other and eliminated, ``second`` (places, 2) for the two.

    None where there are too few places, or nobody was eliminated.
    """
    first = first.astype(np.float64)
    second = second.astype(np.float64)
    total = first.sum(axis=1)
    kept = (total > 0) & (second.sum(axis=1) > 0)
    first, second, total = first[kept], second[kept], total[kept]
    if len(first) < UNITS or first[:, 2].sum() <= 0:
        return None
    turnout = second.sum() / first.sum()
    root = 1 / np.sqrt(total + total.mean())
    found, pulls = np.zeros(2), []
    for place in range(2):
        x, y = first[:, [place, 2]] * root[:, None], second[:, place] * root / turnout
        inverse = np.linalg.pinv(x.T @ x)
        coefficients = inverse @ x.T @ y
        found[place] = coefficients[1]
        pulls.append((x @ inverse[1]) * (y - x @ coefficients))
    each = np.array(pulls)
    return Flow(found, ALIKE * each @ each.T)


def pooled(flows: Sequence[Flow]) -> Going | None:
    """The middle and the range over the runoffs, each drawn towards the middle as its places tell little or much."""
    if len(flows) < UNITS:
        return None
    means = np.array([f.mean for f in flows])
    noise = np.array([f.covariance for f in flows]) + 1e-6 * np.eye(2)
    centre, between = np.median(means, axis=0), 0.04 * np.eye(2)
    drawn = means
    for _ in range(_STEPS):
        gain = between @ np.linalg.inv(between + noise)
        drawn = centre + np.einsum("nij,nj->ni", gain, means - centre)
        rest = between - gain @ between
        centre = drawn.mean(axis=0)
        off = drawn - centre
        between = (np.einsum("ni,nj->nij", off, off) + rest).mean(axis=0)
    kept = drawn.sum(axis=1)
    leader = drawn[kept > 0, 0] / kept[kept > 0]
    low, high = np.clip(np.quantile(leader, [0.05, 0.95]), 0.0, 1.0)
    return Going(len(flows), float(centre.sum()), float(centre[0] / centre.sum()), float(low), float(high))
