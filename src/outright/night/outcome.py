"""What a full count decided, and whether a verdict given before it agrees.

Whole numbers only. A level vote for the last place decides nothing here: it is settled by lot or by a later count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from outright.baseline.outline import Stakes
from outright.terms import VerdictCode

WON = frozenset({VerdictCode.WON_PROJECTED, VerdictCode.WON_CERTAIN})
NEXT_ROUND = frozenset({VerdictCode.RUNOFF_PROJECTED, VerdictCode.RUNOFF_CERTAIN})
ADVANCES = frozenset({VerdictCode.ADVANCE_PROJECTED, VerdictCode.ADVANCE_CERTAIN})
CLAIMS = WON | NEXT_ROUND | ADVANCES
"""The codes that claim something; the others leave it open."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What follows from a full count: a code, and the candidates (as numbers in the outline) elected or going on.

    ``level`` are those who share the last place that counts with somebody who has none.
    """

    code: VerdictCode
    candidates: tuple[int, ...] = ()
    level: tuple[int, ...] = ()


def decided(stakes: Stakes, votes: Sequence[int]) -> Decided:
    """What these votes decide, if they are all. Under a top-two rule the two go on, as under a runoff's."""
    total = sum(votes)
    if not total:
        return Decided(VerdictCode.TOO_EARLY)
    order = sorted(range(len(votes)), key=lambda k: -votes[k])
    if stakes.threshold is not None:
        outright = votes[order[0]] * stakes.threshold.denominator > stakes.threshold.numerator * total
        if outright:
            return Decided(VerdictCode.WON_CERTAIN, (order[0],))
    if stakes.places:
        return _first(order, votes, stakes.places, VerdictCode.RUNOFF_CERTAIN)
    if stakes.threshold is not None:
        return Decided(VerdictCode.LEADER_ONLY, (order[0],))
    found = _first(order, votes, stakes.seats, VerdictCode.WON_CERTAIN)
    return Decided(VerdictCode.TIE_CERTAIN, (), found.level) if found.level else found


def _first(order: Sequence[int], votes: Sequence[int], places: int, code: VerdictCode) -> Decided:
    if len(order) <= places or votes[order[places - 1]] > votes[order[places]]:
        return Decided(code, tuple(order[:places]))
    cut = votes[order[places]]
    return Decided(code, tuple(k for k in order if votes[k] > cut), tuple(sorted(k for k in order if votes[k] == cut)))


def is_right(code: VerdictCode, named: Sequence[int], truth: Decided) -> bool:
    """Whether a verdict says what the full count decided, as far as it names anybody."""
    return code in CLAIMS and not is_wrong(code, named, truth)


def is_wrong(code: VerdictCode, named: Sequence[int], truth: Decided) -> bool:
    """Whether the full count contradicts a verdict. One that leaves it open is never wrong."""
    if code not in CLAIMS:
        return False
    wins = truth.code is VerdictCode.WON_CERTAIN
    if (code in WON) != wins:
        return True
    return not set(named) <= {*truth.candidates, *truth.level}
