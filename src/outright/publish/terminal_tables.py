"""The tables a terminal prints of one contest: candidates, moments, units, methods, needs.

Each takes a contest of a bulletin and a width, and gives lines. Shares and sentences arrive as text;
what is missing is a dash; rows keep the bulletin's order.
"""

from __future__ import annotations

from collections.abc import Sequence

from outright.bulletin import Bulletin, Candidate, Contest, Need, Night, Note, Unit
from outright.publish.terminal_projected import projected_column
from outright.publish.terminal_text import (
    DASH,
    GAP,
    Column,
    Line,
    Span,
    aligned,
    bar,
    cells,
    change,
    clean,
    cut,
    drawn,
    fitted,
    grid,
    number,
    tick_at,
    wrap,
)
from outright.publish.terminal_words import kind_word, label, precincts, state_word
from outright.publish.words import STATE
from outright.terms import VerdictCode

MARKS = {True: "█│─", False: "#|-"}
_WIDEST_BAR = 41
_NARROWEST_BAR = 11
_WIDEST_NAME = 30
_SURE = (VerdictCode.ADVANCE_CERTAIN, VerdictCode.WON_CERTAIN)
_NEEDS = {"met": "none", "cannot": "cannot", "unknown": DASH}


def heading(bulletin: Bulletin, contest: Contest, *, width: int = 80, color: bool = False) -> list[str]:
    """What stands over every table: the label of a night that is not live, how official, as of when."""
    name = tuple((Span(line, "bold"),) for line in wrap(contest.name, width, 2))
    return [*night_heading(bulletin.night, width=width, color=color), *drawn(name, width, color=color)]


def night_heading(night: Night, *, width: int = 80, color: bool = False) -> list[str]:
    """What stands over a table of the whole night: its label, how official, as of when."""
    words = label(night)
    said = " · ".join([night.status_text.upper(), night.as_of_text or DASH, f"seq {night.seq}", night.name])
    tag = (Span(words, "label"), Span(GAP)) if words else ()
    return drawn([(*tag, Span(clean(said)))], width, color=color)


def table(
    contest: Contest,
    all: bool = False,
    *,
    width: int = 80,
    color: bool = False,
    bars: bool = False,
) -> list[str]:
    """The contest as ``show`` prints it: verdict, candidates (``all``, or those not folded), rule, slots."""
    rows = [c for c in contest.candidates if all or not c.folded]
    lines = [badge_line(contest, width), *paragraph(contest.verdict.text, width), *foreseen(contest, width)]
    lines += [*_from_the_desk(contest, width), ()]
    lines += candidate_lines(contest, rows, width, color=color, bars=bars)
    if len(contest.candidates) > len(rows):
        lines.append(more_line(len(contest.candidates) - len(rows)))
    lines += [*paragraph(" · ".join(denominator_parts(contest)), width), *_parties(contest, width), ()]
    cited = f" ({contest.threshold.citation})" if contest.threshold.citation else ""
    lines += paragraph(f"Rule: {contest.threshold.text}{cited}", width)
    for slot in contest.slots:
        state = "certain" if slot.code in _SURE else STATE[slot.code].lower()
        who = [surname(contest, slot.candidate), state] if slot.candidate else ["open"]
        lines += paragraph(" · ".join([f"Place {slot.slot}", *who, slot.text]), width)
    return drawn(lines, width, color=color)


def _from_the_desk(contest: Contest, width: int) -> list[Line]:
    """The desk's notes, and the calls it took back before."""
    notes = [f"From the desk: {n.text} ({n.by})" for n in contest.desk_notes]
    gone = [f"{c.retraction.label}: {c.label}. {c.retraction.reason}" for c in contest.calls if c.retraction]
    return [line for text in (*notes, *gone) for line in paragraph(text, width)]


