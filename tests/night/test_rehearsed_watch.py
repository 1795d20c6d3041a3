"""The watch follows rehearsed nights, clean and sick, to exactly the certified totals."""

import datetime as dt

import pytest

from outright.night.replay import verify
from outright.rehearsal.faults import FaultFile
from outright.rehearsal.statewide import statewide
from rehearsed_watch import Follower

EVERY = dt.timedelta(minutes=2)


def follow(tmp_path, system, **given):
    scenario = statewide(7, counties=4, precincts=17, contests=3)
    night = Follower(tmp_path, scenario, system, **given)
    try:
        night.run(EVERY)
    finally:
        night.close()
    return night


@pytest.mark.parametrize("system", ["clarity", "enhanced-voting", "nist", "ap"])
def test_a_clean_night_ends_on_the_certified_totals(tmp_path, system):
    night = follow(tmp_path, system)
    assert night.totals() == night.certified()
    assert list(night.unpublished()) == []
    assert not [
        n.text for b in night.bulletins for c in b.contests for n in c.notes if n.kind in ("unreadable", "held")
    ]
    assert verify(tmp_path / "night.owr").problem is None


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("system", ["clarity", "enhanced-voting", "nist", "ap"])
def test_a_night_on_which_anything_may_go_wrong_ends_on_them_too(tmp_path, system, seed):
    night = follow(tmp_path, system, faults=FaultFile((), random=True, seed=seed), seed=seed)
    assert night.totals() == night.certified()
    assert list(night.unpublished()) == []
    assert verify(tmp_path / "night.owr").problem is None
