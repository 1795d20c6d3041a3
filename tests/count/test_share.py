"""Shares in print: never on the other side of a threshold than the votes themselves."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.count.share import HALF, percent, rounded, share_text, side

THRESHOLDS = [
    HALF,
    Fraction(2, 5),
    Fraction(3, 5),
    Fraction(35, 100),
    Fraction(1, 8),
    Fraction(1, 3),
    Fraction(2, 3),
]
WORDS = {"under": -1, "exactly": 0, "over": 1}


@st.composite
def near_a_threshold(draw):
    """Votes, total and a threshold that the share misses by very few votes, or by none."""
    limit = draw(st.sampled_from(THRESHOLDS))
    total = draw(st.integers(1, 10**12)) * draw(st.sampled_from([1, limit.denominator]))
    votes = int(total * limit) + draw(st.integers(-3, 3))
    return min(max(votes, 0), total), total, limit


@st.composite
def anywhere(draw):
    total = draw(st.integers(1, 10**12))
    return draw(st.integers(0, total)), total, draw(st.sampled_from(THRESHOLDS))


def said_side(text, limit):
    """The side of the threshold a reader takes from the printed text."""
    word, _, _ = text.partition(" ")
    return WORDS[word] if word in WORDS else side(Fraction(text) / 100, limit)


@given(near_a_threshold() | anywhere())
def test_the_text_stands_where_the_votes_stand(case):
    votes, total, limit = case
    text = share_text(votes, total, (limit,))
    assert said_side(text, limit) == side(Fraction(votes, total), limit)


@given(anywhere() | near_a_threshold())
def test_the_text_is_the_share_rounded_and_never_another_number(case):
    votes, total, limit = case
    text = share_text(votes, total, (limit,))
    if text.partition(" ")[0] in WORDS:
        assert text.partition(" ")[2] == percent(limit)
        assert abs(Fraction(votes, total) - limit) <= Fraction(1, 2 * 10**6)
    else:
        unit_of_last_digit = Fraction(1, 10 ** len(text.partition(".")[2]))
        assert abs(Fraction(text) - Fraction(100 * votes, total)) <= unit_of_last_digit / 2


@given(near_a_threshold(), st.sampled_from(THRESHOLDS))
def test_with_two_thresholds_both_are_respected(case, other):
    votes, total, limit = case
    text = share_text(votes, total, (limit, other))
    if text.partition(" ")[0] not in WORDS:
        for one in (limit, other):
            assert said_side(text, one) == side(Fraction(votes, total), one)


@pytest.mark.parametrize(
    ("votes", "total", "text"),
    [
        (92673, 192569, "48.12"),
        (96284, 192569, "49.9997"),
        (96285, 192569, "50.0003"),
        (5, 10, "50.00"),
        (499_999_999_999, 10**12, "under 50"),
        (500_000_000_001, 10**12, "over 50"),
        (38071, 192569, "19.8"),
        (0, 10, "0.0"),
        (10, 10, "100.0"),
    ],
)
def test_shares_as_printed(votes, total, text):
    assert share_text(votes, total) == text


def test_a_share_of_nothing_or_of_the_unknown_is_a_dash():
    assert share_text(None, 10) == share_text(5, None) == share_text(0, 0) == "–"


def test_exactly_two_thirds_is_neither_under_nor_over():
    supermajority = (Fraction(2, 3),)
    assert share_text(2, 3, supermajority) == "exactly 66.6667"
    assert share_text(2 * 10**11, 3 * 10**11, supermajority) == "exactly 66.6667"
    assert share_text(2 * 10**11 - 1, 3 * 10**11, supermajority) == "under 66.6667"
    assert share_text(2 * 10**11 + 1, 3 * 10**11, supermajority) == "66.67", "on the right side by itself"


def test_without_a_threshold_a_share_has_one_decimal():
    assert share_text(5003, 10000, ()) == "50.0"


def test_two_candidates_who_would_show_the_same_get_another_digit():
    assert share_text(1981, 10000, apart_from=[1979]) == "19.81"
    assert share_text(1981, 10000, apart_from=[1981]) == "19.8", "a tie may look like a tie"
    assert share_text(1981, 10000, apart_from=[1500]) == "19.8"


def test_rounding_is_half_up_at_every_length():
    assert rounded(Fraction(1, 8), 0) == Fraction(13, 100)
    assert rounded(Fraction(125, 10**5), 2) == Fraction(13, 10**4)
    assert rounded(Fraction(1, 4), 1) == Fraction(1, 4)


@pytest.mark.parametrize(
    ("share", "text"),
    [(HALF, "50"), (Fraction(1, 8), "12.5"), (Fraction(1), "100"), (Fraction(1, 3), "33.3333")],
)
def test_a_threshold_is_written_in_as_few_digits_as_it_needs(share, text):
    assert percent(share) == text
