"""What changed between two moments of a stored night: every cell of every contest, what is said, the sources.

The counts are those that stand after each of the two publications; what lies between them leaves no trace here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from outright.archive import Archive
from outright.bulletin import Bulletin, Contest, decode
from outright.bulletin.value import Value
from outright.count import ContestCount
from outright.count.batch import compare
from outright.night.gather import gather, printed
from outright.night.past import nothing_yet, walk
from outright.night.past_cells import Place, places_of
from outright.night.plan import NightPlan, PlannedContest
from outright.night.state import NightState
from outright.night.words import METHOD_ORDER
from outright.terms import ReportingUnitType, VoteMethod


class CellChange(Value, frozen=True, kw_only=True):
    """One cell that is not what it was; None where it is not reported. ``method`` "total": all ways of voting.

    ``county`` is the unit that contains this one, None where none does. ``fell``: it went down, or is gone.
    """

    unit: str
    unit_name: str
    county: str | None
    county_name: str
    level: ReportingUnitType
    method: VoteMethod
    candidate: str
    old: int | None
    new: int | None
    added: int
    fell: bool


class SumChange(Value, frozen=True, kw_only=True):
    """One candidate's votes in the whole contest, then and now."""

    candidate: str
    name: str
    old: int | None
    new: int | None
    added: int
    fell: bool


class Headline(Value, frozen=True, kw_only=True):
    """What was said of a contest at one moment: the verdict, whom it names, who says so, and the projection.

    ``projection`` is its one sentence, or why there was none.
    """

    code: str
    label: str
    candidates: tuple[str, ...]
    by: str
    text: str
    projection: str


class ContestChange(Value, frozen=True, kw_only=True):
    """What changed in one contest. ``cells`` hold totals and parts of every unit side by side: never one sum of both.

    ``units_new`` and ``units_gone`` are in only one of the two counts.
    """

    id: str
    name: str
    old: int | None
    new: int | None
    added: int
    candidates: tuple[SumChange, ...]
    cells: tuple[CellChange, ...]
    units_new: tuple[str, ...]
    units_gone: tuple[str, ...]
    then: Headline | None
    now: Headline | None

    @property
    def said_another(self) -> bool:
        """Whether another verdict was said."""
        then, now = self.then, self.now
        return (then and (then.code, then.candidates, then.by)) != (now and (now.code, now.candidates, now.by))


class SourceChange(Value, frozen=True, kw_only=True):
    """The publication that a source, or one of its parts, showed then and shows now; None where it showed none."""

    source: str
    name: str
    old: int | None
    new: int | None
    old_clock: str
    new_clock: str


class Moment(Value, frozen=True, kw_only=True):
    """One of the two moments. ``seq`` 0 is the night before anything came."""

    seq: int
    as_of: dt.datetime | None
    as_of_text: str
    status_text: str


class Diff(Value, frozen=True, kw_only=True):
    """What changed from one moment to a later one. ``sources`` are those that show another publication."""

    first: Moment
    second: Moment
    contests: tuple[ContestChange, ...]
    sources: tuple[SourceChange, ...]


def diff_of(
    archive: Archive, plan: NightPlan, first: int, second: int
) -> tuple[Diff, dict[str, tuple[Place, ...]]]:  # fmt: skip
    """What changed from bulletin ``first`` to bulletin ``second``, which is the later one; 0 is before anything.

    With it every unit that each contest had at one of the two moments, changed or not.
    """
    if archive.newest() is None:
        raise nothing_yet(archive)
    if first > second:
        raise ValueError(f"{first} comes after {second}")
    before, after = _states(archive, plan, first, second)
    then, now = _told(archive, first), _told(archive, second)
    listed_before, listed_after = printed(plan, before.latest()), printed(plan, after.latest())
    contests, places = [], {}
    for c in plan.contests:
        old = gather(plan, c, before.latest(), listed_before).count
        new = gather(plan, c, after.latest(), listed_after).count
        places[c.id] = places_of(c, (old, new))
        contests.append(contest_change(c, old, new, _contest(then, c.id), _contest(now, c.id)))
    sources = tuple(_sources(plan, before, after))
    moments = _moment(first, then), _moment(second, now)
    return Diff(first=moments[0], second=moments[1], contests=tuple(contests), sources=sources), places


