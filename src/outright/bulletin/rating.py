"""The rated part of a bulletin: what the first round says about a runoff of two, before it is held.

It is a model's rating, from the first round, party labels and past runoffs alone; it is no verdict and no call.
Margins and shares are of the finalists' votes together, 0-1; what is said of them is in points.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from outright.bulletin.projected import Chance, VoteRange
from outright.bulletin.value import Reason, Value


class RatedCandidate(Value, frozen=True, kw_only=True):
    """One finalist: first-round votes, the share of the two finalists' votes, and the chance to win the runoff."""

    id: str
    name: str
    party: str | None
    color: str
    votes: int
    share_text: str
    chance: Chance | None


class RatedPair(Value, frozen=True, kw_only=True):
    """Two who may meet, while that is not settled, and how often they do in the projection's draws."""

    candidates: tuple[str, ...]
    names: tuple[str, ...]
    chance: Chance


class EliminatedParty(Value, frozen=True, kw_only=True):
    """Candidates of one party who are not in the runoff, together; ``party`` None: no party given."""

    party: str | None
    name: str
    candidates: int
    votes: int


class Crossover(Value, frozen=True, kw_only=True):
    """What ``candidate`` needs, at equal turnout, of ``of`` votes for eliminated candidates (``party`` None: of all).

    ``share`` is exact ("3991/120242") and must be exceeded; ``votes`` is the least number that does.
    """

    candidate: str
    party: str | None
    votes: int
    of: int
    share: str
    share_text: str
    text: str


class RatingRecord(Value, frozen=True, kw_only=True):
    """How often something like this came about before: ``won`` of ``of``.

    ``code``: "leaders" of first rounds like this one, those "favored" by party, the "word" said here.
    """

    code: Literal["leaders", "favored", "word"]
    won: int
    of: int
    text: str


class Margin(Value, frozen=True, kw_only=True):
    """The expected margin of ``candidate`` over ``against``, and the range that is meant to hold it nine times in ten.

    Shares of the two finalists' votes, 0-1; below zero ``against`` is ahead.
    """

    candidate: str
    against: str
    mid: float
    low: float
    high: float
    mid_text: str
    low_text: str
    high_text: str


class Rating(Value, frozen=True, kw_only=True):
    """What is said of the runoff now.

    ``state``: "rated"; "unrated", and ``text`` says why; "open" while it is not settled who meets, with ``pairs``.
    ``word`` is one of toss-up, lean, likely; ``favorite`` is None in a toss-up, where nobody is one. ``averaged``: the
    first round is still counted, and the rating is an average over its projection. ``crossover`` waits until all of it
    is counted. ``learned`` says from which
    runoffs; ``date`` is the runoff's day where it is known.
    """

    state: Literal["rated", "unrated", "open"]
    word: str
    label: str
    text: str
    favorite: str | None
    path: str
    averaged: bool
    candidates: tuple[RatedCandidate, ...]
    margin: Margin | None
    reasons: tuple[Reason, ...]
    record: tuple[RatingRecord, ...]
    turnout: VoteRange | None
    turnout_text: str
    transfers_text: str
    eliminated: tuple[EliminatedParty, ...]
    crossover: Crossover | None
    pairs: tuple[RatedPair, ...]
    date: dt.date | None
    learned: str
    method: str
    model_version: str
