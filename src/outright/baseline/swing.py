"""Then and now in the same places: a candidate's share tonight less a named share of a past contest.

A county is compared with the same county (its part inside the district, where the past has that), a
precinct with the same precinct; places without a past, and past places that tonight lacks, are in neither
sum. Every row says what keeps it from being like for like. Votes are integers and shares exact fractions:
rounding is for publishers.
"""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from outright.baseline.outline import Outline, Past
from outright.errors import BaselineError
from outright.terms import VoteMethod

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COMPLETE = Fraction(95, 100)
"""A row is like for like once the places that are in held this part of the past vote, in all and in every
way of voting that was a tenth of it or more."""

MIX = Fraction(1, 10)
"""Ways of voting differ from the past where one of them holds a share more than this larger or smaller."""

_LATE = frozenset({VoteMethod.PROVISIONAL, VoteMethod.UOCAVA, VoteMethod.OTHER})


class Caution(StrEnum):
    """What keeps a comparison from being like for like."""

    NOTHING_IN = "nothing_in"
    PARTIAL = "partial"
    METHOD_MIX = "method_mix"
    WHOLE_COUNTY = "whole_county"
    LINES_CHANGED = "lines_changed"
    NO_BASELINE = "no_baseline"


@dataclass(frozen=True, slots=True)
class Doubt:
    """One caution with its words."""

    code: Caution
    text: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Votes of the compared candidate, and of all, in the compared places."""

    votes: int
    total: int

    @property
    def share(self) -> Fraction | None:
        """The candidate's share; None where nobody voted."""
        return Fraction(self.votes, self.total) if self.total else None


@dataclass(frozen=True, slots=True)
class Row:
    """One county (``county`` "" for all together). ``ahead`` is share now less share then, in shares (0-1).

    ``turnout_ratio`` is all votes now over all votes then; None where sizes cannot be compared.
    ``part_in`` is the part of the past vote whose places and ways of voting are in tonight.
    """

    county: str
    now: Standing
    then: Standing
    ahead: Fraction | None
    turnout_ratio: Fraction | None
    part_in: Fraction
    doubts: tuple[Doubt, ...]

    @property
    def like_for_like(self) -> bool:
        """Whether the row may be quoted: a complete count voted in other ways than then is still a comparison."""
        return self.ahead is not None and all(d.code is Caution.METHOD_MIX for d in self.doubts)


@dataclass(frozen=True, slots=True)
class Swing:
    """The table: counties by id, then all together."""

    candidates: tuple[str, ...]
    against: str
    past_id: str
    past_date: dt.date
    rows: tuple[Row, ...]
    total: Row


@dataclass(frozen=True, slots=True)
class _Side:
    """One county's sums: the compared votes, all votes, and all votes by method."""

    votes: int
    total: int
    methods: tuple[tuple[VoteMethod, int], ...]


def swing(
    outline: Outline, votes: NDArray[np.int64], part: NDArray[np.float64], past: Past, *,
    candidates: Sequence[str], against: str,
) -> Swing:  # fmt: skip
    """Tonight's ``candidates`` together against a past candidate or party, by county.

    ``votes`` has the shape (units, methods, candidates) and ``part`` (units, methods): how far each cell
    is in, 1 complete, NaN unknown. ``against`` is a candidate id of the past contest, else a party of it
    (all its candidates together). `BaselineError` where either contest does not have them.
    """
    mine = _places(outline.candidates, candidates, outline.contest_id)
    theirs = [i for i, c in enumerate(past.candidates) if c == against]
    theirs = theirs or [i for i, p in enumerate(past.parties) if p == against]
    if not theirs:
        raise BaselineError(
            f"{past.contest_id} has no candidate and no party {against!r}", where="map",
            hint=f"It has {', '.join(past.candidates)}.",
        )  # fmt: skip
    rows, sides = [], []
    for county in sorted(set(outline.county)):
        units = [i for i, c in enumerate(outline.county) if c == county]
        row, now, then = _row(outline, votes, part, past, county, units, mine, theirs)
        rows.append(row)
        if row.ahead is not None:
            sides.append((row, now, then))
    return Swing(tuple(candidates), against, past.contest_id, past.date, tuple(rows), _together(rows, sides))


