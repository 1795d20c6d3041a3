"""The scoreboard: each figure from rows that can be checked by hand."""

import datetime as dt
import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import polars as pl
import pytest

from outright.baseline.library import Library
from outright.baseline.outline import Stakes
from outright.errors import FeedMalformed
from outright.night.backtest import Plan, contest_rows
from outright.night.backtest_rows import Row, frame
from outright.night.outcome import decided, is_right, is_wrong
from outright.scores.board import scoreboard
from outright.scores.calls import call_table, is_clear, judged, speed_table, wrong_calls
from outright.scores.errors import error_table, mean_ratio
from outright.scores.frame import Facts, facts_of, scored
from outright.scores.intervals import (
    design_effect,
    interval_table,
    left_out_quantiles,
    weighted_interval_score,
)
from outright.scores.marks import Mark, all_marks, outside_band
from outright.scores.outcomes import brier, log_score, outcome_table, reliability
from outright.scores.text import lines
from outright.terms import VerdictCode

MAJORITY = Stakes(Fraction(1, 2), 2)
VOTES = (600, 400)


def facts(contest_id: str, *, votes=VOTES, stakes=MAJORITY, election="aa-2018-11-06", group="general", side="generals"):
    return Facts(contest_id, election, group, side, ("ann", "bob"), stakes, decided(stakes, votes), votes, "")


def pair(contest_id: str, *, median=0.55, counted=(50, 50), fraction=0.5, order="random", repeat=0, votes=VOTES,
         lo=0.5, hi=0.7, p=0.9, verdict="too_early", names="", two=None, cells=10) -> list[Row]:  # fmt: skip
    """Two rows of one moment: ann's as stated, bob's the rest."""
    found = []
    for k, name in enumerate(("ann", "bob")):
        ann = k == 0
        bounds = (lo, hi) if ann else (1 - hi, 1 - lo)
        found.append(
            Row(
                contest_id, order, fraction, repeat, name, cells, 5, counted[k], counted[k] / sum(counted), votes[k],
                votes[k] / sum(votes), median if ann else 1 - median, *bounds, *bounds, *bounds, *bounds,
                p if ann else 1 - p, p if ann else 1 - p, 1.0, 0.0, verdict, names, 0.002,
                None if two is None else two if ann else 1 - two,
            )
        )  # fmt: skip
    return found


def scoring(rows: list[Row], *about: Facts):
    known = {f.contest_id: f for f in about}
    return scored(frame(rows), {i: known.get(i, facts(i)) for i in {row.contest_id for row in rows}})


def line_of(table, **wanted):
    found = [line for line in table if all(line[k] == v for k, v in wanted.items())]
    assert len(found) == 1, found
    return found[0]


def test_the_error_is_of_whoever_leads_at_that_moment():
    rows = [*pair("x", median=0.55, counted=(40, 60)), *pair("y", median=0.57, counted=(90, 10), two=0.59)]
    table = error_table(scoring(rows))
    leader = line_of(table, target="leader", group="all")
    # In x bob leads: projected .45 and counted .60 for a final .40; in y ann: projected .57, counted .90, final .60.
    assert leader["error"] == pytest.approx((5 + 3) / 2)
    assert leader["raw"] == pytest.approx((20 + 30) / 2)
    assert leader["ratio"] == pytest.approx(4 / 25)
    assert (leader["contests"], leader["moments"], leader["answers"]) == (2, 2, 0.5)
    assert (leader["two_line"], leader["error_there"], leader["raw_there"]) == pytest.approx((1, 3, 30))
    assert line_of(table, target="final", group="all")["error"] == pytest.approx((5 + 3) / 2)


def test_a_main_candidate_has_five_percent_of_the_count():
    rows = pair("x", counted=(96, 4))
    assert line_of(error_table(scoring(rows)), target="main", group="all")["moments"] == 1
    rows = pair("x", counted=(95, 5))
    assert line_of(error_table(scoring(rows)), target="main", group="all")["moments"] == 2


