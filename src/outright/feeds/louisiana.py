"""Reads Louisiana's workbook of an election day: a sheet for each parish, and two for contests that cross parishes.

`Multi-Parish(Parish)` and `Multi-Parish(Precinct)` hold the same votes twice, by parish and by precinct: the
precincts are summed, the parishes are listed and compared, never both added. Samples: ../shared/feeds/la_sos.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from outright.count import Election, Snapshot
from outright.errors import FeedMalformed
from outright.feeds.findings import Findings
from outright.feeds.ledger import Ledger
from outright.feeds.ledger_sheet import Sheet
from outright.feeds.moments import iso_date
from outright.feeds.parties import in_brackets
from outright.feeds.reader import Reader
from outright.feeds.tables import AGAIN, printed, sheet_names, votes_in_cell, workbook
from outright.terms import ReportingUnitType

_BY_PARISH, _BY_PRECINCT = "Multi-Parish(Parish)", "Multi-Parish(Precinct)"
_OFFICE, _DATE, _TOTAL = "Louisiana Secretary of State", "Election Date:", "Total Votes"
_HEADING = 3
_ANSWERS = ({"YES", "NO"}, {"FOR", "AGAINST"})
Row = list[object]


@dataclass(slots=True)
class _Block:
    """One contest as a sheet prints it: title, choices, the total, then a row for each place."""

    title: str
    choices: list[str]
    total: list[int | None] = field(default_factory=list)
    rows: list[tuple[str, list[int | None]]] = field(default_factory=list)


def recognises(body: bytes, name: str) -> bool:
    """True for a workbook with a sheet of Louisiana's for contests in several parishes."""
    del name
    return not {_BY_PARISH, _BY_PRECINCT}.isdisjoint(sheet_names(body))


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one workbook states; `FeedMalformed` for a sheet that is not laid out as they all are."""
    findings = Findings()
    sheets = dict(workbook(body, name or "workbook"))
    dates = {_heading(title, rows) for title, rows in sheets.items()}
    date = dates.pop() if len(dates) == 1 else None
    if date is None:
        message = "The sheets state no date, or several."
        findings.warn("election-date-unknown", "headings", message)
    ledger = Ledger(ReportingUnitType.PRECINCT, findings)
    _several(ledger, sheets.pop(_BY_PARISH, []), sheets.pop(_BY_PRECINCT, []))
    for parish, rows in sheets.items():
        _parish(ledger, parish)
        for block in _blocks(rows, parish, findings):
            sheet = _contest(ledger, (parish, block.title), block, parish)
            for place, votes in block.rows:
                _cells(sheet, _precinct(ledger, parish, place), block, votes)
    election = Election("Louisiana", date, "LA")
    return Snapshot("louisiana", election, ledger.counts(), findings=findings.close())


def _heading(title: str, rows: list[Row]) -> dt.date | None:
    """The election's date out of a sheet's three lines of heading."""
    lines = [printed(row[1]) if len(row) > 1 else "" for row in rows[:_HEADING]]
    if len(lines) < _HEADING or lines[0] != _OFFICE or not lines[2].startswith(_DATE):
        message = "The sheet does not begin with the heading of Louisiana's workbooks"
        raise FeedMalformed(message, where=f"sheet {title!r}", hint=AGAIN)
    return iso_date(lines[2].removeprefix(_DATE))


def _blocks(rows: list[Row], title: str, findings: Findings) -> Iterator[_Block]:
    """The contests of one sheet. A row whose votes are all empty is a parish whose precincts follow."""
    block: _Block | None = None
    wants_choices = ""
    for n, cells in enumerate(rows[_HEADING:], start=_HEADING + 1):
        first, rest = printed(cells[0]), cells[1:]
        while rest and rest[-1] == "":
            rest = rest[:-1]
        where = f"sheet {title!r} row {n}"
        if not first and not rest:
            if block:
                yield block
            block = None
        elif wants_choices:
            block = _Block(wants_choices, _choices(first, rest, where))
            wants_choices = ""
        elif block is None:
            wants_choices = first if first and not rest else _wrong("a contest's title", where)
        elif len(rest) > len(block.choices) or not first:
            _wrong("a place with the votes of each choice", where)
        else:
            votes = [votes_in_cell(v, where, findings) for v in rest]
            _put(block, first, votes, where)
    if wants_choices:
        _wrong("the choices of a contest", f"sheet {title!r}, the last row")
    if block:
        yield block


def _choices(first: str, rest: Row, where: str) -> list[str]:
    names = [printed(v) for v in rest]
    if first or not names or "" in names or len(set(names)) != len(names):
        _wrong("the choices of a contest, each once", where)
    return names


def _put(block: _Block, first: str, votes: list[int | None], where: str) -> None:
    if first != _TOTAL:
        block.rows.append((first, votes))
    elif block.total or block.rows:
        _wrong("a place and no second row of totals", where)
    else:
        block.total = votes


def _wrong(expected: str, where: str) -> str:
    raise FeedMalformed(f"Expected {expected}, found something else", where=where, hint=AGAIN)


def _several(ledger: Ledger, by_parish: list[Row], by_precinct: list[Row]) -> None:
    """The contests that cross parishes: precincts are summed where they are listed, else the parishes."""
    parishes = list(_blocks(by_parish, _BY_PARISH, ledger.findings))
    precincts = {b.title: b for b in _blocks(by_precinct, _BY_PRECINCT, ledger.findings)}
    for block in parishes:
        finer = precincts.pop(block.title, None)
        level = ReportingUnitType.PRECINCT if finer else ReportingUnitType.COUNTY
        sheet = _contest(ledger, block.title, block, None, level)
        for parish, votes in block.rows:
            _parish(ledger, parish)
            _cells(sheet, parish, block, votes)
        if finer:
            _compare(sheet, block, _precincts(ledger, sheet, finer))
    for block in precincts.values():
        _precincts(ledger, _contest(ledger, block.title, block, None), block)


def _precincts(ledger: Ledger, sheet: Sheet, block: _Block) -> dict[tuple[str, str], int | None]:
    """Takes the precincts of every parish; answers the sum of each choice in each parish."""
    sums: dict[tuple[str, str], int | None] = {}
    parish = ""
    for place, votes in block.rows:
        if not votes:
            parish = place
            _parish(ledger, parish)
        elif not parish:
            _wrong("a parish before its precincts", f"sheet {_BY_PRECINCT!r}, {block.title}")
        else:
            _cells(sheet, _precinct(ledger, parish, place), block, votes)
            for choice, number in zip(block.choices, votes, strict=False):
                before = sums.get((parish, choice))
                sums[parish, choice] = number if before is None else before + (number or 0)
    return sums


def _compare(sheet: Sheet, block: _Block, sums: dict[tuple[str, str], int | None]) -> None:
    for parish, votes in block.rows:
        for choice, stated in zip(block.choices, votes, strict=False):
            summed = sums.get((parish, choice))
            if stated != summed:
                message = f"{choice}: {stated} stated, the precincts sum to {summed}; both are kept."
                sheet.findings.warn("total-not-sum-of-units", f"{sheet.name}, {parish}", message)


def _contest(
    ledger: Ledger, key: object, block: _Block, parish: str | None, level: ReportingUnitType | None = None
) -> Sheet:
    """A contest with its choices and stated total; the parish tells apart what several parishes call alike."""
    question = {c.upper() for c in block.choices} in _ANSWERS
    if key in ledger.sheets:
        _wrong("each contest once", f"{parish or _BY_PRECINCT}: {block.title}")
    sheet = ledger.contest(key, block.title, level=level, source_id=parish, is_question=question)
    for choice in block.choices:
        sheet.candidate(choice, choice, in_brackets(choice))
    for choice, votes in zip(block.choices, block.total, strict=False):
        sheet.stated(choice, votes)
    return sheet


def _parish(ledger: Ledger, parish: str) -> None:
    ledger.unit(parish, parish, ReportingUnitType.COUNTY)


def _precinct(ledger: Ledger, parish: str, place: str) -> tuple[str, str]:
    """A precinct of a parish; "Early Voting" is the parish's batch and no place."""
    ledger.unit((parish, place), place, parent=parish)
    return (parish, place)


def _cells(sheet: Sheet, unit: object, block: _Block, votes: list[int | None]) -> None:
    sheet.row_of_votes(unit, block.choices, [*votes, *[None] * (len(block.choices) - len(votes))])


READER = Reader(
    "louisiana", "Louisiana's results workbook", recognises, read,
    publisher="Louisiana's Secretary of State", change="the file itself; it carries no clock",
)  # fmt: skip
