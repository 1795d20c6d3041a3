"""Whose contest it is: the numbers and names by which other systems know it, and the publications it rests on.

What nobody said is None, "" or an empty table; nothing of it is guessed from a name.
"""

from __future__ import annotations

import datetime as dt

import msgspec

from outright.bulletin.value import Value
from outright.terms import ElectionType


class Identity(Value, frozen=True, kw_only=True):
    """What is being filled, where and in which round.

    ``office_id`` is AP's letter ("H"), ``seat_num`` the district's number as text, ``divisions`` are OCD-IDs.
    ``runoff_date``: when a second round is held if there is one; ``runoff_of``: night and contest of the first
    round ("us-ga-2017-04-18/us-house-6") where this is the second. ``party`` is that of a primary.
    ``is_uncontested``: no more candidates than seats. ``source_ids``: the contest's key in each source, by source.
    """

    office_id: str | None = None
    office_name: str | None = None
    seat_num: str | None = None
    seat_name: str | None = None
    state_postal: str | None = None
    state_name: str | None = None
    type: ElectionType | None = None
    party: str | None = None
    divisions: tuple[str, ...] = ()
    runoff_date: dt.date | None = None
    runoff_of: str | None = None
    is_question: bool = False
    is_uncontested: bool = False
    votes_allowed: int = 1
    source_ids: dict[str, str] = msgspec.field(default_factory=dict)


class ContestSource(Value, frozen=True, kw_only=True):
    """The publication of one source that a contest's count rests on.

    ``seq`` is our number of it, ``version`` the source's own where it has one, ``sha256`` that of its bytes. Where
    a source publishes in ``parts``, it is the newest of them.
    """

    id: str
    name: str
    seq: int
    version: str | None
    fetched_at: dt.datetime
    sha256: str
    parts: int = 1
