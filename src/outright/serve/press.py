"""Where published files are drawn: on request, once, away from the event loop, and held while there is room.

A sheet is one file of one moment. Its bytes may be let go when room is needed; drawn again they are the same,
for a document says everything its bytes follow from.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from outright.publish.document import Document
from outright.publish.tree import is_immutable
from outright.serve.ask import Refusal
from outright.serve.encoding import SMALL, SUFFIX, packed
from outright.serve.kinds import PACKED_ALREADY, content_type, kind_of
from outright.terms import ResultsStatus

HELD_BYTES = 256 * 2**20
WAITING = 64
"""Drawings of earlier moments that may wait; more are refused."""

AHEAD, AHEAD_SECONDS = 12, 1.0
"""Files of a new moment that are drawn before anybody is shown it, and for how long it may wait for them."""

T = TypeVar("T")
_log = logging.getLogger("outright.serve")


class Busy(Exception):
    """Too much is waiting to be drawn."""


@dataclass(frozen=True, slots=True)
class Print:
    """A file as it goes out: its bytes in one encoding, and the strong ETag of that, in quotes."""

    body: bytes
    etag: str
    encoding: str = ""


@dataclass(eq=False, slots=True)
class Sheet:
    """One file of one moment: what draws it, since when it is like this, and its prints by encoding.

    ``earlier``: its moment's number is lower than the bulletin's, so that an earlier bulletin may have said it first.
    ``seq`` and ``status`` are those of its moment where it was found in an earlier bulletin, else None.
    """

    path: str
    document: Document
    modified: dt.datetime | None = None
    earlier: bool = False
    seq: int | None = None
    status: ResultsStatus | None = None
    prints: dict[str, Print] = field(default_factory=dict)
    drawing: threading.Lock = field(default_factory=threading.Lock)

    @property
    def past(self) -> bool:
        """Whether it belongs to an earlier moment."""
        return self.seq is not None


class Press:
    """Draws sheets and holds their prints, the most lately asked for, within ``hold`` bytes.

    ``observe`` is told the kind and the seconds of every drawing. Earlier moments have a lane of their own: a
    reader of the archive never delays the readers of tonight.
    """

    def __init__(
        self, *, workers: int = 2, hold: int = HELD_BYTES, observe: Callable[[str, float], None] | None = None
    ) -> None:
        self._hold, self._held = hold, 0
        self.observe = observe
        self._lock = threading.RLock()
        self._shelf: OrderedDict[int, tuple[Sheet, int]] = OrderedDict()
        self._orders: dict[tuple[int, str], Future[Print]] = {}
        self._now = ThreadPoolExecutor(workers, "outright-draw")
        self._past = ThreadPoolExecutor(1, "outright-past")
        self._waiting = 0

    @property
    def held(self) -> int:
        """Bytes of prints that are held."""
        return self._held

    def ready(self, sheet: Sheet, encoding: str = "") -> Print | None:
        """The print, when it is there; never waits."""
        found = sheet.prints.get(encoding)
        if found is not None and id(sheet) in self._shelf:
            with self._lock:
                if id(sheet) in self._shelf:
                    self._shelf.move_to_end(id(sheet))
        return found

    def order(self, sheet: Sheet, encoding: str = "") -> Future[Print]:
        """The print to come; who asks for one that is being made waits for the same. `Busy` when too many wait."""
        key = id(sheet), encoding
        with self._lock:
            if key in self._orders:
                return self._orders[key]
            future = self._lane(partial(self._made, sheet, encoding), past=sheet.past)
            self._orders[key] = future
        future.add_done_callback(lambda _: self._orders.pop(key, None))
        return future

    def earlier(self, work: Callable[[], T]) -> Future[T]:
        """Work on an earlier moment, in its own lane. `Busy` when too much is waiting there."""
        with self._lock:
            return self._lane(work, past=True)

    def drawn(self, sheet: Sheet) -> Print:
        """The plain print, drawn in this thread unless it is there."""
        with sheet.drawing:
            found = sheet.prints.get("")
            if found is None:
                begun = time.perf_counter()
                body = sheet.document.draw()
                if self.observe is not None:
                    self.observe(kind_of(sheet.path), time.perf_counter() - begun)
                found = Print(body, f'"{hashlib.sha256(body).hexdigest()[:20]}"')
                self._keep(sheet, found, "", len(body))
        return found

    def ahead(self, before: Mapping[str, Sheet], after: Mapping[str, Sheet], seconds: float = AHEAD_SECONDS) -> None:
        """Draw what will be asked for at once: the sheets of ``after`` whose forerunners were asked for lately.

        Until they are there the readers are served what was before, without waiting. It takes ``seconds`` at most;
        what is not ready then is finished meanwhile, and who asks waits for it.
        """
        with self._lock:
            held = [sheet for sheet, _ in reversed(self._shelf.values())]
        wanted = [s for s in held if before.get(s.path) is s and after.get(s.path, s) is not s][:AHEAD]
        orders = [self.order(after[old.path], encoding) for old in wanted for encoding in tuple(old.prints)]
        wait(orders, seconds)

    def forget(self, sheets: Iterable[Sheet]) -> None:
        """Let go of what these sheets hold: nobody will ask for them again."""
        with self._lock:
            for sheet in sheets:
                self._drop(sheet)

    def close(self) -> None:
        """Finish what is being drawn and draw no more."""
        self._now.shutdown(wait=False, cancel_futures=True)
        self._past.shutdown(wait=False, cancel_futures=True)

    def _lane(self, work: Callable[[], T], *, past: bool) -> Future[T]:
        if not past:
            return self._now.submit(work)
        if self._waiting >= WAITING:
            raise Busy
        self._waiting += 1
        future = self._past.submit(work)
        future.add_done_callback(self._done)
        return future

    def _done(self, _: Future[T]) -> None:
        with self._lock:
            self._waiting -= 1

    def _made(self, sheet: Sheet, encoding: str) -> Print:
        try:
            plain = self.drawn(sheet)
        except Refusal:
            raise
        except Exception:
            _log.exception("%s could not be drawn", sheet.path)
            raise
        if not encoding or len(plain.body) < SMALL or content_type(sheet.path) in PACKED_ALREADY:
            self._keep(sheet, plain, encoding, 0)
            return plain
        body = packed(plain.body, encoding, thorough=is_immutable(sheet.path))
        made = Print(body, f'{plain.etag[:-1]}{SUFFIX[encoding]}"', encoding)
        self._keep(sheet, made, encoding, len(body))
        return made

    def _keep(self, sheet: Sheet, made: Print, encoding: str, size: int) -> None:
        with self._lock:
            sheet.prints[encoding] = made
            _, before = self._shelf.pop(id(sheet), (sheet, 0))
            self._shelf[id(sheet)] = sheet, before + size
            self._held += size
            while self._held > self._hold and len(self._shelf) > 1:
                self._drop(next(iter(self._shelf.values()))[0])

    def _drop(self, sheet: Sheet) -> None:
        _, size = self._shelf.pop(id(sheet), (sheet, 0))
        self._held -= size
        sheet.prints = {}
