"""Ranked ballots: what the rounds say, and where they stop because only the law can go on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from outright.errors import CountError, RuleError
from outright.rules import Outcome, get
from outright.rules.ranked import count_ranked
from outright.rules.words import Ballot, BallotKind, Tie

MAINE = get("us-me-congress-2018")
SRI_LANKA = get("lk-president")


def test_a_first_round_majority_needs_no_second_round():
    count = count_ranked(MAINE, [(("a", "b"), 51), (("b",), 49)])
    assert (count.decision.candidates, len(count.rounds)) == (("a",), 1)
    assert count.decision.working[0] == "Round 1: a 51, b 49; exhausted 0."


def test_three_last_together_are_out_together_when_it_cannot_matter():
    ballots = [(("a",), 40), (("b",), 35), (("c", "b"), 3), (("d", "b"), 3), (("e", "b"), 3)]
    count = count_ranked(MAINE, ballots)
    assert [r.out for r in count.rounds] == [("c", "d", "e"), ()]
    assert count.decision.candidates == ("b",)
    assert count.decision.votes_needed == 43


def test_two_last_together_stop_the_count_when_it_matters():
    count = count_ranked(replace(MAINE, tie=Tie.LOT), [(("a",), 40), (("b", "a"), 30), (("c", "a"), 30)])
    assert (count.decision.outcome, count.decision.tied, count.decision.places) == (
        Outcome.TIE_AT_CUT,
        ("b", "c"),
        1,
    )
    assert count.decision.working[-1] == "The law decides by lot."


def test_the_last_two_level_are_tied_for_first():
    count = count_ranked(MAINE, [(("a",), 40), (("b",), 40), (("c",), 3)])
    assert (count.decision.outcome, count.decision.tied) == (Outcome.TIE_FOR_FIRST, ("a", "b"))
    assert count.rounds[-1].exhausted == 3


def test_repeated_names_deep_ranks_and_the_withdrawn_are_passed_over():
    shallow = replace(MAINE, ballot=Ballot(BallotKind.RANKED, 2))
    ballots = [(("c", "c", "a"), 10), (("a",), 12), (("b",), 11), (("w", "b"), 5)]
    assert count_ranked(shallow, ballots, withdrawn=("w",)).decision.candidates == ("b",)
    assert count_ranked(MAINE, ballots, withdrawn=("w",)).decision.candidates == ("a",)


def test_sri_lanka_keeps_the_first_two_and_moves_everybody_else():
    ballots = [(("a",), 40), (("b",), 35), (("c", "d", "b"), 15), (("d", "c"), 10)]
    count = count_ranked(SRI_LANKA, ballots)
    assert (count.decision.candidates, count.rounds[0].out) == (("b",), ("c", "d"))
    assert count.rounds[1].exhausted == 10
    assert count_ranked(SRI_LANKA, [(("a",), 6), (("b",), 5)]).decision.candidates == ("a",)


def test_sri_lanka_level_at_the_cut_or_at_the_end():
    cut = count_ranked(SRI_LANKA, [(("a",), 40), (("b",), 30), (("c",), 30)]).decision
    assert (cut.outcome, cut.tied) == (Outcome.TIE_AT_CUT, ("b", "c"))
    end = count_ranked(SRI_LANKA, [(("a",), 40), (("b",), 35), (("c", "b"), 5)]).decision
    assert (end.outcome, end.tied) == (Outcome.TIE_FOR_FIRST, ("a", "b"))


@pytest.mark.parametrize("ballots", [[], [((), 5)], [(("a",), 0)]])
def test_no_votes_are_no_decision(ballots):
    count = count_ranked(MAINE, ballots)
    assert (count.decision.outcome, count.rounds) == (Outcome.UNDETERMINED, ())


def test_a_negative_pile_or_a_rule_without_ranks_is_refused():
    with pytest.raises(CountError, match="a > b -1"):
        count_ranked(MAINE, [(("a", "b"), -1)])
    for rule in ("us-ga-special-2005", "us-ga-president"):
        with pytest.raises(RuleError, match="does not count rankings"):
            count_ranked(get(rule), [])
