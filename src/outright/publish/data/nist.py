"""The contest as a NIST SP 1500-100 version 2 election report in JSON: ``nist.json``.

Votes by the way they were cast are those of the whole contest, whose area is a ``GpUnit`` of its own; places have
their totals. What is not reported is not written; a place that has reported nothing stands under ``OtherCounts``
without a number. ``IsTest`` is true in a rehearsal too, and ``Notes`` says which it is.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from outright.bulletin import Candidate, Contest, Night, Unit
from outright.publish.data import spelling
from outright.publish.data.part import race_id, status_of
from outright.terms import ReportingUnitType as Kind
from outright.terms import VoteMethod

Node = dict[str, Any]

UNKNOWN_MOMENT = "1970-01-01T00:00:00Z"
"""The format demands a moment; this one stands for none, and the report's notes say so."""
SCOPE, AREA = "jurisdiction", "area"
_PRECINCTS = {Kind.PRECINCT, Kind.COMBINED_PRECINCT, Kind.SPLIT_PRECINCT}
_NAMED = {"fips", "local-level", "national-level", "ocd-id", "state-level"}
_PARTIES = {"R": "Republican", "D": "Democratic", "L": "Libertarian", "G": "Green", "I": "Independent"}
_AFTER = {"X": "winner", "R": "advanced-to-runoff"}
_VARIATIONS = {"majority": "majority", "plurality": "plurality"}
_METHODS = {m.value for m in VoteMethod}
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def report(night: Night, contest: Contest) -> Node:
    """The report of one contest."""
    kinds = {spelling.kind_of(u) for u in contest.units}
    named = not contest.identity.is_question
    office = contest.identity.office_name
    return _node(
        "ElectionReport",
        Election=[_election(night, contest)],
        Format="precinct-level" if kinds & _PRECINCTS else "summary-contest",
        GeneratedDate=_moment(contest.as_of),
        GpUnit=[_scope(contest), _area(contest), *_units(contest)],
        Issuer="Outright",
        IssuerAbbreviation="Outright",
        IsTest=night.test or night.rehearsal,
        Notes=_notes(night, contest),
        Office=[_node("Office", "office", Name=_text(office), ElectionDistrictId=AREA)] if office and named else [],
        Party=[
            _node("Party", _party_id(code), Abbreviation=_text(code), Name=_text(_PARTIES.get(code, code)))
            for code in dict.fromkeys(_parties(contest))
        ],
        Person=[_person(c) for c in contest.candidates if named and (c.first or c.last)],
        SequenceEnd=1,
        SequenceStart=1,
        Status=status_of(night, contest).value,
        VendorApplicationId="Outright",
    )


def _notes(night: Night, contest: Contest) -> str:
    said = []
    if night.test:
        said.append("A test: these are not real results.")
    if night.rehearsal:
        said.append("A rehearsal: these are not live results.")
    if contest.as_of is None:
        said.append(f"The moment {UNKNOWN_MOMENT} stands for none: nothing has been received yet.")
    said.append("Counts by method are those of the whole contest.")
    return " ".join(said)


def _election(night: Night, contest: Contest) -> Node:
    kind = contest.identity.type
    return _node(
        "Election",
        Candidate=[] if contest.identity.is_question else [_candidate(contest, c) for c in contest.candidates],
        Contest=[_contest(night, contest)],
        ElectionScopeId=SCOPE,
        EndDate=night.date.isoformat(),
        ExternalIdentifier=[_external("outright", night.id)],
        Name=_text(night.name),
        StartDate=night.date.isoformat(),
        Type=kind.value if kind is not None else "other",
    )


def _contest(night: Night, contest: Contest) -> Node:
    identity, left = contest.identity, contest.remaining
    question = identity.is_question
    order = {c.id: i for i, c in enumerate(contest.candidates)}
    listed = sorted(contest.candidates, key=lambda c: (c.order is None, c.order or 0, order[c.id]))
    own = [("outright", race_id(night, contest)), *sorted(identity.source_ids.items())]
    return _node(
        "BallotMeasureContest" if question else "CandidateContest",
        "contest",
        ContestSelection=[_selection(contest, c, i) for i, c in enumerate(listed, 1)],
        ElectionDistrictId=AREA,
        ExternalIdentifier=[_external(kind, value) for kind, value in own],
        Name=_clean(contest.name),
        NumberElected=None if question else contest.seats,
        OfficeIds=["office"] if identity.office_name and not question else [],
        OtherCounts=[_node("OtherCounts", GpUnitId=_unit_id(u)) for u in contest.units if _is_silent(u)],
        PrimaryPartyIds=[_party_id(identity.party)] if identity.party and not question else [],
        SubUnitsReported=left.precincts_reported,
        TotalSubUnits=left.precincts_total,
        VoteVariation=_VARIATIONS.get(contest.threshold.kind) if contest.seats == 1 else None,
        VotesAllowed=None if question else identity.votes_allowed,
    )


def _selection(contest: Contest, who: Candidate, order: int) -> Node:
    own, votes = f"selection-{who.id}", list(_votes(contest, who))
    if contest.identity.is_question:
        answer = _text(who.name)
        return _node("BallotMeasureSelection", own, Selection=answer, SequenceOrder=order, VoteCounts=votes)
    return _node(
        "CandidateSelection", own, CandidateIds=[_candidate_id(who)], IsWriteIn=who.is_write_in, SequenceOrder=order,
        VoteCounts=votes,
    )  # fmt: skip


