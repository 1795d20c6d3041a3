"""Large publications are read in a process of their own, within a limit of memory and of time.

A reader that needs more memory than there is, or fails in a library of C or Rust, ends its process; where that
process is the engine's, a file ends the night. So what is large, or is a workbook, is read apart: what comes back are
the facts in their canonical bytes, as they are stored, or the line that refuses the file.
"""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import threading
import weakref
import zipfile

import msgspec

from outright.count import Snapshot
from outright.feeds.tables import is_workbook
from outright.feeds.unpack import RATIO, is_gzip, is_zip
from outright.night.reading import read_whole, snapshot_of, unread
from outright.night.reading_process import STARVED, Answered, Asked, receive, send

MEMORY = 3 << 30
"""Bytes that reading one file may take beyond what a reader takes that has nothing to read."""
SECONDS = 120
"""Seconds that reading one file may take."""
LARGE = 8 << 20
"""Bytes, unpacked, from which on a file is read apart."""
_STARTS = 60.0
"""Seconds in which a process must stand ready; it takes a fifth of one."""
_LEAVES = 5.0
"""Seconds in which a process that has let go of its pipes may leave."""
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"


def is_for_apart(body: bytes) -> bool:
    """Whether the bytes are read in another process: they are many, may become many, or are a workbook.

    What a packed file becomes is taken from its own words, or from how much the unpacking lets it grow.
    """
    if len(body) > LARGE or is_workbook(body) or body.startswith(_OLD_WORKBOOK):
        return True
    if is_gzip(body):
        return len(body) * RATIO > LARGE
    if is_zip(body):
        return _unpacked_size(body) > LARGE
    return False


def _unpacked_size(body: bytes) -> int:
    """How large a zip says that its members are; 0 where it cannot be understood: nobody will unpack it."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError):
        return 0


class Reading:
    """Reads publications, the large ones in a process that is started when the first comes, and kept.

    ``memory`` in bytes and ``seconds`` bound the reading of one file.
    """

    def __init__(self, memory: int = MEMORY, seconds: int = SECONDS) -> None:
        self.memory, self.seconds = memory, seconds
        self._one_at_a_time = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._end: weakref.finalize[..., Reading] | None = None

    @property
    def pid(self) -> int | None:
        """The number of the process that reads; None where there is none."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def read(self, body: bytes, kind: str, name: str, by_map: str = "") -> tuple[Snapshot | None, bytes | None, str]:
        """What the bytes say, as a snapshot and as canonical bytes, or the error that refuses them.

        A reader that died, or took too much memory or time, refuses this one publication, in words that say so.
        """
        if is_for_apart(body):
            with self._one_at_a_time:
                found = self._apart(body, Asked(kind, name, by_map))
            if found is not None:
                return found
        return read_whole(body, kind, name, by_map)

    def close(self) -> None:
        """End the process, if there is one; another is started when it is needed."""
        if self._end is not None:
            self._end()
        self._process = self._end = None

    def _apart(self, body: bytes, asked: Asked) -> tuple[Snapshot | None, bytes | None, str] | None:
        """The answer of the other process; None where none can be started: then we read ourselves, as we can."""
        while True:
            fresh = self._process is None
            process = self._process or self._started()
            if process is None:
                return None
            late = threading.Event()
            clock = threading.Timer(self.seconds, _too_late, (process, late))
            clock.start()
            try:
                sent, came = _handed_over(process, asked, body)
            finally:
                clock.cancel()
            if came is not None:
                return self._answer(asked.name, *came)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_LEAVES)
            self.close()
            if sent or fresh or late.is_set():  # else it had ended before it was asked
                return None, None, unread(asked.name, self._why(process.returncode, late=late.is_set()))

    def _answer(self, name: str, head: bytes, facts: bytes) -> tuple[Snapshot | None, bytes | None, str]:
        said = msgspec.msgpack.decode(head, type=Answered)
        if said.starved:
            self.close()
            return None, None, unread(name, self._too_much())
        if said.error:
            return None, None, said.error
        try:
            return snapshot_of(facts), facts, ""
        except MemoryError:
            return None, None, unread(name, "what it says takes more memory than there is")

    def _why(self, code: int | None, *, late: bool) -> str:
        if late:
            return f"it takes longer than {self.seconds} seconds"
        if code == STARVED:
            return self._too_much()
        how = f"by signal {-code}" if code is not None and code < 0 else f"with code {code}"
        return f"the process that read it ended {how}, for lack of memory or by a fault"

    def _too_much(self) -> str:
        return f"it needs more than {self.memory >> 20:,} MiB of memory"

    def _started(self) -> subprocess.Popen[bytes] | None:
        """The process, standing ready; None where this machine starts none."""
        command = [sys.executable, "-P", "-m", "outright.night.reading_process", str(self.memory), str(self.seconds)]
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                start_new_session=True,
            )  # fmt: skip
        except OSError:
            return None
        self._process, self._end = process, weakref.finalize(self, _ended, process)
        assert process.stdout is not None
        clock = threading.Timer(_STARTS, process.kill)
        clock.start()
        ready = receive(process.stdout)
        clock.cancel()
        if ready is None:
            self.close()
        return None if ready is None else process


def _handed_over(
    process: subprocess.Popen[bytes], asked: Asked, body: bytes
) -> tuple[bool, tuple[bytes, bytes] | None]:
    """Whether the whole was handed over, and the answer, if one came."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        send(process.stdin, asked, body)
    except OSError:
        return False, None
    return True, receive(process.stdout)


def _too_late(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _ended(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for pipe in (process.stdin, process.stdout):
        with contextlib.suppress(OSError):
            if pipe is not None:
                pipe.close()
    process.wait()
