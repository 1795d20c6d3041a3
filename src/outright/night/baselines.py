"""A plan's past contests as `Past` values, and its expected votes; what cannot be used is said, not raised.

A night goes on without its baseline: a table that does not read costs the comparison, never the count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from outright.baseline import ContestKind, Past
from outright.baseline.carry import by_county, carry, places_of, together
from outright.baseline.crosswalk import PlaceNow, crosswalk
from outright.baseline.expected import Expected
from outright.baseline.expected_file import read_expected
from outright.baseline.past import About, PastTable, from_csv
from outright.count import ContestCount, slug
from outright.errors import BaselineError
from outright.feeds.ids import bare_county
from outright.night.plan import NightPlan, PlannedBaseline, PlannedContest
from outright.terms import ReportingUnitType

_PARTY_WORDS = {"D": "DEM", "R": "REP", "I": "IND", "L": "LIB", "G": "GRN"}


def party_word(code: str | None) -> str:
    """A party as projections spell it: "DEM" for "D"; what has no such word stays as printed, none is ""."""
    return _PARTY_WORDS.get(code or "", code or "")


@dataclass(frozen=True, slots=True, eq=False)
class Before:
    """What the plan knows of earlier votes, in tonight's places: past contests, expected votes, problems.

    ``joined`` says for a past contest by precinct how its places were found, by the contest's id.
    """

    past: tuple[Past, ...]
    expected: tuple[Expected, ...]
    problems: tuple[str, ...]
    joined: Mapping[str, str]

    def of(self, baseline_id: str) -> Past | None:
        """The past contest of this id, if it could be read."""
        return next((p for p in self.past if p.contest_id == baseline_id), None)


def before(plan: NightPlan, planned: PlannedContest, count: ContestCount, state: str = "") -> Before:
    """Everything the plan says of votes before the night; ``state`` is the contests' state ("ga").

    A past contest by precinct is carried onto the count's precincts, or summed by county where the count
    has none.
    """
    past, problems, joined = [], [], {}
    now = places_now(count)
    for baseline in planned.baseline:
        try:
            found, text = _in_tonights_places(baseline.table, about(baseline, state), now)
        except BaselineError as error:
            problems.append(f"Nothing is compared with {baseline.name}: {error.line()}")
            continue
        past.append(found)
        if text:
            joined[baseline.id] = text
    expected = read_expected(planned.expected, plan.zone)
    return Before(tuple(past), expected.rows, (*problems, *expected.problems), joined)


def places_now(count: ContestCount) -> tuple[PlaceNow, ...]:
    """The count's precincts as a crosswalk takes them, by id; none where it is counted by county."""
    if count.level is not ReportingUnitType.PRECINCT:
        return ()
    units = sorted(count.counting_units(), key=lambda u: u.unit.id)
    return tuple(PlaceNow(u.unit.id, u.unit.name, u.unit.parent_id or u.unit.id, u.registered_voters) for u in units)


def about(b: PlannedBaseline, state: str) -> About:
    """What the plan says of a past contest; `BaselineError` for an unknown kind."""
    try:
        kind = ContestKind(b.kind)
    except ValueError as error:
        raise BaselineError(
            f"{b.kind!r} is no kind of contest", where=b.id, hint=f"Known: {', '.join(ContestKind)}."
        ) from error
    return About(b.id, b.date, state, kind, b.office, b.party, b.level, b.scope)


@lru_cache(maxsize=1024)  # a national night has some five hundred contests
def _in_tonights_places(table: str, about: About, now: tuple[PlaceNow, ...]) -> tuple[Past, str]:
    """The past contest in tonight's places and, where precincts were joined, how; once for each set of places."""
    read = _read(table, about)
    if about.level == "county":
        return read.past, ""
    if not now:
        return by_county(read.past), ""
    walk = crosswalk(places_of(read.past, read.unit_names), now)
    return together(carry(read.past, walk)), walk.text()


@lru_cache(maxsize=1024)  # a national night has some five hundred contests
def _read(table: str, about: About) -> PastTable:
    """The table with counties and parties spelled as tonight's are: a plan does not change during its night."""
    read = from_csv(table, about, where=f"{about.contest_id} in the plan")
    past, names = read.past, read.unit_names
    counties = tuple(slug(bare_county(c)) for c in past.county)
    units = counties if about.level == "county" else past.units
    if len(set(units)) < len(units):
        raise BaselineError("two units of the table are one county", where=about.contest_id, hint="Add them up.")
    parties = tuple(map(party_word, past.parties))
    return PastTable(replace(past, units=units, county=counties, parties=parties), names)
