"""Reads OpenElections CSV: one row for each unit and candidate, columns by name in any order.

A contest is an office and a district, and a party where the election is a party's primary. Rows that
repeat a total are left out of the sums and then checked against them. A table of votes carries no
clock and no word on progress. Real samples: ../shared/feeds/openelections.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from outright.count import Election, Snapshot
from outright.errors import FeedMalformed, FeedNotRecognised
from outright.feeds.choices import Line, line_of
from outright.feeds.findings import Findings
from outright.feeds.moments import iso_date
from outright.feeds.numbers import shown
from outright.feeds.openelections_columns import Columns, columns_of
from outright.feeds.openelections_contest import contest_counts
from outright.feeds.openelections_sheet import Sheet, Vote
from outright.feeds.reader import Reader
from outright.feeds.tables import AGAIN, first_row, rows_of, table_text, votes_in, whole_row

_NAME = re.compile(r"(?P<date>\d{8})__(?P<state>[a-z]{2})__(?P<rest>[a-z0-9_.\- ]+?)(?:\.csv)?", re.IGNORECASE)
_TYPES = frozenset({"special", "general", "primary", "runoff", "municipal", "recall", "presidential"})
_FACTS = (Line.REGISTERED, Line.BALLOTS_CAST, Line.BLANK_BALLOTS)

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
    return columns_of(first_row(body)) is not None


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one table states.

    Raises `FeedNotRecognised` when the columns are not those of such a table and `FeedMalformed` for
    a row that is cut, has a cell too many or too few, or votes that are no whole number.
    """
    findings = Findings()
    text = table_text(body, findings)
    file = FileName.of(name)
    sheet = _sheet(rows_of(text), file, findings)
    counts = contest_counts(sheet, findings)
    if not counts:
        findings.info("no-results-yet", "line 1", "The table has its columns and no results yet.")
    date = iso_date(file.date)
    if date is None:
        message = "Only the file's name can tell the election's date, and it does not."
        findings.warn("election-date-unknown", name, message)
    election = Election(file.title, date, file.state.upper() or None)
    return Snapshot("openelections", election, counts, findings=findings.close())


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
        whole_row(row, columns.width, line)
        _take(sheet, columns, row, line, file, findings)
    return sheet


def _take(sheet: Sheet, columns: Columns, row: list[str], line: int, file: FileName, findings: Findings) -> None:
    county, place, office, district, party, candidate = columns.texts(row)
    votes = Vote(
        _votes(row[columns.votes], line, findings) if columns.votes is not None else None,
        tuple(
            [
                int(cell) if cell.isdigit() and cell.isascii() and len(cell) < 10 else _votes(cell, line, findings)
                for cell in [row[n] for n in columns.method_cells]
            ]
        ),
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
        raise FeedMalformed("A row has votes and no office", where=f"line {line}", hint=AGAIN)
    contest = (office, district, party if party and file.by_party(office) else "")
    sheet.vote(contest, (county, place), candidate, party, votes)


def _votes(text: str, line: int, findings: Findings) -> int | None:
    if text.isdigit() and text.isascii() and len(text) < 10:
        return int(text)
    votes = votes_in(text, f"line {line}", findings)
    if votes is not None and votes < 0:
        findings.hold("negative-votes", f"line {line}", f"{votes} votes; kept as reported.")
    return votes


READER = Reader(
    "openelections", "OpenElections CSV", recognises, read,
    publisher="volunteers, for all fifty states", change="the file itself; it carries no clock",
)  # fmt: skip
