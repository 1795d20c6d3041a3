"""A whole night derived again from its bytes: what was read, what was told, and where the desk stood.

What this release told must come out byte for byte. What another told is held against the bytes in what arithmetic
decides, and said to be compared so; its chain, its hashes and its readings are checked like any other's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from outright.archive import Archive, Publication, Reading
from outright.bulletin import encode
from outright.count import Snapshot
from outright.desk.call import DeskRecord, encoded
from outright.night.earlier_release import read_otherwise, told_otherwise
from outright.night.earlier_told import EarlierTold
from outright.night.fold import Folded
from outright.night.live import arrival_of
from outright.night.plan import plan_of
from outright.night.projector import Projector, projector_for
from outright.night.reading import UNREAD, read_whole, snapshot_of


@dataclass(frozen=True, slots=True)
class Verified:
    """What a re-derivation found: how much was checked, the chain's head, the first thing that is wrong.

    ``compared`` says how many of the ``bulletins`` other releases told, by release: these were compared in what
    arithmetic decides. ``otherwise`` are differences from those releases that contradict nothing, one line each.
    ``unread`` publications were refused because of the machine that followed the night: that is believed as recorded.
    """

    publications: int
    bulletins: int
    head: str
    problem: str | None
    compared: Mapping[str, int] = field(default_factory=dict)
    otherwise: tuple[str, ...] = ()
    unread: int = 0


class _Wrong(Exception):
    """What does not follow, in words."""


def derive(archive: Archive, progress: Callable[[int, int], None], project: Projector | None) -> Verified:
    """Derive the night again, up to the first thing that is wrong. `ArchiveError` where it cannot be read."""
    if broken := archive.broken_link():
        return Verified(0, 0, archive.head()[1], broken)
    night = _Derivation(archive, project)
    try:
        night.all(progress)
    except _Wrong as wrong:
        return night.found(str(wrong))
    return night.found(None)


class _Derivation:
    """A night that is derived again, publication by publication."""

    def __init__(self, archive: Archive, project: Projector | None) -> None:
        self.archive, self.plan = archive, plan_of(archive)
        self.project = project or projector_for(self.plan)
        self.earlier, self.desk, self.folded = EarlierTold(archive), _Desk(archive), Folded()
        self.publications = list(archive.publications())
        self.readings, self.read = archive.readings(), archive.head()[0]
        self.stored = frozenset(archive.told())
        self.checked = self.told = self.unread = 0
        self.compared: Counter[str] = Counter()
        self.otherwise: list[str] = []

    def found(self, problem: str | None) -> Verified:
        """What has been found so far."""
        head = self.archive.head()[1]
        return Verified(
            self.checked, self.told, head, problem, dict(self.compared), tuple(self.otherwise), self.unread
        )  # fmt: skip

    def all(self, progress: Callable[[int, int], None]) -> None:
        """Every publication in order; `_Wrong` at the first that does not come out as it was stored."""
        known = {p.seq for p in self.publications}
        if extra := sorted({*self.stored, *range(1, self.read + 1)} - known):
            raise _Wrong(f"what is stored as {extra[0]} belongs to no publication")
        if astray := sorted(set(self.archive.desk_rows()) - self.stored):
            raise _Wrong(f"the desk's record {astray[0]} belongs to no bulletin")
        for done, p in enumerate(self.publications, start=1):
            self._one(p)
            self.checked = done
            progress(done, len(self.publications))

    def _one(self, p: Publication) -> None:
        if p.seq > self.read:
            if p.seq in self.stored:
                raise _Wrong(f"publication {p.seq} has no reading")
            return  # kept, by an engine that was stopped then or by a collector, and not read yet
        reading = next(self.readings)
        snapshot = self._read(p, reading)
        self.folded = self.earlier.take(self.plan, self.folded, arrival_of(p), snapshot, reading.error)
        if p.seq in self.stored:
            self._tell(p.seq)
        elif p.seq < self.read and not reading.state.endswith("+"):
            raise _Wrong(f"bulletin {p.seq} is missing")

    def _read(self, p: Publication, reading: Reading) -> Snapshot | None:
        """What the publication says; what it said then, where another release read it."""
        body = self.archive.body(p.sha256)
        if reading.facts is None and reading.error.startswith(UNREAD):
            self.unread += 1
            return None
        now, facts, error = read_whole(body, p.kind, p.name, self.plan.column_map(p.source))
        if (reading.facts, reading.error) == (facts, error):
            return now
        if not self.earlier.read_by_another(p.seq):
            raise _Wrong(f"publication {p.seq} ({p.source}) does not read as it was recorded")
        then = None if reading.facts is None else snapshot_of(reading.facts)
        differs = read_otherwise(then, now)
        if differs.wrong:
            raise _Wrong(f"publication {p.seq} ({p.source}), read by another release: {differs.wrong[0]}")
        self.otherwise += [f"publication {p.seq} ({p.source}): {what}" for what in differs.otherwise]
        return then

    def _tell(self, seq: int) -> None:
        self.told += 1
        then = self.earlier.at(seq)
        self.folded, bulletin = self.earlier.say(self.plan, self.folded, seq, self.project)
        if then is not None:
            differs = told_otherwise(then.bulletin, bulletin)
            if differs.wrong:
                raise _Wrong(f"bulletin {seq}, told by {then.release}, contradicts the bytes: {differs.wrong[0]}")
            self.compared[then.release] += 1
            self.otherwise += [f"bulletin {seq}: {what}" for what in differs.otherwise]
            self.desk.skip(seq)
        elif self.archive.bulletin(seq) != encode(bulletin):
            raise _Wrong(f"bulletin {seq} does not follow from the bytes")
        elif not self.desk.follows(seq, self.folded.desk):
            raise _Wrong(f"the desk's record {seq} does not follow from the bytes")


class _Desk:
    """The stored record of the desk, held against what is derived of it."""

    def __init__(self, archive: Archive) -> None:
        self._archive, self._rows = archive, frozenset(archive.desk_rows())
        self._kept, self._last = archive.has_desk(), b""

    def follows(self, seq: int, derived: Mapping[str, DeskRecord]) -> bool:
        """Whether the record after this bulletin is the one derived, stored where it was new and nowhere else."""
        if not self._kept:
            return True
        now = encoded(derived)
        new, self._last = now != self._last, now
        return new is (seq in self._rows) and (not new or self._archive.desk(seq) == now)

    def skip(self, seq: int) -> None:
        """The record after a bulletin of another release is what that release left."""
        self._last = self._archive.desk(seq)
