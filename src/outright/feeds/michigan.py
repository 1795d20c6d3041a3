"""Reads Michigan's results text: a row for each candidate and county, nineteen cells between tabs.

Candidates' ids are negative as often as not. The last line counts the records, so that a cut file is known.
Sample: ../shared/feeds/mi_sos.
"""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from outright.count import Election, ExternalId, Snapshot
from outright.errors import FeedMalformed
from outright.feeds.findings import Findings
from outright.feeds.ledger import Ledger
from outright.feeds.moments import american_moment_in, iso_date
from outright.feeds.numbers import whole
from outright.feeds.reader import Reader
from outright.feeds.tables import AGAIN, first_row, rows_of, table_text, votes_in, whole_row
from outright.terms import ReportingUnitType, ResultsStatus

_COLUMNS = (
    "ElectionDate", "OfficeCode(Text)", "DistrictCode(Text)", "StatusCode", "CountyCode", "CountyName",
    "OfficeDescription", "PartyOrder", "PartyName", "PartyDescription", "CandidateID", "CandidateLastName",
    "CandidateFirstName", "CandidateMiddleName", "CandidateFormerName", "CandidateVotes",
    "WriteIn(W)/Uncommitted(Z)", "Recount(*)", "Nominated(N)/Elected(E)",
)  # fmt: skip
_DATE, _OFFICE, _STATUS, _COUNTY, _COUNTY_NAME, _TITLE, _PARTY = 0, slice(1, 4), 3, 4, 5, 6, 8
_ID, _LAST, _FIRST, _MIDDLE, _VOTES, _MARK, _RECOUNT = 10, 11, 12, 13, 15, 16, 17
_POSITIONS = re.compile(r"\((\d{1,2})\) Positions?\b", re.ASCII)
_QUESTION = "90"
_ZONE = ZoneInfo("America/Detroit")  # where the bureau's clock stands; four counties keep another
_STATUSES = {"OFFICIAL": ResultsStatus.CERTIFIED}
Trailer = dict[str, str]


def recognises(body: bytes, name: str) -> bool:
    """True for the nineteen columns of the results file; the files of names and offices are other tables."""
    del name
    return tuple(first_row(body, delimiter="\t")) == _COLUMNS


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one file states; `FeedMalformed` where its records are not as many as its last line says."""
    findings = Findings()
    rows = [
        (n, list(map(str.strip, row))) for n, row in rows_of(table_text(body, findings), delimiter="\t", quoted=False)
    ]
    trailer = _trailer(rows[-1][1], len(rows) - 2)
    ledger = Ledger(ReportingUnitType.COUNTY, findings)
    dates: set[str] = set()
    for line, row in rows[1:-1]:
        whole_row(row, len(_COLUMNS), line)
        dates.add(row[_DATE])
        _take(ledger, row, line)
    date = iso_date(dates.pop()) if len(dates) == 1 else None
    if date is None:
        findings.warn("election-date-unknown", name, f"The rows state {len(dates) or 'no'} dates.")
    if not ledger.sheets:
        findings.info("no-results-yet", "line 1", "The table has its columns and no results yet.")
    moment, text = _clock(trailer, findings)
    return Snapshot(
        "michigan", Election("Michigan", date, "MI"), ledger.counts(), moment, text,
        _STATUSES.get(trailer.get("RESULTS", ""), ResultsStatus.UNOFFICIAL_PARTIAL), findings=findings.close(),
    )  # fmt: skip


def _trailer(row: list[str], records: int) -> Trailer:
    """The last line, ``RECORDS: 6081``, ``RESULTS: OFFICIAL`` and so on; it must count the records rightly."""
    told = {key.strip(): value.strip() for key, colon, value in (cell.partition(":") for cell in row) if colon}
    try:
        stated = whole(told.get("RECORDS", ""))
    except ValueError:
        stated = None
    if stated is None:
        message = "The file does not end with the line that counts its records: it was cut"
        raise FeedMalformed(message, where="last line", hint=AGAIN)
    if stated != records:
        message = f"The last line counts {stated:,} records, the file has {records:,}"
        raise FeedMalformed(message, where="last line", hint=AGAIN)
    return told


def _clock(trailer: Trailer, findings: Findings) -> tuple[dt.datetime | None, str]:
    text = f"{trailer.get('RUNDATE', '')} {trailer.get('RUNTIME', '')}".strip()
    moment = american_moment_in(text, _ZONE)
    if moment is None:
        message = f"The time {text!r} has no zone that can be placed; it is kept as text."
        findings.warn("time-not-placed", "last line", message)
    return moment, text


def _take(ledger: Ledger, row: list[str], line: int) -> None:
    """One row: votes of one candidate in one county."""
    found = _POSITIONS.search(row[_TITLE])
    office, district, status = row[_OFFICE]
    sheet = ledger.contest(
        (office, district, status), row[_TITLE], source_id=f"{office}-{district}-{status}",
        seats=max(1, int(found[1])) if found else 1, is_question=office == _QUESTION,
    )  # fmt: skip
    county = row[_COUNTY]
    ledger.unit(county, row[_COUNTY_NAME], external=(ExternalId("local-level", county),))
    name = " ".join(row[n] for n in (_FIRST, _MIDDLE, _LAST) if row[n])
    key = (row[_ID], row[_PARTY])
    sheet.candidate(key, name, row[_PARTY], source_id=row[_ID], write_in=True if row[_MARK] == "W" else None)
    sheet.votes(county, key, votes_in(row[_VOTES], f"line {line}", ledger.findings))
    if row[_RECOUNT]:
        ledger.findings.info("recounted", f"{sheet.name}, {row[_COUNTY_NAME]}", f"{name}: the count is a recount's.")


READER = Reader(
    "michigan", "Michigan's results text", recognises, read,
    publisher="Michigan's Bureau of Elections", change="`RUNDATE` and `RUNTIME` of the last line",
)  # fmt: skip
