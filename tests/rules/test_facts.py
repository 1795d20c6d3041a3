"""A file of facts becomes rules, or each row is refused by name with a reason."""

from __future__ import annotations

import csv
import datetime as dt
from fractions import Fraction
from io import StringIO

import pytest

from outright.errors import RuleError
from outright.rules import Outcome, contest_votes, decide
from outright.rules.facts import NEEDED, load_facts
from outright.rules.spelling import spell_take, spell_test, spell_void
from outright.rules.vocabulary import OnWithdrawal, OtherwiseKind, RequestOf
from outright.rules.words import BallotKind, Denominator, Stage, Tie, Unopposed, WriteIns
from shared import SHARED, needs_shared

DEFAULT = {
    "jurisdiction": "US-GA",
    "kind": "win",
    "scope": "governor",
    "stage": "general",
    "method": "majority_runoff",
    "threshold": "50",
    "threshold_op": "gt",
    "denominator": "votes_for_office",
    "advance": "2",
    "source": "made up",
    "confidence": "low",
    "source_text_seen": "no",
}


def facts(*rows: dict[str, str]) -> str:
    """A file with these rows, each of which says only what differs from a Georgia majority."""
    out = StringIO()
    writer = csv.DictWriter(out, sorted(NEEDED), restval="")
    writer.writeheader()
    writer.writerows(DEFAULT | row for row in rows)
    return out.getvalue()


def one(**row: str):
    """The rule that one row makes."""
    rules, refused = load_facts(facts(row), read_on=dt.date(2026, 11, 22))
    assert refused == ()
    return rules[0]


def wins(**row: str) -> list[str]:
    """What wins under one row, as the tables would write it."""
    return [" & ".join(spell_test(test) for test in tests) for tests in one(**row).win]


@needs_shared
def test_every_win_row_is_loaded_or_refused_by_name():
    rules, refused = load_facts((SHARED / "data" / "rules.csv").read_text("utf-8"))
    assert len(rules) + len(refused) == 193
    assert len({rule.id for rule in rules}) == len(rules)
    assert [(r.name, r.reason) for r in refused] == [
        ("US-AK special U.S. House", "the column 'advance' does not say how many go on"),
        ("US-WA special U.S. House", "the column 'advance' does not say how many go on"),
    ]


@needs_shared
def test_every_loaded_rule_decides_a_count():
    rules, _ = load_facts((SHARED / "data" / "rules.csv").read_text("utf-8"))
    tally = contest_votes({"a": 70, "b": 20, "c": 10}, writeins=0, blank=0, null=0, registered=100)
    said = {decide(rule, tally).outcome for rule in rules}
    assert said == {Outcome.ELECTED, Outcome.ADVANCE, Outcome.NEEDS_UNITS, Outcome.UNDETERMINED}


def test_a_plain_majority():
    rule = one(valid_from="2005", valid_to="2021-03-24", second_round_when="28 days", note="n")
    assert (rule.id, rule.jurisdiction, rule.stage) == ("us-ga-general-governor-2005", "US-GA", Stage.GENERAL)
    assert (rule.valid_from, rule.valid_to) == (dt.date(2005, 1, 1), dt.date(2021, 3, 24))
    assert (rule.otherwise.after.days, rule.otherwise.rule) == (28, "plurality")
    assert (rule.citation, rule.text_seen, rule.read_on) == ("made up", False, dt.date(2026, 11, 22))


def test_a_year_ends_before_the_next_row_begins():
    assert one(valid_from="1994", valid_to="2005").valid_to == dt.date(2004, 12, 31)
    assert one(valid_from="1890", valid_to="2020-11").valid_to == dt.date(2020, 10, 31)
    assert one(valid_from="2020-11").valid_from == dt.date(2020, 11, 1)


