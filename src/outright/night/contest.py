"""One contest after a round of publications: from what its sources say to everything that is said of it. Pure.

First what is known (the count, the rule, the bound on what is left), then what stands beside it, then the model, then
the desk, then the words. Nothing of what stands beside can cost a vote.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from msgspec import structs

from outright.bulletin import Contest, Money
from outright.count import ContestCount, Finding, slug
from outright.desk.call import DeskRecord, DeskState
from outright.errors import RuleError
from outright.night import rounding
from outright.night.afterword import recount_text, waiting_label
from outright.night.arrival import Held
from outright.night.beside import Beside, look_beside
from outright.night.called import Called, called, recorded, with_the_desk
from outright.night.compose import contest_part, share_limits
from outright.night.context import context_of, problems_of
from outright.night.fallen import usual_gap
from outright.night.figures import with_figures
from outright.night.foresee import Foreseen, foresee, question
from outright.night.gather import Gathered, Printed, gather
from outright.night.identity import identified
from outright.night.milestones import with_milestones
from outright.night.money import money_beside
from outright.night.places import placed
from outright.night.plan import NightPlan, PlannedContest
from outright.night.projected import Judged, shut
from outright.night.projector import Projector, Question, doubts_of
from outright.night.rated import Look, rated
from outright.night.round import Round, names_of
from outright.night.seen import Seen
from outright.night.state import NightState
from outright.night.taken import taken_from
from outright.night.told import Told, all_in, remember
from outright.night.waiting import paused, waiting
from outright.night.words import moment_text, next_text
from outright.rules import Rule
from outright.rules.arithmetic import first_share
from outright.rules.table import get
from outright.terms import Severity
from outright.verdict import BallotsLeft, ballots_left
from outright.verdict.left import methods_to_cover


@dataclass(frozen=True, slots=True, eq=False)
class Stood:
    """What is remembered of a contest from one round to the next."""

    told: Told
    seen: Seen
    desk: DeskState


@dataclass(frozen=True, slots=True, eq=False)
class Now:
    """What is known of a contest now. ``open_now`` are the doubts that rounded shares leave, ``waits`` the held files.

    ``money`` is what campaigns raised and spent; ``findings`` what a desk should know, the checks' ``alarms`` apart.
    """

    plan: NightPlan
    planned: PlannedContest
    state: NightState
    done: Round
    gathered: Gathered
    open_now: tuple[Finding, ...]
    waits: tuple[Held, ...]
    judged: Judged
    beside: Beside
    money: Money | None
    findings: tuple[Finding, ...]
    alarms: tuple[Finding, ...]

    @property
    def counted(self) -> bool:
        """Whether nothing more is expected."""
        return not self.open_now and (self.judged.left.complete or all_in(self.judged.count))


def asked(now: Now, before: Stood) -> Question | None:
    """What a projector will be asked of the contest; None where nothing is."""
    return question(now.plan, now.planned, now.done, now.judged, before.told, now.beside)


def said(
    now: Now, before: Stood, last: Contest | None, project: Projector
) -> tuple[Contest, Told, Seen, DeskRecord]:  # fmt: skip
    """What is said of one contest after a round that concerns it; ``last`` is what the last bulletin said."""
    plan, planned, state, done = now.plan, now.planned, now.state, now.done
    ahead = foresee(plan, planned, done, now.judged, before.told, now.beside, project)
    desked = called(plan, planned, now.judged, ahead, now.gathered, state, done, now.waits, now.alarms, before.desk)
    ahead = replace(ahead, verdict=desked.verdict)
    told = _remembered(now, ahead, desked, before.told)
    part = _part(now, ahead, told, before.told, last)
    part = with_the_desk(part, desked, now.judged, plan, planned, state)
    part = _dated(plan, placed(plan, planned, part), done)
    part = with_figures(plan, now.judged.rule, part, last, held=len(now.waits))
    return part, told, now.beside.seen, recorded(desked)


def known(
    plan: NightPlan, planned: PlannedContest, state: NightState, listed: Printed, done: Round, seen: Seen,
    last: Contest | None,
) -> Now:  # fmt: skip
    """What is known of one contest after a round that concerns it, before any projection is asked."""
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
    money, unusable = money_beside(plan, planned, count)
    findings = (*gathered.findings, *open_now, *beside.findings, *unusable, *problems_of(planned, plan.date))
    alarms = tuple(f for step in done.steps for f in step.alarms if not f.where or slug(f.where) in names_of(planned))
    return Now(plan, planned, state, done, gathered, open_now, waits, judged, beside, money, findings, alarms)


def _remembered(now: Now, ahead: Foreseen, desked: Called, before: Told) -> Told:
    """The memory with this round in it."""
    judged, findings = now.judged, (*now.findings, *now.alarms)
    if now.planned.project and ahead.note and ahead.note != now.beside.why:
        findings = (*findings, Finding("no_projection", Severity.INFO, "Outright", ahead.note))
    told = remember(
        before, now.plan, now.done, judged.count, ahead.verdict, majority=_is_majority(judged.rule), findings=findings,
        why=shut(ahead.part, ahead.note), limits=share_limits(judged.rule, exact=not now.open_now), gone=desked.gone,
        posted=desked.posted,
    )  # fmt: skip
    return with_milestones(
        told, now.plan, now.done, judged.count, now.state, ahead, complete=judged.left.complete
    )  # fmt: skip


def _part(now: Now, ahead: Foreseen, told: Told, before: Told, last: Contest | None) -> Contest:
    """Everything that follows from the count and stands beside it; what people say of it comes after."""
    plan, planned, judged = now.plan, now.planned, now.judged
    part = contest_part(
        planned, judged.count, judged.rule, judged.left, ahead.verdict, told, before, comparison=now.beside.comparison,
        projection=ahead.part, projection_note=ahead.note, exact=not now.open_now,
    )  # fmt: skip
    part = structs.replace(
        identified(plan, planned, now.state, now.gathered, part), prev=last.seq if last else None,
        rating=None if now.open_now else rated(Look(plan, planned, judged, ahead, now.beside.live)),
    )  # fmt: skip
    if not now.open_now:
        part = structs.replace(
            part, take=taken_from(planned, judged, told, part, ahead),
            recount_text=recount_text(judged.rule, judged.count, counted=now.counted),
        )  # fmt: skip
    return structs.replace(part, context=context_of(planned, part, plan.date, now.money, counted=now.counted))


def _is_majority(rule: Rule | None) -> bool:
    return rule is not None and first_share(rule) is not None


def _left(planned: PlannedContest, rule: Rule | None, count: ContestCount, state: NightState) -> BallotsLeft:
    """The bound on the ballots left, from everything that is known of them."""
    return ballots_left(
        count, registered=planned.registered, on_hand=state.on_hand(), complete_units=state.complete_units(),
        names=planned.counties, cover=methods_to_cover(rule),
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
