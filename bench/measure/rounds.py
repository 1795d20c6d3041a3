"""Made-up nights in rounds, as counties' Clarity files: the same bytes in every run.

The whole state is the rehearsal's: sixty contests, 2,700 precincts, four ways of voting, here with five candidates
everywhere, which makes 3.24 million votes to be read. A night by the minute is a
part of it, of which something comes in every minute of six hours. Small feeds are counties of a dozen precincts.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from io import BytesIO
from random import Random

from outright.archive import Received
from outright.count import Candidate, Contest
from outright.night.plan import NightPlan, PlannedContest, PlannedSource
from outright.rehearsal.clarity_detail import detail_xml
from outright.rehearsal.editions import Edition, Editions
from outright.rehearsal.plan import Votes
from outright.rehearsal.scenario import Returns, Scenario, Step, Timetable
from outright.rehearsal.statewide import statewide

SEED = 7
RULE = "us-ga-general-2021"
SOURCE = "state"
ZIPPED, PLAIN = "detailxml.zip", "detail.xml"


def plan_for(scenario: Scenario, *, precincts: bool = False) -> NightPlan:
    """The scenario's night with every contest under a majority rule, bounded by registered voters, unprojected."""
    names = {c.id: c.name for c in scenario.counties}
    registered = {c.id: sum(p.registered or 0 for p in c.precincts) for c in scenario.counties}
    contests = tuple(
        PlannedContest(
            id=c.contest.id, name=c.contest.name, short_name=c.contest.name, match=(), rule=RULE, counties=names,
            registered=registered, registered_note="made up", precincts=precincts, project=False,
        )
        for c in scenario.contests
    )  # fmt: skip
    return NightPlan(
        id="measured", name="Measured night", date=scenario.setting.date, timezone="America/New_York",
        sources=(PlannedSource(id=SOURCE, kind="clarity", name="The state"),), contests=contests, rehearsal=True,
        checks=True, polls_close=scenario.setting.polls_close,
    )  # fmt: skip


def cells(scenario: Scenario) -> int:
    """Votes in a full snapshot by precinct: one candidate, one place, one way of voting."""
    people = sum(len(c.contest.candidates) * len(c.methods) for c in scenario.contests)
    return people * sum(len(c.precincts) for c in scenario.counties)


def whole_state(share: float = 1.0) -> Scenario:
    """The rehearsed state of 159 counties and 2,700 precincts, or a share of it, with five candidates everywhere."""
    few = statewide(SEED, counties=max(1, round(159 * share)), precincts=max(1, round(2700 * share)))
    ballot = tuple(replace(c, contest=_with_five(c.contest, n)) for n, c in enumerate(few.contests))
    return Scenario(few.setting, ballot, few.counties, few.tables, _Five(few.returns))


def _with_five(contest: Contest, n: int) -> Contest:
    more = (Candidate(f"more-{n}-{i}", f"Candidate {n}-{i}", None, f"{n}-{i}", i) for i in range(1, 6))
    return replace(contest, candidates=(*contest.candidates, *more)[:5])


class _Five:
    """Votes of two or three candidates, dealt to five."""

    def __init__(self, few: Returns) -> None:
        self._few = few
        self.places = few.places
        self.votes = lru_cache(None)(self._votes)

    def _votes(self, contest: int, county: int) -> tuple[Votes, ...]:
        return tuple(tuple(map(_dealt, place)) for place in self._few.votes(contest, county))


def _dealt(row: Sequence[int]) -> tuple[int, ...]:
    first, second, *third = row
    four, five = first // 9, second // 12
    three = third[0] if third else second // 7
    return first - four, second - five - (0 if third else three), three, four, five


def state_rounds(scenario: Scenario, rounds: int, every: int = 1) -> Iterator[list[Received]]:
    """Every county's file in every round, from its first edition to its last: full snapshots of the state.

    ``every`` 2 leaves out every other round, so that more of the night lies between two.
    """
    editions = Editions(scenario, ())
    last = {c.id: editions.number(c.id, scenario.ends) for c in scenario.counties}
    for k in range(every, rounds + 1, every):
        at = scenario.begins + dt.timedelta(minutes=k)
        numbers = {c: max(1, -(-n * k // rounds)) for c, n in last.items()}
        yield [received(editions.edition(c, n), at) for c, n in numbers.items()]


def by_the_minute(counties: int, precincts: int, contests: int, minutes: int) -> Scenario:
    """A part of the state, of which every cell comes in at some minute; a county publishes when something came in."""
    few = statewide(SEED, counties=counties, precincts=precincts, contests=contests)
    rng = Random(SEED)
    tables = tuple(_timetable(c.id, len(c.precincts), len(c.methods), few, minutes, rng) for c in few.counties)
    return Scenario(few.setting, few.contests, few.counties, tables, few.returns)


def _timetable(county: str, places: int, ways: int, few: Scenario, minutes: int, rng: Random) -> Timetable:
    came = [tuple(rng.randint(1, minutes) for _ in range(ways)) for _ in range(places)]
    moments = sorted({m for row in came for m in row})
    number = {m: n for n, m in enumerate(moments, 1)}
    close = few.setting.polls_close
    steps = tuple(Step(close + dt.timedelta(minutes=m), county, n, county) for m, n in number.items())
    return Timetable(steps, tuple(tuple(number[m] for m in row) for row in came))


def minutes_of(scenario: Scenario, minutes: int) -> Iterator[list[Received]]:
    """Each minute's files; a minute in which nothing came in has none."""
    editions, close = Editions(scenario, ()), scenario.setting.polls_close
    steps: dict[int, list[Step]] = {}
    for step in scenario.steps:
        steps.setdefault(round((step.at - close).total_seconds() / 60), []).append(step)
    for minute in range(1, minutes + 1):
        at = close + dt.timedelta(minutes=minute)
        yield [received(editions.edition(s.county, s.number), at) for s in steps.get(minute, [])]


def small_feeds(feeds: int, turns: int) -> tuple[Scenario, list[list[bytes]]]:
    """Counties of a few precincts with two contests, and for each the files of so many turns, one after the other."""
    scenario = by_the_minute(feeds, feeds * 4, 2, turns)
    editions = Editions(scenario, ())
    last = {c.id: editions.number(c.id, scenario.ends) for c in scenario.counties}
    bodies = []
    for county in scenario.counties:
        every = [_plain(editions.edition(county.id, n)) for n in range(1, last[county.id] + 1)]
        bodies.append(every)
    return scenario, bodies


def received(edition: Edition, at: dt.datetime) -> Received:
    """A county's packed file as it comes in."""
    name = f"v{edition.number}/{edition.county}/{ZIPPED}"
    return Received(f"{SOURCE}/{edition.county}", "clarity", name, _zipped(edition), at)


def _plain(edition: Edition) -> bytes:
    return detail_xml(edition.snapshot, edition.progress)


def _zipped(edition: Edition) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(PLAIN, edition.at.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, _plain(edition))
    return packed.getvalue()


def sizes(items: Sequence[Received]) -> int:
    """The bytes of a round as they came."""
    return sum(len(item.body) for item in items)
