"""A copy made while the night goes on, and restored elsewhere: it verifies, and is the night's beginning."""

import contextlib
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import disk
from kept_nights import carry_on
from outright.archive import Archive
from outright.errors import ArchiveError
from outright.night.live import LiveNight
from outright.night.replay import verify

ENGINE = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from kept_nights import carry_on
carry_on(Path(sys.argv[2]), None, int(sys.argv[3]), lambda n: print(n, flush=True))
"""


def by_backup(night: Path, copy: Path) -> None:
    with contextlib.closing(sqlite3.connect(night)) as one, contextlib.closing(sqlite3.connect(copy)) as other:
        one.backup(other, pages=16)


def by_vacuum(night: Path, copy: Path) -> None:
    with contextlib.closing(sqlite3.connect(night)) as one:
        one.execute("VACUUM INTO ?", (str(copy),))


def links(path: Path) -> list[str]:
    with Archive.open(path) as archive:
        return [p.link for p in archive.publications()]


@pytest.mark.parametrize("how", [by_backup, by_vacuum])
@pytest.mark.parametrize("copies", [2, pytest.param(20, marks=pytest.mark.promise)])
def test_copy_made_while_the_night_goes_on_is_its_beginning_and_goes_on(tmp_path, how, copies):
    night, until = tmp_path / "night.owr", 30 * copies
    engine = subprocess.Popen(
        [sys.executable, "-c", ENGINE, str(Path(__file__).parents[1]), str(night), str(until)], stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert engine.stdout is not None
    acknowledged = []
    for n in range(copies):
        while (last := int(engine.stdout.readline())) < 10 * (n + 1):
            pass
        (tmp_path / f"{n}").mkdir()
        how(night, tmp_path / f"{n}" / "night.owr")
        acknowledged.append(last)
    engine.stdout.read()
    assert engine.wait() == 0
    engine.stdout.close()
    whole = links(night)
    assert len(whole) == until
    for n, last in enumerate(acknowledged):
        copy = tmp_path / f"{n}" / "night.owr"
        assert disk.sound(copy) == "ok"
        assert verify(copy).problem is None
        found = links(copy)
        assert found == whole[: len(found)]
        assert len(found) >= last
    carry_on(copy, None, until)
    with Archive.open(copy) as one, Archive.open(night) as other:
        assert one.head() == other.head(), "restored elsewhere, it came to the same end"


def test_copy_of_the_file_alone_lacks_what_is_in_its_log_and_alters_nothing(tmp_path):
    """Why a copy is made through SQLite: beside the file lies a log that holds the newest."""
    night = tmp_path / "night.owr"
    carry_on(night, None, 3)
    live = LiveNight.resume(night)
    carry_on(night, None, 6)
    (tmp_path / "alone").mkdir()
    shutil.copy(night, tmp_path / "alone" / "night.owr")
    assert (tmp_path / "night.owr-wal").stat().st_size > 0
    live.archive.close()
    assert links(tmp_path / "alone" / "night.owr") == links(night)[:3]
    torn = tmp_path / "torn.owr"
    torn.write_bytes(night.read_bytes()[:-4096])
    with contextlib.suppress(ArchiveError):
        assert verify(torn).problem is not None
