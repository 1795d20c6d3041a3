"""The exact sums behind every decision: denominators, votes needed, tests.

Whole numbers only: a share q = n/d of D is met by v votes when d·v stands in the rule's relation to
n·D. Every answer is True, False or None; None is *these numbers cannot tell* (something the rule
asks for is not in the count), and never counts as a yes or as a no.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from outright.rules.vocabulary import (
    LeadTest,
    Rule,
    ShareTake,
    ShareTest,
    Test,
    Top,
    TurnoutTest,
    UnitsTest,
    VoidTest,
)
from outright.rules.vocabulary import OtherwiseKind as Kind
from outright.rules.vocabulary import is_plurality as is_plurality
from outright.rules.votes import ContestVotes, UnitVotes, counted, standing, written_in
from outright.rules.words import BallotKind, Denominator, Op, VoidCount


def denominator_votes(rule: Rule, tally: ContestVotes, of: Denominator | None = None) -> int | None:
    """What the rule's shares are shares of, in votes; None when the count does not hold it.

    ``of`` asks for another denominator than the rule's own.
    """
    return _DENOMINATORS[of or rule.denominator](rule, tally)


def votes_needed(rule: Rule, tally: ContestVotes) -> int | None:
    """The smallest number of votes that meets the rule's first share test at this denominator.

    None where the rule has no share test or the denominator is not known. With 192,569 votes for the
    office, more than half is 96,285.
    """
    test = first_share(rule)
    total = denominator_votes(rule, tally, test.of) if test else None
    return None if test is None or total is None else least_votes(test.op, test.share, total)


def least_votes(op: Op, share: Fraction, total: int) -> int:
    """The smallest v with d·v > n·total (or ≥), for the share n/d.

    >>> least_votes(Op.GT, Fraction(1, 2), 192_569), least_votes(Op.GE, Fraction(1, 2), 10)
    (96285, 5)
    """
    part, d = share.numerator * total, share.denominator
    return part // d + 1 if op is Op.GT else -(-part // d)


def first_share(rule: Rule) -> ShareTest | None:
    """The rule's leading share test: the one a page quotes; None where no share wins."""
    tests = (test for alternative in rule.win for test in alternative)
    return next((test for test in tests if isinstance(test, ShareTest)), None)


def places(rule: Rule) -> int | None:
    """How many go on to the next round when nobody wins: the top n; None where that is not a number."""
    if rule.otherwise is None or rule.otherwise.kind not in (Kind.RUNOFF, Kind.ADVANCE):
        return None
    take = rule.otherwise.take
    if isinstance(take, Top):
        return take.n
    return None if isinstance(take, ShareTake) else 2


def satisfied(rule: Rule, tally: ContestVotes, candidate: str) -> bool:
    """Whether the candidate is elected at these numbers, for sure; a tie for the seat is a no."""
    return holds(rule, tally, candidate) is True


def holds(rule: Rule, tally: ContestVotes, candidate: str) -> bool | None:
    """Whether some alternative of the rule holds for the candidate, who must also fill a seat's place.

    None where the numbers cannot tell. Use ``is False`` to rule a win out and ``is True`` to state it.
    """
    if not standing(rule, tally, candidate):
        return False
    return would_win(rule, tally, candidate)


def would_win(rule: Rule, tally: ContestVotes, candidate: str) -> bool | None:
    """As `holds`, but also for a candidate who withdrew."""
    votes = counted(rule, tally)
    if not votes.get(candidate):
        return False
    return all_of((_in_a_seat(rule, tally, votes, candidate), meets_tests(rule, tally, votes, candidate)))


def meets_tests(rule: Rule, tally: ContestVotes, votes: dict[str, int], candidate: str) -> bool | None:
    """Whether some alternative holds for the candidate, whoever else may be level or ahead."""
    return any_of(
        all_of(check(test, rule, tally, votes, candidate) for test in alternative) for alternative in rule.win
    )


def check(test: Test, rule: Rule, tally: ContestVotes, votes: dict[str, int], who: str) -> bool | None:
    """One test for one candidate; None where the count does not hold what it needs."""
    match test:
        case ShareTest():
            return _share(test.op, votes[who], test.share, denominator_votes(rule, tally, test.of))
        case LeadTest():
            return _lead(test, rule, tally, votes, who)
        case TurnoutTest():
            return turnout(test, tally)
        case UnitsTest():
            return None if tally.units is None else _enough_units(test, tally.units, who)
        case _:
            return _in_a_seat(rule, tally, votes, who)


def voids(test: VoidTest, rule: Rule, tally: ContestVotes) -> bool | None:
    """Whether the round is void by this test."""
    total = denominator_votes(rule, tally, test.of)
    blank, null = tally.blank, tally.null
    both = None if blank is None or null is None else blank + null
    count = {
        VoidCount.BLANK: blank,
        VoidCount.NULL: null,
        VoidCount.BLANK_AND_NULL: both,
        VoidCount.TURNOUT: _all_ballots_cast(rule, tally),
    }[test.count]
    return None if count is None else _share(test.op, count, test.share, total)


