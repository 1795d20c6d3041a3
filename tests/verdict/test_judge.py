"""What a desk may say, and when: the verdict on counts of the reference night and on awkward ones."""

from dataclasses import replace

import pytest

from counts import count
from outright.count import ContestCount
from outright.rules import Rule, get
from outright.rules.vocabulary import (
    LeadTest,
    Otherwise,
    OtherwiseKind,
    PluralityTest,
    RequestOf,
    ShareTest,
    Top,
    VoidTest,
)
from outright.rules.words import Denominator, Op, Stage, VoidCount
from outright.terms import CONTEST_VERDICTS
from outright.terms import VerdictCode as Code
from outright.verdict import BallotsLeft, UnitLeft, judge, needs

GEORGIA = get("us-ga-special-2005")
FINAL = {"ossoff": 92_673, "handel": 38_071, "gray": 20_802, "hill": 16_870, "moody": 17_028, "wilson": 7_125}


def left(upper: int | None, *, complete: bool = False, unseen: int | None = 0) -> BallotsLeft:
    basis = "complete" if complete else "unknown" if upper is None else "registered"
    return BallotsLeft(upper, complete, (UnitLeft("cobb", "Cobb", upper, basis, "Cobb: …"),), unseen)


COMPLETE = left(0, complete=True)


def rule(*win: tuple[object, ...], otherwise: Otherwise | None = None, **facts: object) -> Rule:
    return Rule(id="r", jurisdiction="XX", scope="", stage=Stage.GENERAL, win=win, otherwise=otherwise, **facts)  # type: ignore[arg-type]


PLURALITY = rule((PluralityTest(),))
MAJORITY = (ShareTest(Op.GT, GEORGIA.win[0][0].share),)  # type: ignore[union-attr]


def test_the_reference_night_ends_in_a_runoff_of_ossoff_and_handel() -> None:
    verdict = judge(count(FINAL), GEORGIA, COMPLETE)
    assert (verdict.code, verdict.candidates) == (Code.RUNOFF_CERTAIN, ("ossoff", "handel"))
    assert verdict.text == "Nobody can win outright any more. Ossoff and Handel go on."
    assert [s.candidate for s in verdict.slots] == ["ossoff", "handel"]
    assert verdict.state("gray") is Code.ELIMINATED_CERTAIN
    assert verdict.reasons[0].text == (
        "Ossoff has 92,673 of the 192,569 votes counted; more than half of these is 96,285 (3,612 short)."
    )


def test_the_sums_of_a_complete_count_name_people_and_not_our_keys() -> None:
    """The page's reasons read "jon-ossoff has 92,673, 3,612 short of 96,285."."""
    counted = count({"jon-ossoff": 92673, "karen-handel": 38071, "others": 61825})
    said = [r.text for r in judge(counted, GEORGIA, COMPLETE).reasons]
    assert any("2 × 92,673" in text for text in said)
    assert not any("jon-ossoff" in text for text in said), said


def test_a_leader_above_half_early_in_the_evening_has_not_won() -> None:
    verdict = judge(count({"ossoff": 6_761, "handel": 1_023, "gray": 1_699}), GEORGIA, left(438_343))
    assert (verdict.code, verdict.candidates) == (Code.TOO_EARLY, ())
    assert verdict.text == (
        "Ossoff has 2,019 more than the 4,742 votes that are a majority so far; up to 438,343 ballots may be left,"
        " enough to change that."
    )
    assert [s.code for s in verdict.slots] == [Code.TOO_EARLY, Code.TOO_EARLY]
    assert verdict.slots[1].text == "Gray leads Handel by 676; at most 438,343 are left"


def test_runoff_certain_before_the_last_ballot_shows_its_sum() -> None:
    verdict = judge(count({"ossoff": 92_600, "handel": 38_000, "gray": 20_000, "others": 40_400}), GEORGIA, left(1_000))
    assert (verdict.code, verdict.candidates) == (Code.RUNOFF_CERTAIN, ("ossoff", "others"))
    assert verdict.reasons[-1].text == (
        "With all 1,000 ballots left Ossoff would have 93,600 of 192,000: 2 × 93,600 = 187,200 is not more than 192,000."
    )
    assert verdict.slots[1].text == (
        "the 2 strongest rivals together would need 2,400 votes to draw level; at most 1,000 are left"
    )


