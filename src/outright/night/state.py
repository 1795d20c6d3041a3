"""What is known at one moment of a night, and how the next publication changes it. Pure.

Order is the order of arrival, numbered; a publication that the source itself dates earlier than what is
shown is kept and reported but never replaces it. A rejected file changes nothing but the source's state.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from outright.count import BallotsOnHand, Batch, Snapshot
from outright.terms import ResultsStatus

Outcome = Literal["applied", "unchanged", "older", "rejected"]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One publication as it came: its number, its source, when we received it, the hash of its bytes."""

    seq: int
    source: str
    received_at: dt.datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class SourceState:
    """How one source is doing. ``snapshot`` is what it last said that we show."""

    snapshot: Snapshot | None = None
    publications: int = 0
    last_received: dt.datetime | None = None
    last_changed: dt.datetime | None = None
    sha256: str | None = None
    error: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What one arrival did: its outcome, and the batch of counts it brought."""

    arrival: Arrival
    outcome: Outcome
    batch: Batch
    snapshot: Snapshot | None
    error: str = ""


@dataclass(frozen=True, slots=True)
class NightState:
    """Everything known after a number of arrivals."""

    seq: int = 0
    as_of: dt.datetime | None = None
    sources: Mapping[str, SourceState] = field(default_factory=dict)

    def latest(self) -> dict[str, Snapshot]:
        """What each source last said, by source id; sources that said nothing readable are absent."""
        return {k: s.snapshot for k, s in self.sources.items() if s.snapshot is not None}

    def on_hand(self) -> tuple[BallotsOnHand, ...]:
        """Every statement of ballots on hand that stands now."""
        return tuple(s for snap in self.latest().values() for s in snap.on_hand)

    def complete_units(self) -> tuple[str, ...]:
        """The units whose count a source declares finished, unless their count has changed since it said so."""
        changed = self._last_changes()
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

    def status(self) -> ResultsStatus:
        """The weakest status any source gives its counts: one partial county makes the night partial."""
        order = list(ResultsStatus)
        given = [s.status for s in self.latest().values()]
        return min(given, key=order.index) if given else ResultsStatus.PRE_ELECTION


def after(state: NightState, arrival: Arrival, snapshot: Snapshot | None, error: str = "") -> tuple[NightState, Step]:
    """The state after ``arrival``, which said ``snapshot`` or was refused with ``error``."""
    source = state.sources.get(arrival.source, SourceState())
    received = replace(source, publications=source.publications + 1, last_received=arrival.received_at)
    shown, outcome, batch = received, _outcome(source, arrival, snapshot), Batch()
    if outcome == "rejected":
        shown = replace(received, error=error)
    elif outcome == "older":
        shown = replace(received, error="")
    elif snapshot is not None:
        batch = snapshot.since(source.snapshot)
        news = batch or source.snapshot is None or _said(snapshot) != _said(source.snapshot)
        changed = arrival.received_at if news else source.last_changed
        shown = replace(received, snapshot=snapshot, sha256=arrival.sha256, last_changed=changed, error="")
    as_of = max((t for t in (state.as_of, arrival.received_at) if t is not None), default=None)
    new = NightState(arrival.seq, as_of, {**state.sources, arrival.source: shown})
    return new, Step(arrival, outcome, batch, snapshot, error)


def _said(snapshot: Snapshot) -> tuple[object, ...]:
    """What a statement states."""
    return snapshot.on_hand, snapshot.complete_units


def _outcome(source: SourceState, arrival: Arrival, snapshot: Snapshot | None) -> Outcome:
    if snapshot is None:
        return "rejected"
    if source.snapshot is None:
        return "applied"
    if source.sha256 == arrival.sha256:
        return "unchanged"
    before, now = source.snapshot.published_at, snapshot.published_at
    return "older" if before is not None and now is not None and now < before else "applied"
