"""Votes loaded twice, and places whose votes moved to other places (D4; fault rows 13, 19, 20, 36)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from outright.checks.alarm import Noticed
from outright.checks.sight import Pair, Sight, Votes, votes
from outright.count import UnitCount
from outright.count.tally import add

LEAST_LOAD = 50
"""Loads of fewer votes repeat by chance."""

LEAST_PART = 100
"""So do loads of less than one part in so many of what a unit has: a state's late trickle."""

MOST_NEAR = 300
"""Among more new places than these, only one that has all of a lost place's votes is looked for."""


def heavy(gain: Sequence[int | None]) -> bool:
    """Whether a load is large and mixed enough that it does not repeat by chance."""
    return (add(gain) or 0) >= LEAST_LOAD and sum(bool(v) for v in gain) >= 2 and not any((v or 0) < 0 for v in gain)


def gain_of(old: Votes, new: Votes) -> tuple[int, ...]:
    """Votes gained, candidate by candidate; a number that was not reported counts as none yet."""
    return tuple((b or 0) - (a or 0) for a, b in zip(old, new, strict=True))


def doubled(pair: Pair, was: UnitCount, now: UnitCount) -> bool:
    """Whether the unit, or one of its ways of voting, was added to itself exactly."""
    old, new = pair.old(was), pair.new(now)
    if pair.rounded or old == new:
        return False
    gain = gain_of(old, new)
    again = gain == tuple(v or 0 for v in old) or (pair.was is not None and gain in _rows(pair, was, gain))
    return again and heavy(gain)


