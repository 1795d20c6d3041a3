"""Reads Washington's results tables: one row for each county or precinct and candidate, or statewide.

Rows whose precinct is ``Total`` (code -1) repeat the county's sum: they are the stated total, never a unit.
A file with its header and no rows is published before the first results. Real samples: ../shared/feeds/votewa.
"""

from __future__ import annotations

import re

from outright.count import Election, ExternalId, Snapshot
from outright.errors import FeedMalformed
from outright.feeds.findings import Findings
from outright.feeds.ledger import Ledger
from outright.feeds.moments import iso_date
from outright.feeds.reader import Reader
from outright.feeds.tables import AGAIN, first_row, rows_of, table_text, votes_in, whole_row
from outright.terms import ReportingUnitType

_STATE = ("Race", "Candidate", "Party", "Votes", "PercentageOfTotalVotes", "JurisdictionName")
_COUNTIES = ("County", *_STATE)
_PRECINCTS = ("Race", "CountyCode", "Candidate", "PrecinctName", "PrecinctCode", "Votes")
_LEVELS = {
    _STATE: ReportingUnitType.STATE,
    _COUNTIES: ReportingUnitType.COUNTY,
    _PRECINCTS: ReportingUnitType.PRECINCT,
}
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)_")
_PREFERS = re.compile(r"\(\s*(?:States No Party Preference|Prefers\s+(?P<party>.*?)(?:\s+Party)?)\s*\)", re.IGNORECASE)


def recognises(body: bytes, name: str) -> bool:
    """True for a table with exactly the columns of one of Washington's three files."""
    del name
    return tuple(first_row(body)) in _LEVELS


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one table states; `FeedMalformed` for a row that is cut or votes that are no number."""
    findings = Findings()
    rows = rows_of(table_text(body, findings))
    _, header = next(rows)
    columns = tuple(cell.strip().removeprefix("\ufeff") for cell in header)
    if columns not in _LEVELS:
        raise FeedMalformed(
            "The table's first row is not the columns of one of the three files", where="line 1", hint=AGAIN
        )
    ledger = Ledger(_LEVELS[columns], findings)
    for line, cells in rows:
        whole_row(cells, len(columns), line)
        _take(ledger, dict(zip(columns, map(str.strip, cells), strict=True)), line)
    counts = ledger.counts()
    if not counts:
        findings.info("no-results-yet", "line 1", "The table has its columns and no results yet.")
    found = _DAY.match(name)
    date = iso_date("-".join(found.groups())) if found else None
    if date is None:
        message = "Only the file's name can tell the election's date, and it does not."
        findings.warn("election-date-unknown", name, message)
    return Snapshot("votewa", Election("Washington", date, "WA"), counts, findings=findings.close())


def _take(ledger: Ledger, row: dict[str, str], line: int) -> None:
    """One row: votes of one candidate in the state, a county or a precinct."""
    votes = votes_in(row["Votes"], f"line {line}", ledger.findings)
    sheet = ledger.contest(row["Race"], row["Race"])
    if ledger.level is not ReportingUnitType.PRECINCT:
        place = row.get("County", "Washington")
        ledger.unit(place, place)
        sheet.row(place, row["Candidate"], _party(row["Party"]), votes)
        return
    county, code = row["CountyCode"], row["PrecinctCode"]
    who = row["Candidate"]
    sheet.candidate(who, who)
    if code == "-1":  # the county's sum; the state's, where a race crosses counties, is theirs together
        sheet.part_stated(county, who, votes)
        return
    key = (county, code)
    if not ledger.knows(key):
        ledger.unit(county, county, ReportingUnitType.COUNTY)
        ledger.unit(key, row["PrecinctName"], parent=county, external=(ExternalId("local-level", code),))
    sheet.votes(key, who, votes)


def _party(printed: str) -> str | None:
    """The party a candidate says to prefer; Washington's ballot has no nominees."""
    found = _PREFERS.fullmatch(printed)
    return found["party"] if found else printed or None


READER = Reader(
    "votewa", "Washington's results CSV", recognises, read,
    publisher="Washington's Secretary of State and counties", change="the file itself; it carries no clock",
)  # fmt: skip
