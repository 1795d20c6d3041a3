"""NIST's report, version 2: its overlapping places, its totals beside methods, and what it declares."""

import copy
import json
from collections import Counter
from xml.etree import ElementTree

import pytest
import shapes_nist_cdf
from feed_samples import body, codes, expected, shared_files
from hypothesis import given, settings
from hypothesis import strategies as st

from outright import feeds
from outright.count import Snapshot
from outright.errors import FeedError, FeedMalformed, FeedNotRecognised
from outright.feeds.detect import candidates
from outright.terms import ReportingUnitType, ResultsStatus, VoteMethod
from shared import SHARED, needs_shared

SAMPLES = shared_files("feeds/nist_cdf/v2/*")
TWINNED = [p for p in shared_files("feeds/nist_cdf/expected/*") if "twin_xml" in expected(p)]


def words(text: str) -> dict:
    return {"Text": [{"Content": text, "Language": "en"}]}


def unit(own: str, kind: str, parts: str = "", **more: object) -> dict:
    """A place; ``parts`` are the ids of what it contains."""
    return {"@id": own, "Name": words(own.title()), "Type": kind, "ComposingGpUnitIds": parts.split(), **more}


def counts(*cells: tuple) -> list[dict]:
    """Counts of (place, type, number)."""
    return [{"GpUnitId": place, "Type": kind, "Count": number} for place, kind, number in cells]


def contest(*choices: list[dict], district: str = "all", **more: object) -> dict:
    """A contest of as many candidates as there are lists of counts."""
    selections = [
        {"@id": f"s{n}", "@type": "ElectionResults.CandidateSelection", "CandidateIds": [f"c{n}"], "VoteCounts": votes}
        for n, votes in enumerate(choices)
    ]
    return {
        "@id": "mayor", "@type": "ElectionResults.CandidateContest", "Name": "Mayor of Elsewhere",
        "ElectionDistrictId": district, "VotesAllowed": 1, "ContestSelection": selections, **more,
    }  # fmt: skip


def report(units: list[dict], *contests: dict, **more: object) -> dict:
    """A report of two candidates; ``more`` replaces what it says of itself."""
    people = [
        {"@id": "c0", "BallotName": words("Ada Ash"), "PartyId": "p0"},
        {"@id": "c1", "BallotName": words("Ben Birch")},
    ]
    election = {
        "Name": words("City of Elsewhere"), "StartDate": "2031-11-04", "EndDate": "2031-11-04", "Type": "general",
        "ElectionScopeId": "all", "Candidate": people, "Contest": list(contests),
    }  # fmt: skip
    election.update(more.pop("election", {}))
    return {
        "@type": "ElectionResults.ElectionReport", "Format": "precinct-level", "GeneratedDate": "2031-11-05T01:02:03Z",
        "Issuer": "Elsewhere", "IssuerAbbreviation": "EW", "SequenceStart": 1, "SequenceEnd": 1,
        "Status": "unofficial-partial", "VendorApplicationId": "made up", "GpUnit": [unit("all", "other"), *units],
        "Party": [{"@id": "p0", "Name": words("Democrat")}], "Election": [election], **more,
    }  # fmt: skip


def read(found: dict) -> Snapshot:
    return feeds.read(json.dumps(found).encode(), name="results.json")


PRECINCTS = [unit("north", "precinct"), unit("south", "precinct")]
PLAIN = report(PRECINCTS, contest(counts(("north", "total", 5), ("south", "total", 7)), counts(("north", "total", 1))))


def test_the_total_never_meets_its_methods():
    cells = counts(("north", "total", 9), ("north", "early", 4))
    cells += counts(("north", "absentee-fwab", 2), ("north", "absentee", 3))
    count = read(report(PRECINCTS, contest(cells))).contests[0]
    assert count.result().totals == (9,)
    assert dict(zip(count.methods, count.units[0].parts, strict=True)) == {
        VoteMethod.EARLY: (4,),
        VoteMethod.ABSENTEE: (5,),
    }


def test_a_cell_that_is_not_there_is_not_zero():
    count = read(PLAIN).contests[0]
    assert [u.totals for u in count.units] == [(5, 1), (7, None)]
    assert count.result().totals == (12, 1)


def test_the_district_is_the_stated_total_and_no_unit():
    cells = counts(("all", "total", 13), ("north", "total", 5), ("south", "total", 7))
    snapshot = read(report(PRECINCTS, contest(cells)))
    count = snapshot.contests[0]
    assert (count.stated.totals, count.summed().totals) == ((13,), (12,))
    assert [u.unit.name for u in count.units] == ["North", "South"]
    assert "total-not-sum-of-units" in codes(snapshot)


