"""Reads Los Angeles County's results: the county's JSON of 2022, and the flat list newsrooms made of it before.

Measures stand among contests for office; neither shape has smaller places than the county. Real samples:
../shared/feeds/la_county.
"""

from __future__ import annotations

import re
from typing import Any

from outright.count import Election, Snapshot
from outright.errors import FeedMalformed
from outright.feeds.choices import how_many
from outright.feeds.findings import Findings
from outright.feeds.header import check_header, is_test
from outright.feeds.ledger import Ledger
from outright.feeds.ledger_sheet import Sheet
from outright.feeds.moments import in_zone, iso_date, iso_moment
from outright.feeds.parties import party_code
from outright.feeds.reader import Reader
from outright.feeds.strict_json import a_count, a_dict, a_list, a_text, loads
from outright.feeds.tables import AGAIN
from outright.feeds.text import head
from outright.terms import ReportingUnitType

_COUNTY = "Los Angeles"
_ZONE = "America/Los_Angeles"
_LIST = re.compile(rb'\[\s*\{\s*"record_number"\s*:')
_LIST_SIGNS = (b'"record_type"', b'"precincts_total"', b'"results"')
_ENR_SIGNS = (b'"Election"', b'"ContestGroups"', b'"Contests"')


def recognises(body: bytes, name: str) -> bool:
    """True for JSON that begins as one of the two shapes."""
    del name
    start = head(body, 65536)
    if _LIST.match(start):
        return all(sign in start for sign in _LIST_SIGNS)
    return start.startswith(b"{") and all(sign in start for sign in _ENR_SIGNS)


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one file states; `FeedMalformed` for anything that is not whole."""
    findings = Findings()
    ledger = Ledger(ReportingUnitType.COUNTY, findings)
    ledger.unit(_COUNTY, _COUNTY)
    root = loads(body, "results")
    if isinstance(root, list):
        snapshot = _of_list(root, name, ledger)
    else:
        snapshot = _of_election(a_dict(root, "$"), ledger)
    return snapshot


def _of_list(records: list[Any], name: str, ledger: Ledger) -> Snapshot:
    """The flat list: one record for each contest, keyed by its number."""
    findings = ledger.findings
    titles: dict[str, str] = {}
    for n, item in enumerate(records):
        where = f"$[{n}]"
        record = a_dict(item, where)
        title = a_text(record.get("title"), f"{where}.title")
        number = a_text(record.get("record_number"), f"{where}.record_number")
        if titles.setdefault(number, title) != title:
            message = f"Record {number} is {titles[number][:80]!r} and {title[:80]!r}"
            raise FeedMalformed(message, where=where, hint=AGAIN)
        sheet = ledger.contest(
            number, title, source_id=number, primary_party=_primary(record, title, where),
            is_question=a_text(record.get("record_type"), f"{where}.record_type") == "measure",
        )  # fmt: skip
        _precincts(sheet, record, where)
        rows = a_list(record.get("results"), f"{where}.results", optional=False)
        _candidates(sheet, rows, ("name", "party", "votes"), f"{where}.results")
    message = f"Neither the file nor its name, {name!r}, states the election's date."
    findings.warn("election-date-unknown", "$", message)
    findings.warn("time-not-placed", "$", "The list carries no time.")
    election = Election("Los Angeles County", None, "Los Angeles County")
    return Snapshot("la-county", election, ledger.counts(), findings=findings.close())


def _primary(record: dict[str, Any], title: str, where: str) -> str | None:
    """The party whose voters alone may mark it: the record has a number for it, its title ends with the letters."""
    code = a_text(record.get("party_code"), f"{where}.party_code", optional=True)
    last = title.split()[-1] if title.split() else ""
    return party_code(last) if code and last.isalpha() and last.isupper() else None


def _precincts(sheet: Sheet, record: dict[str, Any], where: str) -> None:
    """Progress, which an election counted at vote centres leaves as empty text."""
    reported, total = (
        None if record.get(key) == "" else a_count(record.get(key), f"{where}.{key}")
        for key in ("precincts_reporting", "precincts_total")
    )
    if reported is not None and total is not None and reported > total:
        message = f"{reported:,} precincts in, of {total:,}: progress is not shown."
        sheet.findings.warn("precincts-beyond-total", sheet.name, message)
        return
    if total:
        sheet.precincts_reported, sheet.precincts_total = reported, total
        sheet.unit(_COUNTY, reported=None if reported is None else reported == total)


def _of_election(root: dict[str, Any], ledger: Ledger) -> Snapshot:
    """The county's own shape: groups of contests under one election."""
    findings = ledger.findings
    election = a_dict(root.get("Election"), "$.Election")
    groups = a_list(election.get("ContestGroups"), "$.Election.ContestGroups", optional=False)
    for g, item in enumerate(groups):
        path = f"$.Election.ContestGroups[{g}]"
        group = a_dict(item, path)
        a_text(group.get("Name"), f"{path}.Name", optional=True)
        for n, entry in enumerate(a_list(group.get("Contests"), f"{path}.Contests", optional=False)):
            _contest(a_dict(entry, f"{path}.Contests[{n}]"), f"{path}.Contests[{n}]", ledger)
    ledger.mark_questions()
    title = a_text(election.get("Title"), "$.Election.Title")
    date_text = a_text(election.get("Date"), "$.Election.Date", optional=True)
    time = a_text(root.get("Timestamp"), "$.Timestamp", optional=True)
    local = iso_moment(f"{time}Z")
    moment = iso_moment(time) or (in_zone(local, _ZONE) if local else None)
    date = iso_date(date_text)
    check_header(title, date, date_text, moment, time, findings)
    counts = ledger.counts()
    if not counts:
        findings.info("no-results-yet", "$", "The file is whole and lists no contest.")
    return Snapshot(
        "la-county", Election(title, date, "Los Angeles County"), counts, moment, time,
        is_test=is_test(title, findings), findings=findings.close(),
    )  # fmt: skip


def _contest(value: dict[str, Any], where: str, ledger: Ledger) -> None:
    title = a_text(value.get("Title"), f"{where}.Title")
    allowed = how_many(a_text(value.get("VoteFor"), f"{where}.VoteFor", optional=True)) or 1
    measure = a_text(value.get("Type"), f"{where}.Type", optional=True) == "Measure"
    sheet = ledger.contest(title, title, seats=allowed, votes_allowed=allowed, is_question=measure)
    rows = a_list(value.get("Candidates"), f"{where}.Candidates", optional=False)
    _candidates(sheet, rows, ("Name", "Party", "Votes"), f"{where}.Candidates")


def _candidates(sheet: Sheet, rows: list[Any], keys: tuple[str, str, str], where: str) -> None:
    """The votes of a contest's candidates or answers in the county."""
    name, party, votes = keys
    sheet.unit(_COUNTY)
    for n, item in enumerate(rows):
        spot = f"{where}[{n}]"
        row = a_dict(item, spot)
        sheet.row(
            _COUNTY, a_text(row.get(name), f"{spot}.{name}"), a_text(row.get(party), f"{spot}.{party}", optional=True),
            a_count(row.get(votes), f"{spot}.{votes}"),
        )  # fmt: skip


READER = Reader(
    "la-county", "Los Angeles County's results JSON", recognises, read,
    publisher="Los Angeles County's Registrar-Recorder", change="`Timestamp`; the flat list carries no clock",
)  # fmt: skip
