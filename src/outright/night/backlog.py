"""What has come and is not stored: in memory, or on this machine's disk where the store is another's.

A file of this machine that has no room has none for a spool either, so what comes waits in memory then, for so much. A
database that does not answer is another matter: what comes is put on this disk, whoever is killed, and goes to the
store in order when it answers.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from outright.archive import Received
from outright.archive.home import Home, ServedNight
from outright.archive.spool import Spool, token
from outright.errors import NotStored

AT_ONCE = 64 << 20
"""Bytes of what waits on disk that are given to the store as one round."""
SUFFIX = ".spool"


class Backlog:
    """What waits for a store. ``spool`` None: nothing can wait on disk."""

    def __init__(self, spool: Spool | None = None) -> None:
        self._spool = spool
        self._spooled: frozenset[str] = frozenset()

    @classmethod
    def of(cls, store: Home) -> Backlog:
        """The backlog of a night: on disk for one that is in a database."""
        return cls(Spool.open(store.with_name(store.name + SUFFIX)) if isinstance(store, ServedNight) else None)

    def close(self) -> None:
        """Let the file go; what waits in it stays there."""
        if self._spool is not None:
            self._spool.close()

    def __len__(self) -> int:
        return len(self._spool) if self._spool is not None else 0

    def signed(self, item: Received) -> Received:
        """The publication with a token of its own, where its store may leave it open whether it was stored."""
        if self._spool is None or item.token:
            return item
        return Received(item.source, item.kind, item.name, item.body, item.received_at, token())

    def first(self) -> list[Received]:
        """What waits on disk, in order, as much as is stored at once; it came before anything in memory."""
        found, size = [], 0
        for given, source, kind, name, body, at in self._spool.waiting() if self._spool is not None else ():
            found.append(Received(source, kind, name, body, at, given))
            size += len(body)
            if size > AT_ONCE:
                break
        self._spooled = frozenset(item.token for item in found)
        return found

    def stored(self, items: Sequence[Received]) -> None:
        """Forget what is stored. What cannot be forgotten now is given again, and is known by its token."""
        for item in items:
            if item.token in self._spooled and self._spool is not None:
                with contextlib.suppress(NotStored):
                    self._spool.drop(item.token)

    def left(self, items: Sequence[Received]) -> list[Received]:
        """Put what could not be stored on disk; what stays in memory, since it cannot wait there."""
        if self._spool is None:
            return list(items)
        for n, item in enumerate(items):
            if item.token in self._spooled:
                continue
            try:
                self._spool.put(item.source, item.kind, item.name, item.body, item.received_at, item.token)
            except NotStored:
                return [i for i in items[n:] if i.token not in self._spooled]
        return []
