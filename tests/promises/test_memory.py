"""A file that needs more memory or time than there is, or ends its reader, costs that one file: the night goes on."""

import contextlib
import os
import resource
import signal
import subprocess
import sys
import threading
import time
import zipfile
from functools import partial
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from kept_nights import AT, FILE, SETTINGS, nth, receive, settings
from outright.archive import Archive
from outright.cli.archive import command as verify_command
from outright.cli.hold import hold
from outright.night import reading_apart, reading_process
from outright.night.config import parse
from outright.night.live import LiveNight
from outright.night.reading import UNREAD, read_whole
from outright.night.reading_apart import LARGE, SECONDS, Reading, is_for_apart
from outright.night.replay import verify
from outright.rehearsal import reference_night

MIB = 1 << 20
CLARITY = ("clarity", "detail.xml")
PLACES, EACH = 12_000, [n % 9 for n in range(12_000)]
CELLS = "".join(
    f'<Precinct name="Precinct {n}, of a name as long as they are" votes="{v}"/>' for n, v in enumerate(EACH)
)
CHOICES = "".join(
    f'<Choice key="{n}" text="Person {n}" totalVotes="{sum(EACH)}"><VoteType name="Election Day" votes="{sum(EACH)}">'
    f"{CELLS}</VoteType></Choice>"
    for n in range(10)
)
BIG = f"""<?xml version="1.0" encoding="UTF-8"?>
<ElectionResult><Timestamp>5/20/2025 8:40:00 PM EDT</Timestamp><ElectionName>Special</ElectionName>
<ElectionDate>5/20/2025</ElectionDate><Region>Adams</Region>
<Contest key="1" text="Governor" voteFor="1" isQuestion="false" precinctsReporting="0" precinctsReported="0">
{CHOICES}</Contest></ElectionResult>""".encode()
"""A file of nine MB that no machine has trouble with, unless it is told to have little memory."""


@pytest.fixture
def every_file_apart(monkeypatch):
    """However small."""
    monkeypatch.setattr(reading_apart, "LARGE", -1)


@pytest.fixture
def reader():
    with contextlib.closing(Reading()) as reader:
        yield reader


def asked_while_it_stands_still(reader, then, seconds=SECONDS):
    """What comes of a file that the process has got, and is stopped before reading it; ``then`` is done to it."""
    reader.read(nth(1), "openelections", FILE)
    pid = reader.pid
    os.kill(pid, signal.SIGSTOP)
    reader.seconds = seconds
    after = threading.Timer(0.3, then, (pid,))
    after.start()
    found = reader.read(nth(2), "openelections", FILE)
    after.join()
    return pid, found


def test_night_goes_on_after_a_file_that_needs_too_much_memory_and_can_read_it_later(tmp_path):
    (tmp_path / "night.toml").write_text(SETTINGS, encoding="utf-8")
    live = LiveNight.begin(settings(tmp_path).plan, tmp_path / "night.owr")
    live.reading = Reading(memory=20 * MIB)
    receive(live, 1)
    bulletin = live.receive("zz", *CLARITY, BIG, AT)
    assert bulletin.contests[0].votes == 196, "what was counted stands"
    assert "needs more than 20 MiB of memory. The bytes are kept" in bulletin.night.sources[0].message
    assert receive(live, 3).contests[0].votes == 616
    live.receive("zz", *CLARITY, BIG, AT)
    live.reading.close()
    live.archive.close()
    found = verify(tmp_path / "night.owr")
    assert (found.problem, found.publications, found.unread) == (None, 4, 2)
    said = CliRunner().invoke(verify_command, [str(tmp_path / "night.owr")]).output
    assert "2 of them could not be read by the machine that followed the night" in said
    _read_again(tmp_path)


def _read_again(folder):
    config = ["--config", str(folder / "night.toml")]
    runner = CliRunner()
    older = runner.invoke(hold, ["again", "2", *config]).exception
    assert "has published 3 since, which was read" in str(older)
    assert "Publication 3 was read" in str(runner.invoke(hold, ["again", "3", *config]).exception)
    assert runner.invoke(hold, ["again", "4", *config]).exit_code == 0
    with Archive.open(folder / "night.owr") as archive:
        assert [r.state for r in archive.readings()] == ["read", "rejected", "read", "rejected", "read"]
    found = verify(folder / "night.owr")
    assert (found.problem, found.unread) == (None, 2)


@pytest.mark.parametrize("memory", [0, 20, 40, 400, *(pytest.param(m, marks=pytest.mark.promise) for m in range(60))])
def test_whatever_memory_there_is_a_file_is_read_whole_or_refused_in_words(memory):
    whole = read_whole(BIG, *CLARITY)
    with contextlib.closing(Reading(memory=memory * MIB)) as reader:
        snapshot, facts, error = reader.read(BIG, *CLARITY)
    if error:
        assert (snapshot, facts) == (None, None)
        assert error.startswith(UNREAD)
        assert "The bytes are kept" in error
    else:
        assert (snapshot, facts, error) == whole
    assert bool(error) is (memory < 20) or 20 <= memory < 400


@pytest.mark.usefixtures("every_file_apart")
def test_what_is_read_apart_is_what_we_would_have_read(reader):
    for p in reference_night().publications:
        assert reader.read(p.body, p.kind, p.name) == read_whole(p.body, p.kind, p.name)
        pid = reader.pid
    assert reader.read(b"not a file", "clarity", "x.xml") == read_whole(b"not a file", "clarity", "x.xml")
    assert reader.pid == pid is not None, "one process reads one after the other"


