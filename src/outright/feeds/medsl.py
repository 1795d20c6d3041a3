"""Reads the precinct tables of the MIT Election Data and Science Lab: a row for each precinct, choice and mode.

``mode`` is the way to vote; its ``TOTAL`` stands beside the others or alone and is never added to them. An
office of a county carries the same title in every county. Samples: ../shared/feeds/medsl.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from outright.count import Election, ExternalId, Snapshot
from outright.feeds.choices import Line, line_of
from outright.feeds.column_map_totals import LeftOut
from outright.feeds.findings import Findings
from outright.feeds.ledger import Ledger
from outright.feeds.ledger_sheet import Key, Sheet, choice_key
from outright.feeds.moments import iso_date
from outright.feeds.parties import party_code
from outright.feeds.reader import Reader
from outright.feeds.tables import BLANKS, first_row, rows_of, table_text, votes_in, whole_row
from outright.terms import ReportingUnitType

_NEEDED = frozenset({
    "precinct", "office", "party_detailed", "mode", "votes", "county_name", "county_fips", "jurisdiction_fips",
    "candidate", "district", "magnitude", "dataverse", "stage", "state", "special", "writein", "state_po", "date",
})  # fmt: skip
_NO_DISTRICT = frozenset({"", "NA", "000", "STATEWIDE"})
_FACTS = (Line.BALLOTS_CAST, Line.REGISTERED)
_FIPS = 5  # with the zero that spreadsheets lose: 08001
_TOTAL, _LOCAL, _PRIMARY = "TOTAL", "LOCAL", "PRI"
Row = dict[str, str]
Office = tuple[str, str, str, str]
"""Title, district, "special" or nothing, and in a primary the party."""


def recognises(body: bytes, name: str) -> bool:
    """True for a table that has the lab's columns, in any order."""
    del name
    return set(first_row(body)) >= _NEEDED


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one table states; `FeedMalformed` for a row that is cut or votes that are no number."""
    findings = Findings()
    rows = list(_rows(table_text(body, findings)))
    ledger, left_out = Ledger(ReportingUnitType.PRECINCT, findings), LeftOut(findings)
    counties = _together(rows)
    listed = {(_office(row), row["county_fips"]) for _, row in rows if not _is_total(row)}
    for line, row in rows:
        _take(ledger, left_out, row, line, counties, listed)
    left_out.settle(ledger.sheets)
    ledger.spread_facts()
    date, state = _election(rows, name, findings)
    return Snapshot("medsl", Election(state[0], date, state[1]), ledger.counts(), findings=findings.close())


def _rows(text: str) -> Iterator[tuple[int, Row]]:
    rows = rows_of(text)
    _, header = next(rows)
    columns = [c.strip() for c in header]
    for line, cells in rows:
        whole_row(cells, len(columns), line)
        row = dict(zip(columns, map(str.strip, cells), strict=True))
        row["county_fips"] = row["county_fips"].zfill(_FIPS)
        yield line, row


def _election(rows: list[tuple[int, Row]], name: str, findings: Findings) -> tuple[dt.date | None, tuple[str, str]]:
    """The date and the state that all rows agree on."""
    dates, states = {row["date"] for _, row in rows}, {(row["state"], row["state_po"]) for _, row in rows}
    date = iso_date(dates.pop()) if len(dates) == 1 else None
    if date is None:
        findings.warn("election-date-unknown", name, f"The rows state {len(dates) or 'no'} dates.")
    if not rows:
        findings.info("no-results-yet", "line 1", "The table has its columns and no results yet.")
    return date, states.pop() if len(states) == 1 else ("Several states", "")


def _is_total(row: Row) -> bool:
    """True for a "precinct" that is its county's total."""
    return row["precinct"].lower() == "total"


def _office(row: Row) -> Office:
    """What tells one contest from another, counties apart: office, district, a special election, a party's primary."""
    district = "" if row["district"] in _NO_DISTRICT else row["district"]
    party = row["party_detailed"] if row["stage"] == _PRIMARY else ""
    return row["office"], district, "special" if row["special"].upper() == "TRUE" else "", party


