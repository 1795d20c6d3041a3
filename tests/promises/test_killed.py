"""Killed at random moments while readers read: what was acknowledged is there, and nobody ever met half a page.

The night is killed again and again and goes on each time; in the end its file says, to the last link of its chain,
what the file of a night says that was never killed.
"""

import json
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from kept_nights import carry_on
from outright.archive import Archive
from outright.bulletin import decode
from outright.errors import ArchiveError
from outright.night.replay import verify
from outright.publish.target import Folder, Publisher

FIRST = 3
ENGINE = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from kept_nights import carry_on
carry_on(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]), lambda n: print(n, flush=True))
"""
TESTS = str(Path(__file__).parents[1])


class Readers:
    """Read what is published, and the night file, all the time, and note what is not whole."""

    def __init__(self, night: Path, site: Path) -> None:
        self.night, self.site, self.wrong, self.read = night, site, [], 0
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=t) for t in (self._pages, self._file)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _pages(self) -> None:
        while not self._ended.is_set():
            for path in [*self.site.glob("*.html"), *self.site.glob("*/*.html"), *self.site.glob("**/*.json")][:60]:
                if ".outright" in path.parts or self._ended.is_set():
                    continue
                body = path.read_bytes()
                self.read += 1
                if path.suffix == ".html" and not body.rstrip().endswith(b"</html>"):
                    self.wrong.append(f"half a page: {path.name}, {len(body)} bytes")
                if path.suffix == ".json":
                    try:
                        json.loads(body)
                    except ValueError:
                        self.wrong.append(f"half a file: {path.name}, {len(body)} bytes")
            time.sleep(0.03)

    def _file(self) -> None:
        last = 0
        while not self._ended.is_set():
            if self.night.exists():
                try:
                    with Archive.open(self.night) as archive:
                        newest = archive.newest()
                        if newest is not None:
                            assert decode(archive.bulletin(newest)).night.seq == newest >= last
                            last, self.read = newest, self.read + 1
                except ArchiveError as error:
                    if last:
                        self.wrong.append(error.line())
                except AssertionError as error:
                    self.wrong.append(f"an older bulletin after a newer one: {error}")
            time.sleep(0.02)


def kept(path: Path) -> int:
    """How many publications there are, after the file has been derived again from its bytes."""
    with Archive.open(path) as archive:
        many = archive.last_seq()
    found = verify(path)
    assert found.problem is None
    return many


@pytest.mark.parametrize("kills", [2, pytest.param(200, marks=pytest.mark.promise)])
def test_killed_again_and_again_the_night_ends_as_if_it_never_was(tmp_path, kills):
    night, site, rng = tmp_path / "night.owr", tmp_path / "site", random.Random(kills)
    until = FIRST + 2 * kills
    acknowledged = resumed = 0
    slowest = 0.0
    with Readers(night, site) as readers:
        for _ in range(kills):
            began = time.monotonic()
            engine = subprocess.Popen(
                [sys.executable, "-c", ENGINE, TESTS, str(night), str(site), str(until)], stdout=subprocess.PIPE,
                text=True,
            )  # fmt: skip
            assert engine.stdout is not None
            assert engine.stdout.readline() == "0\n"
            slowest = max(slowest, time.monotonic() - began)
            time.sleep(rng.uniform(0.0, 0.5))
            engine.send_signal(signal.SIGKILL)
            told = [int(line) for line in engine.stdout.read().split()]
            engine.wait()
            engine.stdout.close()
            acknowledged = max([acknowledged, *told])
            resumed = max(resumed, kept(night))
            assert resumed >= acknowledged
        began = time.monotonic()
        carry_on(night, site, until)
        assert readers.wrong == []
        assert readers.read > 10
    if kills > 10:  # the short form runs beside everything else, and would measure that
        assert slowest < 5, "after every kill it stands where it stood within five seconds"
    assert kept(night) == until
    assert resumed > 0, "the engine was killed before it had done anything"
    _same_as_never_killed(tmp_path, night, site, until)
    assert time.monotonic() - began < 120 + 3 * kills


def _same_as_never_killed(folder: Path, night: Path, site: Path, until: int) -> None:
    (folder / "whole").mkdir()
    carry_on(folder / "whole" / "night.owr", None, until)
    with Archive.open(night) as killed, Archive.open(folder / "whole" / "night.owr") as whole:
        assert killed.head() == whole.head()
        assert list(killed.bulletins()) == list(whole.bulletins())
        last = decode(whole.bulletin(until))
    with Publisher(Folder(site, compressed=False)) as publisher:
        publisher.publish(last)
        again = publisher.publish(last)
    assert again.written == 0, "what is published is what follows from the night's bytes"


def test_engine_starts_again_within_five_seconds(tmp_path):
    carry_on(tmp_path / "night.owr", None, 60)
    began = time.monotonic()
    carry_on(tmp_path / "night.owr", None, 61)
    assert time.monotonic() - began < 5