def _rows(pair: Pair, was: UnitCount, gain: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """The unit's votes by each way of voting that begins as the gain does."""
    first = pair.shared[0][1]
    for row in was.parts:
        if (row[first] or 0) == gain[0]:
            yield tuple(row[a] or 0 for _, a, _ in pair.shared)


def doubled_unit(sight: Sight) -> Iterator[Noticed]:
    """Every candidate of a unit, or of one way of voting in it, has exactly twice the votes."""
    for pair, was, now in sight.both():
        if doubled(pair, was, now):
            before, after = add(pair.old(was)), add(pair.new(now))
            yield Noticed(
                pair.id, now.unit.id, "", before, after,
                f"{pair.where(now)}: {votes(before)} became {after:,}, for every candidate the same load once more. A"
                " memory card was probably read twice; ask the office.",
            )  # fmt: skip


def repeated_increment(sight: Sight) -> Iterator[Noticed]:
    """A unit gains exactly what it gained once before, candidate by candidate."""
    known = sight.context.increments
    for pair, was, now in sight.both():
        given = known.by_unit.get((pair.id, now.unit.id))
        if not given or pair.rounded:
            continue
        gain = gain_of(pair.old(was), pair.new(now))
        named = tuple(sorted((c, v) for (c, _, _), v in zip(pair.shared, gain, strict=True) if v))
        light = LEAST_PART * sum(gain) < (add(pair.old(was)) or 0)
        if named in given and heavy(gain) and not light and not doubled(pair, was, now):
            yield Noticed(
                pair.id, now.unit.id, "", add(pair.old(was)), add(pair.new(now)),
                f"{pair.where(now)}: gained {votes(sum(gain))}, for every candidate exactly as in an earlier file. The"
                " same batch was probably loaded twice; ask the office.",
            )  # fmt: skip


def moves(pair: Pair) -> dict[str, tuple[UnitCount, ...]]:
    """Units that are gone and the new units whose votes add up to theirs, by the gone unit's id."""
    free = {u.unit.id: u for u in pair.fresh if u.votes} if pair.gone else {}
    rows = {i: tuple(v or 0 for v in pair.new(u)) for i, u in free.items()}
    by_row: dict[tuple[int, ...], list[str]] = defaultdict(list)
    near: dict[str | None, list[str]] = defaultdict(list)
    for i, unit in free.items():
        by_row[rows[i]].append(i)
        near[unit.unit.parent_id].append(i)
    found: dict[str, tuple[UnitCount, ...]] = {}
    for gone in pair.gone if free else ():
        goal = tuple(v or 0 for v in pair.old(gone))
        into = next((i for i in by_row.get(goal, ()) if i in free), None)
        ids = (
            (into,) if into else _parts_of(gone, goal, [i for i in near[gone.unit.parent_id] if i in free], free, rows)
        )
        if any(goal) and ids:
            found[gone.unit.id] = tuple(free.pop(i) for i in ids)
    return found


def _parts_of(
    gone: UnitCount, goal: tuple[int, ...], near: Sequence[str], free: Mapping[str, UnitCount],
    rows: Mapping[str, tuple[int, ...]],
) -> tuple[str, ...]:  # fmt: skip
    """Of the new units of the same county: those named after it, all of them, or any two that have its votes."""
    if len(near) > MOST_NEAR:
        return ()
    named = [i for i in near if free[i].unit.name.casefold().startswith(gone.unit.name.casefold())]
    for group in (named, near):
        if group and tuple(map(sum, zip(*(rows[i] for i in group), strict=True))) == goal:
            return tuple(group)
    seen: dict[tuple[int, ...], str] = {}
    for i in near:
        if rest := seen.get(tuple(g - v for g, v in zip(goal, rows[i], strict=True))):
            return rest, i
        seen[rows[i]] = i
    return ()


def unit_moved(sight: Sight) -> Iterator[Noticed]:
    """A unit is gone and its votes stand in new units: a split, a merger of names or a misfiled place."""
    for pair in sight.pairs:
        moved = moves(pair)
        for gone in pair.gone:
            if into := moved.get(gone.unit.id):
                names = " and ".join(u.unit.name for u in into)
                yield Noticed(
                    pair.id, gone.unit.id, "", gone.votes, add(u.votes for u in into),
                    f"{pair.where(gone)}: is not in the file any more; its {votes(gone.votes)} stand in {names}."
                    " No vote is lost; past results and registered voters must be laid on the new places.",
                )  # fmt: skip


def unit_vanished(sight: Sight) -> Iterator[Noticed]:
    """A unit that is not in the file any more, or has no number any more."""
    for pair in sight.pairs:
        moved = moves(pair)
        for gone in pair.gone:
            if gone.unit.id not in moved:
                yield Noticed(
                    pair.id, gone.unit.id, "", gone.votes, None,
                    f"{pair.where(gone)}: had {votes(gone.votes)} and is not in this file. It is not zero: keep what"
                    " stood, and look whether the file is whole.",
                )  # fmt: skip


def unit_listed_twice(sight: Sight) -> Iterator[Noticed]:
    """The same unit twice in one contest, by its id, or by its name within one county."""
    for pair in sight.pairs:
        units = list(pair.now.counting_units())
        ids = Counter(u.unit.id for u in units)
        names = Counter((u.unit.parent_id, u.unit.name.casefold()) for u in units)
        told: set[object] = set()
        for unit in units:
            key = unit.unit.parent_id, unit.unit.name.casefold()
            if (ids[unit.unit.id] > 1 or names[key] > 1) and key not in told:
                told.add(key)
                yield Noticed(
                    pair.id, unit.unit.id, "", None, None,
                    f"{pair.where(unit)}: is listed more than once. Both rows are kept; look whether they are two"
                    " places of one name or one place counted twice.",
                )  # fmt: skip


def total_among_units(sight: Sight) -> Iterator[Noticed]:
    """One unit has exactly the votes of all the others together: a total row read as a place."""
    for pair in sight.pairs:
        units = [u for u in pair.now.counting_units() if u.votes]
        if len(units) < 3:
            continue
        whole = [add(u.totals[c] for u in units) or 0 for c in range(len(units[0].totals))]
        largest = max(units, key=lambda u: u.votes or 0)
        if heavy(largest.totals) and all(2 * (v or 0) == w for v, w in zip(largest.totals, whole, strict=True)):
            yield Noticed(
                pair.id, largest.unit.id, "", sum(whole) - (largest.votes or 0), largest.votes,
                f"{pair.where(largest)}: has exactly the votes of all other units together. It is probably a total row,"
                " and every vote is counted twice.",
            )  # fmt: skip
