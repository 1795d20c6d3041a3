"""What stands beside the count: the ground for a projection, and the comparisons with earlier contests.

None of it may cost a vote, not even where the fault is ours. Where it cannot be made, the reason becomes a
finding and the count is told as if there were no baseline.
"""

from __future__ import annotations

from dataclasses import dataclass

from outright.bulletin import Comparison
from outright.count import ContestCount, Finding
from outright.errors import OutrightError
from outright.night.baselines import before
from outright.night.compared import comparisons
from outright.night.ground import LiveGround, live_ground, state_code
from outright.night.plan import NightPlan, PlannedContest
from outright.night.seen import Seen
from outright.night.state import NightState
from outright.rules import Rule
from outright.terms import Severity


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """``live`` is None where no ground could be laid, ``why`` not; ``seen`` is the memory for the next moment."""

    live: LiveGround | None
    comparison: tuple[Comparison, ...]
    findings: tuple[Finding, ...]
    seen: Seen
    why: str = ""


def look_beside(
    plan: NightPlan, planned: PlannedContest, rule: Rule | None, count: ContestCount, state: NightState, seen: Seen
) -> Beside:
    """The ground and the comparisons of one contest at this moment. Never raises for a bad baseline."""
    try:
        known = before(plan, planned, count, state_code(plan, planned))
        live = live_ground(plan, planned, rule, count, state, seen, known.past, known.expected)
        made, problems = comparisons(planned, count, live, known)
    except Exception as error:  # ours to mend; the votes are told meanwhile
        why = error.line() if isinstance(error, OutrightError) else f"{type(error).__name__}: {error}"
        said = f"The count cannot be compared or projected at this moment ({why})."
        return Beside(None, (), _findings(planned, (said,)), seen, said)
    return Beside(live, made, _findings(planned, problems), live.seen)


def _findings(planned: PlannedContest, problems: tuple[str, ...]) -> tuple[Finding, ...]:
    return tuple(Finding("baseline", Severity.WARN, planned.id, text) for text in problems)
