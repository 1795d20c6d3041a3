"""What is known at one moment of a night, and how the next publication changes it. Pure.

Order is the order of arrival, numbered. A publication that the source itself dates or numbers earlier than what is
shown, or whose very bytes were shown and replaced before, is kept and reported but never replaces it;
nor does one that its collector brought after another had taken the source over. A publication that must wait for a
person changes nothing until it is released. A rejected file changes nothing but the source's state.

A source may publish in parts (a file for each county): ``georgia`` and ``georgia/cobb`` are kept apart here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from outright.checks.memory import Increments
from outright.count import BallotsOnHand, Batch, Change, Finding, Notice, NoticeKind, Snapshot
from outright.count.notice import DECISIONS
from outright.desk.people import same_person
from outright.night.arrival import Arrival, Held, Outcome, Weighed
from outright.terms import ResultsStatus

AHEAD = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class SourceState:
    """How one source, or one part of it, is doing. ``snapshot`` is what it last said that we show.

    ``replaced`` are the hashes of bodies that were shown and then replaced; ``applied`` the arrival shown now;
    ``increments`` what each unit was given, batch by batch.
    """

    snapshot: Snapshot | None = None
    publications: int = 0
    last_received: dt.datetime | None = None
    last_changed: dt.datetime | None = None
    sha256: str | None = None
    error: str = ""
    applied: Arrival | None = None
    replaced: frozenset[str] = frozenset()
    held: Held | None = None
    increments: Increments = field(default_factory=Increments)


@dataclass(frozen=True, slots=True)
class Step:
    """What one arrival did: its outcome, the batch of counts it brought, and what is to be said of it.

    ``touched`` are the names of the contests whose count, progress or findings changed as the source prints them;
    None stands for every contest of the night, unless the step is about one ``contest`` of the plan alone.
    """

    arrival: Arrival
    outcome: Outcome
    batch: Batch
    snapshot: Snapshot | None
    error: str = ""
    alarms: tuple[Finding, ...] = ()
    touched: frozenset[str] | None = None
    by_contest: Mapping[str, tuple[Change, ...]] = field(default_factory=dict)
    contest: str = ""


def grouped(batch: Batch) -> dict[str, tuple[Change, ...]]:
    """The changes of a batch by the contest's id."""
    found: dict[str, list[Change]] = {}
    for change in batch.changes:
        found.setdefault(change.contest_id, []).append(change)
    return {contest: tuple(changes) for contest, changes in found.items()}


@dataclass(frozen=True, slots=True)
class NightState:
    """Everything known after a number of arrivals. ``notices`` are those that still stand, newest last."""

    seq: int = 0
    as_of: dt.datetime | None = None
    sources: Mapping[str, SourceState] = field(default_factory=dict)
    notices: tuple[Notice, ...] = ()

    def latest(self) -> dict[str, Snapshot]:
        """What each source last said, by source key; sources that said nothing readable are absent."""
        return {k: s.snapshot for k, s in self.sources.items() if s.snapshot is not None}

    def parts(self, source: str) -> dict[str, SourceState]:
        """The source itself and its parts, by key."""
        return {k: s for k, s in self.sources.items() if k.partition("/")[0] == source}

    def held(self) -> tuple[Held, ...]:
        """Every publication that waits for a person, in order of arrival."""
        waiting = [s.held for s in self.sources.values() if s.held is not None]
        return tuple(sorted(waiting, key=lambda h: h.arrival.seq))

    def on_hand(self) -> tuple[BallotsOnHand, ...]:
        """Every statement of ballots on hand that stands now."""
        return tuple(s for snap in self.latest().values() for s in snap.on_hand)

    def complete_units(self) -> tuple[str, ...]:
        """The units whose count a source declares finished, unless their count has changed since it said so."""
        changed = self._last_changes() if any(s.complete_units for s in self.latest().values()) else {}
        return tuple(
            unit
            for source in self.sources.values()
            if source.snapshot is not None and source.last_changed is not None
            for unit in source.snapshot.complete_units
            if changed.get(unit, source.last_changed) <= source.last_changed
        )

    def _last_changes(self) -> dict[str, dt.datetime]:
        """When the votes of each county last changed, by county id."""
        changed: dict[str, dt.datetime] = {}
        for source in self.sources.values():
            at = source.last_changed
            if source.snapshot is None or at is None:
                continue
            for count in source.snapshot.contests:
                for county in {u.unit.parent_id or u.unit.id for u in count.counting_units()}:
                    changed[county] = max(changed.get(county, at), at)
        return changed

    def unheard(self, counting: Iterable[str]) -> frozenset[str]:
        """Those of the ``counting`` sources, by id, that have said nothing readable yet."""
        return frozenset(counting) - {base(key) for key in self.latest()}

    def status(self, counting: Iterable[str]) -> ResultsStatus:
        """The weakest status any source gives its counts: one partial county makes the night partial.

        While one of the ``counting`` sources has said nothing readable (`unheard`), the night is partial, whatever the
        others call their own counts.
        """
        order = list(ResultsStatus)
        given = [s.status for s in self.latest().values()]
        if given and self.unheard(counting):
            given.append(ResultsStatus.UNOFFICIAL_PARTIAL)
        return min(given, key=order.index) if given else ResultsStatus.PRE_ELECTION


