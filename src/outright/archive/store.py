"""The store of a night: every publication byte for byte, then what it said, then what we said of it.

Rules kept here, in either home: bytes are stored and synced before they are read; nothing stored is ever changed or
removed (triggers refuse it); publications are ordered by the number they were given on arrival, not by a clock; each
publication, each reading and each telling is linked to the one before it by a hash, so that an edit, an insertion or a
removal in the middle shows. Whoever could not hear whether something was stored may store it again: it is there once.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self

from outright import __version__
from outright.archive import schema
from outright.archive.embedded import Embedded, not_a_night
from outright.archive.home import Home, Rooms
from outright.archive.kept import Lease, Publication, Reading, Received, State, chain, digest
from outright.archive.record import Record
from outright.archive.versions import Versions
from outright.errors import ArchiveError, NightFollowed, TurnLost

FORMAT = "outright/night/1"


class Archive(Record):
    """An open night that is written to. Use `create` or `open`; close it, or use it as a context manager."""

    @classmethod
    def create(cls, home: Home, meta: dict[str, str]) -> Self:
        """A new night with its settings; refuses to write over one that exists."""
        meta = {"format": FORMAT, **meta}
        if isinstance(home, Path):
            return cls(Embedded.make(home, meta), home)
        from outright.archive.served import Served

        return cls(Served.make(home, meta), home)

    @staticmethod
    def exists(home: Home) -> bool:
        """Whether there is a night, or another file of that name. `ArchiveError` where a database cannot be asked."""
        if isinstance(home, Path):
            return home.is_file()
        from outright.archive.served import begun

        return begun(home)

    @classmethod
    def open(cls, home: Home) -> Self:
        """A night that exists; `ArchiveError` when it does not, is none, or is of a later release."""
        rooms: Rooms
        if isinstance(home, Path):
            rooms = Embedded.open(home)
        else:
            from outright.archive.served import Served

            rooms = Served.open(home)
        try:
            archive = cls(rooms, home)
            if archive.meta().get("format") != FORMAT:
                raise not_a_night(home.name, str(home), "another format")
        except ArchiveError:
            rooms.close()
            raise
        return archive

    def keep(
        self, source: str, kind: str, name: str, body: bytes, received_at: dt.datetime, token: str = "", *,
        under: Lease | None = None,
    ) -> Publication:  # fmt: skip
        """Store the bytes, synced, and number them. Nothing has been read yet.

        With a ``token`` of one's own the same publication may be given again by whoever did not hear that it was
        kept: it keeps the number it has. ``under``: the turn in which a collector fetched it; `TurnLost`, and nothing
        is stored, where another has the turn now.
        """
        return self.keep_all([Received(source, kind, name, body, received_at, token)], under=under)[0]

    def keep_all(self, given: Sequence[Received], *, under: Lease | None = None) -> tuple[Publication, ...]:
        """Store a round of publications as `keep` does each, in this order and synced together: all of them or none."""
        if any(one.received_at.tzinfo is None for one in given):
            raise ValueError("received_at must be aware")
        packed = [(digest(one.body), zlib.compress(one.body, 6)) for one in given]
        kept: list[Publication] = []
        with self._writing():
            seq, link = self._last("publication")
            for one, (sha256, data) in zip(given, packed, strict=True):
                if one.token and (known := self._row("SELECT seq FROM receipt WHERE token = ?", (one.token,))):
                    kept.append(self._publication(int(known[0])))
                    continue
                if under is not None:
                    self._still_its_turn(under)
                at = one.received_at.astimezone(dt.UTC)
                seq, row = seq + 1, (one.source, one.kind, one.name, at.isoformat(), sha256)
                link = chain(link, str(seq), *row)
                self._rooms.run(
                    "INSERT INTO body VALUES (?, ?, 'zlib', ?) ON CONFLICT DO NOTHING", (sha256, len(one.body), data)
                )
                self._rooms.run("INSERT INTO publication VALUES (?, ?, ?, ?, ?, ?, ?)", (seq, *row, link))
                if one.token:
                    self._rooms.run("INSERT INTO receipt VALUES (?, ?)", (one.token, seq))
                kept.append(Publication(seq, one.source, one.kind, one.name, at, sha256, link))
        return tuple(kept)

    def record(self, seq: int, state: State, facts: bytes | None, error: str = "") -> Reading:
        """Store what publication ``seq`` said. Readings are recorded in the order of publications.

        The same reading may be recorded again; another one for the same publication is an `ArchiveError`.
        """
        return self.record_all([Reading(seq, state, facts, error, "")])[0]

    def record_all(self, said: Sequence[Reading]) -> tuple[Reading, ...]:
        """Store what publications said that follow one another, as `record` does each, synced together: all or none.

        The ``link`` of what is given is not looked at.
        """
        try:
            with self._writing():
                self._still_ours()
                return self._record_each(said)
        except BaseException:  # what the next changes would rest on may not be there
            self._facts = Versions(self._stored_facts, self.path.name)
            raise

    def _record_each(self, said: Sequence[Reading]) -> tuple[Reading, ...]:
        ends = (said[0].seq, said[-1].seq)
        sources = dict(self._rows("SELECT seq, source FROM publication WHERE seq BETWEEN ? AND ?", ends))
        last, link = self._last("reading")
        recorded: list[Reading] = []
        for one in said:
            sha256 = digest(one.facts or b"")
            if one.seq <= last <= ends[1]:
                recorded.append(self._recorded(one, sha256))
                continue
            if one.seq != last + 1:
                raise ArchiveError(f"reading {one.seq} would follow {last}", where=self.path.name)
            if one.seq not in sources:
                raise ArchiveError(f"there is no publication {one.seq}", where=self.path.name)
            last, source = one.seq, str(sources[one.seq])
            link = chain(link, str(one.seq), one.state, sha256, one.error)
            packed, base = (None, None) if one.facts is None else self._facts.packed(source, one.facts)
            self._rooms.run(
                "INSERT INTO reading VALUES (?, ?, ?, ?, ?, ?, ?)",
                (one.seq, one.state, packed, sha256, one.error, link, base),
            )
            if one.facts is not None:
                self._facts.stored(source, one.seq, one.facts, base)
            recorded.append(replace(one, link=link))
        return tuple(recorded)

    def _recorded(self, one: Reading, sha256: str) -> Reading:
        """A reading that is there already; `ArchiveError` where it was recorded otherwise."""
        kept = self._row("SELECT state, sha256, error, link FROM reading WHERE seq = ?", (one.seq,))
        if kept is None or kept[:3] != (one.state, sha256, one.error):
            raise ArchiveError(f"reading {one.seq} was recorded otherwise", where=self.path.name)
        return replace(one, link=str(kept[3]))

    def tell(self, seq: int, bulletin: bytes, desk: bytes = b"") -> None:
        """Store what was published after reading ``seq``, and where the ``desk`` stood then, if that is new.

        The same may be told again; another bulletin for the same reading is an `ArchiveError`.
        """
        sha256 = digest(bulletin)
        with self._writing():
            self._still_ours()
            if kept := self._row("SELECT sha256 FROM bulletin WHERE seq = ?", (seq,)):
                if kept[0] != sha256:
                    raise ArchiveError(f"bulletin {seq} was told otherwise", where=self.path.name)
                return
            packed, base = self._bulletins.packed("", bulletin)
            self._rooms.run("INSERT INTO bulletin VALUES (?, ?, ?, ?)", (seq, sha256, packed, base))
            self._link_telling(seq, sha256, __version__)
            if desk and desk != self.desk():
                self._rooms.run("INSERT INTO desk VALUES (?, ?, ?)", (seq, digest(desk), zlib.compress(desk, 6)))
        self._bulletins.stored("", seq, bulletin, base)

    def adopt(self, rows: Sequence[tuple[str, tuple[object, ...]]]) -> None:
        """Store rows of the same night's other home as they are, each with its table, all of them or none.

        A bulletin told before it was said who told it is linked as it is when a night is brought forward.
        """
        with self._writing():
            self._still_ours()
            for table, row in rows:
                if table == "told":
                    seq, sha256 = row
                    self._link_telling(int(str(seq)), str(sha256), schema.BEFORE)
                else:
                    self._rooms.run(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)

    def _still_ours(self) -> None:
        if self.lease is None:
            return
        row = self._row("SELECT holder, term FROM lease WHERE work = ?", (self.lease.work,))
        if row != (self.lease.holder, self.lease.term):
            raise NightFollowed(
                f"Another engine follows {self.path.name}: {row[0] if row else 'nobody knows which'}",
                where=str(self.path), hint="This one stored nothing since; start it again when the other has ended.",
            )  # fmt: skip

    def _still_its_turn(self, turn: Lease) -> None:
        """While this transaction lasts nobody else gets the turn either."""
        row = self._row("SELECT holder, term FROM poll WHERE source = ? FOR SHARE", (turn.work,))
        if row is None or row[1] != turn.term:
            raise TurnLost(
                f"{turn.work} is polled by another: {row[0] if row else 'nobody knows whom'}", where=str(self.path),
                hint="What was fetched before is kept as late.",
            )  # fmt: skip

    def _link_telling(self, seq: int, sha256: str, engine: str) -> None:
        last = self._row("SELECT link FROM telling ORDER BY seq DESC LIMIT 1")
        link = chain(str(last[0]) if last else self._genesis(), str(seq), sha256, engine)
        self._rooms.run("INSERT INTO telling VALUES (?, ?, ?)", (seq, engine, link))

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction; a night of an earlier release is brought forward in it."""
        before = self.version
        try:
            with self._rooms.writing():
                if self.version < schema.VERSION and (version := self._version()) < schema.VERSION:
                    self._bring_forward(version)
                self.version = schema.VERSION
                yield
        except BaseException:
            self.version = before
            raise

    def _bring_forward(self, version: int) -> None:
        """Bring a night of an earlier release to this one's tables: what was kept stays as it is."""
        statements, guarded = schema.steps(version)
        for statement in statements:
            self._rooms.run(statement)
        self._rooms.guard(guarded)
        for seq, sha256 in list(self._rows("SELECT seq, sha256 FROM bulletin ORDER BY seq")):
            self._link_telling(seq, sha256, schema.BEFORE)
        self._rooms.run(*schema.stamp(schema.VERSION))
