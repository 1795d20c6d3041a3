"""How a projection is put into words: ranges that never cross a threshold, chances as frequencies.

A range's ends stand on the same side of the rule's share in print as they do in truth. A chance is said
as a number of cases ("about 1 in 20"), never as a percentage, and never as none or all: draws cannot show
that something is certain, only arithmetic can.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

from outright.count.share import rounded, share_text, side

_RARE = Fraction(1, 200)
_ROUND = (2, 3, 4, 5, 10, 20)
_LONG = (25, 30, 40, 50, 60, 80, 100, 150, 200)
_SAID = (*((k, n) for n in _ROUND for k in range(1, n)), *((k, n) for n in _LONG for k in (1, n - 1)))
_MOST_DECIMALS = 4


def chance_text(probability: float) -> str:
    """A chance as a frequency, to the nearest that is easily said.

    >>> chance_text(0.05), chance_text(0.37), chance_text(0.0), chance_text(1.0)
    ('about 1 in 20', 'about 7 in 20', 'fewer than 1 in 200', 'more than 199 in 200')
    """
    p = Fraction(probability)
    if p < _RARE:
        return "fewer than 1 in 200"
    if p > 1 - _RARE:
        return "more than 199 in 200"
    k, n = min(_SAID, key=lambda said: (abs(p - Fraction(*said)), said[1]))
    return f"about {k} in {n}"


def level_text(level: float) -> str:
    """A level as a frequency: what share of the draws has to agree.

    >>> level_text(0.995), level_text(0.9)
    ('199 in 200', '9 in 10')
    """
    whole = Fraction(level).limit_denominator(1000)
    return f"{whole.numerator} in {whole.denominator}"


def end_text(share: float, thresholds: Iterable[Fraction] = ()) -> str:
    """One projected share as a percentage without its sign: one decimal, more only to stay on its side.

    >>> end_text(0.4813), end_text(0.4998, [Fraction(1, 2)])
    ('48.1', '49.98')
    """
    exact = Fraction(share)
    return share_text(exact.numerator, exact.denominator, thresholds, near=Fraction(0))


def range_text(low: float, high: float, thresholds: Iterable[Fraction] = ()) -> str:
    """A range of shares, as percentages without their sign, both ends with the same decimals.

    >>> range_text(0.469, 0.493), range_text(0.4998, 0.5124, [Fraction(1, 2)])
    ('46.9 to 49.3', '49.98 to 51.24')
    """
    ends, limits = (Fraction(low), Fraction(high)), tuple(thresholds)
    for decimals in range(1, _MOST_DECIMALS + 1):
        shown = [rounded(end, decimals) for end in ends]
        apart = shown[0] != shown[1] or low == high
        if apart and all(side(s, t) == side(e, t) for s, e in zip(shown, ends, strict=True) for t in limits):
            words = [f"{float(s * 100):.{decimals}f}" for s in shown]
            return words[0] if words[0] == words[1] else " to ".join(words)
    words = [end_text(end, limits) for end in (low, high)]
    return words[0] if words[0] == words[1] else " to ".join(words)


def against(low: float, high: float, threshold: Fraction) -> Literal["below", "above", "across"]:
    """Where a range lies to a share that must be passed: at that share itself it is not passed."""
    if Fraction(high) <= threshold:
        return "below"
    return "above" if Fraction(low) > threshold else "across"
