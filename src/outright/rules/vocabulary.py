"""What it takes to win, as data: the small closed vocabulary in which every rule is written.

A rule is a frozen value that can be printed, compared, dated and cited. Nothing here decides (see
``evaluate``), nothing knows what time it is. Shares are exact fractions; a rule that says less than a
decision needs is refused when it is made, with everything that is wrong with it at once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from outright.errors import RuleError
from outright.rules.afterwards import Arrival, Official, Recount
from outright.rules.words import (
    ONE_MARK,
    Ballot,
    BallotKind,
    Confidence,
    Denominator,
    Fusion,
    Office,
    Op,
    Stage,
    Tie,
    Unopposed,
    VoidCount,
    Withdrawn,
    WriteIns,
)


@dataclass(frozen=True, slots=True)
class ShareTest:
    """The candidate's votes stand in this relation to a share of a denominator (None: the rule's own)."""

    op: Op
    share: Fraction
    of: Denominator | None = None


@dataclass(frozen=True, slots=True)
class LeadTest:
    """The lead over the second stands in this relation to a share of the rule's denominator."""

    op: Op
    share: Fraction


@dataclass(frozen=True, slots=True)
class TurnoutTest:
    """Ballots cast stand in this relation to a share of the registered voters."""

    op: Op
    share: Fraction


@dataclass(frozen=True, slots=True)
class UnitsTest:
    """The candidate passes in enough places (counties, states, provinces, districts).

    In one place: a share of its valid votes (``op``, ``share``), or most votes where ``share`` is None.
    Enough: ``at_least_op`` compares the number of places passed with ``at_least``, a number of places
    or a fraction of all of them.
    """

    units: str
    at_least: int | Fraction
    share: Fraction | None = None
    op: Op = Op.GE
    at_least_op: Op = Op.GE


@dataclass(frozen=True, slots=True)
class PluralityTest:
    """More votes than anybody else (for several seats: than all but seats − 1 others)."""


Test = ShareTest | LeadTest | TurnoutTest | UnitsTest | PluralityTest


@dataclass(frozen=True, slots=True)
class VoidTest:
    """The round elects nobody and is repeated when this holds, whoever leads.

    Colombia: blank votes above half of the valid votes. Moldova: turnout under a third.
    """

    count: VoidCount
    op: Op
    share: Fraction
    of: Denominator


class OtherwiseKind(StrEnum):
    """What happens when nobody has won."""

    RUNOFF = "runoff"
    ADVANCE = "advance"
    IRV = "irv"
    CONTINGENT = "contingent"
    CONVENTION = "convention"
    LEGISLATURE = "legislature"
    NEXT_ELECTION = "next_election"


class TieAtCut(StrEnum):
    """Who goes on when candidates are level at the last advancing place."""

    ALL = "all"
    LOT = "lot"
    OLDER = "older"
    ELECTION = "election"
    UNKNOWN = "unknown"


class OnWithdrawal(StrEnum):
    """What becomes of the place of a candidate who withdraws after qualifying."""

    NONE = "none"
    NEXT_MOVES_UP = "next_moves_up"
    RESTART = "restart"


class RequestOf(StrEnum):
    """Who has to ask before a second round is held."""

    RUNNER_UP = "runner_up"


@dataclass(frozen=True, slots=True)
class Top:
    """The first ``n`` go on."""

    n: int


@dataclass(frozen=True, slots=True)
class ShareTake:
    """Everybody with at least a share of ``of`` goes on, filled up with the next best to ``fill_to``."""

    of: Denominator
    at_least: Fraction
    fill_to: int


@dataclass(frozen=True, slots=True)
class NigeriaTake:
    """The first, and the one among the others who carried most states (Constitution of Nigeria, s. 134(3)).

    The one named exception of the vocabulary: the second finalist is not simply the second.
    """


Take = Top | ShareTake | NigeriaTake


@dataclass(frozen=True, slots=True)
class After:
    """When the next round is: ``days`` after this one where the law fixes it, else in words."""

    days: int | None = None
    text: str = ""


