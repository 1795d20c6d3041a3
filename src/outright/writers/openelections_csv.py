"""Writes a snapshot as an OpenElections table: one row for each unit and candidate, a column for each method.

An empty cell is a number that was not reported. The table has no clock, no findings and no progress: it holds the
votes of the level that is summed, and what is known of voters and ballots.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from outright.count import ContestCount, ReportingUnit, Snapshot, UnitCount, slug
from outright.feeds.parties import party_code
from outright.terms import ReportingUnitType, VoteMethod
from outright.writers.table import table

_COLUMNS = {
    VoteMethod.ELECTION_DAY: "election_day",
    VoteMethod.EARLY: "early_voting",
    VoteMethod.ABSENTEE_MAIL: "absentee_by_mail",
    VoteMethod.ABSENTEE_IN_PERSON: "absentee_in_person",
    VoteMethod.ABSENTEE: "absentee",
    VoteMethod.PROVISIONAL: "provisional",
    VoteMethod.UOCAVA: "uocava",
    VoteMethod.OTHER: "other",
}
_PLACES = {ReportingUnitType.WARD: "ward", ReportingUnitType.MUNICIPALITY: "town"}
_WIDE = frozenset({ReportingUnitType.COUNTY, ReportingUnitType.STATE, ReportingUnitType.NATION})
_DISTRICT = re.compile(r"(.+), District (\d+)")
_KINDS = ("special", "primary", "runoff", "municipal", "recall", "general")

Row = list[str | int | None]


def write(snapshot: Snapshot) -> bytes:
    """The table in UTF-8, always the same bytes for the same snapshot."""
    levels = {c.level for c in snapshot.contests}
    fine = sorted(levels - _WIDE)
    place = (_PLACES.get(fine[0], "precinct") if len(fine) == 1 else "precinct") if fine else None
    methods = [m for m in _COLUMNS if any(m in c.methods for c in snapshot.contests)]
    counties = levels - {ReportingUnitType.STATE, ReportingUnitType.NATION} or not levels
    header = [*(["county"] if counties else []), *([place] if place else [])]
    header += ["office", "district", "party", "candidate", "votes", *(_COLUMNS[m] for m in methods)]
    lines = ([*where[: bool(counties)], *where[1 : 1 + bool(place)], *row] for where, row in _rows(snapshot, methods))
    return table(header, lines)


def file_name(snapshot: Snapshot, state: str) -> str:
    """The project's name for the table: ``20170620__ga__special__runoff__cobb__precinct.csv``.

    ``state`` is the postal code; kinds of election are read from the election's name.
    """
    day, title = snapshot.election.date, snapshot.election.name.lower()
    kinds = [kind for kind in _KINDS if re.search(rf"\b{kind}\b", title)] or ["general"]
    level = next((c.level for c in snapshot.contests), ReportingUnitType.COUNTY)
    county = [] if level in _WIDE else [slug(snapshot.election.jurisdiction or "").replace("-", "_")]
    parts = [f"{day:%Y%m%d}" if day else "00000000", state.lower(), *kinds, *filter(None, county)]
    return "__".join([*parts, "county" if level in _WIDE else level.value]) + ".csv"


def _rows(snapshot: Snapshot, methods: list[VoteMethod]) -> Iterator[tuple[tuple[str, str], Row]]:
    """Every row as county, place and the rest; voters and ballots once for each unit, before the votes."""
    names = {u.unit.id: u.unit.name for c in snapshot.contests for u in c.units}
    jurisdiction = snapshot.election.jurisdiction or ""
    blank: Row = [None] * len(methods)
    for title, field in (("Registered Voters", "registered_voters"), ("Ballots Cast", "ballots_cast")):
        for unit in _agreed(snapshot, field):
            number = getattr(unit, field)
            yield _where(unit.unit, names, jurisdiction), [title, "", "", "", number, *blank]
    for count in snapshot.contests:
        title, party = _title(count)
        found = _DISTRICT.fullmatch(title)
        office = list(found.groups()) if found else [title, ""]
        for unit in count.counting_units():
            where = _where(unit.unit, names, jurisdiction)
            for c, candidate in enumerate(count.contest.candidates):
                cells = [_part(count, unit, m, c) for m in methods]
                yield where, [*office, party or candidate.party or "", candidate.name, unit.totals[c], *cells]


def _title(count: ContestCount) -> tuple[str, str]:
    """The contest's name, and the party of its column where the contest is that party's primary.

    The table says in its column what other sources say at the end of the name ("Governor - Rep").
    """
    title, _, printed = count.contest.name.rpartition(" - ")
    party = count.contest.primary_party
    if not title or party is None or party_code(printed) != party:
        return count.contest.name, ""
    own = {c.party for c in count.contest.candidates}
    return (title, printed) if own <= {party, None} else (count.contest.name, "")


def _agreed(snapshot: Snapshot, field: str) -> list[UnitCount]:
    """The units of which every contest says the same number; where contests differ, none is written."""
    units: dict[str, UnitCount] = {}
    told: dict[str, set[int]] = {}
    for count in snapshot.contests:
        for unit in count.counting_units():
            if (number := getattr(unit, field)) is not None:
                units.setdefault(unit.unit.id, unit)
                told.setdefault(unit.unit.id, set()).add(number)
    return [unit for key, unit in units.items() if len(told[key]) == 1]


def _part(count: ContestCount, unit: UnitCount, method: VoteMethod, c: int) -> int | None:
    m = count.method_index(method)
    return unit.parts[m][c] if m is not None and unit.parts else None


def _where(unit: ReportingUnit, names: dict[str, str], jurisdiction: str) -> tuple[str, str]:
    """The county and the place inside it; a county's name from its own unit, else from who publishes."""
    if unit.type in _WIDE:
        return unit.name, ""
    parent = unit.parent_id
    if parent is None:
        return "", unit.name
    if parent in names:
        return names[parent], unit.name
    return (jurisdiction if slug(jurisdiction) == parent else parent.replace("-", " ").title()), unit.name