def base(key: str) -> str:
    """The id of the source that a key, perhaps of one of its parts, belongs to."""
    return key.partition("/")[0]


def completed(state: NightState, arrival: Arrival, snapshot: Snapshot) -> Snapshot:
    """The whole of what a source says after a publication that holds only what changed; any other as it is."""
    source = state.sources.get(arrival.source, SourceState())
    if not arrival.is_diff or source.snapshot is None:
        return snapshot
    changed = {c.contest.id: c for c in snapshot.contests}
    kept = (changed.pop(c.contest.id, c) for c in source.snapshot.contests)
    return replace(snapshot, contests=(*kept, *changed.values()))


def outcome_of(state: NightState, arrival: Arrival, snapshot: Snapshot | None) -> Outcome:
    """What becomes of an arrival before anybody has weighed what it says."""
    source = state.sources.get(arrival.source, SourceState())
    if snapshot is None:
        return "rejected"
    if snapshot.notices:
        return "noted"
    if source.snapshot is None:
        return "applied"
    if source.sha256 == arrival.sha256:
        return "unchanged"
    return "older" if _dated_earlier(source, arrival, snapshot) or _served_before(source, arrival) else "applied"


def _numbered_earlier(source: SourceState, arrival: Arrival) -> bool | None:
    """Whether the source's own number says that this was before what is shown; None where it says nothing."""
    shown, now = (source.applied.version if source.applied else None), arrival.version
    return None if shown is None or now is None or shown == now else now < shown


def _dated_earlier(source: SourceState, arrival: Arrival, snapshot: Snapshot) -> bool:
    """Whether the source's own number, or without one its clock, says that this was before what is shown."""
    numbered = _numbered_earlier(source, arrival)
    if numbered is not None:
        return numbered
    if arrival.is_late:
        return True
    before, at = (source.snapshot.published_at if source.snapshot else None), snapshot.published_at
    if before is None or at is None or source.applied is None:
        return False
    believed = before - source.applied.received_at <= AHEAD  # a file dated later than it came has a wrong clock
    return believed and at < before


def _served_before(source: SourceState, arrival: Arrival) -> bool:
    """Whether these very bytes were shown and then replaced: a stale copy, until the source stands by it."""
    return arrival.sha256 in source.replaced


