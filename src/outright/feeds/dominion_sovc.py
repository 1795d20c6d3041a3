"""Reads Dominion's Statement of Votes Cast workbook: for each contest a table of precincts by candidates.

Merged headings leave empty columns; a wide contest is several tables side by side, each with its own
Precinct column. Precincts too small to publish are withheld: missing, never zero. Real samples:
../shared/feeds/dominion_sovc.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from outright.count import Election, Snapshot
from outright.errors import FeedMalformed
from outright.feeds.dominion_sovc_cells import (
    PLACE,
    Column,
    blank,
    column_of,
    filled,
    heading_of,
    heading_parts,
    number_in,
    plain,
    text_in,
)
from outright.feeds.findings import Findings
from outright.feeds.header import is_test
from outright.feeds.ledger import Ledger
from outright.feeds.ledger_sheet import Sheet
from outright.feeds.reader import Reader
from outright.feeds.tables import AGAIN, is_workbook, workbook, workbook_words
from outright.terms import ReportingUnitType

_TITLE = re.compile(r"(\S.*?)\s*\(\s*Vote\s+for\b\D{0,40}(\d{1,3})\s*\)\s*", re.IGNORECASE | re.DOTALL)
_REDACTED = re.compile(r"\s*(?:\S.*\s)?REDACTED\b", re.IGNORECASE)
_TOTAL = re.compile(r"(?:Electionwide|County|Jurisdiction Wide)\s+-\s+Total", re.IGNORECASE)
_PART_TOTAL = re.compile(r".*\s-\s+Total|(?:Cumulative|County) Total", re.IGNORECASE)
_LONGEST = 400


def recognises(body: bytes, name: str) -> bool:
    """True for a workbook whose texts are those of a statement of votes cast."""
    del name
    if not is_workbook(body):
        return False
    texts = workbook_words(body)
    return b"Precinct" in texts and (b"Times Cast" in texts or (b"Cumulative Total" in texts and b"County" in texts))


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one workbook states; `FeedMalformed` where votes cannot be put to a contest and candidate."""
    findings = Findings()
    ledger = Ledger(ReportingUnitType.PRECINCT, findings)
    heading = ""
    turnout: set[str] = set()
    for sheet, rows in workbook(body, name):
        heading = heading or heading_of(rows)
        walk = _Walk(ledger, findings, sheet)
        for number, row in enumerate(rows, 1):
            walk.take(number, row)
        walk.finish()
        turnout |= walk.turnout
    if not ledger.sheets:
        message = "No contest's title and no candidate's name is in the workbook, only places and numbers"
        hint = "It was probably made from a PDF, which loses turned headings. Ask for the system's own export."
        raise FeedMalformed(message, where=name, hint=hint)
    ledger.mark_questions()
    for place in dict.fromkeys(p for s in ledger.sheets.values() for p in s.cells if turnout and p not in turnout):
        findings.info("unit-not-in-turnout", str(place), "It has votes and is not in the workbook's list of turnout.")
    title, county, date = heading_parts(heading)
    if date is None:
        findings.warn("election-date-unknown", "first sheet", "No heading states the election's date.")
    return Snapshot(
        "dominion-sovc",
        Election(title or name, date, county),
        ledger.counts(),
        is_test=is_test(title, findings),
        findings=findings.close(),
    )