@pytest.mark.usefixtures("every_file_apart")
def test_reader_killed_in_the_middle_costs_that_file_and_no_other(reader):
    pid, (snapshot, facts, error) = asked_while_it_stands_still(reader, lambda pid: os.kill(pid, signal.SIGKILL))
    assert (snapshot, facts) == (None, None)
    assert error.startswith(UNREAD)
    assert "ended by signal 9" in error
    assert reader.read(nth(3), "openelections", FILE) == read_whole(nth(3), "openelections", FILE)
    assert reader.pid != pid


@pytest.mark.usefixtures("every_file_apart")
def test_reader_that_takes_too_long_is_ended(reader):
    began = time.monotonic()
    _, (_, _, error) = asked_while_it_stands_still(reader, lambda _: None, seconds=1)
    assert "takes longer than 1 seconds" in error
    assert time.monotonic() - began < 60


@pytest.mark.usefixtures("every_file_apart")
def test_reader_that_died_before_it_was_asked_costs_nothing(reader):
    reader.read(nth(1), "openelections", FILE)
    os.kill(reader.pid, signal.SIGKILL)
    os.waitid(os.P_PID, reader.pid, os.WEXITED | os.WNOWAIT)
    assert reader.read(nth(2), "openelections", FILE) == read_whole(nth(2), "openelections", FILE)


@pytest.mark.usefixtures("every_file_apart")
def test_signals_meant_for_the_engine_leave_the_reader_at_its_work(reader):
    reader.read(nth(1), "openelections", FILE)
    pid = reader.pid
    for sign in (signal.SIGINT, signal.SIGTERM):
        os.kill(pid, sign)
    assert reader.read(nth(2), "openelections", FILE) == read_whole(nth(2), "openelections", FILE)
    assert reader.pid == pid


def test_machine_that_starts_no_process_reads_as_before(reader, monkeypatch):
    def none(*_, **__):
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(subprocess, "Popen", none)
    assert reader.read(BIG, *CLARITY) == read_whole(BIG, *CLARITY)


ENGINE = """
import os, sys
from outright.night import reading_apart
reading_apart.LARGE = -1
reader = reading_apart.Reading()
reader.read(b"x", "clarity", "x.xml")
print(reader.pid, flush=True)
os._exit(0)
"""


def test_reader_ends_with_its_engine():
    done = subprocess.run([sys.executable, "-c", ENGINE], capture_output=True, text=True, check=True)
    pid, until = int(done.stdout), time.monotonic() + 10
    while _runs(pid):
        assert time.monotonic() < until, "the reader has outlived its engine"
        time.sleep(0.05)


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_limit_is_the_systems_own_and_counts_from_an_idle_reader(reader, monkeypatch):
    monkeypatch.setattr(reading_apart, "LARGE", -1)
    reader.memory = 100 * MIB
    reader.read(nth(1), "openelections", FILE)
    limit, _ = resource.prlimit(reader.pid, resource.RLIMIT_AS)
    assert 100 * MIB < limit < 200 * MIB
    assert Path(f"/proc/{reader.pid}/oom_score_adj").read_text(encoding="ascii").strip() == "1000"


def test_facts_that_the_engine_could_not_hold_are_not_handed_to_it(monkeypatch):
    monkeypatch.setattr(reading_process, "MOST_FACTS", 100)
    asks, answers = BytesIO(), BytesIO()
    reading_process.send(asks, reading_process.Asked("openelections", FILE, ""), nth(1))
    asks.seek(0)
    reading_process._serve(asks, answers, seconds=60, most=1 << 62)
    answers.seek(0)
    head, facts = reading_process.receive(answers)
    said = msgspec.msgpack.decode(head, type=reading_process.Answered)
    assert facts == b""
    assert said.error.startswith(UNREAD)
    assert "what it says takes more than" in said.error


def test_reader_that_is_not_installed_is_named_and_not_taken_for_a_lack_of_memory(reader, monkeypatch):
    monkeypatch.setattr(reading_apart.subprocess, "Popen", partial(_without_lxml, subprocess.Popen))
    _, _, error = reader.read(BIG, *CLARITY)
    assert error.startswith(f"{UNREAD}detail.xml: its reader cannot be loaded (lxml)")


def _without_lxml(start, command, **how):
    script = (
        "import sys, runpy; sys.modules['lxml'] = None; sys.argv[:] = ['x', *sys.argv[1:]]; "
        "runpy.run_module('outright.night.reading_process', run_name='__main__')"
    )
    return start([sys.executable, "-c", script, *command[-2:]], **how)


def zipped(size: int) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("detail.xml", bytes(size))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("body", "apart"),
    [
        (b"x" * LARGE, False), (b"x" * (LARGE + 1), True), (zipped(LARGE), False), (zipped(LARGE + 1), True),
        (b"\x1f\x8b" + bytes(40_000), False), (b"\x1f\x8b" + bytes(50_000), True), (b"\xd0\xcf\x11\xe0", True),
        (b"PK\x03\x04 no zip", False), (b"", False),
    ],
)  # fmt: skip
def test_usual_files_are_read_where_they_always_were(body, apart):
    assert is_for_apart(body) is apart


def test_settings_say_how_much_memory_and_time(tmp_path):
    said = parse(SETTINGS + '\n[reading]\nmemory = 512\ntime = "1m"\n', tmp_path / "night.toml")
    assert said.reading == (512 * MIB, 60)
