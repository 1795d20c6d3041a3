"""One step of a night: a publication that was read, to the bulletin it leads to. Pure.

The live loop, a replay and a re-derivation all go through `step`, so they cannot differ.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from outright.bulletin import SCHEMA, Bulletin, Contest
from outright.count import Finding, Snapshot
from outright.errors import OutrightError, RuleError
from outright.night import rounding
from outright.night.beside import look_beside
from outright.night.compose import ENGINE, contest_part, night_part
from outright.night.foresee import foresee
from outright.night.gather import gather
from outright.night.plan import NightPlan, PlannedContest
from outright.night.projected import Judged, shut
from outright.night.projector import Projector, doubts_of, no_projection
from outright.night.seen import Seen
from outright.night.state import Arrival, NightState, Step, after
from outright.night.told import Told, remember
from outright.rules import Rule
from outright.rules.arithmetic import first_share
from outright.rules.table import get
from outright.terms import Severity
from outright.verdict import ballots_left, judge
from outright.verdict.left import methods_to_cover


@dataclass(frozen=True, slots=True)
class Folded:
    """Where a night stands: what is known, and what has been told and seen of each contest."""

    state: NightState = field(default_factory=NightState)
    told: Mapping[str, Told] = field(default_factory=dict)
    seen: Mapping[str, Seen] = field(default_factory=dict)


def step(
    plan: NightPlan, folded: Folded, arrival: Arrival, snapshot: Snapshot | None, error: str = "", *,
    project: Projector = no_projection,
) -> tuple[Folded, Bulletin]:  # fmt: skip
    """The night after ``arrival``, and the bulletin of that moment.

    A snapshot of which no count can be made (negative votes) is refused whole: what was known stands.
    """
    if snapshot is not None and (refused := not_for(plan, snapshot)):
        snapshot, error = None, refused
    if snapshot is None:
        return _step(plan, folded, arrival, None, error, project)
    try:
        return _step(plan, folded, arrival, snapshot, error, project)
    except (OutrightError, ValueError, LookupError) as failed:
        why = failed.line() if isinstance(failed, OutrightError) else f"No count follows from it ({failed})."
        return _step(plan, folded, arrival, None, why, project)


def _step(
    plan: NightPlan, folded: Folded, arrival: Arrival, snapshot: Snapshot | None, error: str, project: Projector
) -> tuple[Folded, Bulletin]:
    state, done = after(folded.state, arrival, snapshot, error)
    parts: list[Contest] = []
    told, seen = dict(folded.told), dict(folded.seen)
    for planned in plan.contests:
        i = planned.id
        before = told.get(i, Told()), seen.get(i, Seen())
        part, told[i], seen[i] = _contest(plan, planned, state, done, *before, project)
        parts.append(part)
    complete = bool(parts) and all(part.remaining.complete for part in parts)
    night = night_part(plan, state, complete=complete)
    return Folded(state, told, seen), Bulletin(schema=SCHEMA, engine=ENGINE, night=night, contests=tuple(parts))


def not_for(plan: NightPlan, snapshot: Snapshot) -> str:
    """Why a snapshot may not be shown on this night: another day's, or test data on a real one; "" when it may."""
    day = snapshot.election.date
    if day is not None and day != plan.date:
        return f"The file is of the election of {day}, not of {plan.date}; it is kept and not shown."
    if plan.test or plan.rehearsal:
        return ""
    if snapshot.is_test or any(f.code == "rehearsal" for f in snapshot.findings):
        return "The file says it is a test or a rehearsal; on a real night it is kept and not shown."
    return ""


def _contest(
    plan: NightPlan, planned: PlannedContest, state: NightState, done: Step, before: Told, seen: Seen,
    project: Projector,
) -> tuple[Contest, Told, Seen]:  # fmt: skip
    rule = rule_of(planned, plan.date)
    gathered = gather(plan, planned, state.latest())
    count = gathered.count
    left = ballots_left(
        count,
        registered=planned.registered,
        on_hand=state.on_hand(),
        complete_units=state.complete_units(),
        names=planned.counties,
        cover=methods_to_cover(rule),
    )
    open_now = rounding.doubts(state.latest(), (planned.name, *planned.match), count, rule)
    left = rounding.unbounded(left) if open_now else left
    sure = judge(count, rule, left)
    sure = rounding.weakened(sure, open_now) if open_now else sure
    judged = Judged(count, rule, left, sure, sure, doubts_of(plan, state, gathered.findings))
    beside = look_beside(plan, planned, rule, count, state, seen)
    ahead = foresee(plan, planned, done, judged, before, beside, project)
    majority = rule is not None and first_share(rule) is not None
    findings = (*gathered.findings, *open_now, *beside.findings)
    if ahead.note and ahead.note != beside.why:
        findings = (*findings, Finding("no_projection", Severity.INFO, "Outright", ahead.note))
    told = remember(
        before, plan, done, count, ahead.verdict, majority=majority, findings=findings, why=shut(ahead.part, ahead.note)
    )
    told = replace(told, bands=ahead.bands)
    part = contest_part(
        planned, count, rule, left, ahead.verdict, told, before, comparison=beside.comparison,
        projection=ahead.part, projection_note=ahead.note, exact=not open_now,
    )  # fmt: skip
    return part, told, beside.seen


def rule_of(planned: PlannedContest, on: dt.date) -> Rule | None:
    """The contest's rule as in force on the night; None where the plan names none or the table has not got it."""
    if planned.rule is None:
        return None
    try:
        return get(planned.rule, on)
    except RuleError:
        return None
