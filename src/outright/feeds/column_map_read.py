"""Reads a file by a column map: long tables (a row for each candidate) and wide ones (a column for each)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from outright.count import ExternalId, Snapshot
from outright.count.contest import Election
from outright.errors import FeedMalformed
from outright.feeds.choices import line_of
from outright.feeds.column_map_clock import clock_of
from outright.feeds.column_map_shape import ALL_METHODS, SHEET, Choice, ColumnMap, Place
from outright.feeds.column_map_sheets import (
    CHANGED,
    Page,
    column,
    data_rows,
    pages,
    plain,
    rest_is_empty,
    spread,
    width_of,
)
from outright.feeds.column_map_totals import COUNTED, WHOLE_COUNTY, LeftOut, Votes
from outright.feeds.findings import Findings
from outright.feeds.header import named_date
from outright.feeds.ledger import Ledger
from outright.feeds.ledger_sheet import Key, Sheet
from outright.feeds.numbers import shown
from outright.feeds.tables import votes_in, whole_row
from outright.feeds.text import words
from outright.terms import ReportingUnitType

_KEYS = ("contest", "candidate", "party", "unit", "unit_code", "county", "method", "votes", "registered",
         "ballots_cast")  # fmt: skip


class Book:
    """What is being read: the map, the ledger, and the totals that were left out, to be compared at the end."""

    def __init__(self, found: ColumnMap, findings: Findings) -> None:
        self.map = found
        self.findings = findings
        self.ledger = Ledger(found.level, findings)
        self.ways = dict(found.methods)
        self.left_out = LeftOut(findings)

    def number(self, text: str, where: str) -> int | None:
        """The votes a cell prints, by the map's rules for blanks and thousands."""
        values = self.map.values
        if not text:
            return 0 if values.blank == "zero" else None
        if text in values.withheld:
            self.findings.warn("votes-withheld", where, f"{shown(text)} stands for a count; not reported, not zero.")
            return None
        mark = values.thousands
        if mark != "," and "," in text:
            raise FeedMalformed(f"Votes: {shown(text)} has a comma, and the map says no", where=where, hint=CHANGED)
        if mark not in ("", ",") and re.fullmatch(rf"-?\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+", text, re.ASCII):
            text = text.replace(mark, "")
        return votes_in(text, where, self.findings)

    def method(self, text: str) -> str:
        """The way to vote that the file's word means by the map; empty for all of them together."""
        way = self.ways.get(text, text)
        return "" if words(way) in ALL_METHODS else way

    def unit(self, county: str, name: str, code: str) -> Key:
        """The place of a row: a county, or a place within it, told apart by its code where there is one."""
        if county:
            self.ledger.unit((WHOLE_COUNTY, county), county, ReportingUnitType.COUNTY)
        if self.map.columns.unit is None:
            return (WHOLE_COUNTY, county)
        parent = (WHOLE_COUNTY, county) if county else None
        external = (ExternalId("local-level", code),) if code else ()
        self.ledger.unit((county, code or name), name, parent=parent, external=external)
        return (county, code or name)

    def named(self, printed: str, party: str) -> tuple[str, str | None]:
        """A candidate's name and party; the party may stand inside the name."""
        pattern = self.map.values.party_in_name
        if party or pattern is None or not (hit := pattern.search(printed)):
            return printed, party or None
        inside = hit["name"] if "name" in pattern.groupindex else printed
        return plain(inside or printed), hit["party"]

    def put(self, sheet: Sheet, unit: Key, name: str, party: str, votes: Votes, where: str) -> None:
        """Votes of one choice in one place; a choice that only repeats the sum is kept for comparing."""
        if name in self.map.totals.candidates:
            sheet.unit(unit)
            self.left_out.choice(sheet, unit, votes, where)
            return
        who, code = self.named(name, party)
        for label, number in votes:
            sheet.row(unit, who, code, number, label)


def read(found: ColumnMap, body: bytes, name: str) -> Snapshot:
    """The snapshot that a file states by the map; `FeedMalformed` where it is not laid out as the map says."""
    findings = Findings()
    tables = pages(found, body, name, findings)
    book = Book(found, findings)
    take = _long if found.layout == "long" else _wide
    for page in tables:
        take(book, _on(found, page), page)
    book.left_out.settle(book.ledger.sheets)
    book.ledger.spread_facts()
    contests = book.ledger.counts()
    if not contests:
        findings.info("no-results-yet", name, "The table has its columns and no results yet.")
    date = found.date or named_date(name, findings)
    moment, text = clock_of(found, tables, name, findings)
    title = found.election or (f"{found.county} County" if found.county and found.county != SHEET else found.source)
    election = Election(title, date, found.state)
    return Snapshot("column-map", election, contests, moment, text, findings=findings.close())


