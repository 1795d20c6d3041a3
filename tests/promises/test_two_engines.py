"""Two engines on one night: the second is refused at once, with the name of the first, and writes nothing."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kept_nights import SETTINGS, carry_on, receive, settings
from outright.archive import Archive
from outright.cli.watch import following
from outright.errors import ArchiveError, NightFollowed
from outright.night.live import LiveNight
from outright.night.lock import only_engine
from outright.night.replay import verify

HOLDER = """
import sys, time
from pathlib import Path
from outright.night.lock import only_engine
with only_engine(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def first(tmp_path):
    """Another process that holds the night."""
    carry_on(tmp_path / "night.owr", None, 1)
    engine = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path / "night.owr")], stdout=subprocess.PIPE)
    assert engine.stdout is not None
    engine.stdout.readline()
    yield engine
    engine.kill()
    engine.wait()
    engine.stdout.close()


def test_second_engine_is_refused_within_a_second_with_the_first_ones_name(tmp_path, first):
    before, began = (tmp_path / "night.owr").read_bytes(), time.monotonic()
    with pytest.raises(NightFollowed) as caught, following(settings(tmp_path)):
        pass
    assert time.monotonic() - began < 1
    assert f"process {first.pid} on {socket.gethostname()}" in caught.value.line()
    assert (tmp_path / "night.owr").read_bytes() == before


def test_command_says_who_follows_the_night_and_leaves_with_an_error(tmp_path, first):
    (tmp_path / "night.toml").write_text(SETTINGS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "outright.cli.main", "fetch", str(tmp_path / "night.toml")], capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.returncode == NightFollowed.exit_code
    assert f"process {first.pid} on {socket.gethostname()}" in done.stderr


def test_lock_dies_with_its_process_and_the_next_one_puts_its_own_name_there(tmp_path, first):
    first.send_signal(signal.SIGKILL)
    first.wait()
    with following(settings(tmp_path)) as live:
        receive(live, 2)
        lock = (tmp_path / "night.owr.lock").read_text()
        assert lock == f"process {os.getpid()} on {socket.gethostname()}"
        with pytest.raises(NightFollowed, match=f"process {os.getpid()} on"), only_engine(tmp_path / "night.owr"):
            pass
    assert verify(tmp_path / "night.owr").problem is None


def test_lock_holds_where_there_is_no_room_for_a_name(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("outright.night.lock.os.write", full)
        held = only_engine(tmp_path / "night.owr")
        held.__enter__()
    with pytest.raises(NightFollowed, match=r"Another engine follows night\.owr"), only_engine(tmp_path / "night.owr"):
        pass
    held.__exit__(None, None, None)


@pytest.mark.parametrize(
    ("kind", "point", "refused"),
    [("nfs4", "{}", True), ("cifs", "{}", True), ("ext4", "{}", False), ("nfs", "/somewhere/else", False)],
)
def test_night_on_a_disk_that_machines_share_is_refused(tmp_path, monkeypatch, kind, point, refused):
    mounts = tmp_path / "mountinfo"
    own = "36 35 98:0 / / rw,noatime master:1 - ext4 /dev/root rw\n"
    mounts.write_text(f"{own}40 36 0:30 / {point.format(tmp_path)} rw shared:2 - {kind} server:/nights rw\n")
    monkeypatch.setattr("outright.night.lock._MOUNTS", mounts)
    if not refused:
        with only_engine(tmp_path / "night.owr"):
            return
    with pytest.raises(ArchiveError, match=f"other machines share .{kind}."), only_engine(tmp_path / "night.owr"):
        pass
    assert not (tmp_path / "night.owr.lock").exists()


def test_two_who_write_around_the_lock_cannot_tell_two_stories(tmp_path):
    """From Python nobody asks for the lock; the chain itself then refuses the second."""
    path = tmp_path / "night.owr"
    carry_on(path, None, 1)
    one, other = LiveNight.resume(path), LiveNight.resume(path)
    receive(one, 2)
    with pytest.raises(ArchiveError, match=r"would follow|recorded otherwise"):
        receive(other, 3)
    one.catch_up()
    for live in (one, other):
        live.archive.close()
    with Archive.open(path) as archive:
        assert [p.seq for p in archive.publications()] == [1, 2, 3]
        assert archive.told() == (1, 2, 3)
    assert verify(Path(path)).problem is None