UNDATED = After()
"""No date is known for the next round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Otherwise:
    """What happens when nobody has won. ``rule`` names what wins the next round."""

    kind: OtherwiseKind
    take: Take | None = None
    tie_at_cut: TieAtCut = TieAtCut.UNKNOWN
    on_request_of: RequestOf | None = None
    on_withdrawal: OnWithdrawal = OnWithdrawal.NONE
    after: After = UNDATED
    rule: str = "plurality"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One dated rule for one kind of contest in one place.

    ``win`` is a tuple of alternatives, each of which is an all-of. ``offices`` empty: every office that
    ``scope`` describes in words. ``valid_from`` and ``valid_to`` are the first and the last day, None
    where open. ``text_seen``: the wording of the law, or a text quoting it, was read while the row was
    made. ``read_by`` empty: no named person has confirmed it. ``RuleError`` when it cannot be a rule.
    """

    id: str
    jurisdiction: str
    scope: str
    stage: Stage
    win: tuple[tuple[Test, ...], ...]
    otherwise: Otherwise | None = None
    offices: tuple[Office, ...] = ()
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    ballot: Ballot = ONE_MARK
    seats: int = 1
    fusion: Fusion = Fusion.SUM
    denominator: Denominator = Denominator.VOTES_FOR_OFFICE
    writeins: WriteIns = WriteIns.COUNTED
    withdrawn: Withdrawn = Withdrawn.VOTES_COUNT
    void: tuple[VoidTest, ...] = ()
    tie: Tie = Tie.UNKNOWN
    unopposed: Unopposed = Unopposed.ELECTED
    recount: tuple[Recount, ...] = ()
    outstanding: tuple[Arrival, ...] = ()
    official: Official | None = None
    citation: str = ""
    confidence: Confidence = Confidence.LOW
    text_seen: bool = False
    read_on: dt.date | None = None
    read_by: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if wrong := tuple(problems(self)):
            raise RuleError(
                f"the rule {self.id} cannot be used: {'; '.join(wrong)}",
                where=self.id,
                hint="Correct the row; until then its contests have a leader, never a winner.",
            )

    def in_force(self, on: dt.date) -> bool:
        """Whether the rule held on this day."""
        after_start = self.valid_from is None or self.valid_from <= on
        return after_start and (self.valid_to is None or on <= self.valid_to)


_SUMS_OF_VOTES = frozenset({Denominator.VOTES_FOR_OFFICE, Denominator.VALID_CANDIDATE_VOTES})
_NEEDS_TAKE = frozenset({OtherwiseKind.RUNOFF, OtherwiseKind.ADVANCE})
_NEEDS_RANKS = frozenset({OtherwiseKind.IRV, OtherwiseKind.CONTINGENT})


def problems(rule: Rule) -> Iterator[str]:
    """Everything that keeps a rule from being decidable, in words."""
    plurality = is_plurality(rule)
    if rule.valid_from and rule.valid_to and rule.valid_from > rule.valid_to:
        yield "it ends before it begins"
    if rule.seats < 1:
        yield "it fills no seat"
    if rule.seats > 1 and rule.win and not plurality:
        yield "several seats are filled by plurality only"
    if any(not alternative for alternative in rule.win):
        yield "an alternative without a test would be met by everybody"
    if rule.otherwise is None and not plurality:
        yield "what happens otherwise is not said"
    yield from _problems_of_tests(rule)
    if rule.otherwise is not None:
        yield from _problems_of_otherwise(rule, rule.otherwise)


def is_plurality(rule: Rule) -> bool:
    """Whether most votes win, with no other condition."""
    return rule.win == ((PluralityTest(),),)


def _problems_of_tests(rule: Rule) -> Iterator[str]:
    for test in (t for alternative in rule.win for t in alternative):
        share = getattr(test, "share", None)
        if share is not None and not 0 < share <= 1:
            yield f"{share} is not a share"
        several = rule.ballot.kind in (BallotKind.MULTI, BallotKind.APPROVAL)
        if several and isinstance(test, ShareTest) and (test.of or rule.denominator) in _SUMS_OF_VOTES:
            yield "voters mark several names, so a share of the votes is not a share of the voters"


def _problems_of_otherwise(rule: Rule, otherwise: Otherwise) -> Iterator[str]:
    if not rule.win and otherwise.kind is not OtherwiseKind.ADVANCE:
        yield "nothing wins, and nobody advances either"
    if otherwise.kind in _NEEDS_TAKE and otherwise.take is None:
        yield f"who goes on to the {otherwise.kind} is not said"
    if otherwise.kind in _NEEDS_RANKS and rule.ballot.kind is not BallotKind.RANKED:
        yield f"{otherwise.kind} needs ranked ballots"
    if isinstance(otherwise.take, Top) and otherwise.take.n < 1:
        yield "nobody goes on"
