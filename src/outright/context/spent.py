"""Independent spending, each dollar once: amendments replace, and a notice that a report repeats is not added to it.

Whoever spends near an election says so within 24 or 48 hours (a notice), and says it again in the next report. The
day that counts is the one on which it reached the public, not the one on which the paper came in.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from outright.context.fact import Fact, Facts, Item, Origin, Side


@dataclass(frozen=True, slots=True)
class Spent:
    """One line of independent spending, in cents. ``filing`` is the number of the filing that holds it.

    ``is_notice``: it stands in a notice of 24 or 48 hours; ``amends``: its filing amends an earlier one. ``name`` is
    the spender's, an organisation's; ``candidate`` an FEC candidate id, "" where the line names none.
    """

    spender: str
    candidate: str
    side: Side
    amount: int
    day: dt.date | None
    transaction: str
    filing: int = 0
    is_notice: bool = False
    amends: bool = False
    name: str = ""
    election: str = ""


def known_by(found: Iterable[Spent], on: dt.date) -> tuple[tuple[Spent, ...], tuple[str, ...]]:
    """What had reached the public by the day ``on``, and in words what names no day and is left out."""
    every = tuple(found)
    undated = sum(1 for s in every if s.day is None)
    word = "line" if undated == 1 else "lines"
    problems = (f"{undated:,} {word} of independent spending without a day: left out.",) if undated else ()
    return tuple(s for s in every if s.day is not None and s.day <= on), problems


def once(found: Iterable[Spent]) -> tuple[Spent, ...]:
    """Every expenditure once, in the order of filings.

    A line of an amendment replaces the line of the same spender and transaction in what was filed before it. A notice
    is left out where a report of the same spender holds the same transaction, or one of the same candidate, side,
    day and amount; each line of a report stands for one notice.
    """
    standing: list[Spent] = []
    for new in sorted(found, key=lambda s: s.filing):
        if new.amends:
            standing = [s for s in standing if not _replaced(s, new)]
        standing.append(new)
    reports = [s for s in standing if not s.is_notice]
    by_id = Counter((s.spender, s.transaction) for s in reports if s.transaction)
    by_look = Counter(_look(s) for s in reports)
    kept = list(reports)
    later = []
    for notice in (s for s in standing if s.is_notice):
        key = (notice.spender, notice.transaction)
        if notice.transaction and by_id[key]:
            by_id[key] -= 1
            same = next(r for r in reports if (r.spender, r.transaction) == key)
            by_look[_look(same)] -= 1
        else:
            later.append(notice)
    for notice in later:
        if by_look[_look(notice)] > 0:
            by_look[_look(notice)] -= 1
        else:
            kept.append(notice)
    return tuple(sorted(kept, key=lambda s: (s.filing, s.spender, s.transaction)))


def _replaced(old: Spent, new: Spent) -> bool:
    same = (old.spender, old.transaction, old.is_notice) == (new.spender, new.transaction, new.is_notice)
    return same and bool(new.transaction) and old.filing < new.filing


def _look(s: Spent) -> tuple[object, ...]:
    return s.spender, s.candidate, s.side, s.day, s.amount


def outside_facts(found: Iterable[Spent], as_of: dt.date, origin: Origin, names: dict[str, str]) -> Facts:
    """The sums by candidate, spender and side, to the cent."""
    sums: dict[tuple[str, str, Side], int] = {}
    said = dict(names)
    for s in found:
        key = (s.candidate, s.spender, s.side)
        sums[key] = sums.get(key, 0) + s.amount
        if s.name:
            said.setdefault(s.spender, s.name)
    facts = tuple(
        Fact(Item.OUTSIDE, n, as_of, candidate, spender, said.get(spender, spender), side, covers="expenditures")
        for (candidate, spender, side), n in sorted(sums.items())
    )
    return Facts(facts, (origin,))
