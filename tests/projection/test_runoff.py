"""The rating of a runoff: the studied cases, and what must hold for any first round."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from outright.baseline.runoff_table import Edition, OwnVotes, PartyTotals
from outright.projection.crossing import crossing, eliminated
from outright.projection.runoff import (
    Expected,
    FirstRound,
    Path,
    Runner,
    Sort,
    Unrated,
    expected,
    path_of,
    strongest,
    word_for,
)

STUDIED = Edition(
    dt.date(2019, 1, 1), "2006-07-18", "2018-11-06", OwnVotes(0.54, 0.0746, 1 / 1.2, 115),
    PartyTotals(0.040, 0.115, 7, 2),
)  # fmt: skip
APRIL = replace(STUDIED, party=PartyTotals(0.0477, 0.115, 3, 2))
"""The scale of the large first rounds as runoffs held before April 2017 had it."""

APRIL_18 = (
    ("D", 92_673), ("R", 38_071), ("R", 20_802), ("R", 17_028), ("R", 16_870), ("R", 1_820), ("R", 1_639), ("D", 504),
    ("D", 491), ("R", 455), ("R", 415), ("R", 415), ("R", 351), ("R", 326), ("D", 304), ("D", 229), ("I", 121),
    ("I", 55),
)  # fmt: skip


def georgia(*, labels: bool = True, lean: tuple[int, int] | None = (310_176, 320_052)) -> FirstRound:
    field = tuple(Runner(f"c{i:02}", p if labels else "", v) for i, (p, v) in enumerate(APRIL_18))
    return FirstRound(field, "c00", "c01", Sort.SPECIAL, "", lean)


def two(a: int, b: int, rest: int = 0, *, party: str = "R", sort: Sort = Sort.PRIMARY) -> FirstRound:
    field = (Runner("a", party, a), Runner("b", party, b), Runner("z", party, rest))
    return FirstRound(field, "a", "b", sort, party if sort is Sort.PRIMARY else "")


def rated(first: FirstRound, edition: Edition = STUDIED) -> Expected:
    made = expected(first, edition)
    assert isinstance(made, Expected)
    return made


@pytest.mark.parametrize(
    ("share", "margin", "chance", "half"),
    [
        (51, 1.1, 0.53, 27.8), (52, 2.2, 0.56, 27.8), (53, 3.2, 0.58, 27.8), (55, 5.4, 0.64, 27.8),
        (57.5, 8.1, 0.70, 27.8), (60, 10.8, 0.75, 27.9), (62.5, 13.5, 0.80, 28.0), (65, 16.2, 0.84, 28.1),
        (70, 21.6, 0.90, 28.4), (75, 27.0, 0.94, 28.8),
    ],
)  # fmt: skip
def test_the_studied_table_of_leaders_shares(share: float, margin: float, chance: float, half: float):
    made = rated(two(int(share * 1000), int((100 - share) * 1000)))
    low, high = made.range_of(0.9)
    assert made.path is Path.OWN
    assert 100 * (2 * made.share - 1) == pytest.approx(margin, abs=0.06)
    assert made.chance == pytest.approx(chance, abs=0.011)
    assert 100 * (high - low) == pytest.approx(half, abs=0.11)


def test_the_reference_night_as_april_saw_it():
    made = rated(georgia(), APRIL)
    low, high = made.range_of(0.9)
    assert made.path is Path.PARTY
    assert (made.who, made.other) == ("c00", "c01")
    assert 100 * (1 - 2 * made.share) == pytest.approx(1.8, abs=0.05)
    assert [100 * (1 - 2 * share) for share in (high, low)] == pytest.approx([-17, 20], abs=0.5)
    assert 1 - made.chance == pytest.approx(0.57, abs=0.005)
    assert word_for(made.chance, most=strongest(georgia(), made.path)) == "toss-up"


def test_the_reference_night_without_the_presidential_result():
    made = rated(georgia(lean=None), APRIL)
    assert 100 * (1 - 2 * made.share) == pytest.approx(2.1, abs=0.05)


def test_without_labels_nothing_is_rated():
    found = expected(georgia(labels=False), STUDIED)
    assert isinstance(found, Unrated)
    assert found.code == "labels"


def test_one_finalist_without_a_label_is_enough_for_no_rating():
    first = georgia()
    first = replace(first, field=tuple(replace(r, party="" if r.id == "c01" else r.party) for r in first.field))
    assert isinstance(path_of(first), Unrated)


def test_too_many_votes_without_a_label_and_party_totals_are_not_used():
    field = (Runner("a", "D", 49), Runner("b", "R", 30), Runner("c", "", 21))
    assert isinstance(path_of(FirstRound(field, "a", "b", Sort.SPECIAL)), Unrated)
    field = (Runner("a", "D", 490), Runner("b", "R", 491), Runner("c", "", 19))
    assert path_of(FirstRound(field, "a", "b", Sort.SPECIAL)) is Path.PARTY


def test_two_of_one_party_need_nobody_elses_label():
    field = (Runner("a", "R", 45), Runner("b", "R", 40), Runner("c", "", 15))
    assert path_of(FirstRound(field, "a", "b", Sort.SPECIAL)) is Path.OWN


def test_an_office_without_parties_goes_by_own_votes():
    field = (Runner("a", "NP", 45), Runner("b", "NP", 40), Runner("c", "NP", 15))
    assert path_of(FirstRound(field, "a", "b", Sort.GENERAL)) is Path.OWN


def test_parties_never_seen_against_each_other_are_untried_and_capped():
    field = (Runner("a", "R", 90), Runner("b", "I", 10))
    first = FirstRound(field, "a", "b", Sort.GENERAL)
    made = rated(first)
    assert made.path is Path.UNTRIED
    assert word_for(made.chance, most=strongest(first, made.path)) == "lean"


def test_small_party_contests_are_capped_at_lean():
    field = (Runner("a", "D", 9_000), Runner("b", "R", 1_000))
    first = FirstRound(field, "a", "b", Sort.SPECIAL, "", (90, 10))
    made = rated(first)
    assert made.scale == 0.115
    assert word_for(made.chance, most=strongest(first, made.path)) == "lean"


def test_no_votes_no_rating():
    found = expected(two(0, 0, 0), STUDIED)
    assert isinstance(found, Unrated)


@pytest.mark.parametrize(
    ("chance", "word"),
    [(0.5, "toss-up"), (0.599999, "toss-up"), (0.60, "lean"), (0.75, "likely"), (0.90, "likely"), (0.999, "likely")],
)
def test_no_first_round_makes_anybody_safe(chance: float, word: str):
    assert word_for(chance) == word
    assert word_for(1 - chance) == word or chance == 0.60  # 1 - 0.6 is a hair above 0.4


VOTES = st.integers(0, 2_000_000)
PARTY = st.sampled_from(["D", "R", "I", "NP", ""])


@st.composite
def first_rounds(draw: st.DrawFn) -> FirstRound:
    parties = draw(st.lists(PARTY, min_size=2, max_size=8))
    field = tuple(Runner(f"c{i}", p, draw(VOTES)) for i, p in enumerate(parties))
    lean = draw(st.none() | st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)))
    return FirstRound(field, "c0", "c1", draw(st.sampled_from(Sort)), draw(st.sampled_from(["", "R"])), lean)


@st.composite
def party_rounds(draw: st.DrawFn) -> FirstRound:
    """A Democrat and a Republican in the runoff, and everybody's party known."""
    others = draw(st.lists(st.sampled_from(["D", "R", "I"]), max_size=6))
    votes = st.integers(1, 2_000_000)
    field = tuple(Runner(f"c{i}", p, draw(votes)) for i, p in enumerate(["D", "R", *others]))
    lean = draw(st.none() | st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)))
    return FirstRound(field, "c0", "c1", draw(st.sampled_from(Sort)), "", lean)


