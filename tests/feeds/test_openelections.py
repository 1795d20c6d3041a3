"""OpenElections CSV, quirk by quirk, on small tables written for these tests."""

import datetime as dt

import pytest
from feed_samples import PRECINCTS, PRIMARY, by_method, codes, read

from outright import feeds
from outright.errors import FeedMalformed, FeedNotRecognised
from outright.terms import ReportingUnitType, Severity, VoteMethod

HEAD = "county,precinct,office,district,party,candidate,votes\n"
NAME = "20241105__zz__general__precinct.csv"


@pytest.fixture(scope="module")
def snapshot():
    return read(PRECINCTS)


def table(text, name=NAME):
    return feeds.read(text.encode(), name=name)


def test_election_from_the_file_name(snapshot):
    assert snapshot.election.date == dt.date(2025, 5, 20)
    assert (snapshot.election.name, snapshot.election.jurisdiction) == ("ZZ special general", "ZZ")
    assert snapshot.published_at is None


def test_without_a_telling_name_the_date_is_unknown():
    unnamed = table(HEAD + "Ash,Mill,Mayor,,,Ada Quill,3\n", "results.csv")
    assert unnamed.election.date is None
    assert "election-date-unknown" in codes(unnamed)


def test_totals_rows_are_left_out_and_then_checked(snapshot):
    house = snapshot.contest("u-s-house-district-6")
    assert house.by_candidate()["ada-quill"] == 300 + 1005 - 2
    assert codes(snapshot).count("total-row-left-out") == 1
    assert codes(snapshot).count("total-row-differs") == 1


def test_pseudo_offices_are_facts_about_units(snapshot):
    house = snapshot.contest("u-s-house-district-6")
    facts = {u.unit.name: (u.registered_voters, u.ballots_cast) for u in house.units}
    assert facts == {"Mill 01": (1200, 520), "Quay": (800, 410), "Provisional": (None, None)}


def test_pseudo_candidates_go_by_whole_words_only(snapshot):
    house = snapshot.contest("u-s-house-district-6")
    assert [c.name for c in house.contest.candidates] == ["Ada Quill", "Don Overbey", "Write-ins"]
    assert [c.is_write_in for c in house.contest.candidates] == [False, False, True]
    assert (house.overvotes, house.undervotes) == (1, 16)
    assert snapshot.contest("state-house-district-12").contest.candidates[0].name == "Eric Castater"


def test_x_and_blank_are_not_reported_and_commas_are_thousands(snapshot):
    house = snapshot.contest("u-s-house-district-6")
    quay = next(u for u in house.units if u.unit.name == "Quay")
    assert quay.totals == (1005, None, None)
    assert "votes-withheld" in codes(snapshot)


def test_votes_beyond_the_methods_are_other(snapshot):
    house = snapshot.contest("u-s-house-district-6")
    quay = next(u for u in house.units if u.unit.name == "Quay")
    assert by_method(house, quay, 0) == {"election-day": 500, "absentee-mail": 400, "early": 100, "other": 5}


def test_negative_rows_are_kept_and_held(snapshot):
    house = snapshot.contest("u-s-house-district-6")
    batch = next(u for u in house.units if u.unit.name == "Provisional")
    assert batch.totals[0] == -2
    assert not batch.unit.is_geographic
    assert any(f.code == "negative-votes" and f.severity is Severity.HOLD for f in snapshot.findings)


def test_rows_that_come_twice_are_two_units_and_a_finding(snapshot):
    house = snapshot.contest("state-house-district-12")
    assert [(u.unit.id, u.totals) for u in house.units] == [("ash--mill-01", (7,)), ("ash--mill-01-2", (8,))]
    assert "unit-name-repeated" in codes(snapshot)


def test_a_primary_is_a_contest_for_each_party_and_none_for_the_clerk():
    primary = read(PRIMARY)
    assert [(c.contest.id, c.contest.primary_party) for c in primary.contests] == [
        ("president-democrat", "D"),
        ("president-republican", "R"),
        ("county-clerk", None),
    ]


def test_without_a_votes_column_the_methods_make_the_total():
    count = read(PRIMARY).contest("president-democrat")
    assert count.level is ReportingUnitType.COUNTY
    assert [u.totals for u in count.units] == [(60,), (4,)]
    assert by_method(count, count.units[0], 0)["provisional"] is None


def test_an_all_party_primary_stays_one_contest():
    rows = HEAD + "Ash,Mill,Governor,,DEM,Ada Quill,3\nAsh,Mill,Governor,,REP,Don Overbey,4\n"
    assert len(table(rows, "20180605__ca__primary__ash__precinct.csv").contests) == 1
    assert len(table(rows, "20100608__ca__primary__ash__precinct.csv").contests) == 2
    assert len(table(rows.replace("Governor", "President"), "20240305__ca__primary.csv").contests) == 2


