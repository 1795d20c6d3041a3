"""What the server shows: the newest tree of a night, and the list of events that hint at changes.

One thread publishes, any number of connections read. A reader that falls behind is told to start again
rather than being waited for. Files of earlier moments stay, byte for byte.
"""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from outright.bulletin import Bulletin, Contest
from outright.publish.headers import cache_control
from outright.publish.tree import is_immutable, tree

REPLAYED = 1000
QUEUE = 64
RESET = b"event: reset\ndata: {}\n\n"


@dataclass(frozen=True, slots=True)
class File:
    """One published file as it goes out: its bytes, its strong ETag, how long it may be kept."""

    body: bytes
    etag: str
    cache: str


@dataclass(frozen=True, slots=True)
class Event:
    """One line for those who listen: ``id`` rises by one per event, ``frame`` is ready to send."""

    id: int
    frame: bytes


@dataclass(frozen=True, eq=False, slots=True)
class Listener:
    """One open connection: frames to send, on its own event loop; None in the queue means goodbye."""

    loop: asyncio.AbstractEventLoop
    frames: asyncio.Queue[bytes | None]

    def offer(self, frame: bytes | None) -> None:
        """Put a frame in the queue; a full queue is emptied and the reader told to start again."""
        if self.frames.full():
            while not self.frames.empty():
                self.frames.get_nowait()
            self.frames.put_nowait(RESET)
        self.frames.put_nowait(frame)


class Board:
    """Thread-safe holder of one night's newest files and its last thousand events."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._files: dict[str, File] = {}
        self._events: deque[Event] = deque(maxlen=REPLAYED)
        self._listeners: set[Listener] = set()
        self._bulletin: Bulletin | None = None
        self._last_id = 0

    @property
    def bulletin(self) -> Bulletin | None:
        """The bulletin shown now; None before the first."""
        return self._bulletin

    def publish(self, bulletin: Bulletin) -> None:
        """Show this bulletin from now on, and tell everyone who listens what changed.

        What never changes and was published here before is kept.
        """
        files = {path: _file(path, body, bulletin) for path, body in tree(bulletin).items()}
        with self._lock:
            kept = {path: file for path, file in self._files.items() if is_immutable(path)}
            before = self._bulletin
            self._files = {**files, **kept}
            self._bulletin = bulletin
            events = [self._event(bulletin, contest, before, files) for contest in bulletin.contests]
            self._events.extend(events)
            listeners = tuple(self._listeners)
        for listener in listeners:
            for event in events:
                self._send(listener, event.frame)

    def file(self, path: str) -> File | None:
        """The file at this path of the tree, or None."""
        return self._files.get(path)

    def paths(self) -> tuple[str, ...]:
        """Every path there is."""
        return tuple(self._files)

    def listen(self, after: int | None) -> Listener:
        """Begin listening on the running event loop; ``after`` is the last event id already seen.

        Missed events are queued first; where they are no longer known, a reset is.
        """
        with self._lock:
            missed = self._missed(after)
            listener = Listener(asyncio.get_running_loop(), asyncio.Queue(max(QUEUE, len(missed) + 1)))
            for frame in missed:
                listener.frames.put_nowait(frame)
            self._listeners.add(listener)
        return listener

    def leave(self, listener: Listener) -> None:
        """Stop listening."""
        with self._lock:
            self._listeners.discard(listener)

    def close(self) -> None:
        """Say goodbye to everyone who listens."""
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            self._send(listener, None)

    def _missed(self, after: int | None) -> list[bytes]:
        if after is None:
            return []
        known = self._events[0].id if self._events else self._last_id + 1
        if not known - 1 <= after <= self._last_id:
            return [RESET]
        return [event.frame for event in self._events if event.id > after]

    def _send(self, listener: Listener, frame: bytes | None) -> None:
        try:
            listener.loop.call_soon_threadsafe(listener.offer, frame)
        except RuntimeError:  # the loop has closed: nobody is there any more
            self.leave(listener)

    def _event(self, bulletin: Bulletin, contest: Contest, before: Bulletin | None, files: Mapping[str, File]) -> Event:
        self._last_id += 1
        url = f"/v1/{bulletin.night.id}/{contest.id}/latest.json"
        data = {
            "contest": contest.id,
            "seq": bulletin.night.seq,
            "etag": files[url].etag,
            "url": url,
            "precincts": [contest.remaining.precincts_reported, contest.remaining.precincts_total],
            "top": [(c.id, c.votes) for c in contest.candidates[:2]],
            "call": contest.verdict.code,
        }
        kind = "call" if _said_anew(contest, before) else "snapshot"
        body = msgspec.json.encode(data).decode()
        return Event(self._last_id, f"id: {self._last_id}\nevent: {kind}\ndata: {body}\n\n".encode())


def _said_anew(contest: Contest, before: Bulletin | None) -> bool:
    was = next((c for c in before.contests if c.id == contest.id), None) if before else None
    now = (contest.verdict.code, contest.verdict.candidates)
    return was is not None and now != (was.verdict.code, was.verdict.candidates)


def _file(path: str, body: bytes, bulletin: Bulletin) -> File:
    return File(body, f'"{hashlib.sha256(body).hexdigest()[:20]}"', cache_control(path, bulletin.night.status))
