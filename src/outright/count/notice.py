"""What people and Outright itself put into a night's record beside the counts: never a vote.

A notice is a document like any other: kept as bytes, numbered, chained. A source that does not answer, a
person's decision about a publication that waits, an office's word on an outage or on longer polling hours
all become part of the night in this way, so that a replay knows what the night knew.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from outright.terms import VerdictCode


class NoticeKind(StrEnum):
    """What a notice is about."""

    TROUBLE = "trouble"
    """A source could not be had: no answer, an error page, a refusal."""
    RECOVERED = "recovered"
    """A source answers again and has nothing new."""
    RELEASE = "release"
    """A publication that waited may be shown."""
    REJECT = "reject"
    """A publication that waited shall never be shown."""
    OUTAGE = "outage"
    """An office's system is down; what is shown is older than it looks."""
    POLLING_HOURS = "polling-hours"
    """Voting goes on longer somewhere."""
    PROPOSE = "propose"
    """A person of the desk proposes a call of a contest."""
    APPROVE = "approve"
    """A second person approves the call that was proposed."""
    DROP = "drop"
    """A proposed call is not to be made."""
    RETRACT = "retract"
    """A call, or a verdict that published itself, is taken back."""
    POST = "post"
    """A note of the desk for readers of a contest, shown until a time."""
    END = "end"
    """A note of the desk is no longer shown."""


DECISIONS = frozenset({NoticeKind.RELEASE, NoticeKind.REJECT})
"""What a person decides of a publication that waits."""
OF_THE_DESK = frozenset(
    {NoticeKind.PROPOSE, NoticeKind.APPROVE, NoticeKind.DROP, NoticeKind.RETRACT, NoticeKind.POST, NoticeKind.END}
)
"""What the desk does about a contest: calls and notes."""
NUMBERED = DECISIONS | {NoticeKind.APPROVE, NoticeKind.DROP, NoticeKind.END}
"""What is about something that has a number: a publication, a proposal, a note."""


@dataclass(frozen=True, slots=True)
class DeskWord:
    """What a person of the desk says of one contest, and as of what they had before them.

    ``contest`` is the contest's id in the plan, ``code`` the verdict that is proposed and ``candidates`` whom it
    names, ``evidence`` the hash of what the person saw. ``via`` says from where: ``terminal`` or ``page``.
    """

    contest: str
    code: VerdictCode | None = None
    candidates: tuple[str, ...] = ()
    evidence: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: ``by`` whom, in words, and what it is ``about`` (a publication's number, for a decision).

    ``source`` is the key of the source concerned, ``unit_id`` the place. ``until`` is the new hour for
    `NoticeKind.POLLING_HOURS`, and until when a note of the desk is shown. ``desk`` is what the desk says of a
    contest, ``about`` then the number of the publication that proposed the call or posted the note.
    """

    kind: NoticeKind
    text: str
    by: str
    about: int | None = None
    source: str = ""
    unit_id: str = ""
    until: dt.datetime | None = None
    desk: DeskWord | None = None
