"""Certainty is what holds for every way the ballots left could fall: compared with trying them all."""

from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.rules import Rule, contest_votes, holds
from outright.rules.vocabulary import LeadTest, Otherwise, OtherwiseKind, PluralityTest, ShareTest, Top, TurnoutTest
from outright.rules.words import Op, Stage
from outright.verdict.certain import certain, surely_advances, surely_elected, surely_out

HALF = Fraction(1, 2)
RUNOFF = Otherwise(kind=OtherwiseKind.RUNOFF, take=Top(2))


def rule(*win: tuple[object, ...], otherwise: Otherwise | None = RUNOFF, seats: int = 1) -> Rule:
    return Rule(id="r", jurisdiction="XX", scope="", stage=Stage.GENERAL, win=win, otherwise=otherwise, seats=seats)  # type: ignore[arg-type]


RULES = {
    "majority": rule((ShareTest(Op.GT, HALF),)),
    "at least 35": rule((ShareTest(Op.GE, Fraction(35, 100)),)),
    "argentina": rule(
        (ShareTest(Op.GT, Fraction(45, 100)),),
        (ShareTest(Op.GE, Fraction(40, 100)), LeadTest(Op.GT, Fraction(10, 100))),
    ),
    "plurality": rule((PluralityTest(),), otherwise=None),
    "majority and lead": rule((ShareTest(Op.GT, HALF), LeadTest(Op.GE, Fraction(1, 5)))),
}


def endings(votes: dict[str, int], left: int) -> Iterator[dict[str, int]]:
    """Every way in which up to ``left`` more ballots can fall, a ballot for nobody included."""
    names = list(votes)

    def fall(i: int, rest: int) -> Iterator[tuple[int, ...]]:
        if i == len(names):
            yield ()
            return
        for n in range(rest + 1):
            for more in fall(i + 1, rest - n):
                yield (n, *more)

    for more in fall(0, left):
        yield {k: votes[k] + n for k, n in zip(names, more, strict=True)}


small_votes = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9), min_size=2, max_size=4).filter(
    lambda v: sum(v.values()) > 0
)


@pytest.mark.parametrize("name", RULES)
@given(votes=small_votes, left=st.integers(0, 5))
def test_certain_equals_every_way_the_ballots_left_could_fall(name: str, votes: dict[str, int], left: int) -> None:
    rule = RULES[name]
    sure = certain(rule, contest_votes(votes), left)
    ends = list(endings(votes, left))
    elected = {c for c in votes if all(holds(rule, contest_votes(e), c) is True for e in ends)}
    assert set(sure.elected) == elected
    nobody = all(holds(rule, contest_votes(e), c) is False for e in ends for c in votes)
    assert sure.nobody_elected == nobody
    if name != "plurality":
        strictly_in = {c for c in votes if all(sum(v >= e[c] for k, v in e.items() if k != c) < 2 for e in ends)}
        strictly_out = {c for c in votes if all(sum(v > e[c] for k, v in e.items() if k != c) >= 2 for e in ends)}
        assert (set(sure.advancing), set(sure.out)) == (strictly_in, strictly_out)


def test_runoff_certain_on_the_reference_nights_case_25() -> None:
    votes = {"ossoff": 92_600, "handel": 38_000, "others": 60_400}
    assert certain(RULES["majority"], contest_votes(votes), 1_000).nobody_elected
    open_count = {"ossoff": 95_800, "handel": 38_000, "others": 56_200}
    still_open = certain(RULES["majority"], contest_votes(open_count), 12_000)
    assert not still_open.nobody_elected
    assert not still_open.elected


def test_leader_at_exactly_half_with_nothing_left_is_not_elected() -> None:
    sure = certain(RULES["majority"], contest_votes({"a": 50_000, "b": 30_000, "c": 20_000}), 0)
    assert sure.elected == ()
    assert sure.nobody_elected


def test_one_more_vote_left_than_the_lead_keeps_a_plurality_open() -> None:
    votes = {"a": 10, "b": 7}
    assert surely_elected(RULES["plurality"], contest_votes(votes), votes, "a", 2)
    assert not surely_elected(RULES["plurality"], contest_votes(votes), votes, "a", 3)


def test_write_ins_that_the_feed_does_not_print_can_sink_a_bare_majority() -> None:
    votes = {"a": 5_001, "b": 4_999}
    tally = contest_votes(votes)
    assert surely_elected(RULES["majority"], tally, votes, "a", 0)
    assert not surely_elected(RULES["majority"], tally, votes, "a", 0, unseen=10)


def test_two_seats_and_four_ballots_left_each_with_two_marks() -> None:
    two = rule((PluralityTest(),), otherwise=None, seats=2)
    votes = {"a": 100, "b": 95, "c": 90, "d": 50}
    tally = contest_votes(votes)
    assert surely_elected(two, tally, votes, "a", 9)
    assert not surely_elected(two, tally, votes, "b", 5)
    assert surely_elected(two, tally, votes, "b", 4)


def test_an_unopposed_candidate_with_one_vote_needs_no_rival_to_be_compared_with() -> None:
    votes = {"a": 700}
    assert surely_elected(RULES["plurality"], contest_votes(votes), votes, "a", 10)
    assert surely_advances(votes, "a", 10, 2)
    assert not surely_out(votes, "a", 10, 2)


def test_a_rule_of_legislature_has_no_places_in_a_next_round() -> None:
    vermont = rule((ShareTest(Op.GT, HALF),), otherwise=Otherwise(kind=OtherwiseKind.LEGISLATURE, take=Top(3)))
    sure = certain(vermont, contest_votes({"a": 40, "b": 39, "c": 21}), 1)
    assert sure.nobody_elected
    assert sure.advancing == ()


def test_a_turnout_that_may_not_be_reached_keeps_a_win_uncertain() -> None:
    half_must_vote = rule((ShareTest(Op.GT, HALF), TurnoutTest(Op.GE, HALF)))
    votes = {"a": 40, "b": 5}
    low = contest_votes(votes, ballots_cast=45, registered=100)
    assert not surely_elected(half_must_vote, low, votes, "a", 10)
    high = contest_votes(votes, ballots_cast=50, registered=100)
    assert surely_elected(half_must_vote, high, votes, "a", 10)
