"""Rows and choices of a table that only repeat a sum: never counted, kept as stated where they are whole, compared."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import cast

from outright.count.tally import add
from outright.feeds.choices import Line, line_of
from outright.feeds.findings import Findings
from outright.feeds.ids import stem
from outright.feeds.ledger_row import Cell
from outright.feeds.ledger_sheet import Key, Sheet, choice_key

WHOLE_COUNTY = "\0county"  # no county is called so
COUNTED = (Line.CANDIDATE, Line.WRITE_IN)
Votes = list[tuple[str, int | None]]
"""Votes by the source's word for the method; "" is the total."""


def county_of(unit: Key) -> str:
    """The county of a place's key."""
    first, second = cast("tuple[str, str]", unit)
    return second if first == WHOLE_COUNTY else first


@dataclass(frozen=True, slots=True)
class _Row:
    """One choice's cell in a row of totals; ``county`` is empty where the row is the whole contest's."""

    county: str
    name: str
    party: str | None
    votes: Votes
    where: str


class LeftOut:
    """The totals of one file, collected while it is read and settled at its end."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self._rows: dict[Key, list[_Row]] = defaultdict(list)
        self._choices: list[tuple[Sheet, Key, Votes, str]] = []

    def row(self, contest: Key, county: str, name: str, party: str | None, votes: Votes, where: str) -> None:
        """A choice's votes in a row of totals: a county's, or the contest's where ``county`` is empty."""
        self._rows[contest].append(_Row(county, name, party, votes, where))

    def choice(self, sheet: Sheet, unit: Key, votes: Votes, where: str) -> None:
        """The total of all choices in one place."""
        self._choices.append((sheet, unit, votes, where))

    def settle(self, sheets: dict[Key, Sheet]) -> None:
        """States the totals that are the whole contest's; the others are only compared with what is counted."""
        for contest, rows in self._rows.items():
            self._contest(sheets[contest], rows)
        for sheet, unit, votes, where in self._choices:
            self._compare("choice", votes, list(sheet.cells[unit].values()), f"{sheet.name}, {where}")

    def _contest(self, sheet: Sheet, rows: list[_Row]) -> None:
        whole = any(not row.county for row in rows)
        equal = 0
        everywhere = {row.county for row in rows} >= {county_of(unit) for unit in sheet.cells}
        for row in rows:
            kept = False
            if line_of(row.name) in COUNTED:
                key = _key(sheet, row)
                sheet.candidate(key, row.name, row.party)
                kept = not row.county or (everywhere and not whole)
                self._state(sheet, key, row, kept)
            if row.county or not kept:  # the ledger itself compares what is stated of the whole contest
                equal += self._compare("row", row.votes, _inside(sheet, row), f"{sheet.name}, {row.where}")
        if equal:
            message = f"{equal} cells of rows of totals, equal to the sums of what is counted, are left out."
            self.findings.info("total-row-left-out", sheet.name, message)

    def _state(self, sheet: Sheet, key: Key, row: _Row, kept: bool) -> None:
        for label, votes in row.votes if kept else ():
            if not row.county:
                sheet.stated(key, votes, label)
            elif not label:
                sheet.part_stated(row.county, key, votes)

    def _compare(self, what: str, votes: Votes, cells: list[Cell], where: str) -> int:
        """Tells what differs; answers how many cells do not."""
        equal = 0
        for label, stated in votes:
            found = (c.get(label) if label or c.get("") is not None else add(c.values()) for c in cells)
            summed = add(found)
            if stated is None or stated == summed:
                equal += 1
            else:
                message = f"A {what} of totals says {stated:,}; what is counted sums to {summed}."
                self.findings.warn("total-row-differs", where, message)
        return equal


def _key(sheet: Sheet, row: _Row) -> Key:
    """The candidate of a row of totals, which may leave the party out."""
    key = choice_key(row.name, row.party)
    same = list(sheet.by_name.get(stem(row.name), {}))
    return same[0] if key not in sheet.candidates and row.party is None and len(same) == 1 else key


def _inside(sheet: Sheet, row: _Row) -> list[Cell]:
    """The counted cells that a total should be the sum of."""
    line = line_of(row.name)
    cells = dict(sheet.noted.get(line, {}))
    if line in COUNTED:
        key = _key(sheet, row)
        cells = {unit: found.get(key, {}) for unit, found in sheet.cells.items()}
    return [cell for unit, cell in cells.items() if not row.county or county_of(unit) == row.county]
