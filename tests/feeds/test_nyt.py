"""The New York Times's race and precinct JSON, on small files of our own and against the real ones' bytes."""

import copy
import json
from collections import Counter

import pytest
from feed_samples import body, by_method, codes, shared_files

from outright import feeds
from outright.count import ExternalId
from outright.errors import FeedError, FeedMalformed
from outright.terms import ReportingUnitType
from shared import needs_shared


def race_page():
    def who(key, last, order, votes, absentee, **more):
        return {
            "candidate_key": key, "first_name": "", "last_name": last, "name_display": last, "order": order,
            "party_id": "democrat" if order == 2 else "republican", "votes": votes, "absentee_votes": absentee,
            "winner": False, "runoff": False,
        } | more  # fmt: skip

    def county(fips, name, ada, bo, reporting, **more):
        return {
            "fips": fips, "name": name, "votes": ada + bo, "reporting": reporting, "precincts": 2, "tot_exp_vote": 99,
            "absentee_outstanding": None, "results": {"quilla": ada, "strandb": bo},
            "results_absentee": {"quilla": ada // 2, "strandb": 0},
        } | more  # fmt: skip

    race = {
        "race_id": "GA-S-S-2031-01-05", "race_slug": "ga-senate", "election_date": "2031-01-05", "state_id": "GA",
        "race_name": "U.S. Senate", "seat_name": "", "state_name": "Georgia", "uncontested": False, "votes": 55,
        "precincts_reporting": 3, "precincts_total": 4, "eevp": 61, "eevp_source": "ap",
        "last_updated": "2031-01-06T01:02:03.450Z",
        "candidates": [who("strandb", "Bo Strand", 1, 25, 0), who("quilla", "Ada Quill", 2, 30, 15)],
        "counties": [county("13001", "Ash", 20, 5, 2), county("13003", "Harrow Vale", 10, 20, 1)],
    }  # fmt: skip
    return {"data": {"races": [race]}, "meta": {"timestamp": "2031-01-09T00:00:00Z"}}


@pytest.fixture
def raw():
    return race_page()


@pytest.fixture
def race(raw):
    return raw["data"]["races"][0]


def read(raw, name=""):
    return feeds.read(json.dumps(raw).encode(), name=name)


def test_candidates_counties_and_the_state(raw):
    snapshot = read(raw)
    (count,) = snapshot.contests
    assert (snapshot.kind, count.contest.id, count.level) == ("nyt", "ga-s-s-2031-01-05", ReportingUnitType.COUNTY)
    assert [(c.name, c.party, c.source_id) for c in count.contest.candidates] == [
        ("Bo Strand", "R", "strandb"),
        ("Ada Quill", "D", "quilla"),
    ]
    assert (count.stated.totals, count.summed().totals) == ((25, 30), (25, 30))
    assert [(u.unit.id, u.totals, u.reported) for u in count.units] == [
        ("ash", (5, 20), True),
        ("harrow-vale", (20, 10), False),
    ]
    assert count.units[0].unit.external_ids == (ExternalId("fips", "13001"),)


def test_absentee_votes_are_a_part_and_the_rest_is_other(raw):
    (count,) = read(raw).contests
    assert by_method(count, count.result(), 1) == {"absentee": 15, "other": 15}
    assert by_method(count, count.units[0], 0) == {"absentee": 0, "other": 5}


def test_absentee_votes_that_are_null_are_unknown_and_no_zero(raw, race):
    for place in race["counties"]:
        place["results_absentee"] = None
    for who in race["candidates"]:
        who["absentee_votes"] = None
    (count,) = read(raw).contests
    assert (count.methods, count.result().parts) == ((), ())


def test_the_clock_is_the_count_s_not_the_page_s(raw):
    assert read(raw).published_text == "2031-01-06T01:02:03.450Z"


def test_the_expected_vote_is_told_and_where_it_was_too_low(raw, race):
    before = read(raw)
    race["counties"][1]["tot_exp_vote"] = 29
    snapshot = read(raw)
    told = [f.message for f in snapshot.findings if f.code == "expected-vote"]
    assert snapshot.contests == before.contests
    assert "61 %" in told[0]
    assert "In one county more votes are counted" in told[1]


def test_a_call_is_told_as_the_paper_s_word(raw, race):
    race["candidates"][1]["winner"] = True
    assert any("Ada Quill called the winner" in f.message for f in read(raw).findings)


def test_a_county_without_results_is_not_reported(raw, race):
    del race["counties"][0]["results"]
    assert read(raw).contests[0].units[0].totals == (None, None)


def test_votes_in_all_that_are_not_the_candidates_are_told(raw, race):
    race["votes"] = 60
    assert "total-not-sum-of-candidates" in codes(read(raw))


def test_the_forecast_s_page_has_no_count_by_candidate_and_none_is_taken_from_the_model(raw, race):
    del race["candidates"]
    race["model_candidates"] = "strandb,quilla"
    for place in race["counties"]:
        del place["results"], place["results_absentee"]
        place["vote_counted"] = {"democrat": 7, "republican": 9, "other": 0}
    snapshot = read({"races": [race], "checksum": "0", "timestamp": "2031-01-06T01:02:03Z"})
    (count,) = snapshot.contests
    assert [c.name for c in count.contest.candidates] == ["quilla", "strandb"]
    assert (count.result().totals, count.precincts_reported) == ((None, None), 3)
    assert "55 votes in all" in next(f.message for f in snapshot.findings if f.code == "votes-not-by-candidate")


@pytest.mark.parametrize("votes", [1.5, "20", True, 10**11, [], {}])
def test_what_is_no_number_of_votes_refuses_the_file_with_its_path(raw, race, votes):
    race["counties"][0]["results"]["quilla"] = votes
    with pytest.raises(FeedMalformed) as caught:
        read(raw)
    assert caught.value.where == "$.data.races[0].counties[0].results.quilla"


def precincts():
    def cell(number, method, ada, bo, reporting=True, complete=None, geographic=True):
        return {
            "precinct_id": number, "locality_name": "Ash", "is_reporting": reporting, "is_complete": complete,
            "results": {"strandb": bo, "quilla": ada}, "vote_type": method, "geo_id": f"13001-{number}",
            "precinct_name": "", "locality_fips": "13001", "is_geographic": geographic, "votes": ada + bo,
        }  # fmt: skip

    return {
        "meta": {
            "state": "ga", "race_id": "GA-G-S-2031-01-05", "total_votes": 36, "precinct_items_total": 5,
            "precinct_items_reporting": 4, "geographies_total": 2, "geographies_reporting": 2,
        },
        "precincts": [
            cell("1B", "absentee", 5, 6), cell("1B", "electionday", 7, 8),
            cell("2C", "absentee", 1, 2), cell("2C", "electionday", 0, 0, reporting=False),
            cell("SC1", "early", 7, 0, geographic=False),
        ],
    }  # fmt: skip


def test_ways_of_voting_of_one_precinct_are_its_parts():
    snapshot = read(precincts(), "precincts_X-2031-01-06T031839.342Z.json")
    (count,) = snapshot.contests
    assert (snapshot.kind, snapshot.election.date.isoformat()) == ("nyt-precincts", "2031-01-05")
    assert feeds.document(snapshot)["election"]["asOf"] == "2031-01-06T03:18:39.342000Z"
    first = count.units[0]
    assert (first.unit.id, first.unit.parent_id, first.totals) == ("ash--1b", "ash", (14, 12))
    assert by_method(count, first, 1) == {"absentee": 5, "election-day": 7, "early": None}
    assert (count.precincts_reported, count.precincts_total, count.votes) == (2, 2, 36)


def test_zeros_of_a_cell_that_is_not_reporting_are_not_reported():
    (count,) = read(precincts()).contests
    second = count.units[1]
    assert by_method(count, second, 0) == {"absentee": 2, "election-day": None, "early": None}
    assert (second.totals, second.reported) == ((2, 1), False)


def test_a_precinct_is_complete_only_when_the_source_says_so():
    raw = precincts()
    assert read(raw).contests[0].units[0].reported is None
    for cell in raw["precincts"][:2]:
        cell["is_complete"] = True
    assert read(raw).contests[0].units[0].reported is True


def test_votes_of_no_place_are_counted_and_are_no_precinct():
    (count,) = read(precincts()).contests
    assert [u.unit.is_geographic for u in count.units] == [True, True, False]
    assert count.lists_all_precincts


def test_a_total_of_the_file_that_differs_is_told():
    raw = precincts()
    raw["meta"]["total_votes"] = 99
    raw["precincts"][0]["votes"] = 99
    assert codes(read(raw)).count("total-not-sum-of-candidates") == 2


def test_a_precinct_and_way_of_voting_twice_is_counted_once():
    raw = precincts()
    raw["precincts"].append(copy.deepcopy(raw["precincts"][0]))
    snapshot = read(raw)
    assert snapshot.contests[0].units[0].totals == (14, 12)
    assert "cell-repeated" in codes(snapshot)


def test_a_row_that_does_not_say_how_its_votes_were_cast_refuses_the_file():
    raw = precincts()
    raw["precincts"][2]["vote_type"] = ""
    with pytest.raises(FeedMalformed, match="how its votes were cast"):
        read(raw)


@pytest.mark.parametrize("make", [race_page, precincts])
def test_every_cut_is_refused(make):
    whole = json.dumps(make()).encode()
    for cut in range(0, len(whole), 3):
        with pytest.raises(FeedError):
            feeds.read(whole[:cut])


PRECINCTS = shared_files("feeds/nyt/precincts_*.gz")
RACES = shared_files("feeds/nyt/race_*.gz")


@needs_shared
@pytest.mark.parametrize("path", PRECINCTS, ids=lambda p: p.name)
def test_real_precincts_add_up_by_candidate_method_and_place(path):
    """A second path: the bytes summed without the reader."""
    raw = json.loads(body(path))
    (count,) = feeds.read(body(path)).contests
    totals, methods, places = Counter(), Counter(), {}
    for row in raw["precincts"]:
        totals.update(row["results"])
        methods.update({(row["vote_type"], key): n for key, n in row["results"].items()})
        places.setdefault(row["geo_id"], Counter()).update(row["results"])
    who = [c.source_id for c in count.contest.candidates]
    result = count.result()
    assert dict(zip(who, result.totals, strict=True)) == totals
    labels = [words[0] for _, words in count.method_labels]
    for label, part in zip(labels, result.parts, strict=True):
        assert dict(zip(who, part, strict=True)) == {key: methods[label, key] for key in who}
    assert count.votes == raw["meta"]["total_votes"]
    assert {u.unit.external_ids[0].value for u in count.units} == set(places)
    for u in count.units:
        assert [v or 0 for v in u.totals] == [places[u.unit.external_ids[0].value][key] for key in who]
    assert (count.precincts_reported, count.precincts_total) == (
        raw["meta"]["geographies_reporting"],
        raw["meta"]["geographies_total"],
    )


@needs_shared
@pytest.mark.parametrize("path", RACES, ids=lambda p: p.name)
def test_real_races_have_their_own_votes_or_none(path):
    raw = json.loads(body(path))
    race = raw.get("data", raw)["races"][0]
    snapshot = feeds.read(body(path))
    (count,) = snapshot.contests
    who = [c.source_id for c in count.contest.candidates]
    stated = {c["candidate_key"]: c["votes"] for c in race.get("candidates", [])}
    assert dict(zip(who, count.result().totals, strict=True)) == (stated or dict.fromkeys(who))
    assert ("votes-not-by-candidate" in codes(snapshot)) == (not stated)
    assert "total-not-sum-of-units" not in codes(snapshot)
    units = {u.unit.name: dict(zip(who, u.totals, strict=True)) for u in count.units}
    assert units == {c["name"]: c.get("results") or dict.fromkeys(who) for c in race["counties"]}
    assert (count.precincts_reported, count.precincts_total) == (race["precincts_reporting"], race["precincts_total"])
