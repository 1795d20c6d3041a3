"""What ``outright diff`` prints: what changed between two moments, by candidate and by unit, and what is said now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from outright.night.words import METHODS, count_of, signed
from outright.publish.cells import Cell, table
from outright.publish.terminal_text import DASH, Column, Line, Span, change, clean, cut, drawn, grid, number, wrap

if TYPE_CHECKING:
    from outright.night.past_cells import Place
    from outright.night.past_diff import CellChange, ContestChange, Diff, Headline
    from outright.notebook.past import NightDiff

_FEW = 40
"""How many cells are printed without being asked for."""
_SOURCES = 12
"""How many sources are printed."""
_WIDEST = 30


def diff_lines(found: NightDiff, *, every: bool = False, width: int = 80, color: bool = False) -> list[str]:
    """The two moments, then each contest: votes by candidate, what is said, units and cells; the sources last."""
    said = found.said
    lines: list[Line] = [*_wrapped(_between(said), width)]
    changed = [c for c in said.contests if c.cells or (found.unit is None and (c.added or c.said_another))]
    for contest in changed:
        lines += [(), *_contest(contest, found.unit, every=every, width=width)]
    same = len(said.contests) - len(changed)
    if same or not changed:
        where = f" in {found.unit.name}" if found.unit is not None else ""
        lines += [(), (Span(f"{count_of(same, 'contest')} without a change{where}."),)]
    lines += _sources(said, width)
    return drawn(lines, width, color=color)


def _between(said: Diff) -> str:
    first = f"seq {said.first.seq}, {said.first.as_of_text}" if said.first.seq else said.first.as_of_text
    return f"From {first} to seq {said.second.seq}, {said.second.as_of_text}"


def _contest(contest: ContestChange, unit: Place | None, *, every: bool, width: int) -> Iterator[Line]:
    where = "" if unit is None else f"{unit.name} ({unit.id}) · "
    yield (Span(cut(clean(where + contest.name), width), "bold"),)
    if unit is None:
        for text in _headlines(contest):
            yield from _wrapped(text, width)
        yield from ((), *_candidates(contest, width))
    cells = contest.cells
    if not cells:
        return
    fell = [c for c in cells if c.fell]
    units = len({c.unit for c in cells})
    yield ()
    words = f"{count_of(len(cells), 'cell')} changed in {count_of(units, 'unit')}"
    words += f"; {count_of(len(fell), 'cell')} fell" if fell else ""
    for name, gone in (("new", contest.units_new), ("gone", contest.units_gone)):
        words += f"; {count_of(len(gone), 'unit')} {name}" if gone else ""
    yield from _wrapped(f"{words}.", width)
    yield from _cells(cells, contest, width) if every or len(cells) <= _FEW else _units(contest, width)


def _headlines(contest: ContestChange) -> Iterator[str]:
    """The verdict and the projection then and now, or that they are the same."""
    names = {c.candidate: c.name for c in contest.candidates}
    then, now = (_headline(h, names) for h in (contest.then, contest.now))
    yield f"Verdict: {now}, as before." if then == now else f"Verdict: {then} → {now}."
    was, is_now = (h.projection if h is not None else "" for h in (contest.then, contest.now))
    if was != is_now:
        yield f"Projection then: {was or DASH}"
        yield f"Projection now: {is_now or DASH}"


def _headline(headline: Headline | None, names: dict[str, str]) -> str:
    if headline is None:
        return "nothing said"
    who = ", ".join(names.get(c, c) for c in headline.candidates)
    return f"{headline.label}{f' ({who})' if who else ''}"


def _candidates(contest: ContestChange, width: int) -> list[Line]:
    rows = contest.candidates
    columns = [
        Column("Candidate", ["All", *(cut(clean(r.name), _WIDEST) for r in rows)], least=9),
        Column("Then", [number(contest.old), *(number(r.old) for r in rows)], right=True),
        Column("Now", [number(contest.new), *(number(r.new) for r in rows)], right=True),
        Column("Change", [_change(contest.old, contest.new), *(_change(r.old, r.new) for r in rows)], right=True),
        _marks([contest.added < 0, *(r.fell for r in rows)]),
    ]
    return grid([c for c in columns if c is not None], width)


def _units(contest: ContestChange, width: int) -> list[Line]:
    """A row for each unit that changed: all candidates' totals then and now, and whether any cell in it fell."""
    rows: dict[str, list[CellChange]] = {}
    for cell in contest.cells:
        rows.setdefault(cell.unit, []).append(cell)
    totals = [[c for c in cells if c.method == "total"] for cells in rows.values()]
    added = [sum(c.added for c in cells) for cells in totals]
    columns = [
        Column("Unit", [_name(cells[0]) for cells in rows.values()], least=9),
        Column("Votes added", [signed(n) if n else "0" for n in added], right=True),
        Column("Cells", [str(len(cells)) for cells in rows.values()], right=True, drop=1),
        _marks([any(c.fell for c in cells) for cells in rows.values()]),
    ]
    return [
        *grid([c for c in columns if c is not None], width),
        *_wrapped("Every cell: --cells, --csv or --json; of one unit: --unit.", width),
    ]


