"""What waits on this machine's own disk until the store, which is elsewhere, takes it.

A file beside the settings: every publication is synced before `put` returns, comes back in the order it was put, and
has a token of its own, so that the store has it once however often it is given. It is removed when it is stored.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import secrets
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from outright.errors import ArchiveError, NotStored

_TABLE = """
CREATE TABLE IF NOT EXISTS waiting (
  number INTEGER PRIMARY KEY AUTOINCREMENT, token TEXT NOT NULL UNIQUE, source TEXT NOT NULL, kind TEXT NOT NULL,
  name TEXT NOT NULL, received_at TEXT NOT NULL, crc INTEGER NOT NULL, body BLOB NOT NULL
)
"""
Waiting = tuple[str, str, str, str, bytes, dt.datetime]
"""A publication that waits: its token, its source, kind and name, the bytes, and when it came."""


def token() -> str:
    """A word that no other publication has."""
    return secrets.token_hex(12)


class Spool:
    """Publications that wait. Use `open`; close it. Any thread may ask, one at a time."""

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db, self.path = db, path

    @classmethod
    def open(cls, path: Path) -> Self:
        """The file at ``path``, made if it is not there; `ArchiveError` where it cannot be used."""
        try:
            db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5)
            for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", _TABLE):
                db.execute(statement)
        except sqlite3.Error as error:
            raise ArchiveError(
                f"{path.name}, where what comes would wait for the store, cannot be used: {error}", where=str(path),
                hint="See to the disk. If the file is damaged, keep it and move it away.",
            ) from error  # fmt: skip
        return cls(db, path)

    def close(self) -> None:
        """Close the file; what waits stays there."""
        self._db.close()

    def put(self, source: str, kind: str, name: str, body: bytes, received_at: dt.datetime, token_: str = "") -> str:
        """Let a publication wait, synced; its token. `NotStored` where this disk has no room either."""
        given, at = token_ or token(), received_at.astimezone(dt.UTC).isoformat()
        with self._changing():
            self._db.execute(
                "INSERT INTO waiting (token, source, kind, name, received_at, crc, body) VALUES (?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (token) DO NOTHING",
                (given, source, kind, name, at, zlib.crc32(body), body),
            )
        return given

    def waiting(self) -> Iterator[Waiting]:
        """Everything that waits, in the order it was put. `ArchiveError` where the disk gives other bytes back."""
        after = 0
        while (row := self._next(after)) is not None:
            after, given, source, kind, name, at, crc, body = row
            if zlib.crc32(body) != crc:
                raise ArchiveError(
                    f"What waits in {self.path.name} was altered: {name} of {source}", where=str(self.path),
                    hint="Keep the file as it is and move it away; ask the source again.",
                )  # fmt: skip
            yield given, source, kind, name, body, dt.datetime.fromisoformat(at)

    def drop(self, given: str) -> None:
        """Forget a publication that is stored."""
        with self._changing():
            self._db.execute("DELETE FROM waiting WHERE token = ?", (given,))

    def __len__(self) -> int:
        try:
            return int(self._db.execute("SELECT count(*) FROM waiting").fetchone()[0])
        except sqlite3.Error as error:
            raise self._damaged(error) from error

    def _next(self, after: int) -> tuple[int, str, str, str, str, str, int, bytes] | None:
        try:
            found: tuple[int, str, str, str, str, str, int, bytes] | None = self._db.execute(
                "SELECT number, token, source, kind, name, received_at, crc, body FROM waiting WHERE number > ? "
                "ORDER BY number LIMIT 1",
                (after,),
            ).fetchone()
        except sqlite3.Error as error:
            raise self._damaged(error) from error
        return found

    @contextlib.contextmanager
    def _changing(self) -> Iterator[None]:
        try:
            with self._db:
                self._db.execute("BEGIN IMMEDIATE")
                yield
        except sqlite3.Error as error:
            raise NotStored(
                f"{self.path.name} cannot be written ({error}); what waits there stands", where=str(self.path),
                hint="Make room on this machine.",
            ) from error  # fmt: skip

    def _damaged(self, error: sqlite3.Error) -> ArchiveError:
        return ArchiveError(
            f"{self.path.name} is damaged: {error}", where=str(self.path), hint="Keep the file and move it away."
        )
