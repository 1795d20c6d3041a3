"""Answers as text, for a terminal and for notebooks that show no HTML: the lines the command line prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outright.bulletin import Contest, Night
from outright.publish import words
from outright.publish.terminal import remaining_lines, table
from outright.publish.terminal_text import clean, wrap
from outright.publish.terminal_words import label

if TYPE_CHECKING:
    from outright.notebook.call import Call
    from outright.notebook.contest import NightContest
    from outright.notebook.left import Remaining
    from outright.notebook.night import Night as WholeNight
    from outright.notebook.projection import Projected
    from outright.notebook.why import Why

WIDTH = 80
_NAME = 30


def night_text(night: WholeNight) -> str:
    """The night and its contests, a line each."""
    if night.told is None:
        return f"{clean(night.name)}: no publication yet"
    lines = [_status(night.moment)]
    for contest in night.told.contests:
        lines.append(f"  {contest.id}: {clean(contest.short_name)}: {clean(contest.verdict.label)}")
    return "\n".join(lines)


def contest_text(contest: NightContest) -> str:
    """The contest as ``outright show`` prints it."""
    return _lines(contest.moment, contest.said, table(contest.said, width=WIDTH))


def remaining_text(remaining: Remaining) -> str:
    """What is left as ``outright remaining`` prints it."""
    return _lines(remaining.moment, remaining.said, remaining_lines(remaining.said, width=WIDTH))


def call_text(call: Call) -> str:
    """The verdict, the places and the evidence."""
    by = words.DECIDED_BY[call.by]
    lines = [*_wrapped(f"{call.label.upper()}. {call.text}"), f"{by}.", ""]
    for slot in call.slots:
        who = f"{_surname(call.said, slot.candidate)}: " if slot.candidate else ""
        lines += _wrapped(f"Place {slot.slot}: {words.STATE[slot.code]}. {who}{slot.text}")
    lines += [line for reason in call.evidence for line in _wrapped(f"- {reason.text}")]
    return _lines(call.moment, call.said, lines)


def projection_text(projection: Projected) -> str:
    """The ranges at the projection's level, and how much is in."""
    head = f"proj. {100 * projection.level:g}%"
    part = projection.part
    rows = [f"{'Candidate':<{_NAME}}{'Counted':>9}  {head:>14}"]
    for c in projection.said.candidates:
        if not c.folded and part.of(c.id) is not None:
            name = clean(c.name)[: _NAME - 1]
            rows.append(f"{name:<{_NAME}}{clean(c.share_text):>9}  {projection.interval(c.id).text:>14}")
    final = f"Projected, not counted: {part.in_text}; in the end {part.final_votes.text} votes."
    chance = [f"That nobody wins outright: {part.runoff.text}."] if part.runoff is not None else []
    return _lines(projection.moment, projection.said, [*_wrapped(part.text), *_wrapped(final), "", *rows, *chance])


def why_text(why: Why) -> str:
    """What moves it, what must hold, and how often such ranges held."""
    lines = ["What moves it"]
    lines += [f"  {b.points_text:>9}  {clean(b.text)}" for b in why.because]
    lines += ["What must hold before a verdict is projected"]
    lines += [f"  {'passed' if g.passed else 'not yet':>9}  {clean(g.text)}" for g in why.gates]
    lines += [line for note in ([why.record.text] if why.record else []) for line in _wrapped(note)]
    lines += [line for note in why.notes for line in _wrapped(note)]
    return _lines(why.moment, why.said, lines)


def _lines(moment: Night, contest: Contest, lines: list[str]) -> str:
    return "\n".join([*_wrapped(_status(moment)), *_wrapped(contest.name), "", *lines])


def _status(moment: Night) -> str:
    """What stands over every answer: the label of a night that is not live, how official, as of when."""
    said = [moment.status_text.upper(), moment.as_of_text or words.DASH, f"seq {moment.seq}", moment.name]
    return "  ".join(part for part in (label(moment), clean(" · ".join(said))) if part)


def _wrapped(text: str) -> list[str]:
    return wrap(clean(text), WIDTH, 6)


def _surname(contest: Contest, candidate: str) -> str:
    return next((c.surname for c in contest.candidates if c.id == candidate), candidate)
