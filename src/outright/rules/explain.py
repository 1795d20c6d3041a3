"""A rule in plain words, for a desk that has to say on air what it takes and what may still happen.

Every sentence comes from a field of the rule; nothing is said that the table does not hold, and what it
does not hold is said to be unknown.
"""

from __future__ import annotations

from collections.abc import Iterator

from outright.count.share import percent
from outright.rules.afterwards import Arrival, ArrivalKind, Margin, Official, Recount, VotesMargin
from outright.rules.names import NAMES
from outright.rules.vocabulary import (
    LeadTest,
    OnWithdrawal,
    Otherwise,
    OtherwiseKind,
    Rule,
    ShareTake,
    ShareTest,
    Test,
    TieAtCut,
    Top,
    TurnoutTest,
    UnitsTest,
    VoidTest,
)
from outright.rules.words import (
    BallotKind,
    Op,
    RecountKind,
    Stage,
    Tie,
    Unopposed,
    VoidCount,
    Withdrawn,
    WriteIns,
)
from outright.rules.working import DENOMINATOR_WORDS, OP_WORDS

NO_TEXT = "Warning: no text of this law was read for this row. Have it read before a live night."


def explain(rule: Rule) -> str:
    """The whole rule in short lines: what wins, of what, what happens otherwise, what may still come."""
    lines = [
        f"{NAMES.get(rule.jurisdiction, rule.jurisdiction)}, {rule.stage}: {rule.scope}",
        f"Rule {rule.id}, {_validity(rule)}.",
        *_winning(rule),
        *_next_step(rule),
        *_edges(rule),
        *map(_recount, rule.recount),
        *map(_arrival, rule.outstanding),
        *([_official(rule.official, rule.stage)] if rule.official else []),
        *([f"Note: {rule.note}"] if rule.note else []),
        *_source(rule),
    ]
    return "\n".join(lines)


def _validity(rule: Rule) -> str:
    first, last = rule.valid_from, rule.valid_to
    if first and last:
        return f"in force from {first} to {last}"
    if first:
        return f"in force since {first}"
    return f"in force until {last}" if last else "with no dates known"


def winning_words(rule: Rule) -> str:
    """What wins, in one phrase: "more than 50% of the votes for the office"; "" where nothing does."""
    return "; or ".join(" and ".join(_test(test, rule) for test in tests) for tests in rule.win)


def _winning(rule: Rule) -> Iterator[str]:
    if not rule.win:
        yield "Nobody is elected in this round, whatever the shares."
        return
    seats = "" if rule.seats == 1 else f" ({rule.seats} seats)"
    yield f"Wins{seats}: {winning_words(rule)}."
    for tests in rule.win:
        if len(tests) == 1 and isinstance(test := tests[0], ShareTest):
            yield f"Exactly {percent(test.share)}% is {'not ' * (test.op is Op.GT)}enough."
    if rule.ballot.kind is not BallotKind.SINGLE:
        marks = rule.ballot.marks or "as many names as they like"
        yield f"Voters {_BALLOTS[rule.ballot.kind].format(n=marks)}."
    yield from (f"Void: the round is held again if {_void(test)}." for test in rule.void)


_BALLOTS = {
    BallotKind.MULTI: "mark up to {n} names",
    BallotKind.RANKED: "rank up to {n}",
    BallotKind.APPROVAL: "mark {n}",
}


def _test(test: Test, rule: Rule) -> str:
    match test:
        case ShareTest(op, share, of):
            return f"{OP_WORDS[op]} {percent(share)}% of the {_of(of or rule.denominator)}"
        case LeadTest(op, share):
            return f"a lead over the second of {OP_WORDS[op]} {percent(share)} points"
        case TurnoutTest(op, share):
            return f"turnout of {OP_WORDS[op]} {percent(share)}% of registered voters"
        case UnitsTest():
            count = test.at_least
            least = str(count) if isinstance(count, int) else f"{count.numerator}/{count.denominator} of the"
            there = "most votes" if test.share is None else f"{OP_WORDS[test.op]} {percent(test.share)}%"
            return f"{there} in {OP_WORDS[test.at_least_op]} {least} {test.units}"
        case _:
            return "most votes"


def _of(denominator: str) -> str:
    return {str(name): words for name, words in DENOMINATOR_WORDS.items()}[denominator].removeprefix("the ")


def _void(test: VoidTest) -> str:
    what = {
        VoidCount.BLANK: "blank votes are",
        VoidCount.NULL: "spoiled votes are",
        VoidCount.BLANK_AND_NULL: "blank and spoiled votes together are",
        VoidCount.TURNOUT: "turnout is",
    }[test.count]
    return f"{what} {OP_WORDS[test.op]} {percent(test.share)}% of the {_of(test.of)}"


def _next_step(rule: Rule) -> Iterator[str]:
    if rule.otherwise is None:
        return
    otherwise = rule.otherwise
    yield f"{'Otherwise' if rule.win else 'Instead'}: {_KINDS[otherwise.kind].format(who=_who(otherwise))}."
    if otherwise.on_request_of is not None:
        yield "Only if the runner-up asks for it; else the leader is nominated."
    after = otherwise.after
    when = after.text or (f"{after.days} days later" if after.days else "")
    if when:
        yield f"When: {when}."
    if otherwise.kind in (OtherwiseKind.RUNOFF, OtherwiseKind.ADVANCE):
        decides = "most votes" if otherwise.rule == "plurality" else otherwise.rule
        yield f"The next round is decided by: {decides}."
        yield f"Level for the last place in it: {_CUT[otherwise.tie_at_cut]}."
    if otherwise.on_withdrawal is not OnWithdrawal.NONE:
        moves = otherwise.on_withdrawal is OnWithdrawal.NEXT_MOVES_UP
        yield f"If one of them withdraws: {'the next moves up' if moves else 'the election starts again'}."


