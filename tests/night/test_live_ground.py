"""What a projection is told of a live count: which cells are in, which are not, and what nobody says."""

import dataclasses
import datetime as dt
import hashlib
from fractions import Fraction

import numpy as np
import pytest

from counts import contest, precinct
from outright.baseline import ContestKind, Stakes
from outright.baseline.expected import Basis, Expected
from outright.cli.rehearsed import plan_of
from outright.count import BallotsOnHand, ContestCount, Election, ReportingUnit, Snapshot, UnitCount
from outright.count.tally import StatedTotals
from outright.night.arrival import Arrival
from outright.night.contest import rule_of
from outright.night.fold import Folded, step
from outright.night.gather import gather
from outright.night.ground import UNPLACED, LiveGround, live_ground
from outright.night.plan import NightPlan, PlannedContest
from outright.night.reading import read_publication
from outright.night.seen import Seen
from outright.night.stakes import read_rule
from outright.night.state import NightState, SourceState
from outright.rehearsal import reference_night
from outright.rules.table import get
from outright.terms import ReportingUnitType as Level
from outright.terms import VoteMethod as M

NIGHT = dt.date(2017, 4, 18)
METHODS = (M.ELECTION_DAY, M.EARLY, M.ABSENTEE_MAIL, M.PROVISIONAL)
NINE = dt.datetime(2017, 4, 19, 1, 0, tzinfo=dt.UTC)


def planned(**facts) -> PlannedContest:
    return PlannedContest(
        id="us-house-6", name="US House 6", short_name="House 6", match=(), rule="us-ga-special-2005", **facts
    )


PLAN = NightPlan(
    id="us-ga-2017-04-18", name="Georgia 6", date=NIGHT, timezone="America/New_York", sources=(), contests=()
)


def cobb(name: str, *rows: int, reported: bool | None = False, geographic: bool = True) -> UnitCount:
    """A precinct of Cobb: votes of Ossoff by method; Handel has as many everywhere."""
    parts = tuple((v, v) for v in rows)
    total = (sum(rows), sum(rows))
    unit = ReportingUnit(f"cobb--{name}", name, Level.PRECINCT, "cobb", is_geographic=geographic)
    return UnitCount(unit, total, parts, reported)


def ground(*units: UnitCount, seen: Seen | None = None, state: NightState | None = None, **facts) -> LiveGround:
    count = ContestCount(contest(["ossoff", "handel"]), METHODS, units, Level.PRECINCT, **facts)
    return look(count, seen, state)


def look(count: ContestCount, seen: Seen | None = None, state: NightState | None = None, **facts) -> LiveGround:
    rule = get("us-ga-special-2005", NIGHT)
    return live_ground(PLAN, planned(**facts), rule, count, state or NightState(5, NINE), seen or Seen())


def office(*said: BallotsOnHand, complete: tuple[str, ...] = (), at: dt.datetime = NINE) -> NightState:
    told = Snapshot("statement", Election("x"), on_hand=said, complete_units=complete)
    return NightState(6, at, {"office": SourceState(snapshot=told, last_changed=at)})


def parts(live: LiveGround, unit: str) -> list[float | None]:
    row = live.counted.part[live.outline.units.index(unit)]
    return [None if np.isnan(p) else float(p) for p in row]


def test_early_vote_posted_before_any_precinct_has_reported_is_complete():
    live = ground(cobb("a", 0, 40, 0, 0), cobb("b", 0, 30, 0, 0), cobb("c", 0, 0, 0, 0))
    assert parts(live, "cobb--a") == [0, 1, 0, 0]
    assert parts(live, "cobb--c") == [0, 1, 0, 0], "a zero in a column posted for the county is a count of nobody"


def test_early_vote_that_comes_precinct_by_precinct_is_not_taken_as_in_elsewhere():
    live = ground(cobb("a", 50, 40, 0, 0, reported=True), cobb("b", 0, 0, 0, 0), cobb("c", 0, 0, 0, 0))
    assert parts(live, "cobb--a") == [1, 1, 0, 0]
    assert parts(live, "cobb--b") == [0, 0, 0, 0]


