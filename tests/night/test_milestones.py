"""The milestones of a count: when they are reached, said once, and from which publication on."""

import datetime as dt
from dataclasses import replace as changed

import pytest
from msgspec import structs

from counts import contest, county, precinct
from outright.bulletin.events import EventKind, events
from outright.count import ContestCount, Election, Snapshot
from outright.night.arrival import Arrival
from outright.night.fold import Folded, step
from outright.night.milestones import _half
from outright.night.plan import NightPlan, PlannedContest, PlannedSource
from outright.terms import ReportingUnitType as Level
from outright.terms import ResultsStatus
from projected_states import PROJECTED

NIGHT = dt.date(2017, 4, 18)
AT = dt.datetime(2017, 4, 19, 1, tzinfo=dt.UTC)
ONE = PlannedContest(
    id="us-house-6", name="US House 6", short_name="GA-6", match=(), rule="us-ga-special-2005", registered={},
    counties={"cobb": "Cobb"}, project=False,
)  # fmt: skip
OTHER = structs.replace(ONE, id="other", name="Other")
PLAN = NightPlan(
    id="n", name="Night", date=NIGHT, timezone="America/New_York", contests=(ONE, OTHER), checks=False,
    sources=(PlannedSource(id="ga", kind="clarity", name="Georgia"),),
)  # fmt: skip


def precincts(*reported: bool | None, votes: int = 10):
    """A precinct for each: reported, not reported, or without a word of it."""
    units = tuple(precinct("cobb", f"p{i}", (votes + i, votes), reported=r) for i, r in enumerate(reported))
    return ContestCount(contest("ab"), (), units, Level.PRECINCT)


def plain(a: int, b: int, name: str = "US House 6"):
    count = ContestCount(contest("ab"), (), (county("Cobb", (a, b)),), Level.COUNTY)
    return changed(count, contest=changed(count.contest, id=name.lower().replace(" ", "-"), name=name))


def play(*said: tuple[ResultsStatus, tuple[ContestCount, ...]], done: tuple[str, ...] = ()):
    """``done``: the units that the last publication calls complete."""
    folded, bulletins = Folded(), []
    for seq, (status, counts) in enumerate(said, 1):
        snapshot = Snapshot("clarity", Election("Special", NIGHT), counts, status=status)
        if seq == len(said):
            snapshot = changed(snapshot, complete_units=done)
        arrival = Arrival(seq, "ga", AT + dt.timedelta(minutes=seq), f"{seq:064}")
        folded, bulletin = step(PLAN, folded, arrival, snapshot)
        bulletins.append(bulletin)
    return bulletins


PARTIAL, CERTIFIED = ResultsStatus.UNOFFICIAL_PARTIAL, ResultsStatus.CERTIFIED
OTHERS = plain(1, 2, "Other")


def marks(bulletin, i: int = 0):
    return [(m.kind, m.seq, m.basis, m.part, m.of) for m in bulletin.contests[i].milestones]


def test_half_of_the_precincts_is_told_when_it_is_reached_and_never_again():
    told = play(
        (PARTIAL, (precincts(True, False, False, False),)), (PARTIAL, (precincts(True, True, False, False),)),
        (PARTIAL, (precincts(True, False, False, False, votes=11),)),
        (PARTIAL, (precincts(True, True, True, False),)),
    )  # fmt: skip
    assert marks(told[0]) == []
    assert [marks(b) for b in told[1:]] == [[("half-in", 2, "precincts", 2, 4)]] * 3
    (event,) = [e for e in events(told[-1]) if e.kind is EventKind.HALF_IN]
    assert event.seq == 2 and "(2 of 4)" in event.text


def test_just_under_half_of_the_precincts_is_not_half():
    assert marks(play((PARTIAL, (precincts(True, False, False),)))[0]) == []


def test_where_precincts_are_known_the_projection_does_not_say_half():
    projection = next(b.contests[0].projection for b in (make() for make in PROJECTED.values()))
    assert projection is not None
    assert _half(precincts(True, False, False, votes=10**6), projection) is None


@pytest.mark.parametrize(("votes", "reached"), [(-1, False), (0, True), (1, True)])
def test_without_precincts_half_of_the_expected_vote_counts(votes, reached):
    projection = next(b.contests[0].projection for b in (make() for make in PROJECTED.values()))
    half = (projection.final_votes.mid + 1) // 2
    found = _half(plain(half + votes, 0), projection)
    assert found == (("expected", half + votes, projection.final_votes.mid) if reached else None)


def test_without_precincts_and_projection_half_is_not_known():
    assert _half(plain(5, 5), None) is None


def test_a_certification_without_new_votes_is_told_of_every_contest_and_dates_them():
    told = play((PARTIAL, (plain(6, 4), OTHERS)), (CERTIFIED, (plain(6, 4), OTHERS)))
    for i in (0, 1):
        assert ("certified", 2, "", None, None) in marks(told[-1], i)
        assert told[-1].contests[i].seq == 2
        assert told[-1].contests[i].notes == told[0].contests[i].notes
    kinds = [(e.contest, e.kind.value) for e in events(told[-1]) if e.seq == 2]
    assert ("us-house-6", "certified") in kinds and ("other", "certified") in kinds


def test_a_certification_that_is_taken_back_is_told_again_when_it_comes_back():
    said = [(CERTIFIED, (plain(6, 4), OTHERS)), (PARTIAL, (plain(6, 5), OTHERS)), (CERTIFIED, (plain(6, 5), OTHERS))]
    assert [m for m in marks(play(*said)[-1]) if m[0] == "certified"] == [
        ("certified", 1, "", None, None), ("certified", 3, "", None, None),
    ]  # fmt: skip


def test_all_counted_is_told_when_the_sources_say_that_nothing_is_left():
    told = play((PARTIAL, (precincts(True, False),)), (CERTIFIED, (precincts(True, True),)), done=("cobb",))
    assert [m[:2] for m in marks(told[-1])] == [("half-in", 1), ("complete", 2), ("certified", 2)]


def test_nothing_is_reached_without_a_vote():
    assert marks(play((CERTIFIED, (plain(0, 0),)))[0]) == []


def test_on_the_reference_night_half_and_the_end_are_where_they_were(told):
    found = [(m.kind, m.seq, m.part, m.of) for m in told[-1].contests[0].milestones]
    assert found == [("half-in", 30, 104, 208), ("complete", 57, None, None)]
    kinds = [e.kind.value for e in events(told[-1])]
    assert kinds == ["first-votes", "half-in", "call", "call", "complete"]
