"""Recorded nights from small tables made here: reading, order, cells, and what is never said."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from outright.baseline import Ground
from outright.errors import FeedMalformed, FeedUnavailable
from outright.night.recorded import RecordedNights, Series
from outright.night.recorded_cells import counted_along, outline_of
from outright.night.recorded_count import arrivals, counted_contest, rule_id, snapshot
from outright.night.recorded_end import certified_verdict, contradicted, final_shares
from outright.night.recorded_faults import faults_of
from outright.night.recorded_replay import replay
from outright.night.recorded_report import recorded, report_of
from outright.night.recorded_text import text
from outright.projection import Counted, Projection, project
from outright.terms import VerdictCode
from recorded_tables import CLOSE, Row, tables


def series(folder: Path, rows: Sequence[Row], **how: object) -> Series:
    (found,) = RecordedNights(tables(folder, rows, **how)).series()  # type: ignore[arg-type]
    return found


NIGHT: tuple[Row, ...] = (
    (0, 540, {"perdued": 0, "ossoffj": 0, "other": 0}, 0, 0.0),
    (1, 10, {"perdued": 40, "ossoffj": 58, "other": 2}, 100, 10.0),
    (2, 60, {"perdued": 290, "ossoffj": 202, "other": 8}, 500, 50.0),
    (3, 90, {"perdued": 170, "ossoffj": 124, "other": 6}, 300, 48.0),
    (4, 80, {"perdued": 495, "ossoffj": 475, "other": 20}, 990, 98.0),
)


def sure(code: VerdictCode, *named: str) -> object:
    """A projector that always says the same, whatever is in."""
    from dataclasses import replace

    def says(ground: Ground, counted: Counted, *, rng: np.random.Generator) -> Projection:
        return replace(project(ground, counted, rng=rng, draws=20), code=code, named=named)

    return says


def test_publications_come_in_the_order_of_their_numbers_with_all_that_stands(tmp_path: Path) -> None:
    found = series(tmp_path, NIGHT, stale=(5,))
    assert [p.seq for p in found.publications] == [0, 1, 2, 3, 4, 5]
    assert [p.stale for p in found.publications] == [False] * 5 + [True]
    assert found.publications[5].blocks == found.publications[4].blocks
    assert found.candidates == ("ossoffj", "other", "perdued")
    assert found.rounded


def test_a_clock_that_runs_back_does_not_put_an_old_count_in_front(tmp_path: Path) -> None:
    """The opening zeros carry the morning's clock; the fifth publication is dated before the fourth."""
    found = series(tmp_path, NIGHT)
    times = [a.received_at for a in arrivals(found)]
    assert times == sorted(times)
    assert times[0] == times[1] == CLOSE + dt.timedelta(minutes=10)
    last = list(replay(found, None))[-1]
    assert last.counted == 990
    assert last.bulletin.contests[0].votes == 990
    assert last.clock < last.at


def test_a_fall_is_told_as_a_correction_and_followed(tmp_path: Path) -> None:
    moments = list(replay(series(tmp_path, NIGHT), None))
    notes = moments[3].bulletin.contests[0].notes
    assert (notes[0].kind, notes[0].votes) == ("correction", -200)
    assert moments[3].bulletin.contests[0].votes == 300


def test_the_part_counted_follows_the_source_down_and_is_never_the_whole(tmp_path: Path) -> None:
    rows = (*NIGHT, (5, 100, {"perdued": 497, "ossoffj": 479, "other": 24}, 1000, 100.0))
    found = series(tmp_path, rows)
    parts = [float(c.part[0, 0]) for c in counted_along(found, outline_of(found))]
    assert parts == [0.0, pytest.approx(0.1), pytest.approx(0.5), pytest.approx(0.48), pytest.approx(0.98), 0.99]


def test_votes_without_an_estimate_are_a_part_nobody_knows(tmp_path: Path) -> None:
    found = series(tmp_path, [(0, 5, {"perdued": 5, "ossoffj": 5, "other": 0}, 10, None)])
    (counted,) = counted_along(found, outline_of(found))
    assert np.isnan(counted.part[0, 0])
    assert counted.arrival[0, 0] == 0


