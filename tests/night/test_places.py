"""Codes of counties from their names, and who is ahead where by how much: beyond doubt or not at all."""

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.night.places import CUTS, _codes, _in_text, ahead, margin_text

DAY = dt.date(2017, 4, 18)


def codes(state, *names, day=DAY):
    return dict(_codes(state, day, tuple((n, n) for n in names)))


@pytest.mark.parametrize(
    ("state", "name", "code"),
    [
        ("ga", "Cobb", "13067"),
        ("ga", "DE KALB COUNTY", "13089"),
        ("md", "Baltimore City", "24510"),
        ("md", "Baltimore", "24005"),
        ("md", "Prince George's", "24033"),
        ("va", "RICHMOND CITY", "51760"),
        ("va", "Alexandria", "51510"),
        ("va", "Charles City", "51036"),
        ("mo", "Ste. Genevieve", "29186"),
        ("il", "Saint Clair", "17163"),
        ("la", "LaSalle Parish", "22059"),
        ("nm", "Dona Ana", "35013"),
        ("ak", "Anchorage", "02020"),
        ("sd", "Shannon", "46113"),
        ("pr", "Mayaguez", "72097"),
    ],
)
def test_a_county_is_known_by_its_name_however_it_is_spelled(state, name, code):
    assert codes(state, name) == {name: code}


def test_what_is_no_county_has_no_code():
    assert codes("ga", "Cobb", "Overseas", "Atlanta") == {"Cobb": "13067"}
    assert codes("", "Cobb") == codes("zz", "Cobb") == {}


def test_a_name_that_two_units_claim_is_nobody_s():
    assert codes("ga", "Cobb", "Cobb County", "Fulton") == {"Fulton": "13121"}


def test_a_town_is_not_the_county_of_its_name():
    assert codes("ct", "Hartford", "Fairfield") == {"Hartford": "09003", "Fairfield": "09001"}
    assert codes("ct", "Hartford", "Fairfield", "Avon") == {}
    assert codes("ma", "Plymouth", "Barnstable", "Boston") == {}


def test_connecticut_s_places_have_the_codes_of_their_kind():
    late = dt.date(2024, 11, 5)
    assert codes("ct", "Capitol Planning Region", "Western Connecticut", day=late) == {
        "Capitol Planning Region": "09110", "Western Connecticut": "09190",
    }  # fmt: skip
    assert codes("ct", "Hartford", day=late) == {"Hartford": "09003"}, "a source that kept the eight counties"


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.one_of(st.none(), st.integers(0, 9999)), min_size=1),
    st.integers(0, 20),
)
def test_a_lead_is_the_first_less_the_second(votes, others):
    known = sorted((v for v in votes.values() if v is not None), reverse=True)
    total = sum(known) + others if known else None
    rival, lead, margin = ahead(votes, total)
    if not known or not known[0]:
        assert (rival, lead, margin) == (None, None, None)
        return
    assert lead == known[0] - (known[1] if len(known) > 1 else 0)
    assert margin == Fraction(lead, total)
    assert (rival is None) == (len(known) == 1)
    assert rival is None or votes[rival] == known[1]


@given(st.integers(0, 300_000), st.integers(1, 300_000))
def test_a_printed_margin_is_on_the_same_side_of_a_cut_as_the_votes(lead, total):
    margin = Fraction(min(lead, total), total)
    shown = Fraction(margin_text(margin)) / 100
    assert abs(shown - margin) <= Fraction(1, 2000)
    if len(margin_text(margin).partition(".")[2]) < 4:
        assert [shown < cut for cut in CUTS] == [margin < cut for cut in CUTS]


@pytest.mark.parametrize(
    ("reported", "total", "text"),
    [(None, 5, ""), (3, 0, ""), (0, 7, "0%"), (7, 7, "100%"), (1, 1000, "<1%"), (999, 1000, ">99%"), (32, 50, "64%")],
)
def test_what_is_in_is_never_none_or_all_by_rounding(reported, total, text):
    assert _in_text(reported, total) == text