@given(first_rounds())
def test_it_says_the_same_whoever_is_named_first(first: FirstRound):
    assert expected(first, STUDIED) == expected(first.swapped(), STUDIED)


@given(first_rounds())
def test_chances_add_up_and_the_range_holds_the_middle(first: FirstRound):
    made = expected(first, STUDIED)
    assume(isinstance(made, Expected))
    assert isinstance(made, Expected)
    low, high = made.range_of(0.9)
    assert 0 < made.chance < 1
    assert low < made.share < high
    other = replace(made, share=1 - made.share)
    assert made.chance + other.chance == pytest.approx(1)


@given(first_rounds())
def test_swapping_the_parties_swaps_the_answer(first: FirstRound):
    turned = {"D": "R", "R": "D"}
    field = tuple(replace(r, party=turned.get(r.party, r.party)) for r in first.field)
    lean = first.lean and (first.lean[1], first.lean[0])
    swapped, found = expected(replace(first, field=field, lean=lean), STUDIED), expected(first, STUDIED)
    if isinstance(found, Unrated):
        assert swapped == found
        return
    assert isinstance(swapped, Expected)
    assert swapped.share == pytest.approx(found.share, abs=1e-12)  # 1 - x and x are each rounded
    assert replace(swapped, share=found.share) == found


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**5))
def test_a_wider_lead_is_never_a_worse_chance(a: int, b: int, more: int):
    assume(a >= b)
    assert rated(two(a + more, b)).share >= rated(two(a, b)).share


