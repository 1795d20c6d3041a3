"""The AP Elections API JSON, quirk by quirk, on a small response of our own; and real responses unit by unit."""

import copy
import datetime as dt
import json

import pytest
from feed_samples import body, by_method, codes, shared_files

from outright import feeds
from outright.count import ExternalId
from outright.errors import FeedError, FeedMalformed, FeedNotRecognised
from outright.terms import ReportingUnitType, VoteMethod
from shared import needs_shared

QUILL = {"first": "Ada", "last": "Quill", "party": "Dem", "candidateID": "901", "polID": "0", "ballotOrder": 2}
STRAND = {"first": "Bo", "last": "Strand", "party": "GOP", "candidateID": "902", "polID": "63", "ballotOrder": 1}


def unit(level, ada, bo, reporting=1, total=2, **more):
    lines = [QUILL | {"voteCount": ada}, STRAND | {"voteCount": bo}]
    ranked = sorted(lines, key=lambda c: -(c["voteCount"] or 0))
    return {
        "statePostal": "GA", "level": level, "lastUpdated": "2031-11-05T01:00:00Z", "precinctsReporting": reporting,
        "precinctsTotal": total, "precinctsReportingPct": 50.0, "candidates": ranked,
    } | more  # fmt: skip


def county(name, number, fips, ada, bo, *progress, **more):
    return unit(
        "subunit", ada, bo, *progress, reportingunitName=name, reportingunitID=number, fipsCode=fips, **more
    )  # fmt: skip


@pytest.fixture
def raw():
    race = {
        "test": False, "raceID": "7001", "raceType": "General", "raceTypeID": "G", "officeID": "S",
        "officeName": "U.S. Senate",
        "reportingUnits": [
            unit("state", 30, 25, 3, 4, stateName="Georgia"),
            county("Ash", "11001", "13001", 20, 5, 2, 2),
            county("Harrow Vale", "11002", "13003", 10, 20, 1, 2),
        ],
    }  # fmt: skip
    return {
        "electionDate": "2031-11-04", "timestamp": "2031-11-05T01:02:03.450Z", "races": [race],
        "nextrequest": "http://wire.test/v2/elections/2031-11-04?minDateTime=2031-11-05T01%3a00%3a00.000Z",
    }  # fmt: skip


@pytest.fixture
def race(raw):
    return raw["races"][0]


def read(raw):
    return feeds.read(json.dumps(raw).encode())


def test_header_clock_and_ids(raw):
    snapshot = read(raw)
    assert (snapshot.kind, snapshot.election.date, snapshot.election.jurisdiction) == ("ap", dt.date(2031, 11, 4), "GA")
    assert feeds.document(snapshot)["election"]["asOf"] == "2031-11-05T01:02:03.450000Z"
    (count,) = snapshot.contests
    assert (count.contest.id, count.contest.source_id, count.contest.name) == (
        "ga-u-s-senate-7001",
        "7001",
        "U.S. Senate",
    )
    assert [(c.name, c.party, c.source_id) for c in count.contest.candidates] == [
        ("Bo Strand", "R", "902"),
        ("Ada Quill", "D", "901"),
    ]


def test_the_state_is_the_stated_total_and_its_subunits_are_counties(raw):
    (count,) = read(raw).contests
    assert (count.stated.totals, count.summed().totals) == ((25, 30), (25, 30))
    assert [(u.unit.id, u.totals, u.reported) for u in count.units] == [
        ("ash", (5, 20), True),
        ("harrow-vale", (20, 10), False),
    ]
    assert count.level is ReportingUnitType.COUNTY
    assert count.units[0].unit.external_ids == (ExternalId("fips", "13001"), ExternalId("local-level", "11001"))


def test_a_state_that_differs_from_its_counties_is_kept_and_told(raw, race):
    race["reportingUnits"][0]["candidates"][0]["voteCount"] = 33
    snapshot = read(raw)
    assert snapshot.contests[0].result().totals == (25, 33)
    assert "total-not-sum-of-units" in codes(snapshot)


def test_a_fips_code_gets_its_lost_zero_back(raw, race):
    race["reportingUnits"][1]["fipsCode"] = "8001"
    assert read(raw).contests[0].units[0].unit.external_ids[0] == ExternalId("fips", "08001")


def test_towns_that_share_a_county_s_code_stay_apart_and_are_summed(raw, race):
    for place in race["reportingUnits"]:
        place["statePostal"] = "MA"
        place["fipsCode"] = "25017"
    del race["reportingUnits"][0]["fipsCode"]
    (count,) = read(raw).contests
    assert count.level is ReportingUnitType.MUNICIPALITY
    assert [(u.unit.id, u.totals) for u in count.counting_units()] == [
        ("middlesex--ash", (5, 20)),
        ("middlesex--harrow-vale", (20, 10)),
    ]
    above = count.units[0]
    assert (above.unit.type, above.unit.external_ids) == (ReportingUnitType.COUNTY, (ExternalId("fips", "25017"),))
    assert above.totals == (None, None), "AP prints nothing for the county; nothing is made up for it"
    assert all(ExternalId("fips", "25017") not in u.unit.external_ids for u in count.counting_units())


