"""Needs are minimal: with the number the target is met, with one less it is not."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.verdict.remaining import (
    Needed,
    to_deny_share,
    to_pass_rival,
    to_pass_share,
    to_take_place,
    what_if,
)

HALF = Fraction(1, 2)
shares = st.sampled_from([HALF, Fraction(2, 5), Fraction(45, 100), Fraction(3, 5), Fraction(1, 3)])


@given(
    v=st.integers(0, 10**6),
    others=st.integers(0, 10**6),
    left=st.integers(0, 10**6),
    q=shares,
    ge=st.booleans(),
)
def test_the_need_wins_and_one_less_does_not(v: int, others: int, left: int, q: Fraction, ge: bool) -> None:
    total = v + others
    needed = to_pass_share(v, total, left, q, at_least=ge)

    def passes(x: int) -> bool:
        lhs, rhs = q.denominator * (v + x), q.numerator * (total + left)
        return lhs >= rhs if ge else lhs > rhs

    match needed.state:
        case "met":
            assert passes(0)
        case "cannot":
            assert not passes(left)
        case "open":
            assert needed.need is not None
            assert passes(needed.need)
            assert not passes(needed.need - 1)
            assert needed.share is not None
            assert 0 < needed.share <= 1


@given(
    votes=st.dictionaries(st.sampled_from("abcde"), st.integers(0, 60), min_size=2),
    left=st.integers(0, 40),
    places=st.integers(1, 3),
)
def test_a_place_needs_exactly_what_the_rivals_cannot_make_up(votes: dict[str, int], left: int, places: int) -> None:
    me = min(votes)
    rivals = sorted((v for k, v in votes.items() if k != me), reverse=True)[:places]

    def safe(x: int) -> bool:
        return len(rivals) < places or sum(max(0, votes[me] + x - r) for r in rivals) > left - x

    needed = to_take_place(votes, me, left, places)
    if needed.state == "met":
        assert safe(0)
    elif needed.state == "cannot":
        assert not any(safe(x) for x in range(left + 1))
    else:
        assert needed.need is not None
        assert safe(needed.need)
        assert not safe(needed.need - 1)


def test_nothing_bounds_the_ballots_left_so_nothing_is_said() -> None:
    unknown = Needed(None, None, "unknown")
    assert to_pass_share(1, 2, None, HALF) == unknown == to_take_place({"a": 1, "b": 1}, "a", None, 1)
    assert unknown.share is None


def test_what_if_ossoff_takes_two_fifths_of_what_is_left() -> None:
    after = what_if(71_970, 143_081, 49_488, Fraction(42, 100))
    assert (after.votes, after.total, after.taken) == (92_754, 192_569, 20_784)
    assert after.over_half == 92_754 - 96_284
    with pytest.raises(ValueError, match="between 0 and 1"):
        what_if(1, 2, 3, Fraction(3, 2))


def test_where_there_are_fewer_rivals_than_places_the_place_is_had_already() -> None:
    assert to_take_place({"ossoff": 5, "handel": 9}, "ossoff", 100, 2) == Needed(0, 100, "met")


def test_where_nothing_bounds_the_ballots_left_what_a_place_takes_is_not_known() -> None:
    assert to_take_place({"ossoff": 5, "handel": 9}, "ossoff", None, 1) == Needed(None, None, "unknown")


def test_where_a_ballot_carries_several_marks_every_rival_may_be_on_every_ballot_left() -> None:
    votes = {"ossoff": 50, "handel": 40}
    assert to_take_place(votes, "ossoff", 5, 1, marks=True) == Needed(0, 5, "met")
    assert to_take_place(votes, "ossoff", 20, 1, marks=True) == Needed(11, 20, "open")
    assert to_take_place(votes, "handel", 5, 1, marks=True) == Needed(None, 5, "cannot")


COUNTS = st.lists(st.integers(0, 400), min_size=2, max_size=6).filter(any)


@given(COUNTS, st.integers(0, 300))
def test_passing_a_rival_with_the_others_as_so_far_takes_exactly_the_need(counts, left):
    votes = {str(i): n for i, n in enumerate(counts)}
    found = to_pass_rival(votes, "0", "1", left)
    total = sum(counts)
    others = left * (total - counts[0] - counts[1]) // total

    def ahead(x: int) -> bool:
        return counts[0] + x > counts[1] + left - others - x

    enough = [x for x in range(left - others + 1) if ahead(x)]
    assert found.need == (enough[0] if enough else None)
    assert found.state == ("cannot" if not enough else "open" if enough[0] else "met")


def test_with_nothing_counted_a_rival_is_passed_with_more_than_half():
    assert to_pass_rival({"a": 0, "b": 0}, "a", "b", 10) == Needed(6, 10, "open")


@given(
    st.integers(0, 200),
    st.integers(0, 200),
    st.integers(0, 200),
    st.sampled_from([(1, 2), (2, 5), (55, 100)]),
    st.booleans(),
)
def test_denying_a_share_takes_exactly_the_need(v, rest, left, ratio, at_least):
    share, total = Fraction(*ratio), v + rest

    def denied(y: int) -> bool:
        mine, bar = v + left - y, share * (total + left)
        return mine < bar if at_least else mine <= bar

    found = to_deny_share(v, total, left, share, at_least=at_least)
    enough = [y for y in range(left + 1) if denied(y)]
    assert found.need == (enough[0] if enough else None)
