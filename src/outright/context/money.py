"""What the facts of money come to on one day: the newest of each figure, as a range where sources disagree.

Three rules are kept here. A figure is shown with its own day and its own denominator; figures of different ones never
meet in one number. Money that names no state is not guessed: the share from elsewhere is a bound. And spending for
one candidate is spending against another only where there are two: in a crowd it helps nobody in particular.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from outright.context.fact import Fact, Item


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as of its newest day: every fact that speaks of that day, the lowest first.

    ``facts`` holds more than one where sources do not agree: then the figure is a range. ``added`` are the origins of
    a figure that is a sum of others.
    """

    facts: tuple[Fact, ...]
    added: tuple[int, ...] = ()

    @property
    def origins(self) -> tuple[int, ...]:
        """The places of its sources among the origins, each once."""
        return self.added or tuple(dict.fromkeys(f.origin for f in self.facts))

    @property
    def fact(self) -> Fact:
        """The lowest; the only one where sources agree."""
        return self.facts[0]

    @property
    def as_of(self) -> dt.date:
        """The day for which it holds."""
        return self.fact.as_of

    @property
    def lo(self) -> int:
        """The least that it can be, by any source."""
        return min(f.lo for f in self.facts)

    @property
    def hi(self) -> int:
        """The most that it can be, by any source."""
        return max(f.hi for f in self.facts)

    @property
    def agreed(self) -> bool:
        """Whether nobody says otherwise."""
        return len(self.facts) == 1


@dataclass(frozen=True, slots=True)
class Bound:
    """The share of all that individuals gave which came from outside the state, between two exact fractions.

    ``lo`` takes all money without a state as from inside, ``hi`` as from outside. Source of the arithmetic: with
    ``out`` and ``inside`` itemised and ``loose`` the money that names no state, the share lies between
    out / (out + inside + loose) and (out + loose) / (out + inside + loose); where the three are themselves known
    within limits, each end takes the limits that make it widest.
    """

    lo: Fraction
    hi: Fraction
    as_of: dt.date
    out: tuple[int, int]
    inside: tuple[int, int]
    loose: tuple[int, int]
    origins: tuple[int, ...]


def figures(facts: Iterable[Fact]) -> tuple[Figure, ...]:
    """Every figure once, as of its newest day, in the order in which the facts name them."""
    groups: dict[tuple[str, ...], list[Fact]] = {}
    for fact in facts:
        groups.setdefault(fact.what, []).append(fact)
    return tuple(_newest(group) for group in groups.values())


def figure(found: Sequence[Figure], item: Item, candidate: str = "", unit: str = "dollars") -> Figure | None:
    """The figure of this item and candidate; where it stands with several denominators, the newest.

    Of a candidate's accounts in dollars only the whole counts, no part of them (what was raised since a day).
    """
    mine = [f for f in found if (f.fact.item, f.fact.candidate, f.fact.unit) == (item, candidate, unit)]
    if candidate and unit == "dollars":
        mine = [f for f in mine if not f.fact.of]
    return max(mine, key=lambda f: f.as_of, default=None)


def _newest(group: list[Fact]) -> Figure:
    day = max(f.as_of for f in group)
    return Figure(tuple(sorted(_apart([f for f in group if f.as_of == day]), key=lambda f: (f.value, f.origin))))


def _apart(facts: list[Fact]) -> list[Fact]:
    """Without those that a finer figure of the same thing stands within: they say the same."""
    kept: list[Fact] = []
    for fact in sorted(facts, key=lambda f: (f.hi - f.lo, f.origin)):
        if not any(fact.lo <= k.lo and k.hi <= fact.hi for k in kept):
            kept.append(fact)
    return kept


def bound(found: Sequence[Figure], candidate: str, state: str) -> Bound | None:
    """How much of what individuals gave this candidate came from outside ``state`` ("GA"); None where unknown.

    It rests on itemised money by state, or on a published share of it, and on the money that names no state, all as
    of one day. Gifts that are itemised and name no state belong to the latter.
    """
    mine = [f for f in found if f.fact.candidate == candidate]
    loose = _loose(mine, candidate)
    if loose is None:
        return None
    as_of, least, most, sources = loose
    same = [f for f in mine if f.as_of == as_of]
    split = _by_state(same, state) or _by_share(same, candidate)
    if split is None:
        return None
    out, inside, blank, origins = split
    unknown = (least + blank, most + blank)
    if min(*out, *inside, *unknown) < 0 or not out[1] + inside[1] + unknown[1]:
        return None  # refunds larger than gifts: no share of anything
    lo, hi = _least(out[0], inside[1], unknown[1]), 1 - _least(inside[0], out[1], unknown[1])
    return Bound(lo, hi, as_of, out, inside, unknown, (*origins, *sources))


def _loose(mine: Sequence[Figure], candidate: str) -> tuple[dt.date, int, int, tuple[int, ...]] | None:
    """Money that is not itemised, with its day: as stated, else what individuals gave less what is itemised."""
    stated = figure(mine, Item.UNITEMISED, candidate)
    if stated is not None:
        return stated.as_of, stated.lo, stated.hi, tuple(f.origin for f in stated.facts)
    whole, part = (figure(mine, i, candidate) for i in (Item.INDIVIDUALS, Item.ITEMISED))
    if whole is None or part is None or whole.as_of != part.as_of:
        return None
    sources = tuple(dict.fromkeys(f.origin for x in (whole, part) for f in x.facts))
    return whole.as_of, whole.lo - part.hi, whole.hi - part.lo, sources


