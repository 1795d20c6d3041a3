"""Files of earlier moments, drawn from the bulletin of that moment whenever somebody asks for them again.

The bulletins come through a door: the night file where there is one, else a packed store in memory that holds as
many as it has room for. Either way a moment has the same bytes at every asking.
"""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable
from typing import TypeVar

from outright.bulletin import Bulletin, decode, encode
from outright.publish.site import Site
from outright.serve.edition import moment, moment_of
from outright.serve.press import Sheet

Door = Callable[[int], Bulletin | None]
"""The bulletin that was the first to know publication ``seq``; None where it cannot be had."""

MOMENTS = 8
SHEETS = 512
PACKED_BYTES = 32 * 2**20
K = TypeVar("K")
V = TypeVar("V")


class Packed:
    """Bulletins in memory, packed, the newest that fit into ``room`` bytes: a door where there is no night file."""

    def __init__(self, room: int = PACKED_BYTES) -> None:
        self._room, self._held = room, 0
        self._lock = threading.Lock()
        self._bodies: OrderedDict[int, bytes] = OrderedDict()
        self._complete_from = 0

    def keep(self, bulletin: Bulletin) -> None:
        """Hold this bulletin; the oldest go when room is needed."""
        body, seq = zlib.compress(encode(bulletin), 1), bulletin.night.seq
        with self._lock:
            if seq in self._bodies:
                return
            self._bodies[seq] = body
            self._held += len(body)
            while self._held > self._room and len(self._bodies) > 1:
                gone, old = self._bodies.popitem(last=False)
                self._held -= len(old)
                self._complete_from = gone + 1

    def __call__(self, seq: int) -> Bulletin | None:
        """The first bulletin held that knows publication ``seq``; None where an earlier one is gone."""
        with self._lock:
            found = None if seq < self._complete_from else next((s for s in self._bodies if s >= seq), None)
            body = None if found is None else self._bodies[found]
        return None if body is None else decode(zlib.decompress(body))


class Past:
    """Sheets of earlier moments by address, the most lately asked for. `find` may take long: not for an event loop."""

    def __init__(self, door: Door, site: Site) -> None:
        self._door, self._site = door, site
        self._lock = threading.Lock()
        self._moments: OrderedDict[int, dict[str, Sheet]] = OrderedDict()
        self._sheets: OrderedDict[str, Sheet | None] = OrderedDict()

    def known(self, path: str) -> tuple[bool, Sheet | None]:
        """Whether this address was asked for lately, and what is there; never waits."""
        with self._lock:
            if path not in self._sheets:
                return False, None
            self._sheets.move_to_end(path)
            return True, self._sheets[path]

    def find(self, path: str) -> Sheet | None:
        """The sheet of a moment's own address; None where nothing was ever published there."""
        known, sheet = self.known(path)
        if known:
            return sheet
        named = moment_of(path)
        sheet = self._of(named[2]).get(path) if named else None
        with self._lock:
            _remember(self._sheets, path, sheet, SHEETS)
        return sheet

    def _of(self, seq: int) -> dict[str, Sheet]:
        with self._lock:
            found = self._moments.get(seq)
        if found is None:
            bulletin = self._door(seq)
            found = {} if bulletin is None else moment(bulletin, self._site)
            with self._lock:
                _remember(self._moments, seq, found, MOMENTS)
        return found


def _remember(store: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    store[key] = value
    store.move_to_end(key)
    while len(store) > most:
        store.popitem(last=False)
