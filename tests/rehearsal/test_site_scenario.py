"""A scenario: it ends on its totals, nothing falls, and nothing is worked out twice or too early."""

import datetime as dt
from itertools import pairwise
from random import Random

import pytest

from outright.errors import UsageError
from outright.rehearsal import reference_night
from outright.rehearsal.clarity_detail import detail_xml
from outright.rehearsal.clock import LONGEST_GAP, NightClock
from outright.rehearsal.nights import from_folder
from outright.rehearsal.statewide import statewide
from outright.terms import ResultsStatus, VoteMethod
from rehearsal_sites import assert_same, fresh, hours, reference, small
from shared import SHARED, needs_shared


@pytest.mark.parametrize("make", [small, reference], ids=["statewide", "reference"])
def test_every_county_ends_on_its_certified_totals_and_the_state_on_their_sum(make):
    night = make()
    certified = night.certified()
    last = night.snapshot(None, len(night.steps))
    assert last.status is ResultsStatus.CERTIFIED
    assert {c.contest.id: c.by_candidate() for c in last.contests} == certified
    added: dict[str, int] = {}
    for county, table in zip(night.counties, night.tables, strict=True):
        own = night.snapshot(county.id, len(table.steps))
        assert own.status is ResultsStatus.CERTIFIED
        for count in own.contests:
            for candidate, votes in count.by_candidate().items():
                key = f"{count.contest.id} {candidate}"
                added[key] = added.get(key, 0) + votes
    assert added == {f"{c} {k}": v for c, votes in certified.items() for k, v in votes.items()}
    assert sum(added.values()) > 100_000


@pytest.mark.parametrize("make", [small, reference], ids=["statewide", "reference"])
def test_no_cell_ever_falls_and_early_comes_before_provisional(make):
    night = make()
    for county, table in zip(night.counties, night.tables, strict=True):
        before = night.snapshot(county.id, 0)
        came: dict[VoteMethod, int] = {}
        for n in range(1, len(table.steps) + 1):
            now = night.snapshot(county.id, n)
            change = now.since(before)
            assert not change.fell()
            for cell in change.parts():
                came.setdefault(cell.method, n)
            before = now
        assert came[VoteMethod.EARLY] < came[VoteMethod.ELECTION_DAY] < came[VoteMethod.PROVISIONAL]


def test_the_reference_scenario_publishes_what_the_shipped_night_publishes():
    from outright.feeds import read

    night, seen = reference(), dict.fromkeys(("cobb", "dekalb", "fulton"), 0)
    files = [p for p in reference_night().publications if p.kind == "clarity"]
    assert len(files) == 50
    for publication in files:
        county = publication.source_id.removeprefix("clarity-")
        seen[county] += 1
        assert night.at(publication.at)[county] == seen[county]
        assert_same(read(publication.body), night.snapshot(county, seen[county]))
    assert sum(night.certified()["us-house-6"].values()) == 192_569


def test_the_same_seed_is_the_same_night_and_another_is_another():
    one, again, other = fresh(), fresh(), statewide(8, counties=5, precincts=23, contests=11)
    assert one.steps == again.steps
    assert one.certified() == again.certified()
    assert one.certified() != other.certified()


def test_the_numbers_at_a_moment_are_the_publications_up_to_it():
    night = small()
    assert set(night.at(night.begins - hours(1)).values()) == {0}
    assert night.number_at(night.begins) == 1
    for step in night.steps[:: len(night.steps) // 7]:
        assert night.at(step.at)[step.county] >= step.number
    assert sum(night.at(night.ends).values()) == len(night.steps)
    assert night.snapshot(None, 0).contests[0].votes == 0


def test_one_countys_publication_leaves_the_sums_of_the_others_alone():
    night = fresh()
    night.snapshot(None, 20)
    made = night.sums.cache_info().misses
    night.snapshot(None, 21)
    assert night.sums.cache_info().misses == made + 1


def test_a_statewide_night_draws_no_votes_before_they_are_counted():
    night = statewide(3)
    assert len(night.counties) == 159
    assert sum(len(c.precincts) for c in night.counties) == 2700
    assert len(night.contests) == 60
    assert night.snapshot(None, 1).contests[0].votes == 0
    assert night.returns.votes.cache_info().misses == 0
    largest = max(night.counties, key=lambda c: len(c.precincts))
    last = len(night.tables[night.position[largest.id]].steps)
    body = detail_xml(night.snapshot(largest.id, last))
    assert len(body) < 1_050_000
    assert night.returns.votes.cache_info().misses == 60


def test_a_precinct_never_has_more_votes_than_voters():
    night = small()
    for county, table in zip(night.counties, night.tables, strict=True):
        for count in night.snapshot(county.id, len(table.steps)).contests:
            assert all((u.votes or 0) <= (u.ballots_cast or 0) <= (u.registered_voters or 0) for u in count.units)


@pytest.mark.parametrize("wrong", [{"counties": 0}, {"precincts": 3}, {"contests": 0}], ids=str)
def test_a_state_without_places_is_refused(wrong):
    with pytest.raises(UsageError, match="make no state"):
        statewide(1, **({"counties": 5} | wrong))


@needs_shared
def test_contests_of_a_real_election_end_on_the_datasets_totals():
    import polars as pl

    folder = SHARED / "data"
    night = from_folder(folder, "ar-2012-11-06-*", Random(1))
    people = pl.read_parquet(folder / "candidates.parquet")
    last = night.snapshot(None, len(night.steps))
    assert len(last.contests) > 2
    for count in last.contests:
        mine = people.filter(pl.col("contest_id") == f"ar-2012-11-06-{count.contest.id}")
        assert dict(mine.select("candidate_id", "votes").rows()) == count.by_candidate()


@needs_shared
@pytest.mark.parametrize(
    ("glob", "says"), [("no-such-*", "No contest"), ("ga-*", "elections")], ids=["nothing", "several"]
)
def test_a_pattern_of_nothing_or_of_several_elections_is_refused(glob, says):
    with pytest.raises(UsageError, match=says):
        from_folder(SHARED / "data", glob, Random(1))


def test_the_clock_runs_at_its_speed_and_hurries_through_long_gaps():
    night, passed = reference(), [100.0]
    clock = NightClock(night, 60, lambda: passed[0])
    assert clock() == night.begins - dt.timedelta(minutes=1)
    passed[0] += 60
    assert clock() == night.begins + _played(night, 59)
    passed[0] += clock.left()
    assert clock() == night.ends
    passed[0] += 3600
    assert clock() == night.ends
    assert clock.left() == 0


def _played(night, minutes):
    """Where the night is after so many played minutes, told gap by gap."""
    left, moments = dt.timedelta(minutes=minutes), sorted({s.at for s in night.steps})
    for before, after in pairwise(moments):
        gap = min(after - before, LONGEST_GAP)
        if left <= gap:
            return before - night.begins + (after - before) * (left / gap)
        left -= gap
    raise AssertionError("beyond the night")


def test_a_jump_goes_forward_only_and_the_clock_runs_on_from_there():
    night, passed = reference(), [0.0]
    clock = NightClock(night, 60, lambda: passed[0])
    there = night.steps[20].at
    assert abs(clock.jump(there) - there) < dt.timedelta(seconds=1)
    assert clock.jump(night.begins) >= there - dt.timedelta(seconds=1)
    assert clock.jump(night.ends + hours(5)) == night.ends