@given(party_rounds(), st.integers(1, 10**6))
def test_more_votes_for_a_party_never_hurt_its_finalist(first: FirstRound, more: int):
    third = replace(first, field=(*first.field, Runner("new", "D", more)))
    before, after = (e.share if e.who == "c0" else 1 - e.share for e in (rated(first), rated(third)))
    assert after >= before - 1e-12


def test_who_was_eliminated_in_april():
    rows = {row.party: row for row in eliminated(georgia())}
    assert [(p, rows[p].candidates, rows[p].votes) for p in rows] == [
        ("R", 10, 60_121), ("D", 4, 1_528), ("I", 2, 176)
    ]  # fmt: skip


def test_the_crossover_of_april_exactly():
    found = crossing(georgia(), Path.PARTY)
    assert found is not None
    assert (found.who, found.party, found.votes, found.of) == ("c00", "R", 1_996, 60_121)
    assert found.share == Fraction(3_991, 120_242)
    assert float(100 * found.share) == pytest.approx(3.3, abs=0.05)


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**6))
def test_the_least_that_is_needed_is_enough_and_one_less_is_not(a: int, b: int, rest: int):
    assume(a != b)
    first = two(a, b, rest)
    found = crossing(first, Path.OWN)
    assert found is not None
    ahead, behind = first.pair
    assert behind.votes + found.votes > ahead.votes + (rest - found.votes)
    less = found.votes - 1
    assert behind.votes + less <= ahead.votes + (rest - less)


@given(party_rounds())
def test_crossing_to_the_other_side_needs_the_least_that_turns_the_totals(first: FirstRound):
    found = crossing(first, Path.PARTY)
    high, low = max(first.totals), min(first.totals)
    ahead = first.of("c0" if first.totals[0] == high else "c1")
    if found is None:
        assert high == low or high == ahead.votes  # level, or nobody of that party was eliminated
        return
    assert low + found.votes > high - found.votes
    assert low + found.votes - 1 <= high - found.votes + 1
    assert found.share == Fraction(high - low, 2 * (high - ahead.votes))


def test_nobody_behind_needs_nothing():
    assert crossing(two(50, 50, 10), Path.OWN) is None
    assert crossing(two(60, 40, 0), Path.OWN) is None
