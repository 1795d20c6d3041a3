"""Reads OpenElections CSV: one row for each unit and candidate, columns by name in any order.

A contest is an office and a district, and a party where the election is a party's primary. Rows that
repeat a total are left out of the sums and then checked against them. A table of votes carries no
clock and no word on progress. Real samples: ../shared/feeds/openelections.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO

from outright.count import Election, Snapshot
from outright.errors import FeedMalformed, FeedNotRecognised
from outright.feeds.choices import Line, line_of
from outright.feeds.findings import Findings
from outright.feeds.moments import iso_date
from outright.feeds.numbers import shown, whole
from outright.feeds.openelections_columns import Columns, columns_of
from outright.feeds.openelections_contest import Sheet, Vote, contest_counts
from outright.feeds.reader import Reader
from outright.feeds.text import any_text, head, is_utf16

_NAME = re.compile(r"(?P<date>\d{8})__(?P<state>[a-z]{2})__(?P<rest>[a-z0-9_.\- ]+?)(?:\.csv)?", re.IGNORECASE)
_TYPES = frozenset({"special", "general", "primary", "runoff", "municipal", "recall", "presidential"})
_BLANKS = frozenset({"", "NA", "N/A", "NULL", "NONE"})
_WITHHELD = frozenset({"X", "*", "**", "***"})
_FACTS = (Line.REGISTERED, Line.BALLOTS_CAST, Line.BLANK_BALLOTS)
_AGAIN = "Correct the row or fetch the file again; nothing of it was used."

# Everybody meets on one primary ballot there (office of president apart), so a party's rows are no
# contest of their own: California since 2012, Washington since 2008, Alaska since 2022.
_ALL_PARTY_PRIMARY_SINCE = {"ca": 2012, "wa": 2008, "ak": 2022}


@dataclass(frozen=True, slots=True)
class FileName:
    """What the project's file names say: ``20170620__ga__special__general__runoff.csv``."""

    date: str = ""
    state: str = ""
    types: tuple[str, ...] = ()

    @classmethod
    def of(cls, name: str) -> FileName:
        """The parts of a file name; all empty when it is no such name."""
        found = _NAME.fullmatch(name.rsplit("/", 1)[-1].strip())
        if not found:
            return cls()
        types = tuple(t for t in found["rest"].lower().split("__") if t in _TYPES)
        day = found["date"]
        return cls(f"{day[:4]}-{day[4:6]}-{day[6:]}", found["state"].lower(), types)

    def by_party(self, office: str) -> bool:
        """Whether each party's rows for this office are a contest of their own."""
        if "primary" not in self.types:
            return False
        since = _ALL_PARTY_PRIMARY_SINCE.get(self.state)
        return since is None or int(self.date[:4]) < since or office.lower().startswith("president")

    @property
    def title(self) -> str:
        """The election in words, as far as the name says it."""
        return " ".join([self.state.upper(), *self.types]).strip()


def recognises(body: bytes, name: str) -> bool:
    """True for a table whose first line names an office, a candidate and votes."""
    del name
    try:
        line = head(body, 65536).split(b"\n", 1)[0].decode("latin-1")
        header = next(csv.reader([line]), [])
    except csv.Error:
        return False
    return columns_of(header) is not None


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one table states.

    Raises `FeedNotRecognised` when the columns are not those of such a table and `FeedMalformed` for
    a row that is cut, has a cell too many or too few, or votes that are no whole number.
    """
    if is_utf16(body) or b"\x00" in body:
        raise FeedMalformed("The table is not plain text of one byte a character", hint="Save it as UTF-8.")
    findings = Findings()
    text, encoding = any_text(body)
    if encoding != "utf-8":
        findings.info("encoding", "byte 0", f"The table is in {encoding}, not plain UTF-8.")
    if text and not text.endswith(("\n", "\r")):
        message = "The last line has no line end. A cut just there cannot be told from a whole file."
        findings.warn("no-final-newline", "last line", message)
    file = FileName.of(name)
    sheet = _sheet(_rows(text), file, findings)
    counts = contest_counts(sheet, findings)
    if not counts:
        findings.info("no-results-yet", "line 1", "The table has its columns and no results yet.")
    date = iso_date(file.date)
    if date is None:
        message = "Only the file's name can tell the election's date, and it does not."
        findings.warn("election-date-unknown", name, message)
    election = Election(file.title, date, file.state.upper() or None)
    return Snapshot("openelections", election, counts, findings=findings.close())


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    rows = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                yield rows.line_num, row
    except csv.Error as error:
        raise FeedMalformed(
            f"The table cannot be read as CSV: {error}", where=f"line {rows.line_num}", hint=_AGAIN
        ) from None


def _sheet(rows: Iterator[tuple[int, list[str]]], file: FileName, findings: Findings) -> Sheet:
    """The rows, each one understood: votes for somebody, a total, or a fact about a unit."""
    _, header = next(rows, (1, []))
    columns = columns_of(header)
    if columns is None:
        raise FeedNotRecognised(
            "The table has no columns for office, candidate and votes",
            where="line 1",
            hint="Name another --kind.",
        )
    for label in columns.unread:
        findings.info("column-not-read", "line 1", f"The column {shown(label)} is not read.")
    for label in columns.unknown:
        message = f"The column {shown(label)} is no known way to vote; kept as 'other'."
        findings.warn("method-unknown", "line 1", message)
    sheet = Sheet(columns.methods, columns.labels, columns.level)
    for line, row in rows:
        if len(row) != columns.width:
            message = f"The row has {len(row)} cells, the header {columns.width}"
            raise FeedMalformed(message, where=f"line {line}", hint=_AGAIN)
        _take(sheet, columns, row, line, file, findings)
    return sheet


def _take(sheet: Sheet, columns: Columns, row: list[str], line: int, file: FileName, findings: Findings) -> None:
    county, place, office, district, party, candidate = columns.texts(row)
    votes = Vote(
        _votes(row[columns.votes], line, findings) if columns.votes is not None else None,
        tuple([_votes(row[n], line, findings) for n in columns.method_cells]),
        line,
    )
    fact = line_of(candidate if office.lower() in ("voters", "turnout") else office)
    if fact in _FACTS:
        if party:
            findings.info("voters-by-party", f"line {line}", "A party's own voters are not kept.")
        else:
            sheet.fact((county, place), fact, votes, findings)
        return
    if not office:
        raise FeedMalformed("A row has votes and no office", where=f"line {line}", hint=_AGAIN)
    contest = (office, district, party if party and file.by_party(office) else "")
    sheet.vote(contest, (county, place), candidate, party, votes)


def _votes(text: str, line: int, findings: Findings) -> int | None:
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    text = text.strip()
    if text.upper() in _BLANKS:
        return None
    if text.upper() in _WITHHELD:
        message = f"{shown(text)} stands for a count; not reported, not zero."
        findings.warn("votes-withheld", f"line {line}", message)
        return None
    try:
        votes = whole(text)
    except ValueError as error:
        raise FeedMalformed(f"Votes: {error}", where=f"line {line}", hint=_AGAIN) from None
    if votes is not None and votes < 0:
        findings.hold("negative-votes", f"line {line}", f"{votes} votes; kept as reported.")
    return votes


READER = Reader("openelections", "OpenElections CSV", recognises, read)
