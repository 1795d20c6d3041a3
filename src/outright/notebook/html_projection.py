"""A projection as HTML for a notebook: ranges and chances as on the page, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outright.notebook.html import box, esc, named, paragraph, rows_table
from outright.publish import projected_words, words

if TYPE_CHECKING:
    from outright.notebook.projection import Projected
    from outright.notebook.why import Why


def projection_html(projection: Projected) -> str:
    """Ranges at the projection's level and chances; projected figures say that they are."""
    said, part = projection.said, projection.part
    chances = projected_words.chance_heads(said)
    head = ("Candidate", "Counted", f"proj. {100 * projection.level:g}%", *(name for _, name in chances))
    rows = []
    for c in said.candidates:
        row = part.of(c.id)
        if row is not None and not c.folded:
            often = (esc(projected_words.chance(row, which) or words.DASH) for which, _ in chances)
            counted = esc(words.percent(c.share_text))
            rows.append((named(c), counted, _whole(projection.interval(c.id).text), *often))
    final = (
        f"Projected, not counted: {part.in_text}; still out {part.left.text}; in the end {part.final_votes.text} votes."
    )
    runoff = f"That nobody wins outright: {part.runoff.text}." if part.runoff is not None else ""
    return box(
        projection.moment, said.name, paragraph(part.text), paragraph(final, soft=True), rows_table(head, rows),
        paragraph(runoff), paragraph(f"{part.method} Model {part.model_version}.", soft=True),
    )  # fmt: skip


def why_html(why: Why) -> str:
    """What moves the share from the counted one, what must hold, how often such ranges held."""
    moves = rows_table(("What moves it", "Points"), [(esc(b.text), esc(b.points_text)) for b in why.because])
    gates = rows_table(
        ("What must hold before a verdict is projected", ""),
        [(esc(g.text), esc(projected_words.GATE[g.passed])) for g in why.gates],
    )
    record = paragraph(why.record.text) if why.record is not None else ""
    return box(why.moment, why.said.name, moves, gates, record, *(paragraph(n, soft=True) for n in why.notes))


def _whole(text: str) -> str:
    """A range, never broken over two lines."""
    return f'<span style="white-space:nowrap">{esc(text)}</span>'
