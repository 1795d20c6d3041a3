"""The tree in a folder, behind any file server.

Each file is written aside, synced, and moved into place after its compressed copies; its folder is synced before a
file that moves is written in another. Neither a killed publisher nor a lost disk cache leaves half a file, or
a pointer to one that is not there. One publisher at a time holds the folder, by a lock that dies with it.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from outright.publish.headers import compresses
from outright.publish.target.errors import AnotherPublisher, TargetError
from outright.publish.target.place import OWN, SIBLINGS, Done, File, Mark, Outcome, inside
from outright.publish.target.siblings import siblings

_AT_ONCE = 8
_SECOND = 1_000_000_000
_HINTS = {
    errno.ENOSPC: "Make room; what was published before stands.",
    errno.EDQUOT: "Make room; what was published before stands.",
    errno.EACCES: "Name a folder that can be written.",
    errno.EROFS: "Name a folder that can be written.",
    errno.ENOTDIR: "Name a folder.",
}


class _Write(NamedTuple):
    """Bytes that are to be at ``target``; a file and its copies are said to be of the same ``moment``, in ns."""

    target: Path
    body: bytes
    moment: int


class Folder:
    """A folder as a `Target`; it is made if need be. ``now`` is the clock, in nanoseconds since 1970.

    ``compressed`` false leaves the compressed copies out.
    """

    def __init__(self, root: Path, *, compressed: bool = True, now: Callable[[], int] = time.time_ns) -> None:
        self.where = f"{root}/"
        self._root, self._compressed, self._now = root, compressed, now
        self._real = root
        self._lock: int | None = None
        self._known: set[Path] = set()
        self._unsynced: set[Path] = set()
        self._count = 0

    def open(self) -> bytes | None:
        """Lock the folder, clear what a killed publisher left aside, and return its notes."""
        with self._trouble("The folder cannot be published to"):
            self._root.mkdir(parents=True, exist_ok=True)
            self._real = self._root.resolve()
            own = self._real / OWN
            own.mkdir(mode=0o700, exist_ok=True)
            self._take_lock(own / "lock")
            self._aside.mkdir(mode=0o700, exist_ok=True)
            for part in self._aside.iterdir():
                part.unlink()
            _sync(self._real)
            notes = own / "manifest.json"
            return notes.read_bytes() if notes.is_file() else None

    def holds(self, path: str) -> bool:
        """Whether the file is there."""
        return (self._real / inside(path)).is_file()

    def put(self, file: File, mark: Mark | None) -> tuple[Outcome, Mark]:  # noqa: ARG002 (the disk itself is looked at)
        """Write the file and its compressed copies, unless they are there with the same bytes."""
        return self._put([file])[0][1:]

    def put_all(self, files: Iterable[File]) -> Iterator[Done]:
        """Write files that do not point to each other; a disk syncs many of them in the time of few."""
        done = self._put(list(files))
        with self._trouble("A folder could not be synced"):
            self._settle()
        yield from done

    def note(self, notes: bytes) -> None:
        """Keep the notes, after everything they speak of."""
        with self._trouble("The publisher's notes could not be written"):
            self._settle()
            self._replace([_Write(self._real / OWN / "manifest.json", notes, self._now())])
            self._settle()

    def stay(self) -> None:
        """Nothing to do: the lock lasts as long as this process."""

    def close(self) -> None:
        """Sync what is not yet synced and unlock the folder."""
        if self._lock is None:
            return
        try:
            with self._trouble("The folder could not be synced"):
                self._settle()
        finally:
            os.close(self._lock)
            self._lock = None

    @property
    def _aside(self) -> Path:
        return self._real / OWN / "part"

    def _take_lock(self, path: Path) -> None:
        lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(lock, 200).decode(errors="replace").strip()
            os.close(lock)
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
            raise AnotherPublisher(
                f"Another publisher writes to {self.where}", where=holder, hint="Stop it, or name another folder."
            ) from error
        os.truncate(lock, 0)
        os.write(lock, f"process {os.getpid()} on {socket.gethostname()}".encode())
        self._lock = lock

    def _put(self, files: Sequence[File]) -> list[Done]:
        """What is to be written, all of it aside and synced first, then moved into place in its order."""
        done: list[Done] = []
        writes: list[_Write] = []
        for file in files:
            with self._trouble("A file could not be written", file.path):
                target = self._real / inside(file.path)
                self._make(target.parent)
                outcome, more = self._wanted(target, file)
            writes += more
            done.append((file, outcome, Mark(file.sha)))
        with self._trouble("A file could not be written", files[0].path if len(files) == 1 else ""):
            self._replace(writes)
        return done

    def _wanted(self, target: Path, file: File) -> tuple[Outcome, list[_Write]]:
        """What becomes of a file, and what has to be written for it: its copies, then the file."""
        there = target.is_file() and not target.is_symlink()
        same = there and target.read_bytes() == file.body
        if there and file.immutable and not same:
            return Outcome.KEPT, []
        ends = SIBLINGS if self._compressed and compresses(file.path) else ()
        beside = {end: target.with_name(target.name + end) for end in ends}
        if same and all(_is_of_one_time(path, target) for path in beside.values()):
            return Outcome.UNCHANGED, []
        moment, copies = self._moment(target), siblings(file.path, file.body) if beside else {}
        copied = [_Write(path, copies[end], moment) for end, path in beside.items()]
        return Outcome.WRITTEN, [*copied, _Write(target, file.body, moment)]

    def _moment(self, target: Path) -> int:
        """When the file is said to be of: now, and in another second than what it replaces.

        File servers tell versions apart by this time, in whole seconds.
        """
        with contextlib.suppress(FileNotFoundError):
            return max(self._now(), (target.lstat().st_mtime_ns // _SECOND + 1) * _SECOND)
        return self._now()

    def _replace(self, writes: Sequence[_Write]) -> None:
        """Move files into place, in this order, that are whole and synced."""
        if not writes:
            return
        if self._unsynced - {write.target.parent for write in writes}:
            self._settle()
        parts = [self._aside / f"{self._count + n}" for n in range(len(writes))]
        self._count += len(writes)
        try:
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                list(pool.map(_write_synced, parts, writes))
            for part, write in zip(parts, writes, strict=True):
                part.replace(write.target)
                self._unsynced.add(write.target.parent)
        except BaseException:
            for part in parts:
                part.unlink(missing_ok=True)
            raise

    def _settle(self) -> None:
        for folder in sorted(self._unsynced):
            _sync(folder)
            self._unsynced.discard(folder)

    def _make(self, folder: Path) -> None:
        """The folder and those above it, readable by a server and synced; refused where a link leads out."""
        if folder in self._known:
            return
        if folder != self._real:
            self._make(folder.parent)
            if not folder.is_dir():
                folder.mkdir()
                folder.chmod(0o755)
                _sync(folder.parent)
            if not folder.resolve().is_relative_to(self._real):
                raise TargetError("A folder leads out of the place", where=str(folder), hint="Remove the link.")
        self._known.add(folder)

    @contextlib.contextmanager
    def _trouble(self, what: str, path: str = "") -> Iterator[None]:
        """Errors of the disk in words."""
        try:
            yield
        except OSError as error:
            self._known.clear()
            where = str(self._root / path.lstrip("/"))
            hint = _HINTS.get(error.errno or 0, "What was published before stands.")
            raise TargetError(f"{what}: {error.strerror or error}", where=where, hint=hint) from error


def _write_synced(part: Path, write: _Write) -> None:
    """The bytes in a file aside, on the disk itself, with the time they are said to be of."""
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
    with os.fdopen(handle, "wb") as out:
        os.fchmod(handle, 0o644)
        out.write(write.body)
        out.flush()
        os.utime(handle, ns=(write.moment, write.moment))
        os.fsync(handle)


def _is_of_one_time(copy: Path, file: Path) -> bool:
    """Whether a copy was written with its file: after a power cut one of the two may be older."""
    return copy.is_file() and copy.stat().st_mtime_ns == file.stat().st_mtime_ns


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