def test_runoff_certain_with_the_second_place_still_open() -> None:
    verdict = judge(count({"ossoff": 92_600, "handel": 38_000, "gray": 37_500, "others": 22_900}), GEORGIA, left(1_000))
    assert (verdict.code, verdict.candidates) == (Code.RUNOFF_CERTAIN, ("ossoff",))
    assert verdict.text == ("Nobody can win outright any more. Ossoff goes on. The other place is still open.")
    assert verdict.slots[1].code is Code.TOO_EARLY
    assert verdict.state("handel") is None
    assert verdict.state("others") is Code.ELIMINATED_CERTAIN


def test_runoff_certain_with_both_places_open() -> None:
    verdict = judge(count({"a": 300, "b": 299, "c": 298}), GEORGIA, left(20))
    assert (verdict.code, verdict.candidates) == (Code.RUNOFF_CERTAIN, ())
    assert verdict.text.endswith("Who goes on is still open.")


def test_won_outright_when_the_ballots_left_cannot_undo_a_majority() -> None:
    verdict = judge(count({"ossoff": 60_000, "handel": 40_000}), GEORGIA, left(10_000))
    assert (verdict.code, verdict.candidates) == (Code.WON_CERTAIN, ("ossoff",))
    assert verdict.reasons[-1].text.endswith("2 × 60,000 = 120,000 is more than 110,000.")
    assert verdict.state("handel") is Code.ELIMINATED_CERTAIN
    assert verdict.slots == ()


def test_unknown_write_ins_hold_back_a_majority_but_not_a_runoff() -> None:
    bare = count({"ossoff": 60_000, "handel": 40_000})
    assert judge(bare, GEORGIA, left(10_000, unseen=None)).code is Code.TOO_EARLY
    assert judge(bare, GEORGIA, left(10_000, unseen=20_000)).code is Code.TOO_EARLY
    assert judge(bare, GEORGIA, left(10_000, unseen=5_000)).code is Code.WON_CERTAIN
    assert judge(count(FINAL), GEORGIA, left(1_000, unseen=None)).code is Code.RUNOFF_CERTAIN
    assert judge(bare, PLURALITY, left(10_000, unseen=None)).code is Code.WON_CERTAIN


def test_the_hidden_write_ins_are_named_as_what_could_change_it() -> None:
    verdict = judge(count({"ossoff": 60_000, "handel": 40_000}), GEORGIA, left(10_000, unseen=None))
    assert "write-ins" in verdict.text
    assert "enough to change" not in verdict.text


def test_complete_count_with_a_majority_that_unprinted_write_ins_could_sink() -> None:
    bare = count({"a": 5_001, "b": 4_999})
    verdict = judge(bare, GEORGIA, left(0, complete=True, unseen=10))
    assert (verdict.code, verdict.candidates) == (Code.TOO_CLOSE, ())
    assert "10 ballots carry no vote" in verdict.text
    assert judge(bare, GEORGIA, left(0, complete=True, unseen=0)).code is Code.WON_CERTAIN
    assert judge(bare, GEORGIA, left(0, complete=True, unseen=None)).code is Code.WON_CERTAIN


def test_nothing_bounds_the_ballots_left_so_nothing_is_certain() -> None:
    verdict = judge(count({"a": 99, "b": 1}), GEORGIA, left(None))
    assert verdict.code is Code.TOO_EARLY
    assert verdict.reasons[-1].text == "Nothing bounds the ballots left in Cobb, so nothing is certain yet."
    assert verdict.slots[0].text == "A leads B by 98; the ballots left have no bound"
    nowhere = judge(count({"a": 99, "b": 1}), GEORGIA, BallotsLeft(None, False, ()))
    assert "any county" in nowhere.reasons[-1].text


def test_no_votes_reported_is_too_early_whatever_is_left() -> None:
    assert judge(count({"a": None, "b": None}), GEORGIA, left(100)).text == "No votes are reported yet."
    assert judge(count({"a": 0, "b": 0}), GEORGIA, COMPLETE).code is Code.TOO_EARLY


def test_an_unknown_rule_gives_a_leader_and_never_a_winner() -> None:
    verdict = judge(count({"ossoff": 90, "handel": 10}), None, COMPLETE)
    assert (verdict.code, verdict.candidates) == (Code.LEADER_ONLY, ("ossoff",))
    assert "no winner is named" in verdict.text
    level = judge(count({"a": 5, "b": 5}), None, COMPLETE)
    assert level.text.startswith("A and B are level")
    assert judge(count({"a": None}), None, COMPLETE).candidates == ()


