"""Frames: ordinary polars, tidy, null for what is not reported, and their sums are the bulletin's."""

import datetime as dt

import polars as pl
import pytest

from outright.errors import UsageError
from outright.notebook.contest import NightContest


def test_the_timeline_has_every_moment_of_the_count(contest: NightContest):
    frame = contest.timeline()
    assert frame.columns == ["seq", "time", "candidate", "name", "votes", "total", "share", "expected_in"]
    assert isinstance(frame, pl.DataFrame)
    assert frame["seq"].unique().to_list() == [p.seq for p in contest.said.timeline]
    last = frame.filter(pl.col("seq") == 56)
    assert dict(last.select("candidate", "votes").iter_rows()) == contest.votes
    for p in contest.said.timeline:
        mine = frame.filter(pl.col("seq") == p.seq)
        assert mine["total"].unique().to_list() == [p.votes]
        assert dict(mine.select("candidate", "votes").iter_rows()) == {**dict.fromkeys(contest.votes), **p.candidates}


def test_times_are_aware_and_the_jurisdictions(half_in: NightContest):
    frame = half_in.timeline()
    assert frame.schema["time"] == pl.Datetime("us", "America/New_York")
    last = frame["time"][-1]
    assert last.utcoffset() == dt.timedelta(hours=-4)
    assert last == half_in.as_of


def test_what_was_in_is_of_what_was_then_expected(half_in: NightContest, contest: NightContest):
    bands = half_in.said.projection.bands
    frame = half_in.timeline()
    for band in bands:
        (found,) = frame.filter(pl.col("seq") == band.seq)["expected_in"].unique().to_list()
        assert found == pytest.approx(band.counted / band.expected)
    whole = contest.timeline().filter(pl.col("candidate") == "jon-ossoff")
    assert whole["expected_in"].null_count() == 0, "what was expected is remembered when the count is complete"
    assert whole["expected_in"][-1] == 1


def test_counties_add_up_to_the_contest(moments: list[NightContest]):
    for contest in moments[3:]:
        frame = contest.units()
        summed = frame.group_by("candidate").agg(pl.col("votes").sum())
        assert dict(summed.iter_rows()) == {c: v or 0 for c, v in contest.votes.items()}


def test_precincts_add_up_to_their_county(half_in: NightContest):
    precincts = half_in.units("precinct")
    assert precincts["unit"].n_unique() == 208
    summed = dict(precincts.group_by("parent").agg(pl.col("votes").sum()).iter_rows())
    counties = dict(half_in.units().group_by("unit").agg(pl.col("votes").sum()).iter_rows())
    assert {k: summed[k] for k in counties} == counties
    assert precincts.filter(pl.col("reported") == False)["votes"].len() > 0  # noqa: E712 - a column


@pytest.mark.parametrize("asked", ["2016-president", "president-2016", "president", "2016 president"])
def test_an_earlier_contest_stands_beside_the_candidate_it_is_compared_with(half_in: NightContest, asked):
    frame = half_in.units(baseline=asked)
    compared = frame.filter(pl.col("then_votes").is_not_null())
    assert compared["candidate"].unique().to_list() == ["jon-ossoff"]
    rows = {r.unit: r for r in half_in.said.comparison[0].rows}
    for row in compared.iter_rows(named=True):
        then = rows[row["unit"]]
        assert (row["then_votes"], row["then_total"], row["partial"]) == (
            then.then_votes,
            then.then_total,
            then.partial,
        )
        assert row["ahead"] == pytest.approx(row["share"] - row["then_share"])
    assert "then_votes" not in half_in.units().columns


@pytest.mark.parametrize(
    ("level", "baseline", "hint"),
    [("ward", None, "county, precinct"), ("county", "2012", "us-house-6-2016"), ("precinct", "president", "counties")],
)
def test_a_place_or_a_past_that_is_not_there_is_refused(half_in: NightContest, level, baseline, hint):
    with pytest.raises(UsageError) as refused:
        half_in.units(level, baseline)
    assert hint in refused.value.hint


def test_methods_add_up_and_say_what_is_still_to_come(half_in: NightContest):
    frame = half_in.methods()
    summed = dict(frame.group_by("candidate").agg(pl.col("votes").sum()).iter_rows())
    assert summed == half_in.votes
    day = frame.filter(pl.col("method") == "election-day")
    out = {o.key: o.votes for o in half_in.said.projection.by_method}["election-day"]
    assert day["left_mid"].unique().to_list() == [out.mid]
    left = half_in.remaining().methods
    assert left["left_low"].to_list() == [o.votes.low for o in half_in.said.projection.by_method]


def test_counties_left_have_the_bound_and_the_estimate(half_in: NightContest, contest: NightContest):
    frame = half_in.remaining().counties
    assert frame["left_upper"].sum() == half_in.remaining().upper
    assert (frame["left_high"] <= frame["left_upper"]).all()
    assert contest.remaining().counties["left_mid"].null_count() == 3
    assert contest.remaining().methods.height == 0


def test_what_was_not_reported_is_null_and_a_zero_is_a_zero(moments: list[NightContest]):
    first = moments[0]
    assert first.timeline().height == 0
    assert first.timeline().schema["time"] == pl.Datetime("us", "America/New_York")
    heard = first.units().filter(pl.col("unit") == "cobb")
    silent = first.units().filter(pl.col("unit") == "fulton")
    assert heard["votes"].to_list() == [0] * 18
    assert silent["votes"].to_list() == [None] * 18
    assert first.units()["share"].null_count() == first.units().height


def test_frames_are_handed_on_by_arrow_without_copying_code(half_in: NightContest):
    frame = half_in.timeline()
    assert hasattr(frame, "__arrow_c_stream__")
    assert pl.DataFrame(frame.head()).equals(frame.head())
    assert frame.select("votes").to_numpy().shape == (frame.height, 1)
    assert frame.moment.rehearsal is True
