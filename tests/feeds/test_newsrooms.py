"""Other newsrooms' files of the same races (DDHQ, NPR, Politico, Los Angeles Times, Bloomberg): quirks and sums.

The real files have no independent readings: their bytes are summed here a second way.
"""

import csv
import json
import lzma
import re
from collections import Counter
from io import StringIO

import pytest
from feed_samples import body, codes, shared_files

from outright import feeds
from outright.errors import FeedError, FeedMalformed, FeedNotRecognised
from outright.terms import ReportingUnitType
from shared import SHARED, needs_shared

OTHER = SHARED / "feeds" / "other_newsroom"


def ddhq():
    def votes(ada, bo, reporting, total):
        return {
            "votes": {"901": ada, "902": bo}, "precincts": {"total": total, "reporting": reporting},
            "estimated_votes": {"estimated_votes_low": 60, "estimated_votes_mid": 70, "estimated_votes_high": None},
        }  # fmt: skip

    race = {
        "race_id": 70, "state": "Georgia", "abb": "GA", "name": "Runoff", "race_date": "2031-01-05", "party": None,
        "office": "US Senate", "district": "", "last_updated": "2031-01-06 00:36:04",
        "toplineResults": votes(30, 25, 3, 4) | {"called": None, "called_time": None},
        "countyResults": {
            "counties": [
                {"id": 1, "county": "Ash"} | votes(20, 5, 2, 2),
                {"id": 2, "county": "Harrow Vale"} | votes(10, 20, 1, 2),
            ]
        },
        "candidates": [
            {"cand_id": 901, "party_name": "Democratic", "first_name": "Ada", "last_name": "Quill"},
            {"cand_id": 902, "party_name": "Republican", "first_name": "Bo", "last_name": "Strand"},
        ],
    }  # fmt: skip
    return {"total": 1, "next_page_url": None, "data": [race]}


def npr():
    who = [
        {"first": "Ada", "last": "Quill", "party": "Dem", "id": "901", "votes": 30, "percentage": None},
        {"first": "Bo", "last": "Strand", "party": "GOP", "id": "902", "votes": 25, "percentage": None},
    ]
    result = {
        "id": "70", "updated": 1609895167840, "precincts": 4, "reporting": 3, "reportingPercentage": 75, "eevp": 61,
        "winners": [], "total": 55, "candidates": who,
    }  # fmt: skip
    race = {
        "id": "70", "date": "1/5/2031", "test": False, "state": "GA", "eevp": 61, "type": "Runoff", "office": "S",
        "results": [result],
    }  # fmt: skip
    return {"caucus": "", "special": "", "general": True, "runoff": True, "races": [race]}


def politico():
    def row(fips, ada, bo, mode="actualPrecincts"):
        return {
            "stateFips": "13", "countyFips": fips, "raceid": "70", "isSpecial": True, "progressMode": mode,
            "progressReporting": 2, "progressTotal": 2,
            "candidates": [{"candidateID": "901", "vote": ada}, {"candidateID": "902", "vote": bo}],
        }  # fmt: skip

    return {
        "lastUpdated": "2031-01-06T01:01:37+00:00",
        "races": [row("13001", 20, 5), row("13003", 10, 20, "expectedVote")],
    }


def latimes():
    def county(name, code, reporting, *results):
        return {
            "name": name, "code": code, "type": "county", "precincts_total": 2, "precincts_reporting": reporting,
            "results": [list(pair) for pair in results],
        }  # fmt: skip

    def who(key, given, family, party, votes, **more):
        return {"ap_id": key, "given_name": given, "family_name": family, "party": party, "votes": votes} | more

    return [
        {
            "id": "GA-S70-2031-01-05", "name": "U.S. Senate", "seat_name": "", "election_date": "2031-01-05",
            "state_postal": "GA", "number_of_winners": 1, "total_votes": 55, "precincts_total": 4,
            "precincts_reporting": 3, "eevp": 61.0, "is_uncontested": False,
            "candidates": [who("p-1", "Ada", "Quill", "dem", 30), who("p-2", "Bo", "Strand", "gop", 25)],
            "subunits": [
                county("Ash", "13001", 2, ("p-1", 20), ("p-2", 5)),
                county("Harrow Vale", "13003", 1, ("p-2", 20), ("p-1", 10)),
            ],
        }
    ]  # fmt: skip


