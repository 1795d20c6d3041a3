"""Reads Clarity's matrix JSON: every area's votes in every contest, without a single name.

``json/ALL.json`` holds all votes, ``json/Absentee_by_Mail_Votes.json`` and its like those of one vote type.
Contests go by the source's key, choices by their place in the summary's list; `clarity_join` gives the
names. The area ``-1`` is the whole: its row is the stated total, never an area. Real samples:
../shared/feeds/night_ga_20210105.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from outright.count import ContestCount, Election, Snapshot
from outright.errors import FeedMalformed
from outright.feeds.clarity_names import county_of, vote_type
from outright.feeds.findings import Findings
from outright.feeds.ledger import Ledger
from outright.feeds.ledger_sheet import Key, Sheet
from outright.feeds.methods import method_of
from outright.feeds.numbers import LARGEST, shown
from outright.feeds.reader import Reader
from outright.feeds.strict_json import a_count, a_dict, a_list, a_text, loads
from outright.feeds.text import head
from outright.terms import ReportingUnitType, VoteMethod

_START = re.compile(rb'\{\s*"Contests"\s*:\s*\[\s*(?:\{\s*"A"\s*:|\]\s*\})')
_WHOLE = "-1"
_COUNTY = ("the county of", "all areas")
_AGAIN = "Whose votes they are cannot be known. Fetch it again; earlier counts stand."


def recognises(body: bytes, name: str) -> bool:
    """True for an object of ``Contests`` whose first entry is an area."""
    del name
    return _START.match(head(body)) is not None


def read(body: bytes, name: str) -> Snapshot:
    """The votes that one matrix states.

    A vote type's file (by its name) gives votes by that method and leaves the totals unknown, so that
    it can never be taken for the whole. Raises `FeedMalformed` where lists do not line up.
    """
    findings = Findings()
    county = county_of(name)
    ledger = Ledger(ReportingUnitType.PRECINCT if county else ReportingUnitType.COUNTY, findings)
    if county:
        ledger.unit(_COUNTY, county, ReportingUnitType.COUNTY)
    document = a_dict(loads(body, "Clarity matrix"), "$")
    met: dict[str, int] = {}
    for n, value in enumerate(a_list(document.get("Contests"), "$.Contests", optional=False)):
        _area(ledger, a_dict(value, f"$.Contests[{n}]"), met, f"$.Contests[{n}]")
    if met and _WHOLE not in met:
        findings.warn("total-not-stated", "$.Contests", "There is no row of totals (-1); the areas' sum stands.")
    counts = _of_vote_type(ledger.counts(), name, findings)
    if not counts:
        findings.info("no-results-yet", "$.Contests", "The matrix lists no area yet.")
    findings.warn("election-date-unknown", "$", "A matrix names neither the election nor its date.")
    return Snapshot("clarity-matrix", Election(""), counts, findings=findings.close())


def _area(ledger: Ledger, area: dict[str, Any], met: dict[str, int], where: str) -> None:
    """One area's row of every contest it votes in."""
    name = a_text(area.get("A"), f"{where}.A")
    keys = [a_text(k, f"{where}.C") for k in a_list(area.get("C"), f"{where}.C", optional=False)]
    rows = a_list(area.get("V"), f"{where}.V", optional=False)
    if len(rows) != len(keys):
        message = f"The area {shown(name)} has {len(keys)} contests and {len(rows)} rows of votes"
        raise FeedMalformed(message, where=where, hint=_AGAIN)
    met[name] = met.get(name, 0) + 1
    unit = None if name == _WHOLE else _unit(ledger, name, met[name], where)
    for n, (key, row) in enumerate(zip(keys, rows, strict=True)):
        sheet = ledger.sheets.get(key) or ledger.contest(key, f"contest {key}", source_id=key)
        cells = _cells(row, where, n)
        if unit is not None:
            sheet.unit(unit)
        if row is None:
            continue
        _choices(sheet, len(cells), where, n)
        if unit is not None:
            sheet.row_of_votes(unit, range(len(cells)), cells)
            continue
        for c, votes in enumerate(cells):
            sheet.stated(c, votes)


def _cells(row: Any, where: str, n: int) -> list[int | None]:
    """One contest's votes in an area; quick for the plain numbers that nearly every row is."""
    if type(row) is list and set(map(type, row)) == {int} and min(row) >= -LARGEST and max(row) <= LARGEST:
        return row
    return [a_count(v, f"{where}.V[{n}]") for v in a_list(row, f"{where}.V[{n}]")]


def _unit(ledger: Ledger, name: str, number: int, where: str) -> Key:
    """The area's key: a name that comes again is another place, and somebody should look."""
    key: Key = name if number == 1 else (name, number)
    ledger.unit(key, name, parent=_COUNTY)
    if number > 1:
        message = f"The area {shown(name)} comes again; it is kept as another place."
        ledger.findings.hold("unit-name-repeated", where, message)
    return key


def _choices(sheet: Sheet, width: int, where: str, n: int) -> None:
    """Every row of a contest has the same number of choices, or votes would shift to the next one."""
    if not sheet.candidates:
        for c in range(width):
            sheet.candidate(c, f"choice {c + 1}")
    if len(sheet.candidates) != width:
        message = f"The {sheet.name} has {len(sheet.candidates)} choices in one area and {width} in another"
        raise FeedMalformed(message, where=f"{where}.V[{n}]", hint=_AGAIN)


def _of_vote_type(counts: tuple[ContestCount, ...], name: str, findings: Findings) -> tuple[ContestCount, ...]:
    """The counts as what they are by the file's name: the whole, or the votes of one method."""
    label = vote_type(name)
    if label == "":
        return counts
    if label is None:
        message = "Only the file's name tells ALL.json from one vote type, and it tells nothing; taken for the whole."
        findings.hold("whole-or-part-unknown", name, message)
        return counts
    method = method_of(label)
    if method is None:
        findings.warn("method-unknown", name, f"{shown(label)} is no known way to vote; kept as 'other'.")
    message = f"These are the votes of one type, {shown(label)}; the totals are in ALL.json."
    findings.info("votes-of-one-method", name, message)
    return tuple(_as_part(count, method or VoteMethod.OTHER, label) for count in counts)


def _as_part(count: ContestCount, method: VoteMethod, label: str) -> ContestCount:
    nothing = (None,) * len(count.contest.candidates)
    return replace(
        count,
        methods=(method,),
        method_labels=((method, (label,)),),
        units=tuple(replace(u, totals=nothing, parts=(u.totals,)) for u in count.units),
        stated=replace(count.stated, totals=nothing, parts=(count.stated.totals,)) if count.stated else None,
    )


READER = Reader(
    "clarity-matrix", "Clarity matrix JSON", recognises, read,
    publisher="states and counties on Clarity", change="the version number in the address; it carries no clock",
)  # fmt: skip
