"""What is certain before the count is complete: arithmetic, no model.

Symbols: ``v`` a candidate's votes, ``T`` all votes in the denominator, ``R`` an upper bound of the ballots
left. A statement is certain when it holds for every ``r`` from 0 to ``R`` and every way those ``r`` ballots
can fall. Every test a rule may ask is monotone: more votes for a candidate never hurt that candidate, more
votes for others never help. So one extreme point decides each question, and it is evaluated exactly:

* *elected* for c: all ``R`` go to c's strongest rival (a turnout test: none of them comes);
* *nobody elected*: for each candidate, all ``R`` go to that candidate;
* *advances*: the cheapest rivals that could push c out of the first n need more than ``R`` to draw level;
* *out*: even with all ``R`` at least n rivals stay ahead.

Source for the approach: the rule itself; the tests compare every function here with brute force.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from outright.rules import ContestVotes, Rule, holds
from outright.rules.arithmetic import places
from outright.rules.vocabulary import Test, TurnoutTest
from outright.rules.words import BallotKind
from outright.verdict.remaining import cost_to_reach


@dataclass(frozen=True, slots=True)
class Certain:
    """What is certain: who is elected, that nobody can be, who is in the next round, who is out of it."""

    elected: tuple[str, ...] = ()
    nobody_elected: bool = False
    advancing: tuple[str, ...] = ()
    out: tuple[str, ...] = ()


def certain(rule: Rule, tally: ContestVotes, left: int, *, unseen: int = 0) -> Certain:
    """Everything certain under ``rule`` with at most ``left`` more ballots.

    ``unseen`` bounds votes already cast that the tally does not show (write-ins): they may enlarge the
    denominator or be one more rival for a place, never a listed candidate's votes. Where the round may yet
    be void nothing is certain.
    """
    if rule.void:
        return Certain()
    votes = {line.candidate: line.votes for line in tally.lines}
    elected = tuple(c for c in votes if surely_elected(rule, tally, votes, c, left, unseen=unseen))
    nobody = bool(rule.win) and not elected and all(surely_not_elected(rule, tally, c, left) for c in votes)
    n = places(rule)
    if n is None:
        return Certain(elected, nobody)
    return Certain(
        elected,
        nobody,
        tuple(c for c in votes if surely_advances(votes, c, left, n, unseen=unseen, marks=several_marks(rule))),
        tuple(c for c in votes if surely_out(votes, c, left, n)),
    )


def surely_elected(
    rule: Rule, tally: ContestVotes, votes: Mapping[str, int], candidate: str, left: int, *, unseen: int = 0
) -> bool:
    """Whether some alternative of the rule holds for the candidate however the ballots left fall."""
    rivals = sorted((c for c in votes if c != candidate), key=lambda c: -votes[c])[: rule.seats]
    to_rivals = plus(tally, dict.fromkeys(rivals, left), left, writeins=unseen)
    to_nobody_listed = plus(tally, {}, left, writeins=unseen + left)  # one write-in takes all that is not seen
    alternatives: list[tuple[Test, ...]] = []
    for tests in rule.win:
        turnout = tuple(t for t in tests if isinstance(t, TurnoutTest))
        rest = tuple(t for t in tests if not isinstance(t, TurnoutTest))
        if not turnout or holds(replace(rule, win=(turnout,)), tally, candidate) is True:
            alternatives.append(rest)
    usable = tuple(a for a in alternatives if a)
    worst = (to_rivals, to_nobody_listed)
    return bool(usable) and all(holds(replace(rule, win=usable), w, candidate) is True for w in worst)


def surely_not_elected(rule: Rule, tally: ContestVotes, candidate: str, left: int) -> bool:
    """Whether no alternative can hold for the candidate even with every ballot left."""
    return holds(rule, plus(tally, {candidate: left}, left), candidate) is False


def surely_advances(
    votes: Mapping[str, int], candidate: str, left: int, n: int, *, unseen: int = 0, marks: bool = False
) -> bool:
    """Whether ``n`` rivals cannot all draw level with the candidate with ``left`` ballots between them.

    ``unseen`` votes may be one more rival's; ``marks``: one ballot may lift several rivals at once.
    """
    others = [v for c, v in votes.items() if c != candidate] + ([unseen] if unseen else [])
    rivals = sorted(others, reverse=True)[:n]
    cost = cost_to_reach(rivals[-1:] if marks else rivals, votes[candidate])
    return len(rivals) < n or cost > left


def several_marks(rule: Rule) -> bool:
    """Whether one ballot may carry votes for several candidates."""
    return rule.seats > 1 or rule.ballot.kind in (BallotKind.MULTI, BallotKind.APPROVAL)


def surely_out(votes: Mapping[str, int], candidate: str, left: int, n: int) -> bool:
    """Whether ``n`` rivals stay ahead of the candidate even if the candidate takes every ballot left."""
    most = votes[candidate] + left
    return sum(v > most for c, v in votes.items() if c != candidate) >= n


def plus(tally: ContestVotes, votes: Mapping[str, int], ballots: int, *, writeins: int = 0) -> ContestVotes:
    """The tally after ``ballots`` more ballots that carry these votes more."""
    more = tally.adding(votes)
    cast = None if more.ballots_cast is None else more.ballots_cast + ballots
    return replace(more, ballots_cast=cast, writeins=(more.writeins or 0) + writeins if writeins else more.writeins)
