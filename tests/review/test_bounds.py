"""A reviewer's notes: the bound on the ballots left is never too small."""

from counts import contest, count, county, precinct
from outright.count import BallotsOnHand, ContestCount
from outright.terms import ReportingUnitType as Level
from outright.terms import VoteMethod
from outright.verdict import ballots_left


def test_a_county_called_complete_whose_count_we_never_saw_is_not_complete_for_us() -> None:
    left = ballots_left(
        count({"a": 60, "b": 40}), registered={"cobb": 100, "dekalb": 900}, complete_units=("cobb", "dekalb")
    )
    assert not left.complete
    assert left.upper == 900


def test_a_county_called_complete_while_a_precinct_of_it_is_still_out_is_not_complete() -> None:
    one = precinct("cobb", "one", (40, 30), reported=True, registered_voters=100)
    two = precinct("cobb", "two", (0, 0), reported=False, registered_voters=100)
    shown = ContestCount(contest("ab"), (), (one, two), Level.PRECINCT, precincts_total=2)
    left = ballots_left(shown, registered={"cobb": 200}, complete_units=("cobb",))
    assert (left.complete, left.upper) == (False, 130)


def test_a_few_ballots_on_hand_do_not_bound_a_county_whose_count_we_never_saw() -> None:
    left = ballots_left(
        count({"a": 60, "b": 40}),
        registered={"cobb": 100, "dekalb": 900},
        on_hand=[BallotsOnHand("dekalb", 3, None, False)],
    )
    assert left.upper == 900


def test_a_precinct_still_out_that_prints_no_voters_is_not_a_precinct_without_voters() -> None:
    one = precinct("cobb", "one", (40, 30), reported=True, registered_voters=100)
    two = precinct("cobb", "two", (None, None), reported=False, registered_voters=0)
    shown = ContestCount(contest("ab"), (), (one, two), Level.PRECINCT, precincts_total=2)
    left = ballots_left(shown, registered={"cobb": 2_000}, on_hand=[BallotsOnHand("cobb", 7)])
    assert left.upper == 2_000 - 70


def test_a_precinct_with_more_votes_than_voters_does_not_borrow_from_another() -> None:
    one = precinct("cobb", "one", (100, 50), reported=False, registered_voters=100)
    two = precinct("cobb", "two", (0, 0), reported=False, registered_voters=100)
    shown = ContestCount(contest("ab"), (), (one, two), Level.PRECINCT, precincts_total=2)
    left = ballots_left(shown, registered={"cobb": 2_000}, on_hand=[BallotsOnHand("cobb", 7)])
    assert left.upper == 2_000 - 150, "precinct two alone may still bring 100; 200 - 150 + 7 is too few"


def test_a_file_that_prints_zero_registered_voters_bounds_nothing() -> None:
    known = county("Cobb", (60, 40), registered_voters=100)
    silent = county("Hall", (0, 0), registered_voters=0)
    shown = ContestCount(contest("ab"), (), (known, silent), Level.COUNTY)
    assert ballots_left(shown, registered={}).upper is None


def test_the_precincts_listed_so_far_do_not_bound_a_county_that_has_more_of_them() -> None:
    one = precinct("cobb", "one", (40, 30), reported=True, registered_voters=100)
    for stated in (2, None):
        shown = ContestCount(contest("ab"), (), (one,), Level.PRECINCT, precincts_total=stated)
        assert ballots_left(shown, registered={}).upper is None


def test_a_county_of_the_plan_without_registration_and_without_a_count_unbounds_the_contest() -> None:
    left = ballots_left(count({"a": 60, "b": 40}), registered={"cobb": 100}, names={"cobb": "Cobb", "dekalb": "DeKalb"})
    assert left.upper is None


def test_one_way_of_voting_on_hand_says_nothing_of_the_others() -> None:
    one = precinct("cobb", "one", (40, 30), reported=True, registered_voters=100)
    shown = ContestCount(contest("ab"), (), (one,), Level.PRECINCT, precincts_total=1)
    mail = BallotsOnHand("cobb", 7, VoteMethod.ABSENTEE_MAIL)
    assert ballots_left(shown, registered={"cobb": 100}, on_hand=[mail]).upper == 30