BLOOMBERG = (
    "raceKey\tfips\tcandidateID\twinner\tvoteCount\tprecinctsReportingPct\teevp\tnumRunoff\n"
    "SGA\t13001\t901\t\t20\t100\t61\t\n"
    "SGA\t13001\t902\t\t5\t100\t61\t\n"
    "SGA\t13003\t901\t\t10\t50\t61\t\n"
    "SGA\t13003\t902\t\t20\t50\t61\t\n"
)

FILES = {
    "ddhq": lambda: json.dumps(ddhq()).encode(),
    "npr": lambda: json.dumps(npr()).encode(),
    "politico": lambda: json.dumps(politico()).encode(),
    "latimes": lambda: json.dumps(latimes()).encode(),
    "bloomberg": BLOOMBERG.encode,
}
BOTH = pytest.mark.parametrize("kind", list(FILES))


def read(raw):
    return feeds.read(json.dumps(raw).encode())


def by_id(count, row):
    return dict(zip([c.source_id for c in count.contest.candidates], row.totals, strict=True))


@BOTH
def test_the_bytes_tell_the_kind_and_the_same_race_has_the_same_votes(kind):
    snapshot = feeds.read(FILES[kind]())
    (count,) = snapshot.contests
    assert snapshot.kind == kind
    assert sorted(count.result().totals) == [25, 30]
    assert "total-not-sum-of-units" not in codes(snapshot)
    if kind != "npr":
        assert [sorted(u.totals) for u in count.counting_units()] == [[5, 20], [10, 20]]


@BOTH
def test_every_cut_is_refused_or_told(kind):
    whole = FILES[kind]()
    for cut in range(0, len(whole) - 1, 3):
        try:
            snapshot = feeds.read(whole[:cut])
        except FeedError as error:
            assert error.message
        else:
            assert kind == "bloomberg"
            assert whole[:cut].endswith(b"\n") or "no-final-newline" in codes(snapshot)


@BOTH
def test_a_byte_order_mark_changes_nothing(kind):
    whole = FILES[kind]()
    assert feeds.read(b"\xef\xbb\xbf" + whole).contests == feeds.read(whole).contests


@BOTH
@pytest.mark.parametrize("bad", [b'"thirty"', b"30.5", b"[]"])
def test_what_is_no_number_of_votes_refuses_the_file(kind, bad):
    broken, changed = re.subn(rb"(?<=[ \t])(?:20|30)(?=[],}\t])", bad, FILES[kind](), count=1)
    assert changed
    with pytest.raises(FeedMalformed):
        feeds.read(broken)


def test_ddhq_s_clock_without_a_zone_is_utc():
    assert read(ddhq()).published_at.isoformat() == "2031-01-06T00:36:04+00:00"


def test_ddhq_s_call_and_estimate_are_told_and_no_vote_is_made_of_them():
    raw = ddhq()
    raw["data"][0]["toplineResults"]["called"] = 901
    told = {f.code: f.message for f in read(raw).findings}
    assert read(raw).contests == read(ddhq()).contests
    assert "Ada Quill called the winner" in told["declared-status"]
    assert "70 votes (60 to an unknown number)" in told["expected-vote"]


def test_ddhq_s_candidate_that_has_votes_and_no_name_is_kept_by_number():
    raw = ddhq()
    raw["data"][0]["candidates"].pop()
    assert [c.name for c in read(raw).contests[0].contest.candidates] == ["Ada Quill", "902"]


def test_ddhq_s_page_of_several_says_that_it_is_one():
    assert "part-of-publication" in codes(read(ddhq() | {"next_page_url": "http://wire.test/?page=2"}))


def test_npr_has_no_counties_and_the_state_is_its_unit():
    (count,) = read(npr()).contests
    assert (count.level, count.precincts_reported, count.precincts_total) == (ReportingUnitType.STATE, 3, 4)
    assert (count.contest.name, count.contest.candidates[0].party) == ("U.S. Senate", "D")


def test_npr_s_total_that_the_candidates_do_not_reach_is_told():
    raw = npr()
    raw["races"][0]["results"][0]["total"] = 60
    assert "total-not-sum-of-candidates" in codes(read(raw))


def test_npr_s_test_is_held():
    raw = npr()
    raw["races"][0]["test"] = True
    assert read(raw).is_test


def test_politico_s_progress_counts_precincts_only_where_it_says_so():
    (count,) = read(politico()).contests
    assert [u.reported for u in count.units] == [True, None]
    assert count.contest.id == "13-70"