def test_the_mean_ratio_weighs_every_fraction_alike():
    rows = [r for f, m in ((0.1, 0.5), (0.25, 0.55), (0.5, 0.6), (0.75, 0.6), (0.9, 0.6), (0.97, 0.1))
            for r in pair("x", fraction=f, median=m, counted=(80, 20))]  # fmt: skip
    table = error_table(scoring(rows))
    assert mean_ratio(table, "leader", "general", "random") == (pytest.approx((0.5 + 0.25) / 5), 1)
    assert mean_ratio(error_table(scoring(rows[:4])), "leader", "general", "random") == (None, 0)


def test_an_interval_holds_with_its_ends():
    rows = [*pair("x", lo=0.6, hi=0.7), *pair("y", lo=0.5, hi=0.599)]
    line = line_of(interval_table(scoring(rows)), target="final", side="all", fraction=0.5)
    assert line["held90"] == 0.5
    assert line["width90"] == pytest.approx((10 + 9.9) / 2)
    pooled = line_of(interval_table(scoring(rows)), target="final", side="generals", fraction=None)
    assert (pooled["moments"], pooled["held50"]) == (2, 0.5)


def test_the_interval_score_of_a_point_is_its_error_and_a_miss_costs():
    truth, median = np.array([0.6]), np.array([0.5])
    point = dict.fromkeys((50, 80, 90, 95), (median, median))
    assert weighted_interval_score(truth, median, point)[0] == pytest.approx(0.1)
    wide = {90: (np.array([0.4]), np.array([0.7]))}
    assert weighted_interval_score(truth, median, wide)[0] == pytest.approx((0.05 + 0.05 * 0.3) / 1.5)
    missed = {90: (np.array([0.4]), np.array([0.55]))}
    assert weighted_interval_score(truth, median, missed)[0] == pytest.approx((0.05 + 0.05 * 0.15 + 0.05) / 1.5)


def test_contests_of_one_election_that_miss_together_widen_the_band():
    together = design_effect(np.array([0.0] * 5 + [1.0] * 45), np.repeat(np.arange(10), 5))
    assert together == pytest.approx(5 * 10 / 9)
    assert design_effect(np.array([0.0, 1.0] * 25), np.arange(50)) == pytest.approx(50 / 49)
    assert design_effect(np.ones(9), np.arange(9)) is None
    assert design_effect(np.array([0.0, 1.0]), np.zeros(2, dtype=np.int64)) is None


def test_a_rivals_interval_comes_from_the_errors_of_all_other_elections():
    errors, cluster = np.array([0.0, 0.0, 9.0, 9.0, 9.0]), np.array([0, 0, 1, 1, 1])
    assert left_out_quantiles(errors, cluster).tolist() == [[9, 9, 0, 0, 0]] * 4


def test_a_rivals_chance_is_what_its_other_errors_make_of_its_share():
    about = [facts(name, election=f"aa-{2000 + i}") for i, name in enumerate("abcd")]
    rows = [r for f in about for r in pair(f.contest_id, counted=(55, 45), p=0.8)]
    line = line_of(outcome_table(scoring(rows, *about)), event="outright", order="all")
    # Each of the three others was 5 points low, so all of them bring ann's 55 over 50: (3 + 1/2) / (3 + 1).
    assert line["raw_log"] == pytest.approx(-np.log(3.5 / 4))
    assert line["raw_brier"] == pytest.approx((1 - 3.5 / 4) ** 2)
    assert line["log"] == pytest.approx(-np.log(0.8))
    assert line["brier"] == pytest.approx(0.04)
    assert "two_line_log" not in line
    runoff = line_of(outcome_table(scoring(rows, *about)), event="runoff", order="all")
    assert (runoff["happened"], runoff["raw_brier"]) == (0, pytest.approx((1 - 3.5 / 4) ** 2))


def test_a_contest_without_a_threshold_has_no_outright_win_to_forecast():
    rows = pair("x", counted=(60, 40))
    events = {line["event"] for line in outcome_table(scoring(rows, facts("x", stakes=Stakes(None, 0))))}
    assert events == {"first"}


