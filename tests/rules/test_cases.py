"""The twenty-five cases that an evaluator has to get right, both halves of each."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from outright.rules import (
    ContestVotes,
    Line,
    Outcome,
    UnitVotes,
    contest_votes,
    decide,
    find,
    get,
    satisfied,
)
from outright.rules.ranked import count_ranked
from outright.rules.recounts import margin_votes, open_recounts
from outright.rules.vocabulary import OnWithdrawal, Rule, TieAtCut
from outright.rules.words import (
    Ballot,
    BallotKind,
    Denominator,
    Fusion,
    Tie,
    Unopposed,
    Withdrawn,
    WriteIns,
)
from rules.made import MAJORITY, PLURALITY, made

ELECTED, RUNOFF, ADVANCE = Outcome.ELECTED, Outcome.RUNOFF, Outcome.ADVANCE


def said(rule: Rule, votes: dict[str, int], **counts: int) -> tuple[Outcome, tuple[str, ...]]:
    """What is decided, and of whom; write-ins are none unless given."""
    decision = decide(rule, contest_votes(votes, **{"writeins": 0} | counts))
    return decision.outcome, decision.candidates


APRIL_18 = {
    "jon-ossoff": 92_673,
    "karen-handel": 38_071,
    "bob-gray": 20_802,
    **{f"other-{n}": 2_734 for n in range(1, 15)},
    "other-15": 2_747,
}


def test_01_georgias_sixth_goes_to_a_runoff_between_ossoff_and_handel():
    decision = decide(get("us-ga-special-2005"), contest_votes(APRIL_18, writeins=0))
    assert (decision.outcome, decision.candidates) == (RUNOFF, ("jon-ossoff", "karen-handel"))
    assert (decision.denominator_votes, decision.votes_needed) == (192_569, 96_285)
    assert decision.working == (
        "jon-ossoff: 2 × 92,673 = 185,346 is not more than 192,569 (votes for the office).",
        "jon-ossoff has 92,673, 3,612 short of 96,285.",
    )


def test_01_others_fed_as_one_candidate_would_wrongly_come_second():
    lumped = {who: votes for who, votes in APRIL_18.items() if not who.startswith("other")} | {"others": 41_023}
    assert said(get("us-ga-special-2005"), lumped) == (RUNOFF, ("jon-ossoff", "others"))


def test_02_leader_at_exactly_half_goes_to_runoff():
    assert said(MAJORITY, {"a": 50_000, "b": 30_000, "c": 20_000}) == (RUNOFF, ("a", "b"))


def test_03_one_vote_past_half_is_elected():
    assert said(MAJORITY, {"a": 50_001, "b": 30_000, "c": 19_999}) == (ELECTED, ("a",))


def test_04_ten_write_ins_turn_an_election_into_a_runoff():
    votes = {"a": 5_001, "b": 4_999}
    counted = decide(MAJORITY, contest_votes(votes, writeins=10))
    assert (counted.outcome, counted.candidates, counted.denominator_votes) == (RUNOFF, ("a", "b"), 10_010)
    without = decide(replace(MAJORITY, writeins=WriteIns.NONE), contest_votes(votes, writeins=10))
    assert (without.outcome, without.candidates, without.denominator_votes) == (ELECTED, ("a",), 10_000)


def test_04_write_ins_missing_from_the_feed_are_said_to_be_missing():
    decision = decide(MAJORITY, contest_votes({"a": 5_001, "b": 4_999}))
    assert decision.outcome is ELECTED
    assert "Write-ins are not in this count" in decision.working[-1]


def test_05_a_tie_for_the_last_place_is_broken_only_as_the_rule_says():
    votes = contest_votes({"a": 400, "b": 300, "c": 300}, writeins=0)
    unknown = decide(MAJORITY, votes)
    assert (unknown.outcome, unknown.candidates, unknown.tied, unknown.places) == (
        Outcome.TIE_AT_CUT,
        ("a",),
        ("b", "c"),
        1,
    )
    lot = decide(made("share > 1/2", tie_at_cut=TieAtCut.LOT), votes)
    assert (lot.outcome, lot.tied) == (Outcome.TIE_AT_CUT, ("b", "c"))
    everybody = decide(made("share > 1/2", tie_at_cut=TieAtCut.ALL), votes)
    assert (everybody.outcome, everybody.candidates, everybody.tied) == (RUNOFF, ("a", "b", "c"), ("b", "c"))


def test_06_two_level_at_half_have_no_majority():
    votes = {"a": 500, "b": 500}
    assert said(MAJORITY, votes) == (RUNOFF, ("a", "b"))
    assert said(made("share > 1/2", kind="next_election", take=""), votes) == (Outcome.VOID_REPEAT, ())


def test_06_two_level_under_plurality_are_tied_for_first():
    decision = decide(replace(PLURALITY, tie=Tie.LOT), contest_votes({"a": 500, "b": 500}))
    assert (decision.outcome, decision.tied, decision.places) == (Outcome.TIE_FOR_FIRST, ("a", "b"), 1)
    assert "The law decides by lot." in decision.working


def test_07_north_carolinas_runner_up_may_ask_at_exactly_thirty_per_cent():
    rule = get("us-nc-primary-2018")
    rest = {"c": 2_500, "d": 1_600}
    decision = decide(rule, contest_votes({"a": 3_000, "b": 2_900} | rest, writeins=0))
    assert (decision.outcome, decision.candidates, decision.by) == (
        Outcome.MAY_REQUEST_RUNOFF,
        ("a", "b"),
        "b",
    )
    assert said(rule, {"a": 3_001, "b": 2_900, "c": 2_500, "d": 1_599}) == (ELECTED, ("a",))


def test_08_south_dakota_nominates_at_exactly_thirty_five_per_cent():
    rule = get("us-sd-primary")
    assert said(rule, {"a": 3_500, "b": 3_400, "c": 3_100}) == (ELECTED, ("a",))
    assert said(rule, {"a": 3_499, "b": 3_401, "c": 3_100}) == (RUNOFF, ("a", "b"))


def test_09_argentina_at_exactly_forty_five_per_cent_runs_off():
    rule = get("ar-president")
    assert said(rule, {"a": 4_500, "b": 4_400, "c": 1_100}) == (RUNOFF, ("a", "b"))
    assert said(rule, {"a": 4_501, "b": 4_399, "c": 1_100}) == (ELECTED, ("a",))


def test_10_argentinas_lead_of_exactly_ten_points_wins_nothing():
    rule = get("ar-president")
    level = decide(rule, contest_votes({"a": 4_000, "b": 3_000, "c": 3_000}))
    assert (level.outcome, level.candidates, level.tied) == (Outcome.TIE_AT_CUT, ("a",), ("b", "c"))
    assert said(rule, {"a": 4_001, "b": 3_000, "c": 2_999}) == (ELECTED, ("a",))


def test_11_a_french_deputy_also_needs_a_quarter_of_the_roll():
    rule = get("fr-assembly")
    assert said(rule, {"a": 26_000, "b": 14_000, "c": 9_000}, registered=100_000) == (ELECTED, ("a",))
    assert said(rule, {"a": 24_000, "b": 13_000, "c": 9_000}, registered=100_000) == (RUNOFF, ("a", "b"))


def test_12_everybody_with_an_eighth_of_the_roll_goes_on():
    rule = get("fr-assembly")
    four = {"a": 20_000, "b": 15_000, "c": 12_500, "d": 12_499}
    assert said(rule, four, registered=100_000) == (RUNOFF, ("a", "b", "c"))


def test_12_one_who_qualifies_alone_is_joined_by_the_next_best():
    rule = get("fr-assembly")
    assert said(rule, {"a": 20_000, "b": 12_000, "c": 11_000}, registered=100_000) == (RUNOFF, ("a", "b"))


def test_13_the_blank_vote_is_in_colombias_total_and_not_in_chiles():
    votes = {"a": 4_950, "b": 4_900}
    assert said(get("cl-president"), votes, blank=300) == (ELECTED, ("a",))
    assert said(get("co-president"), votes, blank=300) == (RUNOFF, ("a", "b"))


def test_14_uruguay_counts_every_ballot_cast():
    votes = {"a": 4_900, "b": 4_600}
    assert said(get("uy-president"), votes, blank=300, null=200) == (RUNOFF, ("a", "b"))
    assert said(get("cl-president"), votes, blank=300, null=200) == (ELECTED, ("a",))


def test_15_romania_asks_for_half_of_the_roll():
    assert said(get("ro-president"), {"a": 5_500, "b": 3_000}, registered=12_000) == (RUNOFF, ("a", "b"))


def test_15b_a_majority_of_blank_votes_voids_colombias_first_round():
    rule = get("co-president")
    assert said(rule, {"a": 2_500, "b": 2_400}, blank=5_100) == (Outcome.VOID_REPEAT, ())
    assert said(rule, {"a": 2_600, "b": 2_400}, blank=5_000)[0] is RUNOFF


def test_16_costa_rica_asks_for_more_than_forty_per_cent_and_no_lead():
    rule = get("cr-president")
    assert said(rule, {"a": 4_000, "b": 3_500, "c": 2_500}) == (RUNOFF, ("a", "b"))
    assert said(rule, {"a": 4_001, "b": 4_000, "c": 1_999}) == (ELECTED, ("a",))


def in_units(passing: int, of: int = 30) -> ContestVotes:
    """A has 52 % of 3,000 and a quarter or more in ``passing`` of the units."""
    rest, missing = divmod(1_560 - 24 * (of - passing), passing)
    a = [rest + (n < missing) for n in range(passing)] + [24] * (of - passing)
    units = tuple(UnitVotes(f"u{n}", (("a", votes), ("b", 100 - votes))) for n, votes in enumerate(a))
    return ContestVotes(lines=(Line("a", 1_560), Line("b", 1_440)), units=units)


def test_17_a_majority_without_its_counties_runs_off():
    rule = get("ke-president")
    assert decide(rule, in_units(20)).outcome is RUNOFF
    enough = decide(rule, in_units(24))
    assert (enough.outcome, enough.candidates) == (ELECTED, ("a",))


def test_17_totals_alone_cannot_tell():
    decision = decide(get("ke-president"), contest_votes({"a": 1_560, "b": 1_440}))
    assert (decision.outcome, decision.candidates) == (Outcome.NEEDS_UNITS, ("a",))
    assert decide(get("ke-president"), contest_votes({"a": 1_500, "b": 1_500})).outcome is RUNOFF


def test_18_two_seats_tie_at_the_second():
    rule = replace(PLURALITY, seats=2, ballot=Ballot(BallotKind.MULTI, 2))
    decision = decide(rule, contest_votes({"a": 100, "b": 90, "c": 90, "d": 50}))
    assert (decision.outcome, decision.candidates) == (Outcome.TIE_AT_CUT, ("a",))
    assert (decision.tied, decision.places, decision.votes_needed) == (("b", "c"), 1, None)
    assert said(rule, {"a": 100, "b": 91, "c": 90, "d": 50}) == (ELECTED, ("a", "b"))


def test_19_an_only_candidate_is_elected_unopposed_and_no_recount_divides_by_a_missing_second():
    rule = get("us-ga-special-2005")
    only = contest_votes({"a": 700}, writeins=0)
    assert decide(rule, only).outcome is Outcome.ELECTED_UNOPPOSED
    assert margin_votes(rule, only) is None
    assert open_recounts(rule, only) == ()


def test_19_bulgaria_and_turkey_still_ask_for_turnout_or_a_yes():
    bulgaria, turkey = get("bg-president"), get("tr-president")
    assert bulgaria.unopposed is Unopposed.NEEDS_TURNOUT
    alone = {"a": 700}
    met = {"blank": 100, "ballots_cast": 800, "registered": 1_000}
    assert said(bulgaria, alone, **met) == (Outcome.ELECTED_UNOPPOSED, ("a",))
    assert said(bulgaria, alone, **met | {"registered": 1_600}) == (Outcome.VOID_REPEAT, ())
    assert said(bulgaria, alone) == (Outcome.UNDETERMINED, ())
    vote = ContestVotes(lines=(Line("a", 700),), yes=700, no=699)
    assert decide(turkey, vote).outcome is Outcome.ELECTED_UNOPPOSED
    assert decide(turkey, replace(vote, no=700)).outcome is Outcome.VOID_REPEAT
    assert decide(turkey, replace(vote, no=None)).outcome is Outcome.UNDETERMINED


def test_20_votes_for_somebody_who_withdrew_count_or_not_as_the_rule_says():
    votes = contest_votes({"a": 480, "b": 300, "c": 220}, writeins=0, withdrawn=("c",))
    count = decide(MAJORITY, votes)
    assert (count.outcome, count.candidates, count.denominator_votes) == (RUNOFF, ("a", "b"), 1_000)
    void = decide(replace(MAJORITY, withdrawn=Withdrawn.VOTES_VOID), votes)
    assert (void.outcome, void.candidates, void.denominator_votes) == (ELECTED, ("a",), 780)


def test_20_who_withdrew_never_goes_on():
    votes = contest_votes({"a": 480, "c": 300, "b": 220}, writeins=0, withdrawn=("c",))
    moves = made("share > 1/2", on_withdrawal=OnWithdrawal.NEXT_MOVES_UP)
    assert decide(moves, votes).candidates == ("a", "b")
    assert decide(MAJORITY, votes).candidates == ("a",)
    restart = made("share > 1/2", on_withdrawal=OnWithdrawal.RESTART)
    assert decide(restart, votes).outcome is Outcome.VOID_REPEAT


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (dt.date(1992, 11, 3), (RUNOFF, ("a", "b"))),
        (dt.date(1996, 11, 5), (ELECTED, ("a",))),
        (dt.date(2006, 11, 7), (RUNOFF, ("a", "b"))),
    ],
)
def test_21_the_same_numbers_on_three_dates_in_georgia(day, expected):
    (rule,) = find("GA", day, stage="general", scope="us-senate")
    assert said(rule, {"a": 4_890, "b": 4_750, "c": 360}) == expected


def test_22_a_majority_of_the_ballots_that_continue_may_be_forty_per_cent_of_all():
    rule = get("us-me-congress-2018")
    ballots = [(("a",), 40), (("b", "c"), 35), (("c",), 25)]
    count = count_ranked(rule, ballots)
    assert (count.decision.outcome, count.decision.candidates) == (ELECTED, ("a",))
    assert [r.out for r in count.rounds] == [("c",), ()]
    assert (count.rounds[-1].continuing, count.rounds[-1].exhausted, count.ballots) == (75, 25, 100)
    assert count.decision.denominator is Denominator.CONTINUING_BALLOTS
    assert count.decision.working[-1] == "a has 40 of 75 continuing ballots, and of all 100."


def test_22_first_choices_alone_are_not_the_rounds():
    rule = get("us-me-congress-2018")
    assert said(rule, {"a": 40, "b": 35, "c": 25})[0] is Outcome.ROUNDS_NEEDED
    assert said(rule, {"a": 51, "b": 35, "c": 14}) == (ELECTED, ("a",))


def test_23_one_state_three_rules_on_one_day():
    votes = {"a": 5_500, "b": 2_500, "c": 2_000}
    day = dt.date(2017, 4, 4)
    special, regular, judge = (
        find("California", day, stage=stage, scope=scope)[0]
        for stage, scope in (("special", "us-house"), ("primary", "us-house"), ("primary", "judicial"))
    )
    assert said(special, votes) == (ELECTED, ("a",))
    assert said(regular, votes) == (ADVANCE, ("a", "b"))
    assert said(judge, votes) == (ELECTED, ("a",))


def test_24_party_lines_of_one_candidate_are_added_before_anybody_is_ranked():
    lines = (Line("x", 4_000, "D"), Line("y", 5_000, "R"), Line("x", 1_100, "WF"))
    tally = ContestVotes(lines=lines, writeins=0)
    assert decide(PLURALITY, tally).candidates == ("x",)
    assert decide(replace(PLURALITY, fusion=Fusion.SEPARATE), tally).candidates == ("y@R",)


def test_25_no_way_for_the_thousand_ballots_left_to_fall_elects_anybody():
    rule, now = get("us-ga-special-2005"), contest_votes({"a": 92_600, "b": 60_000, "c": 38_400}, writeins=0)
    for who in ("a", "b", "c"):
        assert not satisfied(rule, now.adding({who: 1_000}), who)
    assert decide(rule, now.adding({"a": 1_000})).denominator_votes == 192_000


def test_25_twelve_thousand_left_can_go_either_way():
    rule, now = get("us-ga-special-2005"), contest_votes({"a": 95_800, "b": 60_000, "c": 34_200}, writeins=0)
    assert satisfied(rule, now.adding({"a": 12_000}), "a")
    assert not satisfied(rule, now.adding({"b": 12_000}), "a")
