"""Votes that are expected in the end, by place and way of voting, as ranges with their source and age.

Four sources, from the best to the weakest:

1. *ballots on hand*: an office's or a desk's own figure (``expected.csv``);
2. *tonight*: what complete cells brought against their past, applied to those still out;
3. *turnout*: the past vote of the place, times a range;
4. *registration*: registered voters, times a range of turnout.

For one place and way of voting the best source is used alone, the newest of two equal ones; nothing is
averaged. A range is never below what is counted. Where more is counted than was expected, that is said and
what is still out is unknown: the range is not quietly moved.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from outright.baseline.outline import Outline, Past
from outright.terms import VoteMethod

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Basis(IntEnum):
    """What an expectation rests on; the larger the better."""

    REGISTRATION = 1
    TURNOUT = 2
    TONIGHT = 3
    ON_HAND = 4


@dataclass(frozen=True, slots=True)
class Expected:
    """All votes of one place by one way of voting in the end: a range, whose figure it is, and as of when.

    ``unit`` is a precinct or a county; ``method`` ``TOTAL`` speaks of all ways together.
    """

    unit: str
    method: VoteMethod
    low: int
    mid: int
    high: int
    source: str
    as_of: dt.datetime | None = None
    basis: Basis = Basis.ON_HAND

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.mid <= self.high:
            raise ValueError(f"{self.low}, {self.mid}, {self.high} is no range of votes for {self.unit}")


@dataclass(frozen=True, slots=True)
class Turnout:
    """A range of turnout: factors of a past vote, or of registered voters."""

    low: Fraction
    mid: Fraction
    high: Fraction


LIKE_THEN = Turnout(Fraction(1, 2), Fraction(4, 5), Fraction(11, 10))
"""Against a contest of a busier year: wide on purpose. A desk that knows better gives its own range."""

OF_REGISTERED = Turnout(Fraction(1, 10), Fraction(2, 5), Fraction(4, 5))
"""Votes per registered voter, from a quiet primary to a presidential year: wide on purpose."""

_ENOUGH = 8
_ODD = Fraction(1, 10)


def from_turnout(past: Past, turnout: Turnout = LIKE_THEN) -> tuple[Expected, ...]:
    """The past vote of every unit and way of voting, times a range. A whole county's vote has no size to give."""
    if past.scope == "whole-county":
        return ()
    totals = past.votes.sum(axis=2)
    return tuple(
        _ranged(unit, method, int(totals[u, m]), turnout, f"turnout model on {past.contest_id}", Basis.TURNOUT)
        for u, unit in enumerate(past.units)
        for m, method in enumerate(past.methods)
        if totals[u, m]
    )


def from_registration(
    registered: Mapping[str, int], turnout: Turnout = OF_REGISTERED, *, source: str = "registered voters"
) -> tuple[Expected, ...]:
    """Registered voters of each unit, times a range of turnout; all ways of voting together."""
    return tuple(
        _ranged(unit, VoteMethod.TOTAL, voters, turnout, source, Basis.REGISTRATION)
        for unit, voters in sorted(registered.items())
        if voters > 0
    )


def from_tonight(
    outline: Outline, votes: NDArray[np.int64], part: NDArray[np.float64], past: Past,
    as_of: dt.datetime | None = None,
) -> tuple[Expected, ...]:  # fmt: skip
    """What complete cells say of the others: votes against the past, by way of voting, with their spread.

    ``votes`` has the shape (units, methods, candidates), ``part`` (units, methods). Only places with a past of
    their own speak; a way of voting needs eight complete ones. The middle is their ratio together; the
    range leaves out the tenth of them that brought least and the tenth that brought most.
    """
    at = {u: i for i, u in enumerate(past.units)}
    sizes, counted = past.votes.sum(axis=2), votes.sum(axis=2)
    found = []
    for m, method in enumerate(outline.methods):
        if method not in past.methods or past.scope == "whole-county":
            continue
        old = past.methods.index(method)
        cells = [(u, int(sizes[at[unit], old])) for u, unit in enumerate(outline.units) if unit in at]
        complete = [(int(counted[u, m]), size) for u, size in cells if part[u, m] == 1 and size]
        if len(complete) < _ENOUGH:
            continue
        turnout = _spread(complete)
        words = f"{len(complete):,} complete places tonight against {past.contest_id}"
        for u, size in cells:
            if part[u, m] != 1 and size:
                found.append(_ranged(outline.units[u], method, size, turnout, words, Basis.TONIGHT, as_of))
    return tuple(found)


