"""One contest of a NIST report: its selections, its counts by place and method, onto the ledger.

``total`` is a cell of its own and never meets its methods in a sum. Votes that are no votes (``seats``) are
left out and told; what is suppressed for privacy is not reported, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from outright.count.tally import add
from outright.feeds.findings import Findings
from outright.feeds.ledger import Ledger
from outright.feeds.ledger_sheet import Sheet
from outright.feeds.nist_record import Record, Vote, count, is_true, kind, malformed, plain, records, ref, refs, votes
from outright.feeds.nist_units import Place, Places
from outright.feeds.parties import party_code
from outright.terms import ReportingUnitType

_QUESTIONS = ("BallotMeasureContest", "RetentionContest")
_OTHER = ("Overvotes", "Undervotes", "WriteIns")
_WRITE_IN = "write-in"
Line = tuple[str, str]
"""Who a cell is for: a selection's number, and "" or ``write-in`` for those written in beside a printed name."""


@dataclass(frozen=True, slots=True)
class Names:
    """Parties (as printed, and in full) and candidates (name, party as printed) by their ids."""

    parties: dict[str, tuple[str, str]]
    candidates: dict[str, tuple[str, str | None]]


@dataclass(slots=True)
class Selection:
    """One choice: its name, party and whether it was written in."""

    source_id: str
    name: str
    party: str | None = None
    is_write_in: bool | None = None


@dataclass
class Telling:
    """What a contest's record says, by place: cells, overvotes, and which places it names at all."""

    record: Record
    name: str
    lines: dict[Line, Selection] = field(default_factory=dict)
    cells: dict[str, dict[Line, dict[str, list[tuple[str, int | None]]]]] = field(default_factory=dict)
    others: dict[str, dict[str, int | None]] = field(default_factory=dict)
    places: dict[str, None] = field(default_factory=dict)

    @classmethod
    def of(cls, contest: Record, names: Names, places: Places, findings: Findings) -> Telling:
        """Reads a contest's record; every place in it must be described in the report."""
        name = plain(contest, "Name") or plain(contest, "BallotTitle") or plain(contest, "@id")
        found = cls(contest, name)
        for number, selection in enumerate(records(contest, "ContestSelection")):
            line = (str(number), "")
            found.lines[line] = _selection(selection, names, name)
            found._votes(line, list(votes(selection)), findings)
        for other in records(contest, "OtherCounts"):
            found._other(other)
        for place_id in found.places:
            places.place(place_id, name)
        return found

    def _votes(self, line: Line, listed: list[Vote], findings: Findings) -> None:
        """One selection's counts. Only the first round of a ranked count is votes as this contest counts them."""
        rounds = {count(v.round, self.name) for v in listed} - {None}
        first = min((r for r in rounds if r is not None), default=None)
        if len(rounds) > 1:
            message = f"Counts of {len(rounds)} rounds; round {first} is read, the others are not."
            findings.warn("rounds-left-out", self.name, message)
        totalled = {v.unit for v in listed if v.type == "total"}
        for v in listed:
            where = f"{self.name}, {v.unit}"
            if v.type == "seats":
                findings.warn("seats-not-votes", where, "Seats are stated in place of votes; they are not read.")
                continue
            if v.round is not None and count(v.round, where) != first:
                continue
            self.places[v.unit] = None
            self._cell(line, v, totalled, where, findings)

    def _cell(self, line: Line, v: Vote, totalled: set[str], where: str, findings: Findings) -> None:
        number = count(v.count, where)
        if v.withheld:
            findings.warn("votes-withheld", where, "The count is suppressed for privacy: not reported, not zero.")
            number = None
        label = "" if v.type == "total" else (v.other if v.type == "other" and v.other else v.type or "other")
        if v.type == _WRITE_IN and v.unit not in totalled:
            if not self.lines[line].is_write_in:
                line = self._written(line)
            label = ""
        self.cells.setdefault(v.unit, {}).setdefault(line, {}).setdefault(label, []).append((v.device, number))

    def _written(self, line: Line) -> Line:
        """The line for those who wrote in a name that is also printed."""
        printed = self.lines[line]
        beside = (line[0], _WRITE_IN)
        if beside not in self.lines:
            name = f"{printed.name} (write-in)"
            self.lines[beside] = Selection(f"{printed.source_id}-write-in", name, printed.party, True)
        return beside

    def _other(self, other: Record) -> None:
        place_id = ref(other, "GpUnitId")
        if not place_id:
            raise malformed("OtherCounts names no place", self.name)
        self.places[place_id] = None
        held = self.others.setdefault(place_id, {})
        for key in _OTHER:
            held[key] = add((held.get(key), count(other.get(key), f"{self.name}, {place_id}")))


