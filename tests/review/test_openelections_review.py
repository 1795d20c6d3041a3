"""Tables a newcomer could be handed, in which votes were once doubled, moved or lost without a word."""

import pytest

from outright import feeds
from outright.terms import Severity
from shared import SHARED, needs_shared

HEAD = "county,precinct,office,district,party,candidate,votes\n"


def read(text, name="20241105__zz__general__precinct.csv"):
    return feeds.read(text.encode(), name=name)


def pair(place, ann, bob, county="Cobb", office="Governor"):
    return f"{county},{place},{office},,D,Ann,{ann}\n{county},{place},{office},,R,Bob,{bob}\n"


def codes(snapshot):
    return {f.code: f.severity for f in snapshot.findings}


@pytest.mark.parametrize("label", ["Cobb Total", "SUBTOTAL", "Countywide", "ALL", "Cobb County Totals"])
def test_a_total_row_under_a_name_nobody_foresaw_is_held_for_a_person(label):
    snapshot = read(HEAD + pair("1", 100, 50) + pair("2", 7, 3) + pair(label, 107, 53))
    assert codes(snapshot)["unit-equals-the-others"] is Severity.HOLD


@pytest.mark.parametrize("county", ["", "Georgia"])
def test_a_statewide_total_in_a_table_of_counties_is_held_for_a_person(county):
    table = HEAD + pair("", 100, 50, "Cobb") + pair("", 7, 3, "DeKalb") + pair("", 107, 53, county)
    assert codes(read(table))["unit-equals-the-others"] is Severity.HOLD


def test_ordinary_precincts_are_not_taken_for_a_total():
    assert "unit-equals-the-others" not in codes(read(HEAD + pair("1", 9, 5) + pair("2", 9, 5) + pair("3", 0, 0)))


@needs_shared
def test_glenn_countys_own_row_in_the_real_file_is_held_for_a_person():
    path = SHARED / "feeds/openelections/20181106__ca__general__glenn__precinct.csv"
    if not path.is_file():
        pytest.skip("the Glenn County sample is not among the shared samples")
    assert codes(feeds.read(path.read_bytes(), name=path.name))["unit-equals-the-others"] is Severity.HOLD


def test_names_that_differ_in_an_accented_letter_are_two_candidates():
    snapshot = read(HEAD + "Cobb,1,Governor,,,Éna,10\nCobb,2,Governor,,,Ána,20\n")
    assert [c.name for c in snapshot.contests[0].contest.candidates] == ["Éna", "Ána"]
    assert [row.totals for row in snapshot.contests[0].units] == [(10, None), (None, 20)]


def test_a_contest_that_has_only_total_rows_does_not_vanish_without_a_word():
    snapshot = read(HEAD + pair("1", 100, 50) + pair("TOTAL", 5, 6, office="Senate"))
    assert codes(snapshot)["contest-without-units"] is Severity.HOLD


def test_a_countys_rows_that_are_left_out_as_a_total_are_told():
    snapshot = read(HEAD + pair("1", 1, 0) + pair("", 1, 0))
    assert codes(snapshot)["total-row-left-out"] is Severity.INFO


def test_registered_voters_of_two_precincts_of_one_name_are_not_booked_to_both():
    registered = "Cobb,1,Registered Voters,,,,100\nCobb,1,Registered Voters,,,,5000\n"
    snapshot = read(HEAD + registered + pair("1", 10, 5) + pair("1", 1000, 500))
    assert codes(snapshot)["fact-repeated"] is Severity.WARN
    assert snapshot.contests[0].registered_voters is None


@pytest.mark.parametrize("name", ["Blanks", "Void", "Blank"])
def test_blank_ballots_among_the_candidates_are_held_for_a_person(name):
    snapshot = read(HEAD + pair("1", 100, 50) + f"Cobb,1,Governor,,,{name},999\n")
    assert codes(snapshot)["not-a-candidate"] is Severity.HOLD


def test_people_whose_names_hold_such_words_are_candidates():
    snapshot = read(HEAD + "Cobb,1,Governor,,D,Total Recall,10\nCobb,1,Governor,,R,Over Votes Smith,20\n")
    assert snapshot.contests[0].votes == 30
    assert "not-a-candidate" not in codes(snapshot)
