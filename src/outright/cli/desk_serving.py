"""The desk of a night that is served: what is before it is read from the night's file, what it does is put there."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

from outright.count import NoticeKind
from outright.desk.door import Deed, HeldFile, Moved, View
from outright.desk.tokens import Token, load
from outright.errors import ArchiveError, DeskRefused, UsageError

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.night.arrival import Held
    from outright.night.desk_door import Standing
    from outright.night.live import LiveNight
    from outright.night.plan import NightPlan

SHOWN = 12
"""How many changes of a file that waits are shown, the largest first."""
_HOLD = (NoticeKind.RELEASE, NoticeKind.REJECT)
_SAID = {
    NoticeKind.PROPOSE: "Proposed. A second person has ten minutes.",
    NoticeKind.APPROVE: "Called and published.",
    NoticeKind.DROP: "Dropped.",
    NoticeKind.RETRACT: "Taken back; it stays visible with the reason.",
    NoticeKind.POST: "The note is shown.",
    NoticeKind.END: "The note is no longer shown.",
    NoticeKind.RELEASE: "Released.",
    NoticeKind.REJECT: "Rejected; it stays kept.",
}


def door_of(store: Home) -> NightDoor | None:
    """The door to the night at ``store``, where it names a desk; None where nobody may call anything there."""
    from outright.archive import Archive
    from outright.night.plan import plan_of

    with Archive.open(store) as archive:
        return NightDoor(store) if plan_of(archive).desk else None


class NightDoor:
    """The door to one night's file, for a server beside the engine that follows it or without one."""

    def __init__(self, store: Home) -> None:
        self._store = store
        self._reading = threading.Lock()
        self._held: tuple[int, tuple[HeldFile, ...]] = (0, ())

    def now(self) -> dt.datetime:
        """The moment by the clock of this machine."""
        return dt.datetime.now(dt.UTC)

    def tokens(self) -> tuple[Token, ...]:
        """The tokens as they are kept beside the night."""
        return load(self._store)

    def view(self) -> View:
        """The newest bulletin, the desk's record and what waits."""
        from outright.night.desk_door import moment_of, standing

        now = standing(self._store)
        return View(now.bulletin, now.records, self._waiting(now), moment_of(now, self.now()))

    def act(self, deed: Deed) -> str:
        """Put what a person does into the night, and say what came of it."""
        from outright.night.desk_door import act, desk_action, moment_of, put, standing
        from outright.night.notices import notice
        from outright.night.replay import parse_time

        now = standing(self._store)
        at = moment_of(now, self.now())
        if deed.kind in _HOLD:
            held = next((h for h in self._waiting(now) if h.seq == deed.about), None)
            if held is None:
                raise UsageError(f"Publication {deed.about} does not wait for anybody")
            item = notice(deed.kind, deed.text, deed.by, at, key="desk", about=deed.about)
            seq, told = put(self._store, item)
        else:
            until = parse_time(deed.until, now.plan) if deed.until else None
            item = desk_action(
                deed.kind, deed.contest, deed.by, deed.text or "No reason was given.", at, via="page",
                about=deed.about, code=deed.code, candidates=deed.candidates, evidence=deed.evidence, until=until,
            )  # fmt: skip
            seq, done = act(self._store, item, deed.contest)
            told = done is not None
            if done is not None and done.refused:
                raise DeskRefused(done.refused)
        if not told:
            raise ArchiveError(f"It is kept as publication {seq}, and no engine has taken it in yet; look again")
        return _SAID[deed.kind]

    def _waiting(self, now: Standing) -> tuple[HeldFile, ...]:
        """What waits, with what it would change; read again only where a bulletin says that something waits."""
        seq = now.bulletin.night.seq
        if not any(s.waiting for s in now.bulletin.night.sources):
            return ()
        with self._reading:
            if self._held[0] != seq:
                self._held = seq, self._read(now)
            return self._held[1]

    def _read(self, now: Standing) -> tuple[HeldFile, ...]:
        import contextlib

        from outright.night.live import LiveNight

        live = LiveNight.resume(self._store, told=False)
        with contextlib.closing(live.archive):
            return tuple(_held(now.plan, live, held) for held in live.folded.state.held())


def _held(plan: NightPlan, live: LiveNight, held: Held) -> HeldFile:
    from outright.night.words import moment_text

    shown = live.folded.state.sources[held.arrival.source].snapshot
    names = {c.id: c.name for count in held.snapshot.contests for c in count.contest.candidates}
    changes = sorted(held.snapshot.since(shown).totals(), key=lambda c: -abs(c.added))
    moved = [c for c in changes if c.added]
    rows = tuple(
        Moved(c.unit_id, names.get(c.candidate_id or "", c.candidate_id or ""), c.old, c.new) for c in moved[:SHOWN]
    )
    return HeldFile(
        held.arrival.seq, plan.source_name(held.arrival.source),
        moment_text(held.arrival.received_at, plan.zone, plan.date), held.why, rows, max(0, len(moved) - SHOWN),
    )  # fmt: skip
