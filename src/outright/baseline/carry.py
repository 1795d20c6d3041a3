"""A past contest's votes carried along a crosswalk, in whole votes: what was cast in a county stays in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.crosswalk import Crosswalk, How, PlaceThen
from outright.baseline.outline import Past
from outright.errors import BaselineError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """``units`` holds what came onto tonight's units; ``rest`` what is left to its county, by county.

    Counties that are not there tonight are in neither; the crosswalk's report names them.
    """

    units: Past
    rest: Past


def places_of(past: Past, names: Sequence[str] = ()) -> tuple[PlaceThen, ...]:
    """The units of a past contest as a crosswalk takes them; ids serve as names where none are given."""
    given = names or past.units
    return tuple(
        PlaceThen(i, name, county, int(votes))
        for i, name, county, votes in zip(past.units, given, past.county, past.votes.sum(axis=(1, 2)), strict=True)
    )


def carry(past: Past, walk: Crosswalk) -> Carried:
    """The past contest in tonight's units. ``walk`` must be of this contest's units (`BaselineError` if not).

    The votes of a divided place are dealt in whole votes by largest remainders, method by method and
    candidate by candidate, so that each of those sums stays what it was.
    """
    if tuple(m.old.id for m in walk.matches) != tuple(sorted(past.units)):
        raise BaselineError(f"the crosswalk is not of the units of {past.contest_id}", hint="Make one for them.")
    at = {u: i for i, u in enumerate(past.units)}
    onto: dict[str, tuple[str, NDArray[np.int64]]] = {}
    rest: dict[str, tuple[str, NDArray[np.int64]]] = {}
    for match in walk.matches:
        votes, county = past.votes[at[match.old.id]], match.old.county
        if match.how is How.COUNTY:
            _add(rest, county, county, votes)
        for unit, votes_of in zip((u for u, _ in match.onto), deal(votes, [w for _, w in match.onto]), strict=True):
            _add(onto, unit, county, votes_of)
    return Carried(_past(past, onto, past.scope), _past(past, rest, past.scope))


def together(carried: Carried) -> Past:
    """Both parts as one contest: what is left to a county stands in it as a place of its own.

    So the county's sum stays what it was, and the place matches none of tonight's.
    """
    units, rest = carried.units, carried.rest
    return replace(
        units,
        units=(*units.units, *(f"{u}--without-a-match" for u in rest.units)),
        county=(*units.county, *rest.county),
        votes=np.concatenate([units.votes, rest.votes]),
    )


def by_county(past: Past) -> Past:
    """The past contest by county: every unit's votes in its county's sum."""
    sums: dict[str, tuple[str, NDArray[np.int64]]] = {}
    for i, county in enumerate(past.county):
        _add(sums, county, county, past.votes[i])
    return replace(_past(past, sums, past.scope), level="county")


def deal(votes: NDArray[np.int64], weights: Sequence[Fraction]) -> list[NDArray[np.int64]]:
    """Every number of ``votes`` divided in whole parts by ``weights``, which sum to 1: largest remainders.

    >>> [int(part[0]) for part in deal(np.array([10]), [Fraction(1, 3), Fraction(2, 3)])]
    [3, 7]
    """
    if len(weights) == 1:
        return [votes.copy()]
    parts = [np.zeros_like(votes) for _ in weights]
    for cell in np.ndindex(*votes.shape):
        whole = int(votes[cell])
        exact = [w * whole for w in weights]
        shares = [e.numerator // e.denominator for e in exact]
        order = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
        for i in order[: whole - sum(shares)]:
            shares[i] += 1
        for part, share in zip(parts, shares, strict=True):
            part[cell] = share
    return parts


def _add(into: dict[str, tuple[str, NDArray[np.int64]]], unit: str, county: str, votes: NDArray[np.int64]) -> None:
    before = into.get(unit)
    into[unit] = (county, votes.copy() if before is None else before[1] + votes)


def _past(past: Past, votes: dict[str, tuple[str, NDArray[np.int64]]], scope: str) -> Past:
    units = tuple(sorted(votes))
    table = np.zeros((len(units), *past.votes.shape[1:]), dtype=np.int64)
    for i, unit in enumerate(units):
        table[i] = votes[unit][1]
    return replace(past, units=units, county=tuple(votes[u][0] for u in units), votes=table, scope=scope)
