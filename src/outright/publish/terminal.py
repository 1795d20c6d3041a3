"""What a terminal shows of a bulletin: the live screen, and one line per event for a screen reader.

Nothing is computed here but where characters go: shares, gaps and sentences arrive as text, in the
bulletin's own words and order, the same for every candidate. UNOFFICIAL and the TEST or REHEARSAL
label stand on every screen; a bar passes the threshold's tick only if the share does.
"""

from __future__ import annotations

from outright.bulletin import Bulletin, Contest, Night, Unit
from outright.publish.terminal_compared import comparison_lines
from outright.publish.terminal_context import context_lines
from outright.publish.terminal_money import money_lines
from outright.publish.terminal_projected import projection_lines
from outright.publish.terminal_rating import rating_line, rating_lines
from outright.publish.terminal_tables import (
    MARKS,
    badge_line,
    candidate_lines,
    denominator_parts,
    find_need,
    foreseen,
    heading,
    methods_lines,
    more_line,
    newest_first,
    night_heading,
    note_style,
    note_text,
    paragraph,
    remaining_lines,
    sentence_lines,
    table,
    take_lines,
    timeline_lines,
    unit_in,
    units_lines,
)
from outright.publish.terminal_text import (
    DASH,
    Line,
    Span,
    cells,
    clean,
    cut,
    drawn,
    meter,
    number,
    wrap,
)
from outright.publish.terminal_words import clock, label, tokens

__all__ = [
    "MOST_LINES",
    "comparison_lines",
    "context_lines",
    "find_need",
    "heading",
    "methods_lines",
    "money_lines",
    "night_heading",
    "plain",
    "projection_lines",
    "rating_line",
    "rating_lines",
    "remaining_lines",
    "screen",
    "sentence_lines",
    "table",
    "take_lines",
    "timeline_lines",
    "units_lines",
]

MOST_LINES = 24
_LOG_AT_LEAST = 2


def screen(
    bulletin: Bulletin,
    contest_id: str | None = None,
    *,
    width: int = 80,
    height: int = MOST_LINES,
    color: bool = False,
    footer: str = "",
) -> list[str]:
    """One contest as a full screen: never wider than ``width`` cells, at most ``height`` lines or 24.

    Without ``contest_id`` the bulletin's first contest. ``footer`` is the caller's own last line (where
    the page is served, which key quits). ``KeyError`` when the bulletin has no such contest.
    """
    height = min(height, MOST_LINES)
    if height < 1 or width < 1:
        return []
    if contest_id is None and not bulletin.contests:
        lines: list[Line] = [_status(bulletin.night, "", width - 1), (Span("No contest yet."),)]
    else:
        contest = bulletin.contests[0] if contest_id is None else bulletin.contest(contest_id)
        lines = _screen(bulletin, contest, width - 1, height, color, footer)
    return drawn([(Span(" "), *line) for line in lines[:height]], width, color=color)


def _screen(bulletin: Bulletin, contest: Contest, width: int, height: int, color: bool, footer: str) -> list[Line]:
    """The screen's lines. With little height the log goes first, then candidates past the third."""
    rule: list[Line] = [(Span(MARKS[color][2] * max(0, width - 1)),)]
    top = [_status(bulletin.night, contest.short_name, width), badge_line(contest, width)]
    top += [*paragraph(contest.verdict.text, width, 2), *foreseen(contest, width, 2), *rule]
    needs = contest.remaining.needs
    below = [*rule, *paragraph(contest.remaining.text, width, 2)]
    below += [*paragraph(needs[0].text if needs else "", width, 1), *_units(contest, width, 2)]
    foot = [_sources(bulletin.night, width), *([(Span(cut(clean(footer), width)),)] if footer else [])]
    log = _log(contest, width)
    room = height - len(top) - len(below) - len(foot) - min(_LOG_AT_LEAST, len(log))
    body = [*top, *_candidates(contest, width, max(3, room - 3), color), *below]
    return [*body, *log[: max(0, height - len(body) - len(foot))], *foot]


def _status(night: Night, name: str, width: int) -> Line:
    """The line that is always there: label, night, contest, how official, as of when, which publication."""
    words = label(night)
    start = cells(words) + 2 if words else 0
    rights = [clean(night.status_text).upper(), clean(night.as_of_text) or DASH, f"seq {night.seq}"]
    while len(rights) > 1 and start + min(cells(name), 18) + 2 + cells("   ".join(rights)) > width:
        rights.pop()
    right = cut("   ".join(rights), max(0, width - start))
    room = max(0, width - start - cells(right) - 2)
    whole = clean(f"{night.id}   {name}")
    middle = cut(whole if cells(whole) <= room else clean(name), room)
    space = " " * max(0, width - start - cells(middle) - cells(right))
    tag = (Span(words, "label"), Span("  ")) if words else ()
    return (*tag, Span(middle, "bold"), Span(space), Span(right, "bold"))