def after(
    state: NightState, arrival: Arrival, snapshot: Snapshot | None, error: str = "", weighed: Weighed | None = None
) -> tuple[NightState, Step]:
    """The state after ``arrival``, which said ``snapshot`` or was refused with ``error``.

    ``weighed``: what the checks said of the snapshot, where it would be applied.
    """
    weighed = weighed or Weighed()
    outcome = outcome_of(state, arrival, snapshot)
    if outcome == "noted" and snapshot is not None:
        return _noted(state, arrival, snapshot)
    source = state.sources.get(arrival.source, SourceState())
    received = replace(source, publications=source.publications + 1, last_received=arrival.received_at)
    if outcome == "applied" and weighed.waits and snapshot is not None:
        held = Held(
            arrival, snapshot, weighed.waits, weighed.confirmable, arrival.received_at, places=weighed.places
        )  # fmt: skip
        held = replace(held, since=_since(source.held, held))
        shown, batch, outcome, error = replace(received, held=held, error=""), Batch(), "held", weighed.waits[0]
    elif outcome == "applied" and snapshot is not None:
        shown, batch = _applied(received, arrival, snapshot, arrival)
    elif outcome == "rejected":
        shown, batch = replace(received, error=source.error if arrival.is_late else error), Batch()
    else:
        how = source.error if arrival.is_late else ""
        shown, batch = replace(received, error=how, held=_still_waiting(source, arrival, snapshot, outcome)), Batch()
    new = _with(state, arrival, {arrival.source: shown})
    concerned = _with_alarms(touched(source, shown, snapshot), snapshot, weighed.alarms)
    return new, Step(arrival, outcome, batch, snapshot, error, weighed.alarms, concerned, grouped(batch))


def _still_waiting(source: SourceState, arrival: Arrival, snapshot: Snapshot | None, outcome: Outcome) -> Held | None:
    """What waits after an arrival that changed nothing.

    A file that is the one shown takes back what waited. One whose clock is earlier, or whose bytes were replaced
    before, waits: it may be a stale copy, or what is shown may have had a wrong clock; only time or a person can
    tell. An earlier number is never shown, nor a late file: whoever polls the source now knows better.
    """
    if arrival.is_late:
        return source.held
    if outcome == "unchanged":
        return None
    if snapshot is None or _numbered_earlier(source, arrival):
        return source.held
    dated = _dated_earlier(source, arrival, snapshot)
    why = "Its clock is earlier than that of the file shown." if dated else "It was shown and replaced before."
    held = Held(arrival, snapshot, (why,), confirmable=True, since=arrival.received_at, is_stale=True)
    return replace(held, since=_since(source.held, held))


def _since(before: Held | None, now: Held) -> dt.datetime:
    """Since when files have waited for the like of this in an unbroken row.

    A fall somewhere else, or a deeper one, begins anew: no source has stood by it yet.
    """
    if before is None or not (before.confirmable and now.confirmable) or before.is_stale != now.is_stale:
        return now.since
    same = all(size <= before.places.get(place, -1) for place, size in now.places.items())
    return before.since if same else now.since


def touched(before: SourceState, now: SourceState, said: Snapshot | None) -> frozenset[str] | None:
    """The names of the contests that an arrival concerns; None where it may concern all of them."""
    old, new = before.snapshot, now.snapshot
    if new is None or (said is not None and _said(said) != ((), ())) or (old is not None and _said(old) != _said(new)):
        return None
    if old is new:  # nothing is shown that was not: what is to be said concerns what the source reports
        told = {c.contest.name for s in (new, said) if s is not None for c in s.contests}
        return frozenset(told)
    if old is None or (old.findings, old.status) != (new.findings, new.status) or before.error:
        return frozenset(c.contest.name for s in (old, new) if s is not None for c in s.contests)
    had = {c.contest.name: c for c in old.contests}
    has = {c.contest.name: c for c in new.contests}
    return frozenset(name for name in had.keys() | has.keys() if had.get(name) != has.get(name))


def _with_alarms(
    names: frozenset[str] | None, said: Snapshot | None, alarms: tuple[Finding, ...]
) -> frozenset[str] | None:
    """The contests concerned, with those that an alarm speaks of; one that names none speaks of all in the file."""
    if names is None or said is None or not alarms:
        return names
    if all(alarm.where for alarm in alarms):
        return names | {alarm.where for alarm in alarms}
    return names | {c.contest.name for c in said.contests}


