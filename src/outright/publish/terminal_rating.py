"""What a terminal prints of a runoff's rating. Everything arrives as text from the bulletin."""

from __future__ import annotations

from outright.bulletin import Contest, Rating
from outright.publish import rating_words as say
from outright.publish.terminal_tables import paragraph
from outright.publish.terminal_text import DASH, Column, Line, Span, aligned, clean, cut, drawn, grid, number, wrap

_NAME = 30
NOTHING = "No runoff of two follows here, as far as is known."


def rating_lines(contest: Contest, *, width: int = 80, color: bool = False) -> list[str]:
    """The rating of the runoff: its sentence, the finalists, who may meet, what it rests on."""
    rating = contest.rating
    if rating is None:
        return drawn(paragraph(NOTHING, width), width, color=color)
    lines: list[Line] = [(Span(cut(f"{say.TITLE}: {clean(say.MODEL)}", width), "bold"),)]
    lines += paragraph(rating.text, width)
    if rating.candidates:
        lines += [(), *grid(_finalists(rating), width)]
    if rating.pairs:
        lines += [(), *grid(_pairs(rating), width)]
    if rating.reasons:
        lines += [(), *_items([r.text for r in rating.reasons], width)]
    if rating.eliminated:
        lines += [(), (Span(say.SURE, "bold"),), *grid(_eliminated(rating), width)]
    if rating.crossover is not None:
        lines += paragraph(rating.crossover.text, width)
    if notes := say.notes(rating):
        lines += [(), *_items(list(notes), width)]
    return drawn([*lines, (), *paragraph(rating.method, width)], width, color=color)


def rating_line(contest: Contest, *, width: int = 80, color: bool = False) -> list[str]:
    """The rating in its sentence, for ``show``; nothing where there is none."""
    if contest.rating is None:
        return []
    text = f"{say.TITLE} ({say.MODEL[:1].lower()}{say.MODEL[1:]}): {contest.rating.text}"
    return drawn([(), *paragraph(text, width)], width, color=color)


def _finalists(rating: Rating) -> list[Column]:
    rows = rating.candidates
    return [
        Column("Finalist", [cut(clean(f"{r.name} {r.party or ''}"), _NAME) for r in rows], least=9),
        Column("First round", [number(r.votes) for r in rows], right=True),
        Column("of the two", aligned([f"{clean(r.share_text)}%" for r in rows]), right=True, drop=2),
        Column("Chance", [clean(r.chance.text) if r.chance else DASH for r in rows]),
    ]


def _pairs(rating: Rating) -> list[Column]:
    return [
        Column(say.PAIRS, [cut(clean(" · ".join(p.names)), 2 * _NAME) for p in rating.pairs], least=9),
        Column("Chance", [clean(p.chance.text) for p in rating.pairs]),
    ]


def _eliminated(rating: Rating) -> list[Column]:
    rows = rating.eliminated
    return [
        Column("Eliminated", [cut(clean(row.name), _NAME) for row in rows], least=9),
        Column("Candidates", [number(row.candidates) for row in rows], right=True, drop=1),
        Column("Votes", [number(row.votes) for row in rows], right=True),
    ]


def _items(texts: list[str], width: int) -> list[Line]:
    """The texts as a list: two cells in, further lines under the first word."""
    lines: list[Line] = []
    for text in texts:
        for i, line in enumerate(wrap(clean(text), max(1, width - 2), 8)):
            lines.append((Span(("- " if i == 0 else "  ") + line),))
    return lines