def _votes(contest: Contest, who: Candidate) -> Iterator[Node]:
    """A candidate's counts: the whole contest, the same by method, then place by place."""
    cells = [(AREA, "total", who.votes)]
    for m in contest.methods:
        if m.method in _METHODS and m.method != VoteMethod.TOTAL:
            cells.append((AREA, m.method, m.candidates.get(who.id)))
    cells += [(_unit_id(u), "total", u.candidates.get(who.id)) for u in contest.units]
    for place, kind, votes in cells:
        if votes is not None:
            yield _node("VoteCounts", Count=votes, GpUnitId=place, Type=kind)


def _candidate(contest: Contest, who: Candidate) -> Node:
    mark = spelling.winner(contest, who)
    return _node(
        "Candidate",
        _candidate_id(who),
        BallotName=_text(who.name),
        ExternalIdentifier=[_external(k, v) for k, v in (("outright", who.id), *sorted(who.source_ids.items()))],
        IsIncumbent=who.incumbent,
        PartyId=_party_id(who.party) if who.party else None,
        PersonId=_person_id(who) if who.first or who.last else None,
        PostElectionStatus=_AFTER[mark] if mark else None,
    )


def _person(who: Candidate) -> Node:
    first = _clean(who.first) if who.first else None
    last = _clean(who.last) if who.last else None
    return _node("Person", _person_id(who), FirstName=first, FullName=_text(who.name), LastName=last)


def _scope(contest: Contest) -> Node:
    name = contest.identity.state_name or contest.identity.state_postal
    return _node("ReportingUnit", SCOPE, Name=_text(name) if name else None, OtherType=SCOPE, Type="other")


def _area(contest: Contest) -> Node:
    """The area that votes in the contest, with the OCD-IDs of its districts."""
    return _node(
        "ReportingUnit",
        AREA,
        ComposingGpUnitIds=[_unit_id(u) for u in contest.units],
        ExternalIdentifier=[_external("ocd-id", d) for d in contest.identity.divisions],
        OtherType="contest-area",
        Type="other",
    )


def _units(contest: Contest) -> Iterator[Node]:
    """Every place with what lies in it."""
    inside: dict[str, list[str]] = {}
    for u in contest.units:
        if u.parent is not None:
            inside.setdefault(u.parent, []).append(_unit_id(u))
    yield from (_unit(u, inside.get(u.id, [])) for u in contest.units)


def _unit(unit: Unit, inside: list[str]) -> Node:
    kind = spelling.kind_of(unit)
    named = "ballot-batch" if unit.is_batch else "country" if kind is Kind.NATION else kind.value if kind else "other"
    status = None if unit.reported is None else "completed" if unit.reported else "in-process"
    return _node(
        "ReportingUnit",
        _unit_id(unit),
        ComposingGpUnitIds=inside,
        CountStatus=[_node("CountStatus", Status=status, Type="total")] if status else [],
        ExternalIdentifier=[_external(k, v) for k, v in sorted(unit.ids.items())],
        Name=_text(unit.name),
        OtherType=_clean(unit.level) if kind is None else None,
        SubUnitsReported=unit.precincts_reported,
        TotalSubUnits=unit.precincts_total,
        Type=named,
        VotersRegistered=unit.registered,
    )


def _is_silent(unit: Unit) -> bool:
    """Whether a place votes in the contest and has reported nothing."""
    return all(v is None for v in unit.candidates.values())


def _external(kind: str, value: str) -> Node:
    if kind in _NAMED:
        return _node("ExternalIdentifier", Type=kind, Value=_clean(value))
    return _node("ExternalIdentifier", OtherType=_clean(kind), Type="other", Value=_clean(value))


def _parties(contest: Contest) -> Iterator[str]:
    if contest.identity.party:
        yield contest.identity.party
    yield from (c.party for c in contest.candidates if c.party and not contest.identity.is_question)


def _party_id(code: str) -> str:
    return f"party-{re.sub('[^A-Za-z0-9]+', '-', code) or 'other'}"


def _unit_id(unit: Unit) -> str:
    return f"unit-{unit.id}"


def _candidate_id(who: Candidate) -> str:
    return f"candidate-{who.id}"


def _person_id(who: Candidate) -> str:
    return f"person-{who.id}"


def _moment(at: dt.datetime | None) -> str:
    """A moment to the second, in UTC."""
    if at is None:
        return UNKNOWN_MOMENT
    return at.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _text(text: str) -> Node:
    return _node(
        "InternationalizedText", Text=[_node("LanguageString", Content=_clean(text), Language="en")]
    )  # fmt: skip


def _clean(text: str) -> str:
    """The text with a replacement mark for each character that the format's XML twin cannot hold."""
    return _UNPRINTABLE.sub("\ufffd", text)


def _node(kind: str, own: str | None = None, /, **fields: Any) -> Node:
    """A record of the fields that are there."""
    kept = {k: v for k, v in fields.items() if v is not None and v != []}
    return {"@type": f"ElectionResults.{kind}", **({"@id": own} if own else {}), **kept}
