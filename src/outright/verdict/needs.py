"""What each candidate needs of the ballots left, for each target the rule knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from outright.count import ContestCount
from outright.rules import Rule, is_plurality
from outright.rules.arithmetic import first_share, places
from outright.rules.vocabulary import ShareTest
from outright.rules.words import Op
from outright.verdict.certain import several_marks
from outright.verdict.evidence import share_word
from outright.verdict.left import BallotsLeft
from outright.verdict.remaining import Needed, Target, to_pass_share, to_take_place


@dataclass(frozen=True, slots=True)
class Need:
    """One candidate's need. ``words`` name the target in a sentence ("a majority")."""

    candidate: str
    target: Target
    words: str
    needed: Needed


def needs(count: ContestCount, rule: Rule | None, left: BallotsLeft, candidates: Sequence[str]) -> tuple[Need, ...]:
    """Needs of ``candidates`` for a majority (or the rule's share) and for a place in the next round.

    With a plurality rule the only target is to be first. Empty when the rule is unknown or nothing is
    counted yet. Figures are for the upper bound: that many are enough however few ballots come.
    """
    votes = {k: v or 0 for k, v in count.by_candidate().items()}
    total = count.votes
    if rule is None or not total:
        return ()
    upper = 0 if left.complete else left.upper
    rows: list[Need] = []
    marks = several_marks(rule)
    test = first_share(rule)
    if test is not None and test.of is None:
        word = share_word(test.share)
        words = "a majority" if word == "half" else word
        rows += [_share_need(c, votes[c], total, left, upper, test, words) for c in candidates]
    if (n := places(rule)) is not None:
        rows += [
            Need(c, "second", "a place in the next round", to_take_place(votes, c, upper, n, marks=marks))
            for c in candidates
        ]
    if is_plurality(rule):
        words = "first place" if rule.seats == 1 else f"one of {rule.seats} seats"
        rows += [Need(c, "first", words, to_take_place(votes, c, upper, rule.seats, marks=marks)) for c in candidates]
    return tuple(rows)


def _share_need(
    candidate: str, votes: int, total: int, left: BallotsLeft, upper: int | None, test: ShareTest, words: str
) -> Need:
    """The need for a share; said to be of the votes listed where write-ins nobody printed could undo it."""
    totals = (total, total + (left.unseen or 0))
    now, worst = (to_pass_share(votes, t, upper, test.share, at_least=test.op is Op.GE) for t in totals)
    whole = left.unseen is not None and now.state == worst.state
    return Need(candidate, "majority", words if whole else f"{words} of the votes listed", now)
