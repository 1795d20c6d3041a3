"""Shares as text that never crosses a threshold: 96,284 of 192,569 is not "50.0 %".

A displayed share stands on the same side of every rule threshold as the integers do. Decimals are
added until it does (at most four), then a word says which side: "over 50", "exactly 66.6667". The
value is never distorted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

HALF = Fraction(1, 2)
_MOST_DECIMALS = 4
NEAR = Fraction(5, 100)


def side(share: Fraction, threshold: Fraction) -> int:
    """-1 below the threshold, 0 exactly on it, 1 above it."""
    return (share > threshold) - (share < threshold)


def rounded(share: Fraction, decimals: int) -> Fraction:
    """The share rounded half up to ``decimals`` places of a percentage, still a share."""
    scale = 100 * 10**decimals
    return Fraction((2 * share.numerator * scale + share.denominator) // (2 * share.denominator), scale)


def share_text(
    votes: int | None,
    total: int | None,
    thresholds: Iterable[Fraction] = (HALF,),
    *,
    apart_from: Iterable[int] = (),
    least: int = 1,
    near: Fraction = NEAR,
) -> str:
    """The share of ``votes`` in ``total`` as a percentage without its sign, or "–" when unknown.

    One decimal; two within ``near`` (five points) of a threshold or where a neighbour (``apart_from``, in
    votes) would show the same; more until the text is on the right side of every threshold.

    >>> share_text(92673, 192569), share_text(49996, 100000), share_text(500004, 1000000)
    ('48.12', '49.996', '50.0004')
    >>> share_text(5, 10), share_text(38071, 192569), share_text(None, 10)
    ('50.00', '19.8', '–')
    """
    if votes is None or not total:
        return "–"
    limits = tuple(thresholds)
    sides = [_side(votes, total, t) for t in limits]
    close = any(_near(votes, total, t, near) for t in limits)
    tied = any(v != votes and _steps(v, total, 1000) == _steps(votes, total, 1000) for v in apart_from)
    for decimals in range(max(least, 2 if close or tied else 1), _MOST_DECIMALS + 1):
        scale = 100 * 10**decimals
        shown = _steps(votes, total, scale)
        if all(_side(shown, scale, t) == side for t, side in zip(limits, sides, strict=True)):
            return f"{100 * shown / scale:.{decimals}f}"
    share = Fraction(votes, total)
    limit = min(limits, key=lambda t: abs(share - t))
    return f"{('under', 'exactly', 'over')[1 + side(share, limit)]} {percent(limit)}"


def _over(votes: int, total: int, threshold: Fraction) -> int:
    """How far ``votes`` of ``total`` stand over the threshold, in parts of ``total`` times its denominator."""
    return (votes * threshold.denominator - threshold.numerator * total) * (1 if total > 0 else -1)


def _side(votes: int, total: int, threshold: Fraction) -> int:
    """`side` of ``votes`` in ``total``, in integers alone: it is asked for every number of every table."""
    over = _over(votes, total, threshold)
    return (over > 0) - (over < 0)


def _near(votes: int, total: int, threshold: Fraction, near: Fraction) -> bool:
    """Whether the share lies within ``near`` of the threshold."""
    return abs(_over(votes, total, threshold)) * near.denominator < near.numerator * abs(total) * threshold.denominator


def _steps(votes: int, total: int, scale: int) -> int:
    """The share in steps of one ``scale``-th, rounded half up: `rounded` in integers alone."""
    return (2 * votes * scale + total) // (2 * total)


def part_share(votes: int | None, total: int | None) -> str:
    """The share of a part of a count (a batch, a place, what is needed of the rest): one decimal, never across half.

    >>> part_share(49996, 100000), part_share(173918, 347826), part_share(387, 1000)
    ('49.996', '50.001', '38.7')
    """
    return share_text(votes, total, near=Fraction(0))


def share_column(
    votes: Mapping[str, int | None],
    total: int | None,
    thresholds: Iterable[Fraction] = (HALF,),
    *,
    near: Fraction = NEAR,
) -> dict[str, str]:
    """The shares of one table, by key, with the same decimals wherever the thresholds allow it.

    ``near`` as for `share_text`; 0 for tables to which no threshold applies.

    One decimal; two for all rows when any row needs two (near a threshold, or level with the next row).

    >>> share_column({"ossoff": 92673, "handel": 38071, "hill": 16870}, 192569)
    {'ossoff': '48.12', 'handel': '19.77', 'hill': '8.76'}
    """
    limits = tuple(thresholds)
    known = sorted({v for v in votes.values() if v is not None})
    texts = [
        share_text(v, total, limits, apart_from=known[max(0, i - 1) : i + 2], near=near) for i, v in enumerate(known)
    ]
    least = 2 if any(len(t.partition(".")[2]) > 1 for t in texts) else 1
    return {k: share_text(v, total, limits, least=least, near=near) for k, v in votes.items()}


def percent(share: Fraction) -> str:
    """An exact share as a percentage in as few digits as it needs: 1/2 is "50", 1/8 "12.5".

    >>> percent(Fraction(1, 2)), percent(Fraction(1, 8)), percent(Fraction(1, 3))
    ('50', '12.5', '33.3333')
    """
    return f"{float(share * 100):.4f}".rstrip("0").rstrip(".")
