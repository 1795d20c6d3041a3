"""A snapshot as NIST's election report: one tree, which XML and JSON only spell differently.

Fields stand in the order of the XML schema. Every contest has an area of its own, to which its stated
totals, overvotes, ballots and registered voters belong; what a unit says of itself (whether it is in, its
ballots, its voters) the format keeps once for all contests, and so it is written where all contests agree.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from outright.count import Candidate, ContestCount, ReportingUnit, Snapshot, StatedTotals, UnitCount, slug
from outright.feeds.ids import free
from outright.terms import ReportingUnitType as Kind

PRECINCTS = frozenset({Kind.PRECINCT, Kind.COMBINED_PRECINCT, Kind.SPLIT_PRECINCT})
UNKNOWN_DAY = "1970-01-01"
"""The format demands a day and a moment; this one stands for unknown, and the report's notes say so."""
_SPELLED = {Kind.NATION: "country"}
_IDENTIFIERS = frozenset({"fips", "local-level", "national-level", "ocd-id", "state-level", "other"})
_PARTIES = {"R": "Republican", "D": "Democratic", "L": "Libertarian", "G": "Green", "I": "Independent"}
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)")
_UNPRINTABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Words:
    """Text that the format keeps with its language."""

    text: str


@dataclass(frozen=True, slots=True)
class Refs:
    """Ids of other nodes."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """One record: its class in the schema, its id where it has one, its fields in the schema's order."""

    kind: str
    fields: tuple[tuple[str, object], ...]
    id: str | None = None


def node(kind: str, id_: str | None = None, /, **fields: object) -> Node:
    """A node of the fields that are there: None and empty lists are left out."""
    kept = tuple((k, v) for k, v in fields.items() if v is not None and v != [] and v != Refs(()))
    return Node(kind, kept, id_)


@dataclass
class _Ids:
    """Ids for everything in one report: readable, unique, and valid in XML."""

    taken: dict[str, int] = field(default_factory=dict)
    units: dict[ReportingUnit, str] = field(default_factory=dict)
    parties: dict[str, str] = field(default_factory=dict)

    def new(self, *parts: str) -> str:
        return free("-".join(p for part in parts if (p := slug(part))), self.taken)

    def unit(self, unit: ReportingUnit) -> str:
        if unit not in self.units:
            self.units[unit] = self.new("unit", unit.id)
        return self.units[unit]

    def party(self, code: str) -> str:
        if code not in self.parties:
            self.parties[code] = self.new("party", code)
        return self.parties[code]


def report(snapshot: Snapshot) -> Node:
    """The whole report. Nothing in it depends on when or where it is written."""
    ids = _Ids()
    counts = snapshot.contests
    known = {u.unit.id: u.unit for c in counts for u in c.units}
    for unit in list(known.values()):
        if unit.parent_id and unit.parent_id not in known:
            kind = Kind.STATE if unit.type is Kind.COUNTY else Kind.COUNTY
            known[unit.parent_id] = ReportingUnit(unit.parent_id, unit.parent_id, kind)
    written = list(dict.fromkeys([*(u.unit for c in counts for u in c.units), *known.values()]))
    for unit in written:
        ids.unit(unit)
    scope = ids.new("jurisdiction")
    areas = [ids.new("area", c.contest.id) for c in counts]
    contests = [_contest(c, area, ids) for c, area in zip(counts, areas, strict=True)]
    candidates = [c for _, listed in contests for c in listed]
    election = node(
        "Election",
        BallotCounts=[*_unit_ballots(counts, ids), *_area_ballots(counts, areas)],
        Candidate=candidates,
        Contest=[c for c, _ in contests],
        ElectionScopeId=scope,
        Name=Words(_clean(snapshot.election.name)),
        StartDate=_day(snapshot.election.date),
        EndDate=_day(snapshot.election.date),
        Type="other",
    )
    units = [
        _scope(scope, snapshot),
        *_units(written, known, counts, ids),
        *map(_area, counts, areas, _members(counts, ids)),
    ]
    return _whole(snapshot, election, units, ids)


