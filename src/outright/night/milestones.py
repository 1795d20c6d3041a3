"""The milestones of a contest's count, noticed as they are reached. Pure.

Half in is said once. That everything is counted, or certified, is said again if it had been taken back.
"""

from __future__ import annotations

from dataclasses import replace

from outright.bulletin import Milestone
from outright.bulletin.projected import Projection
from outright.count import ContestCount
from outright.night.foresee import Foreseen
from outright.night.plan import NightPlan
from outright.night.round import Round
from outright.night.state import NightState
from outright.night.told import Told, progress
from outright.night.words import log_time
from outright.terms import ResultsStatus


def with_milestones(
    told: Told, plan: NightPlan, done: Round, count: ContestCount, state: NightState, ahead: Foreseen, *,
    complete: bool,
) -> Told:  # fmt: skip
    """The memory with the projection's bands and what the count has reached now. ``complete``: nothing is left."""
    told = replace(told, bands=ahead.bands)
    if not count.votes:
        return told
    seq, at = done.arrival.seq, done.arrival.received_at
    text = log_time(at, plan.zone, plan.date)
    certified = state.status(plan.counting) is ResultsStatus.CERTIFIED
    found: list[Milestone] = []
    if all(m.kind != "half-in" for m in told.milestones) and (half := _half(count, ahead.part)):
        basis, part, of = half
        found.append(Milestone(kind="half-in", seq=seq, at=at, at_text=text, basis=basis, part=part, of=of))  # type: ignore[arg-type]
    if complete and not told.complete:
        found.append(Milestone(kind="complete", seq=seq, at=at, at_text=text))
    if certified and not told.certified:
        found.append(Milestone(kind="certified", seq=seq, at=at, at_text=text))
    return replace(told, milestones=(*told.milestones, *found), complete=complete, certified=certified)


def _half(count: ContestCount, projection: Projection | None) -> tuple[str, int, int] | None:
    """Half of what is in, with the figures; None while it is not. Precincts are a count and go before a projection."""
    reported, precincts = progress(count)
    if reported is not None and precincts:
        return ("precincts", reported, precincts) if 2 * reported >= precincts else None
    if projection is None or not count.votes or 2 * count.votes < projection.final_votes.mid:
        return None
    return "expected", count.votes, projection.final_votes.mid
