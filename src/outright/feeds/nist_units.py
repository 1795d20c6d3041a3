"""Which of a report's places are summed: NIST's units overlap, and a vote must be counted once.

The rule, for each contest. The contest's own district is its stated total. Of the other places with
counts, the finest level is summed: precincts, vote centers, wards, municipalities, counties, states,
nations, then polling places, then whatever kind has most places. A finer level is passed over where a larger
place with counts holds none of it. Precincts, combined and split precincts are one level as long as none
lies within another; where one does, the outer one is summed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from outright.count import ExternalId
from outright.feeds.nist_record import Record, malformed, plain, records, refs
from outright.terms import ReportingUnitType as Kind

KINDS = {
    "ballot-batch": Kind.PRECINCT,
    "borough": Kind.MUNICIPALITY,
    "city": Kind.MUNICIPALITY,
    "combined-precinct": Kind.COMBINED_PRECINCT,
    "congressional": Kind.DISTRICT,
    "country": Kind.NATION,
    "county": Kind.COUNTY,
    "municipality": Kind.MUNICIPALITY,
    "precinct": Kind.PRECINCT,
    "split-precinct": Kind.SPLIT_PRECINCT,
    "state": Kind.STATE,
    "town": Kind.MUNICIPALITY,
    "township": Kind.MUNICIPALITY,
    "village": Kind.MUNICIPALITY,
    "vote-center": Kind.VOTE_CENTER,
    "ward": Kind.WARD,
}
_PRECINCTS = frozenset({Kind.PRECINCT, Kind.COMBINED_PRECINCT, Kind.SPLIT_PRECINCT})
_LADDER = (Kind.PRECINCT, Kind.VOTE_CENTER, Kind.WARD, Kind.MUNICIPALITY, Kind.COUNTY, Kind.STATE, Kind.NATION)
_THROUGH = _PRECINCTS | {Kind.WARD, Kind.MUNICIPALITY, Kind.COUNTY}


@dataclass(slots=True)
class Place:
    """One ``GpUnit``. ``raw`` is the source's own type, ``kind`` ours; ``rung`` is the level it is summed on."""

    id: str
    name: str
    raw: str
    kind: Kind
    record: Record
    external: tuple[ExternalId, ...] = ()
    parts: tuple[str, ...] = ()
    rung: str = ""
    inner: bool = False


@dataclass
class Places:
    """Every place of a report, what contains what, and the parents that a count can use."""

    by_id: dict[str, Place] = field(default_factory=dict)
    above: dict[str, list[str]] = field(default_factory=dict)
    _ancestors: dict[tuple[str, frozenset[Kind] | None], tuple[Place, ...]] = field(default_factory=dict)

    def place(self, place_id: str, where: str) -> Place:
        """The place with this id; a count for a place that the file does not describe is malformed."""
        if place_id not in self.by_id:
            raise malformed(f"A count is for the place {place_id!r}, which the file does not describe", where)
        return self.by_id[place_id]

    def ancestors(self, place_id: str, through: frozenset[Kind] | None = None) -> tuple[Place, ...]:
        """Every place that contains this one, nearest first, each once; only by way of kinds in ``through``."""
        key = (place_id, through)
        if key not in self._ancestors:
            self._ancestors[key] = tuple(self._climb(place_id, through))
        return self._ancestors[key]

    def _climb(self, place_id: str, through: frozenset[Kind] | None) -> Iterator[Place]:
        met, level = {place_id}, [place_id]
        while level:
            over = dict.fromkeys(a for p in level for a in self.above.get(p, ()) if a in self.by_id and a not in met)
            met.update(over)
            found = [self.by_id[a] for a in over if through is None or self.by_id[a].kind in through]
            yield from found
            level = [p.id for p in found]

    def parent(self, place: Place) -> Place | None:
        """The county that contains a place, else its municipality; districts and polling places are no parents."""
        if place.kind not in (*_THROUGH - {Kind.COUNTY}, Kind.VOTE_CENTER):
            return None
        found = self.ancestors(place.id, _THROUGH)
        for kind in (Kind.COUNTY, Kind.MUNICIPALITY):
            for above in found:
                if above.kind is kind and place.kind is not kind:
                    return above
        return None

    def settle(self, counted: Iterable[str]) -> None:
        """Puts every place with counts on the level it is summed on."""
        places = [self.by_id[i] for i in dict.fromkeys(counted)]
        family = {p.id for p in places if p.kind in _PRECINCTS}
        for p in places:
            p.inner = p.id in family and any(a.id in family for a in self.ancestors(p.id, _PRECINCTS))
        outer = {p.kind for p in places if p.id in family and not p.inner}
        for p in places:
            if p.id in family and not p.inner:
                p.kind = p.kind if len(outer) == 1 else Kind.PRECINCT
                p.rung = Kind.PRECINCT.value
            elif p.inner:
                p.rung = f"inner {p.raw}"
            else:
                p.rung = p.raw if p.kind is Kind.OTHER else p.kind.value

    def level(self, counted: list[Place]) -> list[Place]:
        """Those of a contest's places that are summed."""
        rungs: dict[str, list[Place]] = {}
        for p in counted:
            rungs.setdefault(p.rung, []).append(p)
        order = [k.value for k in _LADDER if k.value in rungs]
        for n, rung in enumerate(order):
            if self._covers(rungs[rung], [p for larger in order[n + 1 :] for p in rungs[larger]]):
                return rungs[rung]
        return max(rungs.values(), key=lambda r: (r[0].raw == "polling-place", len(r), r[0].raw)) if rungs else []

    def _covers(self, finer: list[Place], larger: list[Place]) -> bool:
        """Whether every larger place with counts, of those that say what they hold, holds a finer one."""
        held = {a.id for p in finer for a in self.ancestors(p.id)}
        return all(p.id in held for p in larger if p.parts)

    def around(self, summed: list[Place], counted: list[Place]) -> list[Place]:
        """The next larger places with counts that together hold all that is summed; none where they do not."""
        order = [k.value for k in _LADDER]
        here = summed[0].rung if summed else ""
        for rung in order[order.index(here) + 1 :] if here in order else ():
            larger = {p.id: p for p in counted if p.rung == rung}
            if larger and all(any(a.id in larger for a in self.ancestors(p.id)) for p in summed):
                return list(larger.values())
        return []


def places_of(report: Record) -> Places:
    """The places that a report describes."""
    found = Places()
    for unit in records(report, "GpUnit"):
        place_id = plain(unit, "@id")
        if not place_id or place_id in found.by_id:
            raise malformed(f"A GpUnit has the id {place_id!r}, which is empty or taken", "GpUnit")
        raw = plain(unit, "Type") or "other"
        kind = KINDS.get(raw, Kind.OTHER)
        name = plain(unit, "Name") or plain(unit, "Number") or place_id
        parts = tuple(refs(unit, "ComposingGpUnitIds"))
        found.by_id[place_id] = Place(place_id, name, raw, kind, unit, _external(unit), parts)
        for part in parts:
            found.above.setdefault(part, []).append(place_id)
    return found


def _external(unit: Record) -> tuple[ExternalId, ...]:
    listed = records(unit, "ExternalIdentifier")
    return tuple(ExternalId(plain(i, "Type") or "other", plain(i, "Value")) for i in listed if plain(i, "Value"))
