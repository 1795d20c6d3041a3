"""The money part of one contest, from the facts that the plan holds. Pure; a fault in it costs no vote.

What was not known on the day of the night is not said, whatever the plan holds besides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from outright import bulletin as b
from outright.bulletin import money as m
from outright.context.cents import dollars, whole_percent
from outright.context.fact import Fact, Facts, Item, Origin
from outright.context.money import Bound, Figure, bound, figure, figures, placed_share, side_totals, sides
from outright.count import ContestCount, Finding, surname
from outright.errors import OutrightError
from outright.night.compose import order_of
from outright.night.money_words import COVERS, OF, bound_text, figure_text, saying, totals_text
from outright.night.plan import NightPlan, PlannedContest
from outright.night.words import day_text, party
from outright.terms import Severity

ACCOUNTS = (
    Item.RECEIPTS, Item.CASH, Item.INDIVIDUALS, Item.ITEMISED, Item.UNITEMISED, Item.COMMITTEES, Item.PARTIES, Item.OWN,
    Item.DISBURSEMENTS, Item.DEBTS,
)  # fmt: skip
_SAID = (
    Item.OUT_OF_STATE, Item.OUT_OF_DISTRICT, Item.IN_STATE, Item.DONORS_OUT_OF_STATE, Item.DONORS, Item.LATE,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Who:
    """A candidate as the money part names one."""

    id: str
    name: str
    party: str | None


def money_beside(
    plan: NightPlan, planned: PlannedContest, count: ContestCount
) -> tuple[b.Money | None, tuple[Finding, ...]]:
    """The money part and what has to be said of it. Never raises: without it the votes are told as ever."""
    if planned.money is None:
        return None, ()
    known = planned.money
    problems = list(known.problems)
    made = None
    try:
        facts = Facts(known.facts, known.origins, known.problems)
        made = _made(facts, plan.date, _who(count), planned.identity.state or "")
    except Exception as error:  # ours to mend; the votes are told meanwhile
        problems.append(error.line() if isinstance(error, OutrightError) else f"{type(error).__name__}: {error}")
    return made, tuple(Finding("money", Severity.INFO, planned.id, f"Campaign money: {_quoted(p)}") for p in problems)


def _quoted(text: str) -> str:
    return f"“{text.translate({8220: None, 8221: None})}”"


def _who(count: ContestCount) -> tuple[Who, ...]:
    """The candidates in the order of the table of votes."""
    known = {c.id: c for c in count.contest.candidates}
    return tuple(Who(i, known[i].name, known[i].party) for i in order_of(count))


@lru_cache(maxsize=64)
def _made(known: Facts, on: dt.date, candidates: tuple[Who, ...], state: str) -> b.Money | None:
    """The part as known on a day; None where nothing was."""
    facts = known.known_on(on)
    if not facts:
        return None
    found = figures(facts)
    draw = _Draw(known.origins)
    ids = {c.id for c in candidates}
    names = {c.id: c.name for c in candidates}
    spent = [f for f in found if f.fact.part and f.fact.candidate in ids]
    advertising, outside, groups = (_total(found, i) for i in (Item.ADVERTISING, Item.OUTSIDE, Item.GROUPS))
    together = sides(spent)
    outside = outside or _added(_largest(spent, Item.OUTSIDE))
    used = {n for x in found if x.fact.candidate in {*ids, ""} for n in x.origins}
    newest = max(f.as_of for f in found)
    return b.Money(
        as_of=newest, as_of_text=day_text(newest),
        text=totals_text(advertising, outside, groups),
        candidates=tuple(draw.candidate(c, found, state) for c in candidates if _speaks_of(found, c.id)),
        together=tuple(draw.sum(f) for i in ACCOUNTS if (f := figure(found, i)) is not None),
        advertising_total=draw.sum(advertising) if advertising else None,
        advertising=tuple(draw.spending(f, names) for f in _largest(spent, Item.ADVERTISING)),
        advertising_sides=tuple(draw.spending(f, names) for f in _largest(together, Item.ADVERTISING)),
        outside_total=draw.sum(outside) if outside else None,
        outside=tuple(draw.spending(f, names) for f in _largest(spent, Item.OUTSIDE)),
        outside_sides=tuple(draw.spending(f, names) for f in _largest(together, Item.OUTSIDE)),
        groups=draw.sum(groups) if groups else None, helped=_helped(facts, candidates), notes=known.problems,
        sources=tuple(_source(o) for n, o in enumerate(known.origins) if n in used),
    )  # fmt: skip


def _speaks_of(found: Iterable[Figure], candidate: str) -> bool:
    own = {*ACCOUNTS, *_SAID, Item.STATE}
    return any(f.fact.candidate == candidate and f.fact.item in own for f in found)


def _total(found: Sequence[Figure], item: Item) -> Figure | None:
    """The published total of what all spent: of nobody in particular."""
    mine = [f for f in found if f.fact.item is item and not f.fact.candidate and not f.fact.part]
    return max(mine, key=lambda f: f.as_of, default=None)


def _added(rows: Sequence[Figure]) -> Figure | None:
    """The sum of what spenders spent, where nobody published one: of exact figures of one day only."""
    facts = [f for row in rows for f in row.facts]
    if not facts or any(f.word != "exactly" for f in facts) or len({(f.as_of, f.covers) for f in facts}) > 1:
        return None
    if any(not row.agreed for row in rows):
        return None
    first = facts[0]
    whole = Fact(Item.OUTSIDE, sum(f.value for f in facts), first.as_of, covers=first.covers, origin=first.origin)
    return Figure((whole,), tuple(dict.fromkeys(f.origin for f in facts)))


def _largest(spent: Iterable[Figure], item: Item) -> list[Figure]:
    mine = [f for f in spent if f.fact.item is item]
    return sorted(mine, key=lambda f: (-f.fact.value, f.fact.name, f.fact.candidate, f.fact.side))


def _helped(facts: Sequence[Fact], candidates: Sequence[Who]) -> tuple[m.Helped, ...]:
    names = {c.id: c.name for c in candidates}
    return tuple(
        m.Helped(
            candidate=h.candidate, candidate_name=names[h.candidate], support=h.support,
            against_opponent=h.against_opponent, total=h.total, total_text=dollars(h.total),
        )
        for h in side_totals(facts, [c.id for c in candidates])
    )  # fmt: skip


def _source(origin: Origin) -> m.MoneySource:
    return m.MoneySource(
        name=origin.source, published=origin.published, received=origin.received, sha256=origin.sha256 or None
    )


@dataclass(frozen=True, slots=True)
class _Draw:
    """Figures as parts of a bulletin, with the names of their sources."""

    origins: tuple[Origin, ...]

    def sum(self, found: Figure) -> m.Sum:
        fact = found.fact
        return m.Sum(
            item=fact.item.value, unit=fact.unit, lo=found.lo, hi=found.hi, text=figure_text(found),
            disagrees=not found.agreed, of_text=OF[fact.of], covers_text=COVERS[fact.covers], as_of=found.as_of,
            as_of_text=day_text(found.as_of), sources=self._names(found.origins),
        )  # fmt: skip

    def _names(self, origins: Iterable[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.origins[n].source for n in origins))

    def candidate(self, who: Who, found: Sequence[Figure], state: str) -> m.CandidateMoney:
        mine = [f for f in found if f.fact.candidate == who.id]
        listed = (f for f in mine if f.fact.item is Item.STATE and f.fact.of != "placed")
        rows = sorted(listed, key=lambda f: (-f.fact.value, f.fact.part))
        share, placed = bound(found, who.id, state), placed_share(found, who.id, state)
        mine += [placed] if placed is not None else []
        return m.CandidateMoney(
            candidate=who.id, name=who.name, surname=surname(who.name), party=who.party, color=party(who.party)[1],
            sums=tuple(self.sum(f) for i in ACCOUNTS if (f := figure(mine, i, who.id)) is not None),
            states=tuple(m.StateMoney(state=f.fact.part, sum=self.sum(f)) for f in rows),
            out_of_state=None if share is None else self._bound(share),
            said=tuple(self._saying(f) for i in _SAID for f in mine if f.fact.item is i),
        )  # fmt: skip

    def _saying(self, found: Figure) -> m.Saying:
        drawn = self.sum(found)
        return m.Saying(text=saying(found.fact.item, drawn.text, drawn.of_text), sum=drawn)

    def _bound(self, share: Bound) -> m.OutOfState:
        lo, hi = whole_percent(share.lo, up=False), whole_percent(share.hi, up=True)
        return m.OutOfState(
            lo=str(share.lo), hi=str(share.hi), lo_text=f"{lo}%", hi_text=f"{hi}%", text=bound_text(lo, hi),
            unitemised_lo=share.loose[0], unitemised_hi=share.loose[1], as_of=share.as_of,
            as_of_text=day_text(share.as_of), sources=self._names(share.origins),
        )  # fmt: skip

    def spending(self, found: Figure, names: dict[str, str]) -> m.Spending:
        fact = found.fact
        return m.Spending(
            spender=fact.part, name=fact.name or fact.part, candidate=fact.candidate,
            candidate_name=names.get(fact.candidate, fact.candidate), side=fact.side, sum=self.sum(found),
        )  # fmt: skip
