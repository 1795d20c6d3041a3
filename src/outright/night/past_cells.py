"""The history of any cell of a stored night: each value it ever had, and those that were published and never shown.

A cell is one candidate's votes by one way of voting (or all) in one unit, or in the whole contest. What a file says
that waits, was rejected or came late is set beside what was shown: as the cell would have been, had it been shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from msgspec import structs

from outright.archive import Archive
from outright.bulletin.value import Value
from outright.count import ContestCount, NoticeKind, Snapshot, UnitCount
from outright.count.rollup import by_county
from outright.errors import OutrightError
from outright.night.gather import gather, printed
from outright.night.past import Passed, walk
from outright.night.plan import NightPlan, PlannedContest
from outright.night.round import concerning
from outright.night.words import METHOD_ORDER
from outright.terms import ReportingUnitType, VoteMethod

WHOLE = ""
"""Where the unit is the contest itself."""
ALL = ""
"""Where the candidate is all of them together."""

_WAITS = "It waits for a person: "

Cell = tuple[VoteMethod, str]
"""A way of voting and a candidate's id."""
Fate = Literal["shown", "waits", "waited", "never shown"]


class CellValue(Value, frozen=True, kw_only=True):
    """One value of one cell: which publication brought it, when it came, and whether it was ever shown.

    ``unit`` None is the contest as a whole, ``candidate`` None all of them together. ``votes`` is None where the cell
    is not reported. ``added`` is against the value shown before. ``clock`` is the source's own, as printed.

    ``fate`` "never shown" is of a file that was rejected, replaced, came late or could not be used, "waits" of one
    that a person has still to look at, "waited" of one that was shown later. ``why`` says what is to be said of it,
    ``by`` which person decided. ``bulletin`` is the number of the bulletin that first said it; None where none did.
    """

    seq: int
    at: dt.datetime
    source: str
    source_name: str
    clock: str
    clock_at: dt.datetime | None
    contest: str
    unit: str | None
    unit_name: str
    method: VoteMethod
    candidate: str | None
    votes: int | None
    old: int | None
    added: int
    fell: bool
    fate: Fate
    why: str
    by: str
    bulletin: int | None


class Place(Value, frozen=True, kw_only=True):
    """A unit that a contest has or had, and the unit that contains it."""

    id: str
    name: str
    level: ReportingUnitType
    parent: str


@dataclass(slots=True)
class _Stood:
    """A contest's count after a publication, or as it would have been; ``fate`` may still be settled later.

    ``latest`` is what each source said, ``sources`` the counts of those that stand in the count.
    """

    passed: Passed
    count: ContestCount
    latest: Mapping[str, Snapshot]
    sources: tuple[tuple[str, ContestCount], ...]
    fate: Fate = "shown"
    why: str = ""
    by: str = ""
    bulletin: int | None = None

    def owner(self, unit: str) -> str:
        """The key of the source whose count stands in a unit; of what came, where none does or it is the contest."""
        if self.passed.taken is None:
            return self.passed.publication.source
        came = self.passed.taken.step.arrival.source
        keys = [key for key, count in self.sources if unit != WHOLE and _has(count, unit)]
        return came if came in keys or not keys else keys[0]


