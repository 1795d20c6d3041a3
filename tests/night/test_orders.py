"""The orders of a simulated night: the same numbers as the reference figures, and nothing told too early."""

import importlib.util
import sys
from types import ModuleType

import numpy as np
import polars as pl
import pytest

from outright.baseline.dataset_words import SPELLED
from outright.baseline.library import Library
from outright.night.backtest import best_baseline
from outright.night.orders import FRACTIONS, ORDERS, cells_of, moments, order_times, orders_for, seeded
from outright.night.outcome import decided
from outright.night.two_line import reference, two_line
from shared import SHARED, needs_shared

GENERAL = "aa-2016-11-08-governor-general"


@pytest.fixture(scope="module")
def library(library_folder):
    return Library.open(library_folder)


def night(library, contest_id, order, repeat=0):
    return list(
        moments(
            library.outline(contest_id), library.truth(contest_id), library.county_names(contest_id), order, repeat
        )
    )  # fmt: skip


@pytest.mark.parametrize("order", ORDERS)
def test_a_moment_is_after_the_first_cell_that_reaches_its_fraction(library, order):
    total = library.truth(GENERAL).sum()
    found = night(library, GENERAL, order)
    assert [m.fraction for m in found] == list(FRACTIONS)
    for moment in found:
        counted = moment.counted.votes.sum()
        assert total * moment.fraction <= counted < total
        last = moment.counted.votes[moment.counted.arrival == moment.counted.arrival.max()].sum()
        assert counted - last < total * moment.fraction


@pytest.mark.parametrize("order", ORDERS)
def test_what_has_reported_is_complete_and_the_rest_is_unseen(library, order):
    truth = library.truth(GENERAL)
    for moment in night(library, GENERAL, order):
        assert (moment.counted.votes[moment.seen] == truth[moment.seen]).all()
        assert not moment.counted.votes[~moment.seen].any()
        assert (moment.counted.part == moment.seen).all()
        assert ((moment.counted.arrival >= 0) == moment.seen).all()


def test_a_moment_with_everything_counted_is_left_out(library):
    contest = "bb-2016-02-16-governor-wi-spring-primary"
    outline = library.outline(contest)
    truth = np.zeros_like(library.truth(contest))
    truth[0, 0] = [90, 5, 0]
    truth[30, 0] = [3, 1, 1]
    # The small county comes first: it makes the twentieth that the first moment asks for, and the rest is everything.
    found = list(moments(outline, truth, library.county_names(contest), "big-last", 0))
    assert [(m.fraction, m.counted.votes.sum()) for m in found] == [(0.05, 5)]
    large_first = np.zeros_like(truth)
    large_first[0, 0], large_first[30, 0], large_first[31, 0] = [20, 0, 0], [60, 0, 0], [0, 20, 0]
    found = list(moments(outline, large_first, library.county_names(contest), "big-last", 0, fractions=(0.1, 0.2, 0.9)))
    assert [(m.fraction, m.counted.votes.sum()) for m in found][:2] == [(0.1, 20), (0.2, 20)]
    assert all(m.counted.votes.sum() < 100 for m in found)
    assert list(moments(outline, np.zeros_like(truth), library.county_names(contest), "random", 0)) == []


def test_an_empty_cell_reports_with_one_of_its_county_and_method_and_moves_no_other(library):
    outline, truth = library.outline(GENERAL), library.truth(GENERAL).copy()
    provisional = len(outline.methods) - 1
    truth[::2, provisional] = 0
    for order in ORDERS:
        found = list(moments(outline, truth, library.county_names(GENERAL), order, 0, fractions=(0.98,)))
        arrival = found[0].counted.arrival
        full = truth.sum(axis=2) > 0
        counties = np.array(outline.county)
        for unit, method in np.argwhere(~full & found[0].seen):
            alike = full[:, method] & (counties == counties[unit])
            if alike.any():
                assert arrival[unit, method] in arrival[alike, method]
        assert len(set(arrival[full & found[0].seen].tolist())) == (full & found[0].seen).sum()


def test_early_and_mail_votes_come_first_and_provisional_ones_last(library):
    outline = library.outline(GENERAL)
    cells = cells_of(outline, library.truth(GENERAL), library.county_names(GENERAL))
    times = order_times("early-first", cells, seeded(GENERAL, "early-first", 0))
    on_the_day = ~cells.early & ~cells.provisional
    assert times[cells.early].max() < times[on_the_day].min()
    assert times[on_the_day].max() < times[cells.provisional].min()


