"""What must hold before anything is projected. Each gate is there because a night like one in the library needed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outright.projection.result import Gate

if TYPE_CHECKING:
    from outright.projection.foresee import Foreseen
    from outright.projection.moment import Moment

EVIDENCE = 15.0
"""Cells complete, times the part of the expected vote that is in."""

FEW_OUT, FEW_OUT_SHARE = 3.0, 0.05
"""Where fewer cells than this hold more of the vote than this, one of them decides and no other is like it."""

FAR = 0.25
"""An estimate this far from the count rests on the model more than on votes."""

UNHEARD = 0.05
"""Where a way of voting that hardly anybody has counted is to bring this part of the vote, nothing is projected: on
April 18, 2017 early voters and election-day voters were twenty points apart."""

PART_COUNTED, PART_COUNTED_SHARE = 0.5, 0.10
"""Where most of what is out belongs to part-counted places, at least this part of the vote must be in."""


def gates(foreseen: Foreseen, moment: Moment) -> tuple[Gate, ...]:
    """Every gate, passed or not, in a fixed order."""
    return (_evidence(moment), _unheard(moment), _few_out(moment), _far(foreseen), _part_counted(moment))


def _evidence(moment: Moment) -> Gate:
    if moment.part_counted > PART_COUNTED:
        return Gate("evidence", True, "Places report in part: how much of the vote is in is asked instead.")
    weight = moment.cells_in * moment.counted_share
    passed = weight >= EVIDENCE
    text = f"{moment.cells_in:.0f} complete results with {moment.counted_share:.0%} of the expected vote are in"
    return Gate("evidence", passed, f"{text}." if passed else f"{text}: too few to judge the rest by.")


def _unheard(moment: Moment) -> Gate:
    if moment.unheard_share < UNHEARD:
        return Gate("unheard", True, "Every way of voting that matters has been heard of.")
    text = f"A way of voting that brings about {moment.unheard_share:.0%} of the vote has hardly been counted anywhere."
    return Gate("unheard", False, text)


def _few_out(moment: Moment) -> Gate:
    few = moment.effective_out < FEW_OUT and 1 - moment.counted_share >= FEW_OUT_SHARE
    if not few or moment.part_counted > PART_COUNTED:
        return Gate("few_out", True, "No single result decides what is still out.")
    return Gate("few_out", False, f"One or two results hold most of the {1 - moment.counted_share:.0%} still out.")


def _far(foreseen: Foreseen) -> Gate:
    base = max(int(foreseen.counted.sum()), 1)
    moved = max((abs(float(foreseen.share[k]) - float(foreseen.counted[k]) / base) for k in foreseen.main), default=1.0)
    if moved <= FAR:
        return Gate("far", True, f"The estimate is {100 * moved:.1f} points from the count.")
    return Gate("far", False, f"The estimate is {100 * moved:.0f} points from the count: more model than votes.")


def _part_counted(moment: Moment) -> Gate:
    if moment.part_counted <= PART_COUNTED or moment.counted_share >= PART_COUNTED_SHARE:
        return Gate("part_counted", True, "Enough of the vote is in.")
    return Gate("part_counted", False, f"Only {moment.counted_share:.0%} of the expected vote is in.")
