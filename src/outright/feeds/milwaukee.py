"""Reads the night's tables of Milwaukee County's wards: a row for each ward and candidate.

The party stands before the name ("DEM GWEN S. MOORE"). Wards come and go between two tables of one night; a ward
that is not listed is not in the table, never zero. Samples: ../shared/feeds/wi_milwaukee.
"""

from __future__ import annotations

import re

from outright.count import Election, Snapshot
from outright.feeds.findings import Findings
from outright.feeds.header import named_date
from outright.feeds.ledger import Ledger
from outright.feeds.reader import Reader
from outright.feeds.tables import first_row, rows_of, table_text, votes_in, whole_row
from outright.terms import ReportingUnitType

_COLUMNS = ("contest", "reporting_unit", "candidate", "votes", "county", "ctv", "municipality")
_BEFORE = re.compile(r"(DEM|REP|LIB|CON|WGN|GRN|IND) \S")
_ANSWERS = frozenset({"YES", "NO"})


def recognises(body: bytes, name: str) -> bool:
    """True for a table with exactly these seven columns."""
    del name
    return tuple(first_row(body)) == _COLUMNS


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one table states; `FeedMalformed` for a row that is cut or votes that are no number."""
    findings = Findings()
    rows = rows_of(table_text(body, findings))
    next(rows)
    ledger = Ledger(ReportingUnitType.WARD, findings)
    for line, cells in rows:
        whole_row(cells, len(_COLUMNS), line)
        contest, unit, who, votes, county = map(str.strip, cells[:5])
        ledger.unit(("county", county), county, ReportingUnitType.COUNTY)
        ledger.unit((county, unit), unit, parent=("county", county))
        sheet = ledger.contest(contest, contest, is_question=who in _ANSWERS)
        party = _BEFORE.match(who)
        sheet.row((county, unit), who, party[1] if party else None, votes_in(votes, f"line {line}", findings))
    ledger.spread_facts()
    contests = ledger.counts()
    if not contests:
        findings.info("no-results-yet", "line 1", "The table has its columns and no results yet.")
    election = Election("Milwaukee County, Wisconsin", named_date(name, findings), "WI")
    return Snapshot("milwaukee", election, contests, findings=findings.close())


READER = Reader(
    "milwaukee", "Milwaukee County's ward tables", recognises, read,
    publisher="a public archive of Milwaukee County's night", change="the time in the file's name",
)  # fmt: skip
