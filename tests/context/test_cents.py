"""Dollars and cents: read exactly, spelled exactly, refused where they are none."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.context.cents import cents, dollars, plain, short, whole_percent
from outright.errors import MoneyError

AMOUNTS = st.integers(-(10**13), 10**13)


@given(AMOUNTS)
def test_an_amount_is_read_as_it_was_written(amount: int):
    assert cents(plain(amount)) == amount
    assert cents(dollars(amount).replace("−", "-")) == amount


@given(AMOUNTS)
def test_a_short_spelling_drops_no_digit(amount: int):
    text = short(amount).replace("−", "-")
    number, _, unit = text.partition(" ")
    scale = 10**8 if unit else 100
    assert Fraction(number.replace("$", "").replace(",", "")) * scale == amount


@pytest.mark.parametrize("text", ["abc", "1,23", "12.345", "--5", "1e6", "NaN", "Infinity", "٣", ".", "-", "9" * 20])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(MoneyError):
        cents(text, "here")


def test_nothing_is_nothing_and_not_zero():
    assert cents("") is None
    assert cents("0.00") == 0


@given(st.fractions(0, 1))
def test_a_bound_is_rounded_outward(share: Fraction):
    assert Fraction(whole_percent(share, up=False), 100) <= share <= Fraction(whole_percent(share, up=True), 100)
