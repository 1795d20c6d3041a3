"""The live loop's one move: keep the bytes, read them, record what they said, tell the bulletin.

The order is the promise: bytes are stored before they are read, facts before anything is published.
A file that cannot be read changes nothing that was counted; the night goes on.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Self

from outright.archive import Archive, Home, Received
from outright.archive.kept import Publication, State
from outright.archive.kept import Reading as Said
from outright.bulletin import Bulletin, decode, encode
from outright.count import Snapshot
from outright.desk.call import decoded, encoded
from outright.errors import ArchiveError, NotStored
from outright.night.adopted import adopted
from outright.night.arrival import Arrival
from outright.night.earlier_told import EarlierTold
from outright.night.fold import Folded, say, take
from outright.night.plan import NightPlan, plan_of, to_json
from outright.night.projector import Projector, projector_for
from outright.night.reading import snapshot_of
from outright.night.reading_apart import Reading

_AT_ONCE = 64
"""How many readings are taken in between two looks at what was told of them."""
_TOGETHER = 4 << 20
"""Bytes of facts from which on they are stored before more is read."""


class LiveNight:
    """A night that is being followed: its plan, its file, and where it stands."""

    def __init__(self, plan: NightPlan, archive: Archive, project: Projector | None = None) -> None:
        self.plan = plan
        self.archive = archive
        self.project = project or projector_for(plan)
        self.folded = Folded()
        self.reading = Reading()
        self.due = False
        """Whether a round was read to its end and its bulletin is not stored: we stopped, or could not, in between."""
        self._adopts = True

    @classmethod
    def begin(cls, plan: NightPlan, path: Home, project: Projector | None = None) -> Self:
        """A new night in a new file at ``path``. ``project``: another projector than the plan's own."""
        return cls(plan, Archive.create(path, {"plan": to_json(plan)}), project)

    @classmethod
    def resume(
        cls, path: Home, project: Projector | None = None, *, told: bool = True,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> Self:  # fmt: skip
        """The night of an existing file, standing where it stood: everything stored is taken in again, in order.

        What another release told stays as told: its log, its verdicts, its desk's calls, what waited under it.
        ``told`` false takes in only what is known, not what was said of it: enough to see what waits.
        """
        archive = Archive.open(path)
        live = cls(plan_of(archive), archive, project)
        live.follow(progress, told=told)
        return live

    def follow(
        self, progress: Callable[[int, int], None] = lambda _done, _all: None, *, told: bool = True
    ) -> int:  # fmt: skip
        """Take in what was read and told by another since we last did; the number of the newest bulletin, 0 before one.

        An engine that stands by does so all the time, and needs no more when it takes over. What a moment is remembered
        by is taken from its bulletin; the newest is said again and must be the same to the byte, else all are.
        """
        newest = self._follow(progress, told=told)
        if newest is None:
            self.folded, self.due, self._adopts = Folded(), False, False
            newest = self._follow(progress, told=told)
        return newest or 0

    def _follow(self, progress: Callable[[int, int], None], *, told: bool) -> int | None:
        """As `follow`; None where what we remembered leads to another bulletin than the one that was told."""
        newest, last = 0, self.archive.last_seq()
        while True:
            at = self.folded.state.seq
            readings = list(islice(self.archive.readings(at), _AT_ONCE))
            said = set(self.archive.told(max(0, at - 1))) if told else set()
            if not readings and not self.folded.round:  # who stands by looks often, and mostly there is nothing new
                return at if at in said else newest
            earlier, latest = EarlierTold(self.archive), max(said, default=0)
            self._adopts = self._adopts and not earlier
            if at in said and self.folded.round and not self._stand(at, earlier, anew=at == latest):
                return None
            for p, reading in zip(self.archive.publications(at), readings, strict=False):
                snapshot = None if reading.facts is None else snapshot_of(reading.facts)
                self.folded = earlier.take(self.plan, self.folded, arrival_of(p), snapshot, reading.error)
                self.due = told and not reading.state.endswith("+")
                if p.seq in said and not self._stand(p.seq, earlier, anew=p.seq == latest):
                    return None
                progress(p.seq, last)
            newest = max((seq for seq in said if seq <= self.folded.state.seq), default=newest)
            if len(readings) < _AT_ONCE:
                return newest

    def _stand(self, seq: int, earlier: EarlierTold, *, anew: bool) -> bool:
        """Stand where the night stood after bulletin ``seq``; whether that is where it stood, as far as can be seen."""
        told, folded = self.archive.bulletin(seq), None
        if self._adopts and not anew and self.archive.has_desk():
            desk = self.archive.desk(seq)
            folded = adopted(self.plan, self.folded, decode(told), decoded(desk) if desk else {})
        if folded is None:
            folded, bulletin = earlier.say(self.plan, self.folded, seq, self.project)
            if self._adopts and encode(bulletin) != told:
                return False
        self.folded, self.due = folded, False
        return True

    def receive(self, source: str, kind: str, name: str, body: bytes, received_at: dt.datetime) -> Bulletin:
        """Take one publication in and say what follows. Never raises for a bad file."""
        return self.receive_all([Received(source, kind, name, body, received_at)])

    def receive_all(self, items: Sequence[Received]) -> Bulletin:
        """Take a round of publications in, every one kept before the first is read, and say what follows.

        Raises `ArchiveError` when the night cannot be kept: nothing is told that is not stored. Where that may pass,
        it is `NotStored`, which says how many of ``items`` are kept: give the others again.
        """
        kept = 0
        try:
            self.archive.keep_all(items)
            kept = len(items)
            bulletin = self.catch_up()
        except NotStored as error:
            error.kept = kept
            raise
        except sqlite3.Error as error:
            raise ArchiveError(
                f"The night cannot be kept ({error}); nothing more is told",
                where=str(self.archive.path),
                hint="Make room or mend the disk, then start again: what is stored stands.",
            ) from error
        assert bulletin is not None  # a round is never empty
        return bulletin

    def catch_up(self) -> Bulletin | None:
        """Read what is kept and not yet read, whoever kept it (a desk beside us), and say what follows.

        None where nothing is waiting to be read or told.
        """
        bulletin = self._told() if self.due else None
        waiting = list(self.archive.publications(self.folded.state.seq))
        for some in self._read(waiting):
            self.archive.record_all([said for _, said, _ in some])
            for p, said, snapshot in some:
                self.folded = take(self.plan, self.folded, arrival_of(p), snapshot, said.error)
                self.due = p is waiting[-1]
        return self._told() if self.folded.round else bulletin

    def _read(self, waiting: Sequence[Publication]) -> Iterator[list[tuple[Publication, Said, Snapshot | None]]]:
        """What publications of one round say, some at a time: so many as are stored together."""
        some: list[tuple[Publication, Said, Snapshot | None]] = []
        size = 0
        for p in waiting:
            body = self.archive.body(p.sha256)
            snapshot, facts, error = self.reading.read(body, p.kind, p.name, self.plan.column_map(p.source))
            state: State = "rejected" if snapshot is None else "read"
            more: State = "rejected+" if snapshot is None else "read+"
            some.append((p, Said(p.seq, state if p is waiting[-1] else more, facts, error, ""), snapshot))
            size += len(facts or b"")
            if size > _TOGETHER:
                yield some
                some, size = [], 0
        if some:
            yield some

    @property
    def behind(self) -> bool:
        """Whether something is kept and not read, or read and not told."""
        return self.due or self.archive.last_seq() > self.folded.state.seq

    def _told(self) -> Bulletin:
        """The bulletin of the round that was read, stored; until it is, the night stands where it stood."""
        folded, bulletin = say(self.plan, self.folded, project=self.project)
        self.archive.tell(bulletin.night.seq, encode(bulletin), encoded(folded.desk))
        self.folded, self.due = folded, False
        return bulletin


def arrival_of(publication: Publication) -> Arrival:
    """A stored publication as it came."""
    p = publication
    return Arrival(p.seq, p.source, p.received_at, p.sha256, p.name)
