"""A night's store keeps bytes before anything is read, only grows, and shows any change made behind its back.

The same tests for both homes: a night file, and a night in a PostgreSQL database.
"""

import datetime as dt
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from homes import HOMES, alter, asked, new_home
from outright import __version__
from outright.archive import FORMAT, Archive, Home, Reading, Received, ServedNight, digest
from outright.errors import ArchiveError

AT = dt.datetime(2017, 4, 18, 19, 59, tzinfo=dt.timezone(dt.timedelta(hours=-4)))
FACTS = b'{"units":[{"id":"a","votes":[1,2]},{"id":"b","votes":[3,4]}]}'


@pytest.fixture(params=HOMES)
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    """Where no night is yet."""
    return new_home(request.param, tmp_path)


@pytest.fixture
def night(home: Home) -> Home:
    with Archive.create(home, {"plan": "{}"}) as archive:
        for n, body in enumerate([b"first", b"second", b"first"], start=1):
            archive.keep("clarity-cobb", "clarity", "detail.xml", body, AT + dt.timedelta(minutes=n))
            archive.record(n, "read", body.upper())
            archive.tell(n, b"bulletin %d" % n)
    return home


def test_what_was_kept_comes_back_byte_for_byte_in_the_order_it_came(night: Home) -> None:
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


def test_the_same_bytes_are_stored_once(night: Home) -> None:
    assert asked(night, "SELECT count(*) FROM body") == [(2,)]


def test_bytes_are_synced_before_they_are_read(night: Home) -> None:
    with Archive.open(night) as archive:
        if isinstance(night, ServedNight):
            settings = {k: list(archive._rooms.rows(f"SHOW {k}")) for k in ("synchronous_commit", "fsync")}
            assert settings == {"synchronous_commit": [("on",)], "fsync": [("on",)]}
        else:
            assert list(archive._rooms.rows("PRAGMA synchronous")) == [(2,)]  # FULL
            assert list(archive._rooms.rows("PRAGMA journal_mode")) == [("wal",)]


@pytest.mark.parametrize(
    "table", ["night", "version", "body", "publication", "reading", "bulletin", "desk", "telling", "receipt"]
)
def test_nothing_that_is_stored_can_be_changed_or_removed(night: Home, table: str) -> None:
    columns = {"night": "value", "version": "by", "receipt": "token", "publication": "source", "telling": "engine"}
    column = columns.get(table, "sha256")
    with Archive.open(night) as archive:
        archive.keep("a", "b", "c", b"", AT, token="one of its own")
        archive.record(4, "read", b"")
        archive.tell(4, b"bulletin", b"desk")
        before = list(archive._rooms.rows(f"SELECT * FROM {table}"))
        assert before
        for statement in (f"DELETE FROM {table}", f"UPDATE {table} SET {column} = 'x'"):
            with pytest.raises(Exception, match="only grows"), archive._rooms.writing():
                archive._rooms.run(statement)
        assert list(archive._rooms.rows(f"SELECT * FROM {table}")) == before


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
def test_a_change_behind_our_back_breaks_the_chain(night: Home, statement: str) -> None:
    alter(night, statement)
    with Archive.open(night) as archive:
        assert archive.broken_link() is not None


def test_altered_bytes_facts_and_bulletins_are_found_when_they_are_read(night: Home) -> None:
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


def test_readings_follow_publications_and_times_are_aware(night: Home) -> None:
    with Archive.open(night) as archive:
        with pytest.raises(ArchiveError, match="reading 7 would follow 3"):
            archive.record(7, "read", b"")
        with pytest.raises(ValueError, match="aware"):
            archive.keep("a", "b", "c", b"", dt.datetime(2017, 4, 18))  # noqa: DTZ001
        with pytest.raises(ArchiveError, match="no publication 4"):
            archive.record(4, "read", b"")
        assert archive.head()[0] == 3, "a refused reading leaves nothing behind"


def test_the_newest_bulletin_as_of_a_moment(night: Home) -> None:
    with Archive.open(night) as archive:
        assert archive.newest() == 3
        assert archive.newest(AT + dt.timedelta(minutes=2, seconds=30)) == 2
        assert archive.newest(AT) is None


def test_what_was_not_heard_to_be_stored_may_be_stored_again_and_is_there_once(night: Home) -> None:
    with Archive.open(night) as archive:
        first = archive.keep("a", "b", "c", b"more", AT, token="host 1, file 7")
        assert archive.keep("a", "b", "c", b"more", AT, token="host 1, file 7") == first
        assert archive.keep("a", "b", "c", b"more", AT, token="host 1, file 8").seq == 5
        assert archive.keep("a", "b", "c", b"more", AT).seq == 6
        said = archive.record(4, "read", b"facts")
        assert archive.record(4, "read", b"facts") == said
        archive.tell(4, b"said", b"desk")
        archive.tell(4, b"said", b"desk")
        assert (archive.last_seq(), archive.told(), archive.desk_rows()) == (6, (1, 2, 3, 4), (4,))
        with pytest.raises(ArchiveError, match="reading 4 was recorded otherwise"):
            archive.record(4, "read", b"other facts")
        with pytest.raises(ArchiveError, match="bulletin 4 was told otherwise"):
            archive.tell(4, b"said otherwise")


