"""Whether the order in which the count came in says something of what is still out.

Nights on which one side's places report first look, early on, like any other night. So the regression has a column
for a cell's place in the order of arrival, and how far its slope is believed is decided by the evidence for it (a
Bayes factor): the two answers, with the slope and without, are mixed. The second follows from the first.
"""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from outright.projection.solve import Fit, State, at

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.projection.design import Layout

    Floats = NDArray[np.float64]

SPLIT_SD = 0.40
"""Spread of the slope on the logit of a share, where there is one. Per standard deviation of arrival."""

TURNOUT_SD = 0.25
"""The same for the logarithm of votes."""

USUAL = 0.05
"""How often the order matters: probability before the night that there is a slope at all."""

FEWEST = 4
"""Cells of a method that must be in before their order is looked at."""

_NORMAL = NormalDist()
_PARTS = np.linspace(0.0005, 0.9995, 2000)
_SCORES = np.array([_NORMAL.inv_cdf(float(p)) for p in _PARTS])


def scores(layout: Layout, arrival: NDArray[np.int64]) -> Floats:
    """Each cell's place in the order, as a normal score within its method code: (units, methods).

    Of N cells the one that came as number r has the normal quantile of (r - 1/2)/N; cells that came together share
    their middle place; all that are still out have the mean of what is left of the curve. 0 for a method of which
    fewer than four cells are in, or which came all at once: no order is known of it.
    """
    out = np.zeros(layout.shape)
    for code in range(len(layout.codes)):
        here = layout.code == code
        cells = int(here.sum())
        came = here & (arrival >= 0)
        order, group, sizes = np.unique(arrival[came], return_inverse=True, return_counts=True)
        if len(group) < FEWEST or len(order) < 2:
            continue
        middle = np.cumsum(sizes) - sizes / 2
        out[came] = np.interp(middle / cells, _PARTS, _SCORES)[group]
        part = len(group) / cells
        if part < 1:
            edge = np.interp(part, _PARTS, _SCORES)
            out[here & ~came] = np.exp(-edge * edge / 2) / np.sqrt(2 * np.pi) / (1 - part)
    return out


def belief(fit: Fit, sd: float, usual: float = USUAL) -> tuple[Floats, Floats]:
    """For each response the probability that there is a slope (of the last column), and its size in its own errors."""
    variance = float(fit.state.covariance[-1, -1])
    evidence = 1 / variance - 1 / sd**2
    many = fit.state.coefficients.shape[1]
    if evidence < 1e-9:
        return np.zeros(many), np.zeros(many)
    alone = fit.state.coefficients[-1] / variance / evidence
    ratio = sd**2 * evidence
    log_factor = -0.5 * np.log1p(ratio) + 0.5 * alone**2 * evidence * ratio / (1 + ratio)
    believed = 1 / (1 + (1 - usual) / usual * np.exp(-np.clip(log_factor, -50, 50)))
    return believed, alone * np.sqrt(evidence)


def without(fit: Fit) -> State:
    """The posterior of the same regression had there been no slope (the last column), from the one with it."""
    covariance, coefficients = fit.state.covariance, fit.state.coefficients
    share = covariance[:, -1] / covariance[-1, -1]
    fixed = coefficients - share[:, None] * coefficients[-1]
    fixed[-1] = 0.0
    left = covariance - np.outer(share, covariance[-1])
    left[-1], left[:, -1] = 0.0, 0.0
    return at(fit, fixed, left)
