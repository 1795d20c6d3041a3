"""A reviewer's notes: a night never crashes, never counts twice, and loses no votes in silence."""

import datetime as dt
from pathlib import Path

import pytest

from counts import contest, county, precinct
from outright.bulletin import Bulletin
from outright.count import Contest, ContestCount, Election, Snapshot
from outright.night.arrival import Arrival
from outright.night.fold import Folded, step
from outright.night.gather import gather
from outright.night.live import LiveNight
from outright.night.plan import NightPlan, PlannedContest, PlannedSource
from outright.night.replay import verify
from outright.terms import ReportingUnitType as Level

NIGHT = dt.date(2017, 4, 18)
AT = dt.datetime(2017, 4, 19, 1, tzinfo=dt.UTC)
PLANNED = PlannedContest(
    id="us-house-6", name="US House 6", short_name="GA-6", match=(), rule="us-ga-special-2005",
    registered={"cobb": 1_000, "dekalb": 1_000}, counties={"cobb": "Cobb", "dekalb": "DeKalb"},
)  # fmt: skip
PLAN = NightPlan(
    id="n", name="Night", date=NIGHT, timezone="America/New_York", contests=(PLANNED,),
    sources=tuple(PlannedSource(id=s, kind="clarity", name=s.title()) for s in ("one", "two")),
)  # fmt: skip


def said(*counts: ContestCount, date: dt.date | None = NIGHT) -> Snapshot:
    return Snapshot("clarity", Election("Special", date), counts)


def counties(*units: object, **facts: object) -> ContestCount:
    return ContestCount(contest("ab"), (), units, Level.COUNTY, **facts)  # type: ignore[arg-type]


def tell(*snapshots: tuple[str, Snapshot]) -> Bulletin:
    folded = Folded()
    for seq, (source, snapshot) in enumerate(snapshots, 1):
        folded, bulletin = step(PLAN, folded, Arrival(seq, source, AT, f"{seq:064}"), snapshot)
    return bulletin


def test_a_file_with_negative_votes_is_refused_and_the_last_good_count_stands() -> None:
    good = said(counties(county("Cobb", (60, 40))))
    bulletin = tell(("one", good), ("one", said(counties(county("Cobb", (-5, 40))))))
    assert bulletin.contests[0].votes == 100
    assert bulletin.contests[0].notes[0].kind == "unreadable"
    assert bulletin.night.sources[0].state == "unreadable"


CLARITY = b"""<?xml version="1.0"?><ElectionResult><Timestamp>4/18/2017 9:00:00 PM EDT</Timestamp>
<ElectionName>Special</ElectionName><ElectionDate>4/18/2017</ElectionDate><Region>Cobb</Region>
<Contest key="1" text="US House 6" voteFor="1"><Choice key="1" text="Jon Ossoff" totalVotes="-5">
<VoteType name="Election Day" votes="-5"><Precinct name="A" votes="-5"/></VoteType></Choice></Contest>
</ElectionResult>"""


def test_the_live_night_survives_negative_votes_and_verifies(tmp_path: Path) -> None:
    live = LiveNight.begin(PLAN, tmp_path / "n.owr")
    for minute in (0, 1):
        live.receive("one", "clarity", "detail.xml", CLARITY, AT + dt.timedelta(minutes=minute))
    live.archive.close()
    assert verify(tmp_path / "n.owr").problem is None


def test_the_states_file_and_the_countys_own_file_are_not_counted_together() -> None:
    state = said(counties(county("Cobb", (60, 40)), county("Dekalb", (5, 5))))
    own = said(ContestCount(contest("ab"), (), (precinct("cobb", "one", (60, 40)),), Level.PRECINCT))
    assert tell(("one", state), ("two", own)).contests[0].votes == 110
    assert tell(("one", own), ("two", state)).contests[0].votes in (100, 110)


def test_two_files_with_totals_only_are_not_counted_together() -> None:
    from outright.count import StatedTotals

    bare = counties(stated=StatedTotals((60, 40)))
    assert tell(("one", said(bare)), ("two", said(bare))).contests[0].votes == 100


def test_a_file_that_lists_the_contest_before_any_votes_hides_nobody() -> None:
    early = said(ContestCount(contest("ab"), (), (), Level.COUNTY))
    counted = said(counties(county("Cobb", (60, 40))))
    assert tell(("one", early), ("two", counted)).contests[0].votes == 100


def test_votes_that_are_left_out_for_an_overlap_are_said_in_the_log() -> None:
    one = said(counties(county("Cobb", (60, 40))))
    two = said(counties(county("Cobb", (60, 40)), county("Dekalb", (5, 5))))
    notes = tell(("one", one), ("two", two)).contests[0].notes
    assert any("another source reports too" in n.text for n in notes)


def test_how_many_a_voter_may_mark_is_not_lost_on_the_way_to_the_bound() -> None:
    council = Contest("us-house-6", "US House 6", contest("ab").candidates, seats=2, votes_allowed=2)
    shown = ContestCount(council, (), (county("Cobb", (900, 700)),), Level.COUNTY)
    assert gather(PLAN, PLANNED, {"one": said(shown)}).count.contest.votes_allowed == 2
    assert tell(("one", said(shown))).contests[0].remaining.upper == 1_000 - 800 + 1_000


def test_the_last_elections_file_still_at_the_address_is_not_this_nights_count() -> None:
    old = said(counties(county("Cobb", (60, 40))), date=dt.date(2016, 11, 8))
    bulletin = tell(("one", old))
    assert bulletin.contests[0].votes is None
    assert "2016-11-08" in bulletin.contests[0].notes[0].text


def test_an_office_that_is_done_before_its_file_came_decides_nothing() -> None:
    cobb = said(counties(county("Cobb", (60, 40))))
    done = Snapshot("statement", Election("x", NIGHT), complete_units=("cobb", "dekalb"))
    bulletin = tell(("one", cobb), ("two", done))
    assert not bulletin.contests[0].remaining.complete
    assert bulletin.contests[0].verdict.code.value in ("too_early", "too_close")


@pytest.mark.parametrize(
    "snapshot", [said(), said(ContestCount(Contest("us-house-6", "US House 6", ()), (), (), Level.COUNTY))]
)
def test_no_contests_or_no_candidates_do_not_stop_the_night(snapshot: Snapshot) -> None:
    assert tell(("one", snapshot)).contests[0].votes is None


def test_a_bulletin_that_belongs_to_no_publication_does_not_verify(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "n.owr"
    live = LiveNight.begin(PLAN, path)
    live.receive("one", "clarity", "detail.xml", b"noise", AT)
    live.archive.close()
    with sqlite3.connect(path) as db:
        db.execute("INSERT INTO bulletin SELECT 9, sha256, data, base FROM bulletin")
    db.close()
    assert verify(path).problem is not None
