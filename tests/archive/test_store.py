"""The night file keeps bytes before anything is read, only grows, and shows any change made behind its back."""

import contextlib
import datetime as dt
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outright.archive import FORMAT, Archive, digest
from outright.errors import ArchiveError

AT = dt.datetime(2017, 4, 18, 19, 59, tzinfo=dt.timezone(dt.timedelta(hours=-4)))


@pytest.fixture
def night(tmp_path: Path) -> Path:
    path = tmp_path / "night.owr"
    with Archive.create(path, {"plan": "{}"}) as archive:
        for n, body in enumerate([b"first", b"second", b"first"], start=1):
            archive.keep("clarity-cobb", "clarity", "detail.xml", body, AT + dt.timedelta(minutes=n))
            archive.record(n, "read", body.upper())
            archive.tell(n, b"bulletin %d" % n)
    return path


def alter(path: Path, *statements: str) -> None:
    """Change a night file as somebody with the file and a little knowledge could."""
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        for (trigger,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            db.execute(f"DROP TRIGGER {trigger}")
        for statement in statements:
            db.execute(statement)


def test_what_was_kept_comes_back_byte_for_byte_in_the_order_it_came(night: Path) -> None:
    with Archive.open(night) as archive:
        kept = list(archive.publications())
        assert [p.seq for p in kept] == [1, 2, 3]
        assert [archive.body(p.sha256) for p in kept] == [b"first", b"second", b"first"]
        assert kept[0].received_at == AT + dt.timedelta(minutes=1)
        assert kept[0].received_at.tzinfo is dt.UTC
        assert [r.facts for r in archive.readings()] == [b"FIRST", b"SECOND", b"FIRST"]
        assert dict(archive.bulletins())[2] == b"bulletin 2"
        assert archive.meta() == {"format": FORMAT, "plan": "{}"}
        assert archive.broken_link() is None
        assert archive.head()[0] == 3


def test_the_same_bytes_are_stored_once(night: Path) -> None:
    with contextlib.closing(sqlite3.connect(night)) as db:
        assert db.execute("SELECT count(*) FROM body").fetchone() == (2,)


def test_bytes_are_synced_before_they_are_read(night: Path) -> None:
    with Archive.open(night) as archive:
        assert archive._db.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
        assert archive._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("table", ["night", "body", "publication", "reading", "bulletin"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET rowid = rowid", "UPDATE {} SET {} = 'x'"])
def test_nothing_that_is_stored_can_be_changed_or_removed(night: Path, table: str, change: str) -> None:
    columns = {"night": "value", "body": "codec", "publication": "source", "reading": "state", "bulletin": "sha256"}
    statement = change.format(table, columns[table])
    db = sqlite3.connect(night)
    if "rowid" in statement and table in ("night", "body"):
        statement = f"UPDATE {table} SET {columns[table]} = {columns[table]}"
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        db.execute(statement)
    db.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE publication SET source = 'clarity-dekalb' WHERE seq = 2",
        "UPDATE publication SET received_at = '2017-04-18T23:59:59+00:00' WHERE seq = 1",
        "DELETE FROM publication WHERE seq = 2",
        "UPDATE reading SET state = 'rejected' WHERE seq = 2",
        "UPDATE reading SET error = 'x' WHERE seq = 3",
        "DELETE FROM reading WHERE seq = 1",
        "UPDATE night SET value = '{1}' WHERE key = 'plan'",
        "UPDATE publication SET seq = 9 WHERE seq = 3",
    ],
)
def test_a_change_behind_our_back_breaks_the_chain(night: Path, statement: str) -> None:
    alter(night, "PRAGMA foreign_keys = OFF", statement)
    with Archive.open(night) as archive:
        assert archive.broken_link() is not None


def test_altered_bytes_facts_and_bulletins_are_found_when_they_are_read(night: Path) -> None:
    junk = "X'789c030000000001'"
    alter(night, f"UPDATE body SET data = {junk} WHERE sha256 = '{digest(b'second')}'")
    with Archive.open(night) as archive, pytest.raises(ArchiveError, match="altered"):
        archive.body(digest(b"second"))
    alter(night, f"UPDATE reading SET facts = {junk} WHERE seq = 1")
    with Archive.open(night) as archive, pytest.raises(ArchiveError, match="publication 1 were altered"):
        list(archive.readings())
    alter(night, f"UPDATE bulletin SET data = {junk} WHERE seq = 1", "UPDATE bulletin SET data = X'00' WHERE seq = 2")
    with Archive.open(night) as archive:
        for seq in (1, 2):
            with pytest.raises(ArchiveError, match="altered"):
                archive.bulletin(seq)
        with pytest.raises(ArchiveError, match="no bulletin 9"):
            archive.bulletin(9)
        with pytest.raises(ArchiveError, match="missing"):
            archive.body(digest(b"never stored"))


def test_readings_follow_publications_and_times_are_aware(night: Path) -> None:
    with Archive.open(night) as archive:
        with pytest.raises(ArchiveError, match="reading 7 would follow 3"):
            archive.record(7, "read", b"")
        with pytest.raises(ValueError, match="aware"):
            archive.keep("a", "b", "c", b"", dt.datetime(2017, 4, 18))  # noqa: DTZ001
        with pytest.raises(sqlite3.IntegrityError):
            archive.record(4, "read", b"")
        assert archive.head()[0] == 3, "a refused reading leaves nothing behind"


def test_the_newest_bulletin_as_of_a_moment(night: Path) -> None:
    with Archive.open(night) as archive:
        assert archive.newest() == 3
        assert archive.newest(AT + dt.timedelta(minutes=2, seconds=30)) == 2
        assert archive.newest(AT) is None


def test_files_that_are_no_nights_are_refused_in_words(tmp_path: Path, night: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no night file"):
        Archive.open(tmp_path / "missing.owr")
    text = tmp_path / "text.owr"
    text.write_text("not a database, but long enough to be looked at as one" * 20)
    other = tmp_path / "other.owr"
    sqlite3.connect(other).execute("CREATE TABLE t (a)").connection.close()
    for path in (text, other):
        with pytest.raises(ArchiveError, match="not a night file"):
            Archive.open(path)
    with pytest.raises(ArchiveError, match="exists already"):
        Archive.create(night, {})
    with pytest.raises(ArchiveError, match="cannot make"):
        Archive.create(tmp_path / "no" / "folder" / "night.owr", {})


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(bodies=st.lists(st.binary(max_size=300), max_size=6))
def test_any_bytes_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, bodies: list[bytes]) -> None:
    path = tmp_path_factory.mktemp("nights") / "n.owr"
    with Archive.create(path, {}) as archive:
        for n, body in enumerate(bodies, start=1):
            archive.keep("s", "k", "n", body, AT)
            archive.record(n, "rejected", None, "unreadable")
    with Archive.open(path) as archive:
        assert [archive.body(p.sha256) for p in archive.publications()] == bodies
        assert [r.facts for r in archive.readings()] == [None] * len(bodies)
        assert archive.broken_link() is None