def test_a_zero_of_election_day_in_a_precinct_that_has_not_reported_is_nothing_yet():
    live = ground(cobb("a", 50, 40, 0, 0, reported=True), cobb("b", 0, 30, 0, 0))
    assert parts(live, "cobb--b") == [0, 1, 0, 0]


def test_a_precinct_marked_reported_on_its_early_votes_alone_is_not_believed():
    live = ground(cobb("a", 0, 40, 0, 0, reported=True), cobb("b", 0, 30, 0, 0, reported=True))
    assert parts(live, "cobb--a") == [0, 1, 0, 0]
    later = ground(cobb("a", 0, 40, 0, 0, reported=True), cobb("b", 60, 30, 0, 0, reported=True))
    assert parts(later, "cobb--a") == [None, 1, 0, 0]
    assert parts(later, "cobb--b") == [1, 1, 0, 0]


def test_a_polling_place_with_votes_and_no_mark_is_in_part_in():
    live = ground(cobb("a", 50, 40, 0, 0), cobb("b", 0, 30, 0, 0, reported=None))
    assert parts(live, "cobb--a") == [None, 1, 0, 0]
    assert any("election-day" in n and "1 place" in n for n in live.notes)


def test_mail_votes_grow_after_they_are_posted_unless_the_office_says_what_it_holds():
    units = (cobb("a", 0, 40, 60, 0), cobb("b", 0, 30, 30, 0))
    assert parts(ground(*units), "cobb--a") == [0, 1, None, 0]
    holds = office(BallotsOnHand("cobb", 60, M.ABSENTEE_MAIL))
    assert parts(ground(*units, state=holds), "cobb--b") == [0, 1, 0.75, 0]
    none_left = office(BallotsOnHand("cobb", 0, M.ABSENTEE_MAIL))
    assert parts(ground(*units, state=none_left), "cobb--b") == [0, 1, 1, 0]


def test_what_an_office_held_before_the_column_grew_says_nothing_any_more():
    said = office(BallotsOnHand("cobb", 60, M.ABSENTEE_MAIL))
    before = ground(cobb("a", 0, 40, 0, 0), state=said)
    assert parts(before, "cobb--a") == [0, 1, 0, 0]
    later = NightState(9, NINE + dt.timedelta(hours=1), said.sources)
    assert parts(ground(cobb("a", 0, 40, 60, 0), state=later, seen=before.seen), "cobb--a") == [0, 1, None, 0]


def test_ballots_on_hand_of_the_plan_say_how_far_a_posted_column_is():
    units = (cobb("a", 0, 40, 60, 0), cobb("b", 0, 30, 30, 0))
    count = ContestCount(contest(["ossoff", "handel"]), METHODS, units, Level.PRECINCT)

    def mail(*rows: Expected, state: NightState | None = None) -> LiveGround:
        rule = get("us-ga-special-2005", NIGHT)
        return live_ground(PLAN, planned(), rule, count, state or NightState(5, NINE), Seen(), (), rows)

    on_hand = Expected("cobb", M.ABSENTEE_MAIL, 300, 360, 400, "Cobb County")
    assert parts(mail(on_hand), "cobb--a") == [0, 1, 0.5, 0]
    guess = dataclasses.replace(on_hand, basis=Basis.TURNOUT)
    assert parts(mail(guess), "cobb--a") == [0, 1, None, 0], "a turnout model is no source for what is in"
    office_says = office(BallotsOnHand("cobb", 0, M.ABSENTEE_MAIL))
    assert parts(mail(on_hand, state=office_says), "cobb--a") == [0, 1, 1, 0], "the office's own word comes first"
    few = mail(Expected("cobb", M.ABSENTEE_MAIL, 90, 95, 100, "Cobb County"))
    assert parts(few, "cobb--a") == [0, 1, None, 0]
    assert "cobb, absentee-mail: More votes than expected (180%): what is still out is not known." in few.notes


