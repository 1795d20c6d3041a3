"""The part of a bulletin that says what it would take: exact needs of the votes still out, and what comes lately.

Integers throughout. ``left`` is the estimate of the votes still out where there is a projection, else the bound
on the ballots left (``estimated`` says which). Every need is minimal: with it the target is met, with one vote
less it is not. Shares are for display and come as text.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from outright.bulletin.projected import VoteRange
from outright.bulletin.value import Value

Target = Literal["majority", "first", "second", "deny"]


class NeedAt(Value, frozen=True, kw_only=True):
    """The need if ``left`` votes are still out. ``need`` is None where no number of them is enough."""

    left: int
    need: int | None
    share_text: str
    state: Literal["open", "met", "cannot"]


class TakeNeed(Value, frozen=True, kw_only=True):
    """What a candidate needs of the votes left for one target, at the low, middle and high of the estimate.

    "deny" is what all others together need to keep this candidate from the rule's share. ``against`` is the
    rival a place is measured by; the others are then taken to keep their share so far.
    """

    candidate: str
    target: Target
    against: str | None
    low: NeedAt
    mid: NeedAt
    high: NeedAt
    text: str


class Batch(Value, frozen=True, kw_only=True):
    """The votes one publication added, and each charted candidate's of them."""

    seq: int
    at: dt.datetime
    at_text: str
    votes: int
    candidates: dict[str, int]
    share_text: dict[str, str]


class Lately(Value, frozen=True, kw_only=True):
    """The last few publications together."""

    updates: int
    votes: int
    candidates: dict[str, int]
    share_text: dict[str, str]


class TakeRow(Value, frozen=True, kw_only=True):
    """Where votes are still out: a place, a way of voting, or one way of voting in one place.

    ``candidates`` of ``counted`` is the lean so far; ``shares`` are projected of the votes left there.
    """

    key: str
    place: str
    method: str
    counted: int
    candidates: dict[str, int]
    lean_text: dict[str, str]
    left: int
    left_text: str
    shares: dict[str, float]
    share_text: dict[str, str]
    source: str


class Outcome(Value, frozen=True, kw_only=True):
    """The count if the votes left fell as a preset says: ``taken`` of ``left`` for the candidate."""

    candidate: str
    taken: int
    left: int
    votes: int
    total: int
    share_text: str
    text: str


class Preset(Value, frozen=True, kw_only=True):
    """One way in which the votes left could fall: as they did lately, as on election day so far, as projected.

    ``candidates`` of ``of`` is the share it gives each, exactly; by ``rows`` instead where it differs by place.
    """

    code: Literal["lately", "election-day", "projected"]
    label: str
    of: int
    candidates: dict[str, int]
    by_row: bool
    outcomes: tuple[Outcome, ...]


class Take(Value, frozen=True, kw_only=True):
    """What it would take. ``text`` is the one sentence that may be quoted; "" where nothing is open."""

    estimated: bool
    left: VoteRange
    share: str | None
    strict: bool
    text: str
    needs: tuple[TakeNeed, ...]
    lately: Lately | None
    batches: tuple[Batch, ...]
    rows: tuple[TakeRow, ...]
    presets: tuple[Preset, ...]