def test_the_only_place_with_counts_is_a_unit_even_where_it_is_the_district():
    count = read(report([unit("state", "state")], contest(counts(("state", "total", 8)), district="state"))).contests[0]
    assert (count.level, count.result().totals, count.stated) == (ReportingUnitType.STATE, (8,), None)


def test_combined_and_split_precincts_that_do_not_overlap_are_summed_together():
    units = [unit("joined", "combined-precinct"), unit("half", "split-precinct")]
    snapshot = read(report(units, contest(counts(("joined", "total", 5), ("half", "total", 2)))))
    assert snapshot.contests[0].result().totals == (7,)
    held = [f for f in snapshot.findings if f.code == "unit-kinds-together"]
    assert [f.severity.value for f in held] == ["hold"]


def test_splits_inside_a_precinct_are_not_counted_again():
    units = [unit("north", "precinct", "half"), unit("half", "split-precinct"), unit("south", "precinct")]
    cells = counts(("north", "total", 5), ("half", "total", 2), ("south", "total", 1))
    count = read(report(units, contest(cells))).contests[0]
    assert count.result().totals == (6,)
    assert {u.unit.type for u in count.units} == {ReportingUnitType.PRECINCT, ReportingUnitType.SPLIT_PRECINCT}


def test_precincts_inside_a_combined_precinct_are_left_out_where_they_would_be_summed_too():
    units = [unit("joined", "combined-precinct", "north"), *PRECINCTS]
    cells = counts(("joined", "total", 5), ("north", "total", 2), ("south", "total", 1))
    snapshot = read(report(units, contest(cells)))
    assert snapshot.contests[0].result().totals == (6,)
    assert "units-left-out" in codes(snapshot)


def test_two_counties_precincts_are_not_the_state():
    units = [unit("cobb", "county", "north"), unit("hall", "county", "east"), *PRECINCTS, unit("east", "precinct")]
    cells = counts(("cobb", "total", 9), ("hall", "total", 4), ("north", "total", 9))
    count = read(report(units, contest(cells))).contests[0]
    assert (count.level, count.result().totals) == (ReportingUnitType.COUNTY, (13,))


def test_a_county_with_more_than_its_precincts_is_the_stated_total():
    units = [unit("cobb", "county", "north south"), *PRECINCTS]
    cells = counts(("cobb", "total", 15), ("north", "total", 9), ("south", "total", 4))
    snapshot = read(report(units, contest(cells)))
    count = snapshot.contests[0]
    assert (count.level, count.result().totals) == (ReportingUnitType.PRECINCT, (15,))
    assert {u.unit.parent_id for u in count.counting_units()} == {"cobb"}
    assert "total-not-sum-of-units" in codes(snapshot)


def test_a_larger_place_of_unknown_contents_with_more_votes_is_told():
    cells = counts(("cobb", "total", 15), ("north", "total", 9))
    snapshot = read(report([unit("cobb", "county"), *PRECINCTS], contest(cells)))
    assert snapshot.contests[0].result().totals == (9,)
    assert "total-not-sum-of-units" in codes(snapshot)


def test_a_ballot_batch_counts_among_the_precincts_and_is_no_area():
    units = [*PRECINCTS, unit("box", "ballot-batch")]
    count = read(report(units, contest(counts(("north", "total", 5), ("box", "total", 2))))).contests[0]
    assert count.result().totals == (7,)
    assert [u.unit.is_geographic for u in count.units] == [True, False]


def test_devices_are_added_only_where_no_count_stands_for_all_of_them():
    parts = counts(("north", "total", 5), ("north", "total", 2))
    parts[0]["DeviceClass"], parts[1]["DeviceClass"] = {"Type": "dre"}, {"Type": "bmd"}
    assert read(report(PRECINCTS, contest(parts))).contests[0].result().totals == (7,)
    whole = [*parts, *counts(("north", "total", 8))]
    assert read(report(PRECINCTS, contest(whole))).contests[0].result().totals == (8,)


def test_seats_are_no_votes_and_later_rounds_are_left_out():
    cells = counts(("north", "seats", 3), ("north", "total", 5), ("north", "total", 9))
    cells[1]["Round"], cells[2]["Round"] = 1, 2
    snapshot = read(report(PRECINCTS, contest(cells)))
    assert snapshot.contests[0].result().totals == (5,)
    assert {"seats-not-votes", "rounds-left-out"} <= set(codes(snapshot))


