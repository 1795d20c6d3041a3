"""A real watch with its page, and a desk that types beside it: what is taken back is gone from everywhere at once."""

import json
import os
import re
import subprocess
import sys
import time
import urllib.request

import pytest

from desk_live import CONTEST, FILE, NIGHT, table
from file_server import file_server
from shared import ROOT

SETTINGS = """
[night]
id = "zz-2025"
name = "Special"
timezone = "America/New_York"
date = 2025-05-20

[[source]]
id = "zz"
kind = "openelections"
name = "Zzland"
url = "{url}"
every = "1s"
until = "never"
allow_http = true
allow_private = true

[[contest]]
id = "governor"
name = "Governor"
rule = "us-ne-general"
registered = "registered.csv"
project = false

[calls]
publish = "desk"
desk = ["J. Rivera", "T. Okafor"]
"""
PLACES = (
    "{page}",
    "v1/{data}calls.json",
    "v1/{data}feed.xml",
    "v1/{data}feed.json",
    "{page}plain",
    "es/{page}",
    "{page}story/",
    "v1/{data}story.json",
)


@pytest.fixture
def night(tmp_path):
    """A watch that serves its page; its address and its file."""
    (tmp_path / FILE).write_bytes(table(700, 200))
    (tmp_path / "registered.csv").write_text("county,registered\nAdams,950\n")
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with file_server(tmp_path) as url:
        (tmp_path / "night.toml").write_text(SETTINGS.format(url=f"{url}{FILE}"))
        command = [sys.executable, "-m", "outright.cli.main", "watch", str(tmp_path / "night.toml"), "--serve", ":0"]
        watch = subprocess.Popen([*command, "--plain", "--for", "120s"], stderr=subprocess.PIPE, stdout=subprocess.PIPE,
                                 text=True, env=environ)  # fmt: skip
        try:
            address = next(found[0] for line in watch.stderr if (found := re.findall(r"http://\S+", line)))
            _until(lambda: "700" in _got(f"{address}{NIGHT}/{CONTEST}/plain"), 20)
            yield tmp_path / "night.owr", address
        finally:
            watch.terminate()
            watch.communicate(timeout=20)


def _got(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.read().decode()
    except OSError:
        return ""


def _until(true, seconds: float) -> float:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds
        time.sleep(0.05)
    return time.monotonic() - began


def test_what_is_taken_back_is_gone_from_everywhere_within_five_seconds(night, capsys):
    from outright.cli.main import run
    from outright.night.replay import verify

    store, address = night
    db = ("--db", str(store))
    page, data = f"{NIGHT}/{CONTEST}/", f"{NIGHT}/{CONTEST}/"
    places = [address + p.format(page=page, data=data) for p in PLACES]
    assert "won" not in _got(places[0]).casefold().partition("<main")[2].partition('id="results"')[0]
    assert run(["call", "propose", "--by", "J. Rivera", "--reason", "All in.", *db]) == 0
    capsys.readouterr()
    run(["call", "list", "--json", *db])
    evidence = json.loads(capsys.readouterr().out)["evidence"]
    assert run(["call", "approve", "--by", "T. Okafor", "--evidence", evidence, *db]) == 0
    _until(lambda: "J. Rivera" in _got(places[0]), 5)
    assert '"won_certain"' in _got(places[1])
    began = time.monotonic()
    assert run(["call", "retract", "--by", "T. Okafor", "--reason", "Adams read a file twice.", *db]) == 0
    _until(lambda: all("Adams read a file twice." in _got(p) for p in places), 5 - (time.monotonic() - began))
    assert time.monotonic() - began < 5
    assert verify(store).problem is None