def turnout(test: TurnoutTest, tally: ContestVotes) -> bool | None:
    """Whether turnout stands as the test asks; None when ballots or the roll are not in the count."""
    if tally.ballots_cast is None or tally.registered is None or tally.ballots_cast > tally.registered:
        return None
    return _share(test.op, tally.ballots_cast, test.share, tally.registered)


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """True if one is; else None if one cannot be told; else False."""
    known = list(answers)
    return True if True in known else None if None in known else False


def all_of(answers: Iterable[bool | None]) -> bool | None:
    """False if one is; else None if one cannot be told; else True."""
    known = list(answers)
    return False if False in known else None if None in known else True


def _share(op: Op, votes: int, share: Fraction, total: int | None) -> bool | None:
    if total is None:
        return None
    return op.holds(share.denominator * votes, share.numerator * total)


def _in_a_seat(rule: Rule, tally: ContestVotes, votes: dict[str, int], who: str) -> bool | None:
    """Whether fewer than ``seats`` others have as many votes; a pile of write-ins may hide one more."""
    level = sum(other != who and count >= votes[who] for other, count in votes.items())
    if level >= rule.seats:
        return False
    hidden = written_in(rule, tally) >= votes[who]
    return None if level + hidden >= rule.seats else True


def _lead(test: LeadTest, rule: Rule, tally: ContestVotes, votes: dict[str, int], who: str) -> bool | None:
    """The lead over the best other, and over the write-ins as if they were one person's."""
    total = denominator_votes(rule, tally)
    second = max((count for other, count in votes.items() if other != who), default=0)
    hidden = max(second, written_in(rule, tally))
    apart = {_share(test.op, votes[who] - best, test.share, total) for best in (second, hidden)}
    return apart.pop() if len(apart) == 1 else None


def _enough_units(test: UnitsTest, units: tuple[UnitVotes, ...], who: str) -> bool:
    passed = sum(_passes(test, unit, who) for unit in units)
    if isinstance(test.at_least, int):
        return test.at_least_op.holds(passed, test.at_least)
    return test.at_least_op.holds(test.at_least.denominator * passed, test.at_least.numerator * len(units))


def _passes(test: UnitsTest, unit: UnitVotes, who: str) -> bool:
    votes = dict(unit.votes)
    mine = votes.pop(who, 0)
    if test.share is None:
        return mine > max(votes.values(), default=0)
    valid = mine + sum(votes.values()) if unit.valid is None else unit.valid
    return mine > 0 and _share(test.op, mine, test.share, valid) is True


def _for_the_office(rule: Rule, tally: ContestVotes) -> int:
    return sum(counted(rule, tally).values()) + written_in(rule, tally)


def _including_blank(rule: Rule, tally: ContestVotes) -> int | None:
    return None if tally.blank is None else _for_the_office(rule, tally) + tally.blank


def _all_ballots_cast(rule: Rule, tally: ContestVotes) -> int | None:
    """Ballots cast; None also when they are fewer than the votes, which only a count in motion says."""
    blank, null = tally.blank, tally.null
    if tally.ballots_cast is None:
        counts = rule.ballot.kind in (BallotKind.SINGLE, BallotKind.RANKED)
        if not counts or blank is None or null is None:
            return None
        return sum(line.votes for line in tally.lines) + written_in(rule, tally) + blank + null
    return tally.ballots_cast if tally.ballots_cast >= _ballots_seen(rule, tally) else None


def _registered(rule: Rule, tally: ContestVotes) -> int | None:
    known = tally.registered is not None and tally.registered >= _ballots_seen(rule, tally)
    return tally.registered if known else None


def _ballots_seen(rule: Rule, tally: ContestVotes) -> int:
    """Ballots that must have been cast for these votes: a bound from below."""
    several = rule.ballot.kind in (BallotKind.MULTI, BallotKind.APPROVAL)
    votes = counted(rule, tally).values()
    marked = max(votes, default=0) if several else sum(votes) + written_in(rule, tally)
    return marked + (tally.blank or 0) + (tally.null or 0)


def _winner(rule: Rule, tally: ContestVotes) -> int | None:
    return max(counted(rule, tally).values(), default=None)


_DENOMINATORS: dict[Denominator, Callable[[Rule, ContestVotes], int | None]] = {
    Denominator.VOTES_FOR_OFFICE: _for_the_office,
    Denominator.VALID_CANDIDATE_VOTES: _for_the_office,
    Denominator.CONTINUING_BALLOTS: _for_the_office,
    Denominator.VALID_INCLUDING_BLANK: _including_blank,
    Denominator.ALL_BALLOTS_CAST: _all_ballots_cast,
    Denominator.REGISTERED_VOTERS: _registered,
    Denominator.WINNER_VOTES: _winner,
    Denominator.ELECTORS_APPOINTED: lambda _rule, tally: tally.electors,
}
