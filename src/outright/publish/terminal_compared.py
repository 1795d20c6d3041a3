"""Tonight against earlier contests in a terminal: the sentence, the table by county, what to keep in mind."""

from __future__ import annotations

from outright.bulletin import Comparison, Contest
from outright.publish.terminal_tables import paragraph
from outright.publish.terminal_text import Column, Line, Span, aligned, clean, cut, drawn, grid

_WIDEST_NAME = 30


def comparison_lines(contest: Contest, *, width: int = 80, color: bool = False) -> list[str]:
    """Every comparison of the contest, the first first; no lines where there is none."""
    lines: list[Line] = []
    for comparison in contest.comparison:
        lines += [*([()] if lines else []), *_one(comparison, width)]
    return drawn(lines, width, color=color)


def _one(c: Comparison, width: int) -> list[Line]:
    rows = [*c.rows, c.all]
    marks = ["*" if r.partial and r.ahead is not None else " " for r in rows]
    columns = [
        Column("Place", [cut(clean(r.name), _WIDEST_NAME) for r in rows], least=9),
        Column("In", [r.in_text for r in rows], right=True, drop=1),
        Column(cut(clean(c.candidate_name), _WIDEST_NAME), aligned([r.share_text for r in rows]), right=True),
        Column(cut(clean(c.against_name), _WIDEST_NAME), aligned([r.then_share_text for r in rows]), right=True),
        Column("Points", [r.ahead_text + mark for r, mark in zip(rows, marks, strict=True)], right=True),
    ]
    return [
        (Span(cut(clean(c.label), width), "bold"),),
        *paragraph(c.text, width),
        *grid(columns, width),
        *(paragraph("* Not like for like yet.", width) if "*" in marks else []),
        *(paragraph(c.past_text, width) if c.past_text else []),
    ]
