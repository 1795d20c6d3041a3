"""What changed between two snapshots: the flow, derived from the states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from outright.count.tally import ContestCount, UnitCount
from outright.terms import VoteMethod

Cell = tuple[str, str, str, VoteMethod]
_Known = tuple[ContestCount, UnitCount]


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that is not what it was. ``old`` or ``new`` is None where the cell is not reported."""

    contest_id: str
    unit_id: str
    candidate_id: str
    method: VoteMethod
    old: int | None
    new: int | None

    @property
    def added(self) -> int:
        """Votes gained (negative when the count fell); an unreported cell counts as no votes yet."""
        return (self.new or 0) - (self.old or 0)


@dataclass(frozen=True, slots=True)
class Batch:
    """The changes from one snapshot to the next.

    ``changes`` hold ``TOTAL`` cells and method cells side by side; read one or the other through
    `totals` and `parts`, never both in one sum. Units and contests that are absent from the newer
    snapshot are *not in this snapshot*: their votes are reported as gone, never as zero.
    """

    changes: tuple[Change, ...] = ()
    units_gone: tuple[tuple[str, str], ...] = ()
    contests_gone: tuple[str, ...] = ()

    def totals(self) -> Iterator[Change]:
        """Changes of units' totals."""
        return (c for c in self.changes if c.method is VoteMethod.TOTAL)

    def parts(self) -> Iterator[Change]:
        """Changes of units' votes by method."""
        return (c for c in self.changes if c.method is not VoteMethod.TOTAL)

    def fell(self) -> tuple[Change, ...]:
        """Every cell whose count went down or vanished."""
        return tuple(c for c in self.changes if c.old is not None and (c.new is None or c.new < c.old))

    def added(self, contest_id: str) -> int:
        """Votes by which the contest's units grew in all (negative after a correction downward)."""
        return sum(c.added for c in self.totals() if c.contest_id == contest_id)

    def __bool__(self) -> bool:
        return bool(self.changes or self.units_gone or self.contests_gone)


def cells(counts: Iterable[ContestCount]) -> dict[Cell, int | None]:
    """Every cell of the counting units, totals and parts, keyed by contest, unit, candidate, method."""
    table: dict[Cell, int | None] = {}
    for count in counts:
        for unit in count.counting_units():
            _add(table, count, unit)
    return table


def _add(table: dict[Cell, int | None], count: ContestCount, unit: UnitCount) -> None:
    ids = [c.id for c in count.contest.candidates]
    contest, place = count.contest.id, unit.unit.id
    for candidate, votes in zip(ids, unit.totals, strict=True):
        table[contest, place, candidate, VoteMethod.TOTAL] = votes
    for method, row in zip(count.methods, unit.parts, strict=bool(unit.parts)):
        for candidate, votes in zip(ids, row, strict=True):
            table[contest, place, candidate, method] = votes


def compare(before: Iterable[ContestCount], after: Iterable[ContestCount]) -> Batch:
    """The batch that leads from ``before`` to ``after``. Units that say the same are passed over whole."""
    before, after = tuple(before), tuple(after)
    had, has = _units(before), _units(after)
    pairs = [(had.get(key), now) for key, now in has.items()]
    moved = [(known, now) for known, now in pairs if known is None or not _same(known, now)]
    lost = [known for key, known in had.items() if key not in has]
    in_place = not lost and all(_in_place(known, now) for known, now in moved)
    changes = tuple(_changes(moved) if in_place else _by_cell(moved, lost))
    contests = {c.contest.id for c in after}
    gone = tuple(sorted(u for u in had.keys() - has.keys() if u[0] in contests))
    return Batch(changes, gone, tuple(sorted({c.contest.id for c in before} - contests)))


def _changes(moved: Iterable[tuple[_Known | None, _Known]]) -> Iterator[Change]:
    """The cells that are not what they were, of units whose cells stand where they stood; as `_by_cell` has them."""
    for known, (count, unit) in moved:
        contest, place, ids = count.contest.id, unit.unit.id, [c.id for c in count.contest.candidates]
        nothing = (None,) * len(ids)
        totals, parts = (known[1].totals, known[1].parts) if known else (nothing, (nothing,) * len(unit.parts))
        rows = zip((VoteMethod.TOTAL, *count.methods), (totals, *parts), (unit.totals, *unit.parts), strict=False)
        for method, old, new in rows:
            if old != new:
                for candidate, a, b in zip(ids, old, new, strict=True):
                    if a != b:
                        yield Change(contest, place, candidate, method, a, b)


def _by_cell(moved: Iterable[tuple[_Known | None, _Known]], lost: Iterable[_Known]) -> Iterator[Change]:
    """The cells that are not what they were, wherever they stand now."""
    old: dict[Cell, int | None] = {}
    new: dict[Cell, int | None] = {}
    for known, (count, unit) in moved:
        _add(new, count, unit)
        if known is not None:
            _add(old, *known)
    for known in lost:
        _add(old, *known)
    keys = list(new) + [k for k in old if k not in new]
    return (Change(*k, old.get(k), new.get(k)) for k in keys if old.get(k) != new.get(k))


def _units(counts: Iterable[ContestCount]) -> dict[tuple[str, str], _Known]:
    """The counting units of every contest, by contest and unit."""
    return {(c.contest.id, u.unit.id): (c, u) for c in counts for u in c.counting_units()}


def _same(one: _Known, other: _Known) -> bool:
    """Whether a unit says the same of the same candidates and methods."""
    (old, was), (new, now) = one, other
    if was.totals != now.totals or was.parts != now.parts or old.methods != new.methods:
        return False
    mine, theirs = old.contest.candidates, new.contest.candidates
    return mine == theirs or [c.id for c in mine] == [c.id for c in theirs]


def _in_place(one: _Known | None, other: _Known) -> bool:
    """Whether two counts of a unit (the older perhaps none) have the same cells in one order, none of them twice."""
    new, now = other
    ids = [c.id for c in new.contest.candidates]
    if len(set(ids)) < len(ids) or len(set(new.methods)) < len(new.methods):
        return False
    if one is None:
        return True
    old, was = one
    same = old.methods == new.methods and len(was.parts) == len(now.parts)
    return same and [c.id for c in old.contest.candidates] == ids
