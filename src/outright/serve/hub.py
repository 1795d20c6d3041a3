"""Those who listen, and what they are told: any number of them, each at its own pace, none waited for.

What is published is written once and poured into everybody's queue, a slice at a time, so that a page asked for
meanwhile is answered between two slices. Who falls 64 behind is told to read again. The last thousand events are
kept for those who come back.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from outright.serve.events import ID_STEP, Event, Telling, numbered, reset

REPLAYED = 1000
QUEUE = 64
SLICE = 200
HEARTBEAT = b": still here\n\n"


@dataclass(eq=False, slots=True)
class Listener:
    """One open stream on its own event loop. ``wanted`` names the contests it asked for; None for all.

    ``upto`` is the newest event it has been given. None in the queue means that it is over.
    """

    address: str
    wanted: frozenset[str] | None
    upto: int
    queue: asyncio.Queue[bytes | None]

    def offer(self, frame: bytes | None, newest: int) -> bool:
        """Put a frame in the queue. False where it was full: emptied, and the reader told to read again."""
        fits = not self.queue.full()
        if not fits:
            while not self.queue.empty():
                self.queue.get_nowait()
            frame = None if frame is None else reset(newest)
        self.queue.put_nowait(frame)
        return fits

    def end(self) -> None:
        """The reader has gone, or has to go: nothing more is sent."""
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


@dataclass(frozen=True, slots=True)
class Batch:
    """The events of one publication as bytes, for everybody and for every filter that is in use."""

    events: Sequence[Event]
    newest: int
    cut: dict[frozenset[str] | None, bytes] = field(default_factory=dict)

    def of(self, wanted: frozenset[str] | None) -> bytes:
        """The frames for who asked for these contests."""
        found = self.cut.get(wanted)
        if found is None:
            found = b"".join(frames(self.events, wanted))
            self.cut[wanted] = found
        return found


@dataclass(eq=False, slots=True)
class _Room:
    """The listeners of one event loop, in the order they came, and what is still to be poured there."""

    listeners: dict[Listener, None] = field(default_factory=dict)
    pending: deque[Batch | bytes | None] = field(default_factory=deque)
    pouring: bool = False
    beating: asyncio.TimerHandle | None = None


class Hub:
    """Thread-safe: anybody may tell, every loop may listen. ``count`` is told (what, how many) as it happens."""

    def __init__(self, *, heartbeat: float = 15.0, count: Callable[[str, int], None] = lambda _what, _n: None) -> None:
        self.heartbeat, self.count = heartbeat, count
        self._lock = threading.Lock()
        self._events: deque[Event] = deque(maxlen=REPLAYED)
        self._rooms: dict[asyncio.AbstractEventLoop, _Room] = {}
        self._addresses: dict[str, int] = {}
        self._newest = 0

    def __len__(self) -> int:
        return sum(len(room.listeners) for room in self._rooms.values())

    @property
    def newest(self) -> int:
        """The id of the newest event; 0 before the first."""
        return self._newest

    def from_address(self, address: str) -> int:
        """How many listen from this address."""
        return self._addresses.get(address, 0)

    def tell(self, seq: int, what: Iterable[Telling]) -> tuple[Event, ...]:
        """Number these and tell everybody whom they concern. ``seq``: the publication they come from."""
        with self._lock:
            first = max(self._newest + 1, seq * ID_STEP)
            events = tuple(numbered(t, n) for t, n in zip(what, itertools.count(first), strict=False))
            if not events:
                return ()
            self._events.extend(events)
            self._newest = events[-1].id
            rooms = tuple(self._rooms.items())
        batch = Batch(events, self._newest)
        for loop, room in rooms:
            self._pour(loop, room, batch)
        for event in events:
            self.count(event.kind, 1)
        return events

    def listen(self, after: int | None, wanted: frozenset[str] | None = None, address: str = "") -> Listener:
        """Begin to listen on the running event loop; ``after`` is the last id already seen.

        What was missed is queued first; where it is no longer known, a reset is.
        """
        loop = asyncio.get_running_loop()
        with self._lock:
            missed = self._missed(after, wanted)
            listener = Listener(address, wanted, self._newest, asyncio.Queue(QUEUE))
            if missed:
                listener.queue.put_nowait(b"".join(missed))
            room = self._rooms.setdefault(loop, _Room())
            room.listeners[listener] = None
            self._addresses[address] = self._addresses.get(address, 0) + 1
        if room.beating is None:
            room.beating = loop.call_later(self.heartbeat, self._beat, loop, room)
        return listener

    def leave(self, listener: Listener) -> None:
        """Stop listening."""
        with self._lock:
            for loop, room in tuple(self._rooms.items()):
                if listener not in room.listeners:
                    continue
                del room.listeners[listener]
                if not room.listeners:
                    del self._rooms[loop]
                left = self._addresses.pop(listener.address) - 1
                if left:
                    self._addresses[listener.address] = left

    def close(self) -> None:
        """Say goodbye to everyone who listens."""
        for loop, room in tuple(self._rooms.items()):
            self._pour(loop, room, None)

    def _missed(self, after: int | None, wanted: frozenset[str] | None) -> list[bytes]:
        if after is None:
            return []
        known = self._events[0].id if self._events else self._newest + 1
        if not known - 1 <= after <= self._newest:
            return [reset(self._newest)]
        return frames([event for event in self._events if event.id > after], wanted)

    def _pour(self, loop: asyncio.AbstractEventLoop, room: _Room, batch: Batch | bytes | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has closed: nobody is there any more
            loop.call_soon_threadsafe(self._begin, loop, room, batch)

    def _begin(self, loop: asyncio.AbstractEventLoop, room: _Room, batch: Batch | bytes | None) -> None:
        """One batch after the other: nobody hears of a later one first."""
        room.pending.append(batch)
        if not room.pouring:
            room.pouring = True
            self._next_batch(loop, room)

    def _next_batch(self, loop: asyncio.AbstractEventLoop, room: _Room) -> None:
        if room.pending:
            self._slice(loop, room, room.pending.popleft(), list(room.listeners), 0)
        else:
            room.pouring = False

    def _slice(
        self, loop: asyncio.AbstractEventLoop, room: _Room, batch: Batch | bytes | None, to: list[Listener], at: int
    ) -> None:
        """Pour into the next two hundred queues, and come back for the rest after others had their turn."""
        given = sum(self._give(listener, batch) for listener in to[at : at + SLICE])
        if given and isinstance(batch, Batch):
            self.count("sent", given)
        if at + SLICE < len(to):
            loop.call_soon(self._slice, loop, room, batch, to, at + SLICE)
        else:
            loop.call_soon(self._next_batch, loop, room)

    def _give(self, listener: Listener, batch: Batch | bytes | None) -> bool:
        """Put a batch, a sign of life (only where nothing waits) or the end into one queue: whether it took it."""
        if batch is None:
            listener.end()
        elif isinstance(batch, bytes):
            return listener.queue.empty() and listener.offer(batch, listener.upto)
        elif batch.newest > listener.upto and (frame := batch.of(listener.wanted)):
            listener.upto = batch.newest
            if listener.offer(frame, batch.newest):
                return True
            self.count("slow-reader", 1)
        return False

    def _beat(self, loop: asyncio.AbstractEventLoop, room: _Room) -> None:
        room.beating = loop.call_later(self.heartbeat, self._beat, loop, room) if room.listeners else None
        self._begin(loop, room, HEARTBEAT)


def frames(events: Iterable[Event], wanted: frozenset[str] | None) -> list[bytes]:
    """The frames of these events for who asked for these contests."""
    return [e.frame for e in events if wanted is None or e.contest is None or e.contest in wanted]