def test_an_office_that_holds_no_provisional_ballots_has_none_to_come():
    units = (cobb("a", 50, 40, 0, 0, reported=True),)
    assert parts(ground(*units, state=office(BallotsOnHand("cobb", 0, M.PROVISIONAL))), "cobb--a") == [1, 1, 0, 1]
    assert parts(ground(*units, state=office(BallotsOnHand("cobb", 9, M.PROVISIONAL))), "cobb--a") == [1, 1, 0, 0]


def test_a_county_declared_finished_is_in_whole_unless_a_precinct_is_still_out():
    done = office(complete=("cobb",))
    assert parts(ground(cobb("a", 50, 0, 0, 0, reported=True), state=done), "cobb--a") == [1, 1, 1, 1]
    out = ground(cobb("a", 50, 0, 0, 0, reported=True), cobb("b", 0, 0, 0, 0), state=done)
    assert parts(out, "cobb--b") == [0, 0, 0, 0]


def test_mail_that_a_county_lists_as_a_batch_is_not_awaited_in_its_precincts():
    batch = cobb("absentee", 0, 0, 500, 0, geographic=False)
    live = ground(
        cobb("a", 0, 40, 0, 0), cobb("b", 0, 40, 0, 0), batch, state=office(BallotsOnHand("cobb", 0, M.ABSENTEE_MAIL))
    )
    assert parts(live, "cobb--a") == [0, 1, 1, 0]
    assert live.outline.pseudo.tolist() == [False, True, False]
    assert parts(live, "cobb--absentee") == [1, 1, 1, 1], "a batch holds its own way of voting and nothing else"


def test_a_county_that_has_sent_nothing_stands_in_the_universe_as_one_unit():
    count = ContestCount(contest(["ossoff", "handel"]), METHODS, (cobb("a", 0, 40, 0, 0),), Level.PRECINCT)
    live = look(count, counties={"cobb": "Cobb", "fulton": "Fulton"}, registered={"dekalb": 10})
    assert live.outline.units == ("cobb--a", "dekalb", "fulton")
    assert live.outline.county == ("cobb", "dekalb", "fulton")
    assert parts(live, "fulton") == [0, 0, 0, 0]


def test_before_any_publication_the_ground_is_the_plan():
    count = ContestCount(contest(["ossoff", "handel"]), (), (), Level.COUNTY)
    live = look(count, counties={"cobb": "Cobb"})
    assert (live.outline.units, live.outline.methods) == (("cobb",), (M.TOTAL,))
    assert live.counted.part.tolist() == [[0.0]]
    assert live.counted.arrival.tolist() == [[-1]]
    assert look(count).outline.units == ("us-house-6",)


def test_votes_that_the_columns_do_not_explain_are_kept_as_not_itemised():
    bare = precinct("cobb", "b", (7, 5), reported=True)
    more = UnitCount(bare.unit, (50, 40), ((30, 30), (10, 10), (0, 0), (0, 0)), True)
    less = UnitCount(cobb("c").unit, (5, 5), ((30, 30), (10, 10), (0, 0), (0, 0)), True)
    for unit in (bare, more, less):
        live = ground(cobb("a", 50, 40, 0, 0, reported=True), unit)
        assert live.outline.methods[-1] is M.OTHER
        row = live.counted.votes[live.outline.units.index(unit.unit.id)]
        assert row.sum(axis=0).tolist() == list(unit.totals)[::-1], "handel sorts before ossoff"


def test_votes_stated_in_no_place_are_not_lost():
    stated = StatedTotals((120, 100))
    live = ground(cobb("a", 50, 40, 0, 0, reported=True), stated=stated)
    assert live.counted.votes.sum(axis=(0, 1)).tolist() == [100, 120]
    assert UNPLACED in live.outline.units
    alone = look(
        ContestCount(contest(["ossoff", "handel"]), (), (), Level.COUNTY, stated=stated), counties={"cobb": "C"}
    )
    assert alone.outline.units == (UNPLACED,)
    assert np.isnan(alone.counted.part).all()


