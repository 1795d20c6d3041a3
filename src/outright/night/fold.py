"""One step of a night: a publication that was read, to the bulletin it leads to. Pure.

The live loop, a replay and a re-derivation all go through `step`, so they cannot differ.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from msgspec import structs

from outright.bulletin import SCHEMA, Bulletin, Contest
from outright.count import ContestCount, Finding, Snapshot, slug
from outright.desk.call import DeskRecord, DeskState
from outright.errors import OutrightError, RuleError
from outright.night import rounding
from outright.night.afterword import recount_text, waiting_label
from outright.night.arrival import Arrival
from outright.night.beside import Beside, look_beside
from outright.night.called import called, is_public, notes_ran_out, recorded, with_the_desk
from outright.night.compose import ENGINE, contest_part, night_part, share_limits
from outright.night.context import context_of, problems_of
from outright.night.fallen import usual_gap
from outright.night.figures import with_figures
from outright.night.foresee import Foreseen, foresee
from outright.night.gather import Printed, gather, printed
from outright.night.identity import identified
from outright.night.milestones import with_milestones
from outright.night.money import money_beside
from outright.night.places import placed
from outright.night.plan import NightPlan, PlannedContest
from outright.night.projected import Judged, shut
from outright.night.projector import Projector, doubts_of, no_projection
from outright.night.rated import Look, rated
from outright.night.round import Round, concerning, merged, names_of, not_of_another
from outright.night.seen import Seen
from outright.night.state import NightState, Step, after, completed
from outright.night.taken import taken_from
from outright.night.told import Told, all_in, remember
from outright.night.waiting import paused, waiting
from outright.night.weigh import weigh
from outright.night.words import moment_text, next_text
from outright.rules import Rule
from outright.rules.arithmetic import first_share
from outright.rules.table import get
from outright.terms import ResultsStatus, Severity
from outright.verdict import BallotsLeft, ballots_left
from outright.verdict.left import methods_to_cover


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


def take(plan: NightPlan, folded: Folded, arrival: Arrival, snapshot: Snapshot | None, error: str = "") -> Folded:
    """The night with one more publication known; nothing is told of it until the round is said."""
    if snapshot is not None and (refused := not_for(plan, snapshot)):
        snapshot, error = None, refused
    weighed = None
    if snapshot is not None:
        snapshot = completed(folded.state, arrival, snapshot)
        weighed = weigh(plan, folded.state, arrival, snapshot)
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


def _say(plan: NightPlan, folded: Folded, project: Projector) -> tuple[Folded, Bulletin]:
    state, listed = folded.state, printed(plan, folded.state.latest())
    steps = tuple(taken.step for taken in folded.round)
    told, seen, parts, desk = dict(folded.told), dict(folded.seen), dict(folded.parts), dict(folded.desk)
    stated = bool(state.on_hand() or state.complete_units())  # what an office says bounds every contest
    official = _is_certified(plan, state) is not _is_certified(plan, folded.settled)  # what it certifies is all
    heard = state.unheard(plan.counting) != folded.settled.unheard(plan.counting)
    for planned in plan.contests:
        i = planned.id
        theirs = not_of_another(planned, steps)
        mine = theirs if stated else concerning(planned, theirs)
        stood = desk.get(i, DeskRecord(DeskState()))
        moved = official or (heard and _waited(state, parts[i])) if i in parts else True
        if not mine and not moved and not notes_ran_out(stood.desk, parts[i].desk_notes, state):
            continue
        done = merged(plan, planned, mine or steps) if mine or i not in parts else Round(steps[-1].arrival, ())
        before = told.get(i, Told()), seen.get(i, Seen()), stood.desk
        part, now_told, now_seen, desk[i] = _contest(plan, planned, state, listed, done, *before, parts.get(i), project)
        if i in parts and all(s.contest for s in mine) and mine and not is_public(stood.desk, desk[i].desk):
            continue  # a proposal is nobody's to see before a second person has signed it
        parts[i], told[i], seen[i] = part, now_told, now_seen
    said = tuple(parts[planned.id] for planned in plan.contests)
    complete = bool(said) and all(part.remaining.complete for part in said)
    night = night_part(plan, state, complete=complete)
    bulletin = Bulletin(schema=SCHEMA, engine=ENGINE, night=night, contests=said)
    return Folded(state, told, seen, (), state, parts, desk), bulletin


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


def _contest(
    plan: NightPlan, planned: PlannedContest, state: NightState, listed: Printed, done: Round, before: Told,
    seen: Seen, desk: DeskState, last: Contest | None, project: Projector,
) -> tuple[Contest, Told, Seen, DeskRecord]:  # fmt: skip
    """What is said of one contest after a round that concerns it; ``last`` is what the last bulletin said."""
    rule = rule_of(planned, plan.date)
    gathered = gather(plan, planned, state.latest(), listed)
    count, left = gathered.count, _left(planned, rule, gathered.count, state)
    open_now = rounding.doubts(state.latest(), (planned.name, *planned.match), count, rule)
    waits = waiting(state, planned)
    left = rounding.unbounded(left) if open_now else left
    left, sure = paused(count, rule, left, waits, last)
    sure = rounding.weakened(sure, open_now) if open_now else sure
    judged = Judged(count, rule, left, sure, sure, doubts_of(plan, state, gathered.findings, waits))
    followed = planned.project or planned.baseline  # else nothing stands beside the count, and nothing is laid
    beside = look_beside(plan, planned, rule, count, state, seen) if followed else Beside(None, (), (), seen)
    ahead = foresee(plan, planned, done, judged, before, beside, project)
    majority = rule is not None and first_share(rule) is not None
    alarms = tuple(f for step in done.steps for f in step.alarms if not f.where or slug(f.where) in names_of(planned))
    money, unusable = money_beside(plan, planned, count)
    unusable = (*unusable, *problems_of(planned, plan.date))
    findings = (*gathered.findings, *open_now, *beside.findings, *unusable, *alarms)
    if planned.project and ahead.note and ahead.note != beside.why:
        findings = (*findings, Finding("no_projection", Severity.INFO, "Outright", ahead.note))
    desked = called(plan, planned, judged, ahead, gathered, state, done, waits, alarms, desk)
    ahead = replace(ahead, verdict=desked.verdict)
    told = remember(
        before, plan, done, count, ahead.verdict, majority=majority, findings=findings,
        why=shut(ahead.part, ahead.note), limits=share_limits(rule, exact=not open_now), gone=desked.gone,
        posted=desked.posted,
    )  # fmt: skip
    told = with_milestones(told, plan, done, count, state, ahead, complete=left.complete)
    part = contest_part(
        planned, count, rule, left, ahead.verdict, told, before, comparison=beside.comparison,
        projection=ahead.part, projection_note=ahead.note, exact=not open_now,
    )  # fmt: skip
    part = identified(plan, planned, state, gathered, part)
    rating = rated(Look(plan, planned, judged, ahead, beside.live)) if not open_now else None
    part = structs.replace(part, prev=last.seq if last else None, money=money, rating=rating)
    if not open_now:
        part = _with_needs(planned, judged, told, part, ahead)
    counted = not open_now and (left.complete or all_in(count))
    part = structs.replace(part, context=context_of(planned, part, plan.date, counted=counted))
    part = with_the_desk(part, desked, judged, plan, planned, state)
    part = _dated(plan, placed(plan, planned, part), done)
    return with_figures(plan, rule, part, last, held=len(waits)), told, beside.seen, recorded(desked)


def _left(planned: PlannedContest, rule: Rule | None, count: ContestCount, state: NightState) -> BallotsLeft:
    """The bound on the ballots left, from everything that is known of them."""
    return ballots_left(
        count, registered=planned.registered, on_hand=state.on_hand(), complete_units=state.complete_units(),
        names=planned.counties, cover=methods_to_cover(rule),
    )  # fmt: skip


def _with_needs(planned: PlannedContest, judged: Judged, told: Told, part: Contest, ahead: Foreseen) -> Contest:
    """The part with what it would take, and whether its margin opens a recount."""
    counted = judged.left.complete or all_in(judged.count)
    return structs.replace(
        part, take=taken_from(planned, judged, told, part, ahead),
        recount_text=recount_text(judged.rule, judged.count, counted=counted),
    )  # fmt: skip


def _dated(plan: NightPlan, part: Contest, done: Round) -> Contest:
    """The part with the publication from which on it is said, and when the next may come."""
    at, gap = done.arrival.received_at, usual_gap(part.timeline)
    label = waiting_label(part, at, plan.polls_close, plan.zone)
    return structs.replace(
        part, seq=done.arrival.seq, as_of=at, as_of_text=moment_text(at, plan.zone, plan.date), gap_seconds=gap,
        next_text=next_text(part.timeline[-1].at, gap, plan.zone) if gap and not part.remaining.complete else "",
        verdict=structs.replace(part.verdict, label=label),
    )  # fmt: skip


def rule_of(planned: PlannedContest, on: dt.date) -> Rule | None:
    """The contest's rule as in force on the night; None where the plan names none or the table has not got it."""
    if planned.rule is None:
        return None
    try:
        return get(planned.rule, on)
    except RuleError:
        return None
