"""A wire service's races, units and candidates, gathered into contests: AP's JSON and elex's table say the same.

A race is known by its state and number, never by its place in the file: a later response of the feed lists
only the races that changed. The state's unit is the stated total. Of the others one level is summed: towns in
New England (which share their county's FIPS code), else counties, else congressional districts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from outright.count import ContestCount, Election, ExternalId, Snapshot
from outright.errors import FeedMalformed
from outright.feeds.findings import Findings
from outright.feeds.header import check_header
from outright.feeds.ids import distinct, stem
from outright.feeds.ledger import Ledger
from outright.feeds.ledger_sheet import Key, Sheet
from outright.feeds.new_england import STATES, county_name
from outright.feeds.newsroom import all_in, fips_id, progress, tell_declared, tell_expected, tell_test
from outright.feeds.parties import contest_party, party_code
from outright.terms import ReportingUnitType

_AGAIN = "Keep the file and fetch it again; earlier counts stand."
_LEVELS = {kind.value: kind for kind in ReportingUnitType} | {
    "district": ReportingUnitType.DISTRICT,
    "fipscode": ReportingUnitType.COUNTY,
    "township": ReportingUnitType.MUNICIPALITY,
}
_SUMMED = (
    ReportingUnitType.MUNICIPALITY,
    ReportingUnitType.COUNTY,
    ReportingUnitType.DISTRICT,
    ReportingUnitType.PRECINCT,
    ReportingUnitType.COMBINED_PRECINCT,
    ReportingUnitType.SPLIT_PRECINCT,
    ReportingUnitType.WARD,
    ReportingUnitType.VOTE_CENTER,
)
_ORDER = (ReportingUnitType.NATION, ReportingUnitType.STATE, ReportingUnitType.COUNTY)


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate's line in one unit. ``mark`` is the source's call; ``methods`` are votes by its own words."""

    key: str
    name: str
    party: str = ""
    order: int | None = None
    votes: int | None = None
    mark: str = ""
    methods: tuple[tuple[str, int | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """One reporting unit of a race, as the source lists it. ``fips`` is five digits or ""."""

    level: str
    postal: str
    name: str = ""
    id: str = ""
    fips: str = ""
    reporting: int | None = None
    total: int | None = None
    lines: Sequence[Line] = ()
    partial_district: bool = False

    @property
    def kind(self) -> ReportingUnitType:
        """The kind of place: a subunit is a town in New England and a county elsewhere."""
        return _kind(self.level, self.postal, self.partial_district)

    @property
    def key(self) -> Key:
        """What the unit is known by in its state: its own number, else its code or name."""
        kind = self.kind
        if kind in _ORDER[:2]:
            return (kind, self.postal, self.id, self.name)
        if self.postal in STATES and kind is ReportingUnitType.COUNTY and self.fips:
            return ("county", self.fips)
        return self.id or (kind, self.fips, self.name)


@lru_cache(maxsize=4096)
def _kind(printed: str, postal: str, partial: bool) -> ReportingUnitType:
    level = printed.lower()
    if level == "subunit":
        return ReportingUnitType.MUNICIPALITY if postal in STATES else ReportingUnitType.COUNTY
    if level == "district" and partial:
        return ReportingUnitType.OTHER
    return _LEVELS.get(level, ReportingUnitType.OTHER)


@dataclass(slots=True)
class WireContest:
    """One race. ``lines`` are the candidates where the source lists them without units, before any result."""

    id: str
    postal: str
    office: str
    seat: str = ""
    description: str = ""
    party: str = ""
    seats: int = 1
    is_question: bool = False
    uncontested: bool = False
    test: bool = False
    expected: object = None
    status: str = ""
    units: list[Unit] = field(default_factory=list)
    lines: Sequence[Line] = ()

    @property
    def name(self) -> str:
        """The office and the seat as printed, and the party whose primary it is."""
        parts = [self.office, self.seat, self.description if self.is_question else ""]
        name = ", ".join(part for part in parts if part) or self.id
        told = not self.party or contest_party(name) == party_code(self.party)
        return name if told else f"{name} - {self.party}"

    @property
    def contest_id(self) -> str:
        """State, office and number: the same in every response, however few races it lists."""
        if self.postal and self.id.startswith(f"{self.postal}-"):
            return stem(self.id)
        return stem(f"{self.postal} {self.office} {self.seat} {self.id}")


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself. Dates and times also as printed; ``postal`` false: its states have no letters."""

    title: str = ""
    date_text: str = ""
    date: dt.date | None = None
    time_text: str = ""
    moment: dt.datetime | None = None
    postal: bool = True


def snapshot(kind: str, source: str, races: Sequence[WireContest], header: Header, findings: Findings) -> Snapshot:
    """The whole file: its contests, checked against its header. ``source`` is whose word its calls are."""
    found = counts(races, source, findings)
    if not found:
        findings.info("no-results-yet", "the file", "The file is whole and lists no contest.")
    elif header.time_text:
        check_header(header.title, header.date, header.date_text, header.moment, header.time_text, findings)
    elif header.date is None:
        findings.warn("election-date-unknown", "header", "The file prints neither the election's date nor a time.")
    states = {race.postal for race in races} if header.postal else set()
    election = Election(header.title, header.date, (states.pop() or None) if len(states) == 1 else None)
    test = any(race.test for race in races)
    return Snapshot(
        kind, election, found, header.moment, header.time_text, is_test=test, findings=findings.close()
    )  # fmt: skip


def tell_total(contest: WireContest, stated: int | None, findings: Findings) -> None:
    """Compares the votes of all candidates together, where the source prints them, with the candidates' own."""
    votes = [line.votes for line in contest.lines if line.votes is not None]
    if stated and not votes:
        message = f"{stated:,} votes in all, and the file does not say for whom; a forecast's numbers are no count."
        findings.warn("votes-not-by-candidate", contest.name, message)
    elif stated is not None and votes and sum(votes) != stated:
        message = f"{stated:,} votes stated in all, the candidates have {sum(votes):,}; theirs are kept."
        findings.warn("total-not-sum-of-candidates", contest.name, message)


def counts(races: Iterable[WireContest], source: str, findings: Findings) -> tuple[ContestCount, ...]:
    """Every race as a contest, in the file's order. A race printed twice refuses the file.

    Units are named within their state, so that a county's id does not depend on what else is in the file.
    """
    ledgers: dict[str, Ledger] = {}
    met: dict[Key, WireContest] = {}
    for race in races:
        key = (race.postal, race.id)
        if key in met:
            message = f"The race {race.name!r} ({race.id}) stands twice in the file"
            raise FeedMalformed(message, where=f"{race.postal} {race.id}", hint=_AGAIN)
        met[key] = race
        ledger = ledgers.setdefault(race.postal, Ledger(ReportingUnitType.COUNTY, findings))
        _gather(ledger, key, race, source)
    if tests := [race.name for race in met.values() if race.test]:
        tell_test(f"{len(tests)} of {len(met)} races, the first {tests[0]}", findings)
    found: dict[Key, ContestCount] = {}
    for ledger in ledgers.values():
        found.update(zip(ledger.sheets, ledger.counts(), strict=True))
    ids = distinct([found[key].contest.id for key in met], [None] * len(met))
    return tuple(_named(found[key], i) for key, i in zip(met, ids, strict=True))


def _named(count: ContestCount, contest_id: str) -> ContestCount:
    """The count under an id that no other race of the file has."""
    if count.contest.id == contest_id:
        return count
    return replace(count, contest=replace(count.contest, id=contest_id))


def _gather(ledger: Ledger, key: Key, race: WireContest, source: str) -> None:
    """One race: its candidates, its units, its totals, and what is said beside them."""
    tops = _tops(race)
    units = [u for u in race.units if u is not tops[0]] if len(tops) == 1 else list(race.units)
    level = _level(tops, units)
    if len(tops) == 1 and level is tops[0].kind:
        units = [*tops, *units]
    sheet = ledger.contest(
        key, race.name, level=level, source_id=race.id, seats=race.seats, votes_allowed=race.seats,
        is_question=race.is_question, primary_party=party_code(race.party) if race.party else None,
    )  # fmt: skip
    sheet.contest = replace(sheet.contest, id=race.contest_id)
    _candidates(sheet, race)
    for unit in sorted(units, key=lambda u: _ORDER.index(u.kind) if u.kind in _ORDER else len(_ORDER)):
        _unit(ledger, sheet, unit)
    if len(tops) == 1:
        top = tops[0]
        if any(line.votes is not None for line in top.lines):
            _stated(sheet, top)
        sheet.precincts_reported, sheet.precincts_total = progress(
            top.reporting, top.total, race.name, ledger.findings
        )  # fmt: skip
    _beside(race, tops or race.units[:1], source, ledger.findings)


def _stated(sheet: Sheet, top: Unit) -> None:
    for line in top.lines:
        sheet.stated(line.key, line.votes)
        for label, votes in line.methods:
            sheet.stated(line.key, votes, label)


def _tops(race: WireContest) -> list[Unit]:
    """The units that stand for the whole: the nation's, else the states'."""
    for kind in _ORDER[:2]:
        if found := [u for u in race.units if u.kind is kind]:
            return found
    return []


def _level(tops: Sequence[Unit], units: Sequence[Unit]) -> ReportingUnitType:
    """The kind of unit that is summed."""
    kinds = {u.kind for u in units}
    if ReportingUnitType.STATE in kinds:
        return ReportingUnitType.STATE
    found = next((kind for kind in _SUMMED if kind in kinds), None)
    return found or (tops[0].kind if tops else ReportingUnitType.STATE)


def _candidates(sheet: Sheet, race: WireContest) -> None:
    """Every candidate of the race in ballot order, by the source's key: the units' own order is by rank."""
    found: dict[str, Line] = {}
    for lines in (race.lines, *(unit.lines for unit in race.units)):
        for line in lines:
            found.setdefault(line.key, line)
    for line in sorted(found.values(), key=lambda c: (c.order is None, c.order or 0, len(c.key), c.key)):
        party = "" if race.is_question else line.party  # AP repeats an answer, Yes or No, as its party
        sheet.candidate(line.key, line.name, party, source_id=line.key or None)


def _unit(ledger: Ledger, sheet: Sheet, unit: Unit) -> None:
    parent: Key | None = None
    code, kind, key = unit.fips, unit.kind, unit.key
    if kind is ReportingUnitType.MUNICIPALITY and code:
        parent = ("county", code)
        ledger.unit(parent, county_name(code), ReportingUnitType.COUNTY, external=fips_id(code))
        sheet.unit(parent)
        code = ""  # the code is the county's; the town shares it with its neighbours
    if kind is ReportingUnitType.OTHER and not unit.partial_district and unit.level.lower() != "other":
        message = f"{unit.name!r} is of the level {unit.level!r}, which is not known; its votes are not summed."
        ledger.findings.warn("unit-level-unknown", sheet.name, message)
    local = (ExternalId("local-level", unit.id),) if unit.id else ()
    pseudo = unit.partial_district or (unit.level.lower() == "subunit" and not unit.fips)
    ledger.unit(
        key, unit.name or unit.postal, kind, parent=parent, external=(*fips_id(code), *local),
        geographic=True if unit.fips else False if pseudo else None,
    )  # fmt: skip
    sheet.unit(key, reported=all_in(unit.reporting, unit.total))
    for line in unit.lines:
        sheet.votes(key, line.key, line.votes)
        for label, votes in line.methods:
            sheet.votes(key, line.key, votes, label)


def _beside(race: WireContest, tops: Sequence[Unit], source: str, findings: Findings) -> None:
    """Calls, expected votes and uncontested races: told, never counted."""
    if race.uncontested:
        message = "The race is uncontested. Votes in it may not be counted at all; a zero stands as printed."
        findings.info("uncontested", race.name, message)
    tell_declared(race.name, source, [(c.name, c.mark) for u in tops for c in u.lines if c.mark], findings)
    if race.status:
        findings.info("declared-status", race.name, f"{source} says: {race.status}.")
    tell_expected(race.name, source, race.expected, findings)
