"""What it takes to win: the vocabulary, the evaluator and the dated table. Exact integers throughout.

Nothing here reads a clock or the network; the table is data of this package.
"""

from __future__ import annotations

from outright.rules.arithmetic import denominator_votes, holds, places, satisfied, votes_needed
from outright.rules.decision import Decision, Outcome
from outright.rules.evaluate import decide
from outright.rules.table import find, get, second_round
from outright.rules.vocabulary import Rule, is_plurality
from outright.rules.votes import ContestVotes, Line, UnitVotes, contest_votes

__all__ = [
    "ContestVotes",
    "Decision",
    "Line",
    "Outcome",
    "Rule",
    "UnitVotes",
    "contest_votes",
    "decide",
    "denominator_votes",
    "find",
    "get",
    "holds",
    "is_plurality",
    "places",
    "satisfied",
    "second_round",
    "votes_needed",
]