def _cells(cells: Sequence[CellChange], contest: ContestChange, width: int) -> list[Line]:
    names = {c.candidate: c.name for c in contest.candidates}
    columns = [
        Column("Unit", [_name(c) for c in cells], least=9),
        Column("Method", [METHODS[c.method] for c in cells], least=6),
        Column("Candidate", [cut(clean(names.get(c.candidate, c.candidate)), _WIDEST) for c in cells], least=9),
        Column("Then", [number(c.old) for c in cells], right=True),
        Column("Now", [number(c.new) for c in cells], right=True),
        Column("Change", [_change(c.old, c.new) for c in cells], right=True),
        _marks([c.fell for c in cells]),
    ]
    return grid([c for c in columns if c is not None], width)


def _marks(fell: Sequence[bool]) -> Column | None:
    """A column that marks what went down; none where nothing did."""
    return (
        Column("", ["fell" if f else "" for f in fell], styles=["alert" if f else "" for f in fell])
        if any(fell)
        else None
    )


def _change(old: int | None, new: int | None) -> str:
    if old is not None and new is None:
        return "gone"
    return change((new or 0) - (old or 0)) if new is not None else DASH


def _name(cell: CellChange) -> str:
    inside = cell.county_name if cell.county_name and cell.county_name not in cell.unit_name else ""
    return cut(clean(f"{cell.unit_name}, {inside}" if inside else cell.unit_name), _WIDEST)


def _sources(said: Diff, width: int) -> list[Line]:
    if not said.sources:
        return [(), (Span("Every source shows the publication it showed then."),)]
    rows = said.sources[:_SOURCES]
    columns = [
        Column("Source", [cut(clean(s.name), _WIDEST) for s in rows], least=9),
        Column("Showed", [_publication(s.old) for s in rows], right=True),
        Column("Shows", [_publication(s.new) for s in rows], right=True),
        Column("Its own clock now", [clean(s.new_clock) or DASH for s in rows], drop=1),
    ]
    more = len(said.sources) - len(rows)
    return [(), *grid(columns, width), *_wrapped(f"{count_of(more, 'more source')}: --json." if more else "", width)]


def _publication(seq: int | None) -> str:
    return DASH if seq is None else f"seq {seq}"


def _wrapped(text: str, width: int) -> list[Line]:
    return [(Span(line),) for line in wrap(text, width, 8)]


def diff_csv(found: NightDiff) -> str:
    """Every cell that changed, one a row, with the two moments and the night's labels."""
    night, said = found.moment, found.said
    start: list[Cell] = [night.id, said.first.seq, said.second.seq, night.status, night.test, night.rehearsal]
    columns = [
        "night", "first", "second", "status", "test", "rehearsal", "contest", "unit", "unit_name", "county", "level",
        "method", "candidate", "old", "new", "added", "fell",
    ]  # fmt: skip
    rows = (
        [*start, contest.id, c.unit, c.unit_name, c.county, c.level, c.method, c.candidate, c.old, c.new, c.added,
         c.fell]
        for contest in said.contests
        for c in contest.cells
    )  # fmt: skip
    return table(columns, rows)
