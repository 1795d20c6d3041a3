"""Expected votes: ranges with a source and an age, the best one alone, never below the count."""

import datetime as dt
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.baseline.expected import (
    Basis,
    Expected,
    Turnout,
    against,
    best,
    by_county,
    from_registration,
    from_tonight,
    from_turnout,
)
from outright.baseline.expected_file import read_expected
from outright.terms import VoteMethod as M
from pasts import outline, past

EASTERN = dt.timezone(dt.timedelta(hours=-4))
RANGE = Turnout(Fraction(1, 2), Fraction(3, 4), Fraction(1))


def expected(unit="cobb", method=M.EARLY, low=10, mid=20, high=30, basis=Basis.ON_HAND, as_of=None) -> Expected:
    return Expected(unit, method, low, mid, high, "made up", as_of, basis)


def test_a_past_vote_and_a_registration_give_ranges():
    then = past({"a": ("cobb", [[30, 21], [0, 0]])})
    assert from_turnout(then, RANGE) == (
        Expected("a", M.ELECTION_DAY, 25, 38, 51, "turnout model on president-2016", None, Basis.TURNOUT),
    )
    assert from_turnout(past({"a": ("cobb", [[30, 21], [0, 0]])}, scope="whole-county"), RANGE) == ()
    (voters,) = from_registration({"cobb": 100, "empty": 0}, RANGE)
    assert (voters.method, voters.low, voters.mid, voters.high) == (M.TOTAL, 50, 75, 100)


def test_complete_places_speak_for_those_still_out_and_few_do_not_speak():
    ids = [f"p{i:02}" for i in range(12)]
    then = past({i: ("cobb", [[100, 100], [50, 50]]) for i in ids})
    votes = np.zeros((12, 2, 2), dtype=np.int64)
    part = np.zeros((12, 2))
    for i in range(10):
        votes[i, 0] = (50 + i, 50 + i)
        part[i, 0] = 1
    votes[:3, 1], part[:3, 1] = 20, 1
    found = from_tonight(outline(dict.fromkeys(ids, "cobb")), votes, part, then)
    assert {(e.unit, e.method) for e in found} == {("p10", M.ELECTION_DAY), ("p11", M.ELECTION_DAY)}
    assert (found[0].low, found[0].mid, found[0].high) == (102, 109, 116)
    assert found[0].source == "10 complete places tonight against president-2016"


def test_ballots_on_hand_beat_every_model_and_the_newer_figure_the_older():
    old, new = dt.datetime(2017, 4, 18, 19, tzinfo=EASTERN), dt.datetime(2017, 4, 18, 21, tzinfo=EASTERN)
    model = expected(basis=Basis.TONIGHT, low=1, mid=2, high=3, as_of=new)
    first, second = expected(as_of=old), expected(mid=25, as_of=new)
    for sources in ([model], [first, second]), ([second], [model, first]):
        assert best(*sources) == {("cobb", M.EARLY): second}


def test_a_countys_own_figure_stands_and_its_precincts_are_added_where_it_has_none():
    county_of = {"a": "cobb", "b": "cobb", "c": "fulton", "d": "fulton"}
    parts = [expected(u, basis=Basis.TONIGHT) for u in ("a", "b", "c")]
    found = by_county(best(parts, [expected("cobb", low=70, mid=80, high=90)]), county_of)
    assert set(found) == {("cobb", M.EARLY)}, "Fulton has a precinct of which nothing is known"
    assert found["cobb", M.EARLY].mid == 80
    summed = by_county(best(parts, [expected("cobb", basis=Basis.TURNOUT)]), county_of)["cobb", M.EARLY]
    assert (summed.low, summed.mid, summed.high, summed.basis) == (20, 40, 60, Basis.TONIGHT)


@given(st.integers(0, 500), st.lists(st.integers(0, 300), min_size=3, max_size=3).map(sorted))
def test_no_range_lies_below_the_count_and_more_than_expected_is_said(counted, ends):
    held = against(expected(low=ends[0], mid=ends[1], high=ends[2]), counted)
    assert counted <= held.expected.low <= held.expected.mid <= held.expected.high
    assert held.exceeded == (counted > ends[2])
    assert (held.still_out is None) == held.exceeded
    assert ("More votes than expected" in held.text) == held.exceeded
    assert held.was.high == ends[2], "the expectation is kept as it was given"


def test_a_range_that_is_none_is_refused():
    with pytest.raises(ValueError, match="no range"):
        expected(low=5, mid=4)


FILE = """\
# from the offices, 7 p.m.
county,unit,method,low,mid,high,ballots,source,as_of
cobb,,early,,,,"20,000",Cobb County,2017-04-18T19:00
cobb,,absentee-mail,1000,,2000,,Cobb County,2017-04-18
,fulton--ss01,election_day,100,150,300,,,
fulton,,,,,,90000,,2017-04-18T19:00:00+00:00
"""


def test_expected_csv_is_read_with_its_sources_and_ages():
    read = read_expected(FILE, EASTERN)
    assert read.problems == ()
    early, mail, place, everything = read.rows
    assert (early.low, early.mid, early.high, early.source) == (19_000, 19_500, 20_000, "Cobb County")
    assert early.as_of == dt.datetime(2017, 4, 18, 19, tzinfo=EASTERN)
    assert (mail.low, mail.mid, mail.high) == (1000, 1500, 2000)
    assert (place.unit, place.method, place.source, place.as_of) == (
        "fulton--ss01",
        M.ELECTION_DAY,
        "ballots on hand",
        None,
    )
    assert everything.method is M.TOTAL


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (",,early,,,,5,,", "names no county"),
        ("cobb,,pigeon,,,,5,,", "no way of voting 'pigeon'"),
        ("cobb,,early,9,,5,,,", "not in order"),
        ("cobb,,early,9,,,,,", "neither ballots nor low and high"),
        ("cobb,,early,1,,5,5,,", "one of them is enough"),
        ("cobb,,early,,,,-5,,", "ballots is '-5'"),
        ("cobb,,early,,,,5,,yesterday", "as_of is 'yesterday'"),
    ],
)
def test_a_bad_line_is_left_out_and_said_with_its_number(line, said):
    read = read_expected(FILE + line + "\n", EASTERN)
    assert len(read.rows) == 4
    assert len(read.problems) == 1
    assert read.problems[0].startswith("expected.csv, line 7: ")
    assert said in read.problems[0]


def test_a_file_without_the_columns_says_so_and_an_empty_one_is_no_trouble():
    assert "needs the columns" in read_expected("a,b\n1,2\n", EASTERN).problems[0]
    assert read_expected("", EASTERN).problems == ()
