"""The heads and lookups that page, plain text and terminal share for money. Nothing is computed."""

from __future__ import annotations

from collections.abc import Iterable

from outright.bulletin import Money
from outright.bulletin.money import CandidateMoney, Spending, Sum
from outright.publish.language import ENGLISH, Language

HEADS = {
    "receipts": "Raised",
    "cash": "On hand",
    "individuals": "From individuals",
    "itemised": "Itemised",
    "unitemised": "Not itemised",
    "committees": "From committees",
    "parties": "From parties",
    "own": "Own money",
    "disbursements": "Spent",
    "debts": "Debts",
}
"""The accounts of a campaign, as heads of columns, in their order."""

SIDE = {"support": "for %(name)s", "oppose": "against %(name)s", "": ""}
"""Whom spending is for or against."""


def columns(money: Money) -> tuple[tuple[str, str], ...]:
    """The accounts of which any candidate's is known: item and head."""
    known = {s.item for c in money.candidates for s in c.sums}
    return tuple((item, head) for item, head in HEADS.items() if item in known)


def stamps(row: CandidateMoney) -> tuple[tuple[str, str], ...]:
    """As of when, and what it rests on, for everything in a candidate's row, each once."""
    return tuple(dict.fromkeys((s.as_of_text, s.covers_text) for s in row.sums))


def side(row: Spending, to: Language = ENGLISH) -> str:
    """For or against whom; "" for a campaign's own spending."""
    return to.gettext(SIDE[row.side]) % {"name": row.candidate_name} if row.side else ""


def differ(sums: Iterable[Sum | None]) -> bool:
    """Whether sources disagree about any of them."""
    return any(s is not None and s.disagrees for s in sums)


def all_sums(money: Money) -> tuple[Sum, ...]:
    """Every figure in the tables."""
    rows = tuple(s for c in money.candidates for s in c.sums)
    totals = (money.advertising_total, money.outside_total)
    spent = (*money.advertising, *money.outside)
    return (*rows, *money.together, *(s for s in totals if s is not None), *(s.sum for s in spent))


def starred(found: Sum) -> str:
    """A figure, with a star where sources disagree about it."""
    return found.text + ("*" if found.disagrees else "")


def places(money: Money, sources: Iterable[str]) -> tuple[int, ...]:
    """The numbers of these sources in the list of all of them, from 1."""
    wanted = set(sources)
    return tuple(n for n, s in enumerate(money.sources, start=1) if s.name in wanted)
