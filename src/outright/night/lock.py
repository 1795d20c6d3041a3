"""One engine for a night: a lock beside its file, or a lease in its database; either names who holds it.

The lock ends with its process; the lease some seconds after it, wherever the process was.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
from collections.abc import Iterator
from pathlib import Path

from outright.archive import Home, Lease
from outright.errors import ArchiveError, NightFollowed

_MOUNTS = Path("/proc/self/mountinfo")
_SHARED = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "fuse.sshfs"})


ENGINE = "engine"
"""The work of the one process that reads and tells."""


@contextlib.contextmanager
def only_engine(store: Home) -> Iterator[Lease | None]:
    """Hold the night at ``store``; `NightFollowed` where another engine does, `ArchiveError` where nobody can.

    What is given is the lease under which to store, in a database. A file that other machines share is refused:
    neither the lock nor SQLite's log holds between machines.
    """
    if not isinstance(store, Path):
        from outright.archive.leases import holding

        with holding(store, ENGINE) as lease:
            yield lease
        return
    if kind := shared_by(store):
        raise ArchiveError(
            f"{store.name} would lie on a disk that other machines share ({kind})", where=str(store),
            hint="Name a store on a disk of this machine; copies of it may lie anywhere.",
        )  # fmt: skip
    lock = store.with_name(store.name + ".lock")
    try:
        handle = lock.open("a+")
    except OSError as error:
        raise ArchiveError(f"The night cannot be kept here: {error.strerror}", where=str(lock)) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            handle.seek(0)
            holder = _plain(handle.read(200))
            hint = "Stop it first, or follow another night."
            raise NightFollowed(f"Another engine follows {store.name}{holder}", where=str(lock), hint=hint) from error
        with contextlib.suppress(OSError):  # a full disk holds no name, and the lock holds all the same
            os.truncate(handle.fileno(), 0)
            os.write(handle.fileno(), f"process {os.getpid()} on {socket.gethostname()}".encode())
        yield None


def shared_by(store: Path) -> str:
    """The kind of network file system that ``store`` lies on; "" on a disk of this machine, or where none can say."""
    try:
        mounts = [line.split() for line in _MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()]
    except OSError:
        return ""
    above = {str(folder) for folder in store.absolute().parents}
    found = [(len(m[4]), at, m[m.index("-") + 1]) for at, m in enumerate(mounts) if "-" in m and m[4] in above]
    kind = max(found, default=(0, 0, ""))[2]
    return kind if kind in _SHARED else ""


def _plain(holder: str) -> str:
    """Who holds the night, as it wrote it, behind a colon; "" where it could not write it."""
    return f": {holder.strip()}" if holder.strip() else ""
