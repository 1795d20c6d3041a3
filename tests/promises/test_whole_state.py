"""The promise of the watch at its real size: a whole state, followed to the certified totals while anything goes wrong.

Sixty contests in 159 counties, 2,700 precincts and four ways of voting: about 3.2 million cells. It takes about an
hour, and says where it is; ``OUTRIGHT_STATE=0.3`` follows a smaller state in a quarter of that.
"""

import datetime as dt
import os
import resource
import sys
import time

import pytest

from outright.rehearsal.faults import FaultFile
from outright.rehearsal.statewide import statewide
from rehearsed_watch import Follower

pytestmark = pytest.mark.promise

SHARE = float(os.environ.get("OUTRIGHT_STATE", "1"))


def test_a_whole_state_at_random_faults_ends_on_exactly_the_certified_totals(tmp_path):
    scenario = statewide(7, counties=round(159 * SHARE), precincts=round(2700 * SHARE), contests=60)
    night = Follower(tmp_path, scenario, "clarity", faults=FaultFile((), random=True, seed=1), seed=1, timeout=20.0)
    began, step = time.monotonic(), night._step

    async def told() -> None:
        await step()
        seq, rss = night.live.folded.state.seq, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"{time.monotonic() - began:6.0f} s  {night.now:%d %H:%M}  {seq} publications  {rss} MB", file=sys.stderr)

    night._step = told
    try:
        night.run(dt.timedelta(minutes=10))
        served = night.site.state()["served"]
    finally:
        night.close()
    assert night.totals() == night.certified()
    assert list(night.unpublished()) == []
    assert sum(served.values()) > 20
    print(f"faults served: {served}", file=sys.stderr)
