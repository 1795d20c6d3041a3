"""One night kept in several homes at once, and how long each of them took for what."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from outright.archive import Archive, Home, Received
from outright.archive.kept import Publication, Reading

_T = TypeVar("_T")


class Seconds:
    """Seconds by name, one after the other: the wall's, and those for which the processor worked for us."""

    def __init__(self) -> None:
        self.by: dict[str, list[tuple[float, float]]] = defaultdict(list)

    def of(self, name: str, work: Callable[[], _T]) -> _T:
        """Do the work and note how long it took."""
        wall, processor = time.perf_counter(), time.process_time()
        try:
            return work()
        finally:
            self.by[name].append((time.perf_counter() - wall, time.process_time() - processor))

    @contextlib.contextmanager
    def within(self, owner: Any, *names: str) -> Iterator[None]:
        """Note every call of these functions of a module or an object until this is left."""
        before = {name: getattr(owner, name) for name in names}
        for name, work in before.items():
            setattr(owner, name, self._noting(name, work))
        try:
            yield
        finally:
            for name, work in before.items():
                setattr(owner, name, work)

    def _noting(self, name: str, work: Callable[..., _T]) -> Callable[..., _T]:
        return lambda *given, **named: self.of(name, lambda: work(*given, **named))

    def wall(self, *names: str) -> float:
        """Seconds of the wall for these names, or for all."""
        return sum(wall for name in names or list(self.by) for wall, _ in self.by[name])

    def processor(self, *names: str) -> float:
        """Seconds of the processor for these names, or for all."""
        return sum(processor for name in names or list(self.by) for _, processor in self.by[name])

    def clear(self) -> None:
        self.by.clear()


class Twin:
    """What a followed night needs of its store, asked of every home in turn; the first one's answer is given.

    ``seconds`` are by home and by what was done: keep, record, tell, ask.
    """

    def __init__(self, homes: dict[str, Home], meta: dict[str, str]) -> None:
        self.homes = homes
        self.archives = {name: Archive.create(home, meta) for name, home in homes.items()}
        self.seconds = {name: Seconds() for name in homes}
        self.lease = None

    @property
    def path(self) -> Home:
        return next(iter(self.homes.values()))

    def close(self) -> None:
        for archive in self.archives.values():
            archive.close()

    def keep_all(self, given: Sequence[Received]) -> Sequence[Publication]:
        return self._each("keep", lambda a: a.keep_all(given))

    def record_all(self, said: Sequence[Reading]) -> Sequence[Reading]:
        return self._each("record", lambda a: a.record_all(said))

    def tell(self, seq: int, bulletin: bytes, desk: bytes = b"") -> None:
        self._each("tell", lambda a: a.tell(seq, bulletin, desk))

    def publications(self, after: int = 0) -> Sequence[Publication]:
        return self._each("ask", lambda a: list(a.publications(after)))

    def body(self, sha256: str) -> bytes:
        return self._each("ask", lambda a: a.body(sha256))

    def last_seq(self) -> int:
        return self._each("ask", lambda a: a.last_seq())

    def _each(self, what: str, work: Callable[[Archive], _T]) -> _T:
        found = [self.seconds[name].of(what, lambda a=a: work(a)) for name, a in self.archives.items()]
        assert all(one == found[0] for one in found)
        return found[0]


def rows_of(home: Home, query: str) -> list[tuple[Any, ...]]:
    """What a question finds, asked around the store."""
    if isinstance(home, Path):
        with contextlib.closing(sqlite3.connect(home)) as db:
            return db.execute(query).fetchall()
    from outright.archive.served import connect

    with contextlib.closing(connect(home)) as served:
        return served.execute(query).fetchall()


def sizes(home: Home) -> dict[str, int]:
    """Bytes by table with its indexes, as they lie on disk."""
    if isinstance(home, Path):
        rows_of(home, "PRAGMA wal_checkpoint(PASSIVE)")
        query = (
            "SELECT coalesce(m.tbl_name, s.name), sum(s.pgsize) FROM dbstat s LEFT JOIN sqlite_master m "
            "ON m.name = s.name GROUP BY 1"
        )
    else:
        query = (
            "SELECT c.relname, pg_total_relation_size(c.oid) FROM pg_class c JOIN pg_namespace n "
            f"ON n.oid = c.relnamespace WHERE c.relkind = 'r' AND n.nspname = '{home.id}'"
        )
    return {str(table): int(size) for table, size in rows_of(home, query)}


def packed_bytes(home: Home) -> dict[str, int]:
    """Bytes of what is packed in each table."""
    columns = {"body": "data", "reading": "facts", "bulletin": "data", "desk": "data"}
    return {
        table: int(rows_of(home, f"SELECT coalesce(sum(length({column})), 0) FROM {table}")[0][0])
        for table, column in columns.items()
    }