_KINDS = {
    OtherwiseKind.RUNOFF: "a second round between {who}",
    OtherwiseKind.ADVANCE: "{who} go on to the next election",
    OtherwiseKind.IRV: "the last is out and those ballots move to their next choice, round by round",
    OtherwiseKind.CONTINGENT: "all but {who} are out, and their ballots move to the next choice among those",
    OtherwiseKind.CONVENTION: "a party convention decides",
    OtherwiseKind.LEGISLATURE: "the legislature chooses among {who}",
    OtherwiseKind.NEXT_ELECTION: "a new election is held",
}
_CUT = {
    TieAtCut.ALL: "all of them go on",
    TieAtCut.LOT: "by lot",
    TieAtCut.OLDER: "the older goes on",
    TieAtCut.ELECTION: "another election",
    TieAtCut.UNKNOWN: "what the law does is not known here",
}


def _who(otherwise: Otherwise) -> str:
    match otherwise.take:
        case None:
            return "the candidates"
        case Top(n):
            return f"the first {_NUMBERS.get(n, n)}"
        case ShareTake(of, share, fill_to):
            best = f"the best {_NUMBERS.get(fill_to, fill_to)}"
            return f"everybody with at least {percent(share)}% of the {_of(of)}, and in any case {best}"
        case _:
            return "the first, and whoever of the others carried most states"


_NUMBERS = {2: "two", 3: "three", 4: "four", 5: "five"}


def _edges(rule: Rule) -> Iterator[str]:
    yield f"A tie for first: {_TIES[rule.tie]}."
    if rule.unopposed is not Unopposed.ELECTED:
        needs = "more yes than no votes" if rule.unopposed is Unopposed.YES_NO else "the same conditions"
        yield f"An only candidate still needs {needs}."
    yield _WRITE_INS[rule.writeins]
    if rule.withdrawn is not Withdrawn.VOTES_COUNT:
        void = rule.withdrawn is Withdrawn.VOTES_VOID
        yield f"Votes for somebody who withdrew {'do not count' if void else 'count for the replacement'}."


_TIES = {
    Tie.LOT: "by lot",
    Tie.OLDER: "the older candidate",
    Tie.RUNOFF: "a runoff",
    Tie.NEW_ELECTION: "a new election",
    Tie.LEGISLATURE: "the legislature",
    Tie.UNKNOWN: "what the law does is not known here",
}
_WRITE_INS = {
    WriteIns.COUNTED: "Valid write-ins count in the total.",
    WriteIns.REGISTERED_ONLY: "Write-ins count only for registered write-in candidates.",
    WriteIns.NONE: "Write-ins do not count.",
}


def _recount(recount: Recount) -> str:
    scope = f" ({recount.scope})" if recount.scope else ""
    tail = f"{scope} [{_sourced(recount)}]"
    if recount.kind is RecountKind.NONE:
        return f"Recount: the law has none{tail}."
    how = "automatic" if recount.kind is RecountKind.AUTOMATIC else "on request"
    margins = " and ".join(margin_words(margin) for margin in recount.within)
    return f"Recount: {how}{f', when the margin is {margins}' if margins else ''}{tail}."


def margin_words(margin: Margin) -> str:
    """A margin as a limit: "at most 0.5% of the votes for the office"."""
    if isinstance(margin, VotesMargin):
        return f"{OP_WORDS[margin.op]} {margin.votes:,} votes"
    return f"{OP_WORDS[margin.op]} {percent(margin.share)}% of the {_of(margin.of)}"


def _arrival(arrival: Arrival) -> str:
    what = {
        ArrivalKind.MAIL: "Mail ballots",
        ArrivalKind.OVERSEAS: "Military and overseas ballots",
        ArrivalKind.CURE: "Rejected mail ballots can be cured",
        ArrivalKind.PROVISIONAL: "Provisional ballots are settled",
    }[arrival.kind]
    days = arrival.days
    if days is None:
        until = ""
    elif days > 0:
        until = f"until {days} day{'s' * (days > 1)} after election day"
    else:
        until = "not after election day" if days == 0 else "only before election day"
    mark = "with a postmark" if arrival.postmark else ""
    parts = ", ".join(part for part in (until, mark, arrival.text) if part)
    return f"{what}: {parts} [{_sourced(arrival)}]." + (f" {arrival.note}" if arrival.note else "")


def _official(official: Official, stage: Stage) -> str:
    parts = [
        f"counties {official.county_days} days after" if official.county_days is not None else "",
        f"state {official.state_days} days after" if official.state_days is not None else "",
        official.text,
    ]
    other = "" if stage is Stage.GENERAL else " These are the days of a general election."
    return f"Official: {'; '.join(part for part in parts if part)} [{_sourced(official)}].{other}"


def _sourced(fact: Recount | Arrival | Official) -> str:
    seen = "" if fact.text_seen else ", no text seen"
    return f"{fact.citation}; {fact.confidence} confidence{seen}"


def _source(rule: Rule) -> Iterator[str]:
    read = f", read on {rule.read_on}" if rule.read_on else ", not dated"
    by = f" by {rule.read_by}" if rule.read_by else "; no named person has confirmed it"
    yield f"Source: {rule.citation}. Confidence {rule.confidence}{read}{by}."
    if not rule.text_seen:
        yield NO_TEXT
