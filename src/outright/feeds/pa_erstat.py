"""Reads Pennsylvania's precinct returns as the Department of State hands them out: 37 quoted cells, no header.

Codes stand for offices, counties and kinds of municipality; the tables are the ones in the readme beside the
files. A row without a candidate says only that the office is voted in a precinct. Sample: ../shared/feeds/pa_erstat.
"""

from __future__ import annotations

import re
from collections.abc import Hashable

from outright.count import Election, ExternalId, Snapshot
from outright.feeds.findings import Findings
from outright.feeds.ledger import Ledger
from outright.feeds.pennsylvania import COUNTIES, ELECTIONS, MUNICIPALITIES, OFFICES
from outright.feeds.reader import Reader
from outright.feeds.tables import first_row, rows_of, table_text, votes_in, whole_row
from outright.terms import ReportingUnitType

_WIDTH = 37
_YEAR, _TYPE, _COUNTY, _PRECINCT, _DISTRICT, _OFFICE, _PARTY, _NUMBER = 0, 1, 2, 3, 5, 8, 9, 10
_NAMES = slice(11, 15)
_VOTES, _YES, _NO, _KIND, _PLACE, _QUESTION = 15, 16, 17, 21, 22, 31
_SHAPES = {_YEAR: r"\d{4}", _TYPE: "[A-Z]", _COUNTY: r"\d{1,2}", _PRECINCT: r"\d{1,7}", _OFFICE: "[A-Z/]{2,3}|",
           _VOTES: r"-?\d+", _YES: r"-?\d+", _NO: r"-?\d+"}  # fmt: skip
_PRIMARY = "P"
_SEVERAL = "D/R"


def recognises(body: bytes, name: str) -> bool:
    """True for 37 cells of which year, election, county, precinct, office and votes look as they must."""
    del name
    row = first_row(body)
    return len(row) == _WIDTH and all(re.fullmatch(shape, row[n], re.ASCII) for n, shape in _SHAPES.items())


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one file states; `FeedMalformed` for a row that is cut or votes that are no number."""
    findings = Findings()
    ledger = Ledger(ReportingUnitType.PRECINCT, findings)
    elections: dict[tuple[str, str], None] = {}
    for line, cells in rows_of(table_text(body, findings)):
        whole_row(cells, _WIDTH, line)
        row = list(map(str.strip, cells))
        elections[row[_YEAR], row[_TYPE]] = None
        _take(ledger, row, line)
    title = " and ".join(f"{ELECTIONS.get(kind, kind)} {year}" for year, kind in elections)
    message = "The file states a year and no day; the date in its name is the day it was drawn up."
    findings.warn("election-date-unknown", name, message)
    return Snapshot(
        "pa-erstat", Election(f"Pennsylvania, {title}", None, "PA"), ledger.counts(), findings=findings.close()
    )


def _take(ledger: Ledger, row: list[str], line: int) -> None:
    """One row: votes of one candidate in one precinct, or Yes and No of a question, or nobody's."""
    where = f"line {line}"
    unit = _unit(ledger, row)
    if question := row[_QUESTION]:
        sheet = ledger.contest(("question", question), question, is_question=True)
        for answer, n in (("Yes", _YES), ("No", _NO)):
            sheet.row(unit, answer, None, votes_in(row[n], where, ledger.findings))
        return
    party = row[_PARTY]
    primary = party if row[_TYPE] == _PRIMARY and party != _SEVERAL else ""
    district = row[_DISTRICT].lstrip("0")
    title = OFFICES.get(row[_OFFICE], row[_OFFICE]) + (f", District {district}" if district else "")
    key = (row[_OFFICE], district, primary)
    sheet = ledger.contest(key, f"{title} - {primary}" if primary else title, primary_party=primary[:1] or None)
    sheet.unit(unit)
    last, first, middle, suffix = row[_NAMES]
    who = " ".join(part for part in (first, middle, last, suffix) if part)
    votes = votes_in(row[_VOTES], where, ledger.findings)
    if not who and not votes:
        return
    if not who:
        ledger.findings.hold("not-a-candidate", where, f"{votes} votes are nobody's; kept as '(no name)'.")
    if row[_NUMBER].strip("0"):
        sheet.candidate(row[_NUMBER], who, party, source_id=row[_NUMBER])
        sheet.votes(unit, row[_NUMBER], votes)
    else:
        sheet.row(unit, who, party, votes)


def _unit(ledger: Ledger, row: list[str]) -> Hashable:
    """The precinct, by its code: a borough and a township of one name are two places."""
    county, precinct = row[_COUNTY].zfill(2), row[_PRECINCT]
    if ledger.knows((county, precinct)):
        return (county, precinct)
    ledger.unit(county, COUNTIES.get(county, f"County {county}"), ReportingUnitType.COUNTY)
    kind = MUNICIPALITIES.get(row[_KIND])
    place = row[_PLACE] or f"Precinct {precinct}"
    external = (ExternalId("local-level", precinct),)
    ledger.unit((county, precinct), f"{place} ({kind})" if kind else place, parent=county, external=external)
    return (county, precinct)


READER = Reader(
    "pa-erstat", "Pennsylvania's precinct returns", recognises, read,
    publisher="Pennsylvania's Department of State, on request", change="the day in the file's name",
)  # fmt: skip
