"""Which recounts a margin opens. The margin is a number of votes, never a share of a missing second."""

from __future__ import annotations

from outright.rules.afterwards import Margin, Recount, VotesMargin
from outright.rules.arithmetic import denominator_votes
from outright.rules.vocabulary import Rule
from outright.rules.votes import ContestVotes, counted, standing
from outright.rules.words import RecountKind


def margin_votes(rule: Rule, tally: ContestVotes) -> int | None:
    """Votes between the first who is not elected and the last who is; None with nobody left to lose."""
    votes = counted(rule, tally)
    order = sorted((votes[who] for who in votes if standing(rule, tally, who)), reverse=True)
    return order[rule.seats - 1] - order[rule.seats] if len(order) > rule.seats else None


def open_recounts(rule: Rule, tally: ContestVotes) -> tuple[Recount, ...]:
    """The recount provisions whose margins hold at these votes; those without a margin always do.

    What a provision says in words (``scope``: statewide, at public cost) is for a person to read.
    Nothing is open where nobody came second.
    """
    apart = margin_votes(rule, tally)
    if apart is None:
        return ()
    return tuple(
        recount
        for recount in rule.recount
        if recount.kind is not RecountKind.NONE and all(_holds(margin, rule, tally, apart) for margin in recount.within)
    )


def _holds(margin: Margin, rule: Rule, tally: ContestVotes, apart: int) -> bool:
    if isinstance(margin, VotesMargin):
        return margin.op.holds(apart, margin.votes)
    total = denominator_votes(rule, tally, margin.of)
    return total is not None and margin.op.holds(margin.share.denominator * apart, margin.share.numerator * total)