def _together(rows: list[tuple[int, Row]]) -> dict[tuple[Office, str], str]:
    """For each local office and county the county it is counted with.

    Every county elects a sheriff, and a district attorney may serve several: counties are one contest where a
    candidate stands in both.
    """
    places: dict[tuple[Office, str], list[str]] = defaultdict(list)
    first: dict[tuple[Office, str], str] = {}
    for _, row in rows:
        if row["dataverse"] == _LOCAL:
            office, county = _office(row), row["county_fips"]
            first.setdefault((office, county), county)
            if line_of(row["candidate"]) is Line.CANDIDATE and row["candidate"].upper() not in BLANKS:
                places[office, row["candidate"]].append(county)
    for (office, _), counties in places.items():
        kept = min(_root(first, office, c) for c in counties)
        for county in set(counties):
            first[office, _root(first, office, county)] = kept
    return {(office, county): _root(first, office, county) for office, county in first}


def _root(first: dict[tuple[Office, str], str], office: Office, county: str) -> str:
    while (above := first[office, county]) != county:
        county = above
    return county


def _take(
    ledger: Ledger, left_out: LeftOut, row: Row, line: int, counties: dict[tuple[Office, str], str],
    listed: set[tuple[Office, str]],
) -> None:  # fmt: skip
    """One row: votes of one choice in one precinct by one mode."""
    where = f"line {line}"
    votes = votes_in(row["votes"], where, ledger.findings)
    label = "" if row["mode"].upper() in (_TOTAL, *BLANKS) else row["mode"]
    office, county = _office(row), row["county_fips"]
    key = (office, counties.get((office, county), ""))
    sheet = _sheet(ledger, key, row, split=key[1] != "")
    party = row["party_detailed"] or None
    who = _name(row, sheet, where)
    if _is_total(row) and (office, county) in listed:
        left_out.row(key, county, who, party, [(label, votes)], where)
        return
    unit = _unit(ledger, row)
    if line_of(who) is Line.CANDIDATE and row["writein"].upper() == "TRUE":
        sheet.candidate(choice_key(who, party), who, party, write_in=True)
    sheet.row(unit, who, party, votes, label)


def _sheet(ledger: Ledger, key: tuple[Office, str], row: Row, *, split: bool) -> Sheet:
    """The contest of a row; a county's own office carries the county's name."""
    if (known := ledger.sheets.get(key)) is not None:
        return known
    (office, district, special, party), county = key
    title = ", ".join(t for t in (office, district, row["county_name"] if split else "", special, party) if t)
    seats = row["magnitude"].removesuffix(".0")
    number = int(seats) if seats.isascii() and seats.isdigit() and 0 < len(seats) < 4 else 1
    return ledger.contest(
        key, title, source_id=county or None, seats=max(1, number), primary_party=party_code(party) if party else None
    )  # fmt: skip


def _name(row: Row, sheet: Sheet, where: str) -> str:
    """The choice of a row. An office that is a number of ballots is its own line."""
    if row["candidate"].upper() not in BLANKS:
        return row["candidate"]
    if line_of(row["office"]) in _FACTS:
        return row["office"]
    sheet.findings.hold("not-a-candidate", where, "A row of votes names no candidate; it is kept as 'NA'.")
    return "NA"


def _unit(ledger: Ledger, row: Row) -> Key:
    """The precinct, told apart by county and jurisdiction: the same name stands in several."""
    fips = row["county_fips"]
    key = (fips, (row["jurisdiction_fips"], row["precinct"]))
    if not ledger.knows(key):
        ledger.unit(fips, row["county_name"], ReportingUnitType.COUNTY, external=(ExternalId("fips", fips),))
        ledger.unit(key, row["precinct"], parent=fips)
    return key


READER = Reader(
    "medsl", "MEDSL precinct CSV", recognises, read,
    publisher="the MIT Election Data and Science Lab", change="the file itself; it is a record of the past",
)  # fmt: skip
