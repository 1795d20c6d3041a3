"""What has been told of a contest so far: the line of the count, the log, the changes of verdict.

Pure: the memory after a step follows from the memory before it and what the step brought.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from outright.bulletin import Milestone, Note, Point, Reason, VerdictChange
from outright.bulletin.projected import BandPoint
from outright.count import Batch, ContestCount, Finding, Notice, NoticeKind
from outright.count.share import HALF, NEAR, part_share, share_column, share_text
from outright.night.plan import NightPlan
from outright.night.round import Round
from outright.night.state import Step
from outright.night.words import count_of, log_time, moment_text, signed, verdict_label
from outright.terms import ReportingUnitType, VerdictCode, VoteMethod
from outright.verdict import Verdict
from outright.verdict.evidence import short_names

DESK = "Desk"
CHARTED = 5
"""How many candidates have a line in the charts."""

_CERTAIN = {
    VerdictCode.WON_PROJECTED: VerdictCode.WON_CERTAIN,
    VerdictCode.RUNOFF_PROJECTED: VerdictCode.RUNOFF_CERTAIN,
}
"""What each projected verdict becomes when arithmetic agrees."""


@dataclass(frozen=True, slots=True)
class Told:
    """The memory of one contest. ``votes`` are the votes of the last bulletin, by candidate.

    ``bands`` are the projected ranges at every publication that moved the count. ``complete`` and ``certified``:
    so it was said last.
    """

    timeline: tuple[Point, ...] = ()
    notes: tuple[Note, ...] = ()
    history: tuple[VerdictChange, ...] = ()
    votes: tuple[tuple[str, int | None], ...] = ()
    reported: int | None = None
    bands: tuple[BandPoint, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    complete: bool = False
    certified: bool = False


def remember(
    told: Told, plan: NightPlan, done: Round, count: ContestCount, verdict: Verdict, *, majority: bool,
    findings: Sequence[Finding] = (), why: str = "", limits: tuple[Fraction, ...] = (HALF,), gone: str = "",
    posted: Sequence[str] = (),
) -> Told:  # fmt: skip
    """The memory after a round, which led to ``count`` and ``verdict``; each of ``findings`` is said once.

    ``why``: what no longer carries a projected verdict, should this one withdraw it. ``limits``: the shares that no
    printed share may cross. ``gone``: that a call was taken back in this round; ``posted``: notes of the desk.
    """
    at, seq = done.arrival.received_at, done.arrival.seq
    text = log_time(at, plan.zone, plan.date)
    notes = _notes(told, plan, done, count, text)
    said = {n.text for n in told.notes}
    new = (f for f in findings if f.message not in said)
    notes = (*notes, *(_note(seq, at, text, "finding", f.where, f.message, None) for f in new))
    notes = (*notes, *(_note(seq, at, text, "statement", DESK, words, None) for words in posted))
    timeline = told.timeline
    votes = count.by_candidate()
    total = count.votes
    moved = tuple(votes.items()) != told.votes
    if total and moved:
        reported = {k: v for k, v in votes.items() if v is not None}
        texts = shares(votes, total, limits)
        first = {k: texts[k] for k, _ in sorted(reported.items(), key=lambda item: -item[1])[:CHARTED]}
        point = Point(seq=seq, at=at, at_text=text, votes=total, candidates=reported, share_text=first)
        timeline = (*timeline, point)
    history, said_now = _verdict_told(told, plan, seq, at, count, verdict, why, majority=majority, gone=gone)
    notes = (*notes, *said_now)
    return replace(
        told, timeline=timeline, notes=(*told.notes, *notes), history=history, votes=tuple(votes.items()),
        reported=count.precincts_reported,
    )  # fmt: skip


def _verdict_told(
    told: Told, plan: NightPlan, seq: int, at: dt.datetime, count: ContestCount, verdict: Verdict, why: str, *,
    majority: bool, gone: str,
) -> tuple[tuple[VerdictChange, ...], tuple[Note, ...]]:  # fmt: skip
    """The history with this verdict, if it is another one, and the lines of the log that say so."""
    history = told.history
    names, text = short_names(count), log_time(at, plan.zone, plan.date)
    if history and _same(history[-1], verdict):
        return history, ((_note(seq, at, text, "verdict", DESK, gone, None),) if gone else ())
    gone = gone or (_withdrawn(history[-1], verdict, names, why) if history else "")
    label = verdict_label(verdict.code, majority=majority)
    change = VerdictChange(
        seq=seq, at=at, at_text=moment_text(at, plan.zone, plan.date), code=verdict.code, label=label,
        candidates=verdict.candidates, by=verdict.by, note=gone, text=verdict.text, reasons=told_reasons(verdict),
    )  # fmt: skip
    if not history:
        return (change,), ()
    who = ", ".join(names[c] for c in verdict.candidates)
    lines = [*([gone] if gone else []), label + (f": {who}" if who else "")]
    return (*history, change), tuple(_note(seq, at, text, "verdict", "Outright", line, None) for line in lines)


def _same(before: VerdictChange, now: Verdict) -> bool:
    """Whether a verdict is what was said last; the same words of the desk are another thing."""
    desk = "desk" in (before.by, now.by) and before.by != now.by
    return not desk and (before.code, before.candidates) == (now.code, now.candidates)


def shares(
    votes: Mapping[str, int | None], total: int | None, limits: tuple[Fraction, ...], *, near: Fraction = NEAR
) -> dict[str, str]:
    """The shares of one table; without limits the votes are no finer than tenths, and neither are their shares."""
    if not limits:
        return {k: share_text(v, total, ()) for k, v in votes.items()}
    return share_column(votes, total, limits, near=near)


def told_reasons(verdict: Verdict) -> tuple[Reason, ...]:
    """A verdict's reasons as the bulletin tells them."""
    return tuple(Reason(code=r.code, text=r.text, figures=dict(r.figures)) for r in verdict.reasons)


