"""The same road for another contest of the library: its own units and methods, its own totals at the end."""

from pathlib import Path
from random import Random

import pytest

from outright.cli.rehearsed import plan_of
from outright.night.live import LiveNight
from outright.night.replay import verify
from outright.terms import VerdictCode as Code
from shared import SHARED, needs_shared


@needs_shared
@pytest.mark.parametrize(
    "contest_id", ["ga-2017-06-20-us-house-6-special-runoff--by-precinct", "al-2016-11-08-us-house-6"]
)
def test_a_contest_of_the_library_ends_on_its_own_totals(contest_id: str, tmp_path: Path) -> None:
    import polars as pl

    from outright.rehearsal.dataset import from_dataset

    contests = pl.read_parquet(SHARED / "data" / "contests.parquet")
    known = contests.filter(pl.col("contest_id").str.starts_with(contest_id))
    assert known.height, "the library has no such contest"
    truth = known.row(0, named=True)
    night = from_dataset(SHARED / "data", truth["contest_id"], Random(4))
    live = LiveNight.begin(plan_of(night.facts), tmp_path / "n.owr")
    for p in night.publications:
        bulletin = live.receive(p.source_id, p.kind, p.name, p.body, p.at)
        assert bulletin.contests[0].verdict.code is Code.LEADER_ONLY, "the dataset names no rule, so nobody wins"
    live.archive.close()
    assert bulletin.contests[0].votes == truth["total_votes"]
    assert bulletin.night.rehearsal
    assert verify(tmp_path / "n.owr").problem is None


def test_one_county_that_lists_too_many_precincts_does_not_hide_another_that_lists_too_few() -> None:
    from counts import contest, precinct
    from outright.count import ContestCount
    from outright.count.rollup import together
    from outright.terms import ReportingUnitType as Level

    def county(name: str, listed: int, total: int) -> ContestCount:
        units = tuple(precinct(name, str(n), (1, 1), reported=True) for n in range(listed))
        return ContestCount(contest("ab"), (), units, Level.PRECINCT, precincts_total=total)

    assert together(contest("ab"), [county("cobb", 2, 2), county("fulton", 3, 3)], {}).lists_all_precincts
    both = together(contest("ab"), [county("cobb", 3, 2), county("fulton", 2, 3)], {})
    assert both.precincts_total == 5
    assert not both.lists_all_precincts
