"""Reads Minnesota's results text: a row for each candidate in a county, precinct or legislative district.

Sixteen cells between semicolons, no header, Latin-1, and codes that keep their leading zeros. The percentage
is never read. Real samples: ../shared/feeds/mn_sos.
"""

from __future__ import annotations

import re
from collections.abc import Hashable

from outright.count import Election, ExternalId, Snapshot
from outright.count.tally import add
from outright.feeds.findings import Findings
from outright.feeds.header import named_date
from outright.feeds.ledger import Ledger
from outright.feeds.ledger_sheet import Sheet
from outright.feeds.reader import Reader
from outright.feeds.tables import first_row, rows_of, table_text, votes_in, whole_row
from outright.terms import ReportingUnitType

_WIDTH = 16
_COUNTY, _PRECINCT, _OFFICE, _TITLE, _DISTRICT, _ORDER, _NAME, _SUFFIX = 1, 2, 3, 4, 5, 6, 7, 8
_PARTY, _REPORTING, _PRECINCTS, _VOTES, _ALL = 10, 11, 12, 13, 15
_CODES = re.compile(r"\d{4}")
_WRITE_IN = "WI"
Told = tuple[int | None, int | None, int | None]
"""What a row repeats of its place: precincts in, precincts in all, votes of all candidates."""


def recognises(body: bytes, name: str) -> bool:
    """True for sixteen cells between semicolons that begin with MN and hold two four-digit codes."""
    del name
    row = first_row(body, delimiter=";")
    return len(row) == _WIDTH and row[0] == "MN" and all(_CODES.fullmatch(row[n]) for n in (_OFFICE, _ORDER))


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one file states; `FeedMalformed` for a row that is cut or votes that are no number."""
    findings = Findings()
    text = table_text(body, findings)
    rows = [(line, [c.strip() for c in row]) for line, row in rows_of(text, delimiter=";", quoted=False)]
    for line, row in rows:
        whole_row(row, _WIDTH, line)
    ledger = Ledger(_level([row for _, row in rows]), findings)
    told: dict[Hashable, dict[Hashable, Told]] = {}
    for line, row in rows:
        _take(ledger, row, line, told)
    for key, units in told.items():
        _check(ledger.sheets[key], units)
        _progress(ledger.sheets[key], units)
    election = Election("Minnesota", named_date(name, findings), "MN")
    return Snapshot("minnesota", election, ledger.counts(), findings=findings.close())


def _level(rows: list[list[str]]) -> ReportingUnitType:
    """The finest kind of place that the file lists."""
    if any(row[_PRECINCT] for row in rows):
        return ReportingUnitType.PRECINCT
    if any(row[_COUNTY] for row in rows):
        return ReportingUnitType.COUNTY
    return ReportingUnitType.OTHER if any(_part(row) for row in rows) else ReportingUnitType.STATE


def _part(row: list[str]) -> str:
    """The legislative or congressional district of which a statewide office's row tells; "" for the office's own."""
    district = row[_DISTRICT]
    own = re.search(rf"\b0*{re.escape(district.lstrip('0'))}\b", row[_TITLE]) if district else True
    return "" if own else district


def _take(ledger: Ledger, row: list[str], line: int, told: dict[Hashable, dict[Hashable, Told]]) -> None:
    """One row: votes of one candidate in one place."""
    where = f"line {line}"
    reporting, precincts, votes, together = (
        votes_in(row[n], where, ledger.findings) for n in (_REPORTING, _PRECINCTS, _VOTES, _ALL)
    )
    part = _part(row)
    key = (row[_OFFICE], "" if part else row[_DISTRICT])
    sheet = ledger.contest(key, row[_TITLE], source_id=row[_OFFICE])
    who = (row[_ORDER], row[_NAME])
    name = f"{row[_NAME]} {row[_SUFFIX]}".strip()
    party = None if row[_PARTY] == _WRITE_IN else row[_PARTY]
    sheet.candidate(who, name, party, source_id=row[_ORDER], write_in=row[_PARTY] == _WRITE_IN or None)
    unit = _unit(ledger, row[_COUNTY], row[_PRECINCT], part)
    sheet.votes(unit, who, votes)
    told.setdefault(key, {})[unit] = (reporting, precincts, together)


def _unit(ledger: Ledger, county: str, precinct: str, part: str) -> Hashable:
    """The place of a row; codes are the names, for the file has no others."""
    if not county:
        key = ("part", part)
        kind = ReportingUnitType.OTHER if part else ReportingUnitType.STATE
        ledger.unit(key, f"District {part}" if part else "Minnesota", kind)
        return key
    ledger.unit(county, f"County {county}", ReportingUnitType.COUNTY, external=(ExternalId("local-level", county),))
    if not precinct:
        return county
    ids = (ExternalId("local-level", precinct),)
    ledger.unit((county, precinct), f"Precinct {precinct}", parent=county, external=ids)
    return (county, precinct)


def _progress(sheet: Sheet, units: dict[Hashable, Told]) -> None:
    """Precincts in and in all: the units' sum, or nothing where every unit repeats its contest's own numbers."""
    if len(units) > 1 and len({told[:2] for told in units.values()}) == 1:
        message = "Every place states the same numbers of precincts, so they may be the contest's; none is kept."
        sheet.findings.info("progress-repeated", sheet.name, message)
        return
    for unit, (reporting, precincts, _) in units.items():
        if reporting is not None and precincts:
            sheet.unit(unit, reported=reporting == precincts)
    reported, total = add(r for r, _, _ in units.values()), add(t for _, t, _ in units.values())
    if reported is not None and total is not None and reported > total:
        message = f"{reported:,} precincts in of {total:,}; progress is not shown."
        sheet.findings.warn("precincts-beyond-total", sheet.name, message)
        return
    sheet.precincts_reported, sheet.precincts_total = reported, total


def _check(sheet: Sheet, units: dict[Hashable, Told]) -> None:
    """Compares the votes stated for a place with its candidates' sum."""
    for unit, (_, _, together) in units.items():
        summed = add(cell.get("") for cell in sheet.cells[unit].values())
        if together is not None and summed is not None and together != summed:
            message = f"{together:,} votes stated, the candidates sum to {summed:,}; the candidates' votes are kept."
            sheet.findings.warn("total-not-sum-of-candidates", f"{sheet.name}, {unit}", message)


READER = Reader(
    "minnesota", "Minnesota's results text", recognises, read,
    publisher="Minnesota's Secretary of State", change="the file itself; it carries no clock",
)  # fmt: skip