def _selection(found: Record, names: Names, contest: str) -> Selection:
    source_id = plain(found, "@id")
    marked = is_true(found, "IsWriteIn") if "IsWriteIn" in found else None
    if kind(found) == "BallotMeasureSelection" or "Selection" in found:
        return Selection(source_id, plain(found, "Selection"))
    who = refs(found, "CandidateIds")
    unknown = [w for w in who if w not in names.candidates]
    if unknown:
        raise malformed(f"A selection names the candidate {unknown[0]!r}, whom the file does not describe", contest)
    if who:
        ticket = [names.candidates[w] for w in who]
        return Selection(source_id, " / ".join(n for n, _ in ticket), ticket[0][1], marked)
    parties = [names.parties.get(p, (p, p)) for p in refs(found, "PartyIds")]
    if parties:
        return Selection(source_id, " / ".join(full or short for short, full in parties), parties[0][0], False)
    return Selection(source_id, "Write-in" if marked else "", None, marked)


def sheet_of(
    telling: Telling, key: tuple[int, int], names: Names, places: Places, ballots: dict[str, int | None], ledger: Ledger
) -> None:
    """Writes a contest onto the ledger, once the levels of all places are settled."""
    record = telling.record
    district = ref(record, "ElectionDistrictId")
    named = [places.by_id[p] for p in places.by_id if p in telling.places]
    inside = [p for p in named if p.id != district or (len(named) == 1 and p.id in telling.cells)]
    chosen = places.level([p for p in inside if p.id in telling.cells] or inside)
    summed = [p for p in inside if chosen and p.rung == chosen[0].rung]
    level = summed[0].kind if summed else None
    primary = refs(record, "PrimaryPartyIds")
    sheet = ledger.contest(
        key, telling.name, level=level, source_id=plain(record, "@id") or None,
        seats=_at_least_one(record, "NumberElected"), votes_allowed=_at_least_one(record, "VotesAllowed"),
        is_question=kind(record) in _QUESTIONS,
        primary_party=party_code(names.parties.get(primary[0], ("", ""))[0]) if len(primary) == 1 else None,
    )  # fmt: skip
    _write_ins(telling, sheet)
    for line, s in telling.lines.items():
        sheet.candidate(line, s.name, s.party, source_id=s.source_id or None, write_in=s.is_write_in)
    kept = _kept(inside, summed, sheet)
    for place in kept:
        _unit(place, telling, sheet, ballots)
    _whole(telling, sheet, places, district if district not in {p.id for p in inside} else "", summed, inside)
    _doubts(telling, sheet, summed, inside)
    _progress(record, places.by_id.get(district), sheet)
    if district in places.by_id:
        sheet.ballots_cast = ballots.get(district)
        sheet.registered_voters = _number(places.by_id[district].record, "VotersRegistered")
    if kind(record) == "RetentionContest":
        who = names.candidates.get(ref(record, "CandidateId"), ("somebody the file does not name", None))[0]
        sheet.findings.info("retention-of", sheet.name, f"The question is whether to retain {who}.")


def _kept(inside: list[Place], summed: list[Place], sheet: Sheet) -> list[Place]:
    """The places that stay as units: all but those which would be summed beside the level without being of it."""
    chosen = {p.id for p in summed}
    out = [p for p in inside if p.id not in chosen and p.kind is sheet.level]
    if out:
        kinds = ", ".join(sorted({p.raw for p in out}))
        message = f"{len(out)} overlapping places ({kinds}) are left out: their votes are counted in others."
        sheet.findings.warn("units-left-out", sheet.name, message)
    left = {p.id for p in out}
    return [p for p in inside if p.id not in left]


def _unit(place: Place, telling: Telling, sheet: Sheet, ballots: dict[str, int | None]) -> None:
    sheet.unit(
        place.id, reported=_reported(place.record), ballots_cast=ballots.get(place.id),
        registered=_number(place.record, "VotersRegistered"),
    )  # fmt: skip
    for line, cell in telling.cells.get(place.id, {}).items():
        for label, listed in cell.items():
            for votes_ in _by_device(listed):
                sheet.votes(place.id, line, votes_, label)


def _by_device(listed: list[tuple[str, int | None]]) -> list[int | None]:
    """A cell's counts: those for all devices as they stand, else the sum over the devices."""
    whole = [n for device, n in listed if not device]
    if whole:
        return whole
    once = dict(reversed(listed))  # the first count of each device stands
    return [add(once.values())]


