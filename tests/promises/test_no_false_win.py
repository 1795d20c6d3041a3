"""Over many rehearsed nights nothing is ever claimed that the end contradicts."""

from pathlib import Path

import pytest

from outright.cli.rehearsed import plan_of
from outright.night.live import LiveNight
from outright.rehearsal import reference_night
from outright.terms import VerdictCode as Code

pytestmark = pytest.mark.promise


@pytest.mark.parametrize("seed", range(40))
def test_no_win_is_ever_claimed_and_a_certain_runoff_is_never_taken_back(seed: int, tmp_path: Path) -> None:
    night = reference_night(seed)
    live = LiveNight.begin(plan_of(night.facts), tmp_path / "n.owr")
    for p in night.publications:
        contest = live.receive(p.source_id, p.kind, p.name, p.body, p.at).contests[0]
        assert contest.remaining.upper is not None
        assert contest.remaining.upper >= 192_569 - (contest.votes or 0)
    live.archive.close()
    codes = [h.code for h in contest.verdict_history]
    assert codes[-1] is Code.RUNOFF_CERTAIN
    assert codes.count(Code.RUNOFF_CERTAIN) == 1
    assert set(codes) <= {Code.TOO_EARLY, Code.TOO_CLOSE, Code.RUNOFF_PROJECTED, Code.RUNOFF_CERTAIN}
    assert codes.count(Code.RUNOFF_PROJECTED) <= 2  # it may be withdrawn once, openly; two nights of forty do
