"""A past night shown again: it says so above everything, and its age is no news.

An office counts for weeks, so a quiet night is not yet a past one. It is past when somebody says so, or when its
newest count is two months old; a certified count is official for good and no replay, a rehearsal says what it is.
"""

from __future__ import annotations

import datetime as dt

from msgspec.structs import replace

from outright.bulletin import Bulletin, Night
from outright.terms import ResultsStatus

PAST = dt.timedelta(days=60)


def as_replay(bulletin: Bulletin) -> Bulletin:
    """The same moment, marked as a past one."""
    return replace(bulletin, night=replace(bulletin.night, replay=True))


def is_past(night: Night, now: dt.datetime) -> bool:
    """Whether a night as of its newest bulletin is a past one by itself.

    >>> PAST.days
    60
    """
    official = night.status is ResultsStatus.CERTIFIED
    return night.as_of is not None and not night.rehearsal and not official and now - night.as_of > PAST
