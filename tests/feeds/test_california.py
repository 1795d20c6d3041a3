"""California's service: votes in text, progress and time in prose, three shapes of one answer."""

import json
import re

import pytest
from feed_samples import body, codes

from outright import feeds
from outright.errors import FeedError, FeedMalformed
from outright.feeds.moments import prose_moment, utc_text
from outright.terms import ReportingUnitType
from shared import SHARED, needs_shared


def race(place="Statewide", votes=("1,017,003", "917,004"), progress="50.0% (10 of 20) precincts reporting", **more):
    rows = zip((("Ann Lovern", "Dem"), ("Bo Castro", "NPP")), votes, strict=True)
    return {
        "raceTitle": f"Treasurer - Special - {place} Results",
        "Reporting": progress,
        "ReportingTime": "November 9, 2022, 12:05 a.m.",
        "candidates": [
            {"Name": n, "Party": p, "Votes": v, "Percent": "50.0", "incumbent": False} for (n, p), v in rows
        ],
    } | more


def read(value, name="20221108_treasurer.json"):
    return feeds.read(json.dumps(value).encode(), name=name)


def test_votes_are_text_with_commas_and_the_contest_is_the_title_without_its_place():
    snapshot = read(race())
    (count,) = snapshot.contests
    assert count.contest.name == "Treasurer - Special"
    assert count.result().totals == (1017003, 917004)
    assert [c.party for c in count.contest.candidates] == ["D", "NPP"]
    assert (count.precincts_reported, count.precincts_total, count.level) == (10, 20, ReportingUnitType.STATE)
    assert snapshot.election.date.isoformat() == "2022-11-08"


def test_all_three_shapes_of_an_answer_say_the_same():
    assert read([race()]).contests == read(race()).contests == read({"races": [race()], "slug": "x"}).contests


def test_the_state_is_the_stated_total_and_its_counties_are_the_units():
    whole = race(votes=("30", "12"))
    counties = [race("Alder County", ("10", "5")), race("Birch County", ("20", "7"), "100% (5 of 5) precincts")]
    (count,) = read([whole, *counties]).contests
    assert count.level is ReportingUnitType.COUNTY
    assert [(u.unit.name, u.totals, u.reported) for u in count.units] == [
        ("Alder", (10, 5), False),
        ("Birch", (20, 7), True),
    ]
    assert count.stated.totals == (30, 12)
    assert (count.precincts_reported, count.precincts_total) == (10, 20)
    wrong = read([race(votes=("31", "12")), *counties])
    assert "total-not-sum-of-units" in codes(wrong)
    assert wrong.contests[0].result().totals == (31, 12)


def test_each_district_is_a_unit_of_its_own_contest():
    races = [race("Districtwide", raceTitle=f"State Senate District {n} - Districtwide Results") for n in (1, 2)]
    snapshot = read({"races": races})
    assert [c.level for c in snapshot.contests] == [ReportingUnitType.DISTRICT] * 2
    assert len({u.unit.id for c in snapshot.contests for u in c.units}) == 2


def test_the_hour_after_midnight_is_pacific_and_the_repeated_hour_is_not_placed():
    assert utc_text(read(race()).published_at) == "2022-11-09T08:05:00Z"
    assert utc_text(prose_moment("June 7, 2022, 8:00 p.m.", "America/Los_Angeles")) == "2022-06-08T03:00:00Z"
    assert prose_moment("November 6, 2022, 1:30 a.m.", "America/Los_Angeles") is None
    assert "time-not-placed" in codes(read(race(ReportingTime="soon")))


def test_a_race_that_comes_twice_is_not_added():
    snapshot = read([race(), race()])
    assert snapshot.contests[0].result().totals == (1017003, 917004)
    assert "cell-repeated" in codes(snapshot)


def test_progress_beyond_its_total_or_without_one_is_not_shown():
    for progress, code in (("(9 of 8) precincts", "precincts-beyond-total"), ("most precincts", "progress-not-read")):
        snapshot = read(race(progress=progress))
        assert snapshot.contests[0].precincts_total is None
        assert code in codes(snapshot)
    assert read(race(progress="0% (0 of 0) precincts reporting")).contests[0].units[0].reported is None


def test_no_votes_yet_are_missing_and_not_zero():
    assert read(race(votes=("", None))).contests[0].result().totals == (None, None)


def test_an_unknown_kind_of_place_and_an_undated_file_are_told():
    snapshot = read(race("Bay Area"), "x.json")
    assert {"place-unknown", "election-date-unknown"} <= set(codes(snapshot))
    assert snapshot.contests[0].units[0].unit.type is ReportingUnitType.OTHER


@pytest.mark.parametrize("votes", ["59.0", "1,2", "1 000", 5.5, [], "--"], ids=str)
def test_votes_that_are_no_whole_number_are_refused(votes):
    with pytest.raises(FeedMalformed):
        read(race(votes=(votes, "1")))


def test_an_answer_cut_at_any_byte_is_not_used():
    whole = json.dumps([race(), race("Alder County")]).encode()
    for cut in range(1, len(whole)):
        with pytest.raises(FeedError):
            feeds.read(whole[:cut], name="x.json")
    assert feeds.read(b"\xef\xbb\xbf" + whole).contests


@needs_shared
def test_the_house_districts_by_another_road():
    raw = body(SHARED / "feeds" / "ca_sos" / "us-rep_2022-11-09T083134.464587-0800.json")
    votes = re.findall(rb'"Name": "([^"\\]*(?:\\.[^"\\]*)*)".*?"Votes": "([\d,]+)"', raw, re.DOTALL)
    summed = {json.loads(b'"' + n + b'"'): int(v.replace(b",", b"")) for n, v in votes}
    ours = {
        c.name: v
        for k in feeds.read(raw).contests
        for c, v in zip(k.contest.candidates, k.result().totals, strict=True)
    }
    assert ours == summed
    assert len(feeds.read(raw).contests) == 52
