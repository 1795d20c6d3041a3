"""The newer publication beside the one before it, paired contest by contest and unit by unit.

Only what stands in both is compared: a unit or candidate that is gone is told as gone, never as a fall.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from outright.checks.context import Context
from outright.count import ContestCount, Snapshot, UnitCount, slug
from outright.count.tally import add

ROUNDED = "votes_rounded"
"""The code of a finding that says: votes were worked out from rounded shares, so each is good to 0.05 %."""

Votes = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """One contest now and before (``was`` None: it was not there).

    ``shared`` are the candidates of both: id, place in the older count, place in the newer. ``units`` are those of
    both, older first; ``gone`` and ``fresh`` those of one alone, by the level that is summed. ``had`` and ``has`` are
    the contest's own votes then and now, ``lost`` the candidates that are still listed and have no number any more.
    ``alike``: both list the same candidates in the same places, as nearly always.
    """

    now: ContestCount
    was: ContestCount | None
    shared: tuple[tuple[str, int, int], ...] = ()
    units: tuple[tuple[UnitCount, UnitCount], ...] = ()
    gone: tuple[UnitCount, ...] = ()
    fresh: tuple[UnitCount, ...] = ()
    rounded: bool = False
    had: Votes = ()
    has: Votes = ()
    lost: frozenset[str] = frozenset()
    alike: bool = False

    @property
    def votes(self) -> int | None:
        """All votes of the contest now."""
        return add(self.has)

    def has_of(self, candidate_id: str) -> int | None:
        """A candidate's votes now; None where there are none, or no such candidate."""
        ids = [c.id for c in self.now.contest.candidates]
        return self.has[ids.index(candidate_id)] if candidate_id in ids else None

    @property
    def id(self) -> str:
        """The contest's id."""
        return self.now.contest.id

    def old(self, unit: UnitCount) -> Votes:
        """The older unit's votes of the shared candidates."""
        return unit.totals if self.alike else tuple(unit.totals[a] for _, a, _ in self.shared)

    def new(self, unit: UnitCount) -> Votes:
        """The newer unit's votes of the shared candidates."""
        return unit.totals if self.alike else tuple(unit.totals[b] for _, _, b in self.shared)

    def slack(self, old: Votes, new: Votes) -> int:
        """By how much rounding alone can move a candidate's votes, or the sum of them."""
        return max(add(old) or 0, add(new) or 0) // 1000 + 1 if self.rounded else 0

    def name(self, candidate_id: str) -> str:
        """A candidate's name as printed, in the newer count or else in the older."""
        for count in (self.now, self.was):
            for candidate in count.contest.candidates if count else ():
                if candidate.id == candidate_id:
                    return candidate.name
        return candidate_id

    def where(self, unit: UnitCount) -> str:
        """The unit's name with its contest's: "Cobb, US House 6"."""
        return f"{unit.unit.name}, {self.now.contest.name}"


@dataclass(frozen=True, slots=True)
class Sight:
    """Everything a check looks at."""

    new: Snapshot
    before: Snapshot | None
    context: Context
    beside: Mapping[str, Snapshot] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()
    contests_gone: tuple[ContestCount, ...] = ()

    def both(self) -> Iterator[tuple[Pair, UnitCount, UnitCount]]:
        """Every unit that is in both publications: its contest, the older count, the newer."""
        for pair in self.pairs:
            for was, now in pair.units:
                yield pair, was, now

    def units(self) -> Iterator[tuple[Pair, UnitCount]]:
        """Every counting unit of the newer publication."""
        for pair in self.pairs:
            for unit in pair.now.counting_units():
                yield pair, unit


def look(new: Snapshot, before: Snapshot | None, context: Context, beside: Mapping[str, Snapshot]) -> Sight:
    """The two publications, paired."""
    old = {c.contest.id: c for c in reversed(before.contests)} if before else {}
    rounded = {slug(f.where) for s in (new, before) if s for f in s.findings if f.code == ROUNDED}
    pairs = tuple(_pair(c, old.get(c.contest.id), slug(c.contest.name) in rounded) for c in new.contests)
    here = {c.contest.id for c in new.contests}
    return Sight(new, before, context, beside, pairs, tuple(c for i, c in old.items() if i not in here))


def _pair(now: ContestCount, was: ContestCount | None, rounded: bool) -> Pair:
    if was is None:
        return Pair(now, None, fresh=tuple(now.counting_units()), rounded=rounded, has=whole(now))
    old, new = {u.unit.id: u for u in was.counting_units()}, {u.unit.id: u for u in now.counting_units()}
    silent = _silent(old, new)
    places = {c.id: i for i, c in enumerate(now.contest.candidates)}
    had, has = whole(was), whole(now)
    blank = (
        {c.id for c, v in zip(now.contest.candidates, has, strict=True) if v is None} if add(has) is not None else ()
    )
    lost = frozenset(c.id for c, v in zip(was.contest.candidates, had, strict=True) if v is not None and c.id in blank)
    shared = tuple(
        (c.id, a, places[c.id]) for a, c in enumerate(was.contest.candidates) if c.id in places and c.id not in lost
    )
    return Pair(
        now, was, shared=shared,
        units=tuple((old[i], u) for i, u in new.items() if i in old and i not in silent),
        gone=tuple(u for i, u in old.items() if i not in new or i in silent),
        fresh=tuple(u for i, u in new.items() if i not in old),
        rounded=rounded, had=had, has=has, lost=lost,
        alike=len(shared) == len(was.contest.candidates) == len(places) and all(a == b for _, a, b in shared),
    )  # fmt: skip


def _silent(old: Mapping[str, UnitCount], new: Mapping[str, UnitCount]) -> frozenset[str]:
    """The units that are still listed and have no number any more."""
    return frozenset(i for i, u in old.items() if u.votes is not None and i in new and new[i].votes is None)


def whole(count: ContestCount) -> Votes:
    """The contest's votes by candidate: the stated totals, else the sum of its units."""
    if count.stated is not None:
        return count.stated.totals
    rows = [u.totals for u in count.counting_units()]
    return tuple(map(add, zip(*rows, strict=True))) if rows else (None,) * len(count.contest.candidates)


def votes(number: int | None) -> str:
    """A number of votes in words: "1,204 votes", "1 vote", "no number"."""
    return "no number" if number is None else f"{number:,} vote{'' if abs(number) == 1 else 's'}"
