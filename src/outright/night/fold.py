"""One step of a night: a publication that was read, to the bulletin it leads to. Pure.

The live loop, a replay and a re-derivation all go through `step`, so they cannot differ.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from outright.bulletin import SCHEMA, Bulletin, Contest
from outright.count import Snapshot
from outright.desk.call import DeskRecord, DeskState
from outright.errors import OutrightError
from outright.night.arrival import Arrival, Weighed
from outright.night.called import is_public, notes_ran_out
from outright.night.compose import ENGINE, night_part
from outright.night.contest import Now, Stood, asked, known, said
from outright.night.gather import printed
from outright.night.plan import NightPlan
from outright.night.projector import Foresighted, Projector, no_projection
from outright.night.round import Round, concerning, merged, not_of_another
from outright.night.seen import Seen
from outright.night.state import NightState, Step, after, completed
from outright.night.told import Told
from outright.night.weigh import weigh
from outright.terms import ResultsStatus


@dataclass(frozen=True, slots=True)
class Taken:
    """One publication of a round, as it was taken in, and what it did."""

    arrival: Arrival
    snapshot: Snapshot | None
    error: str
    step: Step


@dataclass(frozen=True, slots=True)
class Folded:
    """Where a night stands: what is known, and what has been told and seen of each contest.

    ``round`` holds the publications taken in since the last bulletin, ``settled`` what was known then, ``parts``
    what the last bulletin said of each contest, ``desk`` where its desk stands.
    """

    state: NightState = field(default_factory=NightState)
    told: Mapping[str, Told] = field(default_factory=dict)
    seen: Mapping[str, Seen] = field(default_factory=dict)
    round: tuple[Taken, ...] = ()
    settled: NightState = field(default_factory=NightState)
    parts: Mapping[str, Contest] = field(default_factory=dict)
    desk: Mapping[str, DeskRecord] = field(default_factory=dict)


def step(
    plan: NightPlan, folded: Folded, arrival: Arrival, snapshot: Snapshot | None, error: str = "", *,
    project: Projector = no_projection,
) -> tuple[Folded, Bulletin]:  # fmt: skip
    """The night after ``arrival``, and the bulletin of that moment: a round of one publication."""
    return say(plan, take(plan, folded, arrival, snapshot, error), project=project)


def take(
    plan: NightPlan, folded: Folded, arrival: Arrival, snapshot: Snapshot | None, error: str = "",
    weighed: Weighed | None = None,
) -> Folded:  # fmt: skip
    """The night with one more publication known; nothing is told of it until the round is said.

    ``weighed``: what the checks said of it, where that is known already; without it they are asked.
    """
    if snapshot is not None and (refused := not_for(plan, snapshot)):
        snapshot, error = None, refused
    if snapshot is not None:
        snapshot = completed(folded.state, arrival, snapshot)
        weighed = weigh(plan, folded.state, arrival, snapshot) if weighed is None else weighed
    state, done = after(folded.state, arrival, snapshot, error, weighed)
    return replace(folded, state=state, round=(*folded.round, Taken(arrival, snapshot, error, done)))


def say(plan: NightPlan, folded: Folded, *, project: Projector = no_projection) -> tuple[Folded, Bulletin]:
    """The bulletin after a round, and the night that goes on from it.

    A publication of which no count can be made (negative votes) is refused whole: what was known stands.
    """
    try:
        return _say(plan, folded, project)
    except (OutrightError, ValueError, LookupError):
        return _say(plan, _without_the_unsound(plan, folded), project)


def _without_the_unsound(plan: NightPlan, folded: Folded) -> Folded:
    """The same round, taken in again one by one, with every publication refused that no count follows from."""
    sound = replace(folded, state=folded.settled, round=())
    for taken in folded.round:
        tried = take(plan, sound, taken.arrival, taken.snapshot, taken.error)
        try:
            _say(plan, tried, no_projection)
        except (OutrightError, ValueError, LookupError) as failed:
            why = failed.line() if isinstance(failed, OutrightError) else f"No count follows from it ({failed})."
            tried = take(plan, sound, taken.arrival, None, why)
        sound = tried
    return sound


@dataclass(frozen=True, slots=True, eq=False)
class _Turn:
    """A contest that a round concerns: what is known of it, how it stood, and whether only its desk has spoken."""

    now: Now
    before: Stood
    desk_only: bool


def _say(plan: NightPlan, folded: Folded, project: Projector) -> tuple[Folded, Bulletin]:
    spoken = _spoken(folded, _turns(plan, folded), project)
    contests = tuple(spoken.parts[planned.id] for planned in plan.contests)
    complete = bool(contests) and all(part.remaining.complete for part in contests)
    night = night_part(plan, folded.state, complete=complete)
    return spoken, Bulletin(schema=SCHEMA, engine=ENGINE, night=night, contests=contests)


def _turns(plan: NightPlan, folded: Folded) -> list[_Turn]:
    """The contests that the round concerns, in the order of the plan."""
    state, listed = folded.state, printed(plan, folded.state.latest())
    steps = tuple(taken.step for taken in folded.round)
    parts, desk = folded.parts, folded.desk
    stated = bool(state.on_hand() or state.complete_units())  # what an office says bounds every contest
    official = _is_certified(plan, state) is not _is_certified(plan, folded.settled)  # what it certifies is all
    heard = state.unheard(plan.counting) != folded.settled.unheard(plan.counting)
    found: list[_Turn] = []
    for planned in plan.contests:
        i = planned.id
        theirs = not_of_another(planned, steps)
        mine = theirs if stated else concerning(planned, theirs)
        stood = desk.get(i, DeskRecord(DeskState()))
        moved = official or (heard and _waited(state, parts[i])) if i in parts else True
        if not mine and not moved and not notes_ran_out(stood.desk, parts[i].desk_notes, state):
            continue
        done = merged(plan, planned, mine or steps) if mine or i not in parts else Round(steps[-1].arrival, ())
        before = Stood(folded.told.get(i, Told()), folded.seen.get(i, Seen()), stood.desk)
        now = known(plan, planned, state, listed, done, before.seen, parts.get(i))
        found.append(_Turn(now, before, i in parts and bool(mine) and all(s.contest for s in mine)))
    return found


def _spoken(folded: Folded, turns: Sequence[_Turn], project: Projector) -> Folded:
    """The night with every contest of the round said, each by itself: in which order they are worked out is nothing."""
    told, seen, parts, desk = dict(folded.told), dict(folded.seen), dict(folded.parts), dict(folded.desk)
    if isinstance(project, Foresighted):
        project.ahead([question for turn in turns if (question := asked(turn.now, turn.before)) is not None])
    for turn in turns:
        i = turn.now.planned.id
        part, now_told, now_seen, desk[i] = said(turn.now, turn.before, parts.get(i), project)
        if turn.desk_only and not is_public(turn.before.desk, desk[i].desk):
            continue  # a proposal is nobody's to see before a second person has signed it
        parts[i], told[i], seen[i] = part, now_told, now_seen
    return Folded(folded.state, told, seen, (), folded.state, parts, desk)


def _is_certified(plan: NightPlan, state: NightState) -> bool:
    return state.status(plan.counting) is ResultsStatus.CERTIFIED


def _waited(state: NightState, part: Contest) -> bool:
    """Whether a contest was called partial only because another source had not been heard."""
    own = (s.snapshot.status for source in part.sources for s in state.parts(source.id).values() if s.snapshot)
    return part.status is ResultsStatus.UNOFFICIAL_PARTIAL and ResultsStatus.UNOFFICIAL_PARTIAL not in own


def not_for(plan: NightPlan, snapshot: Snapshot) -> str:
    """Why a snapshot may not be shown on this night: another day's, or test data on a real one; "" when it may."""
    day = snapshot.election.date
    if day is not None and day != plan.date:
        return f"The file is of the election of {day}, not of {plan.date}; it is kept and not shown."
    if snapshot.is_test and not plan.test:
        return "The file says that it is a test; it is kept and not shown."
    rehearsed = any(f.code == "rehearsal" for f in snapshot.findings)
    if rehearsed and not (plan.test or plan.rehearsal):
        return "The file says that it is a rehearsal; on a real night it is kept and not shown."
    return ""