def test_with_at_most_two_percent_left_an_open_contest_is_close_not_early() -> None:
    assert judge(count({"a": 5_000, "b": 4_900}), GEORGIA, left(150)).code is Code.TOO_CLOSE
    assert judge(count({"a": 5_000, "b": 4_900}), GEORGIA, left(1_500)).code is Code.TOO_EARLY


def test_a_plurality_speaks_of_the_lead() -> None:
    early = judge(count({"ossoff": 500, "handel": 400}), PLURALITY, left(200))
    assert early.code is Code.TOO_EARLY
    assert early.text == "Ossoff leads Handel by 100; at most 200 ballots are left."
    won = judge(count({"ossoff": 500, "handel": 400}), PLURALITY, left(20))
    assert won.text == "Ossoff can no longer be stopped: Ossoff leads Handel by 100; at most 20 ballots are left."
    alone = judge(count({"ossoff": 500}), PLURALITY, left(20))
    assert alone.code is Code.WON_CERTAIN


def test_a_lone_candidate_short_of_a_bound_has_no_rival() -> None:
    both = rule((PluralityTest(), LeadTest(Op.GT, GEORGIA.win[0][0].share)), otherwise=_runoff())  # type: ignore[union-attr]
    verdict = judge(count({"a": 10}), both, left(1_000))
    assert verdict.text == "A has no rival in the count."
    assert verdict.slots[0].text == "fewer than 2 rivals are on the ballot"


def _runoff(**facts: object) -> Otherwise:
    return Otherwise(kind=OtherwiseKind.RUNOFF, take=Top(2), **facts)  # type: ignore[arg-type]


def test_two_level_at_the_top_of_a_complete_plurality_count() -> None:
    verdict = judge(count({"a": 5, "b": 5, "c": 1}), PLURALITY, COMPLETE)
    assert (verdict.code, set(verdict.candidates)) == (Code.TIE_CERTAIN, {"a", "b"})


def test_a_tie_for_the_last_place_of_the_runoff() -> None:
    verdict = judge(count({"a": 400, "b": 300, "c": 300}), GEORGIA, COMPLETE)
    assert verdict.code is Code.RUNOFF_CERTAIN
    assert verdict.candidates == ("a",)
    assert verdict.slots[-1].code is Code.TIE_CERTAIN
    assert verdict.text.endswith("B and C are level for the last place.")


def test_top_two_settles_only_when_both_places_are_certain() -> None:
    top_two = rule(otherwise=Otherwise(kind=OtherwiseKind.ADVANCE, take=Top(2)))
    open_count = judge(count({"a": 700, "b": 160, "c": 140}), top_two, left(100))
    assert open_count.code is Code.TOO_EARLY
    assert open_count.state("a") is Code.ADVANCE_CERTAIN
    settled = judge(count({"a": 700, "b": 160, "c": 140}), top_two, left(10))
    assert (settled.code, settled.candidates) == (Code.RUNOFF_CERTAIN, ("a", "b"))
    assert settled.text == "The next round is settled. A and B go on."


def test_north_carolina_nobody_is_said_to_be_in_a_runoff_that_must_be_asked_for() -> None:
    ask = rule(
        (ShareTest(Op.GT, GEORGIA.win[0][0].share),), otherwise=_runoff(on_request_of=RequestOf.RUNNER_UP)  # type: ignore[union-attr]
    )  # fmt: skip
    votes = count({"a": 2_900, "b": 2_800, "c": 2_700})
    assert judge(votes, ask, left(10)).code is not Code.RUNOFF_CERTAIN
    done = judge(votes, ask, COMPLETE)
    assert (done.code, done.candidates) == (Code.LEADER_ONLY, ("a",))
    assert "may ask for a second round" in done.text


@pytest.mark.parametrize(
    ("kind", "words"),
    [(OtherwiseKind.LEGISLATURE, "the legislature chooses"), (OtherwiseKind.CONVENTION, "a convention chooses")],
)
def test_where_others_choose_nobody_has_won(kind: OtherwiseKind, words: str) -> None:
    chosen = rule(MAJORITY, otherwise=Otherwise(kind=kind, take=Top(3)))
    done = judge(count({"a": 40, "b": 35, "c": 25}), chosen, COMPLETE)
    assert done.code is Code.LEADER_ONLY
    assert words in done.text
    assert judge(count({"a": 40, "b": 35, "c": 25}), chosen, left(1)).code is not Code.RUNOFF_CERTAIN