def test_whole_counties_report_together(library):
    outline = library.outline(GENERAL)
    cells = cells_of(outline, library.truth(GENERAL), library.county_names(GENERAL))
    for order in ("county-blocks", "big-last"):
        line = cells.county[np.argsort(order_times(order, cells, seeded(GENERAL, order, 0)))]
        assert (np.diff(line) != 0).sum() == len(set(line)) - 1


def test_a_contest_without_methods_has_no_early_vote(library):
    assert "early-first" not in orders_for(library.outline("bb-2016-11-08-governor-general"), ORDERS)
    assert orders_for(library.outline(GENERAL), ORDERS) == ORDERS


def test_an_order_there_is_not_is_refused(library):
    cells = cells_of(library.outline(GENERAL), library.truth(GENERAL), library.county_names(GENERAL))
    with pytest.raises(ValueError, match="no order 'alphabetical'"):
        order_times("alphabetical", cells, seeded("x"))


def rivals() -> ModuleType:
    spec = importlib.util.spec_from_file_location("shared_rivals", SHARED / "peers" / "rivals.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


SOME = (
    "ga-2014-05-20-us-house-1-rep-primary",
    "ga-2016-11-08-us-house-6-general",
    "tx-2016-03-01-railroad-commissioner-rep-primary",
    "sc-2018-11-06-state-house-42-general",
    "ga-2018-07-24-secretary-of-state-rep-primary-runoff--by-county",
)


@needs_shared
def test_the_orders_are_those_of_the_reference_figures():
    theirs, library = rivals(), Library.open(SHARED / "data")
    some = [i for i in SOME if i in library.ids()] + list(library.ids()[::200])
    for contest_id in some:
        outline, truth = library.outline(contest_id), library.truth(contest_id)
        cells = cells_of(outline, truth, library.county_names(contest_id))
        words = np.array([SPELLED[outline.methods[m]] for m in cells.method])
        for order in orders_for(outline, ORDERS):
            for repeat in (0, 1):
                theirs_at = theirs.order_times(
                    order, cells.unit, cells.county, words, cells.votes, cells.share,
                    theirs.rng_for(contest_id, order, repeat),
                )  # fmt: skip
                ours_at = order_times(order, cells, seeded(contest_id, order, repeat))
                assert np.array_equal(ours_at, theirs_at), (contest_id, order)


@needs_shared
def test_the_two_line_reference_and_the_raw_count_are_those_of_the_reference_figures(tmp_path, monkeypatch, capsys):
    data = SHARED / "data"
    contests = pl.read_parquet(data / "contests.parquet").filter(pl.col("n_units").is_between(30, 400))
    contests.sample(10, seed=3).write_parquet(tmp_path / "contests.parquet")
    for name in ("results", "candidates.parquet", "units.parquet", "baselines.parquet", "contest_baselines.parquet"):
        (tmp_path / name).symlink_to(data / name)
    out = tmp_path / "rows.parquet"
    monkeypatch.setattr(sys, "argv", ["rivals.py", str(tmp_path), "--repeats", "1", "--out", str(out)])
    rivals().main()
    capsys.readouterr()
    theirs = {(c, o, f): (raw, ref) for c, o, f, raw, ref in pl.read_parquet(out)
              .select("contest", "order", "fraction", "raw", "ref").iter_rows()}  # fmt: skip
    library = Library.open(tmp_path)
    compared = answered = 0
    for contest_id in library.ids():
        outline, truth = library.outline(contest_id), library.truth(contest_id)
        leader = int(truth.sum(axis=(0, 1)).argmax())
        baseline = best_baseline(outline, truth, library.baselines(outline))
        known = reference(outline, truth, baseline, library.kind(contest_id), outline.parties)
        for order in orders_for(outline, ORDERS):
            for moment in night(library, contest_id, order):
                raw, ref = theirs[contest_id, order, moment.fraction]
                votes = moment.counted.votes.sum(axis=(0, 1))
                assert votes[leader] / votes.sum() == pytest.approx(raw, abs=1e-12)
                ours = two_line(known, moment.seen) if known is not None else None
                assert (ours is None) == (ref is None)
                if ours is not None:
                    assert ours[leader] == pytest.approx(ref, abs=1e-12)
                    answered += 1
                compared += 1
    assert compared > 200
    assert answered > 50


def test_a_majority_is_more_than_half_and_a_level_second_place_is_nobodys(library):
    stakes = library.outline(GENERAL).stakes
    assert decided(stakes, [51, 49]).code == "won_certain"
    assert decided(stakes, [50, 30, 20]).code == "runoff_certain"
    assert decided(stakes, [50, 30, 20]).candidates == (0, 1)
    level = decided(stakes, [40, 30, 30])
    assert (level.candidates, level.level) == ((0,), (1, 2))
