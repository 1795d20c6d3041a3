"""A disk that is full, may only be read, or fails to sync: nothing is lost, nothing is called kept that is not."""

import datetime as dt
import random
import sqlite3
from pathlib import Path

import pytest

import disk
from outright.archive import Archive
from outright.errors import ArchiveError, NotStored

pytestmark = pytest.mark.skipif(bool(disk.available()), reason=disk.available())

AT = dt.datetime(2017, 4, 18, 23, 0, tzinfo=dt.UTC)


def body(n: int) -> bytes:
    return random.Random(n).randbytes(1_500)


def kept_in(path: Path) -> list[bytes]:
    """Every body of a night, after SQLite and the chain have been asked whether it is sound."""
    assert disk.sound(path) == "ok"
    with Archive.open(path) as archive:
        assert archive.broken_link() is None
        return [archive.body(p.sha256) for p in archive.publications()]


def fill(archive: Archive, first: int = 1, many: int = 8) -> int:
    """Keep and read until it is refused: the number of the last publication that was acknowledged."""
    last = first - 1
    for n in range(first, first + many):
        archive.keep("s", "k", "n", body(n), AT)
        last = n
    return last


def full_at(folder: Path, room: int) -> tuple[int, bool]:
    """A night on a disk with so much room, then with more: how many were acknowledged, whether it was ever full."""
    path, acknowledged, full = folder / "night.owr", 0, False
    with disk.Disk() as under, Archive.create(path, {"plan": "{}"}) as archive:
        archive._rooms._db.execute("PRAGMA wal_autocheckpoint = 6")
        under.fault = disk.full_after(sum(under.sizes.values()) + room)
        try:
            for n in range(1, 7):
                archive.keep("s", "k", "n", body(n), AT)
                acknowledged = n
        except NotStored as error:
            full = True
            assert "full" in error.line()
            assert "what is stored stands" in error.line()
            assert [archive.body(p.sha256) for p in archive.publications()] == [body(n) for n in range(1, n)]
            with pytest.raises(NotStored):
                archive.keep("s", "k", "n", body(n), AT)
        under.fault = None
        for n in range(acknowledged + 1, 9):
            archive.keep("s", "k", "n", body(n), AT)
    assert kept_in(path) == [body(n) for n in range(1, 9)]
    return acknowledged, full


def every(folder: Path, rooms: list[int]) -> None:
    seen = set()
    for room in rooms:
        (folder / str(room)).mkdir()
        seen.add(full_at(folder / str(room), room))
    assert len(seen) > 3, "the disk was full at different moments"
    assert (0, True) in seen


def test_disk_full_at_any_byte_loses_nothing_and_storing_goes_on_when_there_is_room(tmp_path):
    every(tmp_path, [0, 1, 31, 32, 33, *random.Random(1).sample(range(34, 120_000), 25)])


@pytest.mark.promise
def test_disk_full_at_each_of_many_bytes(tmp_path):
    every(tmp_path, [*range(0, 4_200, 60), *random.Random(2).sample(range(4_200, 120_000), 330)])


def test_disk_full_then_killed_keeps_what_was_acknowledged(tmp_path):
    """What lies there while the disk is full, with no word of farewell from the engine."""
    path = tmp_path / "night.owr"
    with disk.Disk() as under, Archive.create(path, {}) as archive:
        under.fault = disk.full_after(sum(under.sizes.values()) + 60_000)
        with pytest.raises(NotStored):
            fill(archive)
        files = {f.name: f.read_bytes() for f in tmp_path.iterdir() if not f.name.endswith("-shm")}
    there = kept_in(disk.laid(tmp_path / "left", files) / "night.owr")
    assert there == [body(n) for n in range(1, len(there) + 1)]
    assert there


def test_no_room_for_a_reading_or_a_bulletin_leaves_neither_half(tmp_path):
    path = tmp_path / "night.owr"
    with disk.Disk() as under, Archive.create(path, {}) as archive:
        archive.keep("s", "k", "n", body(1), AT)
        for write in (lambda: archive.record(1, "read", body(2)), lambda: archive.tell(1, body(3), body(4))):
            under.fault = disk.full_after(sum(under.sizes.values()) + 100)
            with pytest.raises(NotStored):
                write()
            under.fault = None
            write()
        assert [r.facts for r in archive.readings()] == [body(2)]
        assert (archive.bulletin(1), archive.desk()) == (body(3), body(4))
    assert kept_in(path) == [body(1)]


@pytest.mark.parametrize("error", [disk.READONLY, disk.IOERR_WRITE, disk.FULL])
def test_disk_that_may_only_be_read_for_a_while(tmp_path, error):
    path = tmp_path / "night.owr"
    with disk.Disk() as under, Archive.create(path, {}) as archive:
        fill(archive, 1, 3)
        under.fault = disk.failing("write", error, times=10_000)
        for _ in range(3):
            with pytest.raises(NotStored, match="cannot be written"):
                fill(archive, 4, 1)
        assert archive.last_seq() == 3
        under.fault = None
        assert fill(archive, 4, 3) == 6
    assert kept_in(path) == [body(n) for n in range(1, 7)]


def test_another_who_writes_for_too_long_is_waited_for(tmp_path):
    path = tmp_path / "night.owr"
    with Archive.create(path, {}) as archive:
        archive._rooms._db.execute("PRAGMA busy_timeout = 20")
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotStored, match="locked"):
            fill(archive, 1, 1)
        other.execute("ROLLBACK")
        other.close()
        assert fill(archive, 1, 2) == 2


@pytest.mark.parametrize("nth", [1, 2, 3])
def test_after_a_sync_that_failed_nothing_more_is_written(tmp_path, nth):
    """The system says once that a sync failed and forgets what it held: who tries again is told that all is well."""
    path = tmp_path / "night.owr"
    with disk.Disk() as under, Archive.create(path, {}) as archive:
        acknowledged = fill(archive, 1, 2)
        under.fault = disk.failing("sync", disk.IOERR_FSYNC, nth, name="-wal")
        with pytest.raises(ArchiveError, match="disk failed") as caught:
            for n in range(3, 9):
                archive.keep("s", "k", "n", body(n), AT)
                acknowledged = n
        assert not isinstance(caught.value, NotStored)
        before = len(under.events)
        for again in (
            lambda: archive.keep("s", "k", "n", body(9), AT),
            lambda: archive.record(1, "read", b"facts"),
            lambda: archive.tell(1, b"bulletin"),
        ):
            with pytest.raises(ArchiveError, match="nothing more is written"):
                again()
        assert len(under.events) == before, "nothing was done to the disk"
    rng = random.Random(nth)
    for n in range(10):
        there = kept_in(disk.laid(tmp_path / str(n), disk.after_cut(under.events, rng)) / "night.owr")
        assert there == [body(k) for k in range(1, len(there) + 1)]
        assert len(there) >= acknowledged
    with Archive.open(path) as archive:
        first = archive.last_seq() + 1
        assert fill(archive, first, 2) == first + 1


def test_night_that_cannot_be_made_says_so(tmp_path):
    with disk.Disk(disk.full_after(5_000)), pytest.raises(ArchiveError, match=r"cannot make night\.owr"):
        Archive.create(tmp_path / "night.owr", {"plan": "x" * 50_000})
