"""Reads a report entered by hand: ``outright/entry/1``, what somebody phoned in or photographed.

The count as it was told, with who told it, who typed it, and when. Typing goes wrong, so the report waits until
a second person has checked it against its source; the reader only says what is written. Votes are whole
numbers; a candidate or place that is left out is not reported, never zero.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from outright.count import BallotsOnHand, Election, Finding, Snapshot
from outright.feeds.findings import Findings
from outright.feeds.ledger import Ledger
from outright.feeds.own_json import malformed, names_schema, parsed
from outright.feeds.reader import Reader
from outright.terms import ReportingUnitType, Severity, VoteMethod

SCHEMA = "outright/entry/1"

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
Count = Annotated[int, msgspec.Meta(ge=0, le=10**9)]


class _Unit(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    name: Text
    votes: dict[str, Count]
    county: str = ""
    method: VoteMethod | None = None
    reported: bool | None = None
    ballots_cast: Count | None = None


class _Contest(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    name: Text
    units: tuple[_Unit, ...]


class _OnHand(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    unit: Text
    ballots: Count
    beyond_precincts: bool
    method: VoteMethod | None = None


class _Entry(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    schema: Literal["outright/entry/1"]
    source: Text
    reported_by: Text
    entered_by: Text
    how: Literal["telephone", "photograph", "paper", "e-mail", "in-person"]
    at: Annotated[dt.datetime, msgspec.Meta(tz=True)]
    text: Text
    contests: tuple[_Contest, ...] = ()
    on_hand: tuple[_OnHand, ...] = ()
    election_date: dt.date | None = None


def recognises(body: bytes, name: str) -> bool:
    """Whether the first bytes name the entry's schema."""
    del name
    return names_schema(body, SCHEMA)


def read(body: bytes, name: str) -> Snapshot:
    """The report as a snapshot; `FeedMalformed` where a field is unknown or a cell is given twice."""
    said, document = parsed(body, name, _Entry, "report")
    findings = Findings()
    ledger = Ledger(ReportingUnitType.COUNTY, findings)
    for c, contest in enumerate(said.contests):
        _contest(ledger, contest, f"$.contests[{c}]", name)
    if not said.contests and not said.on_hand:
        raise malformed(f"{name} reports neither votes nor ballots", "$", "Give contests or onHand.")
    words = f"{said.text} (by {said.how}, {said.reported_by}; entered by {said.entered_by})"
    return Snapshot(
        kind="entry",
        election=Election(said.source, said.election_date),
        contests=ledger.counts(),
        published_at=said.at,
        published_text=str(document["at"]),
        on_hand=tuple(BallotsOnHand(h.unit, h.ballots, h.method, h.beyond_precincts) for h in said.on_hand),
        findings=(Finding("entry", Severity.INFO, said.source, words), *findings.close()),
        entered_by=said.entered_by,
    )


def _contest(ledger: Ledger, contest: _Contest, where: str, name: str) -> None:
    level = ReportingUnitType.PRECINCT if any(u.county for u in contest.units) else ReportingUnitType.COUNTY
    sheet = ledger.contest(contest.name, contest.name, level=level)
    met: dict[tuple[str, str], set[VoteMethod | None]] = {}
    for n, unit in enumerate(contest.units):
        key = (unit.county, unit.name)
        methods = met.setdefault(key, set())
        if unit.method in methods or (methods and None in (unit.method, *methods)):
            raise malformed(f"{name} reports {unit.name} twice", f"{where}.units[{n}]", "Give each count once.")
        methods.add(unit.method)
        if unit.method is VoteMethod.TOTAL:
            raise malformed(f"{name}: 'total' is not a way of voting", f"{where}.units[{n}].method", "Leave it out.")
        if unit.county:
            ledger.unit(unit.county, unit.county, ReportingUnitType.COUNTY)
        ledger.unit(key, unit.name, level, parent=unit.county or None)
        sheet.unit(key, reported=unit.reported, ballots_cast=unit.ballots_cast)
        for who, votes in unit.votes.items():
            sheet.candidate(who, who)
            sheet.votes(key, who, votes, unit.method.value if unit.method else "")


READER = Reader(
    "entry", "Reports entered by hand", recognises, read,
    publisher="a desk, from a telephone call or a photograph", change="`at`",
)  # fmt: skip
