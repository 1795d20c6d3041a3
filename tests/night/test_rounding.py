"""Votes worked out from rounded shares: shown, but nothing is certain from them."""

import datetime as dt
from fractions import Fraction

import pytest

from outright.bulletin import Contest as ContestPart
from outright.count import Candidate, Contest, ContestCount, Election, ReportingUnit, Snapshot, UnitCount
from outright.night.arrival import Arrival
from outright.night.fold import Folded, step
from outright.night.plan import NightPlan, PlannedContest, PlannedSource
from outright.night.rounding import order_known, rounded_finding, rounded_share, side_known
from outright.terms import ReportingUnitType, VerdictCode

NIGHT = dt.date(2020, 11, 3)
AT = dt.datetime(2020, 11, 5, 20, 27, tzinfo=dt.UTC)
NAME = "US Senate, Georgia"


def plan(rule: str | None = "us-ga-general-2005") -> NightPlan:
    contest = PlannedContest(id="senate", name=NAME, short_name="Senate", match=(NAME,), rule=rule)
    source = PlannedSource(id="state", kind="recorded", name="The state")
    return NightPlan(id="ga", name="Georgia", date=NIGHT, timezone="UTC", sources=(source,), contests=(contest,))


def told(
    perdue: int, ossoff: int, others: int, *, rounded: bool, rule: str | None = "us-ga-general-2005"
) -> ContestPart:
    """The contest after one publication that also says its count is complete."""
    people = (Candidate("perdue", "David Perdue", "R"), Candidate("ossoff", "Jon Ossoff", "D"))
    people = (*people, Candidate("others", "Others", is_write_in=True))
    unit = UnitCount(ReportingUnit("ga", "Georgia", ReportingUnitType.STATE), (perdue, ossoff, others))
    count = ContestCount(Contest("senate", NAME, people), (), (unit,), ReportingUnitType.STATE)
    said = Snapshot(
        "recorded", Election("Georgia", NIGHT), (count,), complete_units=("ga",),
        findings=(rounded_finding(NAME),) if rounded else (),
    )  # fmt: skip
    _, bulletin = step(plan(rule), Folded(), Arrival(1, "state", AT, "a" * 64), said)
    return bulletin.contests[0]


def test_an_exact_complete_count_is_certain_and_the_same_votes_from_rounded_shares_are_not() -> None:
    assert told(2_600_000, 2_200_000, 100_000, rounded=False).verdict.code is VerdictCode.WON_CERTAIN
    part = told(2_600_000, 2_200_000, 100_000, rounded=True)
    assert part.verdict.code is VerdictCode.TOO_EARLY
    assert part.remaining.upper is None
    assert not part.remaining.complete
    assert all(c.state is None for c in part.candidates)


def test_a_published_fifty_point_nought_is_on_no_side_of_half() -> None:
    """50.0% of 4,881,627 rounds to 2,440,814 votes: twice that is more than all of them, and it means nothing."""
    votes, total = 2_440_814, 4_881_627
    assert 2 * votes > total
    part = told(votes, 2_328_536, total - votes - 2_328_536, rounded=True)
    assert "threshold_rounded" in {r.code for r in part.verdict.reasons}
    assert part.candidates[0].share_text == "50.0"
    assert part.candidates[0].gap_text == ""
    assert "majority" not in part.summary
    assert any("not known" in n.text for n in part.notes)


def test_an_exact_count_still_says_how_far_it_is_from_a_majority() -> None:
    part = told(2_440_814, 2_328_536, 112_277, rounded=False)
    assert part.candidates[0].gap_text == "exactly what a majority takes"


def test_two_level_published_shares_are_in_no_order() -> None:
    part = told(2_400_100, 2_400_000, 100_000, rounded=True)
    assert "order_rounded" in {r.code for r in part.verdict.reasons}
    assert "lead_now" not in {r.code for r in part.verdict.reasons}
    apart = told(2_450_000, 2_350_000, 100_000, rounded=True)
    assert "order_rounded" not in {r.code for r in apart.verdict.reasons}


def test_with_no_rule_and_no_order_there_is_not_even_a_leader() -> None:
    assert told(2_450_000, 2_350_000, 100_000, rounded=True, rule=None).verdict.candidates == ("perdue",)
    level = told(2_400_100, 2_400_000, 100_000, rounded=True, rule=None).verdict
    assert level.code is VerdictCode.LEADER_ONLY
    assert level.candidates == ()
    assert "not known" in level.text


@pytest.mark.parametrize(("permille", "known"), [(499, True), (500, False), (501, True)])
def test_only_the_threshold_itself_hides_its_side(permille: int, known: bool) -> None:
    assert side_known(Fraction(permille, 1000), Fraction(1, 2)) is known


def test_shares_a_tenth_apart_may_stand_in_either_order() -> None:
    assert not order_known(Fraction(499, 1000), Fraction(498, 1000))
    assert order_known(Fraction(499, 1000), Fraction(497, 1000))


@pytest.mark.parametrize("permille", [1, 250, 333, 497, 500, 501, 999])
def test_a_share_is_read_back_as_it_was_published(permille: int) -> None:
    for total in (1_009, 10_007, 4_952_440):
        assert rounded_share(round(Fraction(permille * total, 1000)), total) == Fraction(permille, 1000)


def test_where_rounded_shares_may_add_up_to_too_much_the_doubt_is_twice_as_wide() -> None:
    """50.1 and 50.0 are published: votes sum to 100.1%, so the share of the sum is not the share of the total."""
    assert "threshold_rounded" in {r.code for r in told(501_000, 500_000, 0, rounded=True).verdict.reasons}