def test_columns_in_any_order_and_quoted_names():
    text = 'votes,candidate,office,county\n5,"Quill, ""Ada""",Mayor,Ash\n'
    count = table(text).contests[0]
    assert count.contest.candidates[0].name == 'Quill, "Ada"'
    assert (count.level, count.votes) == (ReportingUnitType.COUNTY, 5)


def test_header_only_is_no_results_yet():
    empty = table(HEAD)
    assert empty.contests == ()
    assert codes(empty) == ["no-results-yet"]


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", None), ("utf-8-sig", "utf-8-sig"), ("cp1252", "cp1252"), ("latin-1", "cp1252")],
)
def test_the_encoding_is_found_and_told(encoding, told):
    found = feeds.read((HEAD + "Ash,Mill,Mayor,,,Åsa Björnson,3\n").encode(encoding), name=NAME)
    assert found.contests[0].contest.candidates[0].name == "Åsa Björnson"
    assert [f.message for f in found.findings if f.code == "encoding"] == (
        [f"The table is in {told}, not plain UTF-8."] if told else []
    )


def test_a_last_line_without_its_end_is_told():
    assert "no-final-newline" in codes(table(HEAD + "Ash,Mill,Mayor,,,Ada Quill,3"))


def test_a_party_that_some_rows_leave_out_does_not_split_the_candidate():
    found = table(HEAD + "Ash,A,Mayor,,IND,Ada Quill,3\nAsh,B,Mayor,,NA,Ada Quill,4\n")
    assert found.contests[0].by_candidate() == {"ada-quill": 7}
    assert "party-left-out" in codes(found)


def test_one_name_on_two_party_lines_is_never_added():
    found = table(HEAD + "Ash,A,Mayor,,DEM,Ada Quill,3\nAsh,A,Mayor,,WOR,Ada Quill,4\n")
    assert found.contests[0].by_candidate() == {"ada-quill-d": 3, "ada-quill-wor": 4}
    assert "name-under-several-parties" in codes(found)


def test_rows_without_a_precinct_are_a_total_when_they_equal_the_sum():
    rows = "Ash,A,Mayor,,,Ada Quill,3\nAsh,B,Mayor,,,Ada Quill,4\nAsh,,Mayor,,,Ada Quill,{}\n"
    assert table(HEAD + rows.format(7)).contests[0].votes == 7
    batch = table(HEAD + rows.format(9))
    assert batch.contests[0].votes == 16
    assert [u.unit.is_geographic for u in batch.contests[0].units] == [True, True, False]
    assert "row-without-precinct" in codes(batch)


def test_not_available_is_no_precinct():
    count = table(HEAD + "Ash,not available,Mayor,,,Ada Quill,3\n").contests[0]
    assert [(u.unit.id, u.unit.type) for u in count.units] == [("ash", ReportingUnitType.COUNTY)]


def test_an_unknown_method_column_is_counted_when_nothing_else_states_the_total():
    text = "county,office,candidate,election_day,drive_through\nAsh,Mayor,Ada Quill,3,4\n"
    count = table(text).contests[0]
    assert count.votes == 7
    assert count.methods == (VoteMethod.ELECTION_DAY, VoteMethod.OTHER)


def test_units_without_methods_beside_units_with_them_are_told():
    text = "county,office,candidate,votes,election_day,mail\nAsh,Mayor,Ada,3,1,2\nBirch,Mayor,Ada,4,,\n"
    found = table(text)
    assert [u.parts for u in found.contests[0].units] == [((1,), (2,)), ()]
    assert "methods-unknown" in codes(found)


def test_total_votes_rows_are_checked_against_the_candidates():
    rows = "Ash,A,Mayor,,,Ada Quill,3\nAsh,A,Mayor,,,Total Votes,5\n"
    assert "total-not-sum-of-candidates" in codes(table(HEAD + rows))


@pytest.mark.parametrize("votes", ["3.0", "3,5", "1e3", "NaN", "inf", "３", "0x3", "--", "3 4", "9" * 30])
def test_what_is_no_whole_number_refuses_the_table(votes):
    with pytest.raises(FeedMalformed, match="Votes") as caught:
        table(HEAD + f'Ash,A,Mayor,,,Ada Quill,"{votes}"\n')
    assert caught.value.where == "line 2"


@pytest.mark.parametrize(
    "row",
    ["Ash,A,Mayor,,,Ada Quill\n", "Ash,A,Mayor,,,Ada Quill,3,4\n", 'Ash,A,Mayor,,,"Ada Quill,3\n', "Ash,A"],
)
def test_a_row_of_another_width_refuses_the_table(row):
    with pytest.raises(FeedMalformed):
        table(HEAD + row)


def test_another_table_is_not_taken_for_this_one():
    with pytest.raises(FeedNotRecognised):
        table("precinct,office,candidate,votes,mode,party_detailed\nA,Mayor,Ada,3,TOTAL,\n")
