"""What tonight's count decides, as far as shares and places can say it: from the dated rule to `Stakes`.

A projection speaks of shares of the vote and of places. Where a rule asks for more (places carried, a
turnout, a lead, ranked ballots, somebody's request), the reading says that a projection may not decide it.
"""

from __future__ import annotations

from dataclasses import dataclass

from outright.baseline import ContestKind, Stakes
from outright.rules import Rule, is_plurality, places
from outright.rules.vocabulary import OtherwiseKind, PluralityTest, ShareTest
from outright.rules.words import BallotKind, Denominator, Stage

_OF_VOTES = frozenset({Denominator.VOTES_FOR_OFFICE, Denominator.VALID_CANDIDATE_VOTES})
_KINDS = {
    Stage.GENERAL: ContestKind.GENERAL,
    Stage.PRIMARY: ContestKind.PRIMARY,
    Stage.SPECIAL: ContestKind.SPECIAL,
    Stage.FIRST_ROUND: ContestKind.GENERAL,
    Stage.RUNOFF: ContestKind.RUNOFF,
}


@dataclass(frozen=True, slots=True)
class RuleRead:
    """The stakes, and whether a projection may say what the rule decides; ``why`` it may not, else ""."""

    stakes: Stakes
    decides: bool
    why: str = ""


def read_rule(rule: Rule | None, seats: int = 1) -> RuleRead:
    """The stakes of a contest under ``rule``; without a rule nothing but shares may be projected.

    A rule of *at least* a share is read as *more than* it: the two differ by a single vote, which no
    projection can tell.
    """
    bare = Stakes(threshold=None, places=0, seats=seats)
    if rule is None:
        return RuleRead(bare, False, "The rule is not known, so nobody can be projected to win or to go on.")
    if is_plurality(rule):
        return RuleRead(Stakes(threshold=None, places=0, seats=max(seats, rule.seats)), True)
    share = _only_share(rule)
    onward = places(rule)
    stakes = Stakes(threshold=share.share if share else None, places=onward or 0, seats=max(seats, rule.seats))
    if rule.win and share is None:
        return RuleRead(stakes, False, "The rule asks for more than a share of the vote, so no outcome is projected.")
    if rule.ballot.kind is not BallotKind.SINGLE:
        return RuleRead(stakes, False, "Voters may mark more than one name, so no outcome is projected.")
    other = rule.otherwise
    if other is not None and other.on_request_of is not None:
        return RuleRead(stakes, False, "A second round is held only if it is asked for, so no outcome is projected.")
    if rule.void or (other is not None and not _plain(other.kind, onward)):
        return RuleRead(stakes, False, "What follows without a winner is not a matter of shares alone.")
    return RuleRead(stakes, True)


def kind_of(rule: Rule | None) -> ContestKind:
    """What sort of contest a rule is for; a general election where the rule is unknown."""
    return _KINDS.get(rule.stage, ContestKind.GENERAL) if rule else ContestKind.GENERAL


def _only_share(rule: Rule) -> ShareTest | None:
    """The one share of the votes that wins, where nothing else is asked for (most votes is implied)."""
    if len(rule.win) != 1:
        return None
    tests = [t for t in rule.win[0] if not isinstance(t, PluralityTest)]
    if len(tests) != 1 or not isinstance(tests[0], ShareTest):
        return None
    return tests[0] if (tests[0].of or rule.denominator) in _OF_VOTES else None


def _plain(kind: OtherwiseKind, onward: int | None) -> bool:
    """Whether what comes next is a round of the top few, or a decision by others than the voters."""
    if kind in (OtherwiseKind.RUNOFF, OtherwiseKind.ADVANCE):
        return onward is not None
    return kind is OtherwiseKind.LEGISLATURE
