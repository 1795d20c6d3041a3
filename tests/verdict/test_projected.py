"""What a projection may add to a verdict: only where arithmetic is silent, and never against it."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counts import count
from outright.count import ContestCount
from outright.projection.result import Gate, Projection
from outright.rules import Rule, get
from outright.rules.vocabulary import (
    LeadTest,
    Otherwise,
    OtherwiseKind,
    PluralityTest,
    RequestOf,
    ShareTake,
    ShareTest,
    Top,
    VoidTest,
)
from outright.rules.words import Denominator, Op, Stage, VoidCount
from outright.terms import CONTEST_VERDICTS
from outright.terms import VerdictCode as Code
from outright.verdict import BallotsLeft, Doubt, UnitLeft, Verdict, judge, with_projection
from outright.verdict.projected import model_says
from projections import chances, projection, reference

GEORGIA = get("us-ga-special-2005")
VOTES = {"ossoff": 69_733, "handel": 24_386, "gray": 15_070, "moody": 12_193, "hill": 15_618}
COUNT = count(VOTES)
HALF = Fraction(1, 2)


def left(upper: int | None, *, complete: bool = False, unseen: int | None = 0) -> BallotsLeft:
    basis = "complete" if complete else "unknown" if upper is None else "registered"
    return BallotsLeft(upper, complete, (UnitLeft("cobb", "Cobb", upper, basis, "Cobb: …"),), unseen)


OPEN = left(240_000)


def rule(*win: tuple[object, ...], otherwise: Otherwise | None = None, **facts: object) -> Rule:
    return Rule(id="r", jurisdiction="XX", scope="", stage=Stage.GENERAL, win=win, otherwise=otherwise, **facts)  # type: ignore[arg-type]


PLURALITY = rule((PluralityTest(),))
TOP_TWO = rule(otherwise=Otherwise(kind=OtherwiseKind.ADVANCE, take=Top(2)))
ON_REQUEST = Otherwise(kind=OtherwiseKind.RUNOFF, take=Top(2), on_request_of=RequestOf.RUNNER_UP)
EIGHTH = Otherwise(kind=OtherwiseKind.RUNOFF, take=ShareTake(Denominator.REGISTERED_VOTERS, Fraction(1, 8), 2))
NO_ROUND = rule((ShareTest(Op.GT, HALF),), otherwise=Otherwise(kind=OtherwiseKind.LEGISLATURE))


def said(
    p: Projection, rule: Rule = GEORGIA, left: BallotsLeft = OPEN, of: ContestCount = COUNT, *, publish: bool = True,
    doubts: tuple[Doubt, ...] = (),
) -> Verdict:  # fmt: skip
    return with_projection(judge(of, rule, left), p, of, rule, left, publish=publish, doubts=doubts)


def test_a_leader_above_half_now_and_projected_below_is_a_runoff_projected() -> None:
    verdict = said(reference(VOTES))
    assert (verdict.code, verdict.candidates, verdict.by) == (Code.RUNOFF_PROJECTED, ("ossoff", "handel"), "model")
    assert verdict.text == (
        "Ossoff is projected to end with 46.9 to 49.3% of the votes, short of a majority."
        " Ossoff and Handel are projected to go on."
    )
    assert [(s.candidate, s.code) for s in verdict.slots] == [
        ("ossoff", Code.ADVANCE_PROJECTED), ("handel", Code.ADVANCE_PROJECTED),
    ]  # fmt: skip
    assert verdict.slots[1].text == "in the next round in more than 199 in 200 draws"
    assert verdict.state("handel") is Code.ADVANCE_PROJECTED
    assert verdict.state("gray") is None, "nobody is projected out"
    assert [r.code for r in verdict.reasons][-3:] == ["projected_share", "projected_level", "projected_record"]
    assert verdict.reasons[-3].text == (
        "Ossoff's final share is projected at 46.9 to 49.3% (the range of nine draws in ten)."
        " More than half in fewer than 1 in 200 draws."
    )
    assert "at least 199 in 200 draws agree" in verdict.reasons[-2].text
    assert verdict.reasons[-1].text == "Of 1,204 past moments like this, the range of nine in ten held in 1,093."


def test_arithmetic_speaks_first_and_its_reasons_stay() -> None:
    sure = judge(COUNT, GEORGIA, OPEN)
    assert said(reference(VOTES)).reasons[: len(sure.reasons)] == sure.reasons


@pytest.mark.parametrize("bound", [left(0, complete=True), left(100)])
def test_what_is_certain_is_not_projected(bound: BallotsLeft) -> None:
    sure = judge(COUNT, GEORGIA, bound)
    assert sure.code is Code.WON_CERTAIN
    assert said(reference(VOTES), left=bound) == sure


def test_a_night_that_publishes_only_the_certain_says_nothing_projected() -> None:
    sure = judge(COUNT, GEORGIA, OPEN)
    assert said(reference(VOTES), publish=False) == sure
    assert model_says(sure, reference(VOTES), COUNT, GEORGIA, OPEN) is not None


def test_doubt_about_the_data_holds_every_projected_word_back() -> None:
    doubt = Doubt("held", "Cobb fell by 3,118 votes.")
    assert said(reference(VOTES), doubts=(doubt,)) == judge(COUNT, GEORGIA, OPEN)
    close = reference(VOTES, leader=0.5, expected=138_000, code=Code.TOO_EARLY)
    assert said(close, doubts=(doubt,)).code is Code.TOO_EARLY


def test_one_shut_gate_is_enough() -> None:
    p = reference(VOTES, gates=(Gate("a", True, "ok"), Gate("b", False, "too few counties")))
    assert said(p) == judge(COUNT, GEORGIA, OPEN)


def test_nothing_is_projected_before_the_first_vote() -> None:
    none = count(dict.fromkeys(VOTES, 0))
    assert said(reference(dict.fromkeys(VOTES, 0), leader=0.3), of=none).code is Code.TOO_EARLY


def test_a_model_that_says_too_early_changes_nothing() -> None:
    assert said(reference(VOTES, code=Code.TOO_EARLY)) == judge(COUNT, GEORGIA, OPEN)


def test_a_range_across_the_line_is_no_runoff_whatever_the_code_says() -> None:
    assert said(reference(VOTES, leader=0.495)).code is Code.TOO_EARLY
    assert said(reference(VOTES, leader=0.505, code=Code.WON_PROJECTED)).code is Code.TOO_EARLY


def test_a_win_outright_is_projected_with_its_range() -> None:
    verdict = said(reference(VOTES, leader=0.53, code=Code.WON_PROJECTED))
    assert (verdict.code, verdict.candidates, verdict.slots) == (
        Code.WON_PROJECTED, ("ossoff",), judge(COUNT, GEORGIA, OPEN).slots,
    )  # fmt: skip
    assert verdict.text == "Ossoff is projected to win outright, with 51.8 to 54.2% of the final count."
    assert verdict.state("ossoff") is Code.WON_PROJECTED


def test_a_win_that_arithmetic_rules_out_is_not_projected() -> None:
    few = left(1_100)
    behind = count({"ossoff": 50_100, "handel": 49_900})
    other = projection(
        (chances("handel", 49_900, 0.55, win=1, outright=1), chances("ossoff", 50_100, 0.45)),
        code=Code.WON_PROJECTED, named=("handel",),
    )  # fmt: skip
    assert said(other, of=behind, left=left(3_000)).code is Code.WON_PROJECTED
    lost = count({"ossoff": 49_000, "handel": 30_000, "gray": 20_000})
    three = projection(
        (chances("gray", 20_000, 0.1), chances("handel", 30_000, 0.55), chances("ossoff", 49_000, 0.35)),
        code=Code.WON_PROJECTED, named=("handel",),
    )  # fmt: skip
    assert judge(lost, GEORGIA, few).code is Code.TOO_CLOSE
    assert said(three, of=lost, left=few).by == "arithmetic"


def test_a_runoff_is_not_projected_where_write_ins_alone_hold_back_a_win() -> None:
    """Arithmetic shows the leader past half of the listed votes; only unprinted write-ins keep it open."""
    hidden = left(100, unseen=None)
    assert judge(COUNT, GEORGIA, hidden).code is Code.TOO_CLOSE
    assert said(reference(VOTES), left=hidden).by == "arithmetic"


def test_without_a_bound_on_the_ballots_left_the_model_may_still_speak() -> None:
    assert said(reference(VOTES), left=left(None)).code is Code.RUNOFF_PROJECTED
    won = reference(VOTES, leader=0.53, code=Code.WON_PROJECTED)
    assert said(won, left=left(None)).code is Code.WON_PROJECTED


def test_a_candidate_who_is_out_is_never_named() -> None:
    far = count({"ossoff": 60_000, "handel": 40_000, "gray": 1_000})
    bound = left(30_000)
    assert judge(far, GEORGIA, bound).state("gray") is Code.ELIMINATED_CERTAIN
    p = projection(
        (chances("gray", 1_000, 0.1), chances("handel", 40_000, 0.42), chances("ossoff", 60_000, 0.48)),
        code=Code.RUNOFF_PROJECTED, named=("ossoff", "gray"),
    )  # fmt: skip
    assert said(p, of=far, left=bound).by == "arithmetic"


def test_a_certain_place_stays_certain_beside_a_projected_one() -> None:
    near = count({"ossoff": 49_000, "handel": 24_000, "gray": 22_000, "moody": 5_000})
    bound = left(8_000)
    sure = judge(near, GEORGIA, bound)
    assert [s.code for s in sure.slots] == [Code.ADVANCE_CERTAIN, Code.TOO_EARLY]
    p = projection(
        (chances("gray", 22_000, 0.22), chances("handel", 24_000, 0.25, advance=0.996),
         chances("moody", 5_000, 0.05), chances("ossoff", 49_000, 0.48, advance=0.999)),
        code=Code.RUNOFF_PROJECTED, named=("ossoff", "handel"),
    )  # fmt: skip
    verdict = said(p, of=near, left=bound)
    assert [s.code for s in verdict.slots] == [Code.ADVANCE_CERTAIN, Code.ADVANCE_PROJECTED]
    assert verdict.candidates == ("ossoff", "handel")
    other = replace(p, named=("handel", "gray"))
    assert said(other, of=near, left=bound).by == "arithmetic", "two places, one of them certain, and two more named"
    nobody = said(replace(p, named=()), of=near, left=bound)
    assert (nobody.code, nobody.candidates) == (Code.RUNOFF_PROJECTED, ("ossoff",))


def test_a_runoff_whose_pair_is_open_names_nobody() -> None:
    verdict = said(replace(reference(VOTES), named=()))
    assert (verdict.code, verdict.candidates) == (Code.RUNOFF_PROJECTED, ())
    assert verdict.text.endswith("short of a majority. Who goes on is still open.")


def test_a_single_place_is_projected_without_a_verdict_on_the_contest() -> None:
    p = replace(reference(VOTES, leader=0.495), code=Code.ADVANCE_PROJECTED, named=("ossoff",))
    verdict = said(p)
    assert (verdict.code, verdict.candidates, verdict.by) == (Code.TOO_EARLY, (), "arithmetic")
    assert verdict.state("ossoff") is Code.ADVANCE_PROJECTED
    assert verdict.slots[0].candidate == "ossoff"
    assert said(replace(p, named=())) == judge(COUNT, GEORGIA, OPEN)


def test_where_nobody_is_elected_the_next_round_is_projected_whole_or_not_at_all() -> None:
    p = replace(reference(VOTES), code=Code.ADVANCE_PROJECTED)
    verdict = said(p, rule=TOP_TWO)
    assert (verdict.code, verdict.text) == (
        Code.RUNOFF_PROJECTED, "The next round is projected. Ossoff and Handel are projected to go on.",
    )  # fmt: skip
    assert not any("More than" in r.text for r in verdict.reasons[-3:])
    one = replace(p, named=("ossoff",))
    assert said(one, rule=TOP_TWO).code is Code.TOO_EARLY
    assert said(replace(one, code=Code.RUNOFF_PROJECTED), rule=TOP_TWO).by == "arithmetic"
    assert said(replace(p, code=Code.RUNOFF_PROJECTED), rule=TOP_TWO).code is Code.RUNOFF_PROJECTED
    win = replace(p, code=Code.WON_PROJECTED, named=("ossoff",))
    assert said(win, rule=TOP_TWO).by == "arithmetic", "this rule elects nobody"


def test_most_votes_win_is_projected_in_its_own_words() -> None:
    p = reference(VOTES, leader=0.44, code=Code.WON_PROJECTED)
    verdict = said(p, rule=PLURALITY)
    assert verdict.text == "Ossoff is projected to win."
    two = replace(p, named=("ossoff", "handel"))
    assert said(two, rule=PLURALITY).by == "arithmetic", "one seat"
    seats = rule((PluralityTest(),), seats=2)
    assert said(two, rule=seats, of=count(VOTES, seats=2)).text == "Ossoff and Handel are projected to win."
    assert said(replace(p, named=()), rule=PLURALITY).by == "arithmetic"
    assert said(replace(p, code=Code.RUNOFF_PROJECTED), rule=PLURALITY).by == "arithmetic", "no next round"


@pytest.mark.parametrize(
    "unknown",
    [
        rule((ShareTest(Op.GT, HALF),), (LeadTest(Op.GE, HALF),), otherwise=GEORGIA.otherwise),
        rule((ShareTest(Op.GT, HALF), LeadTest(Op.GE, HALF)), otherwise=GEORGIA.otherwise),
        rule((LeadTest(Op.GE, HALF),), otherwise=GEORGIA.otherwise),
        rule((ShareTest(Op.GT, HALF, Denominator.REGISTERED_VOTERS),), otherwise=GEORGIA.otherwise),
        rule((ShareTest(Op.GT, HALF),), otherwise=ON_REQUEST),
        replace(GEORGIA, void=(VoidTest(VoidCount.TURNOUT, Op.LT, HALF, Denominator.REGISTERED_VOTERS),)),
        rule((ShareTest(Op.GT, HALF),), otherwise=EIGHTH),
        rule((ShareTest(Op.GT, HALF),), otherwise=GEORGIA.otherwise, denominator=Denominator.ALL_BALLOTS_CAST),
        NO_ROUND,
    ],
    ids=["alternatives", "two tests", "lead", "registered", "on request", "void", "an eighth", "blanks", "legislature"],
)  # fmt: skip
def test_under_a_rule_the_model_does_not_speak_nothing_is_projected(unknown: Rule) -> None:
    assert said(reference(VOTES), rule=unknown).by == "arithmetic"


def test_nearly_all_in_and_half_still_inside_the_range_is_too_close() -> None:
    near = count({"ossoff": 95_900, "handel": 95_700})
    p = reference({"ossoff": 95_900, "handel": 95_700}, leader=0.501, half=0.003, code=Code.TOO_EARLY, expected=193_000)
    bound = left(20_000)
    assert judge(near, GEORGIA, bound).code is Code.TOO_EARLY
    verdict = said(p, of=near, left=bound, publish=False)
    assert (verdict.code, verdict.by) == (Code.TOO_CLOSE, "model")
    assert verdict.text == (
        "At least 98% of the expected vote is in (191,600 of about 193,000), and Ossoff's projected range,"
        " 49.8 to 50.4%, has half in it."
    )
    early = replace(p, final_votes=replace(p.final_votes, mid=198_000))
    assert said(early, of=near, left=bound).code is Code.TOO_EARLY
    clear = reference(
        {"ossoff": 95_900, "handel": 95_700}, leader=0.48, half=0.003, code=Code.TOO_EARLY, expected=193_000
    )
    assert said(clear, of=near, left=bound).code is Code.TOO_EARLY


def test_nearly_all_in_and_ranges_that_overlap_are_too_close_where_most_votes_win() -> None:
    votes = {"ossoff": 95_900, "handel": 95_700}
    near, bound = count(votes), left(20_000)
    p = projection((chances("handel", 95_700, 0.499), chances("ossoff", 95_900, 0.501)), expected=192_000)
    verdict = said(p, rule=PLURALITY, of=near, left=bound)
    assert verdict.code is Code.TOO_CLOSE
    assert "the projected ranges of Ossoff and Handel overlap" in verdict.text
    apart = projection((chances("handel", 95_700, 0.47), chances("ossoff", 95_900, 0.53)), expected=192_000)
    assert said(apart, rule=PLURALITY, of=near, left=bound).code is Code.TOO_EARLY
    assert said(p, rule=TOP_TWO, of=near, left=bound).code is not Code.TOO_CLOSE


def test_without_a_record_no_record_is_claimed() -> None:
    verdict = said(reference(VOTES, record=None))
    assert "projected_record" not in [r.code for r in verdict.reasons]


codes = st.sampled_from([Code.TOO_EARLY, Code.WON_PROJECTED, Code.RUNOFF_PROJECTED, Code.ADVANCE_PROJECTED])
people = st.lists(st.sampled_from(["ossoff", "handel", "gray"]), unique=True, max_size=3).map(tuple)


@given(
    st.tuples(*[st.integers(0, 5_000)] * 3), st.integers(0, 4_000), st.floats(0.2, 0.8), codes, people,
    st.sampled_from([GEORGIA, PLURALITY, TOP_TWO, NO_ROUND]), st.booleans(),
)  # fmt: skip
def test_no_projection_ever_contradicts_arithmetic(
    votes: tuple[int, int, int],
    upper: int,
    leader: float,
    code: Code,
    named: tuple[str, ...],
    rule: Rule,
    publish: bool,
) -> None:
    of = dict(zip(("ossoff", "handel", "gray"), votes, strict=True))
    made = replace(reference(of, leader=leader), code=code, named=named)
    sure = judge(count(of), rule, left(upper))
    verdict = said(made, rule=rule, left=left(upper), of=count(of), publish=publish)
    assert verdict.code in CONTEST_VERDICTS
    if sure.code not in (Code.TOO_EARLY, Code.TOO_CLOSE):
        assert verdict == sure
    for candidate, state in sure.states:
        assert verdict.state(candidate) is state
    assert len([s for s in verdict.slots if s.candidate]) <= len(sure.slots) or verdict.code is Code.WON_PROJECTED
    if not publish:
        assert verdict.code in (sure.code, Code.TOO_CLOSE)
