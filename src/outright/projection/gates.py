"""What must hold before anything is projected, and how much wider the draws a verdict is read off must then be.

Each condition is there because a night like one in the library needed it. Where one cannot be met at all its gate is
shut. Where the evidence is thin a verdict is not forbidden but asked of draws spread wider about the same middle (its
*caution*): a leader forty points ahead in a small contest need not wait for what a leader two points ahead must. The
factors were chosen from a handful (1, 1.25, 1.5, 2, 3, 4, 6) so that none of 45,000 moments of past nights, under
priors that had no part in them, gave a verdict that the full count contradicts: chosen looking at those nights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from outright.baseline.outline import ContestKind
from outright.projection.result import Gate

if TYPE_CHECKING:
    from outright.projection.foresee import Foreseen
    from outright.projection.moment import Moment

USUAL = 1.25
"""The draws of a verdict are always so much wider than the ranges that are shown."""

THIN, THIN_CAUTION, NONE = 15.0, 2.0, 3.0
"""Cells complete, times the part of the expected vote that is in: under the first more caution, under the last no
verdict."""

BEGUN, BEGUN_CAUTION, YOUNG, YOUNG_CAUTION = 0.15, 3.0, 0.36, 2.0
"""Parts of the expected vote in, under which the order of the count cannot be told from chance: a side whose best
places come first looks then like any other."""

FEW_OUT, FEW_OUT_SHARE, FEW_OUT_CAUTION = 3.0, 0.05, 2.0
"""Where fewer cells than this hold more of the vote than this, one of them decides and no other is like it."""

FAR = 0.25
"""An estimate this far from the count rests on the model more than on votes."""

UNHEARD, UNHEARD_CAUTION = 0.05, 3.0
"""Where a way of voting that hardly anybody has counted is to bring this part of the vote, it may differ from all
before it. In a special election nothing is projected then: on April 18, 2017 early voters and election-day voters
were twenty points apart."""

PART_COUNTED, PART_COUNTED_SHARE = 0.5, 0.10
"""Where most of what is out belongs to part-counted places, at least this part of the vote must be in. No caution is
added there: such moments have a scale and tails of their own (`outright.projection.scale`)."""


class Condition(NamedTuple):
    """A gate, and the caution that it asks of a verdict when it is passed."""

    gate: Gate
    caution: float


def conditions(foreseen: Foreseen, moment: Moment, kind: ContestKind) -> tuple[Condition, ...]:
    """Every condition, in a fixed order."""
    found = (
        _evidence(moment), _young(moment), _unheard(moment, kind), _few_out(moment), _far(foreseen),
        _part_counted(moment),
    )  # fmt: skip
    in_part = moment.part_counted > PART_COUNTED
    return tuple(Condition(c.gate, 1.0) for c in found) if in_part else found


def caution(found: tuple[Condition, ...]) -> float:
    """How many times wider the draws of a verdict are: the most that any condition asks."""
    return max(c.caution for c in found)


def _evidence(moment: Moment) -> Condition:
    if moment.part_counted > PART_COUNTED:
        text = "Places report in part: how much of the vote is in is asked instead."
        return Condition(Gate("evidence", True, text), 1.0)
    weight = moment.cells_in * moment.counted_share
    text = f"{moment.cells_in:.0f} complete results with {moment.counted_share:.0%} of the expected vote are in"
    if weight < NONE:
        return Condition(Gate("evidence", False, f"{text}: too few to judge the rest by."), 1.0)
    if weight < THIN:
        return Condition(Gate("evidence", True, f"{text}: a verdict needs {_times(THIN_CAUTION)}."), THIN_CAUTION)
    return Condition(Gate("evidence", True, f"{text}."), USUAL)


def _young(moment: Moment) -> Condition:
    share = moment.counted_share
    most = BEGUN_CAUTION if share < BEGUN else YOUNG_CAUTION if share < YOUNG else 1.0
    if most == 1.0:
        return Condition(Gate("young", True, "Enough is in to tell an order of places from chance."), 1.0)
    text = f"With {share:.0%} in, the best places of one side may have come first: a verdict needs {_times(most)}."
    return Condition(Gate("young", True, text), most)


def _unheard(moment: Moment, kind: ContestKind) -> Condition:
    if moment.unheard_share < UNHEARD:
        return Condition(Gate("unheard", True, "Every way of voting that matters has been heard of."), 1.0)
    text = f"A way of voting that brings about {moment.unheard_share:.0%} of the vote has hardly been counted anywhere"
    if kind is ContestKind.SPECIAL:
        return Condition(Gate("unheard", False, f"{text}."), 1.0)
    return Condition(Gate("unheard", True, f"{text}: a verdict needs {_times(UNHEARD_CAUTION)}."), UNHEARD_CAUTION)


def _few_out(moment: Moment) -> Condition:
    few = moment.effective_out < FEW_OUT and 1 - moment.counted_share >= FEW_OUT_SHARE
    if not few or moment.part_counted > PART_COUNTED:
        return Condition(Gate("few_out", True, "No single result decides what is still out."), 1.0)
    text = f"One or two results hold most of the {1 - moment.counted_share:.0%} still out"
    return Condition(Gate("few_out", True, f"{text}: a verdict needs {_times(FEW_OUT_CAUTION)}."), FEW_OUT_CAUTION)


def _far(foreseen: Foreseen) -> Condition:
    base = max(int(foreseen.counted.sum()), 1)
    moved = max((abs(float(foreseen.share[k]) - float(foreseen.counted[k]) / base) for k in foreseen.main), default=1.0)
    if moved <= FAR:
        return Condition(Gate("far", True, f"The estimate is {100 * moved:.1f} points from the count."), 1.0)
    text = f"The estimate is {100 * moved:.0f} points from the count: more model than votes."
    return Condition(Gate("far", False, text), 1.0)


def _part_counted(moment: Moment) -> Condition:
    if moment.part_counted <= PART_COUNTED or moment.counted_share >= PART_COUNTED_SHARE:
        return Condition(Gate("part_counted", True, "Enough of the vote is in."), 1.0)
    text = f"Only {moment.counted_share:.0%} of the expected vote is in."
    return Condition(Gate("part_counted", False, text), 1.0)


def _times(factor: float) -> str:
    return f"to hold in draws {factor:g} times as wide"
