"""The night file: every publication byte for byte, then what it said, then what we said of it.

Rules kept here: bytes are stored and synced before they are read; nothing stored is ever changed or
removed (triggers refuse it); publications are ordered by the number they were given on arrival, not by
a clock; each publication and each reading is linked to the one before it by a hash, so that an edit,
an insertion or a removal in the middle shows. One writer; any number of readers.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
import zlib
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from outright.archive.kept import Publication, Reading, State, chain, digest, unpacked
from outright.errors import ArchiveError, NotStored

FORMAT = "outright/night/1"
_APP_ID = 0x4F575249  # "OWRI"
_WAITS = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_BUSY})
_WAITS_TOO = frozenset({sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE})
"""What may pass, and what the disk says of itself that may: a quota, a disk that may only be read."""
_TABLES = ("night", "body", "publication", "reading", "bulletin", "desk")


class Archive:
    """An open night file. Use `create` or `open`; close it, or use it as a context manager."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db = connection
        self._stopped = ""
        self.path = path

    @classmethod
    def create(cls, path: Path, meta: dict[str, str]) -> Self:
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
        script = resources.files("outright.archive").joinpath("schema.sql").read_text(encoding="utf-8")
        guards = "".join(
            f"CREATE TRIGGER {table}_no_{what} BEFORE {what.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'the archive only grows'); END;"
            for table in _TABLES
            for what in ("update", "delete")
        )
        try:
            _pragmas(db)
            db.executescript(f"BEGIN; {script} {guards} PRAGMA application_id = {_APP_ID}; COMMIT;")
            with db:
                db.execute("BEGIN")
                db.executemany("INSERT INTO night VALUES (?, ?)", {"format": FORMAT, **meta}.items())
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
        db = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            (app_id,) = db.execute("PRAGMA application_id").fetchone()
            _pragmas(db)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            db.close()
            raise _not_a_night(path, str(error)) from error
        archive = cls(db, path)
        try:
            ours = app_id == _APP_ID and archive.meta().get("format") == FORMAT
        except ArchiveError:
            db.close()
            raise
        if not ours:
            db.close()
            raise _not_a_night(path, "another format")
        return archive

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what was kept stays kept."""
        self._db.close()

    def meta(self) -> dict[str, str]:
        """The night's own settings, as stored when the file was made."""
        return {str(k): str(v) for k, v in self._rows("SELECT key, value FROM night ORDER BY key")}

    # -- writing ---------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction, synced when it is left. What may pass is `NotStored`.

        After anything else, a failed sync above all, nothing more is written: what the system still held may be
        gone, and it says so only once.
        """
        if self._stopped:
            raise ArchiveError(self._stopped, where=str(self.path), hint="Mend the disk, then start again.")
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
                f"{self.path.name} cannot be written ({error}); what is stored stands", where=str(self.path),
                hint="Make room, or make the disk writable.",
            )  # fmt: skip
        self._stopped = f"The disk failed under {self.path.name} ({error}); nothing more is written to it"
        return ArchiveError(
            self._stopped, where=str(self.path), hint="Mend the disk, then start again: what is stored stands."
        )

    def keep(self, source: str, kind: str, name: str, body: bytes, received_at: dt.datetime) -> Publication:
        """Store the bytes, synced, and number them. Nothing has been read yet."""
        if received_at.tzinfo is None:
            raise ValueError("received_at must be aware")
        sha256, at = digest(body), received_at.astimezone(dt.UTC).isoformat()
        with self._writing():
            self._db.execute(
                "INSERT OR IGNORE INTO body VALUES (?, ?, 'zlib', ?)",
                (sha256, len(body), zlib.compress(body, 6)),
            )
            seq, link = self._last("publication")
            link = chain(link, str(seq + 1), source, kind, name, at, sha256)
            self._db.execute(
                "INSERT INTO publication VALUES (?, ?, ?, ?, ?, ?, ?)",
                (seq + 1, source, kind, name, at, sha256, link),
            )
        return Publication(seq + 1, source, kind, name, received_at.astimezone(dt.UTC), sha256, link)

    def record(self, seq: int, state: State, facts: bytes | None, error: str = "") -> Reading:
        """Store what publication ``seq`` said. Readings are recorded in the order of publications."""
        sha256 = digest(facts or b"")
        with self._writing():
            last, link = self._last("reading")
            if seq != last + 1:
                raise ArchiveError(f"reading {seq} would follow {last}", where=self.path.name)
            link = chain(link, str(seq), state, sha256, error)
            packed = None if facts is None else zlib.compress(facts, 6)
            self._db.execute("INSERT INTO reading VALUES (?, ?, ?, ?, ?, ?)", (seq, state, packed, sha256, error, link))
        return Reading(seq, state, facts, error, link)

    def tell(self, seq: int, bulletin: bytes, desk: bytes = b"") -> None:
        """Store what was published after reading ``seq``, and where the ``desk`` stood then, if that is new.

        A night file of before there was a desk has no room for the second, and goes on without.
        """
        with self._writing():
            self._db.execute(
                "INSERT INTO bulletin VALUES (?, ?, ?)", (seq, digest(bulletin), zlib.compress(bulletin, 6))
            )
            if desk and self.has_desk() and desk != self.desk():
                self._db.execute("INSERT INTO desk VALUES (?, ?, ?)", (seq, digest(desk), zlib.compress(desk, 6)))

    # -- reading ---------------------------------------------------------------------------------

    def publications(self, after: int = 0) -> Iterator[Publication]:
        """All publications in the order they arrived, from the one after ``after`` on.

        `ArchiveError` at the first that is not linked to the one before it.
        """
        previous, last = self._link("publication", after), after
        for row in self._rows("SELECT * FROM publication WHERE seq > ? ORDER BY seq", (after,)):
            seq, source, kind, name, at, sha256, link = row
            previous = chain(previous, *map(str, (seq, source, kind, name, at, sha256)))
            if seq != last + 1 or link != previous:
                raise self._damaged(f"publication {seq} does not follow {last}")
            last = seq
            yield Publication(seq, source, kind, name, dt.datetime.fromisoformat(at), sha256, link)

    def last_seq(self) -> int:
        """The number of the newest publication, read or not; 0 in an empty night."""
        return self._last("publication")[0]

    def body(self, sha256: str) -> bytes:
        """The raw bytes with this hash; `ArchiveError` when they are missing or were altered."""
        row = self._row("SELECT data FROM body WHERE sha256 = ?", (sha256,))
        if row is None:
            raise ArchiveError(f"the bytes {sha256[:12]} are missing", where=self.path.name)
        data = unpacked(row[0], sha256, self.path)
        if digest(data) != sha256:
            raise ArchiveError(f"the bytes {sha256[:12]} were altered", where=self.path.name)
        return data

    def readings(self) -> Iterator[Reading]:
        """All readings in order; facts are unpacked and checked against their hash, and readings against each other."""
        previous, last = self._genesis(), 0
        for seq, state, packed, sha256, error, link in self._rows("SELECT * FROM reading ORDER BY seq"):
            facts = None if packed is None else unpacked(packed, sha256, self.path)
            if digest(facts or b"") != sha256:
                raise self._damaged(f"the facts of publication {seq} were altered")
            previous = chain(previous, *map(str, (seq, state, sha256, error)))
            if seq != last + 1 or link != previous:
                raise self._damaged(f"reading {seq} does not follow {last}")
            last = seq
            yield Reading(seq, state, facts, error, link)

    def bulletins(self, after: int = 0) -> Iterator[tuple[int, bytes]]:
        """Every bulletin that was published, by publication number, from the one after ``after`` on."""
        for seq in self.told(after):
            yield seq, self.bulletin(seq)

    def told(self, after: int = 0) -> tuple[int, ...]:
        """The numbers of the bulletins that were published, from the one after ``after`` on."""
        rows = self._rows("SELECT seq FROM bulletin WHERE seq > ? ORDER BY seq", (after,))
        return tuple(int(seq) for (seq,) in rows)

    def bulletin(self, seq: int) -> bytes:
        """The bulletin published after publication ``seq``; `ArchiveError` when it is missing or altered."""
        row = self._row("SELECT sha256, data FROM bulletin WHERE seq = ?", (seq,))
        if row is None:
            raise ArchiveError(f"there is no bulletin {seq}", where=self.path.name)
        data = unpacked(row[1], row[0], self.path)
        if digest(data) != row[0]:
            raise ArchiveError(f"bulletin {seq} was altered", where=self.path.name)
        return data

    def has_desk(self) -> bool:
        """Whether the file has room for the desk's own record."""
        return bool(self._row("SELECT 1 FROM sqlite_master WHERE name = 'desk'"))

    def desk(self, seq: int | None = None) -> bytes:
        """Where the desk stood after bulletin ``seq``, or now; empty before there was anything to record."""
        if not self.has_desk():
            return b""
        row = self._row(
            "SELECT seq, sha256, data FROM desk WHERE seq <= ? ORDER BY seq DESC LIMIT 1",
            (2**62 if seq is None else seq,),
        )
        if row is None:
            return b""
        data = unpacked(row[2], row[1], self.path)
        if digest(data) != row[1]:
            raise ArchiveError(f"the desk's record {row[0]} was altered", where=self.path.name)
        return data

    def desk_rows(self) -> tuple[int, ...]:
        """The bulletins after which something new was recorded of the desk."""
        if not self.has_desk():
            return ()
        return tuple(int(seq) for (seq,) in self._rows("SELECT seq FROM desk ORDER BY seq"))

    def told_from(self, seq: int) -> int | None:
        """The number of the first bulletin that knew publication ``seq``; None where none does yet."""
        row = self._row("SELECT min(seq) FROM bulletin WHERE seq >= ?", (seq,))
        return None if row is None or row[0] is None else int(row[0])

    def newest(self, until: dt.datetime | None = None) -> int | None:
        """The number of the newest bulletin (received no later than ``until``); None when there is none."""
        limit = "9999" if until is None else until.astimezone(dt.UTC).isoformat()
        row = self._row(
            "SELECT max(b.seq) FROM bulletin b JOIN publication p USING (seq) WHERE p.received_at <= ?", (limit,)
        )
        return None if row is None or row[0] is None else int(row[0])

    def head(self) -> tuple[int, str]:
        """How many publications were read, and the link that stands for all of them."""
        pub, read = self._last("publication"), self._last("reading")
        return read[0], chain(pub[1], read[1])

    def head_after(self, seq: int) -> str:
        """What `head` was after publication ``seq``; "" where it was not read."""
        rows = "SELECT p.link, r.link FROM publication p JOIN reading r USING (seq) WHERE seq = ?"
        found = self._row(rows, (seq,))
        return chain(*found) if found else ""

    def heads(self) -> Iterator[str]:
        """What `head` was after each publication that was read, the newest last."""
        rows = "SELECT p.link, r.link FROM publication p JOIN reading r USING (seq) ORDER BY seq"
        for publication, reading in self._rows(rows):
            yield chain(publication, reading)

    def broken_link(self) -> str | None:
        """The first place where the chain of publications or readings does not hold; None when it does."""
        try:
            for _ in (*self.publications(), *self.readings()):
                pass
            return self._stray_bytes()
        except ArchiveError as error:
            return error.message

    def _stray_bytes(self) -> str | None:
        """Bytes that belong to no publication, or of which another size is written than they have."""
        owned = {p.sha256 for p in self.publications()}
        for sha256, size, codec in self._rows("SELECT sha256, size, codec FROM body"):
            if sha256 not in owned:
                return f"the bytes {str(sha256)[:12]} belong to no publication"
            if (size, codec) != (len(self.body(sha256)), "zlib"):
                return f"what is written of the bytes {sha256[:12]} was altered"
        return None

    def _rows(self, query: str, given: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
        try:
            for row in self._db.execute(query, given):  # noqa: UP028 (which would close the cursor after its file)
                yield row
        except sqlite3.ProgrammingError:
            raise
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise self._damaged(f"the night file is damaged: {error}") from error

    def _row(self, query: str, given: tuple[object, ...] = ()) -> tuple[Any, ...] | None:
        return next(self._rows(query, given), None)

    def _damaged(self, what: str) -> ArchiveError:
        return ArchiveError(what, where=self.path.name, hint="Keep the file as it is and go back to a copy.")

    def _link(self, table: Literal["publication", "reading"], seq: int) -> str:
        row = self._row(f"SELECT link FROM {table} WHERE seq = ?", (seq,))
        return str(row[0]) if row else self._genesis()

    def _last(self, table: Literal["publication", "reading"]) -> tuple[int, str]:
        row = self._row(f"SELECT seq, link FROM {table} ORDER BY seq DESC LIMIT 1")
        if row is None:
            return 0, self._genesis()
        if not isinstance(row[0], int):
            raise self._damaged(f"the night file is damaged: a {table} without a number")
        return row[0], str(row[1])

    def _genesis(self) -> str:
        return chain("", *(f"{k}={v}" for k, v in self.meta().items()))


def _pragmas(db: sqlite3.Connection) -> None:
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "busy_timeout = 5000"):
        db.execute(f"PRAGMA {pragma}")


def _not_a_night(path: Path, why: str) -> ArchiveError:
    return ArchiveError(
        f"{path.name} is not a night file of this version ({why})",
        where=str(path),
        hint="Give a file made by outright demo --db.",
    )
