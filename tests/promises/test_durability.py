"""Killed at any moment, the night file holds every publication that was acknowledged, whole."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from outright.archive import Archive
from outright.night.live import LiveNight
from outright.night.replay import verify

pytestmark = pytest.mark.promise

WRITER = """
import sys
from pathlib import Path
from outright.cli.rehearsed import plan_of
from outright.night.live import LiveNight
from outright.rehearsal import reference_night
night = reference_night()
live = LiveNight.begin(plan_of(night.facts), Path(sys.argv[1]))
print("ready", flush=True)
for p in night.publications:
    bulletin = live.receive(p.source_id, p.kind, p.name, p.body, p.at)
    print(bulletin.night.seq, flush=True)
"""
ROUNDS = 20


def test_no_acknowledged_publication_is_lost_when_the_engine_is_killed(tmp_path: Path) -> None:
    rng, acknowledged = random.Random(1), 0
    for n in range(ROUNDS):
        path = tmp_path / f"{n}.owr"
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0.05, 1.5))
        writer.send_signal(signal.SIGKILL)
        told = [int(line) for line in writer.stdout.read().split()]
        writer.wait()
        writer.stdout.close()
        with Archive.open(path) as archive:
            kept = [p.seq for p in archive.publications()]
            bulletins = [seq for seq, _ in archive.bulletins()]
        last = max(told, default=0)
        assert kept == list(range(1, len(kept) + 1))
        assert len(kept) >= last
        assert bulletins[:last] == list(range(1, last + 1))
        assert verify(path).problem is None
        _goes_on_within_five_seconds(path)
        acknowledged += last
    assert acknowledged > ROUNDS, "the engine was killed before it had done anything"


def _goes_on_within_five_seconds(path: Path) -> None:
    began = time.monotonic()
    live = LiveNight.resume(path)
    live.catch_up()
    live.archive.close()
    assert time.monotonic() - began < 5
    assert verify(path).problem is None
