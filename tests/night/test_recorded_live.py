"""The recorded Georgia night of January 5, 2021, through the live loop: what a poller got, as a night would take it."""

import datetime as dt
import lzma
from collections import Counter
from itertools import pairwise

import pytest

from outright.night.arrival import Arrival
from outright.night.fold import Folded, say, take
from outright.night.plan import NightPlan, PlannedContest, PlannedSource
from outright.night.reading import read_publication
from outright.night.recorded_polls import fetches_of
from shared import SHARED, needs_shared

pytestmark = needs_shared
NIGHT = SHARED / "feeds" / "night_ga_20210105"
CONTESTS = {"10000": "Perdue or Ossoff", "10100": "Loeffler or Warnock", "28400": "Public Service Commission"}
PLAN = NightPlan(
    id="ga", name="Georgia runoffs", date=dt.date(2021, 1, 5), timezone="America/New_York", checks=True,
    polls_close=dt.datetime(2021, 1, 6, 0, tzinfo=dt.UTC), sources=(
        PlannedSource(id="all", kind="clarity-matrix", name="Georgia"),
    ),
    contests=tuple(
        PlannedContest(id=f"c{i}", name=name, short_name=name, match=(f"contest {i}",), rule=None, project=False)
        for i, name in CONTESTS.items()
    ),
)  # fmt: skip


def lines(name: str) -> list[bytes]:
    return lzma.decompress((NIGHT / name).read_bytes()).splitlines()


@pytest.fixture(scope="module")
def night():
    """The night after every fetch of ALL.json, and what each arrival did."""
    folded, steps, bulletins = Folded(), [], []
    for seq, fetch in enumerate(fetches_of(lines("clarity_all_json.jsonl.xz")), 1):
        snapshot, error = read_publication(fetch.body, "clarity-matrix", fetch.path)
        arrival = Arrival(seq, "all", fetch.fetched_at, fetch.sha256, fetch.path)
        folded = take(PLAN, folded, arrival, snapshot, error)
        steps.append(folded.round[-1].step)
        folded, bulletin = say(PLAN, folded)
        bulletins.append(bulletin)
    return folded, steps, bulletins


def test_every_fetch_is_taken_for_what_it_is(night):
    _, steps, _ = night
    assert Counter(s.outcome for s in steps) == {"rejected": 18, "applied": 74, "unchanged": 28, "older": 17}


def test_no_total_ever_goes_back_but_for_the_one_true_correction(night):
    _, _, bulletins = night
    votes = [b.contests[0].votes or 0 for b in bulletins]
    falls = [
        (b.night.as_of, new - old) for (old, new), b in zip(pairwise(votes), bulletins[1:], strict=True) if new < old
    ]
    assert [fall for _, fall in falls] == [-147]  # Chatham fell by 173, other counties grew by 26
    assert falls[0][0].date() == dt.date(2021, 1, 14)
    notes = [n for n in bulletins[-1].contests[0].notes if n.kind == "correction"]
    assert any("fell by 173 in 1 unit" in n.text for n in notes)


def test_error_pages_and_stale_copies_are_in_the_log(night):
    _, _, bulletins = night
    notes = bulletins[-1].contests[0].notes
    assert sum(n.kind == "unreadable" and "web page" in n.text for n in notes) == 18
    assert sum("older than the one shown" in n.text for n in notes) == 17


def test_the_night_ends_on_the_last_body(night):
    folded, steps, bulletins = night
    last = next(s.snapshot for s in reversed(steps) if s.outcome == "applied")
    assert {c.id: c.votes for c in bulletins[-1].contests} == {
        f"c{c.contest.source_id}": c.votes for c in last.contests
    }
    assert not [h for h in folded.state.held() if not h.is_stale]
    assert folded.state.seq == len(steps)
