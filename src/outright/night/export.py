"""A night's count as one snapshot, ready for a writer: what every source said, brought together under our own names."""

from __future__ import annotations

from dataclasses import replace

from outright.count import ContestCount, Election, Snapshot
from outright.night.gather import gather, printed
from outright.night.plan import NightPlan, PlannedContest
from outright.night.state import NightState
from outright.terms import ResultsStatus


def count_of(plan: NightPlan, state: NightState) -> Snapshot:
    """The snapshot that the night itself would publish at this moment.

    Contests whose count nobody has reported stand in it without votes. Each contest is summed on its own level.
    Its key is the one under which the published documents have it ("us-ga-2017-04-18/us-house-6").
    """
    latest = state.latest()
    listed = printed(plan, latest)
    contests = tuple(_keyed(plan, c, gather(plan, c, latest, listed).count) for c in plan.contests)
    states = {c.identity.state for c in plan.contests}
    status = state.status(plan.counting) if contests and latest else ResultsStatus.PRE_ELECTION
    return Snapshot(
        kind="outright",
        election=Election(plan.name, plan.date, states.pop() if len(states) == 1 else None),
        contests=contests,
        published_at=state.as_of,
        published_text="" if state.as_of is None else state.as_of.isoformat(),
        status=status,
        is_test=plan.test or plan.rehearsal,
    )


def _keyed(plan: NightPlan, planned: PlannedContest, count: ContestCount) -> ContestCount:
    return replace(count, contest=replace(count.contest, source_id=f"{plan.id}/{planned.id}"))
