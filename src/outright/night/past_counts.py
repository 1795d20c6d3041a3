"""What each publication did to the count of each contest, without bringing every source together again each time.

Where a file speaks of the same places as the one it replaces, and no other source stands in them, what changed in
the file is what changed in the count. Everywhere else the count is made anew, before and after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from outright.bulletin.value import Value
from outright.count import Batch, ContestCount, Snapshot, slug
from outright.count.batch import compare
from outright.count.rollup import by_county
from outright.night.gather import Gathered, Printed, counties_of, gather, printed
from outright.night.past import Passed
from outright.night.plan import NightPlan, PlannedContest
from outright.night.round import concerning, names_of
from outright.night.told import fallen_units, moved_units
from outright.terms import ReportingUnitType

SHOWN = frozenset({"applied", "released"})
"""What becomes of a publication that changes what is counted."""


class Counted(Value, frozen=True, kw_only=True):
    """What a publication did to the count of one contest: votes added in all, units changed and gone.

    ``votes`` are those counted after it. ``fell`` are the votes lost in the ``units_fell`` units whose total went
    down, ``moved`` those filed under another way of voting.
    """

    contest: str
    name: str
    votes: int | None
    added: int
    units: int
    units_gone: int
    fell: int
    units_fell: int
    moved: int


@dataclass(slots=True)
class _Standing:
    """What stands in the count of a contest: its votes, and the count of each source; None where one has several.

    ``whole`` is the count itself, None where it was not made since the last file.
    """

    votes: int | None
    counts: dict[str, ContestCount] | None
    whole: ContestCount | None


@dataclass(slots=True)
class Counting:
    """The counts of a night's contests as its publications pass, in order."""

    plan: NightPlan
    _standing: dict[str, _Standing] = field(default_factory=dict)

    def after(self, passed: Passed) -> tuple[Counted, ...]:
        """What the publication changed, by contest; nothing where it is not shown."""
        if passed.taken is None or passed.taken.step.outcome not in SHOWN:
            return ()
        step, sides = passed.taken.step, _Sides(self.plan, passed)
        found = (self._one(c, passed, sides) for c in self.plan.contests if concerning(c, (step,)))
        return tuple(c for c in found if c is not None)

    def _one(self, planned: PlannedContest, passed: Passed, sides: _Sides) -> Counted | None:
        before, batch = self._standing.get(planned.id), self._same_places(planned, passed)
        if before is not None and batch is not None:
            old, now = before.votes, self._standing[planned.id].votes
        else:
            old, now, batch = self._anew(planned, sides)
        added = (now or 0) - (old or 0)
        if not batch and not added:
            return None
        fell, moved = fallen_units(batch), moved_units(batch)
        return Counted(
            contest=planned.id, name=planned.short_name, votes=now, added=added,
            units=len({c.unit_id for c in batch.changes}), units_gone=len(batch.units_gone),
            fell=-sum(n for _, n in fell), units_fell=len(fell), moved=sum(n for _, n in moved),
        )  # fmt: skip

    def _same_places(self, planned: PlannedContest, passed: Passed) -> Batch | None:
        """The change of a file that speaks of the places it spoke of before; None where that does not settle it."""
        assert passed.taken is not None
        step, standing = passed.taken.step, self._standing.get(planned.id)
        key = step.arrival.source
        before = passed.before.sources.get(key)
        old, new = _printed(before.snapshot if before else None, planned), _printed(step.snapshot, planned)
        if standing is None or standing.counts is None or len(old) != 1 or len(new) != 1 or not _alike(old[0], new[0]):
            return None
        if key not in standing.counts:
            return Batch()  # another source counts in these places
        if standing.counts[key] is not old[0]:
            return None
        added = (new[0].votes or 0) - (old[0].votes or 0)
        mixed = len({c.level for c in standing.counts.values()}) > 1
        self._standing[planned.id] = _Standing((standing.votes or 0) + added, {**standing.counts, key: new[0]}, None)
        if mixed:  # a night of which some counties come by precinct and some whole is counted by county
            return compare((_by_county(old[0], planned),), (_by_county(new[0], planned),))
        contest = new[0].contest.id
        gone = tuple(u for u in step.batch.units_gone if u[0] == contest)
        return Batch(step.by_contest.get(contest, ()), gone)

    def _anew(self, planned: PlannedContest, sides: _Sides) -> tuple[int | None, int | None, Batch]:
        """The contest's votes before and after, and what changed, with every source brought together."""
        standing = self._standing.get(planned.id)
        then = standing.whole if standing is not None and standing.whole is not None else sides.before(planned).count
        now = sides.after(planned)
        keys = [key for key, _, _ in now.sources]
        counts = {key: count for key, count, _ in now.sources} if len(set(keys)) == len(keys) else None
        self._standing[planned.id] = _Standing(now.count.votes, counts, now.count)
        return then.votes, now.count.votes, compare((then,), (now.count,))


class _Sides:
    """What every source says before and after a publication, brought together for one contest when it is asked for."""

    def __init__(self, plan: NightPlan, passed: Passed) -> None:
        self._plan, self._passed = plan, passed

    def before(self, planned: PlannedContest) -> Gathered:
        """The contest as it was known before."""
        return gather(self._plan, planned, *self._then)

    def after(self, planned: PlannedContest) -> Gathered:
        """The contest as it is known with the publication."""
        return gather(self._plan, planned, *self._now)

    @cached_property
    def _then(self) -> tuple[Mapping[str, Snapshot], Printed]:
        latest = self._passed.before.latest()
        return latest, printed(self._plan, latest)

    @cached_property
    def _now(self) -> tuple[Mapping[str, Snapshot], Printed]:
        latest = self._passed.after.latest()
        return latest, printed(self._plan, latest)


def _by_county(count: ContestCount, planned: PlannedContest) -> ContestCount:
    """The count by county, as it stands beside counts of whole counties."""
    return replace(count, units=by_county(count, planned.counties), level=ReportingUnitType.COUNTY)


def _printed(snapshot: Snapshot | None, planned: PlannedContest) -> Sequence[ContestCount]:
    """The counts of the contest that a file prints."""
    names = names_of(planned)
    return [c for c in snapshot.contests if slug(c.contest.name) in names] if snapshot is not None else []


def _alike(old: ContestCount, new: ContestCount) -> bool:
    """Whether two counts are of the same contest in the same places, and both have votes."""
    same = old.contest.id == new.contest.id and old.level == new.level
    return same and old.votes is not None and new.votes is not None and counties_of(old) == counties_of(new)