def _on(found: ColumnMap, page: Page) -> ColumnMap:
    """The map with the sheet's name in place of the constants that ask for it."""
    county, contest = (page.name if text == SHEET else text for text in (found.county, found.contest))
    return replace(found, county=county, contest=contest)


def recognises(found: ColumnMap, body: bytes, name: str) -> bool:
    """True where the file has the tables and columns that the map names."""
    try:
        for page in pages(found, body, name, Findings()):
            line = _Line(found, page)
            if found.layout == "wide":
                _choices(found, page, line)
    except FeedMalformed:
        return False
    return True


class _Line:
    """Where the map's columns stand in one table, and the rows read through that."""

    def __init__(self, found: ColumnMap, page: Page) -> None:
        self.header = page.row(found.file.header)
        self.where = page.where(found.file.header)
        self.width = width_of(found, page)
        if found.file.header and not self.header:
            message = "The header row that the map gives is empty or not there"
            raise FeedMalformed(message, where=self.where, hint=CHANGED)
        columns = found.columns
        listed = {key: place for key in _KEYS if (place := getattr(columns, key)) is not None}
        self.places = {key: self._at(place) for key, place in listed.items()}
        self.methods = [(self._at(place), label) for place, label in columns.methods]
        self.taken = {*self.places.values(), *(n for n, _ in self.methods)}

    def _at(self, place: Place) -> int:
        """Where a column stands; anywhere in a table without header and rows, where nothing is reported yet."""
        return column(place, self.header, self.width, self.where) if self.width else 0

    def text(self, cells: Sequence[str], key: str) -> str:
        """The cell of one of the map's columns; empty where the map has no such column."""
        return cells[self.places[key]] if key in self.places else ""


def _rows(book: Book, page: Page, line: _Line) -> Iterator[tuple[str, list[str], str, str]]:
    """Place in the file, cells, county and unit of every row that holds something."""
    named = "unit" if book.map.columns.unit is not None else "county" if book.map.columns.county is not None else ""
    for number, cells in data_rows(book.map, page):
        if page.name:
            cells = [*cells, *[""] * (line.width - len(cells))]
        whole_row(cells, line.width, number)
        where = page.where(number)
        if named and not rest_is_empty(cells) and not line.text(cells, named):
            message = f"A row has votes and no {named}"
            raise FeedMalformed(message, where=where, hint='Name it under "skip" in the map if it is no result.')
        if not rest_is_empty(cells):
            yield where, cells, line.text(cells, "county"), line.text(cells, "unit")


def _long(book: Book, found: ColumnMap, page: Page) -> None:
    """A row for each place and choice (and each way to vote, where a column tells it)."""
    line = _Line(found, page)
    for where, cells, county, name in _rows(book, page, line):
        contest = line.text(cells, "contest") or found.contest
        who, party = line.text(cells, "candidate"), line.text(cells, "party")
        if not contest or not who:
            raise FeedMalformed(f"The row has no {'candidate' if contest else 'contest'}", where=where, hint=CHANGED)
        sheet = book.ledger.contest(contest, contest)
        votes = _votes(book, line, cells, who, where)
        if name in found.totals.units or county in found.totals.units:
            book.left_out.row(contest, _scope(book, found, county), *book.named(who, party), votes, where)
            continue
        unit = book.unit(county or found.county, name, line.text(cells, "unit_code"))
        book.put(sheet, unit, who, party, votes, where)
        _facts(book, line, cells, [sheet], unit, where)


def _scope(book: Book, found: ColumnMap, county: str) -> str:
    """The county that a row of totals speaks of; empty where it speaks of the whole contest."""
    if county in found.totals.units:
        return ""
    return county or (found.county if book.map.county == SHEET else "")


def _votes(book: Book, line: _Line, cells: list[str], who: str, where: str) -> Votes:
    """The row's votes by the source's word for the method; "" is the total of all methods."""
    label = line.text(cells, "method")
    found: Votes = []
    if "votes" in line.places:
        found.append((book.method(label), book.number(line.text(cells, "votes"), where)))
    if not found or line_of(who) in COUNTED:
        found += [(name, book.number(cells[n], where)) for n, name in line.methods]
    return found


