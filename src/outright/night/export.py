"""A night's count as one snapshot, ready for a writer: what every source said, brought together under our own names."""

from __future__ import annotations

from outright.count import Election, Snapshot
from outright.night.gather import gather, printed
from outright.night.plan import NightPlan
from outright.night.state import NightState
from outright.terms import ResultsStatus


def count_of(plan: NightPlan, state: NightState) -> Snapshot:
    """The snapshot that the night itself would publish at this moment.

    Contests whose count nobody has reported stand in it without votes. Each contest is summed on its own level.
    """
    latest = state.latest()
    listed = printed(plan, latest)
    contests = tuple(gather(plan, planned, latest, listed).count for planned in plan.contests)
    status = state.status() if contests and latest else ResultsStatus.PRE_ELECTION
    return Snapshot(
        kind="outright",
        election=Election(plan.name, plan.date),
        contests=contests,
        published_at=state.as_of,
        published_text="" if state.as_of is None else state.as_of.isoformat(),
        status=status,
        is_test=plan.test or plan.rehearsal,
    )
