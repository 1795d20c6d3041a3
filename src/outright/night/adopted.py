"""What is remembered of a moment, taken from the bulletin that was told then, where nothing need be worked out again.

Taking a stored night in again would project every moment of it once more. Of a moment that was told, the bulletin holds
what later ones rest on: the line of the count, the log, the verdicts, the bands. What it does not hold (when a cell was
first seen) follows from the count. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from outright.bulletin import Bulletin, Contest
from outright.count import ContestCount
from outright.desk.call import DeskRecord
from outright.errors import OutrightError
from outright.night.baselines import before
from outright.night.compose import night_part
from outright.night.fold import Folded
from outright.night.gather import gather, printed
from outright.night.ground import seen_after, state_code
from outright.night.plan import NightPlan, PlannedContest
from outright.night.seen import Seen
from outright.night.state import NightState
from outright.night.told import Told
from outright.terms import ResultsStatus


def adopted(plan: NightPlan, folded: Folded, bulletin: Bulletin, desk: Mapping[str, DeskRecord]) -> Folded | None:
    """The night after the round that ``bulletin`` told, as `fold.say` leaves it; ``desk`` is the record after it.

    None where it does not follow from the bulletin: then the round is to be said again.
    """
    state, contests = folded.state, bulletin.contests
    if [c.id for c in contests] != [planned.id for planned in plan.contests]:
        return None
    complete = bool(contests) and all(part.remaining.complete for part in contests)
    if night_part(plan, state, complete=complete) != bulletin.night:
        return None  # a publication of the round was refused whole, or another release told it
    told, seen, parts = dict(folded.told), dict(folded.seen), dict(folded.parts)
    try:
        listed = printed(plan, state.latest())
        for planned, part in zip(plan.contests, contests, strict=True):
            i = planned.id
            if i in parts and part.seq <= folded.settled.seq:
                continue  # nothing was said of it in this round
            count = gather(plan, planned, state.latest(), listed).count
            seen[i] = _seen(plan, planned, count, state, seen.get(i, Seen()))
            told[i] = _told(plan, state, part, count, told.get(i, Told()))
            parts[i] = part
    except (OutrightError, ValueError, LookupError):
        return None
    return Folded(state, told, seen, (), state, parts, desk)


def _seen(plan: NightPlan, planned: PlannedContest, count: ContestCount, state: NightState, seen: Seen) -> Seen:
    if not (planned.project or planned.baseline):
        return seen
    known = before(plan, planned, count, state_code(plan, planned))
    return seen_after(plan, planned, count, state, seen, known.past, known.expected)


def _told(plan: NightPlan, state: NightState, part: Contest, count: ContestCount, last: Told) -> Told:
    told = replace(
        last, timeline=part.timeline, notes=tuple(reversed(part.notes)), history=part.verdict_history,
        votes=tuple(count.by_candidate().items()), reported=count.precincts_reported, milestones=part.milestones,
        bands=part.projection.bands if part.projection is not None else last.bands,
    )  # fmt: skip
    if not count.votes:
        return told
    certified = state.status(plan.counting) is ResultsStatus.CERTIFIED
    return replace(told, complete=part.remaining.complete, certified=certified)
