"""Ranked ballots, round by round: last out until somebody has the share asked for, or the contingent vote.

Ballots are rankings with how many voters gave each. "Majority" is always said of something: of the
ballots still continuing, which may be far fewer than all ballots. A tie for who is out is never broken
here unless it cannot matter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from outright.errors import CountError, RuleError
from outright.rules.arithmetic import first_share, least_votes
from outright.rules.decision import Decision, Outcome
from outright.rules.going_on import cut_at, ranked
from outright.rules.vocabulary import OtherwiseKind, Rule, ShareTest
from outright.rules.words import Denominator
from outright.rules.working import TIE_WORDS

Ranking = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """One round: each remaining candidate's votes (most first), ballots exhausted, who is out after it."""

    number: int
    votes: tuple[tuple[str, int], ...]
    exhausted: int
    out: tuple[str, ...] = ()

    @property
    def continuing(self) -> int:
        """Ballots that still count for somebody."""
        return sum(votes for _, votes in self.votes)


@dataclass(frozen=True, slots=True)
class RankedCount:
    """The decision and every round that led to it. ``ballots`` is all of them, exhausted ones too."""

    decision: Decision
    rounds: tuple[Round, ...]
    ballots: int


def count_ranked(rule: Rule, ballots: Iterable[tuple[Ranking, int]], *, withdrawn: Collection[str] = ()) -> RankedCount:
    """Counts ranked ballots under a rule whose ``otherwise`` is ``irv`` or ``contingent``.

    A second mention of a candidate, ranks beyond the ballot's depth and candidates who withdrew are
    passed over. ``RuleError`` for a rule of another kind; ``CountError`` for a negative count.

    >>> from outright.rules.table import get
    >>> ballots = [(("a",), 40), (("b", "c"), 35), (("c",), 25)]
    >>> count = count_ranked(get("us-me-congress-2018"), ballots)
    >>> count.decision.candidates, count.rounds[-1].continuing, count.ballots
    (('a',), 75, 100)
    """
    test = first_share(rule)
    kind = rule.otherwise.kind if rule.otherwise else None
    if test is None or kind not in (OtherwiseKind.IRV, OtherwiseKind.CONTINGENT):
        raise RuleError(
            f"the rule {rule.id} does not count rankings",
            where=rule.id,
            hint="Use it with totals, or name the rule of a ranked contest.",
        )
    piles = _piles(ballots, rule.ballot.marks, frozenset(withdrawn))
    total = sum(piles.values())
    candidates = frozenset(name for ranking in piles for name in ranking)
    if not candidates or not any(piles[ranking] for ranking in piles if ranking):
        nobody = Decision(outcome=Outcome.UNDETERMINED, working=("No votes are counted.",))
        return RankedCount(nobody, (), total)
    count = _contingent if kind is OtherwiseKind.CONTINGENT else _last_out
    rounds, decision = count(rule, test, piles, candidates)
    last = rounds[-1]
    needed = least_votes(test.op, test.share, last.continuing)
    decision = replace(
        decision,
        denominator=Denominator.CONTINUING_BALLOTS,
        denominator_votes=last.continuing,
        votes_needed=needed,
        working=(*map(_told, rounds), *decision.working),
    )
    return RankedCount(decision, rounds, total)


def _piles(ballots: Iterable[tuple[Ranking, int]], depth: int | None, withdrawn: frozenset[str]) -> dict[Ranking, int]:
    piles: dict[Ranking, int] = {}
    for ranking, count in ballots:
        if count < 0:
            raise CountError(
                f"a count cannot be negative: {' > '.join(ranking)} {count:,}",
                hint="Show the last good count; no rule is applied to this one.",
            )
        names = tuple(name for name in dict.fromkeys(ranking[:depth]) if name not in withdrawn)
        piles[names] = piles.get(names, 0) + count
    return piles


def _round(number: int, piles: dict[Ranking, int], remaining: frozenset[str]) -> Round:
    votes = dict.fromkeys(remaining, 0)
    exhausted = 0
    for ranking, count in piles.items():
        choice = next((name for name in ranking if name in remaining), None)
        if choice is None:
            exhausted += count
        else:
            votes[choice] += count
    return Round(number, tuple((who, votes[who]) for who in ranked(votes, votes)), exhausted)


def _last_out(
    rule: Rule, test: ShareTest, piles: dict[Ranking, int], remaining: frozenset[str]
) -> tuple[tuple[Round, ...], Decision]:
    rounds: list[Round] = []
    while True:
        now = _round(len(rounds) + 1, piles, remaining)
        leader, most = now.votes[0]
        if most >= least_votes(test.op, test.share, now.continuing):
            return (*rounds, now), _elected(leader, most, now, sum(piles.values()))
        last = now.votes[-1][1]
        lowest = tuple(who for who, votes in now.votes if votes == last)
        others = [votes for _, votes in now.votes if votes > last]
        if not others:
            return (*rounds, now), _tie(rule, Outcome.TIE_FOR_FIRST, lowest, 1)
        # Going out together changes nothing when all of them together stay behind the next one.
        if len(lowest) > 1 and len(lowest) * last >= min(others):
            return (*rounds, now), _tie(rule, Outcome.TIE_AT_CUT, lowest, len(lowest) - 1)
        rounds.append(replace(now, out=lowest))
        remaining -= frozenset(lowest)


def _contingent(
    rule: Rule, test: ShareTest, piles: dict[Ranking, int], remaining: frozenset[str]
) -> tuple[tuple[Round, ...], Decision]:
    """First preferences; if nobody has the share, all other ballots move to the first two at once."""
    first = _round(1, piles, remaining)
    leader, most = first.votes[0]
    total = sum(piles.values())
    if most >= least_votes(test.op, test.share, first.continuing):
        return (first,), _elected(leader, most, first, total)
    votes = dict(first.votes)
    cut = cut_at(votes, ranked(votes, votes), 2)
    if cut.tied:
        return (first,), _tie(rule, Outcome.TIE_AT_CUT, cut.tied, cut.places)
    first = replace(first, out=tuple(who for who, _ in first.votes if who not in cut.sure))
    second = _round(2, piles, frozenset(cut.sure))
    (leader, most), (_, next_most) = second.votes
    if most == next_most:
        return (first, second), _tie(rule, Outcome.TIE_FOR_FIRST, tuple(sorted(cut.sure)), 1)
    return (first, second), _elected(leader, most, second, total)


def _elected(who: str, votes: int, last: Round, total: int) -> Decision:
    line = f"{who} has {votes:,} of {last.continuing:,} continuing ballots, and of all {total:,}."
    return Decision(outcome=Outcome.ELECTED, candidates=(who,), working=(line,))


def _tie(rule: Rule, outcome: Outcome, tied: tuple[str, ...], places: int) -> Decision:
    return Decision(outcome=outcome, tied=tied, places=places, working=(TIE_WORDS[rule.tie],))


def _told(now: Round) -> str:
    """ "Round 1: a 40, b 35, c 25; exhausted 0; out: c.\""""
    votes = ", ".join(f"{who} {count:,}" for who, count in now.votes)
    out = f"; out: {', '.join(now.out)}" if now.out else ""
    return f"Round {now.number}: {votes}; exhausted {now.exhausted:,}{out}."
