"""What may still happen after the night: recounts, ballots that may still arrive, certification.

These facts change more often than what it takes to win, so the table dates them separately and
hands each rule the ones in force on the day.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from outright.rules.words import Confidence, Denominator, Op, RecountKind


@dataclass(frozen=True, slots=True)
class ShareMargin:
    """The margin between first and second against a share of ``of`` (often the winner's own votes)."""

    op: Op
    share: Fraction
    of: Denominator = Denominator.VOTES_FOR_OFFICE


@dataclass(frozen=True, slots=True)
class VotesMargin:
    """The margin between first and second against a number of votes."""

    op: Op
    votes: int


Margin = ShareMargin | VotesMargin


@dataclass(frozen=True, slots=True, kw_only=True)
class Recount:
    """One way to a recount: all of ``within`` must hold. No margins: it does not depend on one.

    ``scope`` says in words which contests it is for ("statewide"); empty: most offices.
    """

    kind: RecountKind
    within: tuple[Margin, ...] = ()
    scope: str = ""
    citation: str = ""
    confidence: Confidence = Confidence.LOW
    text_seen: bool = False


class ArrivalKind(StrEnum):
    """Ballots that can still change a count after election day."""

    MAIL = "mail"
    OVERSEAS = "overseas"
    CURE = "cure"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One way ballots may still arrive or be cured: until ``days`` after election day.

    ``days`` None: not a fixed number, or not known, as ``text`` says; 0: not after the close of polls;
    negative: before the day. ``postmark``: a postmark by election day (or the day before) is asked for.
    """

    kind: ArrivalKind
    days: int | None = None
    postmark: bool = False
    text: str = ""
    citation: str = ""
    confidence: Confidence = Confidence.LOW
    text_seen: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """When a general election's result becomes official, in days after it; the text where days differ.

    Special elections often have days of their own.
    """

    county_days: int | None = None
    state_days: int | None = None
    text: str = ""
    citation: str = ""
    confidence: Confidence = Confidence.LOW
    text_seen: bool = False