def test_a_share_of_registered_voters_that_are_not_in_the_count_cannot_be_told() -> None:
    romania = rule((ShareTest(Op.GT, GEORGIA.win[0][0].share, Denominator.REGISTERED_VOTERS),), otherwise=_runoff())  # type: ignore[union-attr]
    done = judge(count({"a": 55, "b": 30}), romania, COMPLETE)
    assert done.code is Code.LEADER_ONLY
    assert "cannot be told" in done.text
    partial = judge(count({"a": 55, "b": 30}), romania, left(5))
    assert partial.code is Code.TOO_EARLY
    assert partial.text == "A leads B by 25; at most 5 ballots are left."


def test_a_round_that_too_few_came_to_is_void() -> None:
    third = GEORGIA.win[0][0].share * 2 / 3  # type: ignore[union-attr]
    turnout = VoidTest(VoidCount.TURNOUT, Op.LT, third, Denominator.REGISTERED_VOTERS)
    done = judge(
        count({"a": 55, "b": 30}, ballots_cast=90, registered_voters=1_000),
        rule(MAJORITY, otherwise=_runoff(), void=(turnout,)),
        COMPLETE,
    )
    assert done.code is Code.LEADER_ONLY
    assert done.text == "A leads. The round is void and is held again."


def test_forty_percent_is_named_as_forty_percent() -> None:
    forty = rule((ShareTest(Op.GE, GEORGIA.win[0][0].share * 4 / 5),), otherwise=_runoff())  # type: ignore[union-attr]
    past = judge(count({"a": 45, "b": 30, "c": 25}), forty, left(90))
    assert (
        past.text
        == "A has 5 more than the 40 votes that are 40% so far; up to 90 ballots may be left, enough to change that."
    )
    short = judge(count({"a": 35, "b": 33, "c": 32}), forty, left(90))
    assert short.text.startswith("A is 5 short of the 40 votes that are 40% so far;")
    assert "at least 40% of these is 40 (5 short)" in short.reasons[0].text


def test_two_seats_and_three_candidates() -> None:
    two = rule((PluralityTest(),), seats=2)
    one_sure = judge(count({"a": 100, "b": 60, "c": 55}, seats=2), two, left(10))
    assert one_sure.code is Code.TOO_CLOSE or one_sure.code is Code.TOO_EARLY
    both = judge(count({"a": 100, "b": 60, "c": 40}, seats=2), two, left(10))
    assert (both.code, both.candidates) == (Code.WON_CERTAIN, ("a", "b"))


def test_two_candidates_of_one_surname_are_told_apart() -> None:
    from outright.count import Candidate, Contest

    base = count({"a": 10, "b": 9})
    contest = Contest("x", "X", (Candidate("a", "Ann Jones"), Candidate("b", "Bob JONES")))
    same = replace(base, contest=contest)
    assert "Ann Jones leads Bob JONES by 1" in judge(same, PLURALITY, left(5)).text


def test_needs_of_the_reference_night_at_1040() -> None:
    at_1040 = count(
        {"ossoff": 71_970, "handel": 25_934, "gray": 13_765, "hill": 14_390, "moody": 12_040, "others": 4_982}
    )
    rows = {(n.candidate, n.target): n for n in needs(at_1040, GEORGIA, left(49_488), ["ossoff", "handel"])}
    majority = rows["ossoff", "majority"].needed
    assert (majority.need, majority.of) == (96_285 - 71_970, 49_488)
    assert rows["handel", "majority"].needed.state == "cannot"
    assert rows["ossoff", "second"].needed.state == "met"
    assert rows["handel", "second"].needed.state == "open"
    assert needs(at_1040, None, left(1), ["ossoff"]) == ()
    assert needs(count({"a": None}), GEORGIA, left(1), ["a"]) == ()
    first = needs(count({"a": 10, "b": 8}), PLURALITY, COMPLETE, ["a"])
    assert (first[0].target, first[0].words, first[0].needed.state) == ("first", "first place", "met")
    assert (
        needs(count({"a": 1}, seats=2), rule((PluralityTest(),), seats=2), COMPLETE, ["a"])[0].words == "one of 2 seats"
    )


def test_every_code_judged_is_one_a_contest_may_carry() -> None:
    counts: list[ContestCount] = [count(FINAL), count({"a": 5, "b": 5}), count({"a": 1})]
    seen = {
        judge(c, r, b).code for c in counts for r in (None, GEORGIA, PLURALITY) for b in (COMPLETE, left(3), left(None))
    }
    assert seen <= CONTEST_VERDICTS
    assert len(seen) > 3
