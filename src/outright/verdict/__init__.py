"""The verdict: what follows from count, rule and the ballots left, with its evidence."""

from __future__ import annotations

from outright.verdict.evidence import Reason
from outright.verdict.judge import Slot, Verdict, judge
from outright.verdict.left import BallotsLeft, UnitLeft, ballots_left
from outright.verdict.needs import Need, needs
from outright.verdict.projected import Doubt, with_projection

__all__ = [
    "BallotsLeft",
    "Doubt",
    "Need",
    "Reason",
    "Slot",
    "UnitLeft",
    "Verdict",
    "ballots_left",
    "judge",
    "needs",
    "with_projection",
]
