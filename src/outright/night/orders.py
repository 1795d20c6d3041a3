"""The orders in which a simulated night's cells report, and the moments at which it is looked at.

A cell is a unit and a method. The same contest, order and repeat always give the same night, on any machine, whatever
else is run beside it.

* The moment at fraction f is after the first cell that brings the counted votes to f of the final count or past it.
  A moment at which every vote is counted is left out.
* A cell without votes reports too, with a cell of its county and method that has votes: drawn apart from the order
  itself, so that until a cell has reported nothing tells an empty one from a full one.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outright.projection.counted import Counted
from outright.terms import VoteMethod

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.baseline.outline import Outline

ORDERS = ("random", "early-first", "small-first", "county-blocks", "big-last", "lean-first")
FRACTIONS = (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.97)
EARLY = (VoteMethod.EARLY, VoteMethod.ABSENTEE_MAIL, VoteMethod.ABSENTEE, VoteMethod.ABSENTEE_IN_PERSON)
LEANING = 0.72
"""How closely ``lean-first`` follows the final leader's share."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Those cells of a contest that hold votes: where each is, its votes, and the final leader's share of them.

    ``unit`` and ``method`` index the outline; ``county`` numbers the counties by name. In the order of units, then
    methods.
    """

    unit: NDArray[np.int64]
    method: NDArray[np.int64]
    county: NDArray[np.int64]
    early: NDArray[np.bool_]
    provisional: NDArray[np.bool_]
    votes: NDArray[np.float64]
    share: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """A simulated night when ``fraction`` of its votes are counted. ``seen`` has the shape (units, methods)."""

    fraction: float
    seen: NDArray[np.bool_]
    counted: Counted


def seeded(*key: object) -> np.random.Generator:
    """The random numbers that belong to this key: the same on every machine."""
    return np.random.default_rng(zlib.crc32("|".join(map(str, key)).encode()))


def cells_of(outline: Outline, truth: NDArray[np.int64], counties: Sequence[str]) -> Cells:
    """The cells with votes. ``counties`` names the county of each unit."""
    totals = truth.sum(axis=2)
    unit, method = np.nonzero(totals)
    votes = totals[unit, method].astype(np.float64)
    leader = int(np.argmax(truth.sum(axis=(0, 1))))
    _, county = np.unique(np.array(counties, dtype=object)[unit].astype(str), return_inverse=True)
    words = np.array([m.value for m in outline.methods])[method]
    return Cells(
        unit=unit,
        method=method,
        county=county.astype(np.int64),
        early=np.isin(words, [m.value for m in EARLY]),
        provisional=words == VoteMethod.PROVISIONAL.value,
        votes=votes,
        share=truth[unit, method, leader] / np.maximum(votes, 1),
    )


def order_times(order: str, cells: Cells, rng: np.random.Generator) -> NDArray[np.float64]:
    """When each cell reports; only the sequence means something. ``ValueError`` for an order there is not."""
    if order not in _TIMES:
        raise ValueError(f"no order {order!r}; there are {', '.join(ORDERS)}")
    return _TIMES[order](cells, rng)


def _random(cells: Cells, rng: np.random.Generator) -> NDArray[np.float64]:
    return rng.random(len(cells.votes))


def _early_first(cells: Cells, rng: np.random.Generator) -> NDArray[np.float64]:
    """Each county posts its early and mail votes at its own pace; then election day; provisional ballots last."""
    pace = rng.random(int(cells.county.max()) + 1)
    posted, later, last = (rng.random(len(cells.votes)) for _ in range(3))
    times = np.where(cells.early, 0.9 * pace[cells.county] + 0.1 * posted, 1 + later)
    return np.where(cells.provisional, 3 + last, times)


def _small_first(cells: Cells, rng: np.random.Generator) -> NDArray[np.float64]:
    size = np.log(np.bincount(cells.unit, weights=cells.votes)[cells.unit] + 1)
    noise: NDArray[np.float64] = rng.normal(0, 0.5 * size.std() + 1e-9, len(size))
    return size + noise


def _county_blocks(cells: Cells, rng: np.random.Generator) -> NDArray[np.float64]:
    turn = rng.permutation(int(cells.county.max()) + 1)
    return turn[cells.county] + 0.99 * rng.random(len(cells.votes))


def _big_last(cells: Cells, rng: np.random.Generator) -> NDArray[np.float64]:
    turn = np.argsort(np.argsort(np.bincount(cells.county, weights=cells.votes)))
    return turn[cells.county] + 0.99 * rng.random(len(cells.votes))


def _lean_first(cells: Cells, rng: np.random.Generator) -> NDArray[np.float64]:
    lean = (cells.share - cells.share.mean()) / (cells.share.std() + 1e-9)
    noise: NDArray[np.float64] = rng.normal(size=len(lean))
    lateness: NDArray[np.float64] = -(LEANING * lean + np.sqrt(1 - LEANING**2) * noise)
    return lateness


_TIMES = {
    "random": _random,
    "early-first": _early_first,
    "small-first": _small_first,
    "county-blocks": _county_blocks,
    "big-last": _big_last,
    "lean-first": _lean_first,
}


def orders_for(outline: Outline, orders: Sequence[str]) -> tuple[str, ...]:
    """Those of the orders that this contest can have: without methods nothing is early."""
    split = outline.methods != (VoteMethod.TOTAL,)
    return tuple(order for order in orders if split or order != "early-first")


def moments(
    outline: Outline,
    truth: NDArray[np.int64],
    counties: Sequence[str],
    order: str,
    repeat: int,
    fractions: Sequence[float] = FRACTIONS,
) -> Iterator[Moment]:
    """The night of this contest in this order, at each fraction of the final votes in turn."""
    cells = cells_of(outline, truth, counties)
    if not len(cells.votes):
        return
    times = order_times(order, cells, seeded(outline.contest_id, order, repeat))
    line = np.argsort(times, kind="stable")
    place = np.empty(len(line), dtype=np.int64)
    place[line] = np.arange(len(line))
    arrival = _with_empty_cells(outline, cells, place, counties, seeded(outline.contest_id, order, repeat, "empty"))
    so_far = np.cumsum(cells.votes[line]) / cells.votes.sum()
    for fraction in fractions:
        last = int(np.searchsorted(so_far, fraction))
        if last + 1 >= len(line):
            continue
        seen = arrival <= last
        counted = Counted(
            votes=np.where(seen[:, :, None], truth, 0),
            part=seen.astype(np.float64),
            arrival=np.where(seen, arrival, -1),
        )
        yield Moment(fraction, seen, counted)


def _with_empty_cells(
    outline: Outline, cells: Cells, place: NDArray[np.int64], counties: Sequence[str], rng: np.random.Generator
) -> NDArray[np.int64]:
    """The place in line of every cell of the universe: an empty one comes with one that is not."""
    arrival = np.full((len(outline.units), len(outline.methods)), -1, dtype=np.int64)
    arrival[cells.unit, cells.method] = place
    own: dict[tuple[str, int], list[int]] = {}
    alike: dict[int, list[int]] = {}
    for i, (unit, method) in enumerate(zip(cells.unit.tolist(), cells.method.tolist(), strict=True)):
        own.setdefault((counties[unit], method), []).append(i)
        alike.setdefault(method, []).append(i)
    everything = range(len(place))
    empty = np.argwhere(arrival < 0)
    chances = rng.random(len(empty))
    for (unit, method), chance in zip(empty.tolist(), chances.tolist(), strict=True):
        donors = own.get((counties[unit], method)) or alike.get(method) or everything
        arrival[unit, method] = place[donors[int(chance * len(donors))]]
    return arrival
