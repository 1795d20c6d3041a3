"""What ``outright history`` prints: each value that a unit's cells ever had, and those that were never shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from outright.cli.past_text import time_text
from outright.night.words import METHODS, count_of
from outright.publish.cells import Cell, table
from outright.publish.terminal_text import DASH, Column, Line, Span, change, clean, cut, drawn, grid, number, wrap

if TYPE_CHECKING:
    from outright.night.past_cells import CellValue
    from outright.notebook.past import CellHistory
    from outright.terms import VoteMethod

_COLUMNS = 5
"""How many candidates stand side by side; the others are asked for by name."""
_FATES = {"shown": "", "waits": "Not shown yet.", "waited": "Not shown then.", "never shown": "Never shown."}


def history_lines(found: CellHistory, *, width: int = 80, color: bool = False) -> list[str]:
    """Every cell's values: one candidate's under each other, several candidates' side by side."""
    where = found.contest.name if found.unit is None else f"{found.unit_name} ({found.unit}) · {found.contest.name}"
    lines: list[Line] = [(Span(clean(line), "bold"),) for line in wrap(where, width, 2)]
    if not found.rows:
        return drawn([*lines, (), (Span("No value was ever reported."),)], width, color=color)
    for method, rows in _by_method(found.rows).items():
        candidates = list(dict.fromkeys(r.candidate for r in rows))
        lines += [(), (Span(_title(found, method, rows, candidates)),)]
        lines += _one(found, rows, width) if len(candidates) == 1 else _side_by_side(found, rows, width)
    return drawn(lines, width, color=color)


def _by_method(rows: Sequence[CellValue]) -> dict[VoteMethod, list[CellValue]]:
    found: dict[VoteMethod, list[CellValue]] = {}
    for row in rows:
        found.setdefault(row.method, []).append(row)
    return found


def _title(
    found: CellHistory, method: VoteMethod, rows: Sequence[CellValue], candidates: Sequence[str | None]
) -> str:  # fmt: skip
    names = found.past.candidates
    who = "every candidate" if len(candidates) > 1 else names[candidates[0]] if candidates[0] else "all candidates"
    moments = len({(r.seq, r.fate) for r in rows if r.fate == "shown"})
    others = len({(r.seq, r.fate) for r in rows if r.fate != "shown"})
    unseen = f", {count_of(others, 'publication')} not shown" if others else ""
    return f"{METHODS[method]}, {who}: {count_of(moments, 'change')}{unseen}"


def _one(found: CellHistory, rows: Sequence[CellValue], width: int) -> Iterator[Line]:
    """The values of one cell, with the source and its clock."""
    columns = [
        *_moments(found, rows),
        Column("Votes", [number(r.votes) for r in rows], right=True),
        Column("Change", [_change(r) for r in rows], right=True),
        Column("Source", [cut(clean(r.source_name), 28) for r in rows], least=9),
        Column("Its clock", [clean(r.clock) or DASH for r in rows], drop=1),
    ]
    yield from _with_words(grid(columns, width), [[r] for r in rows], width)


def _side_by_side(found: CellHistory, rows: Sequence[CellValue], width: int) -> Iterator[Line]:
    """A line for each publication, the first candidates' votes after it side by side."""
    groups: dict[tuple[int, str], list[CellValue]] = {}
    for row in rows:
        groups.setdefault((row.seq, row.fate), []).append(row)
    order = _order(rows)
    shown: dict[str | None, int | None] = {}
    table_rows: list[dict[str | None, int | None]] = []
    for (_, fate), group in groups.items():
        values = {**shown, **{r.candidate: r.votes for r in group}}
        table_rows.append(values)
        shown = values if fate == "shown" else shown
    firsts = [group[0] for group in groups.values()]
    columns = [*_moments(found, firsts)]
    names = {c.id: c.surname for c in found.contest.candidates}
    for i, candidate in enumerate(order):
        head = "All" if candidate is None else cut(clean(names.get(candidate, candidate)), 12)
        columns.append(
            Column(head, [number(row.get(candidate)) for row in table_rows], right=True, drop=10 + i if i else 0)
        )
    columns.append(Column("Source", [cut(clean(r.source_name), 28) for r in firsts], least=9, drop=8))
    yield from _with_words(grid(columns, width), list(groups.values()), width)
    if (more := len({r.candidate for r in rows}) - len(order)) > 0:
        yield from (
            (Span(line),)
            for line in wrap(f"{count_of(more, 'more candidate')}: --candidate, --csv or --json.", width, 2)
        )


def _order(rows: Sequence[CellValue]) -> list[str | None]:
    """All together, then the candidates with most votes at the end."""
    last = {r.candidate: r.votes or 0 for r in rows if r.fate == "shown"}
    others = sorted(
        (c for c in dict.fromkeys(r.candidate for r in rows) if c is not None), key=lambda c: -last.get(c, 0)
    )
    return [*([None] if any(r.candidate is None for r in rows) else []), *others[:_COLUMNS]]


def _moments(found: CellHistory, rows: Sequence[CellValue]) -> list[Column]:
    return [
        Column("Seq", [str(r.seq) for r in rows], right=True),
        Column("Time", [time_text(r.at, found.moment) for r in rows], right=True),
    ]


def _with_words(lines: Sequence[Line], groups: Sequence[Sequence[CellValue]], width: int) -> Iterator[Line]:
    """The lines of a table, under each what is to be said of it: that it was never shown, and why."""
    yield lines[0]
    for line, group in zip(lines[1:], groups, strict=True):
        odd = next((r for r in group if r.fate != "shown"), None)
        words = list(dict.fromkeys(" ".join(filter(None, (_FATES[r.fate], r.why))) for r in group if r.why or odd))
        yield tuple(Span(s.text, "alert" if odd else s.style) for s in line)
        for text in words:
            yield from ((Span(" " * 5 + clean(part)),) for part in wrap(text, width - 5, 6))


def _change(row: CellValue) -> str:
    if row.votes is None:
        return "gone"
    return change(row.added) if row.old is not None else "first"


def history_csv(found: CellHistory) -> str:
    """Each value of each cell, one a row, with the night's labels; a candidate left empty is all together."""
    night = found.moment
    start: list[Cell] = [night.id, night.seq, night.status, night.test, night.rehearsal]
    columns = [
        "night", "as_of_seq", "status", "test", "rehearsal", "contest", "unit", "unit_name", "method", "candidate",
        "seq", "received", "source", "clock", "votes", "old", "added", "fell", "fate", "why", "by", "bulletin",
    ]  # fmt: skip
    rows = (
        [*start, r.contest, r.unit, r.unit_name, r.method, r.candidate, r.seq, r.at.isoformat(), r.source, r.clock,
         r.votes, r.old, r.added, r.fell, r.fate, r.why, r.by, r.bulletin]
        for r in found.rows
    )  # fmt: skip
    return table(columns, rows)
