"""The watch follows rehearsed nights, clean and sick, to exactly the certified totals.

The whole state, sixty contests in 2,700 precincts, is followed by `make promises`.
"""

import datetime as dt
import re

import pytest

from outright.night.replay import verify
from outright.rehearsal.faults import FaultFile
from outright.rehearsal.statewide import statewide
from rehearsed_watch import Follower

EVERY = dt.timedelta(minutes=4)
SYSTEMS = ["clarity", "enhanced-voting", "nist", "ap", "openelections"]

# What the log says of each fault; of a county's wrong figures it is the alarm that the checks raise.
TOLD = {
    "html-error-page": "web page|error page|answers 503|in trouble",
    "truncated": "not whole|cut|stale copy|should be a version|stops",
    "blocked-403": "403|refuses",
    "rate-limited-429": "429|left alone",
    "hang": "not whole after|No connection|no answer",
    "reset": "broke off|not whole|cut",
    "empty": "empty",
    "never-ending": "not whole after|larger",
    "regression": "fell",
    "correction": "fell|correction",
    "reset-to-zero": "now reports none|fell",
    "swap": "each other's|exchanged|fell",
    "doubled-precinct": "same load once more|counted twice|fell|ballots cast",
    "vanished-unit": "is not in this file|fell",
    "renamed-candidate": "is now printed as",
    "reordered-candidates": "in another order",
    "schema-drift": "no number|is not in this file|same load once more|is not |has no|missing|xpected",
    "test-data": "says that it is a test|fell",  # a CSV has no place to say it
    "future-clock": "dated|clock",
    "yesterday": "older than the one shown|dated|clock",
}
# What the watch mends by itself, so that there may be nothing to tell: a server that lies about what has changed is
# asked without a condition, what is packed twice is unpacked, a version that is not there yet is fetched later, and
# a stale copy before anything newer was seen is only a late one, as is a short answer that drips. Totals and
# bulletins are held to the same law.
MENDED = {"etag-lies", "false-304", "wrong-gzip", "version-race", "stale-edge", "drip"}

# Wrong figures of one precinct or county that a file by county can hide: the county grew by more at the same time.
HIDDEN_BY_COUNTY = {"doubled-precinct", "regression", "correction"}


def follow(tmp_path, system, **given):
    scenario = statewide(7, counties=4, precincts=17, contests=3)
    night = Follower(tmp_path, scenario, system, **given)
    try:
        night.run(EVERY)
    finally:
        night.served = night.site.state()["served"]
        night.close()
    return night


def log_of(night) -> str:
    return "\n".join(n.text for c in night.bulletins[-1].contests for n in c.notes)


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_clean_night_ends_on_the_certified_totals(tmp_path, system):
    night = follow(tmp_path, system, timeout=30.0)
    assert night.totals() == night.certified()
    assert list(night.unpublished()) == []
    assert not [
        n.text for b in night.bulletins for c in b.contests for n in c.notes if n.kind in ("unreadable", "held")
    ]
    assert verify(tmp_path / "night.owr").problem is None


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_night_on_which_anything_may_go_wrong_ends_on_them_too(tmp_path, system):
    seed = 3
    night = follow(tmp_path, system, faults=FaultFile((), random=True, seed=seed), seed=seed)
    assert night.totals() == night.certified()
    assert list(night.unpublished()) == []
    assert verify(tmp_path / "night.owr").problem is None
    assert len(night.served) > 4
    said, hidden = log_of(night), MENDED if system == "clarity" else MENDED | HIDDEN_BY_COUNTY
    if system in ("openelections", "ap"):  # a CSV has no clock, and a wrong one on a difference without news is nothing
        hidden = hidden | {"future-clock", "yesterday"}
    assert [kind for kind in night.served if kind not in hidden and not re.search(TOLD[kind], said)] == []


def test_every_fault_has_its_words():
    from outright.rehearsal.fault_kinds import KINDS

    assert TOLD.keys() | MENDED == set(KINDS)
