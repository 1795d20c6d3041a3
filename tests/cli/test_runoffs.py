"""Runoffs in a terminal: a night's rating, the scores of past ones, the table that is learned."""

import json
import sys
from dataclasses import replace

import polars as pl
import pytest

import night
from outright.baseline import runoff_table
from page_states import STATES
from shared import SHARED, needs_shared

DATA = SHARED / "data"


@pytest.fixture
def rated(stored, monkeypatch):
    """The night file of the made-up bulletin: who may meet as of its first publication, then a rating."""
    states = {"1": "rated_open", "2": "too_early"}
    load = night.module(lambda _path, at: STATES[states.get(at, "rated")]())
    monkeypatch.setitem(sys.modules, night.MODULE, load)
    return stored


def test_the_rating_is_printed_with_what_it_rests_on(typed, rated):
    code, out, _ = typed("runoff", "us-house-6", "--db", str(rated), "--plain")
    assert code == 0
    for text in ("A model's rating, not a call", "A toss-up:", "about 11 in 20", "By party,", "won 1 of 3"):
        assert text in out
    assert "REHEARSAL" in out


def test_before_it_is_settled_the_pairs_are_printed(typed, rated):
    _, out, _ = typed("runoff", "--db", str(rated), "--at", "1")
    assert "Who may meet" in out
    assert "Toss-up" not in out


def test_where_nothing_follows_it_says_so(typed, rated):
    code, out, _ = typed("runoff", "--db", str(rated), "--at", "2")
    assert code == 0
    assert "No runoff of two follows here" in out


def test_json_has_the_whole_rating_and_the_night_it_is_of(typed, rated):
    said = json.loads(typed("runoff", "--db", str(rated), "--json")[1])
    assert said["contestId"] == "us-house-6"
    assert said["rating"]["word"] == "toss-up"
    assert said["rating"]["favorite"] is None
    assert said["night"]["rehearsal"] is True
    assert json.loads(typed("runoff", "--db", str(rated), "--at", "2", "--json")[1])["rating"] is None


def test_show_ends_with_it_in_a_sentence(typed, rated):
    _, out, _ = typed("show", "--db", str(rated), "--plain")
    assert "The runoff (a model's rating, not a call): A toss-up:" in out


@needs_shared
def test_past_runoffs_are_scored_beside_rivals(typed, tmp_path):
    code, out, _ = typed("backtest", str(DATA), "--runoffs", "--json", "--rows", str(tmp_path / "rows.parquet"))
    assert code == 0
    board = json.loads(out)
    assert (board["pairs"], board["elections"]) == (124, 25)
    assert {s["model"] for s in board["scores"]} >= {"recipe", "as is", "president", "coin"}
    assert board["referenceNight"][0]["for"] == "karen-handel"
    rows = pl.read_parquet(tmp_path / "rows.parquet")
    own = rows.filter((pl.col("mode") == "leave-one-out") & (pl.col("model") == "recipe"))
    assert own.height == 124
    brier = ((own["chance"] - own["held"].cast(pl.Float64)) ** 2).filter(own["path"] == "own-votes").mean()
    found = next(s for s in board["scores"] if s["group"] == "own-votes" and s["model"] == "recipe")
    assert brier == pytest.approx(found["brier"])


@needs_shared
def test_the_table_is_learned_again(typed, tmp_path):
    code, _, _ = typed("priors", "fit-runoffs", str(DATA), "--out", str(tmp_path / "runoff.toml"))
    assert code == 0
    text = (tmp_path / "runoff.toml").read_text("utf-8")
    again, shipped = runoff_table.read(text), runoff_table.shipped()
    assert replace(again, version=shipped.version) == shipped, "whichever release made it first"


def test_a_dataset_without_runoffs_teaches_nothing(typed, library_folder, tmp_path):
    code, _, err = typed("priors", "fit-runoffs", str(tmp_path))
    assert code != 0
    code, _, err = typed("backtest", str(tmp_path / "none"), "--runoffs")
    assert code != 0
    assert "no such folder" in err
