"""What polls had said, and how far off they were: a part of a contest's context. It never feeds a verdict.

Shares are percent. ``printed`` is the pollster's own figure, with the undecided still in it; ``decided`` is the share
of those who named a candidate, which alone may be held against a count. Errors are signed, in points: above nothing is
too high for the candidate. Exact values are decimals as text.
"""

from __future__ import annotations

import datetime as dt

from outright.bulletin.value import Value


class PollShare(Value, frozen=True, kw_only=True):
    """What one poll said of one candidate; ``candidate`` is "" for somebody whom the contest does not know."""

    candidate: str
    name: str
    printed: str
    decided: str
    decided_text: str
    error: str | None = None
    error_text: str = ""


class Poll(Value, frozen=True, kw_only=True):
    """One poll. ``weight`` is its part of the average, None where it is too old for it.

    ``undecided_text`` is what it prints of the undecided, or with a tilde what is assumed. ``margin`` is as printed,
    the first of the count less the second.
    """

    id: str
    pollster: str
    sponsor: str
    partisan: str
    start: dt.date | None
    end: dt.date
    sample: int | None
    population: str
    shares: tuple[PollShare, ...]
    undecided: str
    undecided_text: str
    assumed: bool
    weight: str | None
    weight_text: str
    margin: str | None = None
    margin_text: str = ""
    margin_error: str | None = None
    margin_error_text: str = ""
    source: str = ""


class PollAverage(Value, frozen=True, kw_only=True):
    """One candidate's average. ``low`` to ``high`` held the result nine times in ten before; None where none is known.

    ``result`` is the exact share of the count ("92673/192569"), once it is complete.
    """

    candidate: str
    name: str
    printed: str
    printed_text: str
    decided: str
    decided_text: str
    low: str | None
    high: str | None
    range_text: str
    result: str | None = None
    result_text: str = ""
    error: str | None = None
    error_text: str = ""


class Polls(Value, frozen=True, kw_only=True):
    """The polls known on a day, the newest first, and their average. ``counted``: the errors are against a whole count.

    ``pair`` are the two candidates of whom margins are taken: the first two of the count once it is complete, before
    that of the average or of the newest poll; empty where there are no two.

    ``text`` says the average, ``printed_text`` what the polls themselves print, ``error_text`` how far off they were.
    """

    as_of: dt.date
    polls: tuple[Poll, ...]
    average: tuple[PollAverage, ...]
    pair: tuple[str, ...] = ()
    pollsters: int
    undecided: str
    undecided_text: str
    counted: bool
    text: str
    printed_text: str
    error_text: str
    notes: tuple[str, ...]
    source: str
    margin_error: str | None = None
    margin_error_text: str = ""