def test_what_is_taken_back_is_not_in_any_more(tmp_path: Path) -> None:
    rows: list[Row] = [
        (0, 5, {"perdued": 5, "ossoffj": 5, "other": 0}, 10, 1.0),
        (1, 6, {"perdued": 0, "ossoffj": 0, "other": 0}, 0, 0.0),
        (2, 7, {"perdued": 7, "ossoffj": 5, "other": 0}, 12, 1.0),
    ]
    found = series(tmp_path, rows)
    along = [(int(c.arrival[0, 0]), float(c.part[0, 0])) for c in counted_along(found, outline_of(found))]
    assert along == [(0, pytest.approx(0.01)), (-1, 0.0), (1, pytest.approx(0.01))]
    assert faults_of(found).count("reset") == 1


def test_a_candidate_who_is_no_longer_listed_is_not_reported_and_never_zero(tmp_path: Path) -> None:
    rows: list[Row] = [
        (0, 5, {"perdued": 50, "ossoffj": 45, "hazels": 5}, 100, 10.0),
        (1, 6, {"perdued": 60, "ossoffj": 50}, 120, 12.0),
    ]
    found = series(tmp_path, rows, derived=False)
    said = snapshot(found, found.publications[1], counted_contest(found)).contests[0]
    assert said.by_candidate() == {"hazels": None, "ossoffj": 50, "perdued": 60, "other": 10}
    assert said.votes == 120
    assert faults_of(found).count("candidates_changed") == 1


def test_rounded_shares_that_add_up_to_too_much_leave_no_negative_votes(tmp_path: Path) -> None:
    found = series(tmp_path, [(0, 5, {"perdued": 501, "ossoffj": 500, "other": -1}, 1000, 10.0)])
    (moment,) = replay(found, None)
    assert {c.id: c.votes for c in moment.bulletin.contests[0].candidates}["other"] == 0
    assert not moment.bulletin.night.sources[0].message


def test_negative_votes_of_an_exact_source_are_refused_not_mended(tmp_path: Path) -> None:
    found = series(tmp_path, [(0, 5, {"perdued": 501, "ossoffj": 500, "other": -1}, 1000, 10.0)], derived=False)
    (moment,) = replay(found, None)
    assert moment.bulletin.contests[0].votes is None
    assert moment.bulletin.night.sources[0].state == "unreadable"


def test_nothing_is_projected_from_votes_before_the_close(tmp_path: Path) -> None:
    found = series(tmp_path, [(0, -600, {"perdued": 16, "ossoffj": 10, "other": 0}, 26, 0.0), *NIGHT[1:]])
    first, second, *_ = replay(found, sure(VerdictCode.WON_PROJECTED, "perdued"))  # type: ignore[arg-type]
    assert (first.projection, first.code) == (None, VerdictCode.TOO_EARLY)
    assert second.code is VerdictCode.WON_PROJECTED


def test_votes_that_are_not_told_apart_are_never_a_winner(tmp_path: Path) -> None:
    found = series(tmp_path, NIGHT)
    said = {m.code for m in replay(found, sure(VerdictCode.WON_PROJECTED, "other"))}  # type: ignore[arg-type]
    assert said == {VerdictCode.TOO_EARLY}


def test_without_a_rule_nothing_is_projected(tmp_path: Path) -> None:
    found = series(tmp_path, NIGHT, rule="ranked_choice")
    assert rule_id(found.contest) is None
    said = {m.code for m in replay(found, sure(VerdictCode.WON_PROJECTED, "perdued"))}  # type: ignore[arg-type]
    assert said == {VerdictCode.LEADER_ONLY}


def test_a_model_that_fails_is_reported_and_the_count_goes_on(tmp_path: Path) -> None:
    def breaks(ground: Ground, counted: Counted, *, rng: np.random.Generator) -> Projection:
        raise ZeroDivisionError("no prior")

    report = report_of(series(tmp_path, NIGHT), breaks, lambda _outline: ())
    assert report.failures == (("ZeroDivisionError: no prior", 4),)
    assert (report.moments, report.projected) == (5, 0)


