"""A disk under SQLite that notes what is written and synced, can be full or sick, and can lose its power.

It lies between the very library that Python's ``sqlite3`` uses and the system's own files (a "VFS" of SQLite,
registered through its public interface), so what is tested is the archive as it runs. It needs a Python whose
SQLite is a library of its own; where it is built into Python, `available` says why not.
"""

from __future__ import annotations

import _sqlite3
import ctypes as c
import random
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple, Self

FULL, READONLY, BUSY, CORRUPT = 13, 8, 5, 11
IOERR_WRITE, IOERR_FSYNC = 10 | 3 << 8, 10 | 4 << 8
_MINE = 0x100 | 0x800 | 0x80000  # a database, its journal, its write-ahead log

_P, _I, _L = c.c_void_p, c.c_int, c.c_int64
_WRITE, _SIZED = c.CFUNCTYPE(_I, _P, _P, _I, _L), c.CFUNCTYPE(_I, _P, _L)
_SYNC, _CLOSE = c.CFUNCTYPE(_I, _P, _I), c.CFUNCTYPE(_I, _P)
_OPEN, _DELETE = c.CFUNCTYPE(_I, _P, _P, _P, _I, _P), c.CFUNCTYPE(_I, _P, c.c_char_p, _I)


class _Methods(c.Structure):
    _fields_ = (("version", _I), ("close", _P), ("read", _P), ("write", _P), ("truncate", _P), ("sync", _P),
                ("others", _P * 13))  # fmt: skip


class _File(c.Structure):
    _fields_ = (("methods", c.POINTER(_Methods)),)


class _Vfs(c.Structure):
    _fields_ = (("version", _I), ("size", _I), ("longest", _I), ("next", _P), ("name", c.c_char_p), ("data", _P),
                ("open", _P), ("delete", _P), ("others", _P * 15))  # fmt: skip


_LEFT_OPEN: list[object] = []


class Event(NamedTuple):
    """Something that was done to a file. A sync that failed is a ``lost``: the system forgets what it held.

    A ``folder`` is a sync of the folder itself: what was deleted in it stays deleted.
    """

    kind: str
    name: str
    at: int = 0
    data: bytes = b""


Fault = Callable[[Event, dict[str, int]], int | tuple[int, int]]
"""What an event meets, given the files' sizes: 0, an SQLite error, or (how many bytes are written first, error)."""


def available() -> str:
    """Why there can be no such disk under this Python; "" where there can."""
    try:
        _library().sqlite3_vfs_find  # noqa: B018
    except (AttributeError, OSError, TypeError):
        return "this Python has SQLite built in; the disk under it needs SQLite as a library of its own"
    return ""


def _library() -> c.CDLL:
    return c.CDLL(_sqlite3.__file__)


class Disk:
    """While it is entered, every database that is opened lies on it. ``events`` is what has been done to it."""

    def __init__(self, fault: Fault | None = None) -> None:
        self.events: list[Event] = []
        self.fault = fault
        self.sizes: dict[str, int] = {}
        self._fresh: set[str] = set()
        self._open_files = 0
        self._alive: list[object] = []

    def __enter__(self) -> Self:
        self._lib = _library()
        self._lib.sqlite3_vfs_find.restype = c.POINTER(_Vfs)
        self._under = self._lib.sqlite3_vfs_find(None)
        self._vfs = _Vfs.from_buffer_copy(self._under.contents)
        self._vfs.next, self._vfs.name = None, b"noted-%d" % id(self)
        self._sys_open, self._sys_delete = _OPEN(self._vfs.open), _DELETE(self._vfs.delete)
        self._wraps = _OPEN(self._open), _DELETE(self._delete)
        self._vfs.open, self._vfs.delete = (c.cast(w, _P).value for w in self._wraps)
        assert self._lib.sqlite3_vfs_register(c.byref(self._vfs), 1) == 0
        return self

    def __exit__(self, *_: object) -> None:
        self._lib.sqlite3_vfs_unregister(c.byref(self._vfs))
        self._lib.sqlite3_vfs_register(self._under, 1)
        if self._open_files:
            _LEFT_OPEN.append(self)  # a connection that a failed test has left open goes through us to the end

    def _open(self, _vfs: int, name: int | None, file: int, flags: int, out: int | None) -> int:
        found = self._sys_open(c.cast(self._under, _P), name, file, flags, out)
        if found or name is None or not flags & _MINE:
            return found
        there = Path(c.string_at(name).decode())  # the name itself goes on as it is: the system's layer keeps it
        path = there.name
        self.sizes.setdefault(path, there.stat().st_size)
        head = c.cast(file, c.POINTER(_File)).contents
        theirs = head.methods.contents
        mine = _Methods.from_buffer_copy(theirs)
        write, cut = _WRITE(theirs.write), _SIZED(theirs.truncate)
        sync, close = _SYNC(theirs.sync), _CLOSE(theirs.close)
        if flags & 0x4 and flags & (0x800 | 0x80000) and not there.stat().st_size:
            self._fresh.add(path)

        def written(at_file: int, data: int, size: int, at: int) -> int:
            event = Event("write", path, at, c.string_at(data, size))
            whole, error = self._meets(event)
            some = size if not error else whole
            if some and (found := write(at_file, data, some, at)):
                return found
            if some:
                self._note(event._replace(data=event.data[:some]))
            return error

        def truncated(at_file: int, size: int) -> int:
            event = Event("truncate", path, size)
            error = self._meets(event)[1] or cut(at_file, size)
            return error or self._note(event)

        def synced(at_file: int, flags: int) -> int:
            error = self._meets(Event("sync", path))[1] or sync(at_file, flags)
            self._note(Event("lost" if error else "sync", path))
            if not error and path in self._fresh:
                self._fresh.discard(path)
                self._note(Event("folder", path))  # SQLite syncs the folder of a journal or log that it has made
            return error

        def closed(at_file: int) -> int:
            self._open_files -= 1
            return close(at_file)

        self._open_files += 1
        wraps = _CLOSE(closed), _WRITE(written), _SIZED(truncated), _SYNC(synced)
        mine.close, mine.write, mine.truncate, mine.sync = (c.cast(w, _P).value for w in wraps)
        self._alive += [mine, *wraps]
        head.methods = c.pointer(mine)
        return 0

    def _delete(self, _vfs: int, name: bytes, durable: int) -> int:
        event = Event("delete", Path(name.decode()).name)
        error = self._meets(event)[1] or self._sys_delete(c.cast(self._under, _P), name, durable)
        if not error:
            self._note(event)
            if durable:
                self._note(Event("folder", event.name))
        return error

    def _meets(self, event: Event) -> tuple[int, int]:
        found = self.fault(event, self.sizes) if self.fault else 0
        return found if isinstance(found, tuple) else (0, found)

    def _note(self, event: Event) -> int:
        self.events.append(event)
        if event.kind == "write":
            self.sizes[event.name] = max(self.sizes.get(event.name, 0), event.at + len(event.data))
        elif event.kind in ("truncate", "delete"):
            self.sizes[event.name] = event.at if event.kind == "truncate" else 0
        return 0