def _row(
    outline: Outline, votes: NDArray[np.int64], part: NDArray[np.float64], past: Past, county: str,
    units: list[int], mine: list[int], theirs: list[int],
) -> tuple[Row, _Side, _Side]:  # fmt: skip
    """One county, and its two sides."""
    old = [i for i, c in enumerate(past.county) if c == county]
    whole = [i for i in old if past.units[i] == county]
    if whole:
        pairs, here, there = units, units, whole
    else:
        ids = {past.units[i]: i for i in old}
        pairs = [i for i in units if outline.units[i] in ids]
        here = [i for i in pairs if _anything(part[i])]
        there = [ids[outline.units[i]] for i in here]
    now = _side(votes, outline.methods, here, mine)
    then = _side(past.votes, past.methods, there, theirs)
    universe = _side(past.votes, past.methods, old, theirs)
    part_in = _part_in(outline, part, past, pairs, whole or [ids[outline.units[i]] for i in pairs], bool(whole))
    doubts = list(_doubts(past, now, then, universe, part_in, matched=bool(pairs), whole=bool(whole)))
    known = now.total > 0 and then.total > 0
    ahead = Fraction(now.votes, now.total) - Fraction(then.votes, then.total) if known else None
    sizes = known and past.scope != "whole-county"
    row = Row(
        county, Standing(now.votes, now.total), Standing(then.votes, then.total), ahead,
        Fraction(now.total, then.total) if sizes else None, part_in.whole, tuple(doubts),
    )  # fmt: skip
    return row, now, then


def _doubts(
    past: Past, now: _Side, then: _Side, universe: _Side, part_in: _PartIn, *, matched: bool, whole: bool
) -> Iterable[Doubt]:
    if not universe.total or not matched:
        yield Doubt(Caution.NO_BASELINE, "No past vote is known for these places.")
        return
    if not now.total:
        yield Doubt(Caution.NOTHING_IN, "No votes are in yet.")
        return
    partial = min(part_in.whole, part_in.least) < COMPLETE
    if part_in.whole < COMPLETE or part_in.least_method is None:
        if partial:
            words = f"Partial count: places and ways of voting with {_percent(part_in.whole)} of the past vote are in."
            yield Doubt(Caution.PARTIAL, words)
    elif partial:
        words = (
            f"Partial count: the {part_in.least_method.value} vote is in from {_percent(part_in.least)} of the places."
        )
        yield Doubt(Caution.PARTIAL, words)
    if mix := _mix(now, then):
        yield Doubt(Caution.METHOD_MIX, mix)
    if past.scope == "whole-county":
        yield Doubt(Caution.WHOLE_COUNTY, "The past share is the whole county's, not the district's part of it.")
    if not whole and not partial and then.total < COMPLETE * universe.total:
        lost = 1 - Fraction(then.total, universe.total)
        yield Doubt(Caution.LINES_CHANGED, f"Places with {_percent(lost)} of the past vote have no match tonight.")


def _mix(now: _Side, then: _Side) -> str:
    """Which ways of voting hold a larger or smaller share of these votes than then; "" where both are alike."""
    here, there = dict(now.methods), dict(then.methods)
    unsplit = {VoteMethod.TOTAL, VoteMethod.OTHER}
    if not here.keys() - unsplit or not there.keys() - unsplit:
        return ""
    words = []
    for method in (m for m in VoteMethod if m in here or m in there):
        a, b = Fraction(here.get(method, 0), now.total), Fraction(there.get(method, 0), then.total)
        if abs(a - b) > MIX:
            words.append(f"{method.value} is {_percent(a)} of these votes and was {_percent(b)}")
    return f"Other ways of voting than then: {'; '.join(words)}." if words else ""


@dataclass(frozen=True, slots=True)
class _PartIn:
    """How much of the past vote's cells is in tonight: of all, and of the main way of voting that is least in."""

    whole: Fraction
    least: Fraction
    least_method: VoteMethod | None = None


