"""Which cells of a live count are in, and how far: from what files mark to parts between 0 and 1.

Officials do not publish cells; they publish columns and flags. What follows is how they are read:

* A county posts its early vote as a whole column, often before any precinct has reported: a posted early
  cell is complete. Early voting ends before election day.
* A polling place's own column is complete when the precinct is marked as reported *and* the county has
  posted that column at all: some files mark precincts as reported on their early votes alone.
* A zero in a posted column is a count of nobody where the county posted the column for most precincts;
  in a precinct that has not reported its own vote it is nothing yet.
* Mail and provisional columns grow after they are posted. An election office's word on what it still
  holds says how far they are, as long as the column has not moved since; else a reported precinct's is
  taken as complete, and of the rest nobody says how much (NaN).
* A figure of ballots on hand from the plan (``expected.csv``) says how far a column is where the office says
  nothing that still holds; a column that holds more than it expects makes the figure void, and that is told.
* Votes that a unit's columns do not explain are kept as not itemised, so that nothing counted is lost.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple, cast

from outright.baseline.expected import Expected
from outright.count import BallotsOnHand, ContestCount, UnitCount
from outright.night.seen import Column, Seen
from outright.terms import VoteMethod

POSTED_WHOLE = frozenset({VoteMethod.EARLY, VoteMethod.ABSENTEE_IN_PERSON})
"""Cast before election day, in person: posted once, complete when posted."""

OF_THE_PLACE = frozenset({VoteMethod.ELECTION_DAY, VoteMethod.TOTAL})
"""What a precinct itself brings when it reports."""

AFTER_THE_NIGHT = frozenset({VoteMethod.PROVISIONAL, VoteMethod.UOCAVA})
"""Counted after the precincts; an office that holds none has none to come."""

NOBODY_SAYS = math.nan


class Held(NamedTuple):
    """An office's statement of what it still holds, and when it was made."""

    ballots: BallotsOnHand
    at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class Place:
    """One unit of the count: whether it has reported, and its votes as rows by method of the universe."""

    id: str
    county: str
    is_batch: bool
    reported: bool | None
    rows: tuple[tuple[int, ...], ...]
    itemised: bool = True

    def votes(self, method: int) -> int:
        """All candidates' votes by the method at this position."""
        return sum(self.rows[method])


@dataclass(frozen=True, slots=True)
class Posted:
    """One county's column: its votes, whether it was posted for most places, and what is said of it.

    ``still_held`` are the most ballots an office says are to come, None where nothing holds;
    ``done`` means that a source declares the county's count finished; ``with_place`` that the column
    comes with the precinct's own report. ``expected`` are the votes it will hold in the end, as ballots on
    hand say.
    """

    votes: int
    wide: bool
    still_held: int | None
    done: bool
    with_place: bool
    expected: Expected | None = None


def places(count: ContestCount, methods: Sequence[VoteMethod]) -> list[Place]:
    """Every counting unit with its votes written over ``methods``, by id.

    A unit whose columns do not add up to its total keeps the total: what its columns leave unexplained
    is not itemised, and where they hold more than the total none of them is used.
    """
    everything = bool(count.precincts_total) and count.precincts_reported == count.precincts_total
    found = []
    for unit in sorted(count.counting_units(), key=lambda u: u.unit.id):
        rows, itemised = _rows(count, unit, methods)
        reported = unit.reported if unit.reported is not None else (True if everything else None)
        found.append(
            Place(
                unit.unit.id, unit.unit.parent_id or unit.unit.id, not unit.unit.is_geographic, reported, rows, itemised
            )
        )
    return found


def needs_other(count: ContestCount) -> bool:
    """Whether some unit holds votes that its methods do not explain."""
    return bool(count.methods) and any(
        (u.votes or 0) > 0 and (not u.parts or _left_over(u) != [0] * len(u.totals)) for u in count.counting_units()
    )


def posted(
    count: ContestCount, units: Sequence[Place], methods: Sequence[VoteMethod], held: Sequence[Held],
    done: frozenset[str], seen: Seen, expected: Mapping[Column, Expected] = MappingProxyType({}),
) -> dict[Column, Posted]:  # fmt: skip
    """Every county's columns as they stand. ``expected`` are ballots on hand by county and method."""
    counties: dict[str, list[Place]] = {}
    for unit in units:
        counties.setdefault(unit.county, []).append(unit)
    own = OF_THE_PLACE | ({VoteMethod.OTHER} if VoteMethod.OTHER in count.methods else frozenset())
    columns = {}
    for county, members in counties.items():
        sums = [sum(u.votes(m) for u in members) for m in range(len(methods))]
        finished = county in done and any(sums) and all(u.reported is not False for u in members)
        for m, method in enumerate(methods):
            still = None if method in own else _still_held(county, method, held, seen)
            wide = _is_wide(members, m, sums[m])
            ours = expected.get((county, method))
            columns[county, method] = Posted(sums[m], wide, still, finished, method in own, ours)
    return columns


