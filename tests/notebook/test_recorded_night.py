"""The recorded Georgia night of January 5, 2021, asked from Python: three contests, error pages, one correction."""

import datetime as dt
import lzma
from fractions import Fraction
from pathlib import Path

import msgspec
import polars as pl
import pytest

import outright as ow
from outright.night.live import LiveNight
from outright.night.plan import NightPlan, PlannedContest, PlannedSource
from outright.night.recorded_polls import fetches_of
from shared import SHARED, needs_shared

pytestmark = needs_shared
BODIES = SHARED / "feeds" / "night_ga_20210105" / "clarity_all_json.jsonl.xz"
CONTESTS = {"10000": "Perdue or Ossoff", "10100": "Loeffler or Warnock", "28400": "Public Service Commission"}
PLAN = NightPlan(
    id="us-ga-2021-01-05", name="Georgia runoffs", date=dt.date(2021, 1, 5), timezone="America/New_York", checks=True,
    sources=(PlannedSource(id="all", kind="clarity-matrix", name="Georgia"),),
    contests=tuple(
        PlannedContest(
            id=f"c{i}", name=name, short_name=name, match=(f"contest {i}",), rule="us-ga-special-2005-runoff",
            project=False,
        )
        for i, name in CONTESTS.items()
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory) -> ow.Night:
    """Every fifth fetch of the night and the last, as a night that was followed would have kept them."""
    path = tmp_path_factory.mktemp("georgia") / "ga.owr"
    fetches = list(fetches_of(lzma.decompress(BODIES.read_bytes()).splitlines()))
    live = LiveNight.begin(PLAN, path)
    for fetch in (*fetches[:-1:5], fetches[-1]):
        live.receive("all", "clarity-matrix", fetch.path, fetch.body, fetch.fetched_at)
    live.archive.close()
    return ow.open(path)


def test_three_contests_are_found_by_a_name(night: ow.Night):
    assert [c.id for c in night.contests] == ["c10000", "c10100", "c28400"]
    assert night.contest("ossoff").id == "c10000"
    with pytest.raises(ow.OutrightError) as refused:
        night.contest()
    assert "c10000, c10100, c28400" in refused.value.hint
    assert repr(night.contest("warnock").rule) == "Plurality(seats=1)"


def test_shares_are_exact_and_counties_add_up_at_every_moment(night: ow.Night):
    for moment in night.history():
        for contest in moment.contests:
            counted = [v for v in contest.votes.values() if v is not None]
            if not counted or not contest.total:
                continue
            assert sum(counted) == contest.total
            assert sum(contest.share(c) for c in contest.votes) == Fraction(1)
            counties = contest.units()
            assert counties["unit"].n_unique() == 159
            assert counties["votes"].sum() == contest.total


def test_what_nothing_bounds_is_not_known(night: ow.Night):
    contest = night.contest("ossoff")
    for candidate in contest.votes:
        take = contest.take(candidate)
        assert (take.target, take.state, take.need, take.is_certain) == ("first", "unknown", None, False)
    assert contest.remaining().upper is None


def test_if_so_many_were_left_the_need_is_the_least(night: ow.Night):
    contest = night.contest("ossoff")
    left = contest.said.remaining.__replace__(upper=100_000)
    bounded = type(contest)(contest.night, msgspec.structs.replace(contest.said, remaining=left))
    first, second = sorted(contest.votes.values(), reverse=True)
    trailing = next(c for c, v in contest.votes.items() if v == second)
    take = bounded.take(trailing)
    assert take.bound.need == (first + 100_000 - second) // 2 + 1
    assert second + take.need > first + 100_000 - take.need
    assert not second + take.need - 1 > first + 100_000 - take.need + 1


def test_the_timeline_never_repeats_a_moment_and_holds_the_votes(night: ow.Night):
    contest = night.contest("warnock")
    frame = contest.timeline()
    assert frame.select("seq", "candidate").is_unique().all()
    assert frame["time"].is_sorted()
    last = frame.filter(pl.col("seq") == frame["seq"].max())
    assert dict(last.select("candidate", "votes").iter_rows()) == contest.votes
    assert frame["expected_in"].null_count() == frame.height, "nothing was projected that night"


def test_a_contest_alone_is_exported(night: ow.Night, tmp_path: Path):
    text = night.export("elex", tmp_path / "x.csv", contest="public service").read_text("utf-8")
    assert "Public Service Commission" in text
    assert "Perdue or Ossoff" not in text


def test_it_is_shown_and_drawn(night: ow.Night):
    contest = night.contest("ossoff")
    assert "Ossoff" in contest._repr_html_()
    assert "Rehearsal" not in contest._repr_html_()
    assert contest.plot.timeline("time").svg.startswith("<svg")
    assert "Perdue or Ossoff" in repr(night)