def _whole(snapshot: Snapshot, election: Node, units: list[Node], ids: _Ids) -> Node:
    parties = [
        node("Party", own, Abbreviation=Words(_clean(code)), Name=Words(_PARTIES.get(code, _clean(code))))
        for code, own in ids.parties.items()
    ]
    fine = any(c.level in PRECINCTS for c in snapshot.contests)
    return node(
        "ElectionReport",
        Election=[election],
        Format="precinct-level" if fine else "summary-contest",
        GeneratedDate=_moment(snapshot.published_at),
        GpUnit=units,
        Issuer="Outright",
        IssuerAbbreviation="Outright",
        IsTest=snapshot.is_test,
        Notes=f"A date of {UNKNOWN_DAY} stands for one that the source does not state.",
        Party=parties,
        SequenceStart=1,
        SequenceEnd=1,
        Status=snapshot.status.value,
        VendorApplicationId="Outright",
    )


def _contest(count: ContestCount, area: str, ids: _Ids) -> tuple[Node, list[Node]]:
    """A contest and the candidates it names; the answers to a question are no candidates."""
    contest = count.contest
    own = ids.new("contest", contest.id)
    selections, candidates = [], []
    for n, who in enumerate(contest.candidates):
        votes = list(_votes(count, n, area, ids))
        key = ids.new("selection", contest.id, who.id)
        if contest.is_question:
            answer = Words(_clean(who.name))
            selections.append(
                node("BallotMeasureSelection", key, SequenceOrder=n + 1, VoteCounts=votes, Selection=answer)
            )
            continue
        person = _candidate(who, ids.new("candidate", contest.id, who.id), ids)
        candidates.append(person)
        selections.append(_selection(who, key, votes, str(person.id), n + 1))
    primary = contest.primary_party
    return node(
        "BallotMeasureContest" if contest.is_question else "CandidateContest",
        own,
        ContestSelection=selections,
        ElectionDistrictId=area,
        Name=_clean(contest.name),
        OtherCounts=list(_other(count, area, ids)),
        SubUnitsReported=count.precincts_reported,
        TotalSubUnits=count.precincts_total,
        NumberElected=None if contest.is_question else contest.seats,
        PrimaryPartyIds=Refs((ids.party(primary),)) if primary and not contest.is_question else None,
        VotesAllowed=None if contest.is_question else contest.votes_allowed,
    ), candidates


def _selection(who: Candidate, key: str, votes: list[Node], person: str, order: int) -> Node:
    return node(
        "CandidateSelection", key, SequenceOrder=order, VoteCounts=votes,
        CandidateIds=Refs((person,)), IsWriteIn=who.is_write_in,
    )  # fmt: skip


def _candidate(who: Candidate, own: str, ids: _Ids) -> Node:
    party = ids.party(who.party) if who.party else None
    return node("Candidate", own, BallotName=Words(_clean(who.name)), PartyId=party)


def _votes(count: ContestCount, n: int, area: str, ids: _Ids) -> Iterator[Node]:
    """One candidate's cells: the stated totals first, then unit by unit. What is not reported is not written."""
    rows: list[tuple[str, StatedTotals | UnitCount]] = [(area, count.stated)] if count.stated else []
    rows += [(ids.unit(u.unit), u) for u in count.units]
    for place, row in rows:
        cells = [("total", row.totals[n])]
        cells += [(m.value, part[n]) for m, part in zip(count.methods, row.parts, strict=False)]
        for kind, number in cells:
            if number is not None:
                yield node("VoteCounts", GpUnitId=place, Type=kind, Count=number)


def _other(count: ContestCount, area: str, ids: _Ids) -> Iterator[Node]:
    """Over- and undervotes; and, with no number, the units that have reported nothing: they vote in the contest."""
    if count.overvotes is not None or count.undervotes is not None:
        yield node("OtherCounts", GpUnitId=area, Overvotes=count.overvotes, Undervotes=count.undervotes)
    for u in count.units:
        if all(v is None for row in (u.totals, *u.parts) for v in row):
            yield node("OtherCounts", GpUnitId=ids.unit(u.unit))


