"""Polls, special elections and past results in a terminal, in the bulletin's own words."""

from __future__ import annotations

from outright.bulletin import Contest
from outright.bulletin.history import PastResult
from outright.bulletin.polls import Polls
from outright.bulletin.specials import Specials
from outright.publish.terminal_tables import paragraph, surname
from outright.publish.terminal_text import DASH, Column, Line, Span, aligned, clean, cut, drawn, grid

_WIDEST_NAME = 26


def context_lines(contest: Contest, *, width: int = 80, color: bool = False) -> list[str]:
    """What stands beside the count of the contest; one line where nothing does."""
    context = contest.context
    parts: list[list[Line]] = []
    if context.polls is not None:
        parts.append(_polls(contest, context.polls, width))
    if context.specials is not None:
        parts.append(_specials(context.specials, width))
    if context.history:
        parts.append(_history("How these places voted before", context.history, width))
    if context.afterwards:
        parts.append(_history("Afterwards (nothing above knows of it)", context.afterwards, width))
    if not parts:
        parts.append(paragraph("Nothing stands beside this count: no polls, special elections or past results.", width))
    lines: list[Line] = []
    for part in parts:
        lines += [*([()] if lines else []), *part]
    return drawn(lines, width, color=color)


def _polls(contest: Contest, polls: Polls, width: int) -> list[Line]:
    average = [
        Column("Candidate", [cut(clean(a.name), _WIDEST_NAME) for a in polls.average], least=9),
        Column("As printed", aligned([a.printed_text for a in polls.average]), right=True, drop=1),
        Column("Decided", aligned([a.decided_text for a in polls.average]), right=True),
        Column("9 in 10", [a.range_text or DASH for a in polls.average], right=True),
    ]
    if polls.counted:
        average += [
            Column("Counted", aligned([a.result_text for a in polls.average]), right=True),
            Column("Off by", [a.error_text for a in polls.average], right=True),
        ]
    return [
        (Span("What the polls had said", "bold"),),
        *paragraph(polls.text, width),
        *(grid(average, width) if polls.average else []),
        *paragraph(polls.printed_text, width),
        *paragraph(polls.error_text, width),
        (),
        *grid(_each(contest, polls), width),
        *(line for note in polls.notes for line in paragraph(note, width)),
    ]


def _each(contest: Contest, polls: Polls) -> list[Column]:
    """Every poll as printed, the two of whom margins are taken."""
    rows = polls.polls
    columns = [
        Column("Poll", [cut(clean(p.pollster), _WIDEST_NAME) for p in rows], least=9),
        Column("Ended", [p.end.isoformat() for p in rows], drop=2),
        Column("Asked", [f"{p.sample:,}" if p.sample else DASH for p in rows], right=True, drop=3),
    ]
    for i in polls.pair:
        printed = [next((s.printed for s in p.shares if s.candidate == i), DASH) for p in rows]
        columns.append(Column(cut(clean(surname(contest, i)), 12), printed, right=True))
    columns += [
        Column("Undecided", [p.undecided_text or DASH for p in rows], right=True, drop=1),
        Column("Weight", [p.weight_text or DASH for p in rows], right=True, drop=4),
    ]
    if polls.counted:
        columns.append(Column("Margin off", [p.margin_error_text or DASH for p in rows], right=True))
    return columns


def _specials(specials: Specials, width: int) -> list[Line]:
    rows = specials.elections
    columns = [
        Column("Seat", [cut(clean(s.race), _WIDEST_NAME) for s in rows], least=6),
        Column("Date", [s.date.isoformat() for s in rows], drop=1),
        Column("Lean", [s.lean_text or DASH for s in rows], right=True),
        Column("Margin", [s.margin_text or DASH for s in rows], right=True),
        Column("Swing", [s.swing_mark or DASH for s in rows], right=True),
    ]
    return [
        (Span("Special elections so far", "bold"),),
        *paragraph(specials.text, width),
        *(paragraph(specials.here.text, width) if specials.here else []),
        *(grid(columns, width) if rows else []),
        *paragraph(f"{specials.next.text} {specials.next.basis_text}", width, 8),
        *(line for note in specials.notes for line in paragraph(note, width)),
    ]


def _history(head: str, history: tuple[PastResult, ...], width: int) -> list[Line]:
    lines: list[Line] = [(Span(head, "bold"),)]
    for past in history:
        lines += paragraph(f"{past.name}: {past.text}", width)
    return lines
