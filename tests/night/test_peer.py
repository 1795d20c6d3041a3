"""The public peer beside ours: the same moments, its refusals counted, and a clear word where it cannot be run."""

import shutil
import sys
from pathlib import Path

import polars as pl
import pytest

from outright.baseline.library import Library
from outright.errors import ConfigError, FeedUnavailable
from outright.night.backtest import Plan, contest_rows
from outright.night.backtest_rows import frame
from outright.scores.peer import beside, margin, marks, sample

SCRIPT = """
import json, sys
import polars as pl
table = pl.read_parquet(sys.argv[2])
assert sys.argv[1] == "estimate" and table["baseline_turnout"].min() > 0
runs = []
for (name,), part in sorted(table.partition_by("snapshot", as_dict=True).items()):
    assert part["unit_id"].is_unique().all() and part["reporting"].is_between(0, 100).all()
    dem, gop = part["results_dem"].sum(), part["results_gop"].sum()
    estimate = {"estimate": (dem - gop) / (dem + gop), "intervals": {"0.9": [-1, 1]}}
    runs.append({"snapshot": name, "method": "nonparametric", "margin_two_party": estimate, "median_seconds": 0.1})
    runs.append({"snapshot": name, "method": "bootstrap", "error": "LinAlgError: SVD did not converge"})
print(json.dumps({"runs": runs}))
"""


@pytest.fixture
def dataset(library_folder, tmp_path) -> Path:
    (tmp_path / "peers").mkdir()
    (tmp_path / "peers" / "peer_elex_model.py").write_text(SCRIPT)
    return Path(shutil.copytree(library_folder, tmp_path / "data"))


def test_the_peer_is_asked_about_the_same_moments(dataset):
    library = Library.open(dataset)
    plan = Plan(orders=("random", "big-last"), fractions=(0.1, 0.25, 0.5))
    rows = frame(row for i in sample(library, library.ids()) for row in contest_rows(library, i, plan))
    found = beside(dataset, library, rows, Path(sys.executable), note=lambda _: None, workers=1)
    assert found["contests"] == 6
    told = {(line["method"], line["order"], line["fraction"]): line for line in found["table"]}
    assert len(told) == 2 * 2 * 2
    for (method, _, _), line in told.items():
        assert line["moments"] == 6
        assert line["answers"] == (6 if method == "nonparametric" else 0)
        if method == "nonparametric":
            # This peer says what is counted, so it must be as far off as the raw count at the same moment.
            assert line["peer"] == pytest.approx(line["raw"])
            assert (line["held90"], line["width90"]) == (1, 200)
    assert found["refusals"] == {"bootstrap: LinAlgError": 24}
    by_method = {mark.on.split()[1].strip(","): mark for mark in marks(found["table"])}
    assert by_method["nonparametric"].met is not None
    assert by_method["bootstrap"].met is None


def test_the_sample_is_fixed_and_of_contests_that_the_peer_can_be_asked_about(library_folder):
    library = Library.open(library_folder)
    drawn = sample(library, library.ids())
    assert drawn == sample(library, library.ids())
    assert all(i.endswith("governor-general") for i in drawn)
    assert sample(library, drawn[:2]) == drawn[:2]


def test_a_margin_is_of_the_two_parties_votes():
    assert margin(pl.Series([0.3, 0.5, 0.2]).to_numpy(), ["D", "R", "L"]) == pytest.approx(100 * -0.2 / 0.8)


def test_a_peer_that_is_not_there_or_does_not_run_says_so(dataset, library_folder):
    library = Library.open(dataset)
    rows = frame(contest_rows(library, "aa-2016-11-08-governor-general", Plan(("random",), (0.5,), 1)))
    with pytest.raises(FeedUnavailable, match="script is not there"):
        beside(library_folder, library, rows, Path(sys.executable), note=lambda _: None)
    (dataset.parent / "peers" / "peer_elex_model.py").write_text("raise SystemExit('no module named elexmodel')")
    with pytest.raises(ConfigError, match="no module named elexmodel"):
        beside(dataset, library, rows, Path(sys.executable), note=lambda _: None, workers=1)