@dataclass(frozen=True, slots=True)
class ContestPast:
    """Every count that a contest ever had, in order, and those that were published and not shown."""

    plan: NightPlan
    planned: PlannedContest
    stood: tuple[_Stood, ...]
    places: tuple[Place, ...] = field(default=())

    @property
    def methods(self) -> tuple[VoteMethod, ...]:
        """Every way of voting that any count of the contest splits out, all of them together first."""
        used = {m for one in self.stood for m in one.count.methods}
        return (VoteMethod.TOTAL, *(m for m in METHOD_ORDER if m in used))

    @property
    def candidates(self) -> dict[str, str]:
        """Every candidate that any count of the contest lists, by id: the name."""
        return {c.id: c.name for one in self.stood for c in one.count.contest.candidates}

    def values(
        self, unit: str = WHOLE, method: VoteMethod | None = None, candidate: str | None = None
    ) -> tuple[CellValue, ...]:  # fmt: skip
        """Each value that each cell of the unit had, in the order of publications.

        ``unit`` is one of `places`, or `WHOLE`; ``method`` and ``candidate`` (`ALL`: all of them together) say which
        cells, None every one. ``KeyError`` where there is no such unit.
        """
        names = {p.id: p.name for p in self.places} | {WHOLE: self.planned.name}
        name, shown, found = names[unit], dict[Cell, int | None](), list[CellValue]()
        for stood in self.stood:
            cells = self._cells(stood.count, unit)
            asked = (c for c in dict.fromkeys((*shown, *cells)) if method in (None, c[0]) and candidate in (None, c[1]))
            for cell in asked:
                old, new = shown.get(cell), cells.get(cell)
                if old != new:
                    found.append(self._value(stood, unit, name, cell, old, new))
            if stood.fate == "shown":
                shown = cells
        return _as_told(found)

    def _cells(self, count: ContestCount, unit: str) -> dict[Cell, int | None]:
        """Every cell of a unit, all candidates together among them; none where the count does not have the unit."""
        row = count.result() if unit == WHOLE else _unit(count, unit, self.planned.counties)
        if row is None:
            return {}
        ids = [c.id for c in count.contest.candidates]
        rows = {VoteMethod.TOTAL: row.totals, **(dict(zip(count.methods, row.parts, strict=True)) if row.parts else {})}
        cells: dict[Cell, int | None] = {}
        for method, votes in rows.items():
            known = [v for v in votes if v is not None]
            cells[method, ALL] = sum(known) if known else None
            cells.update({(method, c): v for c, v in zip(ids, votes, strict=True)})
        return cells

    def _value(
        self, stood: _Stood, unit: str, name: str, cell: Cell, old: int | None, new: int | None
    ) -> CellValue:  # fmt: skip
        p, key = stood.passed.publication, stood.owner(unit)
        snapshot = stood.latest.get(key)
        fell = old is not None and (new is None or new < old)
        return CellValue(
            seq=p.seq, at=p.received_at, source=key, source_name=self.plan.source_name(key),
            clock=snapshot.published_text if snapshot else "", clock_at=snapshot.published_at if snapshot else None,
            contest=self.planned.id, unit=unit or None, unit_name=name, method=cell[0], candidate=cell[1] or None,
            votes=new, old=old,
            added=(new or 0) - (old or 0), fell=fell, fate=stood.fate, why=stood.why or _why(stood, fell, new),
            by=stood.by, bulletin=stood.bulletin,
        )  # fmt: skip


def past_of(archive: Archive, plan: NightPlan, planned: PlannedContest, until: int | None = None) -> ContestPast:
    """Every count that a contest had up to publication ``until``, and those that were published and not shown."""
    stood, waiting = list[_Stood](), dict[int, _Stood]()
    for passed in walk(archive, plan, until):
        if passed.taken is None:
            continue
        _settle(waiting, passed)
        if not concerning(planned, (passed.taken.step,)):
            continue
        if (found := _counted(plan, planned, passed)) is not None:
            stood.append(found)
            if found.fate == "waits":
                waiting[passed.publication.seq] = found
    return ContestPast(plan, planned, tuple(stood), places_of(planned, [one.count for one in stood]))


def _counted(plan: NightPlan, planned: PlannedContest, passed: Passed) -> _Stood | None:
    """The contest's count after a publication, or as it would be with one that is not shown; None where neither."""
    taken, p = passed.taken, passed.publication
    assert taken is not None
    step, said = taken.step, passed.said
    if step.outcome in ("applied", "released"):
        notice = said.notices[0] if said is not None and said.notices else None
        why = f"Released by {notice.by}: {notice.text}" if notice is not None else ""
        by = notice.by if notice is not None else ""
        return _stood(plan, planned, passed, passed.after.latest(), "shown", why, by, passed.bulletin)
    if said is None or said.notices or step.outcome == "unchanged" or not said.contests:
        return None
    latest = {**passed.after.latest(), p.source: taken.snapshot or said}
    held = passed.after.sources[p.source].held
    try:
        if step.outcome == "rejected":
            return _stood(plan, planned, passed, latest, "never shown", f"It could not be used: {step.error}")
        if held is None or held.arrival.seq != p.seq:
            return _stood(plan, planned, passed, latest, "never shown", "It is older than the file shown.")
        return _stood(plan, planned, passed, latest, "waits", f"{_WAITS}{held.why[0]}")
    except (OutrightError, ValueError, LookupError):
        return None  # a file of which no count can be made says nothing of any cell