def _candidates(contest: Contest, width: int, rows: int, color: bool) -> list[Line]:
    """The first candidates in the bulletin's order, the rest as "N more", and the denominator."""
    shown = [c for c in contest.candidates if not c.folded][:rows]
    lines = candidate_lines(contest, shown, width - 1, color=color, bars=True)
    if len(contest.candidates) > len(shown):
        lines.append(more_line(len(contest.candidates) - len(shown)))
    return [*lines, *paragraph(_that_fits(denominator_parts(contest), width), width, 1)]


def _that_fits(parts: list[str], width: int) -> str:
    """As many of the parts in one line as stay whole; the first in any case."""
    line = parts[0]
    for part in parts[1:]:
        line = f"{line} · {part}" if cells(f"{line} · {part}") <= width else line
    return line


def _units(contest: Contest, width: int, most: int) -> list[Line]:
    """Counties side by side, each with its precincts and a meter, as many as ``most`` lines hold."""
    counties = [u for u in contest.units if u.level == "county"]
    pieces = [_unit(u) for u in counties or [u for u in contest.units if u.parent is None]]
    lines: list[str] = []
    for i, piece in enumerate(pieces):
        if lines and cells(lines[-1]) + 3 + cells(piece) <= width:
            lines[-1] += f"   {piece}"
        elif len(lines) < most:
            lines.append(cut(piece, width))
        else:
            more = f" … and {len(pieces) - i} more"
            lines[-1] = cut(lines[-1], max(0, width - cells(more))) + more
            break
    return [(Span(line),) for line in lines]


def _unit(unit: Unit) -> str:
    """One county: its precincts and a meter, or its votes where precincts are not reported."""
    gauge = meter(unit.precincts_reported, unit.precincts_total)
    done = number(unit.votes) if unit.precincts_total is None else unit_in(unit)
    return f"{cut(clean(unit.name), 24)} {done} {gauge}".rstrip()


def _log(contest: Contest, width: int) -> list[Line]:
    """The newest notes, each in one line."""
    lines: list[Line] = []
    for note in newest_first(contest.notes)[:MOST_LINES]:
        time = f"{clean(note.at_text)}  "
        text = " ".join(wrap(note_text(note), max(1, width - cells(time)), 1))
        lines.append((Span(time), Span(text, note_style(note))))
    return lines


def _sources(night: Night, width: int) -> Line:
    """How the sources are doing: how many answer, and by name each one that does not."""
    good = sum(source.state == "ok" for source in night.sources)
    silent = [s for s in night.sources if s.state != "ok"]
    trouble = [f"{s.name} {s.state}: {s.message}" if s.message else f"{s.name} {s.state}" for s in silent]
    text = " · ".join([f"sources {good} of {len(night.sources)} ok", *trouble])
    return (Span(cut(clean(text), width), "alert" if trouble else ""),)


def plain(bulletin: Bulletin, previous: Bulletin | None = None) -> list[str]:
    """One line per event since ``previous``, for a log or a screen reader: no colour, no redraw.

    Each contest has a line for a new publication, and one for each correction, unreadable file,
    statement, finding or new verdict. Every line ends in the TEST or REHEARSAL label.
    """
    night, lines = bulletin.night, []
    before = {c.id: c for c in previous.contests} if previous else {}
    for contest in bulletin.contests:
        old = before.get(contest.id)
        for note in reversed(newest_first(contest.notes)):
            if note.kind != "batch" and (old is None or note not in old.notes):
                lines.append(f"{clock(note.at, night)} {contest.id} seq={note.seq} {note.kind}: {note.text}")
        if previous is None or old != contest or previous.night.seq != night.seq:
            lines.append(f"{clock(night.as_of, night)} {contest.id} {_counted(night, contest)}")
    return [clean(f"{line} {label(night)}").rstrip() for line in lines]


def _counted(night: Night, contest: Contest) -> str:
    done, total = contest.remaining.precincts_reported, contest.remaining.precincts_total
    reported = DASH if done is None or total is None else f"{done}/{total}"
    shares = [f"{key}={share}" for key, share in tokens(contest.candidates[:2])]
    return " ".join([f"seq={night.seq}", f"in={reported}", *shares, f"call={contest.verdict.code}"])