def test_the_order_of_candidates_and_units_in_the_file_says_nothing():
    one, two = cobb("a", 9, 40, 0, 0), cobb("b", 0, 30, 3, 0)
    there, back = ground(one, two), ground(two, one)
    assert there.outline.candidates == ("handel", "ossoff")
    assert there.outline.units == back.outline.units
    np.testing.assert_array_equal(there.counted.votes, back.counted.votes)
    np.testing.assert_array_equal(there.counted.part, back.counted.part)


def test_cells_that_came_together_share_a_place_in_the_order_of_arrival():
    first = ground(cobb("a", 0, 40, 0, 0), cobb("b", 0, 30, 0, 0), state=NightState(3, NINE))
    then = ground(
        cobb("a", 9, 40, 0, 0, reported=True), cobb("b", 0, 30, 0, 0), seen=first.seen, state=NightState(8, NINE)
    )
    assert then.counted.arrival.tolist() == [[1, 0, -1, -1], [-1, 0, -1, -1]]
    gone = ground(cobb("a", 0, 0, 0, 0), cobb("b", 0, 0, 0, 0), seen=then.seen, state=NightState(9, NINE))
    assert (gone.counted.arrival == -1).all(), "what fell back to nothing is not in"
    again = ground(cobb("a", 0, 40, 0, 0), cobb("b", 0, 30, 0, 0), seen=gone.seen, state=NightState(10, NINE))
    assert again.seen.first["cobb--a", M.EARLY] == 3


@pytest.mark.parametrize(
    ("rule", "stakes", "decides"),
    [
        ("us-ga-special-2005", Stakes(Fraction(1, 2), 2), True),
        (None, Stakes(None, 0), False),
    ],
)
def test_stakes_are_those_of_the_rule_and_unknown_where_it_is(rule, stakes, decides):
    read = read_rule(get(rule, NIGHT) if rule else None)
    assert (read.stakes, read.decides) == (stakes, decides)
    assert bool(read.why) is not decides


def test_every_rule_of_the_table_is_read_and_what_shares_cannot_decide_is_said():
    from outright.rules.table import load

    reads = {rule.id: read_rule(rule) for rule in load().rules}
    assert all(read.why for read in reads.values() if not read.decides)
    assert {read.decides for read in reads.values()} == {True, False}


def test_the_rehearsed_night_loses_no_vote_and_ends_complete():
    night = reference_night()
    plan = plan_of(night.facts)
    contest_of, folded, seen = plan.contests[0], Folded(), Seen()
    for seq, p in enumerate(night.publications, start=1):
        snapshot, error = read_publication(p.body, p.kind, p.name)
        arrival = Arrival(seq, p.source_id, p.at, hashlib.sha256(p.body).hexdigest())
        folded, _ = step(plan, folded, arrival, snapshot, error)
        count = gather(plan, contest_of, folded.state.latest()).count
        live = live_ground(plan, contest_of, rule_of(contest_of, plan.date), count, folded.state, seen)
        seen = live.seen
        assert live.counted.votes.sum() == (count.votes or 0)
        assert ((live.counted.arrival >= 0) == (live.counted.part != 0)).all()
        if seq == 6:  # every county's early vote, no precinct
            assert (live.counted.part[:, live.outline.methods.index(M.EARLY)] == 1).all()
            assert (live.counted.part[:, live.outline.methods.index(M.ELECTION_DAY)] == 0).all()
    assert (live.counted.part == 1).all()
    assert (live.outline.kind, live.outline.state, live.decides) == (ContestKind.SPECIAL, "ga", True)
    assert set(live.outline.parties) == {"DEM", "REP", "IND"}
