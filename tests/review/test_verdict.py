"""A reviewer's notes: the verdict and the needs never say more than the facts allow."""

from fractions import Fraction

from counts import contest, count, county
from outright.count import Contest, ContestCount
from outright.rules import Rule, get
from outright.rules.vocabulary import Otherwise, OtherwiseKind, PluralityTest, ShareTest, Top, VoidTest
from outright.rules.words import Denominator, Op, Stage, VoidCount
from outright.terms import ReportingUnitType as Level
from outright.terms import VerdictCode as Code
from outright.verdict import BallotsLeft, UnitLeft, judge, needs

GEORGIA = get("us-ga-special-2005")


def rule(*win: tuple[object, ...], otherwise: Otherwise | None = None, **facts: object) -> Rule:
    return Rule(id="r", jurisdiction="XX", scope="", stage=Stage.GENERAL, win=win, otherwise=otherwise, **facts)  # type: ignore[arg-type]


def left(upper: int, *, unseen: int | None = 0, complete: bool = False) -> BallotsLeft:
    basis = "complete" if complete else "registered"
    return BallotsLeft(upper, complete, (UnitLeft("cobb", "Cobb", upper, basis, ""),), unseen)


def council(votes: tuple[int, ...], seats: int = 2) -> ContestCount:
    decided = Contest("x", "Council", contest("abcd").candidates, seats=seats, votes_allowed=seats)
    return ContestCount(decided, (), (county("Cobb", votes),), Level.COUNTY)


def test_nobody_is_said_to_have_a_majority_whatever_comes_while_write_ins_are_unseen() -> None:
    shown = count({"ossoff": 60, "handel": 40})
    for unseen in (None, 30):
        bound = left(2, unseen=unseen)
        assert judge(shown, GEORGIA, bound).code is not Code.WON_CERTAIN
        need = needs(shown, GEORGIA, bound, ["ossoff"])[0]
        assert (need.needed.state, need.words) != ("met", "a majority")


def test_a_ballot_with_two_marks_lifts_two_rivals_at_once() -> None:
    two_seats = rule((PluralityTest(),), seats=2)
    shown, bound = council((100, 90, 80, 10)), left(25)
    assert judge(shown, two_seats, bound).code is not Code.WON_CERTAIN
    (need,) = needs(shown, two_seats, bound, ["a"])
    assert need.needed.state == "open", "25 ballots for both b and c would put a third"
    assert need.needed.need == 80 + 25 + 1 - 100


def test_places_of_a_next_round_are_not_certain_where_a_ballot_lifts_two_rivals() -> None:
    primary = rule(otherwise=Otherwise(kind=OtherwiseKind.ADVANCE, take=Top(2)), seats=2)
    verdict = judge(council((100, 90, 80, 10)), primary, left(25))
    assert verdict.state("a") is None


def test_a_round_that_may_still_be_void_elects_nobody() -> None:
    void = VoidTest(VoidCount.TURNOUT, Op.LT, Fraction(1, 3), Denominator.REGISTERED_VOTERS)
    half = (ShareTest(Op.GT, Fraction(1, 2)),)
    r = rule(half, otherwise=Otherwise(kind=OtherwiseKind.RUNOFF, take=Top(2)), void=(void,))
    shown = count({"a": 60, "b": 10}, ballots_cast=70, registered_voters=1_000)
    assert judge(shown, r, left(10)).code is not Code.WON_CERTAIN


def test_more_ballots_without_a_listed_vote_than_the_leader_has_may_be_another_winner() -> None:
    plurality = rule((PluralityTest(),))
    shown = count({"a": 60, "b": 10})
    assert judge(shown, plurality, left(3, unseen=500)).code is not Code.WON_CERTAIN
    assert judge(shown, plurality, left(0, unseen=500, complete=True)).code is not Code.WON_CERTAIN


def test_more_ballots_without_a_listed_vote_than_the_second_has_may_take_the_second_place() -> None:
    shown = count({"ossoff": 40, "handel": 35, "gray": 10})
    assert judge(shown, GEORGIA, left(3, unseen=50)).state("handel") is not Code.ADVANCE_CERTAIN