def contest_change(
    planned: PlannedContest, old: ContestCount, new: ContestCount, then: Contest | None = None,
    now: Contest | None = None,
) -> ContestChange:  # fmt: skip
    """What changed in one contest from one count of it to another."""
    batch = compare((old,), (new,))
    units = {u.unit.id: u.unit for count in (old, new) for u in count.units}
    counties = {u.id: u.name for u in units.values()} | planned.counties
    place = {c.id: i for i, c in enumerate(new.contest.candidates)}
    where = {u: i for i, u in enumerate(units)}
    order = {m: i for i, m in enumerate(METHOD_ORDER)}
    cells = [
        CellChange(
            unit=c.unit_id, unit_name=units[c.unit_id].name, county=units[c.unit_id].parent_id,
            county_name=counties.get(units[c.unit_id].parent_id or "", ""),
            level=units[c.unit_id].type, method=c.method, candidate=c.candidate_id, old=c.old, new=c.new,
            added=c.added, fell=_fell(c.old, c.new),
        )
        for c in batch.changes
    ]  # fmt: skip
    cells.sort(
        key=lambda c: (
            where[c.unit],
            c.method is not VoteMethod.TOTAL,
            order[c.method],
            place.get(c.candidate, len(place)),
        )
    )
    had = {u.unit.id for u in old.counting_units()}
    has = {u.unit.id for u in new.counting_units()}
    return ContestChange(
        id=planned.id, name=planned.name, old=old.votes, new=new.votes, added=(new.votes or 0) - (old.votes or 0),
        candidates=tuple(_sums(old, new)), cells=tuple(cells),
        units_new=tuple(u for u in units if u in has - had), units_gone=tuple(u for u in units if u in had - has),
        then=_headline(then), now=_headline(now),
    )  # fmt: skip


def _sums(old: ContestCount, new: ContestCount) -> Iterator[SumChange]:
    names = {c.id: c.name for count in (old, new) for c in count.contest.candidates}
    was, now = old.by_candidate(), new.by_candidate()
    for c, name in sorted(names.items(), key=lambda item: -(now.get(item[0]) or 0)):
        a, b = was.get(c), now.get(c)
        yield SumChange(candidate=c, name=name, old=a, new=b, added=(b or 0) - (a or 0), fell=_fell(a, b))


def _fell(old: int | None, new: int | None) -> bool:
    return old is not None and (new is None or new < old)


def _states(archive: Archive, plan: NightPlan, first: int, second: int) -> tuple[NightState, NightState]:
    """What was known at the two moments, from one walk through the night."""
    before = after = NightState()
    for passed in walk(archive, plan, second):
        after = passed.after
        if passed.publication.seq == first:
            before = after
    return before, after


def _told(archive: Archive, seq: int) -> Bulletin | None:
    return decode(archive.bulletin(seq)) if seq else None


def _contest(bulletin: Bulletin | None, contest_id: str) -> Contest | None:
    return None if bulletin is None else bulletin.contest(contest_id)


def _moment(seq: int, bulletin: Bulletin | None) -> Moment:
    if bulletin is None:
        return Moment(seq=seq, as_of=None, as_of_text="before the first publication", status_text="")
    night = bulletin.night
    return Moment(seq=seq, as_of=night.as_of, as_of_text=night.as_of_text, status_text=night.status_text)


def _headline(part: Contest | None) -> Headline | None:
    if part is None:
        return None
    verdict = part.verdict
    projection = part.projection.text if part.projection is not None else part.projection_note
    return Headline(
        code=verdict.code, label=verdict.label, candidates=verdict.candidates, by=verdict.by, text=verdict.text,
        projection=projection,
    )  # fmt: skip


def _sources(plan: NightPlan, before: NightState, after: NightState) -> Iterator[SourceChange]:
    """Every source, and part of one, that shows another publication than it did."""
    for key in sorted(before.sources.keys() | after.sources.keys(), key=lambda k: _rank(plan, k)):
        old, new = _shown(before, key), _shown(after, key)
        if old != new:
            yield SourceChange(
                source=key, name=plan.source_name(key), old=old[0], new=new[0], old_clock=old[1], new_clock=new[1]
            )


def _shown(state: NightState, key: str) -> tuple[int | None, str]:
    """The number of the publication that a source shows, and its own clock as printed."""
    source = state.sources.get(key)
    if source is None or source.applied is None or source.snapshot is None:
        return None, ""
    return source.applied.seq, source.snapshot.published_text


def _rank(plan: NightPlan, key: str) -> tuple[int, str]:
    known: Mapping[str, int] = {s.id: i for i, s in enumerate(plan.sources)}
    return known.get(key.partition("/")[0], len(known)), key
