"""The working out of a decision, in sentences of whole numbers that anybody can redo by hand."""

from __future__ import annotations

from collections.abc import Iterator

from outright.rules.arithmetic import check, denominator_votes, meets_tests, turnout, votes_needed
from outright.rules.vocabulary import (
    LeadTest,
    Rule,
    ShareTake,
    ShareTest,
    Test,
    TurnoutTest,
    UnitsTest,
    VoidTest,
)
from outright.rules.votes import ContestVotes, counted
from outright.rules.words import Denominator, Op, Tie, WriteIns

DENOMINATOR_WORDS = {
    Denominator.VOTES_FOR_OFFICE: "votes for the office",
    Denominator.VALID_CANDIDATE_VOTES: "valid votes for candidates",
    Denominator.VALID_INCLUDING_BLANK: "valid votes, blank ones included",
    Denominator.ALL_BALLOTS_CAST: "all ballots cast",
    Denominator.REGISTERED_VOTERS: "registered voters",
    Denominator.CONTINUING_BALLOTS: "continuing ballots",
    Denominator.WINNER_VOTES: "the winner's own votes",
    Denominator.ELECTORS_APPOINTED: "electors appointed",
}
"""Each denominator in the words a page prints after the number."""

OP_WORDS = {Op.GT: "more than", Op.GE: "at least", Op.LT: "less than", Op.LE: "at most"}
"""Each comparison in words."""

TIE_WORDS = {
    Tie.LOT: "The law decides by lot.",
    Tie.OLDER: "The law elects the older candidate.",
    Tie.RUNOFF: "The law holds a runoff between them.",
    Tie.NEW_ELECTION: "The law holds a new election.",
    Tie.LEGISLATURE: "The law leaves it to the legislature.",
    Tie.UNKNOWN: "What the law does with a tie is not known here.",
}
"""What decides a tie for the office, in words."""


def sums_of(rule: Rule, tally: ContestVotes, leader: str) -> Iterator[str]:
    """Each test of the rule for the leader, as a sum; each once."""
    votes = counted(rule, tally)
    tests = dict.fromkeys(test for alternative in rule.win for test in alternative)
    for test in tests:
        line = _line(test, rule, tally, votes, leader)
        if line:
            yield line
    needed = votes_needed(rule, tally)
    won = meets_tests(rule, tally, votes, leader)
    if needed is not None and needed > votes[leader] and not won:
        yield f"{leader} has {votes[leader]:,}, {needed - votes[leader]:,} short of {needed:,}."


def _line(test: Test, rule: Rule, tally: ContestVotes, votes: dict[str, int], leader: str) -> str:
    match test:
        case ShareTest():
            of = test.of or rule.denominator
            return _sum(f"{leader}:", votes[leader], test, denominator_votes(rule, tally, of), of)
        case LeadTest():
            second = max((count for who, count in votes.items() if who != leader), default=0)
            lead, total = votes[leader] - second, denominator_votes(rule, tally)
            return _sum(f"{leader} leads by {lead:,}:", lead, test, total, rule.denominator)
        case TurnoutTest():
            if turnout(test, tally) is None or tally.ballots_cast is None:
                return ""
            return _sum("Ballots cast:", tally.ballots_cast, test, tally.registered, Denominator.REGISTERED_VOTERS)
        case UnitsTest():
            passed = check(test, rule, tally, votes, leader)
            words = {True: "passes", False: "does not pass", None: "may or may not pass"}[passed]
            return f"{leader} {words} in enough {test.units}."
        case _:
            return ""


def _sum(who: str, votes: int, test: ShareTest | LeadTest | TurnoutTest, total: int | None, of: Denominator) -> str:
    """ "a: 2 × 92,673 = 185,346 is not more than 192,569 (votes for the office).\""""
    if total is None:
        return ""
    n, d = test.share.numerator, test.share.denominator
    left = f"{d} × {votes:,} = {d * votes:,}" if d > 1 else f"{votes:,}"
    right = f"{n} × {total:,} = {n * total:,}" if n > 1 else f"{total:,}"
    verb = "is" if test.op.holds(d * votes, n * total) else "is not"
    return f"{who} {left} {verb} {OP_WORDS[test.op]} {right} ({DENOMINATOR_WORDS[of]})."


def missing_counts(rule: Rule, tally: ContestVotes) -> tuple[str, ...]:
    """What the rule asks for and the count does not hold, one sentence each."""
    missing = [
        f"The rule asks for {DENOMINATOR_WORDS[of]}; this count does not hold them, or fewer than its votes."
        for of in _denominators(rule)
        if denominator_votes(rule, tally, of) is None
    ]
    tests = [test for alternative in rule.win for test in alternative]
    if any(isinstance(test, TurnoutTest) and turnout(test, tally) is None for test in tests):
        missing.append("The rule asks for turnout; ballots cast or registered voters are not in this count.")
    return tuple(missing)


def _denominators(rule: Rule) -> tuple[Denominator, ...]:
    """Every denominator the rule needs, each once."""
    found = [rule.denominator] if rule.win else []
    for test in (*(t for alternative in rule.win for t in alternative), *rule.void):
        if isinstance(test, ShareTest | VoidTest) and test.of is not None:
            found.append(test.of)
    if rule.otherwise is not None and isinstance(rule.otherwise.take, ShareTake):
        found.append(rule.otherwise.take.of)
    return tuple(dict.fromkeys(found))


def cautions(rule: Rule, tally: ContestVotes) -> tuple[str, ...]:
    """What could still make the same votes mean something else."""
    if rule.writeins is not WriteIns.NONE and tally.writeins is None:
        return ("Write-ins are not in this count; with them every share is of more votes.",)
    return ()
