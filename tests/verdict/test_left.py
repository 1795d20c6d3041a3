"""The bound on the ballots left: never too small, None when nothing bounds it."""

import datetime as dt

from counts import contest, count, county, precinct
from outright.count import BallotsOnHand, Contest, ContestCount
from outright.rules import get
from outright.terms import ReportingUnitType as Level
from outright.terms import VoteMethod as Method
from outright.verdict import ballots_left
from outright.verdict.left import BEYOND_PRECINCTS, methods_to_cover

HELD = [BallotsOnHand("cobb", 7)]
JUNE = {"cobb": 129_570, "dekalb": 101_421, "fulton": 216_835}


def test_registered_less_counted_in_every_county_that_votes_even_a_silent_one() -> None:
    left = ballots_left(count({"ossoff": 30_000, "handel": 20_000}), registered=JUNE)
    assert left.upper == 129_570 - 50_000 + 101_421 + 216_835
    assert left.basis == "registered"
    assert left.units[0].working == "Cobb: 129,570 registered − 50,000 counted = 79,570"
    assert left.units[1].name == "Dekalb"


def test_one_county_without_a_bound_leaves_the_contest_without_one() -> None:
    two = ContestCount(
        contest("ab"),
        (),
        (county("Cobb", (1, 2), registered_voters=10), county("Glynn", (3, 4))),
        Level.COUNTY,
    )
    left = ballots_left(two, registered={"cobb": 10})
    assert left.upper is None
    assert left.basis == "unknown"
    assert not left.complete


def test_more_votes_than_voters_bounds_nothing() -> None:
    assert ballots_left(count({"a": 8, "b": 3}), registered={"cobb": 10}).upper is None


def test_the_source_says_complete_and_nothing_is_left() -> None:
    left = ballots_left(count({"a": 8, "b": 3}), registered={}, complete_units=("cobb",))
    assert (left.upper, left.complete, left.basis) == (0, True, "complete")


def test_no_county_known_is_not_a_complete_count() -> None:
    empty = ContestCount(contest("ab"), (), (), Level.COUNTY)
    left = ballots_left(empty, registered={})
    assert (left.upper, left.complete) == (None, False)


def three_precincts(*, total: int | None = 3, **last: object) -> ContestCount:
    return ContestCount(
        contest("ab"),
        (),
        (
            precinct("cobb", "one", (40, 30), reported=True, registered_voters=100, ballots_cast=72),
            precinct("cobb", "two", (20, 30), reported=True, registered_voters=100, ballots_cast=50),
            precinct("cobb", "three", (5, 5), **last),
        ),
        Level.PRECINCT,
        precincts_total=total,
    )


def test_ballots_on_hand_and_precincts_still_out_bound_tighter_than_registration() -> None:
    count = three_precincts(reported=False, registered_voters=90, ballots_cast=10)
    left = ballots_left(count, registered={"cobb": 290}, on_hand=HELD)
    assert left.upper == 90 - 10 + 7
    assert left.basis == "on-hand-and-registered"
    assert left.unseen == 132 - 130
    assert "1 precincts" not in left.units[0].working


def test_all_precincts_in_is_not_complete_but_the_ballots_on_hand_bound_it() -> None:
    count = three_precincts(reported=True, registered_voters=90)
    left = ballots_left(count, registered={"cobb": 290}, on_hand=HELD)
    assert (left.upper, left.complete, left.basis) == (7, False, "on-hand")
    assert left.unseen is None


def test_a_statement_that_is_silent_on_mail_or_overseas_ballots_bounds_nothing() -> None:
    done = three_precincts(reported=True, registered_voters=90)
    mail, provisional, overseas, early = (
        BallotsOnHand("cobb", n, m)
        for n, m in ((3, Method.ABSENTEE), (2, Method.PROVISIONAL), (1, Method.UOCAVA), (0, Method.EARLY))
    )
    georgia = methods_to_cover(get("us-ga-special-2005", dt.date(2017, 4, 18)))
    assert Method.UOCAVA in georgia
    assert methods_to_cover(None) == BEYOND_PRECINCTS
    for stated in ([provisional], [mail, provisional], [mail, provisional, overseas], [mail, early, overseas]):
        assert ballots_left(done, registered={"cobb": 290}, on_hand=stated, cover=georgia).upper == 160
    stated = [mail, provisional, overseas, early]
    assert ballots_left(done, registered={"cobb": 290}, on_hand=stated, cover=georgia).upper == 6


def test_early_votes_that_are_posted_need_no_statement_and_none_posted_do() -> None:
    def one_precinct(early: int) -> ContestCount:
        unit = precinct("cobb", "one", (40, 30), reported=True, registered_voters=100, parts=((early, 0),))
        return ContestCount(contest("ab"), (Method.EARLY,), (unit,), Level.PRECINCT, precincts_total=1)

    stated = [BallotsOnHand("cobb", 3, Method.ABSENTEE_MAIL), BallotsOnHand("cobb", 2, Method.PROVISIONAL)]
    assert ballots_left(one_precinct(9), registered={"cobb": 100}, on_hand=stated).upper == 5
    assert ballots_left(one_precinct(0), registered={"cobb": 100}, on_hand=stated).upper == 30


def test_a_precinct_that_the_file_does_not_list_may_still_be_out() -> None:
    for total in (4, None):
        count = three_precincts(total=total, reported=True, registered_voters=90)
        left = ballots_left(count, registered={"cobb": 290}, on_hand=HELD)
        assert (left.upper, left.basis) == (160, "registered")


def test_a_statement_of_everything_on_hand_needs_no_precincts() -> None:
    left = ballots_left(
        count({"a": 1, "b": 2}), registered={"cobb": 100}, on_hand=[BallotsOnHand("cobb", 9, None, False)]
    )
    assert (left.upper, left.basis) == (9, "on-hand")


def test_precincts_without_registration_fall_back_to_the_countys() -> None:
    count = three_precincts(reported=False)
    left = ballots_left(count, registered={"cobb": 290}, on_hand=HELD)
    assert (left.upper, left.basis) == (160, "registered")
    late = three_precincts(reported=False, registered_voters=4)
    assert ballots_left(late, registered={"cobb": 290}, on_hand=HELD).upper == 160


def test_county_reports_cannot_say_which_precincts_are_out() -> None:
    left = ballots_left(count({"a": 1, "b": 2}), registered={"cobb": 100}, on_hand=[BallotsOnHand("cobb", 9)])
    assert (left.upper, left.basis) == (97, "registered")


def test_ballots_that_carry_no_vote_for_a_listed_candidate_are_bounded_by_the_stated_ballots_cast() -> None:
    stated = count({"a": 8, "b": 3}, ballots_cast=15)
    assert ballots_left(stated, registered={}).unseen == 4
    fewer = count({"a": 8, "b": 3}, ballots_cast=5)
    assert ballots_left(fewer, registered={}).unseen is None
    council = Contest("x", "Council", contest("ab").candidates, seats=2, votes_allowed=2)
    two_marks = ContestCount(council, (), (county("Cobb", (8, 3)),), Level.COUNTY, ballots_cast=9)
    assert ballots_left(two_marks, registered={"cobb": 10}).unseen is None
    assert ballots_left(two_marks, registered={"cobb": 10}).upper == 10 - 6
