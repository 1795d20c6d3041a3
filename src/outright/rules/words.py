"""The words a rule is written in: closed lists, each value spelled as the tables spell it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Op(StrEnum):
    """A comparison of two integers. *More than* and *at least* are different laws."""

    GT = ">"
    GE = ">="
    LT = "<"
    LE = "<="

    def holds(self, left: int, right: int) -> bool:
        """Whether ``left`` stands in this relation to ``right``."""
        if self is Op.GT:
            return left > right
        if self is Op.GE:
            return left >= right
        return left < right if self is Op.LT else left <= right


class Stage(StrEnum):
    """Which election of a contest the rule is for."""

    GENERAL = "general"
    PRIMARY = "primary"
    SPECIAL = "special"
    FIRST_ROUND = "first-round"
    RUNOFF = "runoff"
    ELECTORAL_COLLEGE = "electoral-college"


class Office(StrEnum):
    """What is being filled, as coarsely as rules tell offices apart."""

    PRESIDENT = "president"
    US_SENATE = "us-senate"
    US_HOUSE = "us-house"
    GOVERNOR = "governor"
    STATEWIDE = "statewide"
    LEGISLATURE = "legislature"
    JUDICIAL = "judicial"
    LOCAL = "local"


class Denominator(StrEnum):
    """What a share is a share of."""

    VOTES_FOR_OFFICE = "votes_for_office"
    VALID_CANDIDATE_VOTES = "valid_candidate_votes"
    VALID_INCLUDING_BLANK = "valid_including_blank"
    ALL_BALLOTS_CAST = "all_ballots_cast"
    REGISTERED_VOTERS = "registered_voters"
    CONTINUING_BALLOTS = "continuing_ballots"
    WINNER_VOTES = "winner_votes"
    ELECTORS_APPOINTED = "electors_appointed"


class BallotKind(StrEnum):
    """How a voter may mark the ballot."""

    SINGLE = "single"
    MULTI = "multi"
    RANKED = "ranked"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class Ballot:
    """How a voter may mark. ``marks``: how many names, or how many ranks; None where unlimited."""

    kind: BallotKind = BallotKind.SINGLE
    marks: int | None = None


ONE_MARK = Ballot()
"""A ballot on which a voter marks one name."""


class Fusion(StrEnum):
    """Whether one candidate's votes on several party lines are added."""

    SUM = "sum"
    SEPARATE = "separate"


class WriteIns(StrEnum):
    """Which written-in votes count for the office."""

    COUNTED = "counted"
    REGISTERED_ONLY = "registered_only"
    NONE = "none"


class Withdrawn(StrEnum):
    """What becomes of votes for a candidate who withdrew but stands on the ballot."""

    VOTES_COUNT = "votes_count"
    VOTES_VOID = "votes_void"
    REPLACED = "replaced"


class Tie(StrEnum):
    """What decides between candidates who are level for the office."""

    LOT = "lot"
    OLDER = "older"
    RUNOFF = "runoff"
    NEW_ELECTION = "new_election"
    LEGISLATURE = "legislature"
    UNKNOWN = "unknown"


class Unopposed(StrEnum):
    """What a candidate without an opponent still needs."""

    ELECTED = "elected"
    YES_NO = "yes_no"
    NEEDS_TURNOUT = "needs_turnout"


class VoidCount(StrEnum):
    """Which count can void a round."""

    BLANK = "blank"
    NULL = "null"
    BLANK_AND_NULL = "blank_and_null"
    TURNOUT = "turnout"


class Confidence(StrEnum):
    """How far a row is to be trusted before somebody has read the law."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class RecountKind(StrEnum):
    """How a recount comes about."""

    AUTOMATIC = "automatic"
    REQUEST = "request"
    NONE = "none"