def test_a_false_win_is_found_and_the_true_runoff_is_not(tmp_path: Path) -> None:
    found = series(tmp_path, NIGHT)
    wrong = report_of(found, sure(VerdictCode.WON_PROJECTED, "perdued"), lambda _outline: ())  # type: ignore[arg-type]
    assert [s.wrong for s in wrong.wrong] == ["it went to a runoff"]
    right = report_of(found, sure(VerdictCode.RUNOFF_PROJECTED, "ossoffj", "perdued"), lambda _o: ())  # type: ignore[arg-type]
    assert right.wrong == ()
    assert right.settled is not None
    assert right.settled.fraction == pytest.approx(0.1)
    assert contradicted(found, VerdictCode.RUNOFF_PROJECTED, ("hazels", "perdued")) == "ossoffj, perdued went on"


def test_what_was_said_and_then_not_any_more_counts_as_taken_back(tmp_path: Path) -> None:
    from dataclasses import replace

    def wavers(ground: Ground, counted: Counted, *, rng: np.random.Generator) -> Projection:
        sure_now = int(counted.votes.sum()) == 500
        said = project(ground, counted, rng=rng, draws=20)
        return replace(said, code=VerdictCode.RUNOFF_PROJECTED, named=("ossoffj",)) if sure_now else said

    report = report_of(series(tmp_path, NIGHT), wavers, lambda _outline: ())
    assert report.withdrawn == 1
    assert report.settled is None


def test_the_certified_count_is_certain_though_no_publication_was(tmp_path: Path) -> None:
    found = series(tmp_path, NIGHT)
    verdict = certified_verdict(found)
    assert verdict is not None
    assert (verdict.code, set(verdict.candidates)) == (VerdictCode.RUNOFF_CERTAIN, {"perdued", "ossoffj"})
    assert not any(m.code.value.endswith("_certain") for m in replay(found, None))


def test_shares_of_the_end_are_of_the_sources_own_total_where_it_ends_complete(tmp_path: Path) -> None:
    """The official total holds 100 under-votes more than the source counts."""
    rows: list[Row] = [(0, 5, {"perdued": 497, "ossoffj": 479, "hazels": 24}, 1000, 99.0)]
    folder = tables(tmp_path, rows)
    contests = pl.read_parquet(folder / "contests.parquet").with_columns(final_total=pl.lit(1100.0))
    contests.write_parquet(folder / "contests.parquet")
    (found,) = RecordedNights(folder).series()
    assert final_shares(found)["perdued"] == pytest.approx(0.497)
    half = series(tmp_path / "half", [(0, 5, {"perdued": 250, "ossoffj": 240, "hazels": 10}, 500, 50.0)])
    assert final_shares(half)["perdued"] == pytest.approx(0.497)


def test_the_report_has_a_backtests_rows_and_tells_its_faults(tmp_path: Path) -> None:
    tables(tmp_path / "nights", NIGHT)
    steps: list[tuple[int, int]] = []
    report = recorded(tmp_path, "ga-*", project, lambda done, all_: steps.append((done, all_)))
    rows = report.rows()
    assert [r["fraction"] for r in rows[::3]] == [0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.97]
    assert {r["order"] for r in rows} == {"recorded"}
    assert {r["cells_reported"] for r in rows} == {1}
    assert steps == [(0, 1), (1, 1)]
    told = text(report)
    assert "1 fall of a total" in told
    assert "2 clocks that went back" in told
    assert "first certain: never in this recording" in told
    assert sum(c.of for c in report.series[0].coverage if c.level == 0.9) == 8


def test_a_folder_without_the_tables_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FeedUnavailable, match="not there"):
        recorded(tmp_path, "*", None)
    folder = tables(tmp_path / "nights", NIGHT)
    pl.read_parquet(folder / "contests.parquet").drop("rule").write_parquet(folder / "contests.parquet")
    with pytest.raises(FeedMalformed, match="lack rule"):
        recorded(tmp_path, "*", None)


def test_a_series_that_was_not_published_at_a_level_is_an_error(tmp_path: Path) -> None:
    nights = RecordedNights(tables(tmp_path, NIGHT))
    with pytest.raises(FeedUnavailable, match="no such series"):
        nights.at_level("ga-g-s-2020-11-03", "nyt-series", "county")