def test_who_told_a_bulletin_is_linked_too(night: Home) -> None:
    with Archive.open(night) as archive:
        assert [archive.told_by(n) for n in (1, 2, 3)] == [__version__] * 3
    alter(night, "UPDATE telling SET engine = '9.9' WHERE seq = 2")
    with Archive.open(night) as archive:
        assert archive.broken_link() == "telling 2 does not follow the one before it"


def test_a_night_of_a_later_release_is_refused_with_what_to_do(night: Home) -> None:
    alter(night, "INSERT INTO version VALUES (99, '7.1')")
    with pytest.raises(ArchiveError, match=r"written by a later release \(7\.1\)") as error:
        Archive.open(night)
    assert "Install that release" in error.value.line()


def test_a_night_is_begun_once(night: Home) -> None:
    with pytest.raises(ArchiveError, match="exists already"):
        Archive.create(night, {})


def test_files_that_are_no_nights_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no night file"):
        Archive.open(tmp_path / "missing.owr")
    text = tmp_path / "text.owr"
    text.write_text("not a database, but long enough to be looked at as one" * 20)
    other = tmp_path / "other.owr"
    sqlite3.connect(other).execute("CREATE TABLE t (a)").connection.close()
    for path in (text, other):
        with pytest.raises(ArchiveError, match="not a night file"):
            Archive.open(path)
    with pytest.raises(ArchiveError, match="cannot make"):
        Archive.create(tmp_path / "no" / "folder" / "night.owr", {})


@pytest.mark.parametrize("which", HOMES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(bodies=st.lists(st.binary(max_size=300), max_size=6))
def test_any_bytes_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, which: str, bodies: list[bytes]
) -> None:
    home = new_home(which, tmp_path_factory.mktemp("nights"))
    with Archive.create(home, {}) as archive:
        for n, body in enumerate(bodies, start=1):
            archive.keep("s", "k", "n", body, AT)
            archive.record(n, "rejected", None, "unreadable")
    with Archive.open(home) as archive:
        assert [archive.body(p.sha256) for p in archive.publications()] == bodies
        assert [r.facts for r in archive.readings()] == [None] * len(bodies)
        assert archive.broken_link() is None


def test_a_round_is_kept_and_recorded_as_one_by_one(night: Home, tmp_path: Path) -> None:
    """The chain is the same, whether publications and readings are stored together or one after the other."""
    with Archive.open(night) as archive:
        for n in range(4, 7):
            archive.keep("b", "kind", f"{n}.csv", b"%d" % n, AT)
        for n in range(4, 7):
            archive.record(n, "read+", FACTS + b"%d" % n)
        known, said, head = list(archive.publications()), list(archive.readings()), archive.head()
        given = [Received(p.source, p.kind, p.name, archive.body(p.sha256), p.received_at) for p in known]
    with Archive.create(tmp_path / "other.owr", {"plan": "{}"}) as other:
        assert other.keep_all(given) == tuple(known)
        other.record_all(said[:2])
        assert other.record_all(said[2:]) == tuple(said[2:])
        assert other.record_all(said[2:]) == tuple(said[2:]), "given once more they are there once"
        assert (other.head(), list(other.readings())) == (head, said)


def test_of_a_round_all_is_stored_or_nothing(night: Home) -> None:
    with Archive.open(night) as archive:
        before, seq = archive.head(), archive.last_seq()
        late = Received("b", "kind", "x", b"", dt.datetime(2017, 4, 18))  # noqa: DTZ001
        with pytest.raises(ValueError, match="aware"):
            archive.keep_all([Received("b", "kind", "x", b"1", AT), late])
        assert archive.last_seq() == seq
        archive.keep_all([Received("b", "kind", "x", b"1", AT), Received("b", "kind", "y", b"2", AT)])
        with pytest.raises(ArchiveError, match="would follow"):
            archive.record_all([Reading(seq + 1, "read+", FACTS, "", ""), Reading(seq + 3, "read", FACTS, "", "")])
        assert archive.head()[0] == before[0], "of a refused round nothing is there"
        archive.record_all([Reading(seq + 1, "read+", FACTS, "", ""), Reading(seq + 2, "read", FACTS, "", "")])
        with pytest.raises(ArchiveError, match="recorded otherwise"):
            archive.record_all([Reading(seq + 2, "read", FACTS + b" ", "", "")])
        assert [r.facts for r in archive.readings()][-2:] == [FACTS, FACTS]
        assert archive.broken_link() is None
