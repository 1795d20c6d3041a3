"""The money part of a bulletin: who raised how much, from where as far as is known, and what others spent.

It stands beside the count and decides nothing. Every figure has its own day, what it is a part of, and its source;
figures with different ones are never added. No giver is named.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from outright.bulletin.value import Value


class Sum(Value, frozen=True, kw_only=True):
    """One figure. ``lo`` and ``hi`` are in cents, in hundredths of a percent, or people, by ``unit``.

    They are the same where the figure is exact; they differ where it was published in short, or where sources
    disagree: then ``disagrees``, and ``text`` is a range. ``of_text`` is what it is a part of, ``covers_text`` what it
    rests on, ``sources`` who says it.
    """

    item: str
    unit: Literal["dollars", "percent", "people"]
    lo: int
    hi: int
    text: str
    disagrees: bool
    of_text: str
    covers_text: str
    as_of: dt.date
    as_of_text: str
    sources: tuple[str, ...]


class StateMoney(Value, frozen=True, kw_only=True):
    """Itemised gifts of individuals from one state, by its two letters; "" for gifts that name none."""

    state: str
    sum: Sum


class OutOfState(Value, frozen=True, kw_only=True):
    """The share of all that individuals gave which came from outside the state, as a bound.

    ``lo`` and ``hi`` are exact fractions ("1/4"), ``lo_text`` and ``hi_text`` whole percent, rounded outward.
    ``unitemised_lo`` and ``_hi`` are the cents that name no state and make it a bound.
    """

    lo: str
    hi: str
    lo_text: str
    hi_text: str
    text: str
    unitemised_lo: int
    unitemised_hi: int
    as_of: dt.date
    as_of_text: str
    sources: tuple[str, ...]


class Saying(Value, frozen=True, kw_only=True):
    """A sentence about one figure, as of a day."""

    text: str
    sum: Sum


class CandidateMoney(Value, frozen=True, kw_only=True):
    """One candidate's campaign. ``sums`` are its accounts, by item; ``said`` what else is known, each in a sentence."""

    candidate: str
    name: str
    surname: str
    party: str | None
    color: str
    sums: tuple[Sum, ...]
    states: tuple[StateMoney, ...]
    out_of_state: OutOfState | None
    said: tuple[Saying, ...]

    def sum(self, item: str) -> Sum | None:
        """The figure of an item; None where it is not known."""
        return next((s for s in self.sums if s.item == item), None)


class Spending(Value, frozen=True, kw_only=True):
    """What one spender spent for or against one candidate. ``side`` "" for a candidate's own campaign.

    ``spender`` and ``name`` are "" where it is what several spent together.
    """

    spender: str
    name: str
    candidate: str
    candidate_name: str
    side: Literal["", "support", "oppose"]
    sum: Sum


class Helped(Value, frozen=True, kw_only=True):
    """What others spent for one of two candidates: in support, and against the only opponent. In cents."""

    candidate: str
    candidate_name: str
    support: int
    against_opponent: int
    total: int
    total_text: str


class MoneySource(Value, frozen=True, kw_only=True):
    """Where figures come from: when published, and, of a file of ours, when received and its SHA-256."""

    name: str
    published: dt.date | None
    received: dt.datetime | None
    sha256: str | None


class Money(Value, frozen=True, kw_only=True):
    """Everything that is said of money in one contest, as known on ``as_of``.

    ``together`` are figures of all candidates, ``advertising`` and ``outside`` what each spent, each with its total
    (``*_total``) as published or added, and what several spent on one side together (``*_sides``). ``helped`` is only
    told where there are two candidates. ``text`` says the totals in words, ``notes`` what could not be used.
    """

    as_of: dt.date
    as_of_text: str
    text: str
    candidates: tuple[CandidateMoney, ...]
    together: tuple[Sum, ...]
    advertising_total: Sum | None
    advertising: tuple[Spending, ...]
    advertising_sides: tuple[Spending, ...]
    outside_total: Sum | None
    outside: tuple[Spending, ...]
    outside_sides: tuple[Spending, ...]
    groups: Sum | None
    helped: tuple[Helped, ...]
    notes: tuple[str, ...]
    sources: tuple[MoneySource, ...]
