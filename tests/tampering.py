"""A night file changed behind its back, at random: edited, thinned, added to, put in another order, cut short."""

import contextlib
import hashlib
import random
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path

TABLES = ("night", "body", "publication", "reading", "bulletin", "desk", "telling")
LINKED = ("publication", "reading", "bulletin")
Row = tuple[object, ...]
Way = Callable[[sqlite3.Connection, random.Random], str]


def dump(db: sqlite3.Connection) -> dict[str, list[Row]]:
    """Everything that the file says, blobs unpacked: two files that say the same are the same."""
    return {t: sorted((tuple(map(_told, r)) for r in db.execute(f"SELECT * FROM {t}")), key=repr) for t in TABLES}


def _told(value: object) -> object:
    if not isinstance(value, bytes):
        return value
    try:
        return zlib.decompress(value)
    except zlib.error:
        return value


def _any_table(db: sqlite3.Connection, rng: random.Random) -> str:
    """A table that has rows: a night on which nobody called anything records nothing of the desk."""
    return rng.choice([t for t in TABLES if db.execute(f"SELECT 1 FROM {t}").fetchone()])


def _any_row(db: sqlite3.Connection, rng: random.Random, table: str) -> tuple[list[str], Row]:
    names = [name for _, name, *_ in db.execute(f"PRAGMA table_info({table})")]
    return names, rng.choice(db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall())


def edit(db: sqlite3.Connection, rng: random.Random) -> str:
    """Another value in one cell; of packed bytes sometimes other bytes, well packed, with their hash beside them."""
    table = _any_table(db, rng)
    names, row = _any_row(db, rng, table)
    at = rng.randrange(len(names))
    value = row[at]
    now: object
    if isinstance(value, int):
        now = value + rng.choice((-1, 1, 100))
    elif isinstance(value, bytes):
        inside = bytearray(zlib.decompress(value))
        inside[rng.randrange(len(inside))] ^= rng.randrange(1, 256)
        now = zlib.compress(bytes(inside), 6)
        if rng.random() < 0.5 and "sha256" in names and table != "body":
            known = hashlib.sha256(bytes(inside)).hexdigest()
            db.execute(f"UPDATE {table} SET sha256 = ? WHERE {names[0]} = ?", (known, row[0]))
    else:
        text = str(value or "")
        place = rng.randrange(len(text) + 1)
        now = text[:place] + rng.choice("0123456789abcdef ") + text[place + rng.randrange(2) :]
    db.execute(f"UPDATE {table} SET {names[at]} = ? WHERE {names[0]} = ?", (now, row[0]))
    return f"{table}.{names[at]} of {row[0]}"


def delete(db: sqlite3.Connection, rng: random.Random) -> str:
    """One row less."""
    table = _any_table(db, rng)
    names, row = _any_row(db, rng, table)
    db.execute(f"DELETE FROM {table} WHERE {names[0]} = ?", (row[0],))
    return f"{table} {row[0]}"


def insert(db: sqlite3.Connection, rng: random.Random) -> str:
    """One row more: a setting, bytes of nobody, or a row again, at the end or in between."""
    table = _any_table(db, rng)
    if table == "night":
        db.execute("INSERT INTO night VALUES (?, 'x')", (f"k{rng.randrange(1000)}",))
        return "a setting"
    if table == "body":
        body = rng.randbytes(20)
        row = (hashlib.sha256(body).hexdigest(), 20, "zlib", zlib.compress(body))
        db.execute("INSERT INTO body VALUES (?, ?, ?, ?)", row)
        return "bytes of nobody"
    names, row = _any_row(db, rng, table)
    (last,) = db.execute(f"SELECT max(seq) FROM {table}").fetchone()
    at = rng.randrange(1, last + 2)
    db.execute(f"UPDATE {table} SET seq = -seq - 1 WHERE seq >= ?", (at,))
    db.execute(f"UPDATE {table} SET seq = -seq WHERE seq < 0")
    db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})", (at, *row[1:]))
    return f"{table} {row[0]} again as {at}"


def reorder(db: sqlite3.Connection, rng: random.Random) -> str:
    """Two rows in each other's place."""
    table = rng.choice(LINKED)
    one, other = rng.sample([seq for (seq,) in db.execute(f"SELECT seq FROM {table}")], 2)
    for was, now in ((one, -1), (other, one), (-1, other)):
        db.execute(f"UPDATE {table} SET seq = ? WHERE seq = ?", (now, was))
    return f"{table} {one} and {other}"


def truncate(db: sqlite3.Connection, rng: random.Random) -> str:
    """The end of the night gone from every table, as if it had never been."""
    (last,) = db.execute("SELECT max(seq) FROM publication").fetchone()
    keep = rng.randrange(1, last)
    for table in ("publication", "reading", "bulletin", "desk", "telling"):
        db.execute(f"DELETE FROM {table} WHERE seq > ?", (keep,))
    db.execute("DELETE FROM body WHERE sha256 NOT IN (SELECT sha256 FROM publication)")
    return f"after {keep}"


WAYS: tuple[Way, ...] = (edit, delete, insert, reorder, truncate)


def tampered(
    night: Path, copy: Path, rng: random.Random, way: Callable[[sqlite3.Connection, random.Random], str]
) -> str:
    """Change a copy of the night; what was done. A change that changes nothing is tried again."""
    while True:
        for beside in (copy, *(copy.with_name(copy.name + end) for end in ("-wal", "-shm"))):
            beside.unlink(missing_ok=True)  # what was written ahead in an earlier copy is not this one's
        shutil.copyfile(night, copy)
        with contextlib.closing(sqlite3.connect(copy)) as db:
            before = dump(db)
            for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                db.execute(f"DROP TRIGGER {trigger}")
            with contextlib.suppress(sqlite3.IntegrityError):
                what = f"{way.__name__}: {way(db, rng)}"
                db.commit()
                if dump(db) != before:
                    return what
