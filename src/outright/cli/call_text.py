"""What ``outright call`` prints: where the desk stands with a contest, in words and as JSON."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from outright.count import NoticeKind
from outright.desk.call import why_nothing

if TYPE_CHECKING:
    from outright.bulletin import Contest, DeskCall
    from outright.desk.call import Proposal, Support
    from outright.night.desk_door import Standing

_SHORT = 12


def said_of(now: Standing, contest: Contest, clock: dt.datetime) -> Iterator[str]:
    """Where the desk stands with a contest, line by line."""
    record, names = now.record(contest.id), {c.id: c.surname for c in contest.candidates}
    yield f"{contest.name} ({contest.id})"
    yield f"  said now   {contest.verdict.label}{_who(contest.verdict.candidates, names)}, by {contest.verdict.by}"
    yield f"  evidence   {contest.evidence}"
    for held in record.held:
        yield f"  held       {held}"
    for support in record.supports:
        yield f"  may call   {support.code.value}{_who(support.candidates, names)}, carried by {_carrier(support)}"
    if not record.supports:
        yield f"  may call   nothing now. {why_nothing(contest)}".rstrip()
    if record.desk.proposal is not None:
        yield from _waiting(record.desk.proposal, names, clock)
    for call in contest.calls:
        yield f"  {'called' if call.stands else 'call':<10} {_call(call, names)}"
    for quoted in contest.race_calls:
        yield f"  theirs     {quoted.text}"
    for note in contest.desk_notes:
        until = f", until {note.until_text}" if note.until_text else ""
        yield f"  note {note.number:<5} {note.text} ({note.by}{until})"
    yield ""


def _waiting(proposal: Proposal, names: dict[str, str], clock: dt.datetime) -> Iterator[str]:
    from outright.desk.decide import EXPIRES

    left = (proposal.at + EXPIRES - clock).total_seconds()
    state = f"expires in {left / 60:.0f} min" if left > 0 else "has expired"
    yield f"  waits      proposal {proposal.number}: {proposal.code.value}{_who(proposal.candidates, names)}"
    yield f"             by {proposal.by}, {state}: {proposal.text}"


def _call(call: DeskCall, names: dict[str, str]) -> str:
    said = f"{call.number}: {call.code.value}{_who(call.candidates, names)}, {call.at_text}"
    if call.by == "desk":
        said += f", {call.proposed_by} and {call.approved_by}, evidence {call.evidence[:_SHORT]}"
    if call.followed_by is not None:
        said += f"; followed by {call.followed_by}"
    if call.retraction is not None:
        said += f"; {call.retraction.label.lower()} by {call.retraction.by}: {call.retraction.reason}"
    return said


def _carrier(support: Support) -> str:
    return "the count and the rule" if support.basis == "arithmetic" else "the model, past its gates"


def _who(candidates: tuple[str, ...], names: dict[str, str]) -> str:
    return f" ({', '.join(names.get(c, c) for c in candidates)})" if candidates else ""


def rows_of(now: Standing, contest: Contest, clock: dt.datetime) -> dict[str, Any]:
    """Where the desk stands with a contest, as one JSON object; spelled as in the bulletin."""
    import msgspec

    from outright.desk.decide import EXPIRES

    contest = now.bulletin.contest(contest.id)
    record = now.record(contest.id)
    proposal = record.desk.proposal
    night = now.bulletin.night
    return {
        "night": night.id, "test": night.test, "rehearsal": night.rehearsal, "contest": contest.id,
        "seq": night.seq, "evidence": contest.evidence, "state": record.desk.state.value,
        "verdict": msgspec.to_builtins(contest.verdict),
        "mayCall": [
            {"code": s.code.value, "candidates": list(s.candidates), "basis": s.basis} for s in record.supports
        ],
        "held": list(record.held), "why": "" if record.supports else why_nothing(contest),
        "proposal": None if proposal is None else {
            "number": proposal.number, "code": proposal.code.value, "candidates": list(proposal.candidates),
            "basis": proposal.basis, "by": proposal.by, "at": proposal.at.isoformat(), "reason": proposal.text,
            "evidence": proposal.evidence, "expiresAt": (proposal.at + EXPIRES).isoformat(),
            "expired": clock - proposal.at > EXPIRES,
        },
        "calls": msgspec.to_builtins(contest.calls), "raceCalls": msgspec.to_builtins(contest.race_calls),
        "notes": msgspec.to_builtins(contest.desk_notes),
        "log": [{"seq": d.seq, "kind": d.kind, "by": d.by, "refused": d.refused} for d in record.desk.log],
    }  # fmt: skip


def done_text(now: Standing, contest_id: str, kind: NoticeKind, by: str, seq: int) -> str:
    """What was done, and what is to be done next, in a line or two."""
    contest, desk = now.bulletin.contest(contest_id), now.record(contest_id).desk
    if kind is NoticeKind.PROPOSE and desk.proposal is not None:
        return (
            f"Proposal {desk.proposal.number}: {desk.proposal.code.value}, by {by}. Nothing is published yet.\n"
            f"A second person has ten minutes: outright call approve {contest_id}"
            f" --evidence {contest.evidence[:_SHORT]} --by NAME"
        )
    if kind is NoticeKind.APPROVE:
        return f"Called: {contest.verdict.text}"
    if kind is NoticeKind.RETRACT:
        gone = contest.calls[-1].retraction
        return f"{gone.label if gone else 'Withdrawn'}. Said now: {contest.verdict.label}."
    if kind is NoticeKind.POST:
        return f"Note {seq} is shown. End it with: outright call note {contest_id} --end {seq}"
    return f"Done by {by}."
