"""What a night's store holds, to be read: in the order it came, each part held against its hash and its link."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Literal, Self

from outright.archive import schema
from outright.archive.home import Home, Rooms
from outright.archive.kept import LATE, Lease, Publication, Reading, chain, digest, unpacked
from outright.archive.versions import Row, Versions
from outright.errors import ArchiveError

_PAGE = 64
"""How many rows are asked for at once."""
_SINCE = {"desk": 2, "telling": 3, "receipt": 3}
"""The version of the tables that brought each table that was not there from the first."""
_WIDTH = {"reading": 7, "bulletin": 4}
"""How many columns those tables have that had one less before version 3."""


class Record:
    """An open night, as far as it is read. Close it, or use it as a context manager."""

    def __init__(self, rooms: Rooms, home: Home) -> None:
        self._rooms = rooms
        self.path = home
        self.lease: Lease | None = None
        """Under which lease to store readings and bulletins: whoever has lost it stores none. None in a file."""
        self.version = self._version()
        self._facts = Versions(self._stored_facts, home.name)
        self._bulletins = Versions(self._stored_bulletin, home.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close it; what was kept stays kept."""
        self._rooms.close()

    def meta(self) -> dict[str, str]:
        """The night's own settings, as stored when it was begun."""
        return {str(k): str(v) for k, v in self._rows("SELECT key, value FROM night ORDER BY key")}

    def publications(self, after: int = 0) -> Iterator[Publication]:
        """All publications in the order they arrived, from the one after ``after`` on.

        `ArchiveError` at the first that is not linked to the one before it.
        """
        previous, last = self._link("publication", after), after
        for row in self._paged("SELECT * FROM publication", after):
            seq, source, kind, name, at, sha256, link = row
            previous = chain(previous, *map(str, (seq, source, kind, name, at, sha256)))
            if seq != last + 1 or link != previous:
                raise self._damaged(f"publication {seq} does not follow {last}")
            last = seq
            yield Publication(seq, source, kind, name, dt.datetime.fromisoformat(at), sha256, link)

    def newest_of(self, source: str) -> Publication | None:
        """The newest publication of a source, or of one part of it, that did not come late; None before the first."""
        query = f"SELECT * FROM publication WHERE source = ? AND name NOT LIKE '{LATE}%' ORDER BY seq DESC LIMIT 1"
        row = self._row(query, (source,))
        return None if row is None else _publication(row)

    def keys_of(self, source: str) -> frozenset[str]:
        """The keys under which anything came of a source: its own, and those of its parts."""
        query = "SELECT DISTINCT source FROM publication WHERE source = ? OR source LIKE ?"
        return frozenset(str(key) for (key,) in self._rows(query, (source, f"{source}/%")))

    def came_since(self, source: str, seq: int, sha256: str) -> bool:
        """Whether these very bytes of a source came after publication ``seq``."""
        query = "SELECT 1 FROM publication WHERE source = ? AND seq > ? AND sha256 = ?"
        return self._row(query, (source, seq, sha256)) is not None

    def last_seq(self) -> int:
        """The number of the newest publication, read or not; 0 in an empty night."""
        return self._last("publication")[0]

    def body(self, sha256: str) -> bytes:
        """The raw bytes with this hash; `ArchiveError` when they are missing or were altered."""
        row = self._row("SELECT data FROM body WHERE sha256 = ?", (sha256,))
        if row is None:
            raise ArchiveError(f"the bytes {sha256[:12]} are missing", where=self.path.name)
        data = unpacked(row[0], sha256, self.path.name)
        if digest(data) != sha256:
            raise ArchiveError(f"the bytes {sha256[:12]} were altered", where=self.path.name)
        return data

    def readings(self, after: int = 0) -> Iterator[Reading]:
        """All readings in order, from the one after ``after`` on.

        Facts are unpacked and checked against their hash, and readings against each other.
        """
        previous, last = self._link("reading", after), after
        columns = f"seq, state, facts, sha256, error, link, {self._has_base}"
        for seq, state, packed, sha256, error, link, base in self._paged(f"SELECT {columns} FROM reading", after):
            facts = None if packed is None else self._facts.whole(seq, (packed, sha256, base))
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
        row = self._stored_bulletin(seq)
        if row is None:
            raise ArchiveError(f"there is no bulletin {seq}", where=self.path.name)
        data = self._bulletins.whole(seq, row)
        if digest(data) != row[1]:
            raise ArchiveError(f"bulletin {seq} was altered", where=self.path.name)
        return data

    def told_by(self, seq: int) -> str:
        """Which release told bulletin ``seq``; `schema.BEFORE` for a night that does not say it."""
        row = self._row("SELECT engine FROM telling WHERE seq = ?", (seq,)) if self._reached(3) else None
        return str(row[0]) if row else schema.BEFORE

    def tellers(self) -> dict[int, str]:
        """Which release told each bulletin, as `told_by` says it of one."""
        known = dict(self._rows("SELECT seq, engine FROM telling")) if self._reached(3) else {}
        return {seq: str(known.get(seq, schema.BEFORE)) for seq in self.told()}

    def has_desk(self) -> bool:
        """Whether the file has room for the desk's own record."""
        return self._reached(2)

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
        data = unpacked(row[2], row[1], self.path.name)
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

    def rows_of(self, table: str, after: int = 0, until: int = 2**62, most: int = -1) -> list[tuple[Any, ...]]:
        """The rows of a table as the newest version has them, for the publications ``after`` one ``until`` another.

        ``most`` rows at a time. A night of an earlier release has no base, and no row of what it did not know.
        """
        if not self._reached(_SINCE.get(table, 1)):
            return []
        order = {"receipt": "seq, token"}.get(table, "seq")
        limit = f" LIMIT {most}" if most >= 0 else ""
        rows = self._rows(f"SELECT * FROM {table} WHERE seq > ? AND seq <= ? ORDER BY {order}{limit}", (after, until))
        based = table in ("reading", "bulletin") and self._has_base == "NULL"
        return [(*row, None) if based and len(row) < _WIDTH[table] else row for row in rows]

    def body_row(self, sha256: str) -> tuple[Any, ...] | None:
        """The row of the bytes with this hash, as they are packed; None where they are not there."""
        return self._row("SELECT * FROM body WHERE sha256 = ?", (sha256,))

    def reached(self, table: str) -> int:
        """The last number of a table; 0 where it has none."""
        if not self._reached(_SINCE.get(table, 1)):
            return 0
        row = self._row(f"SELECT max(seq) FROM {table}")
        return int(row[0]) if row and row[0] is not None else 0

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
            for chained in (self.publications(), self.readings()):
                for _ in chained:  # one at a time: all of a long night's facts fit into no memory
                    pass
            return self._broken_telling() or self._stray_bytes()
        except ArchiveError as error:
            return error.message

    def _broken_telling(self) -> str | None:
        """The first bulletin that is not linked to the one before it; none of an earlier release's night is."""
        if not self._reached(3):
            return None
        previous, told = self._genesis(), dict(self._rows("SELECT seq, sha256 FROM bulletin"))
        for seq, engine, link in self._rows("SELECT seq, engine, link FROM telling ORDER BY seq"):
            previous = chain(previous, str(seq), str(told.pop(seq, "")), str(engine))
            if link != previous:
                return f"telling {seq} does not follow the one before it"
        return f"bulletin {min(told)} was told by nobody" if told else None

    def _stray_bytes(self) -> str | None:
        """Bytes that belong to no publication, or of which another size is written than they have."""
        owned = {p.sha256 for p in self.publications()}
        for sha256, size, codec in self._rows("SELECT sha256, size, codec FROM body"):
            if sha256 not in owned:
                return f"the bytes {str(sha256)[:12]} belong to no publication"
            if (size, codec) != (len(self.body(sha256)), "zlib"):
                return f"what is written of the bytes {sha256[:12]} was altered"
        return None

    def _stored_facts(self, seq: int) -> Row | None:
        row = self._row(f"SELECT facts, sha256, {self._has_base} FROM reading WHERE seq = ?", (seq,))
        return None if row is None else (row[0], row[1], row[2])

    def _stored_bulletin(self, seq: int) -> Row | None:
        row = self._row(f"SELECT data, sha256, {self._has_base} FROM bulletin WHERE seq = ?", (seq,))
        return None if row is None else (row[0], row[1], row[2])

    @property
    def _has_base(self) -> str:
        """The column that says what a row changes; a night of before has none, and every row is whole."""
        return "base" if self._reached(3) else "NULL"

    def _reached(self, version: int) -> bool:
        """Whether the tables are of this version or a later one; another may have brought them forward since."""
        if self.version < version:
            self.version = self._version()
        return self.version >= version

    def _publication(self, seq: int) -> Publication:
        row = self._row("SELECT * FROM publication WHERE seq = ?", (seq,))
        if row is None:
            raise ArchiveError(f"there is no publication {seq}", where=self.path.name)
        return _publication(row)

    def _paged(self, query: str, after: int = 0) -> Iterator[tuple[Any, ...]]:
        """The rows of a question that ends before its condition, by number, a page at a time."""
        while True:
            page = list(self._rows(f"{query} WHERE seq > ? ORDER BY seq LIMIT {_PAGE}", (after,)))
            yield from page
            if len(page) < _PAGE:
                return
            after = page[-1][0]

    def _rows(self, query: str, given: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
        return self._rooms.rows(query, given)

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

    def _version(self) -> int:
        """The version of the tables; `ArchiveError` where only a later release knows it."""
        tables = self._rooms.tables()
        if "version" not in tables:
            return schema.of(tables)
        row = self._row("SELECT max(number), max(by) FROM version")
        number = int(row[0]) if row and row[0] is not None else 0
        if number > schema.VERSION:
            raise ArchiveError(
                f"{self.path.name} was written by a later release ({row[1] if row else ''})", where=str(self.path),
                hint="Install that release or a later one. Nothing was changed.",
            )  # fmt: skip
        return number


def _publication(row: tuple[Any, ...]) -> Publication:
    return Publication(row[0], row[1], row[2], row[3], dt.datetime.fromisoformat(row[4]), row[5], row[6])