def _facts(book: Book, line: _Line, cells: list[str], sheets: list[Sheet], unit: Key, where: str) -> None:
    """Registered voters and ballots cast of a place, where the map has their columns."""
    number = {key: book.number(line.text(cells, key), where) for key in ("registered", "ballots_cast")}
    for sheet in sheets if any(v is not None for v in number.values()) else ():
        sheet.unit(
            unit, **{key: value for key, value in number.items() if key in line.places}  # type: ignore[arg-type]
        )  # fmt: skip


def _wide(book: Book, found: ColumnMap, page: Page) -> None:
    """A row for each place. A contest whose cells are all empty is not voted there."""
    line = _Line(found, page)
    choices = _choices(found, page, line)
    known = line.taken | set(choices) | _ignored(found, page)
    empty = [n for n in range(line.width) if n not in known]
    for where, cells, county, name in _rows(book, page, line):
        if not rest_is_empty(cells[n] for n in empty):
            raise FeedMalformed("A column without a heading has votes", where=where, hint=CHANGED)
        total = name in found.totals.units or county in found.totals.units
        unit = None if total else book.unit(county or found.county, name, line.text(cells, "unit_code"))
        numbers = {n: book.number(cells[n], where) for n in choices}
        voted = {choices[n].contest for n, number in numbers.items() if number is not None}
        for n, choice in choices.items():
            sheet = book.ledger.contest(choice.contest, choice.contest)
            label = book.method(choice.method)
            who, party = book.named(choice.candidate, choice.party or "")
            if unit is None:
                scope = _scope(book, found, county)
                book.left_out.row(choice.contest, scope, who, party, [(label, numbers[n])], where)
            elif choice.contest in voted:
                book.put(sheet, unit, choice.candidate, choice.party or "", [(label, numbers[n])], where)
        if unit is not None:
            _facts(book, line, cells, [book.ledger.sheets[c] for c in sorted(voted)], unit, where)


def _ignored(found: ColumnMap, page: Page) -> set[int]:
    header = page.row(found.file.header)
    places = found.wide.ignore
    return {n for n, text in enumerate(header) if plain(text) in places} | {p - 1 for p in places if isinstance(p, int)}


def _choices(found: ColumnMap, page: Page, line: _Line) -> dict[int, Choice]:
    """What every column of a wide table counts; one that the map does not explain refuses the table."""
    wide, header = found.wide, page.row(found.file.header)
    width = line.width
    ignored = _ignored(found, page)
    contests = spread(page.row(wide.contest_row), width)
    methods = page.row(wide.method_row)
    candidates = spread(page.row(wide.candidate_row), width) if wide.method_row else page.row(wide.candidate_row)
    named = {plain(text): choice for text, choice in wide.choices}
    choices: dict[int, Choice] = {}
    met: set[Choice] = set()
    for n in range(width):
        text = plain(header[n]) if n < len(header) else ""
        below = plain(candidates[n]) if n < len(candidates) else ""
        if n in line.taken or n in ignored or not (text or below):
            continue
        if text in named:
            choices[n] = named[text]
        elif wide.candidate_row and below:
            choices[n] = Choice(
                plain(contests[n]) or found.contest, below, None, methods[n] if n < len(methods) else ""
            )
        elif wide.pattern and (hit := wide.pattern.fullmatch(text)):
            choices[n] = _matched(found, hit)
        if n not in choices or not choices[n].contest or not choices[n].candidate:
            message = f"The map does not say what the column {shown(text or below)} counts"
            raise FeedMalformed(message, where=line.where, hint=f'Or list it under "ignore". {CHANGED}')
        if choices[n] in met:
            message = f"By the map the column {shown(text or below)} counts what another column counts"
            raise FeedMalformed(message, where=line.where, hint="Give the two a method, or one another choice.")
        met.add(choices[n])
    return choices


def _matched(found: ColumnMap, hit: re.Match[str]) -> Choice:
    """What a heading that the pattern matches says; a group that is left out is the map's constant."""
    group = {key: plain(value or "") for key, value in hit.groupdict().items()}
    return Choice(
        group.get("contest") or found.contest, group["candidate"], group.get("party") or None, group.get("method", "")
    )  # fmt: skip
