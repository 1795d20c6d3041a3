"""A projection: what was published, and the draws behind it made again, the same every time."""

import numpy as np
import polars as pl
import pytest

import outright as ow
from outright.errors import ProjectionError, UsageError
from outright.notebook.contest import NightContest
from outright.notebook.projection import Projected


@pytest.fixture(scope="module")
def projection(contest: NightContest, half_in: NightContest) -> Projected:
    made = contest.project(level=0.9, as_of=half_in)
    assert made.draws.shape == (4000, 18)
    return made


def test_ranges_and_chances_are_those_that_were_published(moments: list[NightContest]):
    seen = 0
    for contest in moments:
        part = contest.said.projection
        if part is None:
            continue
        for level in (0.5, 0.8, 0.9, 0.95):
            made = contest.project(level)
            for row in part.candidates:
                published = row.interval(level)
                found = made.interval(row.id)
                assert (*found,) == (published.low, published.high)
                assert (found.text, found.level) == (published.text, level)
                assert made.median(row.id) == row.median
                assert made.prob("win", row.id) == row.win.probability
        assert contest.project().prob("runoff") == part.runoff.probability
        assert contest.project().prob("outright") == pytest.approx(1 - part.runoff.probability)
        seen += 1
    assert seen == 53


def test_the_draws_are_those_the_published_figures_were_read_off(projection: Projected):
    draws = projection.draws
    assert draws.sum(axis=1) == pytest.approx(1)
    assert (draws >= 0).all()
    for column, candidate in enumerate(projection.candidates):
        for level in (0.5, 0.8, 0.9, 0.95):
            ends = np.quantile(draws[:, column], [0.5 - level / 2, 0.5 + level / 2])
            assert ends == pytest.approx([*projection.interval(candidate, level)], abs=1e-6)
        assert (draws.argmax(axis=1) == column).mean() == pytest.approx(projection.prob("win", candidate))
    over_half = (draws.max(axis=1) > 0.5).mean()
    assert over_half == pytest.approx(projection.prob("outright"))
    assert np.median(projection.draw_votes) == pytest.approx(projection.part.final_votes.mid, abs=1)


def test_the_draws_never_undercut_what_is_counted(projection: Projected):
    votes = projection.draws * projection.draw_votes[:, None]
    counted = [v or 0 for v in (projection.night.contest().votes[c] for c in projection.candidates)]
    assert (votes >= np.array(counted) - 1e-6).all()


def test_the_same_draws_come_out_again(projection: Projected, night: ow.Night):
    again = night.at(30).contest().project()
    assert again.draws is not projection.draws
    assert np.array_equal(again.draws, projection.draws)


def test_any_level_is_read_off_the_draws(projection: Projected, half_in: NightContest):
    low, high = projection.interval("ossoff", 0.7)
    inside = (projection.draws[:, 0] >= low) & (projection.draws[:, 0] <= high)
    assert inside.mean() == pytest.approx(0.7, abs=0.001)
    assert "proj. 70%" in repr(half_in.project(70))
    assert projection.interval("ossoff", 90).level == 0.9


@pytest.mark.parametrize("level", [0, 1, -0.9, 100, 250])
def test_a_level_that_is_none_is_refused(half_in: NightContest, level):
    with pytest.raises(UsageError, match="no range"):
        half_in.project(level)


def test_a_count_that_is_complete_is_not_projected(contest: NightContest, moments: list[NightContest]):
    with pytest.raises(ProjectionError, match="nothing is left to project") as refused:
        contest.project()
    assert "as_of" in refused.value.hint
    with pytest.raises(ProjectionError):
        moments[0].project()
    assert contest.project(as_of=56).seq == 56


def test_chances_of_nothing_and_of_nobody_are_refused(projection: Projected):
    with pytest.raises(UsageError, match="recount"):
        projection.prob("recount")
    with pytest.raises(UsageError) as refused:
        projection.prob("win")
    assert "Name a candidate" in refused.value.hint
    assert projection.prob("outright", "ossoff") == pytest.approx(projection.prob("outright"))
    assert projection.chance("runoff").text == "about 199 in 200"
    assert projection.prob("advance", "handel") > 0.9


def test_draws_that_do_not_come_out_as_published_are_not_shown(half_in: NightContest):
    part = half_in.said.projection
    rows = tuple(row.__replace__(median=row.median + 0.01) for row in part.candidates)
    other = half_in.said.__replace__(projection=part.__replace__(candidates=rows))
    with pytest.raises(ProjectionError, match="cannot be made again") as refused:
        _ = NightContest(half_in.night, other).project().draws
    assert refused.value.hint


def test_why_has_inputs_gates_and_contributions(projection: Projected):
    why, part = projection.why(), projection.part
    assert (why.because, why.gates, why.record) == (part.because, part.gates, part.record)
    units = why.units
    assert set(units["by"].unique()) == {"county", "method"}
    counties = units.filter(units["by"] == "county").unique(["key"])
    assert sorted(counties["left_mid"]) == sorted(o.votes.mid for o in part.by_county)
    shares = units.group_by("by", "key").agg(pl.col("share").sum())
    assert ((shares["share"] > 0.9) & (shares["share"] <= 1)).all(), "minor candidates are not told apart"
    assert "What must hold" in repr(why)


def test_the_frame_has_a_row_for_each(projection: Projected):
    frame = projection.frame()
    assert frame["candidate"].to_list() == [*projection.candidates]
    first = frame.row(0, named=True)
    assert (first["low"], first["high"]) == (*projection.interval("ossoff"),)
    assert first["outright"] == projection.prob("outright", "ossoff")