def test_a_sure_forecast_that_fails_costs_much_but_not_everything():
    assert log_score(np.array([1.0]), np.array([0.0])) == pytest.approx(np.log(2000))
    assert brier(np.array([1.0]), np.array([0.0])) == 1


def test_reliability_says_how_often_the_event_came():
    rows = [*pair("x", p=0.8, counted=(60, 40)), *pair("y", p=0.85, counted=(60, 40), votes=(400, 600))]
    about = facts("y", votes=(400, 600))
    line = line_of(reliability(scoring(rows, about)), event="first")
    assert (line["from"], line["to"], line["moments"]) == (0.75, 0.90, 2)
    assert (line["chance"], line["happened"]) == (pytest.approx(0.825), 0.5)
    assert line_of(reliability(scoring(rows, about)), event="advances")["happened"] == 1


@pytest.mark.parametrize(
    ("code", "named", "votes", "right", "wrong"),
    [
        ("won_projected", [0], (600, 400), True, False),
        ("won_projected", [1], (600, 400), False, True),
        ("won_projected", [0], (500, 500), False, True),
        ("runoff_projected", [0, 1], (500, 500), True, False),
        ("runoff_projected", [], (600, 400), False, True),
        ("runoff_projected", [2], (500, 400, 100), False, True),
        ("advance_projected", [1], (500, 400, 100), True, False),
        ("too_early", [], (600, 400), False, False),
        ("too_close", [], (500, 500), False, False),
    ],
)
def test_a_verdict_is_right_wrong_or_open(code, named, votes, right, wrong):
    truth = decided(MAJORITY, votes)
    assert is_right(VerdictCode(code), named, truth) == right
    assert is_wrong(VerdictCode(code), named, truth) == wrong


def test_every_wrong_call_is_listed_with_what_it_should_have_been():
    rows = [*pair("x", verdict="won_projected", names="ann"), *pair("y", verdict="won_projected", names="bob"),
            *pair("z", verdict="runoff_projected", names="ann,bob")]  # fmt: skip
    found = scoring(rows)
    assert [(c["contest_id"], c["verdict_candidates"], c["decided_candidates"]) for c in wrong_calls(found)] == [
        ("y", "bob", "ann"), ("z", "ann,bob", "ann"),
    ]  # fmt: skip
    line = line_of(call_table(found), order="random")
    assert (line["claims"], line["wrong"], line["moments"]) == (3, 2, 3)


def test_a_right_verdict_that_was_left_again_is_kept_only_from_its_return():
    said = {0.1: "won_projected", 0.25: "too_early", 0.5: "won_projected", 0.9: "won_projected"}
    rows = [r for f, v in said.items() for r in pair("x", fraction=f, verdict=v, names="ann")]
    rows += [r for f in said for r in pair("y", fraction=f)]
    line = line_of(call_table(scoring(rows)), order="random")
    assert line["clear_kept_by_half"] == 0.5
    assert line["kept_median"] == 0.5
    assert line["right"] == {"0.1": 0.5, "0.25": 0, "0.5": 0.5, "0.9": 0.5}


def test_a_contest_is_clear_more_than_five_points_from_the_threshold_or_the_runner_up():
    assert is_clear(facts("x", votes=(551, 449)))
    assert not is_clear(facts("x", votes=(550, 450)))
    assert is_clear(facts("x", votes=(449, 551)))
    assert not is_clear(facts("x", votes=(525, 475), stakes=Stakes(None, 0)))
    assert is_clear(facts("x", votes=(526, 474), stakes=Stakes(None, 0)))


def test_seconds_are_told_by_the_number_of_cells():
    rows = [*pair("x", cells=50), *pair("y", cells=5000)]
    assert [(s["cells_from"], s["median"]) for s in speed_table(scoring(rows))] == [(0, 0.002), (3000, 0.002)]


