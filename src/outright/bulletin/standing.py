"""How a contest stood at one moment of its count, in words and exactly: who led, with which share, on which side.

Pure, and from the bulletin alone. Votes that were worked out from rounded shares say no more than those shares did.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping
from fractions import Fraction

from outright.bulletin import Contest, Point
from outright.bulletin.event_words import WORDS, Say, english
from outright.count.share import HALF, share_column, share_text

_SLACK = Fraction(1, 1000)
"""How far a share worked out from rounded ones may be from the true one, at most."""


def point_at(contest: Contest, seq: int) -> Point | None:
    """The count as of publication ``seq``; None before the first votes."""
    place = bisect_right(contest.timeline, seq, key=lambda point: point.seq)
    return contest.timeline[place - 1] if place else None


def leader_of(point: Point, contest: Contest) -> str | None:
    """Who alone has most votes; None where two are level, or where rounding does not tell them apart."""
    ranked = sorted(point.candidates.items(), key=lambda item: -item[1])
    if not ranked or not ranked[0][1]:
        return None
    second = ranked[1][1] if len(ranked) > 1 else 0
    apart = ranked[0][1] - second
    known = apart > 2 * _SLACK * point.votes if contest.rounded else apart > 0
    return ranked[0][0] if known else None


def side_of(votes: int, total: int, threshold: Fraction, *, rounded: bool = False) -> int | None:
    """1 where the share is above the threshold, 0 on it, -1 below; None where rounding does not tell.

    >>> side_of(50, 100, HALF), side_of(51, 100, HALF), side_of(5001, 10000, HALF, rounded=True)
    (0, 1, None)
    """
    over = votes * threshold.denominator - threshold.numerator * total
    if rounded and abs(over) <= _SLACK * threshold.denominator * total:
        return None
    return (over > 0) - (over < 0)


def names_of(contest: Contest) -> dict[str, str]:
    """Surnames by candidate id; the whole name where two share a surname."""
    common = Counter(c.surname for c in contest.candidates)
    return {c.id: c.surname if common[c.surname] == 1 else c.name for c in contest.candidates}


def standing(point: Point | None, contest: Contest, names: Mapping[str, str], say: Say = english) -> str:
    """The first two with their votes and shares, and of how many: "Ossoff 69,733 (50.90%), … of 137,000 votes"."""
    if point is None:
        return say(WORDS["none"])
    limits = () if contest.rounded else (Fraction(contest.threshold.share or HALF),)
    top = sorted(point.candidates.items(), key=lambda item: -item[1])[:2]
    column = share_column(dict(top), point.votes, limits) if limits else {}
    shares = {c: column.get(c) or share_text(v, point.votes, ()) for c, v in top}
    signs = {c: f"{s}%" if s[-1:].isdigit() else s for c, s in shares.items()}
    parts = [f"{names.get(c, c)} {v:,} ({signs[c]})" for c, v in top if v]
    return say(WORDS["of" if parts else "votes"]) % {"top": ", ".join(parts), "votes": f"{point.votes:,}"}
