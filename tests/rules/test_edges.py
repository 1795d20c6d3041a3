"""The edges of a decision: what is missing, who withdrew, who was written in, what cannot be said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from outright.errors import CountError, RuleError
from outright.rules import (
    ContestVotes,
    Line,
    Outcome,
    UnitVotes,
    contest_votes,
    decide,
    denominator_votes,
    get,
    holds,
    is_plurality,
    places,
    satisfied,
    votes_needed,
)
from outright.rules.afterwards import Recount, ShareMargin, VotesMargin
from outright.rules.recounts import margin_votes, open_recounts
from outright.rules.spelling import read_void
from outright.rules.vocabulary import OnWithdrawal, RequestOf
from outright.rules.words import (
    Ballot,
    BallotKind,
    Denominator,
    Op,
    RecountKind,
    Unopposed,
    Withdrawn,
)
from rules.made import MAJORITY, PLURALITY, made

APPROVAL = made("plurality", ballot=Ballot(BallotKind.APPROVAL), denominator=Denominator.ALL_BALLOTS_CAST)


@pytest.mark.parametrize(
    "tally",
    [
        {"lines": (Line("a", -1),)},
        {"lines": (Line("a", 1),), "blank": -1},
        {"lines": (Line("a", 1),), "registered": -5},
        {"lines": (Line("a", 1),), "units": (UnitVotes("u", (("a", -1),)),)},
    ],
)
def test_a_negative_count_is_refused(tally):
    with pytest.raises(CountError, match="cannot be negative"):
        ContestVotes(**tally)


def test_the_same_line_given_twice_is_refused():
    with pytest.raises(CountError, match="twice on the same line: a"):
        contest_votes([("a", 1), ("b", 2), ("a", 3)])


def test_nobody_who_can_be_elected_has_votes():
    gone = contest_votes({"a": 10, "b": 0}, writeins=0, withdrawn=("a",))
    assert decide(PLURALITY, gone).working[-1] == "Nobody who can be elected has votes."
    everybody_gone = contest_votes({"a": 10}, writeins=0, withdrawn=("a",))
    assert decide(PLURALITY, everybody_gone).outcome is Outcome.UNDETERMINED


def test_a_winner_who_withdrew_leaves_it_open():
    gone = contest_votes({"a": 600, "b": 400}, writeins=0, withdrawn=("a",))
    decision = decide(MAJORITY, gone)
    assert decision.outcome is Outcome.UNDETERMINED
    assert "withdrew but would be elected" in decision.working[-1]
    assert holds(MAJORITY, gone, "a") is False
    assert decide(replace(MAJORITY, withdrawn=Withdrawn.REPLACED), gone).candidates == ("a",)


def test_a_candidate_who_is_not_in_the_count_holds_nothing():
    assert holds(MAJORITY, contest_votes({"a": 1}), "nobody") is False


def test_write_ins_as_many_as_the_leader_leave_a_plurality_open():
    tally = contest_votes({"a": 40, "b": 30}, writeins=40)
    assert decide(PLURALITY, tally).outcome is Outcome.UNDETERMINED
    assert holds(PLURALITY, tally, "a") is None
    assert not satisfied(PLURALITY, tally, "a")


def test_write_ins_above_the_second_leave_the_runoff_open():
    tally = contest_votes({"a": 400, "b": 300}, writeins=350)
    assert "write-in votes could be one candidate's" in decide(MAJORITY, tally).working[-1]
    assert decide(MAJORITY, contest_votes({"a": 400, "b": 300}, writeins=299)).candidates == ("a", "b")


def test_one_name_and_some_write_ins_do_not_fill_a_top_two():
    rule = made(kind="advance")
    assert decide(rule, contest_votes({"a": 400}, writeins=1)).outcome is Outcome.UNDETERMINED
    assert decide(rule, contest_votes({"a": 400}, writeins=0)).candidates == ("a",)


def test_an_only_name_with_write_ins_is_not_unopposed():
    assert decide(MAJORITY, contest_votes({"a": 400}, writeins=399)).outcome is Outcome.ELECTED
    assert decide(MAJORITY, contest_votes({"a": 400}, writeins=400)).outcome is Outcome.UNDETERMINED


def test_write_ins_may_be_the_second_whom_a_lead_is_measured_against():
    rule = made("share > 9/20", "share >= 2/5 & lead > 1/10")
    votes = {"a": 430, "b": 250}
    assert decide(rule, contest_votes(votes, writeins=330)).outcome is Outcome.UNDETERMINED
    assert decide(rule, contest_votes(votes, writeins=260)).outcome is Outcome.ELECTED
    assert "need names" in decide(rule, contest_votes({"a": 44, "b": 20}, writeins=36)).working[-1]


def test_write_ins_that_could_qualify_by_share_leave_the_runoff_open():
    rule = made("share > 1/2 & share >= 1/4 of registered_voters", take="share >= 1/8 of registered_voters fill to 2")
    votes = {"a": 20_000, "b": 15_000}
    assert "could qualify" in decide(rule, contest_votes(votes, writeins=12_500, registered=100_000)).working[-1]
    assert decide(rule, contest_votes(votes, writeins=12_499, registered=100_000)).candidates == ("a", "b")


def test_without_the_roll_the_assembly_cannot_be_told():
    rule = get("fr-assembly")
    need = decide(rule, contest_votes({"a": 60, "b": 40}))
    assert need.outcome is Outcome.UNDETERMINED
    assert "registered voters" in need.working[-1]
    cut = decide(rule, contest_votes({"a": 40, "b": 40, "c": 20}))
    assert "Who goes on is a share of registered_voters" in cut.working[-1]


def test_a_roll_smaller_than_its_votes_is_not_believed():
    rule = get("ro-president")
    assert denominator_votes(rule, contest_votes({"a": 60, "b": 50}, registered=100)) is None
    assert decide(rule, contest_votes({"a": 60, "b": 50}, registered=100)).outcome is Outcome.UNDETERMINED


def test_ballots_cast_fewer_than_the_votes_are_not_believed():
    rule = get("uy-president")
    assert denominator_votes(rule, contest_votes({"a": 60, "b": 50}, ballots_cast=100)) is None
    assert denominator_votes(rule, contest_votes({"a": 60, "b": 50}, ballots_cast=110)) == 110
    assert denominator_votes(rule, contest_votes({"a": 60, "b": 50}, blank=5)) is None
    assert denominator_votes(rule, contest_votes({"a": 60, "b": 50}, null=5)) is None


def test_voters_with_several_marks_are_ballots_not_votes():
    marked = contest_votes({"a": 90, "b": 80}, blank=1, null=1)
    assert denominator_votes(APPROVAL, marked) is None
    assert denominator_votes(APPROVAL, replace(marked, ballots_cast=100)) == 100
    assert denominator_votes(APPROVAL, replace(marked, ballots_cast=91)) is None


def test_other_denominators():
    votes = contest_votes({"a": 60, "b": 50}, blank=3)
    assert denominator_votes(MAJORITY, votes, Denominator.WINNER_VOTES) == 60
    assert denominator_votes(MAJORITY, votes, Denominator.VALID_INCLUDING_BLANK) == 113
    assert denominator_votes(MAJORITY, contest_votes({}), Denominator.WINNER_VOTES) is None
    assert votes_needed(get("co-president"), contest_votes({"a": 60})) is None
    assert votes_needed(PLURALITY, votes) is None


def test_the_electoral_college_needs_its_electors():
    rule = get("us-electoral-college")
    votes = ContestVotes(lines=(Line("a", 270), Line("b", 268)), electors=538)
    assert decide(rule, votes).candidates == ("a",)
    tied = decide(rule, replace(votes, lines=(Line("a", 269), Line("b", 269))))
    assert (tied.outcome, tied.candidates) == (Outcome.TO_LEGISLATURE, ("a", "b"))
    assert decide(rule, replace(votes, electors=None)).outcome is Outcome.UNDETERMINED


def test_moldova_at_exactly_half_is_elected_and_two_of_them_tie():
    rule = get("md-president")
    full = {"blank": 0, "null": 0, "registered": 1_000, "ballots_cast": 1_000}
    assert decide(rule, contest_votes({"a": 500, "b": 499, "c": 1}, **full)).candidates == ("a",)
    tied = decide(rule, contest_votes({"a": 500, "b": 500}, **full))
    assert (tied.outcome, tied.tied, tied.places) == (Outcome.TIE_FOR_FIRST, ("a", "b"), 1)


def test_moldova_below_a_third_of_the_roll_votes_again():
    rule = get("md-president")
    low = contest_votes({"a": 300, "b": 33}, blank=0, null=0, registered=1_000, ballots_cast=333)
    assert decide(rule, low).outcome is Outcome.VOID_REPEAT
    unknown = decide(rule, replace(low, registered=None))
    assert "Whether the round is void cannot be told." in unknown.working


def test_spoiled_and_blank_votes_void_where_the_law_says_so():
    null = replace(MAJORITY, void=(read_void("null > 1/2 of valid_including_blank"),))
    assert decide(null, contest_votes({"a": 60, "b": 40}, blank=0, null=51)).outcome is Outcome.VOID_REPEAT
    both = replace(MAJORITY, void=(read_void("blank_and_null > 2/3 of all_ballots_cast"),))
    assert decide(both, contest_votes({"a": 3, "b": 1}, blank=5, null=4)).outcome is Outcome.VOID_REPEAT
    assert decide(both, contest_votes({"a": 3, "b": 1}, blank=4, null=4)).outcome is Outcome.ELECTED
    assert decide(both, contest_votes({"a": 3, "b": 1}, blank=4)).outcome is Outcome.UNDETERMINED
    assert decide(both, contest_votes({"a": 3, "b": 1}, null=4)).outcome is Outcome.UNDETERMINED


def test_lithuania_elects_with_a_third_of_the_roll_when_few_vote():
    rule = get("lt-president")
    votes = {"a": 340, "b": 100}
    low = contest_votes(votes, blank=0, null=400, registered=1_000, ballots_cast=840)
    assert decide(rule, low).outcome is Outcome.RUNOFF
    few = contest_votes(votes, blank=0, null=50, registered=1_000, ballots_cast=490)
    assert decide(rule, few).candidates == ("a",)
    assert decide(rule, replace(few, registered=1_021)).outcome is Outcome.RUNOFF
    assert "turnout" in " ".join(decide(rule, replace(few, registered=None)).working)


def test_turnout_above_the_whole_roll_is_not_believed():
    rule = made("share > 1/2 & turnout > 1/2")
    assert decide(rule, contest_votes({"a": 60, "b": 40}, ballots_cast=120, registered=100)).outcome is (
        Outcome.UNDETERMINED
    )
    known = decide(rule, contest_votes({"a": 60, "b": 40}, writeins=0, ballots_cast=120, registered=200))
    assert known.working[1] == "Ballots cast: 2 × 120 = 240 is more than 200 (registered voters)."


def test_iowa_goes_to_a_convention_and_vermont_to_its_legislature():
    votes = contest_votes({"a": 34, "b": 33, "c": 32, "d": 1}, writeins=0)
    iowa = decide(get("us-ia-primary"), votes)
    assert (iowa.outcome, iowa.candidates) == (Outcome.TO_CONVENTION, ("a", "b", "c", "d"))
    vermont = decide(get("us-vt-executive"), votes)
    assert (vermont.outcome, vermont.candidates) == (Outcome.TO_LEGISLATURE, ("a", "b", "c"))


def test_mississippi_asked_for_districts_too_until_2020():
    rule = get("us-ms-statewide-1890")
    won = tuple(UnitVotes(f"d{n}", (("a", 2), ("b", 1)) if n < 62 else (("b", 3),)) for n in range(122))
    tally = replace(contest_votes({"a": 600, "b": 400}, writeins=0), units=won)
    assert decide(rule, tally).candidates == ("a",)
    fewer = replace(tally, units=won[1:])
    lost = decide(rule, fewer)
    assert (lost.outcome, lost.candidates) == (Outcome.TO_LEGISLATURE, ("a", "b"))
    assert "a does not pass in enough House districts." in lost.working


def test_a_place_that_states_its_valid_votes_is_measured_against_them():
    rule = made("share > 1/2 & share >= 1/4 in >= 1 counties")
    unit = UnitVotes("u", (("a", 25), ("b", 5)), valid=101)
    tally = replace(contest_votes({"a": 60, "b": 40}, writeins=0), units=(unit,))
    assert not satisfied(rule, tally, "a")
    assert satisfied(rule, replace(tally, units=(replace(unit, valid=100),)), "a")


NIGERIA = get("ng-president")


def state(name: str, **votes: int) -> UnitVotes:
    return UnitVotes(name, tuple(votes.items()))


def test_nigerias_second_finalist_carried_the_most_states_of_the_others():
    units = (
        *(state(f"a{n}", a=90, b=10, c=0) for n in range(3)),
        state("b1", a=1, b=200, c=0),
        *(state(f"c{n}", a=1, b=1, c=10) for n in range(2)),
    )
    tally = replace(contest_votes({"a": 273, "b": 232, "c": 20}), units=units)
    decision = decide(NIGERIA, tally)
    assert (decision.outcome, decision.candidates) == (Outcome.RUNOFF, ("a", "c"))
    assert decide(NIGERIA, replace(tally, units=None)).outcome is Outcome.NEEDS_UNITS


def test_nigerias_second_is_the_one_with_more_votes_where_states_are_level():
    units = (state("s1", a=10, b=0, c=0), state("s2", a=1, b=9, c=0), state("s3", a=0, b=3, c=3))
    decision = decide(NIGERIA, replace(contest_votes({"a": 13, "b": 12, "c": 3}), units=units))
    assert decision.candidates == ("a", "b")
    level = (
        state("s1", a=10),
        state("s2", b=4, c=4),
        state("s3", a=1),
        state("s4", b=2, c=2),
        state("s5", b=0),
    )
    tied = decide(NIGERIA, replace(contest_votes({"a": 11, "b": 6, "c": 6}), units=level))
    assert (tied.outcome, tied.candidates, tied.tied) == (Outcome.TIE_AT_CUT, ("a",), ("b", "c"))


def test_a_cut_that_counts_states_needs_the_states():
    rule = made("share > 1/2", take="nigeria")
    decision = decide(rule, contest_votes({"a": 40, "b": 30, "c": 30}, writeins=0))
    assert (decision.outcome, decision.candidates) == (Outcome.NEEDS_UNITS, ("a",))
    alone = contest_votes({"a": 40, "b": 60}, writeins=0, withdrawn=("b",))
    assert decide(made("share > 3/5", take="nigeria"), alone).candidates == ("a",)


def test_nigerias_first_place_can_be_tied():
    tied = decide(NIGERIA, contest_votes({"a": 11, "b": 11, "c": 6}))
    assert (tied.outcome, tied.tied) == (Outcome.TIE_AT_CUT, ("a", "b"))


def test_only_a_single_runner_up_can_ask_for_a_second_primary():
    rule = get("us-nc-primary-2018")
    level = decide(rule, contest_votes({"a": 25, "b": 25, "c": 20, "d": 20, "e": 10}, writeins=0))
    assert (level.outcome, level.tied) == (Outcome.TIE_FOR_FIRST, ("a", "b"))
    gone = contest_votes({"a": 28, "b": 25, "c": 24, "d": 23}, writeins=0, withdrawn=("b",))
    assert "no single runner-up" in decide(rule, gone).working[-1]
    both = decide(rule, contest_votes({"a": 35, "b": 35, "c": 30}, writeins=0))
    assert (both.outcome, both.tied) == (Outcome.TIE_FOR_FIRST, ("a", "b"))


def test_a_tie_at_the_cut_with_somebody_who_withdrew():
    rule = made("share > 1/2", take="top 3")
    three = contest_votes({"a": 40, "b": 20, "c": 20, "d": 20, "e": 20}, writeins=0, withdrawn=("e",))
    decision = decide(rule, three)
    assert (decision.outcome, decision.tied, decision.places) == (Outcome.TIE_AT_CUT, ("b", "c", "d"), 2)
    two = contest_votes({"a": 40, "b": 20, "c": 20, "e": 20}, writeins=0, withdrawn=("e",))
    assert decide(rule, two).candidates == ("a", "b", "c")


def test_places_that_go_on():
    assert places(MAJORITY) == 2
    assert places(get("us-ak-primary-2022")) == 4
    assert places(get("fr-assembly")) is None
    assert places(NIGERIA) == 2
    assert places(PLURALITY) is None
    assert places(get("us-vt-executive")) is None
    assert is_plurality(PLURALITY)
    assert not is_plurality(MAJORITY)


def test_alaskas_fifth_moves_up():
    votes = {"a": 50, "b": 40, "c": 30, "d": 20, "e": 10}
    gone = contest_votes(votes, writeins=0, withdrawn=("c",))
    assert decide(get("us-ak-primary-2022"), gone).candidates == ("a", "b", "d", "e")


def test_recounts_by_share_by_votes_and_by_the_winners_own():
    half = Recount(
        kind=RecountKind.AUTOMATIC,
        within=(ShareMargin(Op.LE, get("us-ga-special-2021").recount[0].within[0].share),),
    )
    rule = replace(
        PLURALITY,
        recount=(
            half,
            Recount(kind=RecountKind.REQUEST, within=(VotesMargin(Op.LT, 20),)),
            Recount(kind=RecountKind.NONE),
            Recount(kind=RecountKind.REQUEST, scope="any voter"),
        ),
    )
    close = contest_votes({"a": 1_005, "b": 995}, writeins=0)
    assert margin_votes(rule, close) == 10
    assert [r.kind for r in open_recounts(rule, close)] == [
        RecountKind.AUTOMATIC,
        RecountKind.REQUEST,
        RecountKind.REQUEST,
    ]
    wide = contest_votes({"a": 1_015, "b": 985}, writeins=0)
    assert [r.scope for r in open_recounts(rule, wide)] == ["any voter"]
    colorado = replace(PLURALITY, recount=get("us-co-general").recount)
    assert open_recounts(colorado, contest_votes({"a": 60_000, "b": 59_700, "c": 1}))
    assert not open_recounts(colorado, contest_votes({"a": 60_000, "b": 59_699, "c": 50_000}))


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (
            {"win": ("share > 1/2",), "valid_from": "2020-01-02", "valid_to": "2020-01-01"},
            "ends before it begins",
        ),
        ({"win": ("plurality",), "seats": 0}, "fills no seat"),
        ({"win": ("share > 1/2",), "seats": 2}, "by plurality only"),
        ({"win": ("share > 3/2",)}, "3/2 is not a share"),
        ({"win": (), "kind": "runoff"}, "nothing wins"),
        ({"win": ("share > 1/2",), "take": ""}, "who goes on to the runoff is not said"),
        ({"win": ("share > 1/2",), "kind": "irv", "take": ""}, "irv needs ranked ballots"),
        ({"win": ("share > 1/2",), "ballot": Ballot(BallotKind.MULTI, 2)}, "several names"),
    ],
)
def test_a_rule_that_cannot_decide_is_refused_when_it_is_made(wrong, why):
    import datetime as dt

    rest = {k: dt.date.fromisoformat(v) if k.startswith("valid") else v for k, v in wrong.items() if k != "win"}
    with pytest.raises(RuleError, match=why):
        made(*wrong["win"], **rest)


def test_a_rule_with_holes_tells_all_of_them():
    with pytest.raises(RuleError, match=r"an alternative without a test.*; what happens otherwise is not said"):
        replace(MAJORITY, win=((),), otherwise=None)
    with pytest.raises(RuleError, match="nobody goes on"):
        replace(MAJORITY, otherwise=replace(MAJORITY.otherwise, take=type(MAJORITY.otherwise.take)(0)))


def test_words_of_requests_and_restarts_are_the_tables_words():
    assert (RequestOf.RUNNER_UP, OnWithdrawal.RESTART, Unopposed.YES_NO) == ("runner_up", "restart", "yes_no")
    assert [op for op in Op if op.holds(1, 1)] == [Op.GE, Op.LE]
    assert [op for op in Op if op.holds(0, 1)] == [Op.LT, Op.LE]