def best(*sources: Iterable[Expected]) -> dict[tuple[str, VoteMethod], Expected]:
    """The one expectation of each place and way of voting: the best source, then the newest, then the narrowest."""
    kept: dict[tuple[str, VoteMethod], Expected] = {}
    for one in (e for source in sources for e in source):
        key = (one.unit, one.method)
        if key not in kept or _rank(one) > _rank(kept[key]):
            kept[key] = one
    return dict(sorted(kept.items()))


def by_county(
    expected: Mapping[tuple[str, VoteMethod], Expected], county_of: Mapping[str, str]
) -> dict[tuple[str, VoteMethod], Expected]:
    """Expectations of counties: a county's own, unless its precincts' rest on something better.

    ``county_of`` gives the county of every precinct. Precincts' ranges are added end to end, which is
    wider than chance would make them; the sum is as weak as its weakest part. A county is summed only where all
    its precincts are known.
    """
    members: dict[str, list[str]] = {}
    for unit, county in sorted(county_of.items()):
        if unit != county:
            members.setdefault(county, []).append(unit)
    counties = {k: e for k, e in expected.items() if k[0] not in county_of or county_of[k[0]] == k[0]}
    for county, units in members.items():
        for method in {m for u, m in expected if u in units}:
            parts = [expected[u, method] for u in units if (u, method) in expected]
            if len(parts) < len(units):
                continue
            together = Expected(
                county, method, sum(p.low for p in parts), sum(p.mid for p in parts), sum(p.high for p in parts),
                parts[0].source, min((p.as_of for p in parts if p.as_of), default=None), min(p.basis for p in parts),
            )  # fmt: skip
            own = counties.get((county, method))
            if own is None or together.basis > own.basis:
                counties[county, method] = together
    return dict(sorted(counties.items()))


@dataclass(frozen=True, slots=True)
class Held:
    """An expectation held against the count: ``expected`` never lies below ``counted``.

    ``exceeded`` says that more is counted than was expected at most; then nothing is known of what is
    still out, and ``was`` keeps the expectation as it was given.
    """

    expected: Expected
    was: Expected
    counted: int
    exceeded: bool

    @property
    def still_out(self) -> tuple[int, int, int] | None:
        """The least, the middle and the most votes still out; None where more is counted than was expected."""
        e, n = self.expected, self.counted
        return None if self.exceeded else (e.low - n, e.mid - n, e.high - n)

    @property
    def text(self) -> str:
        """What is still out, in a sentence."""
        if self.exceeded:
            of = f" ({self.counted * 100 // self.was.high}%)" if self.was.high else ""
            return f"More votes than expected{of}: what is still out is not known."
        low, mid, high = self.still_out or (0, 0, 0)
        return f"About {mid:,} votes are still out ({low:,} to {high:,}; {self.was.source})."


def against(expected: Expected, counted: int) -> Held:
    """The expectation once ``counted`` votes are in: no end of the range lies below them."""
    low, mid, high = (max(n, counted) for n in (expected.low, expected.mid, expected.high))
    return Held(replace(expected, low=low, mid=mid, high=high), expected, counted, counted > expected.high)


def _rank(e: Expected) -> tuple[int, float, int, tuple[int, int], str]:
    age = e.as_of.timestamp() if e.as_of else float("-inf")
    return e.basis, age, e.low - e.high, (-e.mid, -e.low), e.source


def _ranged(
    unit: str, method: VoteMethod, size: int, turnout: Turnout, source: str, basis: Basis,
    as_of: dt.datetime | None = None,
) -> Expected:  # fmt: skip
    low, mid, high = int(size * turnout.low), round(size * turnout.mid), math.ceil(size * turnout.high)
    return Expected(unit, method, low, max(low, mid), max(high, mid), source, as_of, basis)


def _spread(complete: list[tuple[int, int]]) -> Turnout:
    """The ratio of counted to past votes of all these places, and of those at a tenth and at nine tenths of them."""
    ratios = sorted(Fraction(n, size) for n, size in complete)
    mid = Fraction(sum(n for n, _ in complete), sum(size for _, size in complete))
    cut = int(len(ratios) * _ODD)
    return Turnout(min(ratios[cut], mid), mid, max(ratios[-1 - cut], mid))
