"""Reads the tables that Florida's counties export: a row for each candidate and precinct.

Two layouts: by candidate, with or without a column for each way to vote, and by precinct with the party
in brackets after the name. Percentages are never read. Real samples: ../shared/feeds/fl_county.
"""

from __future__ import annotations

import re

from outright.count import Election, Snapshot
from outright.feeds.findings import Findings
from outright.feeds.ledger import Ledger
from outright.feeds.ledger_sheet import Sheet, choice_key
from outright.feeds.parties import in_brackets
from outright.feeds.reader import Reader
from outright.feeds.tables import first_row, rows_of, table_text, votes_in, whole_row
from outright.terms import ReportingUnitType

_KEYS = ("Contest", "Candidate Issue", "Party", "Precinct Name")
_ENDS = ("Total Votes", "% of Total Votes")
_BY_PRECINCT = ("Precinct", "Contest Name", "Candidate Name", "Votes", "Voter Turnout")
_STATISTICS = "STATS"
_TIME = re.compile(r"(?<!\d)(\d{4}-\d\d-\d\d)T(\d\d)_(\d\d)_(\d\d)(?!\d)")
_COUNTY = re.compile(r"(?:^|/)([A-Z][A-Za-z. -]{2,20}?)[ _]FL[ _]")


def recognises(body: bytes, name: str) -> bool:
    """True for the columns of one of the two layouts; columns of methods may stand before the totals."""
    del name
    header = tuple(first_row(body))
    by_candidate = header[:4] == _KEYS and header[-2:] == _ENDS and len(header) >= 6
    return by_candidate or header == _BY_PRECINCT


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one table states; `FeedMalformed` for a row that is cut or votes that are no number."""
    findings = Findings()
    rows = rows_of(table_text(body, findings))
    _, header = next(rows)
    columns = [c.strip() for c in header]
    ledger = Ledger(ReportingUnitType.PRECINCT, findings)
    for line, cells in rows:
        whole_row(cells, len(columns), line)
        row = dict(zip(columns, map(str.strip, cells), strict=True))
        if len(columns) == len(_BY_PRECINCT) and tuple(columns) == _BY_PRECINCT:
            _by_precinct(ledger, row, line)
        else:
            _by_candidate(ledger, row, columns[len(_KEYS) : -len(_ENDS)], line)
    place = _COUNTY.search(name)
    title = f"{place[1]} County, Florida" if place else "A county of Florida"
    message = "Neither the table nor its name tells the election's date; a time in the name is the export's."
    findings.warn("election-date-unknown", name, message)
    contests = ledger.counts()
    if not contests:
        findings.info("no-results-yet", "line 1", "The table has its columns and no results yet.")
    time = _exported(name, findings)
    return Snapshot(
        "florida-county", Election(title, None, "FL"), contests, published_text=time, findings=findings.close()
    )


def _exported(name: str, findings: Findings) -> str:
    """The time in the file's name; Florida has two zones and the name tells none, so it stays text."""
    found = _TIME.search(name)
    if not found:
        return ""
    text = f"{found[1]} {found[2]}:{found[3]}:{found[4]}"
    findings.warn("time-not-placed", name, f"The time {text!r} has no zone that can be placed; it is kept as text.")
    return text


def _by_candidate(ledger: Ledger, row: dict[str, str], methods: list[str], line: int) -> None:
    """A row of the layout by candidate: the total, and the ways to vote where they are listed."""
    where = f"line {line}"
    place = row["Precinct Name"]
    ledger.unit(place, place)
    sheet = ledger.contest(row["Contest"], row["Contest"])
    total = votes_in(row["Total Votes"], where, ledger.findings)
    if row["Party"] == _STATISTICS:
        sheet.row(place, row["Candidate Issue"], None, total)
        return
    party = row["Party"] or None
    sheet.row(place, row["Candidate Issue"], party, total)
    key = choice_key(row["Candidate Issue"], party)
    if key not in sheet.candidates:  # overvotes and the like, whose split by method has no place
        return
    for label in methods:
        sheet.votes(place, key, votes_in(row[label], where, ledger.findings), label)


def _by_precinct(ledger: Ledger, row: dict[str, str], line: int) -> None:
    """A row of the layout by precinct."""
    place, name = row["Precinct"], row["Candidate Name"]
    ledger.unit(place, place)
    sheet: Sheet = ledger.contest(row["Contest Name"], row["Contest Name"])
    sheet.row(place, name, in_brackets(name), votes_in(row["Votes"], f"line {line}", ledger.findings))


READER = Reader(
    "florida-county", "Florida county tables", recognises, read,
    publisher="supervisors of elections of Florida's counties", change="the time in the file's name",
)  # fmt: skip
