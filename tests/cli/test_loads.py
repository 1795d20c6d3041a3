"""Which heavy libraries each verb loads: only those it cannot do its work without."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from once import AFTER, once
from outright.cli.main import VERBS
from shared import ROOT

HEAVY = {
    "apprise", "httpx2", "jinja2", "lxml", "msgspec", "numpy", "obstore", "polars", "rich", "starlette", "tomlkit",
    "uvicorn",
}  # fmt: skip
FIXTURE = str(ROOT / "tests" / "feeds" / "fixtures" / "clarity_county.xml")
TABLE = next((ROOT / "tests" / "feeds" / "fixtures").glob("*precinct.csv"))
VIEW = {"msgspec"}
NIGHT = {"msgspec", "numpy"}
CONTEST = "bb-2016-11-08-governor-general"
LOADS = {
    "--help": ([], set()),
    "demo": (["--once", "--json"], {"httpx2", "lxml", "msgspec", "numpy", "starlette", "uvicorn"}),
    "init": ([FIXTURE, "--out", "{desk}/other.toml"], {"httpx2", "lxml", "tomlkit"}),
    "check": (["{desk}/night.toml"], {"msgspec"}),
    "fetch": (["{desk}/night.toml"], NIGHT | {"httpx2"}),
    "watch": (["{desk}/night.toml", "--polls", "1", "--plain"], NIGHT | {"httpx2"}),
    "alert": (["test", "--help"], set()),
    "hold": (["list", "--config", "{desk}/night.toml"], NIGHT),
    "call": (["list", "--db", "{night}"], NIGHT),
    "enter": (["{desk}/report.json", "--config", "{desk}/night.toml"], NIGHT),
    "note": (["--kind", "outage", "--by", "A", "--text", "T", "--config", "{desk}/night.toml"], NIGHT),
    "rehearse": (["reference", "--seconds", "0.1", "--port", "0"], {"starlette", "uvicorn"}),
    "export": ([FIXTURE, "--to", "elex-csv"], {"lxml"}),
    "read": ([FIXTURE, "--json"], {"lxml", "msgspec"}),
    "rules": (["GA", "--on", "2017-04-18"], set()),
    "show": (["--db", "{night}"], VIEW),
    "timeline": (["--db", "{night}"], VIEW),
    "remaining": (["--db", "{night}"], VIEW),
    "take": (["ossoff", "--db", "{night}"], VIEW),
    "units": (["--db", "{night}"], VIEW),
    "methods": (["--db", "{night}"], VIEW),
    "context": (["--db", "{night}"], VIEW),
    "log": (["--db", "{night}"], NIGHT),
    "diff": (["3", "4", "--db", "{night}"], NIGHT),
    "history": (["--db", "{night}"], NIGHT),
    "money": (["--db", "{night}"], VIEW),
    "replay": (["{night}", "--at", "4"], VIEW),
    "story": (["--db", "{night}"], {"jinja2", "msgspec"}),
    "runoff": (["--db", "{night}"], VIEW),
    "project": (["{library}", "--contest", CONTEST, "--reported", "{cells}", "--json"], {"numpy", "polars"}),
    "backtest": (["{library}", "--contests", CONTEST, "--fractions", "0.5", "--json"], {"msgspec", "numpy", "polars"}),
    "priors": (["fit", "{library}", "--workers", "1"], {"msgspec", "numpy", "polars"}),
    "publish": (["{desk}/site", "--db", "{night}", "--at", "2"], {"jinja2", "msgspec"}),
    "serve": (["--db", "{night}", "--bind", ":0", "--for", "0.1s"], {"jinja2", "msgspec", "starlette", "uvicorn"}),
    "verify": (["{night}"], {"lxml", "msgspec", "numpy"}),
}


def loaded(*arguments: str) -> set[str]:
    environ = {**os.environ, "NO_COLOR": "1"}
    ran = subprocess.run([sys.executable, "-c", AFTER, *arguments], capture_output=True, text=True, env=environ)
    assert ran.returncode == 0, ran.stderr
    return set(ran.stderr.rsplit("LOADED", 1)[1].split())


def no_cells(path):
    """A table of reported cells in which nothing has reported."""
    import polars as pl

    columns = {"unit_id": pl.String, "method": pl.String, "candidate_id": pl.String, "votes": pl.Int64}
    pl.DataFrame(schema=columns).write_parquet(path)
    return path


SETTINGS = """
[night]
id = "n"
name = "A night"
timezone = "America/New_York"
date = 2025-05-20

[[source]]
id = "by-hand"
kind = "entry"

[[contest]]
id = "governor"
name = "Governor"
"""
REPORT = """{"schema": "outright/entry/1", "source": "S", "reportedBy": "R", "enteredBy": "E", "how": "telephone",
"at": "2025-05-20T21:00:00-04:00", "text": "T", "contests": [{"name": "Governor", "units": [{"name": "Cobb",
"votes": {"A": 1}}]}]}"""


def begun_desk(folder: Path) -> None:
    folder.mkdir()
    (folder / "night.toml").write_text(SETTINGS)
    (folder / "report.json").write_text(REPORT)
    loaded("fetch", str(folder / "night.toml"))


@pytest.fixture
def desk(tmp_path, tmp_path_factory):
    """A folder with a night that has begun and a report to enter."""
    return Path(shutil.copytree(once(tmp_path_factory, "begun-desk", begun_desk), tmp_path / "desk"))


def test_every_verb_has_its_line_here():
    assert set(LOADS) == {"--help", *VERBS}


@pytest.mark.parametrize("verb", LOADS)
def test_a_verb_loads_no_heavy_library_it_does_not_need(verb, reference_begun, library_folder, tmp_path, request):
    arguments, may = LOADS[verb]
    cells = no_cells(tmp_path / "cells.parquet") if verb == "project" else None
    folder = request.getfixturevalue("desk") if "{desk}" in " ".join(arguments) else None
    places = {"desk": folder, "night": reference_begun, "library": library_folder, "cells": cells}
    if verb == "demo":
        heavy = {*(request.getfixturevalue("demo_elsewhere") / "loaded").read_text().split()} & HEAVY
    else:
        heavy = loaded(verb, *(a.format(**places) for a in arguments)) & HEAVY
    assert heavy <= may
    if verb in ("demo", "verify", "project"):
        assert heavy == may, "the check sees what is loaded"


def test_the_projection_of_a_night_is_read_without_the_model(reference_begun):
    assert loaded("project", "--db", str(reference_begun), "--why") & HEAVY <= VIEW


def test_a_table_is_read_without_an_xml_library():
    assert "lxml" not in loaded("read", str(TABLE), "--json")
