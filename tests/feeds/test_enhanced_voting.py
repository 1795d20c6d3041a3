"""Enhanced Voting's export, quirk by quirk, on a small file written for these tests."""

import copy
import datetime as dt
import json

import pytest
from feed_samples import EXPORT, by_method, candidate, codes, read

from outright import feeds
from outright.errors import FeedMalformed
from outright.terms import ReportingUnitType, VoteMethod


@pytest.fixture(scope="module")
def snapshot():
    return read(EXPORT)


@pytest.fixture
def raw():
    return copy.deepcopy(json.loads(EXPORT.read_text()))


def reread(raw):
    return feeds.read(json.dumps(raw).encode())


def test_header_and_clock(snapshot):
    assert snapshot.election.name == "May 20, 2025 - Special Election"
    assert snapshot.election.date == dt.date(2025, 5, 20)
    assert feeds.document(snapshot)["election"]["asOf"] == "2025-05-21T04:04:09.123456Z"


def test_spellings_of_advance_voting_are_one_method(snapshot):
    count = snapshot.contests[0]
    quill = candidate(count, "ADA QUILL (DEM)")
    assert by_method(count, count.result(), quill) == {"election-day": 70, "early": 40, "provisional": 5}
    assert dict(count.method_labels)[VoteMethod.EARLY] == ("Advanced Voting Votes", "Advance Voting Votes")


def test_options_join_by_name_not_by_position(snapshot):
    harrow, ash = list(snapshot.contests[0].counting_units())
    assert harrow.totals == (60, 50)
    assert ash.totals == (55, 39)


def test_county_names_lose_the_word_county(snapshot):
    units = [u.unit for u in snapshot.contests[0].counting_units()]
    assert [(u.id, u.name) for u in units] == [("harrow-vale", "Harrow Vale"), ("ash", "Ash")]


def test_precincts_stand_beside_their_county_and_are_not_summed(snapshot):
    count = snapshot.contests[0]
    assert count.level is ReportingUnitType.COUNTY
    precincts = [u for u in count.units if u.unit.type is ReportingUnitType.PRECINCT]
    assert [(u.unit.id, u.unit.parent_id) for u in precincts] == [
        ("harrow-vale--mill-01", "harrow-vale"),
        ("harrow-vale--absentee", "harrow-vale"),
    ]
    assert [u.reported for u in precincts] == [True, False]
    assert [u.unit.is_geographic for u in precincts] == [True, False]
    assert precincts[1].totals == (None, 0), "an option without a row there is not reported"
    assert count.summed().totals == (115, 89)


def test_no_breakdown_means_unknown_methods_not_zero(snapshot):
    count = snapshot.contest("state-senator-rep")
    assert count.methods == ()
    assert count.result().parts == ()
    assert "methods-unknown" in codes(snapshot)


def test_progress_is_unknown_when_precincts_are_null_or_zero(snapshot):
    assert [c.precincts_total for c in snapshot.contests] == [None, None]
    assert snapshot.contest("state-senator-rep").units[0].reported is None
    assert [u.reported for u in snapshot.contests[0].counting_units()] == [False, True]


def test_parties_from_field_then_name_then_nothing(snapshot):
    assert [c.party for c in snapshot.contests[0].contest.candidates] == ["D", None]
    senator = snapshot.contest("state-senator-rep").contest
    assert [c.party for c in senator.candidates] == [None, "R"]
    assert senator.primary_party == "R"


def test_stated_totals_that_differ_from_the_counties_are_kept_and_told(snapshot):
    assert snapshot.contests[0].result().totals == (115, 90)
    assert codes(snapshot).count("total-not-sum-of-units") == 2


def test_an_option_only_a_county_lists_is_kept(raw):
    del raw["results"]["ballotItems"][0]["ballotOptions"][1]
    count = reread(raw).contests[0]
    assert [c.name for c in count.contest.candidates] == ["ADA QUILL (DEM)", "BO STRAND"]
    assert count.result().totals == (115, None)


def test_a_contest_only_a_county_lists_is_summed(raw):
    del raw["results"]["ballotItems"][1]
    count = reread(raw).contest("state-senator-rep")
    assert (count.stated, count.votes) == (None, 81)


def test_a_file_without_counties_has_one_unit(raw):
    raw["localResults"] = None
    raw["results"]["name"] = "Ash County"
    units = reread(raw).contests[0].units
    assert [(u.unit.id, u.unit.type) for u in units] == [("ash", ReportingUnitType.COUNTY)]


def test_a_total_short_of_its_methods_keeps_both(raw):
    raw["results"]["ballotItems"][0]["ballotOptions"][0]["voteCount"] = 120
    count = reread(raw).contests[0]
    assert by_method(count, count.result(), 0)["other"] == 5
    assert count.result().totals[0] == 120


def test_contest_printed_twice_alike_counts_once(raw):
    raw["results"]["ballotItems"].append(raw["results"]["ballotItems"][0])
    again = reread(raw)
    assert len(again.contests) == 2
    assert "contest-repeated" in codes(again)


def _twin_with_other_votes(raw):
    twin = copy.deepcopy(raw["results"]["ballotItems"][0])
    twin["ballotOptions"][0]["voteCount"] = 1
    raw["results"]["ballotItems"].append(twin)


def _votes(value):
    def change(raw):
        raw["localResults"][1]["ballotItems"][0]["ballotOptions"][0]["voteCount"] = value

    return change


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (_votes(1.5), "$.localResults[1].ballotItems[0].ballotOptions[0].voteCount"),
        (_votes(True), "voteCount"),
        (_votes("55"), "voteCount"),
        (_votes(10**11), "voteCount"),
        (_votes([]), "voteCount"),
        (lambda raw: raw["results"].update(ballotItems={}), "$.results.ballotItems"),
        (lambda raw: raw.update(localResults=[7]), "$.localResults[0]"),
        (lambda raw: raw["localResults"][0].update(name=None), "$.localResults[0].name"),
        (lambda raw: raw.update(electionName="\ud800"), "$.electionName"),
        (_twin_with_other_votes, "$.results.ballotItems[2]"),
    ],
)
def test_a_wrong_value_refuses_the_file_with_its_path(raw, change, where):
    change(raw)
    with pytest.raises(FeedMalformed) as caught:
        reread(raw)
    assert where in caught.value.where