def full_after(room: int) -> Fault:
    """A disk with room for so many bytes: the write that goes over it is cut off there."""

    def fault(event: Event, sizes: dict[str, int]) -> int | tuple[int, int]:
        if event.kind != "write":
            return 0
        left = room - sum(size for name, size in sizes.items() if name != event.name)
        fits = left - event.at
        return 0 if fits >= len(event.data) else (max(0, fits), FULL)

    return fault


def failing(kind: str, error: int, nth: int = 1, times: int = 1, name: str = "") -> Fault:
    """The ``nth`` event of a kind, and so many after it, meet this error; only in files whose name ends so."""
    seen = 0

    def fault(event: Event, _sizes: dict[str, int]) -> int:
        nonlocal seen
        if event.kind != kind or not event.name.endswith(name):
            return 0
        seen += 1
        return error if nth <= seen < nth + times else 0

    return fault


def after_cut(events: Iterable[Event], rng: random.Random) -> dict[str, bytes]:
    """What the disk may hold when the power goes after these events: file name to bytes.

    What was synced is there. Of what was written since, in any order: all, nothing, or a torn part. What a sync
    that failed had to write is gone for good.
    """
    files: dict[str, bytearray] = {}
    waiting: dict[str, list[Event]] = {}
    for event in events:
        if event.kind == "sync":
            for change in waiting.pop(event.name, []):
                _apply(files, change)
        elif event.kind == "lost":
            waiting.pop(event.name, None)
        elif event.kind == "folder":
            for name, changes in waiting.items():
                gone = max((n for n, change in enumerate(changes, 1) if change.kind == "delete"), default=0)
                for change in changes[:gone]:
                    _apply(files, change)
                waiting[name] = changes[gone:]
        else:
            waiting.setdefault(event.name, []).append(event)
    keeps = rng.choice((0.0, 0.5, 0.9))
    for changes in waiting.values():
        for change in changes:
            fate = rng.random()
            if fate < keeps:
                _apply(files, change)
            elif fate < keeps + (1 - keeps) / 2 and change.data:
                _apply(files, change._replace(data=change.data[: rng.randrange(len(change.data))]))
    return {name: bytes(body) for name, body in files.items()}


def _apply(files: dict[str, bytearray], change: Event) -> None:
    if change.kind == "delete":
        files.pop(change.name, None)
        return
    body = files.setdefault(change.name, bytearray())
    if change.kind == "truncate":
        del body[change.at :]
        return
    body.extend(bytes(max(0, change.at + len(change.data) - len(body))))
    body[change.at : change.at + len(change.data)] = change.data


def laid(folder: Path, files: dict[str, bytes]) -> Path:
    """The files in a folder of their own."""
    folder.mkdir()
    for name, body in files.items():
        (folder / name).write_bytes(body)
    return folder


def sound(path: Path) -> str:
    """What SQLite itself says of a file: "ok" where nothing is wrong with it."""
    db = sqlite3.connect(path)
    try:
        return str(db.execute("PRAGMA integrity_check").fetchone()[0])
    except sqlite3.DatabaseError as error:
        return str(error)
    finally:
        db.close()
