"""What is known beside the count: the night's own facts, the past of each unit, and two small memories.

Every field may be left out. A check that needs what is not known says nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from outright.checks.memory import Disagreements, Increments


@dataclass(frozen=True, slots=True)
class UnitHistory:
    """What a unit did in an earlier comparable contest; None where it is not known.

    Shares are 0-1. ``undervote`` is the part of the ballots cast without a vote in the contest; ``two_party`` the
    Democrats' part of both large parties' votes; ``turnout`` ballots over registered voters. ``votes`` are all
    votes and ``mail_votes`` those by mail.
    """

    undervote: float | None = None
    two_party: float | None = None
    votes: int | None = None
    mail_votes: int | None = None
    turnout: float | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may know beside two publications.

    ``received_at`` is when we got the newer one, ``polls_close`` when the last polls of the count close; both are
    aware. ``timezone`` is the place's own, for telling yesterday from today (None: UTC).
    ``registered`` are registered voters and ``history`` the past, by unit or county id. ``contests`` are the names
    or ids that the plan expects, ``candidates`` the candidates' ids by contest id. ``test_allowed``: a rehearsal.
    """

    date: dt.date | None = None
    polls_close: dt.datetime | None = None
    received_at: dt.datetime | None = None
    timezone: dt.tzinfo | None = None
    test_allowed: bool = False
    registered: Mapping[str, int] = field(default_factory=dict)
    history: Mapping[str, UnitHistory] = field(default_factory=dict)
    contests: tuple[str, ...] = ()
    candidates: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    increments: Increments = field(default_factory=Increments)
    disagreements: Disagreements = field(default_factory=Disagreements)