def test_mail_ballots_without_a_code_are_counted_and_are_no_place(raw, race):
    for place in race["reportingUnits"]:
        place["statePostal"] = "RI"
    race["reportingUnits"][1]["fipsCode"] = "44009"
    race["reportingUnits"][2] |= {"reportingunitName": "Mail Ballots C.D. 1"}
    del race["reportingUnits"][2]["fipsCode"]
    (count,) = read(raw).contests
    assert count.summed().totals == (25, 30)
    assert [u.unit.is_geographic for u in count.counting_units()] == [True, False]


def test_no_precincts_before_counting_starts_means_progress_is_unknown(raw, race):
    for place in race["reportingUnits"]:
        place |= {"precinctsReporting": 0, "precinctsTotal": 0}
    (count,) = read(raw).contests
    assert (count.precincts_reported, count.precincts_total) == (None, None)
    assert [u.reported for u in count.units] == [None, None]


def test_more_precincts_in_than_there_are_is_told_and_not_shown(raw, race):
    race["reportingUnits"][0] |= {"precinctsReporting": 5, "precinctsTotal": 4}
    snapshot = read(raw)
    assert snapshot.contests[0].precincts_total is None
    assert "precincts-beyond-total" in codes(snapshot)


@pytest.mark.parametrize(
    ("mark", "words"), [("X", "called the winner"), ("R", "called for a runoff"), ("N", "not the winner")]
)
def test_a_call_a_runoff_and_a_withdrawn_call_are_ap_s_words_and_never_votes(raw, race, mark, words):
    before = read(raw)
    race["reportingUnits"][0]["candidates"][0]["winner"] = mark
    snapshot = read(raw)
    assert snapshot.contests == before.contests
    told = next(f for f in snapshot.findings if f.code == "declared-status")
    assert (told.severity.value, f"Ada Quill {words}" in told.message) == ("info", True)


def test_test_data_is_held_and_said_once(raw, race):
    raw["races"].append(copy.deepcopy(race) | {"raceID": "7002", "test": True})
    snapshot = read(raw)
    assert snapshot.is_test
    assert codes(snapshot).count("test-data") == 1


def test_an_uncontested_race_is_told_and_its_zero_stays_as_printed(raw, race):
    race["uncontested"] = True
    for place in race["reportingUnits"]:
        place["candidates"] = [QUILL | {"voteCount": 0}]
    snapshot = read(raw)
    assert snapshot.contests[0].result().totals == (0,)
    assert "uncontested" in codes(snapshot)


def test_no_vote_count_is_not_reported_and_no_zero(raw, race):
    for place in race["reportingUnits"]:
        del place["candidates"][0]["voteCount"]
    assert None in read(raw).contests[0].result().totals


def test_before_any_result_the_race_lists_its_candidates(raw, race):
    del race["reportingUnits"]
    race |= {"statePostal": "CA", "candidates": [QUILL, STRAND]}
    (count,) = read(raw).contests
    assert (count.result().totals, count.units) == ((None, None), ())
    assert [c.name for c in count.contest.candidates] == ["Bo Strand", "Ada Quill"]


def test_a_later_response_with_fewer_races_gives_every_race_and_county_the_same_ids(raw, race):
    other = copy.deepcopy(race) | {"raceID": "7002"}
    elsewhere = copy.deepcopy(race)
    for place in elsewhere["reportingUnits"]:
        place["statePostal"] = "AL"
    raw["races"] = [race, other, elsewhere]
    whole = {c.contest.id: c for c in read(raw).contests}
    for part in raw["races"]:
        (count,) = read(raw | {"races": [part]}).contests
        assert whole[count.contest.id] == count
    assert len(whole) == 3


@pytest.mark.parametrize(("truncated", "words"), [(True, "more of it waits"), (False, "only races that changed")])
def test_a_response_that_says_it_is_a_part_is_told_to_be_one(raw, truncated, words):
    raw["isTruncated"] = truncated
    told = next(f for f in read(raw).findings if f.code == "part-of-publication")
    assert words in told.message
    assert "not gone" in told.message


def test_a_primary_says_whose_it_is(raw, race):
    race |= {"party": "GOP", "raceType": "Primary", "raceTypeID": "R"}
    contest = read(raw).contests[0].contest
    assert (contest.name, contest.primary_party) == ("U.S. Senate - GOP", "R")


def test_an_answer_to_a_question_has_no_party(raw, race):
    race |= {"officeID": "I", "officeName": "Question", "seatName": "1", "description": "Parks bond"}
    for place in race["reportingUnits"]:
        place["candidates"][0] |= {"first": "", "last": "Yes", "party": "Yes"}
    contest = read(raw).contests[0].contest
    assert (contest.is_question, contest.name) == (True, "Question, 1, Parks bond")
    assert {c.party for c in contest.candidates} == {None}


def test_districts_are_summed_and_delegates_at_large_are_not(raw, race):
    race["reportingUnits"][1] |= {"level": "district", "districtType": "CD"}
    race["reportingUnits"][2] |= {"level": "district", "districtType": "AtLarge"}
    (count,) = read(raw).contests
    assert [u.totals for u in count.counting_units()] == [(5, 20)]
    assert len(count.units) == 2


