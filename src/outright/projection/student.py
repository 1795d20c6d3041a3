"""Student's t distribution with an even number of degrees of freedom: exact sums, no series cut short.

Distribution function: Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.4. Ranked probability score:
Jordan, Krüger, Lerch, Evaluating probabilistic forecasts with scoringRules, J. Stat. Softw. 90 (2019), appendix A.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def below(t: float, freedom: int) -> float:
    """The chance of a value below ``t``.

    >>> round(below(0.0, 8), 3), round(below(1.860, 8), 3), round(below(-1.943, 6), 3)
    (0.5, 0.95, 0.05)
    """
    _even(freedom)
    cosine2 = freedom / (freedom + t * t)
    term = total = 1.0
    for k in range(1, freedom // 2):
        term *= (2 * k - 1) / (2 * k) * cosine2
        total += term
    return (1 + t / math.sqrt(freedom + t * t) * total) / 2


def below_each(t: NDArray[np.float64], freedom: int) -> NDArray[np.float64]:
    """As `below`, of many values at once."""
    _even(freedom)
    cosine2 = freedom / (freedom + t * t)
    term = total = np.ones_like(t)
    for k in range(1, freedom // 2):
        term = term * ((2 * k - 1) / (2 * k)) * cosine2
        total = total + term
    found: NDArray[np.float64] = (1 + t / np.sqrt(freedom + t * t) * total) / 2
    return found


def density(t: float, freedom: int) -> float:
    """The density at ``t``."""
    lead = math.lgamma((freedom + 1) / 2) - math.lgamma(freedom / 2) - math.log(freedom * math.pi) / 2
    return math.exp(lead - (freedom + 1) / 2 * math.log1p(t * t / freedom))


@cache
def quantile(part: float, freedom: int) -> float:
    """The value that this part of all values lies below; by halving, to the last digits.

    >>> round(quantile(0.95, 8), 3), round(quantile(0.95, 6), 3)
    (1.86, 1.943)
    """
    if not 0 < part < 1:
        raise ValueError("a quantile is of a part between 0 and 1")
    low, high = -1e4, 1e4
    while high - low > 1e-12 * max(1.0, abs(low), abs(high)):
        middle = (low + high) / 2
        low, high = (middle, high) if below(middle, freedom) < part else (low, middle)
    return (low + high) / 2


def ranked_score(t: float, freedom: int) -> float:
    """The continuous ranked probability score of a standard t where ``t`` came about; smaller is better.

    >>> round(ranked_score(0.0, 8), 3) < round(ranked_score(1.0, 8), 3)
    True
    """
    n = freedom
    spread = 2 * math.sqrt(n) / (n - 1) * _beta(0.5, n - 0.5) / _beta(0.5, n / 2) ** 2
    return t * (2 * below(t, n) - 1) + 2 * density(t, n) * (n + t * t) / (n - 1) - spread


def _beta(a: float, b: float) -> float:
    return math.exp(math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b))


def _even(freedom: int) -> None:
    if freedom < 2 or freedom % 2:
        raise ValueError("degrees of freedom are an even number here")
