"""A night in either home: what is true of a night file must be true of a night in a database."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import clusters
from outright.archive import Home, ServedNight

HOMES = ("file", "database")


def new_home(which: str, folder: Path) -> Home:
    """Where a night may be begun. Skips, or fails where it must be there, when there is no PostgreSQL."""
    if which == "file":
        return folder / "night.owr"
    clusters.need()
    return clusters.shared().night(folder)


def alter(home: Home, *statements: str) -> None:
    """Change a night as somebody with its home and a little knowledge could: no trigger, no key is in the way."""
    if isinstance(home, ServedNight):
        _alter_database(home, statements)
        return
    with contextlib.closing(sqlite3.connect(home)) as db, db:
        db.execute("PRAGMA foreign_keys = OFF")
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            db.execute(statement)


def _alter_database(home: ServedNight, statements: tuple[str, ...]) -> None:
    from outright.archive.served import connect

    with contextlib.closing(connect(home)) as db, db.transaction():
        db.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            db.execute(statement.replace("X'", "'\\x"))


def asked(home: Home, query: str) -> list[tuple]:
    """What a question finds, asked around the store."""
    if isinstance(home, ServedNight):
        from outright.archive.served import connect

        with contextlib.closing(connect(home)) as db:
            return db.execute(query).fetchall()
    with contextlib.closing(sqlite3.connect(home)) as db:
        return db.execute(query).fetchall()