def _withdrawn(before: VerdictChange, now: Verdict, names: Mapping[str, str], why: str) -> str:
    """That a projected verdict no longer stands, and why; "" where there was none, or where it is now certain."""
    certain = _CERTAIN.get(before.code)
    if before.by != "model" or certain is None:
        return ""
    if now.code in (before.code, certain) and set(before.candidates) <= set(now.candidates):
        return ""
    who = ", ".join(names.get(c, c) for c in before.candidates)
    reason = "" if now.code in _CERTAIN.values() else f" {why}".rstrip()
    return f"Withdrawn: “{before.label}{f': {who}' if who else ''}” no longer stands.{reason}"


def _notes(told: Told, plan: NightPlan, done: Round, count: ContestCount, text: str) -> tuple[Note, ...]:
    """The lines of the log for a round: what showed nothing new, one by one, then the batch of counts."""
    seq, at = done.arrival.seq, done.arrival.received_at
    beside = tuple(note for step in done.beside for note in _beside(plan, step, text))
    if done.step is None:
        return beside
    source, snapshot = done.source, done.step.snapshot
    if snapshot is not None and (snapshot.on_hand or snapshot.complete_units):
        said = snapshot.findings[:1]
        words = said[0].message if said else f"{source} published a statement."
        return (*beside, _note(seq, at, text, "statement", source, words, None))
    before = dict(told.votes)
    added = {c: (v or 0) - (before.get(c) or 0) for c, v in count.by_candidate().items()}
    moved = _moved(done.batch, source)
    shifted = (_note(seq, at, text, "correction", source, moved, 0),) if moved else ()
    if not any(added.values()):
        return (*beside, *shifted)
    total = sum(added.values())
    fell = fallen_units(done.batch)
    if fell or total < 0:
        lost = sum(-n for _, n in fell) if fell else -total
        where = f" in {count_of(len(fell), 'unit')}" if fell else ""
        words = f"{source} {signed(total)} votes; its count fell by {lost:,}{where} (correction by the source)"
        return (*beside, _note(seq, at, text, "correction", source, words, total), *shifted)
    batch = _note(seq, at, text, "batch", source, _batch_text(told, count, added, total, source), total)
    return (*beside, batch, *shifted)