def test_weeks_are_days_and_other_words_stay_words():
    assert one(second_round_when="3 weeks").otherwise.after.days == 21
    assert one(second_round_when="about 3 weeks").otherwise.after.text == "about 3 weeks"


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"method": "plurality"}, ["plurality"]),
        ({"method": "threshold_runoff", "threshold": "35", "threshold_op": "ge"}, ["share >= 7/20"]),
        (
            {
                "method": "threshold_or_lead_runoff",
                "extra_condition": "or at least 40% and at least 20 points ahead of the second",
            },
            ["share > 1/2", "share >= 2/5 & lead >= 1/5"],
        ),
        (
            {
                "method": "threshold_or_lead_runoff",
                "threshold": "45",
                "extra_condition": "or at least 40% with a lead greater than 10 points",
            },
            ["share > 9/20", "share >= 2/5 & lead > 1/10"],
        ),
        (
            {
                "method": "majority_and_turnout_runoff",
                "extra_condition": "and votes of at least 25% of registered",
            },
            ["share > 1/2 & share >= 1/4 of registered_voters"],
        ),
        (
            {
                "method": "majority_and_turnout_runoff",
                "extra_condition": "and turnout above 50% of registered",
            },
            ["share > 1/2 & turnout > 1/2"],
        ),
        (
            {
                "method": "majority_and_turnout_runoff",
                "extra_condition": "turnout at least half; otherwise at least one third of registered",
            },
            [
                "share > 1/2 & turnout >= 1/2",
                "plurality & share >= 1/3 of registered_voters & turnout < 1/2",
            ],
        ),
        (
            {
                "method": "majority_and_distribution",
                "extra_condition": "and at least 20% in more than half of the provinces",
            },
            ["share > 1/2 & share >= 1/5 in > 1/2 of provinces"],
        ),
        (
            {
                "method": "majority_and_distribution",
                "extra_condition": "and at least 25% in more than half of the 47 counties (24)",
            },
            ["share > 1/2 & share >= 1/4 in >= 24 counties"],
        ),
    ],
)
def test_what_wins_is_read_from_method_and_condition(row, expected):
    assert wins(**row) == expected


def test_nigeria_and_mississippi():
    nigeria = one(
        jurisdiction="NG",
        method="plurality_and_distribution",
        extra_condition="highest vote and at least 25% in each of at least two thirds of the states and more",
        advance="first, and the candidate with a majority of votes in most states (not simply the second)",
    )
    assert spell_test(nigeria.win[0][1]) == "share >= 1/4 in >= 2/3 of states"
    assert spell_take(nigeria.otherwise.take) == "nigeria"
    mississippi = one(
        method="majority_and_distribution",
        advance="",
        extra_condition="and plurality in at least 62 of 122 House districts; else House of Representatives elects",
    )
    assert spell_test(mississippi.win[0][1]) == "most votes in >= 62 House districts"
    assert (mississippi.otherwise.kind, mississippi.otherwise.take) == (OtherwiseKind.LEGISLATURE, None)


def test_legislatures_conventions_and_electors():
    vermont = one(
        method="majority_else_legislature",
        advance="",
        extra_condition="joint assembly elects among the top three by secret ballot",
    )
    assert (vermont.otherwise.kind, spell_take(vermont.otherwise.take)) == (
        OtherwiseKind.LEGISLATURE,
        "top 3",
    )
    iowa = one(
        method="threshold_convention",
        advance="",
        threshold="35",
        threshold_op="ge",
        extra_condition="below 35% a party convention nominates; no runoff",
    )
    assert iowa.otherwise.kind is OtherwiseKind.CONVENTION
    college = one(
        jurisdiction="US",
        stage="electoral college",
        method="majority_of_seats",
        threshold="270 of 538",
        threshold_op="ge",
        denominator="electors_appointed",
        advance="",
        extra_condition="else House chooses among top three, one vote per state",
    )
    assert college.win[0][0].share == Fraction(270, 538)
    assert (college.stage, college.denominator) == (Stage.ELECTORAL_COLLEGE, Denominator.ELECTORS_APPOINTED)


def test_requests_withdrawals_ties_and_only_candidates():
    asked = one(extra_condition="only if the runner-up asks in writing")
    assert asked.otherwise.on_request_of is RequestOf.RUNNER_UP
    assert one(note="the next best is called").otherwise.on_withdrawal is OnWithdrawal.NEXT_MOVES_UP
    assert one(note="if only one remains, a yes/no vote").unopposed is Unopposed.YES_NO
    assert one(extra_condition="second round needs 40% turnout").otherwise.rule.startswith("plurality, if turnout")
    assert [one(tie=t).tie for t in ("by lot", "older candidate", "", "runoff only on a tie")] == [
        Tie.LOT,
        Tie.OLDER,
        Tie.UNKNOWN,
        Tie.RUNOFF,
    ]


