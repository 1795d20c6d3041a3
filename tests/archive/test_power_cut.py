"""The power goes while a night is kept: what was acknowledged is there, whole, and the file is sound.

Killing a process cannot show this: what it wrote survives in the system's memory. So a disk under SQLite notes every
write and every sync, and what it may hold after a cut is built from them (`disk`).
"""

import datetime as dt
import random
from pathlib import Path

import pytest

import disk
from outright.archive import Archive, embedded
from outright.errors import ArchiveError

pytestmark = pytest.mark.skipif(bool(disk.available()), reason=disk.available())

AT = dt.datetime(2017, 4, 18, 23, 0, tzinfo=dt.UTC)
PAGES = 12
"""Pages of the log after which SQLite writes them into the database: as few as this, it happens every other commit."""


def body(n: int) -> bytes:
    """Bytes that no packing makes smaller: some publications are a few pages, some a few dozen."""
    return random.Random(n).randbytes(200 if n % 3 else 40_000)


def night(path: Path, many: int) -> tuple[list[disk.Event], list[tuple[int, int, int, int]]]:
    """What is done to the disk by a night, and how much was acknowledged when: (event, kept, read, told)."""
    acknowledged = []
    with disk.Disk() as under, Archive.create(path, {"plan": "{}"}) as archive:
        archive._rooms._db.execute(f"PRAGMA wal_autocheckpoint = {PAGES}")
        acknowledged.append((len(under.events), 0, 0, 0))
        for n in range(1, many + 1):
            archive.keep("s", "clarity", "detail.xml", body(n), AT)
            acknowledged.append((len(under.events), n, n - 1, n - 1))
            archive.record(n, "read", b"facts %d" % n)
            acknowledged.append((len(under.events), n, n, n - 1))
            archive.tell(n, b"bulletin %d" % n, b"desk %d" % n)
            acknowledged.append((len(under.events), n, n, n))
    return under.events, acknowledged


def wrong_after(path: Path, kept: int, read: int, told: int) -> list[str]:
    """What is missing or altered of what was acknowledged."""
    if (found := disk.sound(path)) != "ok":
        return [f"unsound: {found[:80]}"]
    with Archive.open(path) as archive:
        there = [archive.body(p.sha256) for p in archive.publications()]
        facts = [r.facts for r in archive.readings()]
        bulletins = dict(archive.bulletins())
        broken = archive.broken_link()
    wrong = [] if broken is None else [broken]
    if there != [body(n) for n in range(1, len(there) + 1)] or len(there) < kept:
        wrong.append(f"{kept} publications acknowledged, {len(there)} there")
    if facts != [b"facts %d" % n for n in range(1, len(facts) + 1)] or len(facts) < read:
        wrong.append(f"{read} readings acknowledged, {len(facts)} there")
    if bulletins != {n: b"bulletin %d" % n for n in range(1, len(bulletins) + 1)} or len(bulletins) < told:
        wrong.append(f"{told} bulletins acknowledged, {len(bulletins)} there")
    return wrong


def cuts(folder: Path, images: int, seed: int = 20170418) -> list[list[str]]:
    """What is wrong after each of many cuts at random moments of one night."""
    events, acknowledged = night(folder / "night.owr", 12)
    rng, found = random.Random(seed), []
    for n in range(images):
        at = rng.randrange(acknowledged[0][0], len(events) + 1)
        _, *known = max(a for a in acknowledged if a[0] <= at)
        files = disk.laid(folder / str(n), disk.after_cut(events[:at], rng))
        found.append(wrong_after(files / "night.owr", *known))
        for file in files.iterdir():
            file.unlink()
    return found


def test_power_cut_loses_and_alters_nothing_that_was_acknowledged(tmp_path):
    assert [w for w in cuts(tmp_path, 40) if w] == []


@pytest.mark.promise
def test_power_cut_loses_and_alters_nothing_in_four_hundred_images(tmp_path):
    assert [w for w in cuts(tmp_path, 400) if w] == []


def test_store_that_syncs_less_is_found_out(tmp_path, monkeypatch):
    """``synchronous = NORMAL``, many a framework's advice: the file stays sound, and acknowledged rows are lost."""
    whole = embedded._pragmas

    def fewer(db):
        whole(db)
        db.execute("PRAGMA synchronous = NORMAL")

    monkeypatch.setattr(embedded, "_pragmas", fewer)
    found = [w for w in cuts(tmp_path, 20) if w]
    assert len(found) > 5
    assert not any("unsound" in word for words in found for word in words)


def test_power_cut_while_a_night_is_made_leaves_a_night_or_words(tmp_path):
    events, acknowledged = night(tmp_path / "night.owr", 1)
    rng, opened = random.Random(1), 0
    for n in range(20):
        at = rng.randrange(acknowledged[0][0])
        files = disk.laid(tmp_path / str(n), disk.after_cut(events[:at], rng))
        try:
            with Archive.open(files / "night.owr") as archive:
                assert list(archive.publications()) == []
            opened += 1
        except ArchiveError as error:
            assert "night.owr" in error.line()
    assert opened < 20


def test_what_was_kept_is_on_the_disk_before_it_is_acknowledged(tmp_path):
    """The last thing that is done to the disk before `keep` returns is a sync of the log."""
    with disk.Disk() as under, Archive.create(tmp_path / "night.owr", {}) as archive:
        for n in range(1, 6):
            archive.keep("s", "k", "n", body(n), AT)
            assert (under.events[-1].kind, under.events[-1].name) == ("sync", "night.owr-wal")
    assert [f.name for f in tmp_path.iterdir()] == ["night.owr"]