def _beside(plan: NightPlan, step: Step, text: str) -> tuple[Note, ...]:
    """The lines for a publication that showed nothing new: it could not be read, is older, waits, or is a notice."""
    seq, at, source = step.arrival.seq, step.arrival.received_at, plan.source_name(step.arrival.source)
    if step.outcome == "rejected":
        stand = "" if "earlier counts stand" in step.error.casefold() else " Earlier counts stand."
        return (_note(seq, at, text, "unreadable", source, f"{source}: {step.error}{stand}", None),)
    if step.outcome == "older":
        words = f"{source} served a file older than the one shown; it is kept and not applied."
        if step.arrival.is_late:
            words = f"A file of {source} came late, after newer ones were asked for; it is kept and not applied."
        return (_note(seq, at, text, "finding", source, words, None),)
    if step.outcome == "held":
        words = f"Publication {seq} of {source} waits for a person; earlier counts stand. {step.error}"
        return (_note(seq, at, text, "held", source, words, None),)
    if step.outcome == "refused":
        return (_note(seq, at, text, "finding", source, step.error, None),)
    if step.outcome == "noted" and step.snapshot is not None:
        return tuple(_noted(plan, seq, at, text, n) for n in step.snapshot.notices if n.desk is None)
    return ()


def _noted(plan: NightPlan, seq: int, at: dt.datetime, text: str, notice: Notice) -> Note:
    if notice.kind is NoticeKind.TROUBLE:
        source = plan.source_name(notice.source)
        return _note(seq, at, text, "unreadable", source, f"{source}: {notice.text}", None)
    if notice.kind is NoticeKind.RECOVERED:
        source = plan.source_name(notice.source)
        return _note(seq, at, text, "finding", source, f"{source}: {notice.text}", None)
    if notice.about is not None:
        words = f"Publication {notice.about} will not be shown, says {notice.by}: {notice.text}"
        return _note(seq, at, text, "held", notice.by, words, None)
    return _note(seq, at, text, "statement", notice.by, f"{notice.by}: {notice.text}", None)


def _batch_text(told: Told, count: ContestCount, added: dict[str, int], total: int, source: str) -> str:
    """A batch in one line: votes, precincts completed, and the present leader's share of it."""
    precincts = (count.precincts_reported or 0) - (told.reported or 0)
    parts = [f"{source} {signed(total)} votes"]
    if precincts > 0:
        parts.append(count_of(precincts, "precinct") + " completed")
    votes = {k: v or 0 for k, v in count.by_candidate().items()}
    leader = max(votes, key=lambda c: votes[c])
    share = part_share(added[leader], total)
    return f"{', '.join(parts)}; {short_names(count)[leader]} {share}% of them"


def fallen_units(batch: Batch) -> list[tuple[str, int]]:
    """Units whose total went down, with the (negative) change."""
    change: dict[str, int] = {}
    for cell in batch.totals():
        if cell.method is VoteMethod.TOTAL:
            change[cell.unit_id] = change.get(cell.unit_id, 0) + cell.added
    return sorted((u, n) for u, n in change.items() if n < 0)


def _moved(batch: Batch, source: str) -> str:
    """Votes that were filed under another way of voting, in one line; "" where there are none."""
    moved = moved_units(batch)
    votes, where = sum(n for _, n in moved), count_of(len(moved), "unit")
    words = f"{source} moved {votes:,} votes from one way of voting to another in {where} (correction by the source)"
    return words if moved else ""


def moved_units(batch: Batch) -> list[tuple[str, int]]:
    """Units with votes that left one way of voting while the unit's total did not fall, with how many left."""
    left: dict[str, dict[VoteMethod, int]] = {}
    for cell in batch.parts():
        if cell.old is not None and cell.new is not None:
            methods = left.setdefault(cell.unit_id, {})
            methods[cell.method] = methods.get(cell.method, 0) + cell.added
    fell = dict(fallen_units(batch))
    found = ((unit, -sum(n for n in methods.values() if n < 0)) for unit, methods in left.items() if unit not in fell)
    return sorted((unit, votes) for unit, votes in found if votes)


def _note(seq: int, at: dt.datetime, text: str, kind: str, source: str, words: str, votes: int | None) -> Note:
    return Note(seq=seq, at=at, at_text=text, kind=kind, source=source, text=words, votes=votes)  # type: ignore[arg-type]


def all_in(count: ContestCount) -> bool:
    """Whether every precinct has reported, by the sources' own word."""
    reported, precincts = progress(count)
    return bool(precincts) and reported == precincts


def progress(count: ContestCount) -> tuple[int | None, int | None]:
    """Precincts fully reported and in all: the source's figures, else counted from its units."""
    if count.precincts_total:
        return count.precincts_reported, count.precincts_total
    if count.level is ReportingUnitType.PRECINCT:
        units = list(count.counting_units())
        return sum(u.reported is True for u in units), len(units)
    return None, None