def foreseen(contest: Contest, width: int, most: int = 12) -> list[Line]:
    """The projection in its one sentence, or why there is none; nothing where the verdict says it already."""
    if contest.verdict.by == "model":  # the verdict's own sentence has the range
        return []
    text = contest.projection.text if contest.projection is not None else contest.projection_note
    return paragraph(text, width, most) if text else []


def badge_line(contest: Contest, width: int) -> Line:
    """The verdict in words, whom it names, who says so; how many precincts are in."""
    badge = cut(f"[ {clean(contest.verdict.label).upper()} ]", width)
    room = width - cells(badge) - 2
    right = precincts(contest.remaining)
    right = right if cells(right) + 2 <= room else ""
    left = max(0, room - cells(right) - 2)
    middle = cut(clean(_beside_badge(contest, left)), left)
    space = " " * max(0, room - cells(middle) - cells(right))
    return (Span(badge, "badge"), Span(GAP), Span(middle), Span(space), Span(right))


def _beside_badge(contest: Contest, width: int) -> str:
    """Whom the verdict names and who says so; while it names nobody, what the rule asks."""
    if contest.verdict.candidates:
        named = " · ".join(surname(contest, cid) for cid in contest.verdict.candidates)
        return f"{named}   by {contest.verdict.by}"
    whole = contest.threshold.text
    first = whole.partition(". ")[0].removesuffix(".") + "."
    return next((text for text in (whole, first) if cells(text) <= width), "")


def surname(contest: Contest, candidate_id: str) -> str:
    """A candidate's surname; the id itself for one the contest does not list."""
    return next((c.surname for c in contest.candidates if c.id == candidate_id), candidate_id)


def paragraph(text: str, width: int, most: int = 6) -> list[Line]:
    """A sentence in as many lines as it needs."""
    return [(Span(line),) for line in wrap(text, width, most)]


def sentence_lines(contest: Contest, text: str, *, width: int = 80, color: bool = False) -> list[str]:
    """One sentence about the contest, and the working of what is left behind it."""
    lines = list(paragraph(text, width))
    if contest.remaining.working:
        lines += [(), (Span("Working", "bold"),), *_indented(contest.remaining.working, width)]
    return drawn(lines, width, color=color)


def candidate_lines(contest: Contest, rows: Sequence[Candidate], width: int, *, color: bool, bars: bool) -> list[Line]:
    """The candidates' table: votes, votes added, share, what is settled, bars."""
    if not rows:
        return [(Span("No candidate yet."),)]
    columns = [
        Column("Candidate", [cut(clean(c.name), _WIDEST_NAME) for c in rows], least=9),
        Column("", [cut(clean(c.party or ""), 5) for c in rows], drop=2),
        Column("Votes", [number(c.votes) for c in rows], right=True),
        Column("+last", [change(c.added) for c in rows], right=True, drop=3),
        Column("Share", aligned([clean(c.share_text) for c in rows]), right=True),
    ]
    if (projected := projected_column(contest, [c.id for c in rows])) is not None:
        columns.append(projected)
    states = [clean(state_word(c, contest)) for c in rows]
    if any(states):
        columns.append(Column("", states, drop=1))
    if bars:
        columns += _bars(contest, rows, columns, width, color)
    return grid(columns, width)


def _bars(
    contest: Contest, rows: Sequence[Candidate], beside: Sequence[Column], width: int, color: bool
) -> list[Column]:
    """The bars in the room beside the other columns, the threshold as a tick under its share; or nothing."""
    used = sum(w + len(GAP) for _, w in fitted(beside, width))
    room = min(_WIDEST_BAR, width - used)
    if room < _NARROWEST_BAR:
        return []
    marks, share = MARKS[color], contest.threshold.share
    tick, head = tick_at(room, share), ""
    if tick is not None:
        text = f"{contest.threshold.share_text or ''}%{marks[1]}"
        head = (text if len(text) <= tick + 1 else marks[1]).rjust(tick + 1)
    return [Column(head, [bar(c.share, room, share, marks) for c in rows], styles=[c.color for c in rows])]


