"""A snapshot as a wire service's rows: races, the units of the level that is summed, and their lines.

Only one level of units is written, so that nobody adds a county to its precincts. The first unit stands for the
whole contest: the source's stated total, else the sum of its units. No row says that anybody won.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from outright.count import Candidate, ContestCount, ReportingUnit, Snapshot, UnitCount
from outright.rules.names import STATES
from outright.terms import ReportingUnitType

_PARTIES = {"R": "GOP", "D": "Dem", "L": "Lib", "G": "Grn", "I": "Ind"}
_LEVELS = {
    ReportingUnitType.DISTRICT: "district",
    ReportingUnitType.MUNICIPALITY: "township",
}
_WHOLE = (ReportingUnitType.NATION, ReportingUnitType.STATE)


@dataclass(frozen=True, slots=True)
class Row:
    """One unit of one contest; the whole has no id. ``votes`` stand in the order of the contest's candidates."""

    level: str
    name: str
    id: str
    fips: str
    votes: Sequence[int | None]
    reporting: int | None = None
    total: int | None = None


def postal(snapshot: Snapshot) -> str:
    """The state's two letters where the election names its jurisdiction so; else ""."""
    text = snapshot.election.jurisdiction or ""
    return text if len(text) == 2 and text.isascii() and text.isalpha() and text.isupper() else ""


def state_name(snapshot: Snapshot) -> str:
    """The state in full where the election names it by its letters; else the jurisdiction as it is named."""
    return STATES.get(postal(snapshot), snapshot.election.jurisdiction or "")


def race_ids(counts: Sequence[ContestCount]) -> list[str]:
    """The contests' numbers as their source has them, where they tell all contests apart; else our own ids."""
    return _distinct([c.contest.source_id for c in counts]) or [c.contest.id for c in counts]


def candidate_ids(candidates: Sequence[Candidate]) -> list[str]:
    """The candidates' numbers as their source has them, where they tell all of them apart; else our own ids."""
    return _distinct([c.source_id for c in candidates]) or [c.id for c in candidates]


def party_text(code: str | None) -> str:
    """AP's abbreviation for a party's letter; any other party as printed."""
    return _PARTIES.get(code or "", code or "")


def primary_type(count: ContestCount) -> str:
    """The letter for a Democratic or Republican primary, D or R; else G."""
    party = count.contest.primary_party
    return party if party in ("D", "R") else "G"


def rows(snapshot: Snapshot, count: ContestCount) -> Iterator[Row]:
    """The whole contest first, then every unit of the level that is summed."""
    units = list(count.counting_units())
    whole = count.result().totals
    state = state_name(snapshot) or snapshot.election.name
    alone = len(units) == 1 and units[0].totals == whole
    nation = count.level is ReportingUnitType.NATION or (count.level is ReportingUnitType.STATE and not alone)
    yield Row(
        "national" if nation and units else "state",
        units[0].unit.name if alone and count.level in _WHOLE else state,
        "", "", whole, count.precincts_reported, count.precincts_total,
    )  # fmt: skip
    if count.level is ReportingUnitType.NATION or (alone and count.level in _WHOLE):
        return
    places = {u.unit.id: u.unit for u in count.units}
    local = _distinct([_external(u.unit, "local-level") for u in units]) or [u.unit.id for u in units]
    for unit, key in zip(units, local, strict=True):
        place = places.get(unit.unit.parent_id or "") if count.level is ReportingUnitType.MUNICIPALITY else unit.unit
        yield Row(
            _LEVELS.get(count.level, count.level.value), unit.unit.name, key,
            _external(place, "fips") if place else "", unit.totals, *_progress(unit),
        )  # fmt: skip


def _progress(unit: UnitCount) -> tuple[int | None, int | None]:
    """A precinct is in or out; of larger units only the source knew how many precincts they have."""
    if unit.unit.type is ReportingUnitType.PRECINCT and unit.reported is not None:
        return int(unit.reported), 1
    return None, None


def _external(unit: ReportingUnit, kind: str) -> str:
    return next((e.value for e in unit.external_ids if e.kind == kind), "")


def _distinct(keys: Sequence[str | None]) -> list[str]:
    """The keys where every one is given and none comes twice; else nothing."""
    found = [key for key in keys if key and key == key.strip() and key.isprintable() and key != "0"]
    return found if len(set(found)) == len(keys) else []
