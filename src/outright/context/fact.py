"""A fact of money: one amount, of whom, as of when, who says it, and how finely it was published.

Everything that is known of money is a list of these, whatever it was read from. A fact never stands without its day
and its source, and never without what it is a part of where it is a part.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

Word = Literal["exactly", "about", "over", "nearly"]
Unit = Literal["dollars", "percent", "people"]
Side = Literal["", "support", "oppose"]
Of = Literal["", "itemised", "placed", "individuals", "donors", "reporting", "since-first-round"]
"""What a figure is a part of: itemised gifts of individuals; gifts with a state in the campaign's or a conduit's
reports; all that individuals gave; donors (people); all candidates who reported; what was raised since the first round.
"""
Covers = Literal["", "reports", "cycle", "two-years", "notices", "campaign", "advertising", "planned", "expenditures"]
"""What a figure rests on: reports; the election cycle to date or a two-year period of them; notices of 48 hours; the
campaign's own word; advertising as bought, or as planned; independent expenditures as reported."""


class Item(StrEnum):
    """What an amount is. The first ones are a committee's own accounts, as its reports to the FEC have them."""

    RECEIPTS = "receipts"
    INDIVIDUALS = "individuals"
    ITEMISED = "itemised"
    UNITEMISED = "unitemised"
    COMMITTEES = "committees"
    PARTIES = "parties"
    OWN = "own"
    DISBURSEMENTS = "disbursements"
    CASH = "cash"
    DEBTS = "debts"
    LATE = "late"
    STATE = "state"
    IN_STATE = "in-state"
    OUT_OF_STATE = "out-of-state"
    OUT_OF_DISTRICT = "out-of-district"
    DONORS = "donors"
    DONORS_OUT_OF_STATE = "donors-out-of-state"
    ADVERTISING = "advertising"
    OUTSIDE = "outside"
    GROUPS = "groups"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where facts come from: whose words or file, when it was published and received, and the bytes' SHA-256.

    ``published`` is the day on which it could first be known; None where only the day it speaks of is known.
    ``received`` and ``sha256`` are those of our download, as for every vote; None and "" for a printed figure.
    """

    source: str
    published: dt.date | None = None
    received: dt.datetime | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure as it was published.

    ``value`` is in cents, in hundredths of a percent, or a number of people, by ``unit``; ``word`` and ``to`` say how
    finely it was published ("about", to 10,000,000 cents). ``candidate`` is whom it is of, "" for all together;
    ``part`` a state's two letters ("" where a gift names none) or the id of a spender, ``name`` that spender's name,
    ``side`` whether it supports or opposes the candidate. ``of`` is the denominator, ``covers`` what it rests on.
    ``origin`` is the place of its source among the origins.
    """

    item: Item
    value: int
    as_of: dt.date
    candidate: str = ""
    part: str = ""
    name: str = ""
    side: Side = ""
    unit: Unit = "dollars"
    word: Word = "exactly"
    to: int = 0
    of: Of = ""
    covers: Covers = ""
    origin: int = 0

    @property
    def lo(self) -> int:
        """The least that it can be."""
        return self.value - {"about": self.to // 2, "nearly": self.to}.get(self.word, 0)

    @property
    def hi(self) -> int:
        """The most that it can be."""
        return self.value + {"about": self.to // 2, "over": self.to}.get(self.word, 0)

    @property
    def what(self) -> tuple[str, ...]:
        """What it is a figure of: two facts of the same can agree or not."""
        return self.item, self.candidate, self.part, self.side, self.unit, self.of


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts with their origins. ``problems`` say in words what could not be used."""

    facts: tuple[Fact, ...] = ()
    origins: tuple[Origin, ...] = ()
    problems: tuple[str, ...] = ()

    def known_on(self, day: dt.date) -> tuple[Fact, ...]:
        """What was known on this day: nothing that holds for a later day, nothing that was published later."""
        return tuple(f for f in self.facts if f.as_of <= day and self._published(f) <= day)

    def _published(self, fact: Fact) -> dt.date:
        return self.origins[fact.origin].published or fact.as_of

    def and_also(self, other: Facts) -> Facts:
        """These and others, the others' origins after these."""
        moved = tuple(replace(f, origin=f.origin + len(self.origins)) for f in other.facts)
        return Facts((*self.facts, *moved), (*self.origins, *other.origins), (*self.problems, *other.problems))
