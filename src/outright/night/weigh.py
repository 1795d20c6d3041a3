"""What the checks say of a publication before it is shown: told as findings, or a reason to wait for a person.

Pure: the same publication at the same moment of a night is weighed the same, live and replayed.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from outright.checks import DEFAULT, Alarm, Context, HoldRules, check, must_wait, parse
from outright.count import Finding, NoticeKind, Snapshot, slug
from outright.night.arrival import Arrival, Weighed
from outright.night.plan import NightPlan
from outright.night.round import names_of
from outright.night.state import NightState, SourceState, outcome_of
from outright.terms import Severity

CONFIRMABLE = frozenset({"votes-fell", "method-fell"})
"""Alarms that a source may answer by standing by what it published: a correction downward is often true."""

UNTOLD = frozenset({"same-numbers-new-time"})
"""What happens at every quiet poll of many sources: kept in the checks, not told in the log."""

FEW = 3
"""How many alarms of one code are told of a contest one by one; the rest are counted."""


def weigh(plan: NightPlan, state: NightState, arrival: Arrival, snapshot: Snapshot) -> Weighed:
    """The alarms of a snapshot, and why it must wait; nothing where the plan asks for no checks.

    A report that somebody typed in always waits for a second person.
    """
    typed: tuple[str, ...] = ()
    if snapshot.entered_by:
        typed = (f"{snapshot.entered_by} entered this by hand; a second person has to check it against its source.",)
    if not plan.checks or not snapshot.contests or outcome_of(state, arrival, snapshot) != "applied":
        return Weighed(waits=typed)
    source = state.sources.get(arrival.source, SourceState())
    alarms = check(snapshot, source.snapshot, context(plan, state, arrival, source))
    names = {c.contest.id: c.contest.name for s in (source.snapshot, snapshot) if s for c in s.contests}
    followed = frozenset().union(*(names_of(c) for c in plan.contests))
    ours = [a for a in alarms if not a.contest_id or slug(names.get(a.contest_id, "")) in followed]
    waits = must_wait(ours, hold_rules(plan.hold))
    told = _few([_finding(alarm, names) for alarm in ours if alarm.code not in UNTOLD])
    held = {alarm.code for alarm in waits}
    places = {(a.code, a.contest_id, a.unit_id, a.candidate_id): a.size for a in waits}
    confirmable = bool(held) and not typed and held <= CONFIRMABLE
    return Weighed(told, (*typed, *(a.text for a in waits)), confirmable, places)


def _few(findings: list[Finding]) -> tuple[Finding, ...]:
    """The first findings of each code for each contest, and how many more there are: a log is read in a hurry."""
    met: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        met.setdefault((finding.code, finding.where), []).append(finding)
    told: list[Finding] = []
    for found in met.values():
        told += found[:FEW]
        if more := len(found) - FEW if len(found) > FEW else 0:
            words = f"{more} more alarms of this kind ({found[0].code}) in the same file."
            told.append(replace(found[0], message=words))
    return tuple(told)


def context(plan: NightPlan, state: NightState, arrival: Arrival, source: SourceState) -> Context:
    """What the checks may know beside the count. Polls that stay open longer somewhere move the closing hour."""
    later = [n.until for n in state.notices if n.kind is NoticeKind.POLLING_HOURS and n.until is not None]
    close = max([plan.polls_close, *later]) if plan.polls_close is not None else None
    return Context(
        date=plan.date,
        polls_close=close,
        received_at=arrival.received_at,
        timezone=plan.zone,
        test_allowed=plan.test,
        contests=tuple(n for c in plan.contests for n in (c.name, *c.match)),
        increments=source.increments,
    )


@lru_cache(maxsize=16)
def hold_rules(texts: tuple[str, ...]) -> HoldRules:
    """The rules by which a publication waits; the standard ones where the plan names none."""
    return parse(texts) if texts else DEFAULT


def _finding(alarm: Alarm, names: dict[str, str]) -> Finding:
    """An alarm as a finding about the contest it speaks of, by its printed name."""
    severity = Severity.WARN if alarm.severity is Severity.HOLD else alarm.severity
    return Finding(alarm.code, severity, names.get(alarm.contest_id, ""), alarm.text)
