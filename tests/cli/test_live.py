"""The live screen on a terminal and in a pipe, and the progress bar."""

import fcntl
import io
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

import msgspec
import pytest

from bulletins import bulletin
from outright.cli.live import LiveScreen, Progress

TESTS = Path(__file__).parents[1]
replace = msgspec.structs.replace
SCRIPT = """
from bulletins import bulletin
from outright.cli.live import LiveScreen, Progress
with LiveScreen(footer="the last line") as live:
    live.show(bulletin())
with Progress("Reading", 2, "files") as progress:
    progress.advance(2)
"""


def later(seq: int):
    made = bulletin()
    return replace(made, night=replace(made.night, seq=seq))


def test_piped_the_live_screen_is_one_line_per_event():
    out = io.StringIO()
    with LiveScreen(stream=out, environ={}) as live:
        live.show(bulletin())
        live.show(bulletin())
        live.show(later(13))
    lines = out.getvalue().splitlines()
    assert [line.split()[2] for line in lines] == ["seq=11", "seq=12", "seq=13"]
    assert all(line.endswith("REHEARSAL") for line in lines)
    assert "\x1b" not in out.getvalue()


def test_unknown_contest_fails_when_it_is_shown_not_while_drawing():
    with LiveScreen("us-house-7", stream=io.StringIO(), environ={}) as live, pytest.raises(KeyError):
        live.show(bulletin())


def test_before_the_first_bulletin_the_screen_is_empty():
    assert LiveScreen(stream=io.StringIO(), environ={}).lines(80, 24) == []


def on_a_terminal(columns: int, rows: int, **environ: str) -> str:
    """What a program writes to a terminal of this size."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "COLUMNS", "LINES", "TERM")}
    path = os.pathsep.join([*filter(None, sys.path), str(TESTS)])
    ran = subprocess.Popen(
        [sys.executable, "-c", SCRIPT], stdin=theirs, stdout=theirs, stderr=theirs,
        env={**kept, "PYTHONPATH": path, "TERM": "xterm-256color", **environ},
    )  # fmt: skip
    os.close(theirs)
    written = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        written += part
    os.close(ours)
    assert ran.wait() == 0
    return written.decode()


def test_on_a_terminal_the_screen_is_drawn_in_place_and_stays():
    written = on_a_terminal(80, 24)
    assert "\x1b[?25l" in written
    assert "REHEARSAL" in written
    assert "the last line" in written
    assert "Reading: 2 of 2 files in" in written
    assert written.rindex("TOO EARLY TO SAY") < written.index("Reading")


def test_small_terminal_gets_no_more_lines_than_it_has():
    written = on_a_terminal(60, 10)
    drawn = written.split("\x1b[?25h")[0].split("REHEARSAL")[-1]
    assert drawn.count("\n") <= 10


@pytest.mark.parametrize("environ", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_color_and_dumb_terminals_get_lines(environ):
    written = on_a_terminal(80, 24, **environ)
    assert "\x1b" not in written
    assert "call=too_early REHEARSAL" in written


def test_progress_in_a_pipe_is_one_summary_line():
    out, times = io.StringIO(), iter([0.0, 4.0, 4.0, 4.0, 4.0])
    with Progress("Reading", 208, "files", stream=out, environ={}, clock=lambda: next(times)) as progress:
        progress.advance(200)
        progress.advance(8)
    assert out.getvalue() == "Reading: 208 of 208 files in 4.0 s, 52.0 a second\n"


def test_progress_that_was_stopped_says_so():
    out = io.StringIO()
    with pytest.raises(ValueError, match="bad"), Progress("Reading", stream=out, environ={}):
        raise ValueError("bad")
    assert out.getvalue().startswith("Reading: 0 in ")
    assert out.getvalue().endswith("stopped\n")