def more_line(count: int) -> Line:
    """How many candidates are folded, and how to see them."""
    return (Span(f"{count} more   (outright show --all)"),)


def denominator_parts(contest: Contest) -> list[str]:
    """Of what the shares are shares, how many votes the rule asks of these, who is how far from it."""
    rule = contest.threshold
    if rule.denominator_votes is None:
        parts = [f"{number(contest.votes)} votes"]
    else:
        parts = [f"{number(rule.denominator_votes)} {rule.denominator}"]
    if rule.votes_needed is not None:
        asked = "a majority" if rule.share == "1/2" else f"{rule.share_text}%" if rule.share_text else "the rule"
        parts.append(f"{asked} is {number(rule.votes_needed)} of these")
    return parts + [f"{c.surname}: {c.gap_text}" for c in contest.candidates if c.gap_text]


def _parties(contest: Contest, width: int) -> list[Line]:
    """Each party's candidates together, where more than one party stands."""
    if len(contest.parties) < 2:
        return []
    parts = [f"{p.candidates} {p.name} {p.share_text} ({number(p.votes)})" for p in contest.parties]
    return paragraph(" · ".join(parts), width)


def timeline_lines(contest: Contest, *, width: int = 80, color: bool = False) -> list[str]:
    """How the count came in: the votes at each publication, and the verdict where it changed."""
    points = contest.timeline
    if not points:
        return ["No votes reported yet."]
    changes = {c.seq: c.label for c in contest.verdict_history}
    columns = [
        Column("Time", [clean(p.at_text) for p in points]),
        Column("Seq", [str(p.seq) for p in points], right=True, drop=5),
        Column("Votes", [number(p.votes) for p in points], right=True),
    ]
    columns += [
        Column(_head(contest, cid), [number(p.candidates.get(cid)) for p in points], right=True, drop=10 + i)
        for i, cid in enumerate(contest.charted)
    ]
    columns.append(Column("Verdict", [clean(changes.get(p.seq, "")) for p in points], drop=1))
    return drawn(grid(columns, width), width, color=color)


def _head(contest: Contest, candidate_id: str) -> str:
    return cut(clean(surname(contest, candidate_id)), 14)


def remaining_lines(contest: Contest, *, width: int = 80, color: bool = False) -> list[str]:
    """What is still out, on what basis, what each candidate needs of it, and the working."""
    left = contest.remaining
    lines = paragraph(left.text, width)
    if contest.projection is not None:
        lines += paragraph(f"Projected: {contest.projection.left.text}.", width)
    if left.needs:
        lines += [(), *grid(_needs(contest), width)]
    if left.working:
        lines += [(), (Span("Working", "bold"),), *_indented(left.working, width)]
    return drawn(lines, width, color=color)


def _needs(contest: Contest) -> list[Column]:
    needs = contest.remaining.needs
    return [
        Column("Candidate", [_head(contest, n.candidate) for n in needs], least=6),
        Column("Target", [n.target for n in needs]),
        Column("Needs", [number(n.need) if n.state == "open" else _NEEDS[n.state] for n in needs], right=True),
        Column("Of at most", [number(n.of) for n in needs], right=True, drop=1),
        Column("Share", aligned([clean(n.share_text) or DASH for n in needs]), right=True),
    ]


def _indented(texts: Sequence[str], width: int) -> list[Line]:
    return [(Span(f"  {line}"),) for text in texts for line in wrap(text, width - 2, 6)]


def take_lines(
    contest: Contest, candidate_id: str, target: str = "majority", *, width: int = 80, color: bool = False
) -> list[str]:
    """What a candidate needs of the ballots left for ``target``; ``KeyError`` when not worked out."""
    need = find_need(contest, candidate_id, target)
    share = f"{need.share_text}%" if need.share_text else DASH
    rows = [
        ("need", number(need.need)),
        ("of at most", number(need.of)),
        ("share", share),
        ("state", need.state),
    ]
    lines = [*paragraph(need.text, width), (), *[(Span(f"  {word:<12}{value}"),) for word, value in rows]]
    return [*drawn(lines, width, color=color), *sentence_lines(contest, "", width=width, color=color)]


