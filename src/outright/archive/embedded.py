"""A night file: SQLite with a write-ahead log, every transaction synced before it is acknowledged."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from outright.archive import schema
from outright.errors import ArchiveError, NotStored

APP_ID = 0x4F575233  # "OWR3": releases that know nothing of changes refuse the file
APP_IDS = (APP_ID, 0x4F575249)  # and "OWRI", of before
_WAITS = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY})
_WAITS_TOO = frozenset({sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE})
"""What may pass, and what the disk says of itself that may: a quota, a disk that may only be read."""
_GUARD = (
    "CREATE TRIGGER {table}_no_{what} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, 'the archive only grows'); END"
)


class Embedded:
    """An open night file. Use `make` or `open`."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self._stopped = ""
        self.path = path
        self.name, self.where = path.name, str(path)

    @classmethod
    def make(cls, path: Path, meta: dict[str, str]) -> Self:
        """A new night file with its settings; refuses to write over a file that exists."""
        if path.exists():
            raise ArchiveError(f"{path.name} exists already", where=str(path), hint="Name another file or move it.")
        try:
            db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise ArchiveError(
                f"cannot make {path.name}: {error}",
                where=str(path),
                hint="Name a file in a folder that exists and can be written.",
            ) from error
        try:
            _pragmas(db)
            with db:
                db.execute("BEGIN")
                for statement in schema.statements():
                    db.execute(statement)
                cls(db, path).guard(schema.GUARDED)
                db.executemany("INSERT INTO night VALUES (?, ?)", meta.items())
                db.execute(*schema.stamp(schema.VERSION))
        except sqlite3.Error as error:
            db.close()
            raise ArchiveError(
                f"cannot make {path.name}: {error}", where=str(path),
                hint="Nothing was stored. Make room, remove the half-made file, and start again.",
            ) from error  # fmt: skip
        return cls(db, path)

    @classmethod
    def open(cls, path: Path) -> Self:
        """An existing night file; `ArchiveError` when it is not one."""
        if not path.is_file():
            raise ArchiveError(
                f"there is no night file {path.name}",
                where=str(path),
                hint="Make one with: outright demo --once --db night.owr",
            )
        db = _only_to_read(path) or sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            (app_id,) = db.execute("PRAGMA application_id").fetchone()
            _pragmas(db)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            db.close()
            raise not_a_night(path.name, str(path), str(error)) from error
        if app_id not in APP_IDS:
            db.close()
            raise not_a_night(path.name, str(path), "another format")
        return cls(db, path)

    def close(self) -> None:
        """Close the file; what was kept stays kept."""
        self._db.close()

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction, synced when it is left. What may pass is `NotStored`.

        After anything else, a failed sync above all, nothing more is written: what the system still held may be
        gone, and it says so only once.
        """
        if self._stopped:
            raise ArchiveError(self._stopped, where=self.where, hint="Mend the disk, then start again.")
        try:
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                yield
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise
        except sqlite3.Error as error:
            raise self._refused(error) from error

    def _refused(self, error: sqlite3.Error) -> ArchiveError:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
        if code & 0xFF in _WAITS or code in _WAITS_TOO:
            return NotStored(
                f"{self.name} cannot be written ({error}); what is stored stands", where=self.where,
                hint="Make room, or make the disk writable.",
            )  # fmt: skip
        self._stopped = f"The disk failed under {self.name} ({error}); nothing more is written to it"
        return ArchiveError(
            self._stopped, where=self.where, hint="Mend the disk, then start again: what is stored stands."
        )

    def run(self, statement: str, given: tuple[object, ...] = ()) -> None:
        """A statement within `writing`."""
        self._db.execute(statement, given)

    def rows(self, query: str, given: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """What a question finds, row by row; `ArchiveError` where the file is damaged."""
        try:
            for row in self._db.execute(query, given):  # noqa: UP028 (which would close the cursor after its file)
                yield row
        except sqlite3.ProgrammingError:
            raise
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise ArchiveError(
                f"the night file is damaged: {error}", where=self.name,
                hint="Keep the file as it is and go back to a copy.",
            ) from error  # fmt: skip

    def tables(self) -> frozenset[str]:
        """The tables of the file."""
        return frozenset(str(name) for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'"))

    def guard(self, tables: tuple[str, ...]) -> None:
        """See to it, within `writing`, that the rows of these new tables stay as they are."""
        for statement in (*_guards(tables), f"PRAGMA application_id = {APP_ID}"):
            self._db.execute(statement)


def _guards(tables: tuple[str, ...]) -> list[str]:
    return [_GUARD.format(table=t, what=w, verb=w.upper()) for t in tables for w in ("update", "delete")]


def _only_to_read(path: Path) -> sqlite3.Connection | None:
    """A night file on a disk that may only be read, by anybody, where SQLite can keep no log; None for any other."""
    if not os.statvfs(path).f_flag & os.ST_RDONLY:
        return None
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise ArchiveError(
            f"{path.name} lies where nothing may be written, and its newest publications are still in {log.name}",
            where=str(path), hint="Copy both files, of one name and one moment, to a folder that can be written.",
        )  # fmt: skip
    address = f"{path.resolve().as_uri()}?immutable=1"
    return sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)


def _pragmas(db: sqlite3.Connection) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 5000"):
        db.execute(f"PRAGMA {pragma}")


def not_a_night(name: str, where: str, why: str) -> ArchiveError:
    """That a file is no night file, and what to do."""
    return ArchiveError(
        f"{name} is not a night file of this version ({why})",
        where=where,
        hint="Give a file made by outright demo --db.",
    )