def test_los_angeles_joins_a_county_s_pairs_by_id():
    (count,) = read(latimes()).contests
    assert [by_id(count, u) for u in count.units] == [{"p-1": 20, "p-2": 5}, {"p-1": 10, "p-2": 20}]
    raw = latimes()
    raw[0]["subunits"][0]["results"][0] = ["p-1"]
    with pytest.raises(FeedMalformed, match="candidate's id and votes"):
        read(raw)


def test_bloomberg_s_rounded_percentage_is_no_progress():
    snapshot = feeds.read(BLOOMBERG.encode())
    assert [u.reported for u in snapshot.contests[0].units] == [None, None]
    assert "election-date-unknown" in codes(snapshot)


def test_bloomberg_s_row_with_a_cell_too_few_is_refused_with_its_line():
    with pytest.raises(FeedMalformed) as caught:
        feeds.read(BLOOMBERG.replace("SGA\t13003\t901\t\t", "SGA\t13003\t901\t").encode())
    assert caught.value.where == "line 4"


@needs_shared
@pytest.mark.parametrize("path", shared_files("feeds/ddhq/*.json"), ids=lambda p: p.name)
def test_real_ddhq_files_add_up(path):
    for race, count in zip(json.loads(body(path))["data"], feeds.read(body(path)).contests, strict=True):
        counties = race["countyResults"]["counties"]
        summed = Counter()
        for county in counties:
            summed.update(county["votes"])
        assert by_id(count, count.result()) == race["toplineResults"]["votes"] == race["countyResults"]["votes"]
        assert by_id(count, count.summed()) == summed
        assert {u.unit.name: by_id(count, u) for u in count.units} == {c["county"]: c["votes"] for c in counties}
        assert count.precincts_reported == race["toplineResults"]["precincts"]["reporting"]


@needs_shared
def test_real_newsroom_files_have_the_bytes_votes():
    los_angeles = feeds.read(body(OTHER / "latimes_ga-full.json"))
    for race, count in zip(json.loads(body(OTHER / "latimes_ga-full.json")), los_angeles.contests, strict=True):
        assert by_id(count, count.result()) == {c["ap_id"]: c["votes"] for c in race["candidates"]}
        assert {u.unit.name: by_id(count, u) for u in count.units} == {
            u["name"]: dict(u["results"]) for u in race["subunits"]
        }
        assert count.votes == race["total_votes"]
    (count,) = feeds.read(body(OTHER / "politico_senSpecial-counties.json")).contests
    rows = json.loads(body(OTHER / "politico_senSpecial-counties.json"))["races"]
    assert {u.unit.name: by_id(count, u) for u in count.units} == {
        r["countyFips"]: {c["candidateID"]: c["vote"] for c in r["candidates"]} for r in rows
    }
    table = body(OTHER / "bloomberg_GA-results.tsv")
    summed = Counter()
    for row in csv.DictReader(StringIO(table.decode()), delimiter="\t"):
        summed[row["raceKey"], row["candidateID"]] += int(row["voteCount"])
    ours = {
        (count.contest.source_id, key): votes
        for count in feeds.read(table).contests
        for key, votes in by_id(count, count.result()).items()
    }
    assert ours == summed


@needs_shared
def test_the_night_s_bodies_of_npr_add_up_and_the_packed_one_is_refused():
    unreadable = 0
    with lzma.open(SHARED / "feeds" / "night_ga_20210105" / "npr_ga_json.jsonl.xz", "rt") as lines:
        for line in lines:
            text = json.loads(line)["body"]
            try:
                snapshot = feeds.read(text.encode(), name="GA_S_1_5_2021.json")
            except FeedNotRecognised:
                unreadable += 1
                assert text.startswith("\x1f")
                continue
            races = [result for race in json.loads(text)["races"] for result in race["results"]]
            for race, count in zip(races, snapshot.contests, strict=True):
                votes = {c["id"]: c["votes"] for c in race["candidates"]}
                assert by_id(count, count.result()) == votes
                assert sum(votes.values()) == race["total"] == count.votes
            assert "total-not-sum-of-candidates" not in codes(snapshot)
    assert unreadable == 1


@needs_shared
def test_what_a_station_s_desk_typed_over_is_no_count_that_is_read():
    with pytest.raises(FeedNotRecognised):
        feeds.read(body(OTHER / "grahamdigital_wjxt_data.json"))