def find_need(contest: Contest, candidate_id: str, target: str) -> Need:
    """What was worked out for this candidate and target; ``KeyError`` when it was not."""
    for need in contest.remaining.needs:
        if (need.candidate, need.target) == (candidate_id, target):
            return need
    raise KeyError((candidate_id, target))


def units_lines(contest: Contest, level: str = "county", *, width: int = 80, color: bool = False) -> list[str]:
    """The counties or the precincts: what each has reported, the charted candidates' shares, what is left."""
    units = [u for u in contest.units if u.level == level]
    if not units:
        known = sorted({u.level for u in contest.units})
        return [cut(f"No {level} in this night. It has: {', '.join(known) or 'no units'}.", width)]
    columns = [
        Column(level.capitalize(), [cut(clean(u.name), _WIDEST_NAME) for u in units], least=9),
        Column("In", [unit_in(u) for u in units], right=True, drop=1),
        Column("Votes", [number(u.votes) for u in units], right=True),
    ]
    columns += [
        Column(_head(contest, cid), _unit_cells(units, cid), right=True, drop=2 + i)
        for i, cid in enumerate(contest.charted, 1)
    ]
    if any(u.left_text for u in units):
        columns.append(Column("Left", [clean(u.left_text) or DASH for u in units], drop=2))
    return drawn(grid(columns, width), width, color=color)


def _unit_cells(units: Sequence[Unit], candidate_id: str) -> list[str]:
    """A candidate's shares, or the votes where the bulletin says no shares of such small units."""
    if any(u.share_text for u in units):
        return aligned([clean(u.share_text.get(candidate_id, DASH)) for u in units])
    return [number(u.candidates.get(candidate_id)) for u in units]


def unit_in(unit: Unit) -> str:
    """What a unit has reported: precincts where they are known, else whether it has."""
    if unit.precincts_total is None:
        return DASH if unit.reported is None else "yes" if unit.reported else "no"
    return f"{number(unit.precincts_reported)}/{unit.precincts_total:,}"


def methods_lines(contest: Contest, *, width: int = 80, color: bool = False) -> list[str]:
    """The votes by how they were cast: counted, each charted candidate's share, the source's own words."""
    methods = contest.methods
    if not methods:
        return ["Votes are not itemised by how they were cast."]
    columns = [
        Column("Method", [cut(clean(m.label), _WIDEST_NAME) for m in methods], least=9),
        Column("Votes", [number(m.votes) for m in methods], right=True),
    ]
    columns += [
        Column(
            _head(contest, cid),
            aligned([clean(m.share_text.get(cid, DASH)) for m in methods]),
            right=True,
            drop=i,
        )
        for i, cid in enumerate(contest.charted, 1)
    ]
    said = [cut(clean(", ".join(m.labels)), _WIDEST_NAME) for m in methods]
    if any(said):
        columns.append(Column("The source says", said, drop=10))
    return drawn(grid(columns, width), width, color=color)


def newest_first(notes: Sequence[Note]) -> list[Note]:
    """The notes by publication, the newest first; within one publication in their own order."""
    return sorted(notes, key=lambda note: -note.seq)


def note_text(note: Note) -> str:
    """The note, what it is in capitals unless it is an ordinary batch, and whose unless it says so itself."""
    ours = note.kind == "verdict" or note.source in note.text
    said = note.text if ours else f"{note.source}: {note.text}"
    return clean(f"{kind_word(note.kind)} {said}".strip())


def note_style(note: Note) -> str:
    """Corrections and unreadable files stand out where there is colour."""
    return "alert" if note.kind in ("correction", "unreadable") else ""