@dataclass
class _Walk:
    """One sheet, row by row: a title, a heading of columns, then precincts; and perhaps again."""

    ledger: Ledger
    findings: Findings
    where: str
    title: str = ""
    seats: int = 1
    sheet: Sheet | None = None
    columns: list[Column] = field(default_factory=list)
    listed: bool = False
    turnout: set[str] = field(default_factory=set)
    withheld: int = 0
    withheld_ballots: int = 0
    ballots: int = 0

    def take(self, number: int, row: Sequence[object]) -> None:
        """One row of the sheet."""
        first = next((cell for cell in row if not blank(cell)), None)
        if first is None:
            return
        words = plain(first)
        found = (
            _TITLE.fullmatch(" ".join(str(first).split())) if words.endswith(")") and len(words) <= _LONGEST else None
        )
        if found and sum(map(filled, row)) == 1:
            self.finish()
            self.title, self.seats, self.sheet = found[1], max(1, int(found[2])), None
        elif words == PLACE and self.title:
            self.columns = [column_of(n, cell) for n, cell in enumerate(row) if not blank(cell)]
            self.sheet = self.ledger.contest(self.title, self.title, seats=self.seats, votes_allowed=self.seats)
            for column in self.columns:
                if column.role == "votes":
                    self.sheet.candidate(column.key, column.name, column.party, write_in=column.write_in)
        elif words == PLACE:
            self.listed = True
        elif self.listed and self.sheet is None:
            self.turnout.add(text_in(row, next(n for n, cell in enumerate(row) if not blank(cell))))
        elif self.sheet is not None:
            self._row(self.sheet, row, f"{self.where}, row {number}")

    def finish(self) -> None:
        """Says what share of a contest's ballots stands in precincts that are withheld."""
        if self.sheet is not None and self.withheld:
            share = f" of {self.ballots:,} ({100 * self.withheld_ballots / self.ballots:.2f} %)" if self.ballots else ""
            message = (
                f"Precincts withheld: {self.withheld}; ballots in them: {self.withheld_ballots:,}{share}. Not zero."
            )
            self.findings.warn("votes-withheld", self.sheet.name, message)
        elif self.title and self.sheet is None:
            raise FeedMalformed(f"{self.title!r} has no table", where=self.where, hint=AGAIN)
        self.withheld = self.withheld_ballots = self.ballots = 0

    def _row(self, sheet: Sheet, row: Sequence[object], where: str) -> None:
        places = {text_in(row, c.at) for c in self.columns if c.role == PLACE}
        place = places.pop()
        if places or not place:
            message = f"Tables side by side name different precincts, {place!r} and {places or ''}"
            raise FeedMalformed(message, where=where, hint=AGAIN)
        redacted = next((c for c in row if c and isinstance(c, str) and _REDACTED.match(c)), None)
        cells = {
            c.at: None if redacted and c.role == "votes" else number_in(row, c.at, where, self.findings)
            for c in self.columns
            if c.role not in (PLACE, "ignored")
        }
        if not redacted and all(v is None for v in cells.values()):
            message = f"{place!r} has no numbers; tables split by counting group are not read"
            raise FeedMalformed(message, where=where, hint="Export the statement without counting groups.")
        if _TOTAL.fullmatch(place):
            self._stated(sheet, cells)
        elif _PART_TOTAL.fullmatch(place):
            self.findings.info("total-row-left-out", where, f"{place!r} is a sum of rows and is not used.")
        else:
            self._unit(sheet, place, cells, redacted)
        self._check_total(place, cells, where)

    def _unit(self, sheet: Sheet, place: str, cells: dict[int, int | None], redacted: str | None) -> None:
        """A precinct's row; where its votes are withheld they are missing, and the ballots are still stated."""
        self.ledger.unit(place, place)
        known = {c.role: cells[c.at] for c in self.columns if c.role in ("cast", "registered")}
        sheet.unit(place, ballots_cast=known.get("cast"), registered=known.get("registered"))
        if redacted:
            self.withheld += 1
            self.withheld_ballots += known.get("cast") or 0
            self.findings.info("unit-withheld", f"{sheet.name}, {place}", " ".join(redacted.split()))
        for c in self.columns:
            if c.role == "votes":
                sheet.votes(place, c.key, cells[c.at])
            elif c.role in ("overvotes", "undervotes"):
                sheet.row(place, c.role, None, cells[c.at])

    def _stated(self, sheet: Sheet, cells: dict[int, int | None]) -> None:
        for c in self.columns:
            value = cells.get(c.at)
            if c.role == "votes":
                sheet.stated(c.key, value)
            elif value is None:
                continue
            elif c.role == "overvotes":
                sheet.overvotes = value
            elif c.role == "undervotes":
                sheet.undervotes = value
            elif c.role == "cast":
                sheet.ballots_cast = self.ballots = value
            elif c.role == "registered":
                sheet.registered_voters = value

    def _check_total(self, place: str, cells: dict[int, int | None], where: str) -> None:
        """Total Votes are those of the candidates before that column; write-ins after it are beside it or in it."""
        at = next((c.at for c in self.columns if c.role == "total votes"), None)
        total = cells.get(at) if at is not None else None
        if at is None or total is None:
            return
        votes = [(c.at, cells[c.at] or 0) for c in self.columns if c.role == "votes"]
        before, every = sum(v for n, v in votes if n < at), sum(v for _, v in votes)
        if total not in (before, every):
            message = f"{place}: {total:,} in Total Votes, {before:,} for the candidates; both are kept apart."
            self.findings.warn("total-not-sum-of-candidates", where, message)


READER = Reader(
    "dominion-sovc", "Dominion Statement of Votes Cast workbook", recognises, read,
    publisher="counties that count with Dominion", change="the file itself; it carries no clock",
)  # fmt: skip