def test_a_count_suppressed_for_privacy_is_not_reported():
    cells = counts(("north", "total", 0), ("south", "total", 7))
    cells[0]["IsSuppressedForPrivacy"] = True
    snapshot = read(report(PRECINCTS, contest(cells)))
    assert [u.totals for u in snapshot.contests[0].units] == [(None,), (7,)]
    assert "votes-withheld" in codes(snapshot)


def test_write_ins_for_a_printed_name_are_a_line_of_their_own_unless_the_total_holds_them():
    count = read(report(PRECINCTS, contest(counts(("north", "early", 4), ("north", "write-in", 2))))).contests[0]
    assert [c.name for c in count.contest.candidates] == ["Ada Ash", "Ada Ash (write-in)"]
    assert [c.is_write_in for c in count.contest.candidates] == [False, True]
    assert count.result().totals == (4, 2)
    count = read(report(PRECINCTS, contest(counts(("north", "total", 6), ("north", "write-in", 2))))).contests[0]
    assert (count.result().totals, count.methods) == ((6,), (VoteMethod.OTHER,))


def test_write_ins_beside_the_selections_become_a_line_and_overvotes_none():
    other = [{"GpUnitId": "north", "Overvotes": 1.0, "Undervotes": 3, "WriteIns": 2}]
    count = read(report(PRECINCTS, contest(counts(("north", "total", 5)), OtherCounts=other))).contests[0]
    assert count.by_candidate() == {"ada-ash": 5, "write-in": 2}
    assert (count.overvotes, count.undervotes) == (1, 3)


def test_a_declared_winner_is_told_and_decides_nothing():
    people = [{"@id": "c0", "BallotName": words("Ada Ash"), "PostElectionStatus": "advanced-to-runoff"}]
    found = report(PRECINCTS, contest(counts(("north", "total", 5))), election={"Candidate": people})
    with_status = read(found)
    del people[0]["PostElectionStatus"]
    assert with_status.contests == read(found).contests
    assert [f.where for f in with_status.findings if f.code == "declared-status"] == ["Ada Ash"]


@pytest.mark.parametrize(
    ("statuses", "reported"),
    [
        ([("total", "completed")], True),
        ([("total", "in-process")], False),
        ([("early", "completed")], None),
        ([("early", "completed"), ("election-day", "not-processed")], False),
        ([("total", "unknown")], None),
        ([], None),
    ],
)
def test_a_unit_is_in_when_the_source_says_so_of_all_its_ballots(statuses, reported):
    told = [{"Type": kind, "Status": status} for kind, status in statuses]
    units = [unit("north", "precinct", CountStatus=told)]
    assert read(report(units, contest(counts(("north", "total", 5))))).contests[0].units[0].reported is reported


def test_the_clock_the_status_and_the_parts_of_a_report():
    snapshot = read(report([], Status="certified", SequenceEnd=3, GeneratedDate="2031-11-05T01:02:03-05:00"))
    assert snapshot.published_at.isoformat() == "2031-11-05T01:02:03-05:00"
    assert snapshot.status is ResultsStatus.CERTIFIED
    assert {"report-in-parts", "no-results-yet"} <= set(codes(snapshot))
    assert read(report([], GeneratedDate="1970-01-01T00:00:00Z")).published_at is None
    assert read(report([], IsTest=True)).is_test


def test_registered_voters_ballots_and_progress():
    units = [unit("north", "precinct", VotersRegistered=90)]
    ballots = [{"GpUnitId": "north", "Type": "total", "BallotsCast": 44, "BallotsOutstanding": 3}]
    ballots += [{"GpUnitId": "north", "Type": "early", "BallotsCast": 11}]
    made = contest(counts(("north", "total", 5)), SubUnitsReported=1, TotalSubUnits=2)
    snapshot = read(report(units, made, election={"BallotCounts": ballots}))
    count = snapshot.contests[0]
    assert (count.units[0].registered_voters, count.units[0].ballots_cast) == (90, 44)
    assert (count.precincts_reported, count.precincts_total) == (1, 2)
    assert snapshot.on_hand == ()
    assert "ballots-outstanding" in codes(snapshot)


def test_a_contest_printed_twice_counts_once_and_two_of_one_id_are_never_added():
    made = PLAIN["Election"][0]["Contest"][0]
    assert len(read(report(PRECINCTS, made, copy.deepcopy(made))).contests) == 1
    other = {**made, "Name": "Mayor again"}
    snapshot = read(report(PRECINCTS, made, other))
    assert [c.result().totals for c in snapshot.contests] == [(12, 1), (12, 1)]
    assert "contest-repeated" in codes(snapshot)


