"""`outright backtest` and `outright project`: what they print, and what they refuse."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from outright.baseline.dataset_words import SPELLED
from outright.baseline.library import Library
from outright.night.orders import moments

CONTEST = "aa-2016-11-08-governor-general"
NIGHT = "results/aa-2016-11-08.parquet"


@pytest.fixture(scope="module")
def cells(library_folder, tmp_path_factory) -> Path:
    """The cells of one contest that are in when half is counted, early votes first."""
    library = Library.open(library_folder)
    outline, truth = library.outline(CONTEST), library.truth(CONTEST)
    (moment,) = moments(outline, truth, library.county_names(CONTEST), "early-first", 0, (0.5,))
    rows = [
        (unit, SPELLED[method], candidate, int(truth[u, m, k]))
        for u, unit in enumerate(outline.units)
        for m, method in enumerate(outline.methods)
        if moment.seen[u, m]
        for k, candidate in enumerate(outline.candidates)
    ]
    path = tmp_path_factory.mktemp("cells") / "cells.parquet"
    pl.DataFrame(rows, schema=["unit_id", "method", "candidate_id", "votes"], orient="row").write_parquet(path)
    return path


def project(typed, folder, cells, *more):
    return typed("project", str(folder), "--contest", CONTEST, "--reported", str(cells), *more)


def test_a_projection_says_what_is_counted_expected_and_likely(typed, library_folder, cells):
    code, out, _ = project(typed, library_folder, cells, "--json")
    said = json.loads(out)
    assert code == 0
    counted = pl.read_parquet(cells)
    assert said["counted_votes"] == counted["votes"].sum()
    assert (said["cells"], said["cells_reported"]) == (144, counted.select("unit_id", "method").n_unique())
    assert [c["candidate_id"] for c in said["candidates"]] == ["ann-dem", "bob-rep", "cat-lib", "write-in"]
    for candidate in said["candidates"]:
        votes = counted.filter(candidate_id=candidate["candidate_id"])["votes"].sum()
        assert candidate["counted_votes"] == votes
        assert candidate["lo95"] <= candidate["lo50"] <= candidate["median_share"] <= candidate["hi50"]
    assert said["final_votes"]["low"] >= said["counted_votes"]
    assert said["verdict"] in ("too_early", "won_projected", "runoff_projected")
    assert {"gates", "outstanding", "notes", "p_runoff", "verdict_candidates"} <= set(said)


def test_the_same_seed_gives_the_same_bytes_in_another_process(typed, library_folder, cells):
    arguments = (
        "project",
        str(library_folder),
        "--contest",
        CONTEST,
        "--reported",
        str(cells),
        "--json",
        "--seed",
        "3",
    )
    _, out, _ = typed(*arguments)
    program = [sys.executable, "-m", "outright.cli.main", *arguments]
    ran = subprocess.run(program, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    assert ran.stdout == out
    assert project(typed, library_folder, cells, "--json")[1] != out


def test_no_truth_of_the_night_changes_a_byte_of_the_answer(typed, library_folder, cells, tmp_path):
    _, out, _ = project(typed, library_folder, cells, "--json")
    folder = Path(shutil.copytree(library_folder, tmp_path / "copy"))
    reported = pl.read_parquet(cells).select("unit_id", "method").unique().with_columns(is_in=pl.lit(value=True))
    night = pl.read_parquet(folder / NIGHT).join(reported, on=["unit_id", "method"], how="left")
    out_yet = (pl.col("contest_id") == CONTEST) & pl.col("is_in").is_null()
    changed = pl.when(out_yet).then(pl.col("votes") * 13 % 7).otherwise("votes").cast(pl.Int32)
    night = night.with_columns(votes=changed).drop("is_in")
    assert not night.equals(pl.read_parquet(folder / NIGHT))
    night.reverse().write_parquet(folder / NIGHT)
    contests = pl.read_parquet(folder / "contests.parquet")
    contests.with_columns(
        winner_id=pl.lit("bob-rep"), winner_share=pl.lit(0.99), total_votes=pl.lit(1), outcome=pl.lit("runoff"),
        margin_share=pl.lit(0.5),
    ).reverse().write_parquet(folder / "contests.parquet")  # fmt: skip
    people = pl.read_parquet(folder / "candidates.parquet")
    people.with_columns(votes=pl.lit(1)).reverse().write_parquet(folder / "candidates.parquet")
    shuffled = tmp_path / "cells.parquet"
    pl.read_parquet(cells).reverse().write_parquet(shuffled)
    assert project(typed, folder, shuffled, "--json")[1] == out


def test_a_person_reads_a_table(typed, library_folder, cells):
    code, out, _ = project(typed, library_folder, cells)
    assert code == 0
    assert "votes counted in" in out
    assert "Ann Dem" in out
    assert "next round" in out
    assert "Verdict:" in out


def test_a_cell_that_lacks_candidates_is_partly_counted(typed, library_folder, cells, tmp_path):
    path = tmp_path / "cells.parquet"
    pl.read_parquet(cells).slice(1).write_parquet(path)
    _, out, _ = project(typed, library_folder, path, "--json")
    assert "1 cells lack some candidates" in " ".join(json.loads(out)["notes"])


def change(table, column, value):
    first = pl.int_range(pl.len()) == 0
    return table.with_columns(
        pl.when(first).then(pl.lit(value, dtype=table[column].dtype)).otherwise(column).alias(column)
    )


@pytest.mark.parametrize(
    ("bad", "code", "words"),
    [
        (lambda t: change(t, "unit_id", "aa-91001-nowhere"), 3, "has no unit 'aa-91001-nowhere'"),
        (lambda t: change(t, "candidate_id", "zed"), 3, "has no candidate 'zed'"),
        (lambda t: change(t, "method", "total"), 3, "has no method 'total'"),
        (lambda t: change(t, "method", "pigeon"), 3, "Unknown method 'pigeon'"),
        (lambda t: change(t, "votes", -1), 3, "-1 votes cannot be a count"),
        (lambda t: change(t, "votes", None), 3, "No votes cannot be a count"),
        (lambda t: t.with_columns(pl.col("votes") * 1.5), 3, "whole numbers"),
        (lambda t: t.drop("votes"), 3, "The cells lack votes"),
        (lambda t: pl.concat([t, t.head(1)]), 3, "stands twice"),
    ],
)
def test_cells_that_cannot_be_the_contests_are_one_clear_line(typed, library_folder, cells, tmp_path, bad, code, words):
    path = tmp_path / "cells.parquet"
    bad(pl.read_parquet(cells)).write_parquet(path)
    found, _, err = project(typed, library_folder, path)
    assert (found, err.count("\n")) == (code, 1)
    assert words in err
    assert str(path) in err


def test_a_contest_a_dataset_or_a_file_that_is_not_there(typed, library_folder, cells, tmp_path):
    assert typed("project", str(library_folder), "--contest", "zz", "--reported", str(cells))[0] == 2
    assert project(typed, tmp_path / "gone", cells)[0] == 4
    assert project(typed, tmp_path, cells)[0] == 3
    assert project(typed, library_folder, tmp_path / "gone.parquet")[0] == 4
    (tmp_path / "text.parquet").write_text("unit_id,method")
    assert project(typed, library_folder, tmp_path / "text.parquet")[0] == 3
    _, out, _ = typed("project", str(tmp_path), "--contest", "zz", "--reported", str(cells), "--json")
    assert json.loads(out)["error"]["type"] == "FeedNotRecognised"


def test_a_backtest_prints_the_scoreboard_and_writes_rows_that_score_the_same(typed, library_folder, tmp_path):
    rows = tmp_path / "rows.parquet"
    code, out, err = typed(
        "backtest", str(library_folder), "--orders", "random,big-last", "--fractions", "0.1,0.5", "--workers", "1",
        "--rows", str(rows),
    )  # fmt: skip
    assert code == 0
    assert "Error of the leader" in out
    assert "Marks:" in out
    assert "contests in" in err
    assert set(pl.read_parquet(rows)["order"]) == {"random", "big-last"}
    again = typed("backtest", str(library_folder), "--from-rows", str(rows))
    assert (again[0], again[1]) == (0, out)
    board = json.loads(typed("backtest", str(library_folder), "--from-rows", str(rows), "--json")[1])
    assert board["rows"] == pl.read_parquet(rows).height
    assert {mark["met"] for mark in board["marks"]} <= {True, False, None}


def test_one_contest_by_name(typed, library_folder, tmp_path):
    rows = tmp_path / "rows.parquet"
    arguments = ("backtest", str(library_folder), "--contests", CONTEST, "--orders", "random", "--repeats", "2")
    assert typed(*arguments, "--fractions", "0.5", "--rows", str(rows), "--json")[0] == 0
    assert pl.read_parquet(rows).height == 2 * 4


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--orders", "alphabetical"], 2, "No order 'alphabetical'"),
        (["--fractions", "half"], 2, "Not numbers"),
        (["--fractions", "0.5,1.2"], 2, "between 0 and 1"),
        (["--contests", "zz-*"], 2, "No contest of that name"),
        (["--engine", "cloud"], 2, "No engine 'cloud'"),
        (["--repeats", "0"], 2, "--repeats"),
        (["--from-rows", "gone.parquet"], 4, "no such file"),
    ],
)
def test_what_cannot_be_run_is_refused_before_it_starts(typed, library_folder, arguments, code, words):
    found, _, err = typed("backtest", str(library_folder), *arguments)
    assert found == code
    assert words in err


def test_a_contest_that_fails_is_named_and_the_command_does_not_pretend(typed, library_folder, tmp_path):
    folder = Path(shutil.copytree(library_folder, tmp_path / "copy"))
    (folder / "results" / "bb-2016-11-08.parquet").write_bytes(b"damaged")
    code, _, err = typed("backtest", str(folder), "--fractions", "0.5", "--workers", "1")
    assert code == 1
    assert "bb-2016-11-08-governor-general" in err
    assert "Not a readable" in err


@pytest.mark.parametrize("more", [["--runoffs"], ["--from-rows", "rows.parquet"], ["--orders", "early-in"]])
def test_a_cluster_is_not_named_for_what_it_is_not_given(typed, library_folder, more):
    code, _, err = typed("backtest", str(library_folder), "--engine", "dask://127.0.0.1:8786", *more)
    assert code == 2
    assert err.startswith("outright: Nothing of this is given to a cluster (--engine).")
    code, _, err = typed("backtest", str(library_folder), "--engine", "cloud", *more)
    assert code == 2
    assert err == "outright: No engine 'cloud' (--engine). It is local or dask://HOST:PORT.\n"
