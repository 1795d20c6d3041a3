"""What it would take: exact needs of the ballots left, in integers, with bounds and never a guess.

Symbols: ``T`` votes counted for the office, ``v`` the candidate's, ``R`` the upper bound of ballots
left, ``q`` the rule's share. Every need is minimal: with it the target is met, with one less it is not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Target = Literal["majority", "first", "second"]
State = Literal["open", "met", "cannot", "unknown"]


@dataclass(frozen=True, slots=True)
class Needed:
    """``need`` of ``of`` ballots left reach the target; ``met`` needs none, ``cannot`` has no number."""

    need: int | None
    of: int | None
    state: State

    @property
    def share(self) -> Fraction | None:
        """The share of the ballots left that is needed; None unless the target is open."""
        if self.state != "open" or not self.of or self.need is None:
            return None
        return Fraction(self.need, self.of)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The count if ``of`` ballots came and the candidate took ``taken`` of them."""

    votes: int
    total: int
    taken: int
    of: int

    @property
    def over_half(self) -> int:
        """Votes above the largest number that is not a majority (negative or zero: no majority)."""
        return self.votes - self.total // 2


def to_pass_share(v: int, total: int, left: int | None, share: Fraction, *, at_least: bool = False) -> Needed:
    """Votes needed to have more than ``share`` of ``T + R`` (``at_least``: that share itself suffices).

    >>> to_pass_share(45, 100, 20, Fraction(1, 2))
    Needed(need=16, of=20, state='open')
    """
    if left is None:
        return Needed(None, None, "unknown")
    bar = share * (total + left)
    least = -(-bar.numerator // bar.denominator) if at_least else bar.numerator // bar.denominator + 1
    return _needed(least - v, left)


def to_take_place(
    votes: Mapping[str, int], candidate: str, left: int | None, places: int, *, marks: bool = False
) -> Needed:
    """Votes that put the candidate among the first ``places`` however the rest of ``R`` falls.

    The assumption-free bound: the rest may all go to the rivals that need least to draw level. ``marks``: a
    ballot may carry several votes, so every rival may be on every ballot left, the candidate's own too.
    """
    if left is None:
        return Needed(None, None, "unknown")
    v = votes[candidate]
    rivals = sorted((n for c, n in votes.items() if c != candidate), reverse=True)[:places]
    if len(rivals) < places:
        return _needed(0, left)
    if marks:
        return _needed(rivals[-1] + left + 1 - v, left)
    low, high = 0, left + 1
    while low < high:  # the rivals' cost rises with x while what is left to them falls: one crossing
        x = (low + high) // 2
        if cost_to_reach(rivals, v + x) > left - x:
            high = x
        else:
            low = x + 1
    return _needed(low, left)


def to_pass_rival(votes: Mapping[str, int], candidate: str, rival: str, left: int) -> Needed:
    """Votes that put the candidate ahead of ``rival`` if all others keep their share of the count so far.

    Of ``R`` left the others take ``floor(R * o / T)``; the rival has what the candidate leaves. An assumption, and
    said as one: `to_take_place` is the bound without it.

    >>> to_pass_rival({"a": 40, "b": 50, "c": 10}, "a", "b", 40)
    Needed(need=24, of=40, state='open')
    """
    total = sum(votes.values())
    others = total - votes[candidate] - votes[rival]
    between = left - (left * others // total if total else 0)
    need = max(0, (votes[rival] + between - votes[candidate]) // 2 + 1)
    return Needed(None, left, "cannot") if need > between else _needed(need, left)


def to_deny_share(v: int, total: int, left: int, share: Fraction, *, at_least: bool = False) -> Needed:
    """Votes all others together need so that the candidate does not pass ``share`` of ``T + R``.

    >>> to_deny_share(45, 100, 20, Fraction(1, 2))
    Needed(need=5, of=20, state='open')
    """
    bar = share * (total + left)
    most = -(-bar.numerator // bar.denominator) - 1 if at_least else bar.numerator // bar.denominator
    return _needed(left - max(most - v, -1), left)


def cost_to_reach(rivals: Sequence[int], votes: int) -> int:
    """The ballots it takes to bring every one of ``rivals`` level with ``votes``."""
    return sum(max(0, votes - r) for r in rivals)


def what_if(v: int, total: int, left: int, share: Fraction) -> WhatIf:
    """The count if all ``left`` ballots were cast and the candidate had ``share`` of them (rounded down)."""
    if not 0 <= share <= 1:
        raise ValueError("a share of the ballots left lies between 0 and 1")
    taken = share.numerator * left // share.denominator
    return WhatIf(v + taken, total + left, taken, left)


def _needed(need: int, left: int) -> Needed:
    if need <= 0:
        return Needed(0, left, "met")
    return Needed(need, left, "open") if need <= left else Needed(None, left, "cannot")
