"""A backtest: rows that anyone can score again, the same wherever they are run, and no truth let through."""

import importlib.util
import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from outright.baseline.library import Library
from outright.baseline.outline import Outline
from outright.errors import ConfigError, FeedMalformed, FeedUnavailable, UsageError
from outright.night import backtest, sent
from outright.night.backtest import Plan, chosen, contest_rows, priors_source, verdict
from outright.night.backtest_rows import CONTRACT, MOMENT, Row, frame, read, write
from outright.night.engines import gather, run
from outright.night.orders import FRACTIONS, ORDERS
from outright.projection.counted import Counted
from outright.projection.project import project
from outright.terms import VerdictCode

GENERAL = "aa-2016-11-08-governor-general"
SMALL = Plan(orders=("random", "early-first"), fractions=(0.25, 0.75), repeats=2)
STATED = (
    "contest_id, order, fraction, repeat, candidate_id, cells, cells_reported, counted_votes, counted_share, "
    "final_votes, final_share, median_share, lo50, hi50, lo80, hi80, lo90, hi90, lo95, hi95, p_win, p_outright, "
    "p_advance, p_runoff, verdict, verdict_candidates, seconds"
)


@pytest.fixture(scope="module")
def library(library_folder: Path) -> Library:
    return Library.open(library_folder)


@pytest.fixture(scope="module")
def rows(library: Library) -> pl.DataFrame:
    return frame(contest_rows(library, GENERAL, SMALL))


def without_clock(table: pl.DataFrame) -> pl.DataFrame:
    return table.drop("seconds")


def test_the_columns_are_those_of_the_contract_in_its_order(rows):
    assert ", ".join(CONTRACT) == STATED
    assert tuple(rows.columns) == (*CONTRACT, "two_line_share")


def test_there_is_a_row_for_every_order_fraction_repeat_and_candidate(rows):
    assert rows.height == 2 * 2 * 2 * 4
    assert rows.select(*MOMENT, "candidate_id").is_unique().all()
    assert set(rows["order"]) == {"random", "early-first"}
    assert set(rows["repeat"]) == {0, 1}


def test_the_rows_say_what_was_counted_and_what_came(rows, library):
    truth = library.truth(GENERAL)
    for part in rows.partition_by(MOMENT):
        assert part["final_votes"].to_list() == truth.sum(axis=(0, 1)).tolist()
        assert part["counted_share"].sum() == pytest.approx(1)
        assert part["final_share"].sum() == pytest.approx(1)
        assert part["counted_votes"].sum() >= part["fraction"][0] * truth.sum()
        assert 0 < part["cells_reported"][0] < part["cells"][0] == 36 * 4
    for low, high in (("lo95", "lo90"), ("lo90", "lo80"), ("lo80", "lo50"), ("lo50", "median_share"),
                      ("median_share", "hi50"), ("hi50", "hi80"), ("hi80", "hi90"), ("hi90", "hi95")):  # fmt: skip
        assert (rows[low] <= rows[high]).all()
    assert rows["p_win"].is_between(0, 1).all()


def test_repeats_are_nights_of_their_own_and_a_seed_moves_only_the_draws(rows, library):
    first, second = rows.filter(repeat=0), rows.filter(repeat=1)
    assert first["counted_votes"].to_list() != second["counted_votes"].to_list()
    again = frame(contest_rows(library, GENERAL, SMALL))
    assert without_clock(again).equals(without_clock(rows))
    seeded = frame(contest_rows(library, GENERAL, Plan(SMALL.orders, SMALL.fractions, 2, seed=9)))
    assert seeded["counted_votes"].equals(rows["counted_votes"])
    assert not seeded["median_share"].equals(rows["median_share"])


def test_a_moment_is_the_same_whatever_else_is_run(rows, library):
    alone = frame(contest_rows(library, GENERAL, Plan(("early-first",), (0.75,), 1)))
    same = rows.filter(order="early-first", fraction=0.75, repeat=0)
    assert without_clock(alone).equals(without_clock(same))


def test_the_same_rows_come_off_two_processes(library, library_folder):
    ids = chosen(library, "??-2016-11-08-*", None)
    here, none = gather(run(library_folder, ids, SMALL, workers=1), lambda: None)
    there, also_none = gather(run(library_folder, ids, SMALL, workers=2), lambda: None)
    assert (none, also_none) == ({}, {})
    assert here.height > 32
    assert without_clock(there).equals(without_clock(here))


@pytest.mark.skipif(importlib.util.find_spec("distributed") is None, reason="dask.distributed is not installed")
@pytest.mark.filterwarnings("ignore")
def test_the_same_rows_come_off_a_cluster(library, library_folder):
    from distributed import LocalCluster

    ids, ours = chosen(library, "bb-*", 0), dict(sent.making())
    here, _ = gather(run(library_folder, ids, SMALL, workers=1), lambda: None)
    with LocalCluster(n_workers=1, threads_per_worker=2, host="127.0.0.1", dashboard_address=":0") as cluster:
        engine = cluster.scheduler_address.replace("tcp://", "dask://")
        found = gather(run(library_folder, ids, SMALL, engine=engine), lambda: None)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(sent, "making", lambda: {**ours, "numpy": "9.9"})
            with pytest.raises(ConfigError, match=r"is of another making: it has numpy .*, and this process 9.9"):
                list(run(library_folder, ids, SMALL, engine=engine))
    assert found[1] == {}
    assert without_clock(found[0]).equals(without_clock(here))