def _whole(
    telling: Telling, sheet: Sheet, places: Places, district: str, summed: list[Place], inside: list[Place]
) -> None:
    """The contest's stated totals and its over- and undervotes, as its district states them."""
    around = [] if district in telling.cells else places.around(summed, [p for p in inside if p.id in telling.cells])
    stating = [district] if district in telling.cells else [p.id for p in around]
    sums: dict[tuple[Line, str], int | None] = {}
    for place_id in stating:
        for line, cell in telling.cells[place_id].items():
            for label, listed in cell.items():
                sums[line, label] = add((sums.get((line, label)), _by_device(listed)[0]))
    for (line, label), votes_ in sums.items():
        sheet.stated(line, votes_, label)
    for key in ("Overvotes", "Undervotes"):
        told = telling.others.get(district, {}).get(key)
        if told is None:
            told = add(telling.others.get(p.id, {}).get(key) for p in summed)
        if key == "Overvotes":
            sheet.overvotes = told
        else:
            sheet.undervotes = told


def _doubts(telling: Telling, sheet: Sheet, summed: list[Place], inside: list[Place]) -> None:
    """Tells where the sum could be wrong: kinds that might overlap, larger places with more votes."""
    kinds = sorted({p.raw for p in summed if p.raw != "ballot-batch"})
    if len(kinds) > 1 and summed[0].rung == ReportingUnitType.PRECINCT.value:
        checked = bool(sheet.stated_cells)
        message = f"{', '.join(kinds)} are summed together; the report does not say that one lies in another."
        if checked:
            sheet.findings.info("unit-kinds-together", sheet.name, message)
        else:
            sheet.findings.hold("unit-kinds-together", sheet.name, f"{message} No total can check the sum.")
    if sheet.stated_cells:
        return  # the ledger compares the sum with it
    others: dict[str, list[Place]] = {}
    counted = {p.id for p in summed}
    for place in inside:
        if place.id not in counted and not place.inner:
            others.setdefault(place.rung, []).append(place)
    here = _votes_in(summed, telling)
    for rung, larger in others.items():
        there = _votes_in(larger, telling)
        if there > here:
            message = f"{len(larger)} places ({rung}) have {there:,} votes together, those that are summed {here:,}."
            sheet.findings.warn("total-not-sum-of-units", sheet.name, message)


def _votes_in(listed: list[Place], telling: Telling) -> int:
    """All votes in some places."""
    found = 0
    for place in listed:
        for cell in telling.cells.get(place.id, {}).values():
            parts = [_by_device(c)[0] for label, c in cell.items() if label]
            found += (_by_device(cell[""])[0] if "" in cell else add(parts)) or 0
    return found


def _write_ins(telling: Telling, sheet: Sheet) -> None:
    """Write-ins that are stated beside the selections: a line of their own where no selection holds them."""
    found = {place: held["WriteIns"] for place, held in telling.others.items() if held.get("WriteIns") is not None}
    if not found:
        return
    if any(s.is_write_in for s in telling.lines.values()):
        message = "Write-ins are counted in selections and beside them; those in selections are read."
        sheet.findings.info("write-ins-twice", sheet.name, message)
        return
    line = (str(len(telling.lines)), "")
    telling.lines[line] = Selection("", "Write-in", None, True)
    for place, number in found.items():
        telling.cells.setdefault(place, {})[line] = {"": [("", number)]}


def _progress(record: Record, district: Place | None, sheet: Sheet) -> None:
    """How many precincts are in: the contest's own numbers, else its district's."""
    sources: Iterable[Record] = (record, *((district.record,) if district else ()))
    for source in sources:
        reported, total = _number(source, "SubUnitsReported"), _number(source, "TotalSubUnits")
        if reported is None and total is None:
            continue
        if reported is not None and total is not None and reported > total:
            message = f"{reported} of {total} precincts are said to be in; progress is not shown."
            sheet.findings.warn("precincts-beyond-total", sheet.name, message)
            return
        sheet.precincts_reported, sheet.precincts_total = reported, total
        return


def _reported(unit: Record) -> bool | None:
    """Whether a place is fully in: its count's status, else its subunits."""
    told = {plain(s, "Type"): plain(s, "Status") for s in records(unit, "CountStatus")}
    if any(status in ("in-process", "not-processed") for status in told.values()):
        return False
    if told.get("total") == "completed":
        return True
    reported, total = _number(unit, "SubUnitsReported"), _number(unit, "TotalSubUnits")
    return reported >= total if reported is not None and total else None


def _number(record: Record, key: str) -> int | None:
    return count(record.get(key), key)


def _at_least_one(record: Record, key: str) -> int:
    return max(_number(record, key) or 1, 1)
