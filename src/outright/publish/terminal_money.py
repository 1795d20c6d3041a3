"""Money in a terminal: campaigns' accounts, where it came from as far as is known, and what others spent."""

from __future__ import annotations

from collections.abc import Sequence

from outright.bulletin import Contest, Money
from outright.bulletin.money import Spending, Sum
from outright.publish import money_words as say
from outright.publish.terminal_tables import paragraph
from outright.publish.terminal_text import Column, Line, Span, clean, cut, drawn, grid

_WIDEST = 34
_NOTHING = "Nothing is known of money in this contest."


def money_lines(contest: Contest, *, width: int = 80, color: bool = False) -> list[str]:
    """Everything that is known of money in the contest, each figure with its day."""
    money = contest.context.money
    if money is None:
        return drawn(paragraph(_NOTHING, width), width, color=color)
    lines: list[Line] = [*paragraph(money.text, width)] if money.text else []
    for block in (_accounts(money, width), _together(money, width), _origin(money, width), *_spent(money, width)):
        lines += [*([()] if lines and block else []), *block]
    if say.differ(say.all_sums(money)):
        lines += paragraph("* Sources disagree: the range of what they say.", width)
    for source in money.sources:
        lines += paragraph(f"Source: {clean(source.name)}", width)
    return drawn(lines, width, color=color)


def _accounts(money: Money, width: int) -> list[Line]:
    """A line for each candidate's accounts: a table of them would not fit and would drop some."""
    lines: list[Line] = []
    for c in money.candidates:
        named = {item: head.lower() for item, head in say.HEADS.items()}
        sums = ", ".join(f"{named[s.item]} {say.starred(s)}" for s in c.sums)
        stamps = "; ".join(", ".join(filter(None, pair)) for pair in say.stamps(c))
        if sums:
            lines += paragraph(f"{c.surname}: {sums} (as of {stamps})", width)
    return lines


def _together(money: Money, width: int) -> list[Line]:
    lines: list[Line] = []
    for s in money.together:
        lines += paragraph(f"{say.HEADS[s.item]}, {s.of_text or 'all together'}: {say.starred(s)} ({_stamp(s)})", width)
    return lines


def _origin(money: Money, width: int) -> list[Line]:
    lines: list[Line] = []
    for c in money.candidates:
        if c.out_of_state is not None:
            found = c.out_of_state
            lines += paragraph(f"{c.surname}: {found.text} (as of {found.as_of_text})", width)
        for s in c.said:
            lines += paragraph(f"{c.surname}: {s.text} ({_stamp(s.sum)})", width)
        if c.states:
            listed = ", ".join(f"{s.state or 'no state named'} {s.sum.text}" for s in c.states)
            first = c.states[0].sum
            lines += paragraph(f"{c.surname}, {first.of_text}: {listed} ({_stamp(first)})", width)
    return lines


def _spent(money: Money, width: int) -> list[list[Line]]:
    found = (
        ("Advertising", money.advertising_total, (*money.advertising, *money.advertising_sides)),
        ("Independent spending by others", money.outside_total, (*money.outside, *money.outside_sides)),
    )
    blocks = [_spending(title, total, rows, width) for title, total, rows in found]
    helped: list[Line] = []
    for h in money.helped:
        helped += paragraph(
            f"{h.candidate_name}: {h.total_text} spent by others in support or against the opponent.", width
        )
    return [*blocks, helped]


def _spending(title: str, total: Sum | None, rows: Sequence[Spending], width: int) -> list[Line]:
    if not rows and total is None:
        return []
    sums = [*(r.sum for r in rows), *([total] if total is not None else [])]
    ends = ["All"] if total is not None else []
    columns = [
        Column("Who spent", [*(cut(clean(r.name), _WIDEST) or "All groups" for r in rows), *ends], least=9),
        Column("", [*(clean(say.side(r)) for r in rows), *("" for _ in ends)], drop=2),
        Column("Amount", [say.starred(s) for s in sums], right=True),
        Column("As of", [s.as_of_text for s in sums], drop=3),
    ]
    return [(Span(title, "bold"),), *grid(columns, width)]


def _stamp(found: Sum) -> str:
    return f"as of {found.as_of_text}" + (f", {found.covers_text}" if found.covers_text else "")
