"""AP's live JSON on a small file written for these tests, and through the recorded night of January 5, 2021."""

import copy
import json
import lzma

import pytest
from feed_samples import codes, expected

from outright import feeds
from outright.count import ExternalId
from outright.errors import FeedError, FeedMalformed, FeedNotRecognised
from outright.terms import ReportingUnitType
from shared import SHARED, needs_shared

NIGHT = SHARED / "feeds" / "night_ga_20210105"


def place(ruid, level, votes, reporting=1, total=2):
    ranked = sorted(votes.items(), key=lambda pair: -pair[1])
    return {
        "ruid": ruid, "level": level, "precinctsTotal": total, "precinctsReporting": reporting,
        "precinctsReportingPct": 50.0,
        "results": [{"candidateID": key, "voteCount": n, "votePct": 50.0} for key, n in ranked],
    }  # fmt: skip


@pytest.fixture
def raw():
    race = {
        "raceID": "GA-S-70001",
        "summary": place("GA", "state", {"GA901": 30, "GA902": 25}, 3, 4) | {"eevp": 61.0},
        "results": {
            "13001": place("13001", "subunit", {"GA901": 20, "GA902": 5}, 2),
            "13003": place("13003", "subunit", {"GA901": 10, "GA902": 20}, 1),
        },
    }
    return {"timestamp": "2031-01-06T00:09:18.451Z", "test": False, "results": [race]}


def read(raw):
    return feeds.read(json.dumps(raw).encode())


def test_candidates_are_joined_by_id_though_the_leader_comes_first_in_each_county(raw):
    (count,) = read(raw).contests
    assert [(c.id, c.name, c.source_id) for c in count.contest.candidates] == [
        ("ga901", "GA901", "GA901"),
        ("ga902", "GA902", "GA902"),
    ]
    assert [(u.unit.name, u.totals, u.reported) for u in count.units] == [
        ("13001", (20, 5), True),
        ("13003", (10, 20), False),
    ]
    assert count.result().totals == (30, 25)
    assert (count.precincts_reported, count.precincts_total) == (3, 4)


def test_the_lead_changes_and_no_candidate_or_contest_changes_its_id(raw):
    before = read(raw)
    raw["results"][0]["summary"]["results"].reverse()
    after = read(raw)
    assert before.contests == after.contests
    assert (after.kind, after.contests[0].contest.id) == ("ap-live", "ga-s-70001")


def test_a_county_is_known_by_its_fips_code(raw):
    unit = read(raw).contests[0].units[0].unit
    assert (unit.type, unit.external_ids) == (ReportingUnitType.COUNTY, (ExternalId("fips", "13001"),))


def test_the_expected_vote_is_told_and_no_vote_is_made_of_it(raw):
    told = read(raw)
    raw["results"][0]["summary"]["eevp"] = 12.0
    assert read(raw).contests == told.contests
    assert "AP estimates that 61 %" in next(f.message for f in told.findings if f.code == "expected-vote")


def test_a_call_is_ap_s_word_and_no_verdict(raw):
    raw["results"][0]["summary"]["results"][0]["winner"] = "X"
    snapshot = read(raw)
    told = next(f for f in snapshot.findings if f.code == "declared-status")
    assert "GA901 called the winner" in told.message
    assert "won" not in json.dumps(feeds.document(snapshot)["contests"])


def test_a_test_of_the_feed_is_held(raw):
    raw["test"] = True
    assert read(raw).is_test
    assert "test-data" in codes(read(raw))


def test_the_summary_of_states_has_totals_and_one_unit(raw):
    race = raw["results"][0]
    raw["results"] = {"GA": [{"raceID": race["raceID"], "summary": race["summary"]}]}
    (count,) = read(raw).contests
    assert (count.level, count.result().totals) == (ReportingUnitType.STATE, (30, 25))
    assert [u.totals for u in count.counting_units()] == [(30, 25)]


def test_a_race_twice_in_one_body_refuses_it(raw):
    raw["results"].append(copy.deepcopy(raw["results"][0]))
    with pytest.raises(FeedMalformed, match="stands twice"):
        read(raw)


@pytest.mark.parametrize("votes", [1.5, "20", True, 10**11, [], {}])
def test_what_is_no_number_of_votes_refuses_the_body(raw, votes):
    raw["results"][0]["results"]["13001"]["results"][0]["voteCount"] = votes
    with pytest.raises(FeedMalformed) as caught:
        read(raw)
    assert "13001" in caught.value.where


def test_every_cut_of_a_body_is_refused(raw):
    whole = json.dumps(raw).encode()
    for cut in range(len(whole)):
        with pytest.raises(FeedError):
            feeds.read(whole[:cut])


def test_balance_of_power_is_no_count():
    body = {"us-senate": {"majority": {"total": 100}, "raceCalls": {}}, "timestamp": "", "test": False, "data": {}}
    with pytest.raises(FeedNotRecognised, match="balance of power"):
        read(body)


def fetches():
    with lzma.open(NIGHT / "ap_public_ga_json_to_0300z.jsonl.xz", "rt") as lines:
        yield from map(json.loads, lines)


def state_of(snapshot):
    """What the independent reading of the night holds of one body: totals and calls by AP's numbers."""
    return {
        count.contest.source_id: dict(
            zip([c.source_id for c in count.contest.candidates], count.result().totals, strict=True)
        )
        for count in snapshot.contests
    }


@needs_shared
def test_the_recorded_night_fetch_by_fetch():
    reading = expected(NIGHT / "expected" / "ap_public_ga_json_to_0300z.expected.json")
    read_once, seen, states = {}, set(), []
    for fetch, row in zip(fetches(), reading["rows"], strict=True):
        blob = fetch["blob"]
        assert blob.startswith(row["blob"])
        if "body" in fetch:
            try:
                read_once[blob] = feeds.read(fetch["body"].encode(), name="GA.json")
            except FeedMalformed:
                read_once[blob] = None
        snapshot = read_once[blob]
        state = "unreadable" if snapshot is None else "repeat_of_earlier" if blob in seen else "new"
        seen.add(blob)
        states.append(state)
        assert state == row["state"]
        if snapshot:
            assert snapshot.published_text == row["timestamp"]
            assert state_of(snapshot) == row["totals"]
            assert ("declared-status" in codes(snapshot)) == any(row["winner"].values())
            assert "total-not-sum-of-units" not in codes(snapshot)
            assert [len(list(c.counting_units())) for c in snapshot.contests] == [159, 159]
    assert len(states) == reading["fetches"] == 186
    assert states.count("unreadable") == 14


@needs_shared
def test_the_body_cut_by_a_slow_client_is_refused():
    with pytest.raises(FeedMalformed) as caught:
        feeds.read((NIGHT / "fault_truncated_ap_2021-01-06T011631.json").read_bytes())
    assert "not whole" in caught.value.message


@needs_shared
def test_the_last_body_of_january_2021_says_what_ap_s_summary_says():
    folder = SHARED / "feeds" / "ap"
    final = feeds.read((folder / "public_live_GA_20210105_final.json").read_bytes())
    summary = feeds.read((folder / "public_live_summary_20210105.json").read_bytes())
    assert state_of(final) == state_of(summary)
    with pytest.raises(FeedNotRecognised, match="balance of power"):
        feeds.read((folder / "public_live_bop_20210105.json").read_bytes())
