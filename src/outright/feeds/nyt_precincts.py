"""Reads the New York Times's precinct JSON: votes by precinct and way of voting.

A cell that is marked as not reporting prints 0 for everybody; that is not reported, not zero. Real samples:
../shared/feeds/nyt.
"""

from __future__ import annotations

import re
from typing import Any

from outright.count import Election, ExternalId, Snapshot
from outright.errors import FeedMalformed
from outright.feeds.findings import Findings
from outright.feeds.header import check_header
from outright.feeds.ledger import Ledger
from outright.feeds.ledger_sheet import Key, Sheet
from outright.feeds.moments import iso_date, iso_moment
from outright.feeds.newsroom import fips_code, fips_id, key_at, progress, text_of
from outright.feeds.numbers import LARGEST
from outright.feeds.reader import Reader
from outright.feeds.strict_json import a_count, a_dict, a_list, a_text, loads, text_at
from outright.feeds.text import head
from outright.terms import ReportingUnitType

_AGAIN = "Keep the file and fetch it again; earlier counts stand."
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_FETCHED = re.compile(r"(\d{4}-\d\d-\d\dT\d\d):?(\d\d):?(\d\d(?:\.\d+)?Z)")


def recognises(body: bytes, name: str) -> bool:
    """True for JSON with the Times's counters of precincts."""
    del name
    return head(body, 16).startswith(b"{") and b'"precinct_items_total"' in body and b'"precincts"' in body


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one file states. Its only clock is the time in its name, where it has one."""
    root = a_dict(loads(body, "NYT precincts"), "$")
    meta = a_dict(root.get("meta"), "$.meta")
    findings = Findings()
    race = a_text(meta.get("race_id"), "$.meta.race_id")
    ledger = Ledger(ReportingUnitType.PRECINCT, findings)
    sheet = ledger.contest(race, race, source_id=race)
    told: dict[Key, set[bool | None]] = {}
    votes = apart = 0
    for n, value in enumerate(a_list(root.get("precincts"), "$.precincts", optional=False)):
        where = f"$.precincts[{n}]"
        summed, said = _row(ledger, sheet, a_dict(value, where), where, told)
        votes += summed
        apart += said is not None and said != summed
    for unit, words in told.items():
        sheet.unit(unit, reported=False if False in words else True if words == {True} else None)
    sheet.precincts_reported, sheet.precincts_total = progress(
        a_count(meta.get("geographies_reporting"), "$.meta.geographies_reporting"),
        a_count(meta.get("geographies_total"), "$.meta.geographies_total"), race, findings,
    )  # fmt: skip
    stated = a_count(meta.get("total_votes"), "$.meta.total_votes")
    if apart:
        message = f"{apart} rows state other votes in all than their candidates have; the candidates' are kept."
        findings.warn("total-not-sum-of-candidates", race, message)
    if stated is not None and stated != votes:
        message = f"{stated:,} votes stated in all, the precincts have {votes:,}; theirs are kept."
        findings.warn("total-not-sum-of-candidates", race, message)
    found = _DAY.search(race)
    date_text = found[0] if found else ""
    saved = _FETCHED.search(name)
    time_text = f"{saved[1]}:{saved[2]}:{saved[3]}" if saved else ""
    moment, date = iso_moment(time_text), iso_date(date_text)
    if time_text or date is None:
        check_header("", date, date_text, moment, time_text, findings)
    state = a_text(meta.get("state"), "$.meta.state", optional=True).upper()
    election = Election("", date, state or None)
    return Snapshot("nyt-precincts", election, ledger.counts(), moment, time_text, findings=findings.close())


def _row(
    ledger: Ledger, sheet: Sheet, value: dict[str, Any], where: str, told: dict[Key, set[bool | None]]
) -> tuple[int, int | None]:  # fmt: skip
    """One precinct and way of voting. The votes of its candidates together, and those it states in all."""
    method = text_at(value, "vote_type", where)
    if not method:
        raise FeedMalformed("A row does not say how its votes were cast", where=where, hint=_AGAIN)
    county = text_at(value, "locality_name", where)
    code = fips_code(key_at(value, "locality_fips", where))
    number = key_at(value, "precinct_id", where)
    unit = (key_at(value, "geo_id", where), county, number)
    above = ("county", code or county)
    if not ledger.knows(above):
        ledger.unit(above, county, ReportingUnitType.COUNTY, external=fips_id(code))
    ledger.unit(
        unit, text_of(value, "precinct_name", where) or number,
        parent=above, external=(ExternalId("local-level", unit[0]),) if unit[0] else (),
        geographic=value.get("is_geographic") is not False,
    )  # fmt: skip
    reporting, complete = value.get("is_reporting"), value.get("is_complete")
    word = False if reporting is False or complete is False else True if complete is True else None
    told.setdefault(unit, set()).add(word)
    total = 0
    for key, cell in a_dict(value.get("results") or {}, f"{where}.results").items():
        votes = cell if type(cell) is int and 0 <= cell <= LARGEST else a_count(cell, f"{where}.results.{key}")
        if key not in sheet.candidates:
            sheet.candidate(key, key, source_id=key)
        sheet.votes(unit, key, None if reporting is False and not votes else votes, method)
        total += votes or 0
    return total, a_count(value.get("votes"), f"{where}.votes")


READER = Reader(
    "nyt-precincts", "New York Times precinct JSON", recognises, read,
    publisher="The New York Times's results pages, 2020 and 2021", change="the file itself; the time in its name",
)  # fmt: skip
