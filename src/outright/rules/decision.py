"""What a rule says of a complete count: one closed list of outcomes, with the sums that show why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from outright.rules.words import Denominator


class Outcome(StrEnum):
    """Everything an evaluator may say. ``UNDETERMINED`` always comes with what is missing."""

    ELECTED = "elected"
    ELECTED_UNOPPOSED = "elected_unopposed"
    RUNOFF = "runoff"
    MAY_REQUEST_RUNOFF = "may_request_runoff"
    ADVANCE = "advance"
    TIE_FOR_FIRST = "tie_for_first"
    TIE_AT_CUT = "tie_at_cut"
    TO_LEGISLATURE = "to_legislature"
    TO_CONVENTION = "to_convention"
    VOID_REPEAT = "void_repeat"
    NEEDS_UNITS = "needs_units"
    ROUNDS_NEEDED = "rounds_needed"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What follows from the rule at these numbers, if nothing else is counted.

    ``candidates`` are those elected or going on, most votes first. ``tied`` are level for the last
    ``places`` places; they are among ``candidates`` only where the rule lets all of them go on.
    ``by`` is who may ask for a second round. ``working`` are the sums, in whole numbers.
    """

    outcome: Outcome
    candidates: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    places: int | None = None
    by: str | None = None
    denominator: Denominator | None = None
    denominator_votes: int | None = None
    votes_needed: int | None = None
    working: tuple[str, ...] = ()