def _applied(source: SourceState, arrival: Arrival, snapshot: Snapshot, moment: Arrival) -> tuple[SourceState, Batch]:
    """The source showing ``snapshot``, which came with ``arrival`` and is shown from ``moment`` on."""
    batch = snapshot.since(source.snapshot)
    news = batch or source.snapshot is None or _said(snapshot) != _said(source.snapshot)
    gone = source.replaced | {source.sha256} if source.sha256 else source.replaced
    shown = replace(
        source, snapshot=snapshot, sha256=arrival.sha256, error="", applied=arrival, held=None,
        replaced=gone - {arrival.sha256}, increments=source.increments.after(batch),
        last_changed=moment.received_at if news else source.last_changed,
    )  # fmt: skip
    return shown, batch


def _noted(state: NightState, arrival: Arrival, snapshot: Snapshot) -> tuple[NightState, Step]:
    """A notice: a decision about a publication that waits, or something to be said beside the counts."""
    notice = snapshot.notices[0]
    if notice.kind in DECISIONS:
        return _decided(state, arrival, snapshot, notice)
    if notice.desk is not None:
        return _with(state, arrival, {}), Step(arrival, "noted", Batch(), snapshot, contest=notice.desk.contest)
    changed: dict[str, SourceState] = {}
    notices, concerned = state.notices, None
    if notice.kind in (NoticeKind.TROUBLE, NoticeKind.RECOVERED):
        source = state.sources.get(notice.source, SourceState())
        error = notice.text if notice.kind is NoticeKind.TROUBLE else ""
        changed[notice.source] = replace(source, error=error)
        concerned = touched(source, changed[notice.source], source.snapshot) if source.snapshot else None
    else:
        kept = (n for n in notices if (n.kind, n.unit_id, n.source) != (notice.kind, notice.unit_id, notice.source))
        notices = (*kept, notice)
    new = replace(_with(state, arrival, changed), notices=notices)
    return new, Step(arrival, "noted", Batch(), snapshot, touched=concerned)


def _decided(state: NightState, arrival: Arrival, snapshot: Snapshot, notice: Notice) -> tuple[NightState, Step]:
    for key, source in state.sources.items():
        held = source.held
        if held is None or held.arrival.seq != notice.about:
            continue
        if why := _may_not(notice, held):
            return _with(state, arrival, {}), Step(arrival, "refused", Batch(), snapshot, why)
        if notice.kind is NoticeKind.REJECT:
            shown = replace(source, held=None)
            names = frozenset(c.contest.name for c in held.snapshot.contests)
            return _with(state, arrival, {key: shown}), Step(arrival, "noted", Batch(), snapshot, touched=names)
        shown, batch = _applied(source, held.arrival, held.snapshot, arrival)
        moment = replace(held.arrival, seq=arrival.seq, received_at=arrival.received_at)
        concerned = touched(source, shown, held.snapshot)
        step = Step(moment, "released", batch, held.snapshot, touched=concerned, by_contest=grouped(batch))
        return _with(state, arrival, {key: shown}), step
    why = f"Publication {notice.about} does not wait for anybody."
    return _with(state, arrival, {}), Step(arrival, "refused", Batch(), snapshot, why)


def _may_not(notice: Notice, held: Held) -> str:
    """Why a decision has no effect; "" where it has."""
    clerk = held.snapshot.entered_by
    if notice.kind is NoticeKind.RELEASE and clerk and same_person(clerk, notice.by):
        return f"{clerk} entered publication {held.arrival.seq} and cannot be its second person."
    return ""


def _with(state: NightState, arrival: Arrival, changed: Mapping[str, SourceState]) -> NightState:
    as_of = max((t for t in (state.as_of, arrival.received_at) if t is not None), default=None)
    return replace(state, seq=arrival.seq, as_of=as_of, sources={**state.sources, **changed})


def _said(snapshot: Snapshot) -> tuple[object, ...]:
    """What a statement states."""
    return snapshot.on_hand, snapshot.complete_units
