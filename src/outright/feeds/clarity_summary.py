"""Reads Clarity's summary JSON: every contest's choices and totals, no places.

``json/en/summary.json`` is a list of contests, the older ``json/sum.json`` the same list inside an
object. Neither holds a name, a date or a clock of the election. Real sample: ../shared/feeds/clarity.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from outright.count import ContestCount, Election, Snapshot
from outright.count.tally import add
from outright.errors import FeedMalformed
from outright.feeds.choices import Line, line_of
from outright.feeds.clarity_names import county_of
from outright.feeds.findings import Findings
from outright.feeds.ledger import Ledger
from outright.feeds.ledger_sheet import Sheet
from outright.feeds.numbers import shown
from outright.feeds.parties import contest_party
from outright.feeds.reader import Reader
from outright.feeds.strict_json import a_count, a_dict, a_list, a_text, loads
from outright.feeds.text import head
from outright.terms import ReportingUnitType

_FIRST = re.compile(rb'(?:\[|\{[^{}]*?"Contests"\s*:\s*\[)\s*\{([^{}]*)')
_KEYS = (b'"K"', b'"C"', b'"CH"', b'"V"')
_RESIDUAL = (Line.OVERVOTES, Line.UNDERVOTES)


def recognises(body: bytes, name: str) -> bool:
    """True for a JSON list of contests, the first with its key, title, choices and votes."""
    del name
    found = _FIRST.match(head(body, 65536))
    return found is not None and all(key in found[1] for key in _KEYS)


def read(body: bytes, name: str) -> Snapshot:
    """The totals that one summary states; `FeedMalformed` where its lists do not line up."""
    value = loads(body, "Clarity summary")
    at = "$"
    if isinstance(value, dict):
        value, at = value.get("Contests"), "$.Contests"
    findings = Findings()
    ledger = Ledger(ReportingUnitType.STATE, findings)
    places = _Places(county_of(name) is not None, findings)
    orders = [
        _take(ledger, a_dict(entry, f"{at}[{n}]"), places, f"{at}[{n}]")
        for n, entry in enumerate(a_list(value, at, optional=False))
    ]
    counts = tuple(map(_ordered, ledger.counts(), dict(orders).values()))
    places.report()
    if not counts:
        findings.info("no-results-yet", at, "The summary lists no contest yet.")
    findings.warn("election-date-unknown", at, "A summary names neither the election nor its date.")
    return Snapshot("clarity-summary", Election(""), counts, findings=findings.close())


class _Places:
    """What ``PR`` of ``TP`` counts: a county's precincts, or a state's counties, which are no precincts."""

    def __init__(self, precincts: bool, findings: Findings) -> None:
        self._precincts, self._findings = precincts, findings
        self._most: tuple[int, int | None] = (0, None)

    def told(self, entry: dict[str, Any], sheet: Sheet, where: str) -> None:
        """Takes in one contest's progress."""
        total, reported = (a_count(entry.get(key), f"{where}.{key}") for key in ("TP", "PR"))
        if not total:
            return
        if reported is not None and not 0 <= reported <= total:
            message = f"{reported} places in, of {total}: progress is not shown."
            self._findings.warn("precincts-beyond-total", where, message)
        elif self._precincts:
            sheet.precincts_total, sheet.precincts_reported = total, reported
        elif total > self._most[0]:
            self._most = total, reported

    def report(self) -> None:
        """One line for the desk where progress could not be told as precincts."""
        total, reported = self._most
        if total:
            message = (
                f"{'Unknown' if reported is None else reported} of {total} places are in where most vote: counties "
                "in a state's summary, precincts in a county's. The file does not say which, so no progress is shown."
            )
            self._findings.info("progress-of-what", "PR, TP", message)


Order = tuple[tuple[object, ...], tuple[int, ...]]
"""A contest's key in the ledger, and where each of its candidates stands among the choices, from 1."""


def _take(ledger: Ledger, entry: dict[str, Any], places: _Places, where: str) -> Order:
    key, title = _key(entry.get("K"), f"{where}.K"), a_text(entry.get("C"), f"{where}.C")
    names = [a_text(c, f"{where}.CH[{n}]") for n, c in enumerate(a_list(entry.get("CH"), f"{where}.CH"))]
    parties = _beside(entry, "P", len(names), where)
    votes = [a_count(v, f"{where}.V[{n}]") for n, v in enumerate(_beside(entry, "V", len(names), where))]
    marks = max(a_count(entry.get("VF"), f"{where}.VF") or 1, 1)
    sheet_key = (key, title, *names)
    sheet = ledger.contest(
        sheet_key, title, source_id=key, seats=marks, votes_allowed=marks, primary_party=contest_party(title)
    )  # fmt: skip
    again = bool(sheet.stated_cells)
    order: list[int] = []
    for n, (name, party, cell) in enumerate(zip(names, parties, votes, strict=True)):
        if (line := line_of(name)) in _RESIDUAL:
            if not again:
                _residual(sheet, line, cell)
            continue
        order.append(n + 1)
        sheet.candidate(n, name, a_text(party, f"{where}.P[{n}]", optional=True) or None)
        sheet.stated(n, cell)
    places.told(entry, sheet, where)
    return sheet_key, tuple(order)


def _residual(sheet: Sheet, line: Line, votes: int | None) -> None:
    if line is Line.OVERVOTES:
        sheet.overvotes = add((sheet.overvotes, votes))
    else:
        sheet.undervotes = add((sheet.undervotes, votes))


def _ordered(count: ContestCount, order: tuple[int, ...]) -> ContestCount:
    """The count with each candidate's place among all choices, by which ``ALL.json`` lists its votes."""
    contest = count.contest
    placed = tuple(replace(c, ballot_order=n) for c, n in zip(contest.candidates, order, strict=True))
    return replace(count, contest=replace(contest, candidates=placed))


def _key(value: Any, where: str) -> str:
    return str(a_count(value, where)) if type(value) is int else a_text(value, where)


def _beside(entry: dict[str, Any], key: str, width: int, where: str) -> list[Any]:
    """The list that stands beside the choices; without it every cell is unknown."""
    if entry.get(key) is None:
        return [None] * width
    cells = a_list(entry[key], f"{where}.{key}")
    if len(cells) != width:
        title = shown(str(entry.get("C")))
        raise FeedMalformed(
            f"The contest {title} has {width} choices and {len(cells)} entries in {key}",
            where=f"{where}.{key}",
            hint="Whose votes they are cannot be known. Fetch it again; earlier counts stand.",
        )
    return cells


READER = Reader(
    "clarity-summary", "Clarity summary JSON", recognises, read,
    publisher="states and counties on Clarity", change="the version number in the address",
)  # fmt: skip
