"""Calls in words: what the desk says, what it took back, what others declare. Every name and time is settled here."""

from __future__ import annotations

from collections.abc import Iterator

from outright import bulletin as b
from outright.count import ContestCount, slug
from outright.desk.call import Call, DeskState
from outright.desk.decide import shown_notes
from outright.night.plan import NightPlan, PlannedContest
from outright.night.round import names_of
from outright.night.state import NightState
from outright.night.words import log_time, moment_text, verdict_label
from outright.verdict.evidence import short_names

DECLARED = "declared-status"
"""The finding by which a reader tells what its source declares."""


def withheld_text() -> str:
    """What is said where nothing publishes itself and nobody has called it."""
    return "The desk decides what is called here, and has called nothing."


def call_text(call: Call, count: ContestCount, plan: NightPlan, *, majority: bool) -> str:
    """A call in its sentences: what, of whom, signed by whom and when."""
    said = _said(call, count, majority=majority)
    if call.proposal is None or call.approval is None:
        return f"It had published itself: {said}."
    at = log_time(call.at, plan.zone, plan.date)
    return f"Called by the desk: {said}. Signed at {at} by {call.proposal.by} and {call.approval.by}."


def withdrawal(before: DeskState, after: DeskState, count: ContestCount, plan: NightPlan, majority: bool) -> str:
    """That a call was taken back between two states, and why; "" where none was."""
    known = {c.number for c in before.calls if c.retraction is not None}
    gone = [c for c in after.calls if c.retraction is not None and c.number not in known]
    return f"{withdrawn_label(gone[-1], plan)}: {gone_text(gone[-1], count, majority=majority)}" if gone else ""


def withdrawn_label(call: Call, plan: NightPlan) -> str:
    """The same in a few words, with the time: "Call withdrawn 10:42 p.m."."""
    return "" if call.retraction is None else f"Call withdrawn {log_time(call.retraction.at, plan.zone, plan.date)}"


def gone_text(call: Call, count: ContestCount, *, majority: bool) -> str:
    """That a call was taken back, by whom and why, in its sentences."""
    assert call.retraction is not None  # asked only of what was taken back
    said = _said(call, count, majority=majority)
    return f"“{said}” no longer stands. {call.retraction.by}: {call.retraction.reason}"


def _said(call: Call, count: ContestCount, *, majority: bool) -> str:
    names = short_names(count)
    who = ", ".join(names.get(c, c) for c in call.candidates)
    label = verdict_label(call.code, majority=majority)
    return f"{label}: {who}" if who else label


def calls(desk: DeskState, count: ContestCount, plan: NightPlan, *, majority: bool) -> tuple[b.DeskCall, ...]:
    """Every call of the contest as the bulletin tells it, those taken back among them, oldest first."""
    return tuple(_call(call, count, plan, majority=majority) for call in desk.calls)


def _call(call: Call, count: ContestCount, plan: NightPlan, *, majority: bool) -> b.DeskCall:
    proposal, approval = call.proposal, call.approval
    people: dict[str, object] = {}
    if proposal is not None and approval is not None:
        people = {
            "proposed_by": proposal.by, "proposed_at": proposal.at,
            "proposed_text": log_time(proposal.at, plan.zone, plan.date), "approved_by": approval.by,
            "evidence": approval.evidence, "proposed_evidence": proposal.evidence, "reason": proposal.text,
        }  # fmt: skip
    return b.DeskCall(
        number=call.number, seq=call.number if approval is None else approval.seq,
        by="desk" if approval is not None else call.basis, code=call.code,
        label=verdict_label(call.code, majority=majority), text=call_text(call, count, plan, majority=majority),
        candidates=call.candidates, basis=call.basis, at=call.at, at_text=moment_text(call.at, plan.zone, plan.date),
        followed_by=call.followed_by, retraction=_retraction(call, plan), **people,  # type: ignore[arg-type]
    )  # fmt: skip


def _retraction(call: Call, plan: NightPlan) -> b.Retraction | None:
    gone = call.retraction
    if gone is None:
        return None
    return b.Retraction(
        seq=gone.seq, by=gone.by, at=gone.at, at_text=moment_text(gone.at, plan.zone, plan.date),
        label=withdrawn_label(call, plan), reason=gone.reason,
    )  # fmt: skip


def desk_notes(desk: DeskState, state: NightState, plan: NightPlan) -> tuple[b.DeskNote, ...]:
    """The desk's notes that are shown at this moment, oldest first."""
    if state.as_of is None:
        return ()
    return tuple(
        b.DeskNote(
            number=n.number, by=n.by, text=n.text, at=n.at, at_text=moment_text(n.at, plan.zone, plan.date),
            until=n.until, until_text=moment_text(n.until, plan.zone, plan.date) if n.until else "",
        )
        for n in shown_notes(desk, state.as_of)
    )  # fmt: skip


def race_calls(plan: NightPlan, planned: PlannedContest, state: NightState) -> tuple[b.RaceCall, ...]:
    """What the sources themselves declare of the contest, each quoted as its own."""
    return tuple(_quoted(plan, planned, state))


def _quoted(plan: NightPlan, planned: PlannedContest, state: NightState) -> Iterator[b.RaceCall]:
    names = names_of(planned)
    for key, source in state.sources.items():
        if source.snapshot is None or source.applied is None:
            continue
        for finding in source.snapshot.findings:
            if finding.code == DECLARED and slug(finding.where) in names:
                at = source.applied.received_at
                yield b.RaceCall(
                    source=key.partition("/")[0], by=plan.source_name(key), seq=source.applied.seq, at=at,
                    at_text=moment_text(at, plan.zone, plan.date), text=finding.message,
                )  # fmt: skip
