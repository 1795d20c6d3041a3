"""The least that keeping bytes can cost: the same packed bytes, as durably, by a program that knows nothing of them."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from outright.archive import Home

Groups = Sequence[Sequence[bytes]]
"""What is written: the bytes of each transaction."""


def bare(home: Home, folder: Path, groups: Groups) -> float:
    """Seconds that a bare table of the home's own kind takes for these transactions."""
    return _sqlite(folder, groups) if isinstance(home, Path) else _postgres(home, groups)


def appended(folder: Path, groups: Groups) -> float:
    """Seconds of appending to a file, synced after every transaction."""
    path = folder / "appended"
    with path.open("ab", buffering=0) as file:

        def write(group: Sequence[bytes]) -> None:
            file.write(b"".join(group))
            os.fsync(file.fileno())

        took = _timed(groups, write)
    path.unlink()
    return took


def _sqlite(folder: Path, groups: Groups) -> float:
    path = folder / "bare.db"
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE bare (data BLOB)"):
            db.execute(statement)

        def write(group: Sequence[bytes]) -> None:
            db.execute("BEGIN IMMEDIATE")
            db.executemany("INSERT INTO bare VALUES (?)", [(data,) for data in group])
            db.execute("COMMIT")

        took = _timed(groups, write)
    path.unlink()
    return took


def _postgres(home: Home, groups: Groups) -> float:
    from outright.archive.served import connect

    assert not isinstance(home, Path)
    with contextlib.closing(connect(home)) as db:
        db.execute("CREATE TABLE bare (data bytea)")

        def write(group: Sequence[bytes]) -> None:
            with db.transaction(), db.cursor() as cursor:
                cursor.executemany("INSERT INTO bare VALUES (%b)", [(data,) for data in group])

        took = _timed(groups, write)
        db.execute("DROP TABLE bare")
    return took


def _timed(groups: Groups, write: Callable[[Sequence[bytes]], None]) -> float:
    begun = time.perf_counter()
    for group in groups:
        write(group)
    return time.perf_counter() - begun
