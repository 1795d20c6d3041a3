"""The tree in a folder, behind any file server.

Each file is written aside, synced, and moved into place with its compressed copies before it; its folder is synced
before a file of another folder is written. Neither a killed publisher nor a lost disk cache leaves half a file, or
a pointer to one that is not there. One publisher at a time holds the folder, by a lock that dies with it.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from outright.publish.headers import compresses
from outright.publish.target.errors import AnotherPublisher, TargetError
from outright.publish.target.place import OWN, SIBLINGS, Done, File, Mark, Outcome, inside
from outright.publish.target.siblings import siblings

_SECOND = 1_000_000_000
_HINTS = {
    errno.ENOSPC: "Make room; what was published before stands.",
    errno.EDQUOT: "Make room; what was published before stands.",
    errno.EACCES: "Name a folder that can be written.",
    errno.EROFS: "Name a folder that can be written.",
    errno.ENOTDIR: "Name a folder.",
}


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
        self._unsynced: Path | None = None
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
        with self._trouble("A file could not be written", file.path):
            target = self._real / inside(file.path)
            self._make(target.parent)
            outcome = self._put(target, file)
        return outcome, Mark(file.sha)

    def put_all(self, files: Iterable[File]) -> Iterator[Done]:
        """One file after the other: a disk is no quicker with several."""
        for file in files:
            yield file, *self.put(file, None)

    def note(self, notes: bytes) -> None:
        """Keep the notes, after everything they speak of."""
        with self._trouble("The publisher's notes could not be written"):
            self._settle()
            self._replace(self._real / OWN / "manifest.json", notes, self._now())
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

    def _put(self, target: Path, file: File) -> Outcome:
        there = target.is_file() and not target.is_symlink()
        same = there and target.read_bytes() == file.body
        if there and file.immutable and not same:
            return Outcome.KEPT
        ends = SIBLINGS if self._compressed and compresses(file.path) else ()
        beside = {end: target.with_name(target.name + end) for end in ends}
        if same and all(path.is_file() for path in beside.values()):
            return Outcome.UNCHANGED
        moment, copies = self._moment(target), siblings(file.path, file.body) if beside else {}
        for end, path in beside.items():
            self._replace(path, copies[end], moment)
        self._replace(target, file.body, moment)
        return Outcome.WRITTEN

    def _moment(self, target: Path) -> int:
        """When the file is said to be of: now, and in another second than what it replaces.

        File servers tell versions apart by this time, in whole seconds.
        """
        with contextlib.suppress(FileNotFoundError):
            return max(self._now(), (target.lstat().st_mtime_ns // _SECOND + 1) * _SECOND)
        return self._now()

    def _replace(self, target: Path, body: bytes, moment: int) -> None:
        """Move a file into place that is whole and synced; copies and file carry the same time."""
        self._count += 1
        part = self._aside / f"{self._count}"
        if self._unsynced not in (None, target.parent):
            self._settle()
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644)
            with os.fdopen(handle, "wb") as out:
                os.fchmod(handle, 0o644)
                out.write(body)
                out.flush()
                os.utime(handle, ns=(moment, moment))
                os.fsync(handle)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        self._unsynced = target.parent

    def _settle(self) -> None:
        if self._unsynced is not None:
            _sync(self._unsynced)
            self._unsynced = None

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


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