def _stood(
    plan: NightPlan, planned: PlannedContest, passed: Passed, latest: Mapping[str, Snapshot], fate: Fate, why: str,
    by: str = "", bulletin: int | None = None,
) -> _Stood:  # fmt: skip
    """The contest's count of what the sources say."""
    found = gather(plan, planned, latest, printed(plan, latest))
    sources = tuple((key, count) for key, count, _ in found.sources)
    return _Stood(passed, found.count, latest, sources, fate, why, by, bulletin)


def _has(count: ContestCount, unit: str) -> bool:
    return any(unit in (u.unit.id, u.unit.parent_id) for u in count.counting_units())


def _settle(waiting: dict[int, _Stood], passed: Passed) -> None:
    """What became of files that waited: shown after all, rejected by somebody, or replaced by a newer one."""
    still = {h.arrival.seq for h in passed.after.held()}
    said, p = passed.said, passed.publication
    notice = said.notices[0] if said is not None and said.notices else None
    for seq in [s for s in waiting if s not in still]:
        gone = waiting.pop(seq)
        reason = gone.why.removeprefix(_WAITS)
        gone.fate = "never shown"
        if notice is not None and notice.about == seq and notice.kind is NoticeKind.RELEASE:
            gone.fate, gone.by = "waited", notice.by
            gone.why = f"It waited until {notice.by} released it in publication {p.seq}."
        elif notice is not None and notice.about == seq:
            gone.why, gone.by = f"Rejected by {notice.by}: {notice.text}", notice.by
        elif passed.taken is not None and passed.taken.step.outcome == "unchanged":
            gone.why = f"It waited until the source went back to the file shown, in publication {p.seq}."
        else:
            gone.why = f"It waited and was replaced by publication {p.seq}."
        gone.why = f"{gone.why} Why it waited: {reason}"


def _as_told(values: Sequence[CellValue]) -> tuple[CellValue, ...]:
    """The values with those marked that another replaced before a bulletin could say them."""
    found, last = list(values), dict[tuple[VoteMethod, str | None, int], int]()
    for i, value in enumerate(values):
        if value.fate != "shown" or value.bulletin is None:
            continue
        key = value.method, value.candidate, value.bulletin
        if (before := last.get(key)) is not None:
            passed = found[before]
            why = f"Replaced in the same round by publication {value.seq}."
            found[before] = structs.replace(passed, fate="never shown", bulletin=None, why=why)
            found[i] = _against(value, passed.old)
        last[key] = i
    return tuple(v for v in found if v.fate != "shown" or v.old != v.votes)


def _against(value: CellValue, old: int | None) -> CellValue:
    """The value, compared with another one that was shown before it."""
    fell = old is not None and (value.votes is None or value.votes < old)
    return structs.replace(value, old=old, added=(value.votes or 0) - (old or 0), fell=fell)


def _why(stood: _Stood, fell: bool, new: int | None) -> str:
    """What is to be said of a value that was shown as a matter of course: nothing, unless it is lower or gone."""
    if not fell or stood.fate != "shown":
        return ""
    return "The source no longer reports it." if new is None else "Correction by the source."


def _unit(count: ContestCount, unit: str, counties: Mapping[str, str]) -> UnitCount | None:
    """A unit that is counted, or a county that is the sum of its precincts; None where the count has neither."""
    for one in count.counting_units():
        if one.unit.id == unit:
            return one
    return next((u for u in by_county(count, counties) if u.unit.id == unit), None)


def places_of(planned: PlannedContest, counts: Sequence[ContestCount]) -> tuple[Place, ...]:
    """Every unit that any of the counts of a contest has, counties first."""
    found: dict[str, Place] = {}
    for count in counts:
        for u in by_county(count, planned.counties):
            found.setdefault(u.unit.id, Place(id=u.unit.id, name=u.unit.name, level=u.unit.type, parent=""))
    for count in counts:
        for u in count.counting_units():
            place = Place(id=u.unit.id, name=u.unit.name, level=u.unit.type, parent=u.unit.parent_id or "")
            found.setdefault(u.unit.id, place)
    return tuple(found.values())