def test_a_pool_of_fewer_than_fifty_contests_meets_no_mark_and_misses_none():
    def board(count):
        about = [facts(f"c{i:03d}", election=f"aa-{i % 9}") for i in range(count)]
        rows = [r for f in about for fr in (0.1, 0.25, 0.5, 0.75, 0.9)
                for r in pair(f.contest_id, fraction=fr, median=0.59, counted=(70, 30))]  # fmt: skip
        found = scoring(rows, *about)
        return {"errors": error_table(found), "intervals": interval_table(found), "outcomes": outcome_table(found),
                "calls": call_table(found), "seconds": speed_table(found)}  # fmt: skip

    def mark(marks, what, on) -> Mark:
        return next(m for m in marks if m.what == what and m.on == on)

    few, enough = all_marks(board(49)), all_marks(board(50))
    for marks, met in ((few, None), (enough, True)):
        found = mark(marks, "error / raw, mean .10-.90", "general, random")
        assert (found.figure, found.met) == (pytest.approx(0.1), met)
    assert mark(enough, "90 % intervals held", "leader, generals, random from half").met is False
    assert mark(enough, "wrong projected verdicts", "random: 0 of 250 moments").met is None
    assert mark(enough, "right verdict by half counted", "random, contests over 5 points clear").met is False


def test_a_single_cell_may_miss_by_what_clustering_allows():
    line = {"order": "big-last", "fraction": 0.5, "held90": 0.85, "error90": 0.06}
    assert not outside_band(line, 90)
    assert outside_band({**line, "error90": 0.04}, 90)
    assert outside_band({**line, "held90": 1.0}, 90)
    assert not outside_band({**line, "order": "random", "fraction": 0.1, "held90": 0.98}, 90)
    lean = {**line, "order": "lean-first", "held90": 0.75, "error90": 0.05}
    assert not outside_band(lean, 90)
    assert outside_band({**lean, "held90": 0.72}, 90)


def test_the_groups_are_what_the_contests_are(library_folder):
    library = Library.open(library_folder)
    found = facts_of(library, library.ids())
    groups = {i: f.group for i, f in found.items()}
    assert groups["aa-2016-11-08-governor-general"] == "general"
    assert groups["aa-2014-05-20-governor-rep-primary"] == "primary"
    assert groups["aa-2014-07-22-governor-rep-primary-runoff"] == "runoff"
    assert groups["bb-2016-02-16-governor-wi-spring-primary"] == "nonpartisan"
    primary = "aa-2014-05-20-governor-rep-primary"
    assert {i: f.finer for i, f in found.items() if f.finer} == {f"{primary}--by-county": primary}
    assert found["aa-2016-11-08-governor-general"].election == f"aa-{dt.date(2016, 11, 8)}"


def test_an_order_is_pooled_from_the_finer_copy_that_could_be_run_in_it():
    fine = [pair("x", order="random"), pair("x--by-county", order="random"), pair("x--by-county", order="early-first")]
    about = facts("x"), replace(facts("x--by-county"), finer="x")
    found = scoring([row for rows in fine for row in rows], *about)
    assert found.of("leader").select("contest_id", "order").rows() == [("x", "random"), ("x--by-county", "early-first")]
    assert set(scoring(fine[0] + fine[1], *about).facts) == {"x"}


def test_the_whole_scoreboard_can_be_printed_and_sent(library_folder):
    library = Library.open(library_folder)
    plan = Plan(fractions=(0.1, 0.5))
    rows = frame(row for i in library.ids() for row in contest_rows(library, i, plan))
    board = scoreboard(library, rows, {"zz": "was not there"})
    assert json.loads(json.dumps(board, allow_nan=False)) == board
    assert board["contests"] == len(library.ids()) - 1
    assert board["copies_left_out"] == 1
    text = "\n".join(lines(board))
    for words in ("Error of the leader", "two-line", "Intervals that held", "Log score", "Reliability", "Marks:"):
        assert words in text
    assert max(map(len, text.splitlines())) < 160
    assert judged(scored(rows, facts_of(library, library.ids())))["right"].dtype == pl.Boolean


def test_rows_of_another_dataset_are_refused(library_folder):
    with pytest.raises(FeedMalformed, match="Rows of nowhere"):
        scoreboard(Library.open(library_folder), frame(pair("nowhere")), {})