_Split = tuple[tuple[int, int], tuple[int, int], int, tuple[int, ...]]


def _least(part: int, other: int, loose: int) -> Fraction:
    whole = part + other + loose
    return Fraction(part, whole) if whole else Fraction(0)


def _by_state(found: Sequence[Figure], state: str) -> _Split | None:
    """Itemised money from elsewhere and from here, and what names no state, from sums by state; None without them."""
    rows = [f for f in found if f.fact.item is Item.STATE and f.fact.unit == "dollars" and f.fact.of != "placed"]
    whole = next((f for f in found if f.fact.item is Item.ITEMISED and f.fact.unit == "dollars"), None)
    missing = 0 if whole is None else whole.lo - sum(r.lo for r in rows)
    if not rows or not state or whole is None or missing < 0:
        return None
    there = sum(r.lo for r in rows if r.fact.part not in (state, ""))
    here = sum(r.lo for r in rows if r.fact.part == state)
    blank = missing + sum(r.lo for r in rows if not r.fact.part)  # what no row places could be from anywhere
    return (there, there), (here, here), blank, tuple(dict.fromkeys(f.origin for r in rows for f in r.facts))


def _by_share(found: Sequence[Figure], candidate: str) -> _Split | None:
    """The same from a published share of itemised money; None without one, or without the itemised sum."""
    itemised = [f for f in found if f.fact.of == "itemised"]
    part = figure(itemised, Item.OUT_OF_STATE, candidate, "percent")
    whole = figure(found, Item.ITEMISED, candidate)
    if part is None or whole is None:
        return None
    low, high = Fraction(max(part.lo, 0), 10_000), Fraction(min(part.hi, 10_000), 10_000)
    out = (int(whole.lo * low), -int(-whole.hi * high // 1))
    inside = (int(whole.lo * (1 - high)), -int(-whole.hi * (1 - low) // 1))
    return out, inside, 0, tuple(dict.fromkeys(f.origin for x in (part, whole) for f in x.facts))


def placed_share(found: Sequence[Figure], candidate: str, state: str) -> Figure | None:
    """The share from outside the state of all gifts that have one, what conduits itemise included; to a whole percent.

    It stands beside the bound and never narrows it: a conduit's report and the campaign's are days apart.
    """
    rows = [f for f in found if f.fact.candidate == candidate and f.fact.item is Item.STATE and f.fact.of == "placed"]
    there, here = (sum(r.lo for r in rows if r.fact.part and (r.fact.part == state) is own) for own in (False, True))
    if not state or there < 0 or here < 0 or not there + here:
        return None
    share = 100 * ((200 * there + there + here) // (2 * (there + here)))
    first = rows[0].fact
    fact = Fact(
        Item.OUT_OF_STATE, share, first.as_of, candidate, unit="percent", word="about", to=100, of="placed",
        covers=first.covers, origin=first.origin,
    )  # fmt: skip
    return Figure((fact,), tuple(dict.fromkeys(n for r in rows for n in r.origins)))


def sides(spent: Iterable[Figure]) -> tuple[Figure, ...]:
    """What several spenders spent for or against one candidate, together: of one day and one kind of source only.

    A side with a single spender is no sum and is left out; so is one about which sources disagree.
    """
    groups: dict[tuple[object, ...], list[Figure]] = {}
    for f in spent:
        key = (f.fact.item, f.fact.candidate, f.fact.side, f.as_of, f.fact.covers)
        if f.fact.side and f.agreed:
            groups.setdefault(key, []).append(f)
    return tuple(_together(rows) for rows in groups.values() if len(rows) > 1)


def _together(rows: Sequence[Figure]) -> Figure:
    facts = [r.fact for r in rows]
    exact = all(f.word == "exactly" for f in facts)
    wide = 2 * sum(max(f.value - f.lo, f.hi - f.value) for f in facts)
    first = facts[0]
    whole = Fact(
        first.item, sum(f.value for f in facts), first.as_of, first.candidate, side=first.side,
        word="exactly" if exact else "about", to=0 if exact else wide,
        covers=first.covers, origin=first.origin,
    )  # fmt: skip
    return Figure((whole,), tuple(dict.fromkeys(n for r in rows for n in r.origins)))


@dataclass(frozen=True, slots=True)
class Helped:
    """What others spent for one candidate of two: in support of them and against their only opponent, in cents."""

    candidate: str
    support: int
    against_opponent: int

    @property
    def total(self) -> int:
        """Both together."""
        return self.support + self.against_opponent


def side_totals(facts: Iterable[Fact], candidates: Sequence[str]) -> tuple[Helped, ...]:
    """What others spent for each side, of independent spending known exactly; only where there are two candidates."""
    if len(candidates) != 2:
        return ()
    spent = {(c, s): 0 for c in candidates for s in ("support", "oppose")}
    for f in facts:
        if f.item is Item.OUTSIDE and f.word == "exactly" and (f.candidate, f.side) in spent:
            spent[f.candidate, f.side] += f.value
    one, other = candidates
    if not any(spent.values()):
        return ()
    return tuple(Helped(a, spent[a, "support"], spent[b, "oppose"]) for a, b in ((one, other), (other, one)))