def test_the_nation_s_total_stands_over_its_states(raw, race):
    race["reportingUnits"] = [
        unit("national", 50, 50, statePostal="US", stateName="United States"),
        unit("state", 30, 25, stateName="Georgia"),
        unit("state", 20, 25, statePostal="AL", stateName="Alabama"),
    ]
    (count,) = read(raw).contests
    assert (count.level, count.stated.totals) == (ReportingUnitType.STATE, (50, 50))
    assert [u.unit.name for u in count.counting_units()] == ["Georgia", "Alabama"]


def test_a_level_nobody_documented_is_kept_and_not_summed(raw, race):
    race["reportingUnits"][2]["level"] = "galaxy"
    snapshot = read(raw)
    assert "unit-level-unknown" in codes(snapshot)
    assert [u.unit.id for u in snapshot.contests[0].counting_units()] == ["ash"]


def test_version_3_expected_vote_and_status_are_told(raw, race):
    race |= {"eevp": 87, "raceCallStatus": "Too Early to Call", "tabulationStatus": "Active Tabulation"}
    found = {f.code: f.message for f in read(raw).findings}
    assert "87 %" in found["expected-vote"]
    assert "Too Early to Call, Active Tabulation" in found["declared-status"]


@pytest.mark.parametrize("holder", ["voteTypes", None])
def test_version_3_vote_types_are_parts_and_their_sums_are_not(raw, race, holder):
    types = {"electionDayInPerson": 12, "earlyInPerson": 5, "absenteeMail": 3, "absenteeTotal": 3, "advanceTotal": 8}
    line = next(c for c in race["reportingUnits"][1]["candidates"] if c["candidateID"] == "901")
    line |= {holder: types} if holder else types
    (count,) = read(raw).contests
    assert by_method(count, count.units[0], 1) == {"election-day": 12, "early": 5, "absentee-mail": 3}
    assert count.units[0].totals == (5, 20)


def test_version_3_absentee_total_stands_in_where_its_parts_are_missing(raw, race):
    race["reportingUnits"][1]["candidates"][0] |= {"electionDayInPerson": 12, "absenteeTotal": 8}
    (count,) = read(raw).contests
    assert set(count.methods) == {VoteMethod.ELECTION_DAY, VoteMethod.ABSENTEE}


def test_a_race_twice_refuses_the_response(raw, race):
    raw["races"].append(copy.deepcopy(race))
    with pytest.raises(FeedMalformed, match="stands twice"):
        read(raw)


@pytest.mark.parametrize(
    ("report", "words"),
    [
        ({"delSum": {}}, "delegates"),
        ({"delSuper": {}}, "delegates"),
        ({"trendtable": {}}, "trends"),
        ({"guides": [], "queryExplorer": "", "elections": []}, "list of elections"),
    ],
)
def test_a_report_of_ap_is_refused_by_its_name(report, words):
    with pytest.raises(FeedNotRecognised) as caught:
        read(report)
    assert words in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("value", [1.5, "20", True, 10**11, [], {}])
def test_what_is_no_number_of_votes_refuses_the_response_with_its_path(raw, race, value):
    race["reportingUnits"][1]["candidates"][0]["voteCount"] = value
    with pytest.raises(FeedMalformed) as caught:
        read(raw)
    assert caught.value.where == "$.races[0].reportingUnits[1].candidates[0].voteCount"


def test_every_cut_of_a_response_is_refused(raw):
    whole = json.dumps(raw).encode()
    for cut in range(0, len(whole), 3):
        with pytest.raises(FeedError):
            feeds.read(whole[:cut])


def test_a_byte_order_mark_changes_nothing(raw):
    assert feeds.read(b"\xef\xbb\xbf" + json.dumps(raw).encode()).contests == read(raw).contests


REAL = [p for p in shared_files("feeds/ap/20*.json*") if b'"races"' in body(p)]


@needs_shared
@pytest.mark.parametrize("path", REAL, ids=lambda p: p.name)
def test_every_cell_of_a_real_response_is_where_it_belongs(path):
    """Each unit's votes as the bytes have them, by AP's numbers: a second path, unit by unit."""
    counts = feeds.read(body(path)).contests
    for race, count in zip(json.loads(body(path))["races"], counts, strict=True):
        who = [c.source_id for c in count.contest.candidates]
        ours = {}
        for row in count.units:
            numbers = [e.value for e in row.unit.external_ids if e.kind == "local-level"]
            cells = dict(zip(who, row.totals, strict=True))
            if numbers or row.unit.type is ReportingUnitType.STATE:
                ours[numbers[0] if numbers else None] = {k: v for k, v in cells.items() if v is not None}
        theirs = {
            u.get("reportingunitID"): {c["candidateID"]: c["voteCount"] for c in u["candidates"]}
            for u in race.get("reportingUnits", [])
        }
        if None not in ours and None in theirs:
            state = theirs.pop(None)
            assert dict(zip(who, count.stated.totals, strict=True)) == state
        assert ours == theirs
