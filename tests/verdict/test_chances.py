"""How chances and ranges are said: as frequencies, and never on the other side of the line than they are."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.verdict.chances import against, chance_text, end_text, level_text, range_text

HALF = Fraction(1, 2)
shares = st.floats(0, 1)


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (0.0, "fewer than 1 in 200"), (0.0049, "fewer than 1 in 200"), (0.005, "about 1 in 200"),
        (1 / 60, "about 1 in 60"), (0.05, "about 1 in 20"), (1 / 3, "about 1 in 3"), (0.5, "about 1 in 2"),
        (0.9, "about 9 in 10"), (0.995, "about 199 in 200"), (0.9951, "more than 199 in 200"),
        (1.0, "more than 199 in 200"),
    ],
)  # fmt: skip
def test_a_chance_is_said_as_a_frequency(probability: float, said: str) -> None:
    assert chance_text(probability) == said


@given(shares)
def test_a_chance_is_never_none_or_all_or_a_percentage(probability: float) -> None:
    said = chance_text(probability)
    assert "%" not in said
    assert " 0 in" not in said
    one, of = (int(n) for n in said.split(" ")[-3::2])
    assert 0 < one < of


@given(shares)
def test_both_ends_of_a_chance_are_said_with_the_same_care(probability: float) -> None:
    def near(said: str) -> Fraction:
        return Fraction(*(int(n) for n in said.split(" ")[-3::2]))

    assert abs(near(chance_text(probability)) - Fraction(probability)) <= Fraction(1, 38)


def test_a_level_is_a_frequency() -> None:
    assert (level_text(0.995), level_text(0.95)) == ("199 in 200", "19 in 20")


def test_a_low_end_just_below_half_is_not_printed_as_half() -> None:
    assert range_text(0.4998, 0.512, [HALF]) == "49.98 to 51.20"
    assert range_text(0.4998, 0.512) == "50.0 to 51.2"
    assert range_text(0.47, 0.49996, [HALF]) == "47.000 to 49.996"
    assert range_text(0.4, 0.49999999, [HALF]) == "40.0 to under 50"
    assert range_text(0.49999999, 0.50000001, [HALF]) == "under 50 to over 50"
    assert range_text(0.5, 0.6, [HALF]) == "50.0 to 60.0"
    assert end_text(0.49999999, [HALF]) == "under 50"


def test_a_range_of_one_number_is_one_number() -> None:
    assert range_text(0.25, 0.25) == "25.0"
    assert range_text(0.25, 0.2502) == "25.00 to 25.02"
    assert range_text(0.25, 0.2500001) == "25.0"


@given(shares, shares, st.sampled_from([HALF, Fraction(2, 5), Fraction(1, 3)]))
def test_no_end_ever_crosses_the_line_in_print(a: float, b: float, line: Fraction) -> None:
    low, high = min(a, b), max(a, b)
    said = range_text(low, high, [line]).split(" to ")
    for text, end in zip((said[0], said[-1]), (low, high), strict=True):
        if text.replace(".", "").isdigit():
            shown = Fraction(text) / 100
            assert (shown > line) == (Fraction(end) > line)
            assert (shown < line) == (Fraction(end) < line)
        else:
            assert text.split()[0] == ("under", "exactly", "over")[1 + (end > line) - (end < line)]


def test_a_range_that_ends_at_the_line_has_not_passed_it() -> None:
    assert against(0.47, 0.5, HALF) == "below"
    assert against(0.5, 0.53, HALF) == "across"
    assert against(0.5001, 0.53, HALF) == "above"
