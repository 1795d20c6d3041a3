"""From a collector to the store: publications in order, each once, on the collector's own disk while that is away.

What came under a turn that another has by now is late: it is stored as such where nobody else brought it, and the
engine shows it to nobody. What we ourselves had to say of a source then (a trouble) is dropped: whoever polls it now
says it.
"""

from __future__ import annotations

import contextlib
import secrets
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outright.archive import Archive, Lease, Publication, Received, ServedNight, digest, turns
from outright.archive.kept import LATE
from outright.archive.served import connect, no_answer
from outright.archive.spool import Spool
from outright.errors import NotStored, TurnLost
from outright.night.notices import said
from outright.night.state import base

if TYPE_CHECKING:
    import psycopg


_LET_OTHERS = 15.0
"""Seconds that the others have to bring themselves what came late."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A publication under way. ``seen``: no publication of the store with a higher number was there before its poll."""

    turn: Lease
    seen: int
    item: Received


@dataclass(frozen=True, slots=True)
class _Note:
    """What a walk remembers after a poll, when it is due next, and when it began if it met no trouble; own clock."""

    turn: Lease
    memory: bytes
    due_at: float
    began_at: float | None


@dataclass(frozen=True, slots=True)
class _Back:
    """A turn that is given back once everything before it is stored."""

    turn: Lease


class Forward:
    """What one collector has fetched, on its way. `put` and `note` never wait; `drain` does, in a thread of its own.

    ``tell`` is called with every publication that is stored.
    """

    def __init__(
        self, night: ServedNight, archive: Archive, spool: Spool, *, clock: Callable[[], float] = time.monotonic,
        tell: Callable[[Publication], None] = lambda _kept: None,
    ) -> None:  # fmt: skip
        self._night, self._archive, self._spool, self._clock, self._tell = night, archive, spool, clock, tell
        self._db: psycopg.Connection[Any] | None = None
        self._waiting: deque[_Item | _Note | _Back] = deque()
        self._not_before: dict[str, float] = {}
        self._met: dict[str, tuple[int, set[str]]] = {}
        self.seen = 0
        """The number of the newest publication that we know the store to have."""
        self.stored = 0
        """How many publications were stored."""

    @property
    def size(self) -> int:
        """Bytes that wait in memory."""
        return sum(len(e.item.body) for e in tuple(self._waiting) if isinstance(e, _Item))

    def __len__(self) -> int:
        """Publications that wait on disk."""
        return len(self._spool)

    def put(self, turn: Lease, item: Received, seen: int) -> None:
        """Send a publication that was fetched under ``turn``, by a poll that began when ``seen`` was the newest."""
        token = f"{secrets.token_hex(12)}.{turn.term}.{seen}"
        self._waiting.append(_Item(turn, seen, _signed(item, token)))

    def note(self, turn: Lease, memory: bytes, *, due_in: float, began_at: float | None) -> None:
        """Write down after everything before it what the walk remembers."""
        self._waiting.append(_Note(turn, memory, self._clock() + due_in, began_at))

    def give_back(self, turn: Lease) -> None:
        """Give the turn back after everything before it."""
        self._waiting.append(_Back(turn))

    def drain(self) -> None:
        """Store everything that waits, what is on disk first; `NotStored` when it must wait on."""
        try:
            for token, source, kind, name, body, at in self._spool.waiting():
                if self._clock() >= self._not_before.get(token, 0.0):
                    self._store(_spooled(token, Received(source, kind, name, body, at, token)))
                if token not in self._not_before:
                    self._spool.drop(token)
            while self._waiting:
                self._sent(self._waiting[0])
                self._waiting.popleft()
        except NotStored:
            self._to_disk()
            raise

    def close(self) -> None:
        """Let go of the database and the disk; what waits there stays."""
        if self._db is not None:
            self._db.close()
        self._spool.close()

    def _to_disk(self) -> None:
        """Let what cannot be stored wait on disk. What a walk remembers is written down after a later poll."""
        while self._waiting:
            if isinstance(entry := self._waiting[0], _Item):
                i = entry.item
                self._spool.put(i.source, i.kind, i.name, i.body, i.received_at, i.token)
            self._waiting.popleft()

    def _sent(self, entry: _Item | _Note | _Back) -> None:
        if isinstance(entry, _Item):
            self._store(entry)
            return
        with self._connection() as db:
            if isinstance(entry, _Back):
                turns.let_go(db, entry.turn)
                return
            now, began = self._clock(), entry.began_at
            turns.write_back(
                db, entry.turn, entry.memory, due_in=max(0.0, entry.due_at - now),
                stood_for=None if began is None else now - began,
            )  # fmt: skip

    def _store(self, entry: _Item) -> None:
        i, turn = entry.item, entry.turn
        if self._is_there(turn, i):
            return
        try:
            kept = self._archive.keep(i.source, i.kind, i.name, i.body, i.received_at, i.token, under=turn)
        except TurnLost:
            late = self._late(entry)
            if late is None:
                return
            kept = late
        self.seen, self.stored = max(self.seen, kept.seq), self.stored + 1
        self._tell(kept)

    def _late(self, entry: _Item) -> Publication | None:
        """What came late, stored as such where nobody else has brought it, once whoever has the turn had the time to.

        Until then it waits on disk.
        """
        i = entry.item
        if i.kind == "notice" or self._archive.came_since(i.source, entry.seen, digest(i.body)):
            self._not_before.pop(i.token, None)
            return None
        if i.token not in self._not_before:
            self._spool.put(i.source, i.kind, i.name, i.body, i.received_at, i.token)
            self._not_before[i.token] = self._clock() + _LET_OTHERS
            return None
        kept = self._archive.keep(i.source, i.kind, f"{LATE}{i.name}", i.body, i.received_at, i.token)
        del self._not_before[i.token]
        return kept

    def _is_there(self, turn: Lease, item: Received) -> bool:
        """Whether the collector before us stored this and died before it could note so: asked once for each key."""
        term, met = self._met.get(turn.work, (0, set()))
        if term != turn.term:
            met = set()
            self._met[turn.work] = turn.term, met
        if item.source in met:
            return False
        newest = self._archive.newest_of(item.source)
        met.add(item.source)
        if newest is None or (newest.kind, newest.name) != (item.kind, item.name):
            return False
        if item.kind != "notice":
            return newest.sha256 == digest(item.body)
        return said(self._archive.body(newest.sha256)) == said(item.body)

    @contextlib.contextmanager
    def _connection(self) -> Iterator[psycopg.Connection[Any]]:
        import psycopg

        try:
            if self._db is None or self._db.closed:
                self._db = connect(self._night)
            yield self._db
        except psycopg.Error as error:
            if self._db is not None:
                self._db.close()
            raise no_answer(self._night, error) from error


def _signed(item: Received, token: str) -> Received:
    return Received(item.source, item.kind, item.name, item.body, item.received_at, token)


def _spooled(token: str, item: Received) -> _Item:
    """A publication that waited on disk, with the turn under which it was fetched, as its token says."""
    _, term, seen = token.split(".")
    return _Item(Lease(base(item.source), "", int(term)), int(seen), item)