def _part_in(
    outline: Outline, part: NDArray[np.float64], past: Past, pairs: list[int], old: list[int], whole: bool
) -> _PartIn:
    """What is in of the past vote of these places; a cell of unknown extent is not in.

    Where tonight or the past does not tell ways of voting apart, a place is in when its own vote is: all
    methods but late ones.
    """
    if not pairs or not old:
        return _PartIn(Fraction(0), Fraction(0))
    of_past = past.votes.sum(axis=2)
    if not {m for m in past.methods if m is not VoteMethod.TOTAL} & set(outline.methods):
        counted = [m for m, method in enumerate(outline.methods) if method not in _LATE]
        sizes = [1] * len(pairs) if whole else [int(of_past[i].sum()) for i in old]
        places = [min((_known(part[u, m]) for m in counted), default=Fraction(0)) for u in pairs]
        done = _weighted(sizes, places) / (sum(sizes) or 1)
        return _PartIn(done, done)
    by_method: list[tuple[VoteMethod, int, Fraction]] = []
    for m, method in enumerate(past.methods):
        weights = [int(of_past[i, m]) for i in old]
        if method not in outline.methods:
            by_method.append((method, sum(weights), Fraction(0)))
            continue
        here = [_known(part[u, outline.methods.index(method)]) for u in pairs]
        if whole:
            by_method.append((method, sum(weights), _weighted([1] * len(here), here) / len(here)))
        else:
            done = _weighted(weights, here)
            by_method.append((method, sum(weights), done / (sum(weights) or 1)))
    total = sum(n for _, n, _ in by_method) or 1
    main = [(p, method) for method, n, p in by_method if n >= MIX * total]
    least = min(main, key=lambda found: found[0], default=(Fraction(0), None))
    return _PartIn(sum((n * p for _, n, p in by_method), Fraction(0)) / total, *least)


def _together(rows: Sequence[Row], sides: Sequence[tuple[Row, _Side, _Side]]) -> Row:
    """All counties that can be compared, in one row; it is as doubtful as its parts."""
    now = Standing(sum(n.votes for _, n, _ in sides), sum(n.total for _, n, _ in sides))
    then = Standing(sum(t.votes for _, _, t in sides), sum(t.total for _, _, t in sides))
    here, there = now.share, then.share
    ahead = here - there if here is not None and there is not None else None
    sizes = bool(sides) and all(r.turnout_ratio is not None for r, _, _ in sides)
    doubts: dict[Caution, Doubt] = {}
    for row in rows:
        for doubt in row.doubts:
            text = doubt.text if len(rows) == 1 else _WORDS[doubt.code]
            doubts.setdefault(doubt.code, Doubt(doubt.code, text))
    reached = sum((r.part_in * t.total for r, _, t in sides), Fraction(0))
    return Row(
        "", now, then, ahead, Fraction(now.total, then.total) if sizes and then.total else None,
        reached / then.total if then.total else Fraction(0), tuple(doubts[c] for c in Caution if c in doubts),
    )  # fmt: skip


_WORDS = {
    Caution.NOTHING_IN: "Some counties have no votes in yet and are in neither sum.",
    Caution.PARTIAL: "Some counties are counted in part.",
    Caution.METHOD_MIX: "In some counties other ways of voting are in than then.",
    Caution.WHOLE_COUNTY: "The past shares are whole counties', not the district's part of them.",
    Caution.LINES_CHANGED: "Some past places have no match tonight.",
    Caution.NO_BASELINE: "Some places have no past vote and are in neither sum.",
}


def _side(votes: NDArray[np.int64], methods: Sequence[VoteMethod], units: Sequence[int], who: Sequence[int]) -> _Side:
    here = votes[list(units)]
    by_method = tuple((m, int(here[:, i].sum())) for i, m in enumerate(methods) if here[:, i].any())
    return _Side(int(here[:, :, list(who)].sum()), int(here.sum()), by_method)


def _places(known: Sequence[str], wanted: Sequence[str], where: str) -> list[int]:
    missing = [c for c in wanted if c not in known]
    if missing or not wanted:
        raise BaselineError(
            f"there is no candidate {', '.join(missing) or 'named'}", where=where, hint="Check the map."
        )
    return [known.index(c) for c in dict.fromkeys(wanted)]


def _anything(parts: NDArray[np.float64]) -> bool:
    return any(math.isnan(p) or p > 0 for p in parts.tolist())


def _weighted(weights: Sequence[int], parts: Sequence[Fraction]) -> Fraction:
    """The sum of the parts, each as often as its weight: most are alike, and exact fractions are slow to add."""
    alike: dict[Fraction, int] = {}
    for weight, part in zip(weights, parts, strict=True):
        alike[part] = alike.get(part, 0) + weight
    return sum((weight * part for part, weight in alike.items()), Fraction(0))


@functools.lru_cache(1 << 12)
def _known(part: float) -> Fraction:
    """How far a cell is in, for a comparison: what nobody knows is not in."""
    return Fraction(0) if math.isnan(part) else Fraction(part)


def _percent(share: Fraction) -> str:
    """A share for a caution: whole percent, never 0 or 100 by rounding."""
    whole = int(share * 100 + Fraction(1, 2))
    if whole == 0 and share > 0:
        return "under 1%"
    return "over 99%" if whole == 100 and share < 1 else f"{whole}%"
