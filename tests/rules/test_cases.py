"""The twenty-five cases that an evaluator has to get right, both halves of each, as a desk would tell them."""

from __future__ import annotations

from outright.rules import contest_votes, decide, get, votes_needed
from outright.rules.decision import Outcome

GEORGIA = "us-ga-special-2005"
APRIL_18 = {
    "jon-ossoff": 92_673,
    "karen-handel": 38_071,
    "bob-gray": 20_802,
    **{f"other-{n}": 2_734 for n in range(1, 15)},
    "other-15": 2_747,
}


def test_01_georgias_sixth_goes_to_a_runoff_between_ossoff_and_handel():
    tally = contest_votes(APRIL_18, writeins=0)
    decision = decide(get(GEORGIA), tally)
    assert (decision.outcome, decision.candidates) == (Outcome.RUNOFF, ("jon-ossoff", "karen-handel"))
    assert (decision.denominator_votes, decision.votes_needed) == (192_569, 96_285)
    assert decision.working[0] == ("jon-ossoff: 2 × 92,673 = 185,346 is not more than 192,569 (votes for the office).")
    assert "3,612 short of 96,285" in decision.working[1]
