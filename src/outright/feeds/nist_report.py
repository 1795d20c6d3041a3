"""The snapshot that a NIST report states: its header, parties and places; contests are `nist_contest`'s.

The same for XML and JSON, version 1 and version 2: what differs was brought to one shape before.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from outright.count import Election, Snapshot
from outright.feeds.findings import Findings
from outright.feeds.header import check_header, is_test
from outright.feeds.ledger import Ledger
from outright.feeds.moments import iso_date, iso_moment
from outright.feeds.nist_contest import Names, Telling, sheet_of
from outright.feeds.nist_record import Record, count, is_true, malformed, plain, records, ref, text
from outright.feeds.nist_units import Place, Places, places_of
from outright.terms import ReportingUnitType, ResultsStatus

UNKNOWN = frozenset({dt.date(1970, 1, 1), dt.date(1900, 1, 1)})
"""Dates that stand for none: the format demands a moment and a day where a source may have none."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a report says of itself."""

    title: str
    date: dt.date | None
    moment: dt.datetime | None
    moment_text: str
    status: ResultsStatus
    is_test: bool


def snapshot(report: Record, of_kind: str) -> Snapshot:
    """The snapshot of one report; `FeedMalformed` where it contradicts itself."""
    findings = Findings()
    elections = records(report, "Election")
    places = places_of(report)
    header = _header(report, elections, findings)
    ledger = Ledger(ReportingUnitType.PRECINCT, findings)
    for number, election in enumerate(elections):
        _declared(election, findings)
        _contests(number, election, report, places, ledger)
    counts = ledger.counts()
    if not any(c.units or c.stated for c in counts):
        findings.info("no-results-yet", "ElectionReport", f"{len(counts)} contests are listed and no counts yet.")
    scope = places.by_id.get(ref(elections[0], "ElectionScopeId")) if elections else None
    named = plain(scope.record, "Name") if scope else ""
    election_ = Election(header.title, header.date, named or None)
    return Snapshot(
        of_kind, election_, counts, header.moment, header.moment_text, header.status, header.is_test,
        findings=findings.close(),
    )  # fmt: skip


def _header(report: Record, elections: list[Record], findings: Findings) -> Header:
    first = elections[0] if elections else {}
    title, begins, ends = plain(first, "Name"), plain(first, "StartDate"), plain(first, "EndDate")
    date, generated = iso_date(begins), plain(report, "GeneratedDate")
    moment = iso_moment(generated)
    if moment is not None and moment.astimezone(dt.UTC).date() in UNKNOWN:
        moment, generated = None, ""
    if date in UNKNOWN:
        date, begins = None, ""
    check_header(title, date, begins, moment, generated, findings)
    if date and ends and iso_date(ends) != date:
        findings.warn(
            "election-date-differs", "Election", f"It begins on {begins} and ends on {ends}; {begins} is taken."
        )
    if len(elections) > 1:
        message = f"The report holds {len(elections)} elections; the contests of all are read under the first's name."
        findings.warn("elections-together", "ElectionReport", message)
    start, end = count(report.get("SequenceStart"), "SequenceStart"), count(report.get("SequenceEnd"), "SequenceEnd")
    if (start or 1, end or 1) != (1, 1):
        message = f"The report is part {start} of {end}; what the other parts hold is not in it."
        findings.warn("report-in-parts", "SequenceStart", message)
    declared = is_true(report, "IsTest")
    if declared:
        findings.hold("test-data", "IsTest", "The report says that it is a test; publish nothing from it.")
    return Header(title, date, moment, generated, _status(report), declared or is_test(title, findings))


def _status(report: Record) -> ResultsStatus:
    printed = plain(report, "Status")
    try:
        return ResultsStatus(printed)
    except ValueError:
        raise malformed(f"The report's Status is {printed!r}, which the format does not know", "Status") from None


def _declared(election: Record, findings: Findings) -> None:
    """What the report declares beyond its counts: it is told, and decides nothing."""
    for candidate in records(election, "Candidate"):
        status = plain(candidate, "PostElectionStatus")
        if status:
            name = plain(candidate, "BallotName")
            findings.info("declared-status", name, f"The source declares: {status}. Outright judges the count itself.")
    told = [f"{plain(s, 'Type')} {plain(s, 'Status')}" for s in records(election, "CountStatus")]
    if told:
        findings.info("declared-status", "Election", f"The source's word on the count: {', '.join(told)}.")


def _contests(number: int, election: Record, report: Record, places: Places, ledger: Ledger) -> None:
    """Every contest of an election onto the ledger; places are settled first, for all contests alike."""
    names = _names(election, report)
    ballots = _ballots(election, places, ledger.findings)
    tellings = [
        Telling.of(c, names, places, ledger.findings) for c in _once(records(election, "Contest"), ledger.findings)
    ]
    places.settle(p for t in tellings for p in t.places)
    used = {p for t in tellings for p in t.places}
    for place in places.by_id.values():
        if place.id in used:
            _unit(place, places, ledger)
    for order, telling in enumerate(tellings):
        sheet_of(telling, (number, order), names, places, ballots, ledger)


def _unit(place: Place, places: Places, ledger: Ledger) -> None:
    above = places.parent(place)
    if above is not None:
        ledger.unit(above.id, above.name, above.kind, external=above.external)
    ledger.unit(
        place.id, place.name, place.kind, parent=above.id if above else None, external=place.external,
        geographic=False if place.raw == "ballot-batch" else None,
    )  # fmt: skip


def _once(contests: list[Record], findings: Findings) -> list[Record]:
    """The contests, each once: the same id with the same body counts once, with another body both are kept."""
    met: dict[str, Record] = {}
    kept = []
    for contest in contests:
        own = plain(contest, "@id")
        if own and own in met:
            same = met[own] == contest
            put = findings.warn if same else findings.hold
            told = "identically; counted once." if same else "with different counts; both are kept, not added."
            put("contest-repeated", plain(contest, "Name"), f"The contest {own} stands twice, {told}")
            if same:
                continue
        met[own] = contest
        kept.append(contest)
    return kept


def _names(election: Record, report: Record) -> Names:
    """Parties and candidates by their ids."""
    parties = {}
    for party in records(report, "Party"):
        parties[plain(party, "@id")] = (plain(party, "Abbreviation") or plain(party, "Name"), plain(party, "Name"))
    candidates = {}
    for candidate in records(election, "Candidate"):
        own = plain(candidate, "@id")
        candidates[own] = (plain(candidate, "BallotName"), parties.get(ref(candidate, "PartyId"), ("", ""))[0] or None)
    return Names(parties, candidates)


def _ballots(election: Record, places: Places, findings: Findings) -> dict[str, int | None]:
    """Ballots cast by place. Only totals: a method's ballots are not all ballots."""
    found: dict[str, int | None] = {}
    listed = [(ref(b, "GpUnitId"), b) for b in records(election, "BallotCounts")]
    for place in places.by_id.values():  # version 1 keeps them with the place
        listed += [(place.id, b) for b in records(place.record, "OtherCounts")]
    outstanding = 0
    for place_id, ballots in listed:
        outstanding += count(ballots.get("BallotsOutstanding"), "BallotsOutstanding") or 0
        if plain(ballots, "Type") == "total":
            found[place_id] = count(ballots.get("BallotsCast"), f"BallotCounts[{text(place_id)}]")
    if outstanding:
        message = f"{outstanding:,} ballots are said to be outstanding; no bound is taken from it (see statements)."
        findings.info("ballots-outstanding", "BallotCounts", message)
    return found