@pytest.mark.parametrize(
    ("condition", "void"),
    [
        ("a majority of blank votes voids the first round once", "blank > 1/2 of valid_including_blank"),
        (
            "if null votes exceed half of valid the election is repeated",
            "null > 1/2 of valid_including_blank",
        ),
        ('"at least half" of those voting; turnout one third', "turnout < 1/3 of registered_voters"),
    ],
)
def test_rounds_that_are_void(condition, void):
    assert [spell_void(test) for test in one(extra_condition=condition).void] == [void]


def test_perus_voiding_rule_stands_only_in_a_note():
    note = "vote annulled if null and blank together exceed two thirds of votes cast"
    assert [spell_void(test) for test in one(note=note).void] == ["blank_and_null > 2/3 of all_ballots_cast"]


def test_ranked_and_advancing():
    ireland = one(jurisdiction="IE", method="rcv_irv", denominator="continuing_ballots", advance="")
    assert (ireland.ballot.kind, ireland.otherwise.kind) == (BallotKind.RANKED, OtherwiseKind.IRV)
    assert one(method="contingent_vote", advance="").otherwise.kind is OtherwiseKind.CONTINGENT
    alaska = one(method="top_n", threshold="", denominator="n/a", advance="4")
    assert (alaska.win, spell_take(alaska.otherwise.take)) == ((), "top 4")
    french = one(advance="all with at least 12.5% of registered; if one qualifies, next best joins")
    assert spell_take(french.otherwise.take) == "share >= 1/8 of registered_voters fill to 2"


@pytest.mark.parametrize(
    ("text", "denominator"),
    [
        ("", Denominator.VALID_CANDIDATE_VOTES),
        ("valid votes (Supreme Court 2013)", Denominator.VALID_CANDIDATE_VOTES),
        ('valid votes including "none of the above"', Denominator.VALID_INCLUDING_BLANK),
        ("formal votes, full preferences", Denominator.CONTINUING_BALLOTS),
        ("all_ballots_cast", Denominator.ALL_BALLOTS_CAST),
    ],
)
def test_denominators_in_the_facts_own_words(text, denominator):
    rule = one(jurisdiction="KE", stage="first round", denominator=text)
    assert (rule.denominator, rule.stage, rule.writeins) == (denominator, Stage.FIRST_ROUND, WriteIns.NONE)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"method": "borda"}, "'borda' is not one that can be computed"),
        ({"method": "top_n", "advance": ""}, "'advance' does not say how many"),
        ({"advance": "some of them"}, "who goes on is said in words that are not understood"),
        ({"extra_condition": "if it rains"}, "the condition is not understood: 'if it rains'"),
        ({"method": "threshold_or_lead_runoff"}, "asks for a lead, which no condition"),
        ({"method": "majority_and_distribution"}, "asks for support in many places"),
        ({"threshold": "half"}, "the threshold 'half' is not a share"),
        ({"advance": ""}, "who goes on to the runoff is not said"),
        ({"denominator": "souls"}, "'souls' is not a valid Denominator"),
        ({"confidence": "sure"}, "'sure' is not a valid Confidence"),
        ({"valid_from": "long ago"}, "Invalid isoformat"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(row, why):
    rules, refused = load_facts(facts(row, {}))
    assert len(rules) == 1
    assert [r.name for r in refused] == ["US-GA general governor"]
    assert why in refused[0].reason


def test_other_kinds_of_facts_are_not_rules():
    assert load_facts(facts({"kind": "recount"})) == ((), ())
    narrowed = one(extra_condition="write-in needs 1% to appear in November")
    assert narrowed.win == one().win


def test_a_file_without_the_columns_is_refused():
    with pytest.raises(RuleError, match="lacks the columns advance, confidence"):
        load_facts("jurisdiction,kind\n")
    with pytest.raises(RuleError, match="lacks the columns"):
        load_facts("")
