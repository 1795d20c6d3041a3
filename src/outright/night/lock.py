"""One engine for a night: a lock beside its file, which ends with the process that holds it."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from outright.errors import ArchiveError, NightFollowed


@contextlib.contextmanager
def only_engine(store: Path) -> Iterator[None]:
    """Hold the night at ``store``; `NightFollowed` where another engine does, `ArchiveError` where nobody can."""
    lock = store.with_name(store.name + ".lock")
    try:
        handle = lock.open("a+")
    except OSError as error:
        raise ArchiveError(f"The night cannot be kept here: {error.strerror}", where=str(lock)) from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            hint = "Stop it first, or follow another night."
            raise NightFollowed(f"Another engine follows {store.name}", where=str(lock), hint=hint) from error
        yield
