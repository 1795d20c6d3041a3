"""What it means for a contest that a publication waits for a person: nothing new is certain meanwhile. Pure."""

from __future__ import annotations

from outright.count import slug
from outright.night.plan import PlannedContest
from outright.night.round import names_of
from outright.night.state import Held, NightState
from outright.terms import VerdictCode

CERTAIN = frozenset({VerdictCode.WON_CERTAIN, VerdictCode.RUNOFF_CERTAIN, VerdictCode.TIE_CERTAIN})


def waiting(state: NightState, planned: PlannedContest) -> tuple[Held, ...]:
    """The publications that wait and speak of the contest. A stale copy is not among them: it says nothing new."""
    names = names_of(planned)
    return tuple(
        held
        for held in state.held()
        if not held.is_stale
        and (not held.snapshot.contests or any(slug(c.contest.name) in names for c in held.snapshot.contests))
    )
