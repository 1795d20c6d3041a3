"""What people and Outright itself put into a night's record beside the counts: never a vote.

A notice is a document like any other: kept as bytes, numbered, chained. A source that does not answer, a
person's decision about a publication that waits, an office's word on an outage or on longer polling hours
all become part of the night in this way, so that a replay knows what the night knew.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


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


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice: ``by`` whom, in words, and what it is ``about`` (a publication's number, for a decision).

    ``source`` is the key of the source concerned, ``unit_id`` the place. ``until`` is the new hour for
    `NoticeKind.POLLING_HOURS`.
    """

    kind: NoticeKind
    text: str
    by: str
    about: int | None = None
    source: str = ""
    unit_id: str = ""
    until: dt.datetime | None = None
