"""What a terminal prints of a projection: ranges and chances, what is still out, and why.

Everything arrives as text from the bulletin. A column of projected figures is headed "proj."; none of them
ever stands in a column with what is counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from outright.bulletin import Contest
from outright.bulletin.projected import Gate, Projection, StillOut
from outright.publish import projected_words as say
from outright.publish.terminal_text import DASH, Column, Line, Span, aligned, clean, cut, drawn, grid, number, wrap

_NAME = 24
_SPLIT = 3


def projection_lines(
    contest: Contest, level: float = say.NINE, *, why: bool = False, width: int = 80, color: bool = False
) -> list[str]:
    """The projection of a contest: ranges of ``level``, chances, what is still out; with ``why`` its reasons."""
    projection = contest.projection
    if projection is None:
        return drawn(_paragraph(say.why_none(contest), width), width, color=color)
    lines = [*_paragraph(projection.text, width), *_paragraph(_in_the_end(projection), width), ()]
    lines += grid(_ranges(contest, projection, level), width)
    if projection.runoff is not None:
        lines += _paragraph(f"That nobody wins outright: {projection.runoff.text}.", width)
    for head, rows in (("County", projection.by_county), ("Ballots", projection.by_method)):
        if rows:
            lines += [(), *grid(_out(contest, head, rows), width)]
    if why:
        lines += _why(projection, width)
    return drawn(lines, width, color=color)


def projected_column(contest: Contest, candidates: Sequence[str]) -> Column | None:
    """The ranges of 90 % beside the candidates' table; None without a projection."""
    if contest.projection is None:
        return None
    return Column("proj. 90%", [clean(say.range_of(contest, c)) or DASH for c in candidates], right=True, drop=4)


def _in_the_end(projection: Projection) -> str:
    parts = [f"still out {projection.left.text}", f"in the end {projection.final_votes.text} votes"]
    return "Projected, not counted: " + "; ".join([*([projection.in_text] if projection.in_text else []), *parts]) + "."


def _ranges(contest: Contest, projection: Projection, level: float) -> list[Column]:
    rows = [c for c in contest.candidates if not c.folded]
    found = [projection.of(c.id) for c in rows]
    columns = [
        Column("Candidate", [cut(clean(c.surname), _NAME) for c in rows], least=9),
        Column("Counted", aligned([clean(c.share_text) for c in rows]), right=True, drop=2),
        Column(
            f"proj. {level * 100:.0f}%", [clean(say.range_of(contest, c.id, level)) or DASH for c in rows], right=True
        ),
    ]
    for i, (which, head) in enumerate(say.chance_heads(contest)):
        columns.append(Column(head, [(say.chance(r, which) if r else "") or DASH for r in found], drop=3 + i))
    return columns


def _out(contest: Contest, head: str, rows: Sequence[StillOut]) -> list[Column]:
    """Counted and expected by county or by method, and the expected split of the first few candidates."""
    columns = [
        Column(head, [cut(clean(r.name), _NAME) for r in rows]),
        Column("Counted", [number(r.counted) for r in rows], right=True, drop=5),
        Column("proj. still out", [clean(r.votes.text) for r in rows], right=True),
    ]
    named = [c for c in contest.candidates if any(c.id in r.share_text for r in rows)][:_SPLIT]
    for i, c in enumerate(named):
        split = aligned([clean(r.share_text.get(c.id, DASH)) for r in rows])
        columns.append(Column(f"proj. {cut(clean(c.surname), 12)}", split, right=True, drop=6 + i))
    return [*columns, Column("From", [cut(clean(r.source), _NAME) for r in rows], drop=9)]


def _why(projection: Projection, width: int) -> list[Line]:
    """What moves the projection away from the count, how often such ranges held, and what must hold."""
    lines: list[Line] = [(), (Span("Why", "bold"),)]
    for part in projection.because:
        lines += _item(f"{part.points_text}  {part.text}", width)
    for text in [*([projection.record.text] if projection.record else []), *projection.notes]:
        lines += _item(text, width)
    lines += [(), (Span("What must hold before a verdict is projected", "bold"),)]
    for gate in projection.gates:
        lines += _gate(gate, width)
    level = f"A verdict is projected when at least {projection.level_text} draws agree, spread wider than the ranges."
    return [*lines, (), *_paragraph(f"{projection.method} {level} Model {projection.model_version}.", width)]


def _gate(gate: Gate, width: int) -> list[Line]:
    word = say.GATE[gate.passed]
    return [(Span(line, "" if gate.passed else "alert"),) for line in _hung(f"{word}: {gate.text}", width)]


def _item(text: str, width: int) -> list[Line]:
    return [(Span(line),) for line in _hung(text, width)]


def _hung(text: str, width: int) -> list[str]:
    """The text as an item of a list: two cells in, its further lines under its first word."""
    return [("- " if i == 0 else "  ") + line for i, line in enumerate(wrap(text, max(1, width - 2), 8))]


def _paragraph(text: str, width: int) -> list[Line]:
    return [(Span(line),) for line in wrap(clean(text), width, 12)]