def _scope(own: str, snapshot: Snapshot) -> Node:
    name = snapshot.election.jurisdiction
    return node(
        "ReportingUnit", own, Name=Words(_clean(name)) if name else None, Type="other", OtherType="jurisdiction"
    )  # fmt: skip


def _area(count: ContestCount, own: str, members: tuple[str, ...]) -> Node:
    """The area that votes in a contest. A snapshot does not say which district it is."""
    return node(
        "ReportingUnit", own, ComposingGpUnitIds=Refs(members), Type="other", OtherType="contest-area",
        VotersRegistered=count.registered_voters,
    )  # fmt: skip


def _members(counts: Iterable[ContestCount], ids: _Ids) -> list[tuple[str, ...]]:
    return [tuple(dict.fromkeys(ids.unit(u.unit) for u in c.units)) for c in counts]


def _units(
    written: list[ReportingUnit], known: dict[str, ReportingUnit], counts: Iterable[ContestCount], ids: _Ids
) -> Iterator[Node]:
    """Every unit once, with what it contains and what all contests alike say of it."""
    inside: dict[ReportingUnit, list[str]] = {}
    for unit in written:
        if unit.parent_id:
            inside.setdefault(known[unit.parent_id], []).append(ids.unit(unit))
    rows = _rows(counts)
    for unit in written:
        reported = _agreed(r.reported for r in rows.get(unit, ()))
        batch = unit.type is Kind.PRECINCT and not unit.is_geographic
        status = {True: "completed", False: "in-process"}.get(reported) if isinstance(reported, bool) else None
        yield node(
            "ReportingUnit",
            ids.unit(unit),
            ComposingGpUnitIds=Refs(tuple(inside.get(unit, ()))),
            ExternalIdentifier=[_external(i.kind, i.value) for i in unit.external_ids],
            Name=Words(_clean(unit.name)),
            CountStatus=[node("CountStatus", Status=status, Type="total")] if status else [],
            Type="ballot-batch" if batch else _SPELLED.get(unit.type, unit.type.value),
            VotersRegistered=_agreed(r.registered_voters for r in rows.get(unit, ())),
        )


def _external(kind: str, value: str) -> Node:
    if kind in _IDENTIFIERS:
        return node("ExternalIdentifier", Type=kind, Value=_clean(value))
    return node("ExternalIdentifier", Type="other", OtherType=_clean(kind), Value=_clean(value))


def _unit_ballots(counts: Iterable[ContestCount], ids: _Ids) -> Iterator[Node]:
    for unit, rows in _rows(counts).items():
        cast = _agreed(r.ballots_cast for r in rows)
        if cast is not None:
            yield node("BallotCounts", GpUnitId=ids.unit(unit), Type="total", BallotsCast=cast)


def _area_ballots(counts: Iterable[ContestCount], areas: list[str]) -> Iterator[Node]:
    for count, area in zip(counts, areas, strict=True):
        if count.ballots_cast is not None:
            yield node("BallotCounts", GpUnitId=area, Type="total", BallotsCast=count.ballots_cast)


def _rows(counts: Iterable[ContestCount]) -> dict[ReportingUnit, list[UnitCount]]:
    found: dict[ReportingUnit, list[UnitCount]] = {}
    for count in counts:
        for u in count.units:
            found.setdefault(u.unit, []).append(u)
    return found


def _agreed(values: Iterable[int | None]) -> int | None:
    """What all contests say alike; None where one says something else or nothing."""
    met = set(values)
    return met.pop() if len(met) == 1 else None


def _day(date: dt.date | None) -> str:
    return date.isoformat() if date else UNKNOWN_DAY


def _moment(moment: dt.datetime | None) -> str:
    """A moment to the second, as the format has it, in its own zone where the format knows the zone."""
    if moment is None:
        return f"{UNKNOWN_DAY}T00:00:00Z"
    printed = moment.replace(microsecond=0).isoformat()
    if _MOMENT.fullmatch(printed):
        return printed
    return moment.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _clean(text: str) -> str:
    """The text with a replacement mark for each character that XML cannot hold."""
    return _UNPRINTABLE.sub("\ufffd", text)
