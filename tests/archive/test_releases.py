"""Nights that earlier releases wrote: read as they are, brought forward by the first write, nothing of old changed."""

import contextlib
import datetime as dt
import random
import sqlite3
from pathlib import Path

import pytest

import disk
from homes import alter
from outright.archive import Archive, digest, schema
from outright.archive.embedded import APP_ID
from outright.errors import ArchiveError
from releases import FOLDER, OLD, RELEASES, Release, columns_of, rows

AT = dt.datetime(2017, 4, 19, 3, 0, tzinfo=dt.UTC)
OLD_APP_ID = 0x4F575249


@pytest.fixture(params=RELEASES, ids=lambda r: r.name)
def release(request: pytest.FixtureRequest) -> Release:
    return request.param


@pytest.fixture(params=OLD, ids=lambda r: r.name)
def old(request: pytest.FixtureRequest) -> Release:
    return request.param


def app_id(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA application_id").fetchone()[0])


def held(archive: Archive) -> tuple:
    """All that a night holds, as its public methods give it."""
    publications = list(archive.publications())
    return (
        archive.meta(), publications, [archive.body(p.sha256) for p in publications], list(archive.readings()),
        list(archive.bulletins()), [archive.desk(n) for n in archive.told()], list(archive.heads()),
    )  # fmt: skip


def test_every_file_has_its_line_and_every_line_its_file() -> None:
    assert [f"{r.name}.owr.gz" for r in RELEASES] == sorted(p.name for p in FOLDER.glob("*.gz"))
    assert len({r.version for r in RELEASES}) == 3


def test_what_an_earlier_release_wrote_is_read_as_it_was_told(release: Release, tmp_path: Path) -> None:
    path = release.unpacked(tmp_path)
    before = rows(path)
    with Archive.open(path) as archive:
        assert archive.version == release.version
        assert archive.broken_link() is None
        assert archive.head()[1] == release.head
        assert len(list(archive.publications())) == archive.last_seq() == release.publications
        told = [digest(body) for _, body in archive.bulletins()]
        assert len(told) == release.bulletins
        assert digest("\n".join(told).encode()) == release.told
        by = set(archive.tellers().values())
        assert by == ({schema.BEFORE} if release.version < 3 else {"0.1.0"})
        assert {archive.told_by(n) for n in archive.told()} == by
        assert archive.has_desk() is (release.version > 1)
    assert rows(path) == before, "reading changes nothing"
    assert app_id(path) == (OLD_APP_ID if release.version < 3 else APP_ID)


def test_the_first_write_brings_it_forward_and_leaves_every_old_row(old: Release, tmp_path: Path) -> None:
    path = old.unpacked(tmp_path)
    columns, before = columns_of(path), rows(path)
    with Archive.open(path) as reader, Archive.open(path) as writer:
        as_it_was = held(reader)
        assert app_id(path) == OLD_APP_ID, "opening is no writing"
        kept = writer.keep("late", "clarity", "late.xml", b"late", AT)
        assert kept.seq == old.publications + 1
        assert writer.version == schema.VERSION
        assert app_id(path) == APP_ID
        meta, publications, bodies, *rest = held(reader)
        assert (meta, publications[:-1], bodies[:-1]) == as_it_was[:3]
        assert rest == list(as_it_was[3:]), "who had it open before reads on, and reads the same"
    after = rows(path, columns)
    added = {"publication": 1, "body": 1}
    for table, old_rows in before.items():
        assert set(old_rows) <= set(after[table]), table
        assert len(after[table]) == len(old_rows) + added.get(table, 0), table
    with Archive.open(path) as archive:
        assert archive.broken_link() is None
        assert archive.head_after(old.publications) == old.head
        assert list(archive.heads())[-1] == old.head
        assert set(archive.tellers().values()) == {schema.BEFORE}


def test_a_reader_of_before_reads_what_was_added_since(old: Release, tmp_path: Path) -> None:
    path = old.unpacked(tmp_path)
    with Archive.open(path) as reader, Archive.open(path) as writer:
        last = reader.told()[-1]
        seq = writer.keep("late", "clarity", "late.xml", b"late", AT).seq
        for n in range(writer.head()[0] + 1, seq + 1):
            writer.record(n, "rejected", None, "unreadable")
        writer.tell(seq, writer.bulletin(last) + b" ", b"the desk")
        assert reader.bulletin(seq) == reader.bulletin(last) + b" "
        assert reader.told_by(seq) != schema.BEFORE
        assert reader.told_by(last) == schema.BEFORE
        assert reader.desk(seq) == b"the desk"
        assert reader.broken_link() is None


@pytest.mark.parametrize("name", ["1-count", "6-desk"])
def test_stopped_while_it_is_brought_forward_it_is_the_old_night_or_the_new(name: str, tmp_path: Path) -> None:
    """The engine is killed, or the power goes, after every so many writes: torn and lost writes among them."""
    if why := disk.available():
        pytest.skip(why)
    release = next(r for r in OLD if r.name == name)
    path = release.unpacked(tmp_path)
    begun = [disk.Event("write", path.name, 0, path.read_bytes()), disk.Event("sync", path.name)]
    with disk.Disk() as under:
        with Archive.open(path) as archive:
            archive.keep("late", "clarity", "late.xml", b"late", AT)
        events = list(under.events)
    seen, rng = set(), random.Random(name)
    for n, cut in enumerate(sorted({*range(0, len(events) + 1, max(1, len(events) // 40)), len(events)})):
        image = disk.laid(tmp_path / f"cut-{n}", disk.after_cut([*begun, *events[:cut]], rng)) / path.name
        with Archive.open(image) as archive:
            assert archive.broken_link() is None
            assert archive.head_after(release.publications) == release.head
            assert archive.last_seq() - release.publications == (archive.version == schema.VERSION)
            assert digest("\n".join(digest(b) for _, b in archive.bulletins()).encode()) == release.told
            seen.add(archive.version)
        assert disk.sound(image) == "ok"
    assert seen == {release.version, schema.VERSION}, "both sides of the moment were tried"


def test_a_night_of_a_later_release_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = RELEASES[-1].unpacked(tmp_path)
    alter(path, "INSERT INTO version VALUES (99, '7.1')")
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match=r"written by a later release \(7\.1\)") as error:
        Archive.open(path)
    assert "Install that release or a later one. Nothing was changed." in error.value.line()
    assert path.read_bytes() == before