def test_a_cluster_that_does_not_answer_and_an_engine_there_is_not(library_folder):
    for engine in ("cloud", "dask://", "dask://here"):
        with pytest.raises(UsageError, match=f"No engine '{engine}'"):
            run(library_folder, [GENERAL], SMALL, engine=engine)
    if importlib.util.find_spec("distributed") is not None:
        with pytest.raises((FeedUnavailable, ConfigError)):
            list(run(library_folder, [GENERAL], SMALL, engine="dask://127.0.0.1:1"))


def test_one_contest_that_cannot_be_projected_does_not_stop_the_others(library_folder, monkeypatch):
    def breaks(ground, counted, *, rng):
        if ground.outline.contest_id == GENERAL:
            raise ArithmeticError("no such luck")
        return project(ground, counted, rng=rng)

    monkeypatch.setattr(backtest, "project", breaks)
    ids = [GENERAL, "bb-2016-11-08-governor-general"]
    done = []
    rows, problems = gather(run(library_folder, ids, SMALL, workers=1), lambda: done.append(1))
    assert set(rows["contest_id"]) == {ids[1]}
    assert problems == {GENERAL: "ArithmeticError: no such luck"}
    assert len(done) == 2


def test_the_projection_sees_what_has_reported_and_nothing_else(library, monkeypatch):
    seen = []

    def watches(ground, counted, *, rng):
        seen.append((ground, counted))
        return project(ground, counted, rng=rng)

    monkeypatch.setattr(backtest, "project", watches)
    total = sum(1 for _ in contest_rows(library, GENERAL, SMALL))
    assert total == len(seen) * 4 == 32
    truth = library.truth(GENERAL)
    for ground, counted in seen:
        out = counted.arrival < 0
        assert out.any()
        assert not counted.votes[out].any()
        assert counted.votes.sum() < truth.sum()
        assert all(not np.shares_memory(p.votes, truth) for p in ground.past)
        assert all(p.date < ground.outline.date for p in ground.past)


def test_priors_reach_the_projection_that_asks_for_them(library, monkeypatch):
    given = []

    def takes(ground, counted, *, rng, priors):
        given.append(priors)
        return project(ground, counted, rng=rng)

    def of(outline: Outline) -> str:
        return f"without {outline.state}-{outline.date}"

    monkeypatch.setattr(backtest, "project", takes)
    list(contest_rows(library, GENERAL, Plan(("random",), (0.5,), 1, priors_for=of)))
    assert given == ["without aa-2016-11-08"]


def test_the_packages_own_priors_are_the_default(tmp_path):
    assert priors_source("shipped", tmp_path) is None
    with pytest.raises(ConfigError, match="horoscope"):
        priors_source("horoscope", tmp_path)


def test_thirty_units_are_run_and_fewer_only_when_named(library_folder, tmp_path):
    folder = Path(shutil.copytree(library_folder, tmp_path / "copy"))
    night = folder / "results" / "bb-2016-02-16.parquet"
    contest = "bb-2016-02-16-governor-wi-spring-primary"
    pl.read_parquet(night).filter(pl.col("unit_id").str.contains("-9200[12]-")).write_parquet(night)
    library = Library.open(folder)
    assert contest not in chosen(library, None, None)
    assert chosen(library, contest, None) == (contest,)
    assert chosen(library, "bb-2016-02-*", None) == (contest,)
    assert contest in chosen(library, None, 10)
    with pytest.raises(UsageError, match="30 reporting units"):
        chosen(library, contest, 30)
    with pytest.raises(UsageError, match="No contest of that name"):
        chosen(library, "zz-*", None)


def test_arithmetic_speaks_only_where_nothing_is_left(library):
    outline, truth = library.outline(GENERAL), library.truth(GENERAL)
    from outright.baseline.ground import lay

    ground = lay(outline, library.past(outline))
    whole = np.ones(truth.shape[:2])
    for part, certain in ((whole, True), (np.where(np.arange(whole.size).reshape(whole.shape) == 5, 0.0, 1.0), False)):
        counted = Counted(truth * (part == 1)[:, :, None], part, np.where(part == 1, 0, -1).astype(np.int64))
        projection = project(ground, counted, rng=np.random.default_rng(1))
        code, named = verdict(outline, counted, projection)
        assert (code in (VerdictCode.WON_CERTAIN, VerdictCode.RUNOFF_CERTAIN)) == certain
        assert bool(named) or not certain


def test_rows_are_written_and_read_again(rows, tmp_path):
    out = tmp_path / "deep" / "rows.parquet"
    write(rows, out)
    assert read(out).equals(rows)
    rows.drop("two_line_share").write_parquet(out)
    assert read(out)["two_line_share"].null_count() == rows.height
    rows.drop("lo90", "seconds").write_parquet(out)
    with pytest.raises(FeedMalformed, match="lack lo90, seconds"):
        read(out)
    out.write_text("not a table")
    with pytest.raises(FeedMalformed, match="Not a readable"):
        read(out)
    with pytest.raises(FeedUnavailable, match="no such file"):
        read(tmp_path / "gone.parquet")
    with pytest.raises(FeedUnavailable, match="Cannot write"):
        write(rows, out / "below-a-file.parquet")


def test_the_plan_of_a_whole_backtest_is_six_orders_at_seven_moments():
    assert (Plan().orders, Plan().fractions, Plan().repeats) == (ORDERS, FRACTIONS, 1)
    assert len(ORDERS) == 6
    assert FRACTIONS == (0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.97)
    assert Row._fields[:27] == CONTRACT
