"""The field's words as enumerations, spelled as NIST SP 1500-100 spells them.

One table per vocabulary; nothing here computes. Where a value crosses a file or the wire,
the member's value is the spelling used there.
"""

from __future__ import annotations

from enum import StrEnum


class VoteMethod(StrEnum):
    """How a ballot was cast (NIST ``CountItemType``). ``TOTAL`` and the parts never share a sum."""

    ELECTION_DAY = "election-day"
    EARLY = "early"
    ABSENTEE_MAIL = "absentee-mail"
    ABSENTEE_IN_PERSON = "absentee-in-person"
    ABSENTEE = "absentee"
    PROVISIONAL = "provisional"
    UOCAVA = "uocava"
    OTHER = "other"
    TOTAL = "total"


class ReportingUnitType(StrEnum):
    """The kind of place for which totals are reported (NIST ``ReportingUnitType``)."""

    NATION = "national"
    STATE = "state"
    DISTRICT = "congressional"
    COUNTY = "county"
    MUNICIPALITY = "municipality"
    WARD = "ward"
    PRECINCT = "precinct"
    COMBINED_PRECINCT = "combined-precinct"
    SPLIT_PRECINCT = "split-precinct"
    VOTE_CENTER = "vote-center"
    OTHER = "other"


class ElectionType(StrEnum):
    """Why an election is held (NIST ``ElectionType``)."""

    GENERAL = "general"
    PRIMARY = "primary"
    RUNOFF = "runoff"
    SPECIAL = "special"
    OTHER = "other"


class ResultsStatus(StrEnum):
    """How official a publication is (NIST ``ResultsStatus``)."""

    PRE_ELECTION = "pre-election"
    UNOFFICIAL_PARTIAL = "unofficial-partial"
    UNOFFICIAL_COMPLETE = "unofficial-complete"
    CERTIFIED = "certified"
    CORRECTION = "correction"
    RECOUNT = "recount"


class VerdictCode(StrEnum):
    """What can be said of a contest, a slot or a candidate; the one vocabulary of every output.

    *Certain* is arithmetic: true for every way the ballots left could fall. *Projected* is a
    model's, past its gates. ``LEADER_ONLY`` means the rule is unknown: leader, never winner.
    """

    TOO_EARLY = "too_early"
    TOO_CLOSE = "too_close"
    WON_PROJECTED = "won_projected"
    WON_CERTAIN = "won_certain"
    RUNOFF_PROJECTED = "runoff_projected"
    RUNOFF_CERTAIN = "runoff_certain"
    ADVANCE_PROJECTED = "advance_projected"
    ADVANCE_CERTAIN = "advance_certain"
    ELIMINATED_CERTAIN = "eliminated_certain"
    TIE_CERTAIN = "tie_certain"
    LEADER_ONLY = "leader_only"


CONTEST_VERDICTS = frozenset(
    {
        VerdictCode.TOO_EARLY,
        VerdictCode.TOO_CLOSE,
        VerdictCode.WON_PROJECTED,
        VerdictCode.WON_CERTAIN,
        VerdictCode.RUNOFF_PROJECTED,
        VerdictCode.RUNOFF_CERTAIN,
        VerdictCode.TIE_CERTAIN,
        VerdictCode.LEADER_ONLY,
    }
)
"""The codes a whole contest may carry; the rest belong to one slot or one candidate."""


class Severity(StrEnum):
    """How much a finding about a count matters to a desk."""

    INFO = "info"
    WARN = "warn"
    HOLD = "hold"