@pytest.mark.parametrize(
    "number", [12.5, "12.5", "many", True, [], 10**12, "1e3"], ids=lambda n: f"{type(n).__name__}-{n}"
)
def test_what_is_no_whole_number_is_refused(number):
    with pytest.raises(FeedMalformed):
        read(report(PRECINCTS, contest(counts(("north", "total", number)))))
    assert read(report(PRECINCTS, contest(counts(("north", "total", 12.0))))).contests[0].votes == 12


@pytest.mark.parametrize(
    "broken",
    [
        report(PRECINCTS, contest(counts(("nowhere", "total", 1)))),
        report(PRECINCTS, contest([], [], [])),
        report([*PRECINCTS, unit("north", "precinct")]),
        report([], Status="final"),
        report([], GpUnit=["north"]),
        report([], election={"Name": {"Text": {"Text": {"Text": {"Text": {"Text": {"Text": {"Text": "x"}}}}}}}}),
    ],
    ids=["unknown place", "unknown candidate", "two places of one id", "status", "no record", "deep text"],
)
def test_a_report_that_contradicts_itself_is_refused(broken):
    with pytest.raises(FeedMalformed) as error:
        read(broken)
    assert error.value.hint


def test_another_nist_format_is_not_a_results_report():
    with pytest.raises(FeedNotRecognised):
        read({"@type": "ElectionResults.BallotStyle"})


def test_half_a_report_is_no_report():
    data = json.dumps(PLAIN).encode()
    for cut in range(0, len(data) - 1, 97):
        with pytest.raises(FeedError):
            feeds.read(data[:cut], kind="nist")


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_whatever_stands_in_a_report_it_is_read_or_refused(data):
    found = copy.deepcopy(PLAIN)
    spots = []

    def walk(value: object) -> None:
        for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
            spots.append((value, key))
            walk(value[key])

    walk(found)
    holder, key = data.draw(st.sampled_from(spots))
    holder[key] = data.draw(st.sampled_from([None, "", 0, -1, 1.5, True, [], {}, [[]], [{}], "x", {"Text": []}]))
    try:
        read(found)
    except FeedError as error:
        assert error.message


@needs_shared
@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_each_sample_is_this_kind_and_no_other(path):
    assert [r.kind for r in candidates(body(path), "")] == ["nist"]


@needs_shared
@pytest.mark.parametrize("path", TWINNED, ids=lambda p: p.name)
def test_the_xml_twin_matches_the_same_reading_and_the_json(path):
    reading = expected(path)
    twins = [feeds.document(feeds.read(body(SHARED / "feeds/nist_cdf" / reading[k]))) for k in ("twin_xml", "source")]
    for twin in twins:
        del twin["election"]["asOfText"]  # Z or +00:00
    if "cambridge" not in path.name:  # its questions' answers have other ids in XML
        assert list(shapes_nist_cdf.differences(twins[0], reading)) == []
    for choice in (c for twin in twins for each in twin["contests"] for c in each["candidates"]):
        choice["sourceId"] = None
    assert twins[0] == twins[1]


@needs_shared
@pytest.mark.parametrize("path", [p for p in SAMPLES if ".xml" in p.name], ids=lambda p: p.name)
def test_no_count_of_the_file_is_lost_or_altered(path):
    """Every VoteCounts by a plain second walk: contest, selection, place, number."""
    space = {"n": "http://itl.nist.gov/ns/voting/1500-100/v2"}
    root = ElementTree.fromstring(body(path))
    raw = Counter()
    for each in root.iterfind(".//n:Contest", space):
        for order, selection in enumerate(each.iterfind("n:ContestSelection", space)):
            for cell in selection.iterfind("n:VoteCounts", space):
                raw[each.get("ObjectId"), order, int(cell.findtext("n:Count", None, space))] += 1
    ours = Counter()
    for count in feeds.read(body(path)).contests:
        for row in (*count.units, *([count.stated] if count.stated else [])):
            for order, number in enumerate(row.totals):
                if number is not None:
                    ours[count.contest.source_id, order, number] += 1
    assert ours == raw


@needs_shared
def test_a_sample_cut_anywhere_is_refused():
    data = body(SHARED / "feeds/nist_cdf/v2/err-gen-03.xml")
    for cut in range(200, len(data.rstrip()) - 1, 1499):
        with pytest.raises(FeedError):
            feeds.read(data[:cut], kind="nist")