def part(unit: Place, m: int, method: VoteMethod, column: Posted) -> float:
    """How far this cell is counted: 0 nothing, 1 all of it, NaN something and nobody says how much."""
    if column.done:
        return 1.0
    own = unit.votes(m)
    if method is VoteMethod.OTHER and not column.with_place and unit.itemised and own == 0:
        return 1.0  # a column that no file prints: nothing is to come in it
    if not unit.itemised:
        return _whole_unit(unit)
    if unit.is_batch and own == 0 and any(map(sum, unit.rows)):
        return 1.0  # a batch holds its own way of voting and nothing else
    if column.votes == 0:
        return 1.0 if method in AFTER_THE_NIGHT and column.still_held == 0 else 0.0
    if column.with_place:
        return _of_the_place(unit, own)
    if own == 0 and unit.reported is not True and not column.wide:
        return 0.0
    if column.still_held is not None:
        return column.votes / (column.votes + column.still_held)
    if column.expected is not None and column.expected.mid and column.votes <= column.expected.high:
        return min(1.0, column.votes / column.expected.mid)
    if method in POSTED_WHOLE or unit.reported is True:
        return 1.0
    return NOBODY_SAYS


def _whole_unit(unit: Place) -> float:
    """A unit of which only a total is known: all its cells stand as the unit stands."""
    if unit.reported is True:
        return 1.0
    return NOBODY_SAYS if any(map(sum, unit.rows)) else 0.0


def _of_the_place(unit: Place, own: int) -> float:
    """A reported precinct that has early votes and not one of election day is not believed to be complete."""
    if unit.reported is not True:
        return NOBODY_SAYS if own else 0.0
    doubtful = own == 0 and not unit.is_batch and any(map(sum, unit.rows))
    return NOBODY_SAYS if doubtful else 1.0


def _rows(
    count: ContestCount, unit: UnitCount, methods: Sequence[VoteMethod]
) -> tuple[tuple[tuple[int, ...], ...], bool]:
    nothing = (0,) * len(unit.totals)
    whole = _numbers(unit.totals)
    rows: dict[VoteMethod, tuple[int, ...]] = {}
    spare = VoteMethod.OTHER if count.methods else VoteMethod.TOTAL
    left = _left_over(unit) if unit.parts else []
    itemised = bool(unit.parts) and all(n >= 0 for n in left)
    if itemised:
        rows = {m: _numbers(row) for m, row in zip(count.methods, unit.parts, strict=True)}
        if any(left):
            rows[spare] = tuple(a + b for a, b in zip(rows.get(spare, nothing), left, strict=True))
    elif any(whole):
        rows[spare] = whole
    plain = itemised or not any(whole) or spare is VoteMethod.TOTAL
    return tuple(rows.get(m, nothing) for m in methods), plain


def _left_over(unit: UnitCount) -> list[int]:
    """Each candidate's total less what the unit's columns hold."""
    whole = _numbers(unit.totals)
    if not unit.parts:
        return list(whole)
    return [v - held for v, held in zip(whole, map(sum, zip(*map(_numbers, unit.parts), strict=True)), strict=True)]


def _numbers(votes: tuple[int | None, ...]) -> tuple[int, ...]:
    """The votes with nothing where nothing was reported."""
    return tuple(v or 0 for v in votes) if None in votes else cast("tuple[int, ...]", votes)


def _is_wide(members: Sequence[Place], m: int, votes: int) -> bool:
    """Whether the column is posted for the county at large and not precinct by precinct.

    Most of the places that have not reported their own vote have votes in it, or the county's batch
    holds most of it.
    """
    batches = sum(u.votes(m) for u in members if u.is_batch)
    if 2 * batches > votes:
        return True
    out = [u for u in members if u.reported is not True and not u.is_batch]
    return 2 * sum(u.votes(m) > 0 for u in out) > len(out)


_COVERS: Mapping[VoteMethod, frozenset[VoteMethod]] = {
    VoteMethod.ABSENTEE: frozenset({VoteMethod.ABSENTEE_MAIL, VoteMethod.ABSENTEE_IN_PERSON})
}


def _still_held(county: str, method: VoteMethod, held: Sequence[Held], seen: Seen) -> int | None:
    """The most ballots of this method the county's office says are to come, if that still holds."""
    said = [
        h.ballots.ballots
        for h in held
        if h.ballots.unit_id == county
        and h.ballots.method is not None
        and (h.ballots.method is method or method in _COVERS.get(h.ballots.method, ()))
        and seen.unmoved_since((county, method), h.at)
    ]
    return max(said) if said else None
