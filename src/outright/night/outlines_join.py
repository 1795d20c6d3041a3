"""Which outline belongs to which precinct of tonight's count: by id, then by name within the county, never by guess."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from outright.baseline.place_names import Key, any_order, by_number, key
from outright.count import Snapshot, slug
from outright.night.ground import state_code
from outright.night.outlines import sheet
from outright.night.plan import NightPlan, PlannedContest
from outright.night.round import names_of
from outright.publish.map.atlas import editions
from outright.terms import ReportingUnitType

Place = tuple[str, str, str | None]
"""A precinct's id, its name as printed, its county's id."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Outlines by precinct, and what found none on either side (precincts by name, outlines by key)."""

    shapes: dict[str, str]
    places_left: tuple[str, ...]
    shapes_left: tuple[str, ...]

    def line(self) -> str:
        """The join in one line, as a desk reads it in the afternoon."""
        total = len(self.shapes) + len(self.places_left)
        text = f"{len(self.shapes):,} of {total:,} precincts have an outline"
        for left, what in ((self.places_left, "without one"), (self.shapes_left, "outlines of no precinct")):
            if left:
                more = ", …" if len(left) > 5 else ""
                text += f"; {len(left):,} {what}: {', '.join(left[:5])}{more}"
        return text


def fit(plan: NightPlan, planned: PlannedContest, snapshots: Iterable[Snapshot]) -> tuple[str, str]:
    """How the plan's outlines fit the precincts of these publications: "ok", "warn" or "fail", and why in a line."""
    names = names_of(planned)
    places = tuple(
        (u.unit.id, u.unit.name, u.unit.parent_id)
        for snapshot in snapshots
        for count in snapshot.contests
        if slug(count.contest.name) in names and count.level is ReportingUnitType.PRECINCT
        for u in count.counting_units()
        if u.unit.is_geographic
    )
    if not places:
        return "warn", "no source lists precincts of this contest yet, so nothing can be joined"
    joined = join(planned.shapes, places, state_code(plan, planned))
    mood = "fail" if not joined.shapes else "warn" if joined.places_left or joined.shapes_left else "ok"
    return mood, joined.line()


@lru_cache(maxsize=64)
def join(text: str, places: tuple[Place, ...], state: str = "") -> Joined:
    """The outlines of a plan joined with tonight's precincts. A reading that two claim finds nobody.

    ``state`` (two letters) lets a file name its counties by their codes.
    """
    found = sheet(text)
    names = _county_names(state)
    rows = found.shapes.values() if found else ()
    outlines = [(s.id, s.name, names.get(s.kind, slug(s.kind))) for s in rows]
    made: dict[str, str] = {}
    for reading in (*_READINGS, *(() if any(county for _, _, county in outlines) else (_alone,))):
        free_places = [p for p in places if p[0] not in made]
        free_outlines = [o for o in outlines if o[0] not in set(made.values())]
        ours, theirs = _unique(free_places, reading), _unique(free_outlines, reading)
        made |= {ours[k]: theirs[k] for k in ours.keys() & theirs.keys()}
    used = set(made.values())
    return Joined(
        {p[0]: made[p[0]] for p in places if p[0] in made},
        tuple(name for i, name, _ in places if i not in made),
        tuple(i for i, _, _ in outlines if i not in used),
    )


def _unique(rows: Sequence[Place], reading: Callable[[Place], object]) -> dict[object, str]:
    """Rows by what they are read as, those only that nobody else is read as."""
    read = [(value, row[0]) for row in rows if (value := reading(row)) is not None]
    times = Counter(value for value, _ in read)
    return {value: i for value, i in read if times[value] == 1}


def _county_names(state: str) -> dict[str, str]:
    """County ids by FIPS code, with the state's two digits and without."""
    shapes = [s for edition in editions(state) for s in edition.shapes.values()]
    return {code: slug(s.name) for s in shapes for code in (s.id, s.id[2:], s.id[2:].lstrip("0"))}


def _county(row: Place) -> str:
    return (row[2] or "").removesuffix("-county")


def _by_id(row: Place) -> object:
    """The id itself: "cobb--addison-01", or the file's own key."""
    return slug(row[0].rpartition("--")[2].rpartition("/")[2]), _county(row)


def _named(change: Callable[[Key], Key]) -> Callable[[Place], object]:
    def reading(row: Place) -> object:
        return change(key(row[1])), _county(row)

    return reading


def _alone(row: Place) -> object:
    """The name where the file says no county."""
    return key(row[1])


_READINGS: tuple[Callable[[Place], object], ...] = (
    lambda row: (row[1].strip(), _county(row)),
    _by_id,
    _named(lambda k: k),
    _named(any_order),
    _named(by_number),
)
