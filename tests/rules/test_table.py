"""The shipped table: complete, valid, dated; and what happens when it is asked for what it lacks."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest

from outright.errors import RuleError
from outright.rules import find, get, second_round
from outright.rules.afterwards import ArrivalKind, ShareMargin
from outright.rules.names import COUNTRIES, NAMES, STATES, place_code
from outright.rules.table import load, parse, rules_of
from outright.rules.vocabulary import OtherwiseKind, ShareTest, Top
from outright.rules.words import Confidence, Denominator, Office, Op, Stage, WriteIns

ON = dt.date(2024, 11, 5)


def test_the_reference_nights_rule():
    rule = get("us-ga-special-2005", dt.date(2017, 4, 18))
    assert rule.win == ((ShareTest(Op.GT, Fraction(1, 2)),),)
    assert (rule.denominator, rule.seats, rule.stage) == (Denominator.VOTES_FOR_OFFICE, 1, Stage.SPECIAL)
    assert (rule.otherwise.kind, rule.otherwise.take) == (OtherwiseKind.RUNOFF, Top(2))
    assert dt.date(2017, 4, 18) + dt.timedelta(days=rule.otherwise.after.days) == dt.date(2017, 6, 20)
    assert "21-2-501" in rule.citation
    assert "540" in rule.citation
    assert (rule.confidence, rule.text_seen, rule.read_on) == (Confidence.HIGH, True, dt.date(2026, 11, 22))
    assert rule.in_force(dt.date(2017, 4, 18))
    assert find("Georgia", dt.date(2017, 4, 18), stage="special") == (rule,)


def test_georgias_recount_margin_halved_in_2019():
    before, after = (get("us-ga-special-2005", dt.date(year, 4, 18)).recount for year in (2017, 2019))
    assert before[0].within == (ShareMargin(Op.LE, Fraction(1, 100)),)
    assert after[0].within == (ShareMargin(Op.LE, Fraction(1, 200)),)


def test_june_is_decided_by_most_votes():
    june = get("us-ga-special-2005-runoff")
    assert (june.id, june.stage, june.otherwise) == ("us-ga-special-2005-runoff", Stage.RUNOFF, None)
    assert june.writeins is WriteIns.NONE
    assert second_round(june) is None
    assert second_round(get("mk-president")) is None
    assert second_round(get("us-vt-executive")) is None
    assert second_round(get("us-wa-primary-2008")).writeins is WriteIns.COUNTED


@pytest.mark.parametrize("code", sorted(STATES))
def test_every_state_has_a_general_a_primary_recount_and_mail_facts(code):
    for stage in ("general", "primary"):
        rules = find(f"US-{code}", dt.date(2026, 11, 3), stage=stage)
        assert all(rule.recount for rule in rules)
        assert all(any(a.kind is ArrivalKind.MAIL for a in rule.outstanding) for rule in rules)


@pytest.mark.parametrize("code", sorted(COUNTRIES))
def test_every_country_has_a_rule(code):
    assert rules_of(code, ON)


def test_every_row_says_where_it_comes_from_and_when_it_was_read():
    for rule in load().rules:
        assert rule.citation
        assert rule.read_on == dt.date(2026, 11, 22)
        assert rule.read_by == ""


def test_no_two_rows_are_in_force_for_one_office_on_one_day():
    table = load().rules
    days = [dt.date(year, 11, 5) for year in range(1990, 2027, 2)]
    allowed = {
        frozenset({"us-vt-executive", "us-vt-general"}),
        frozenset({"us-la-primary", "us-la-party-primary-2026"}),
    }
    for place in NAMES:
        here = [rule for rule in table if rule.jurisdiction == place]
        for day in days:
            for one in here:
                for other in here:
                    if one.id < other.id and one.stage is other.stage:
                        both = one.in_force(day) and other.in_force(day)
                        every = frozenset(Office)
                        shared = (frozenset(one.offices) or every) & (frozenset(other.offices) or every)
                        same = both and shared and frozenset({one.id, other.id}) not in allowed
                        assert not same, (one.id, other.id, day)


def test_offices_federal_and_state_tell_rules_apart():
    day = dt.date(2019, 11, 5)
    assert [r.id for r in find("MS", day, stage="general", scope="state")] == [
        "us-ms-statewide-1890",
        "us-ms-general",
    ]
    assert [r.id for r in find("MS", day, stage="general", scope="federal")] == ["us-ms-general"]
    assert [r.id for r in find("GA", day, stage=Stage.GENERAL, scope="president")] == ["us-ga-president"]
    assert [r.id for r in find("MS", day, scope="nonpartisan")] == ["us-ms-special"]
    assert len(find("WA", day, stage="general", scope="us-house")) == 1


def test_an_unknown_rule_is_a_leader_never_a_winner():
    with pytest.raises(RuleError, match="leader, never a winner") as error:
        find("Iowa", ON, stage="special")
    assert "us-ia-general" in error.value.hint
    with pytest.raises(RuleError, match="no us-house rule of Argentina is known"):
        find("Argentina", ON, scope="us-house")
    with pytest.raises(RuleError, match="is known for 2027") as error:
        find("El Salvador", dt.date(2027, 1, 1))
    assert "No rule of that place is dated" in error.value.hint


def test_unknown_names_are_met_with_the_nearest():
    with pytest.raises(RuleError) as error:
        find("Goergia", ON)
    assert error.value.hint == "Did you mean Georgia?"
    with pytest.raises(RuleError) as error:
        find("us-gx", ON)
    assert "Did you mean" in error.value.hint
    with pytest.raises(RuleError, match="no rules are known") as error:
        find("Atlantis", ON)
    with pytest.raises(RuleError) as error:
        get("us-ga-special-2006")
    assert "us-ga-special-2005" in error.value.hint
    with pytest.raises(RuleError) as error:
        get("?")
    assert "outright rules STATE" in error.value.hint
    with pytest.raises(RuleError) as error:
        get("us-ga-president-runoff")
    with pytest.raises(RuleError) as error:
        find("GA", ON, stage="speical")
    assert error.value.hint == "Did you mean special?"
    with pytest.raises(RuleError) as error:
        find("GA", ON, stage="xxx")
    assert error.value.hint.startswith("The stages are general")


def test_a_place_by_code_or_by_name():
    assert [place_code(t) for t in ("GA", "ga", "us-ga", "Georgia", " georgia ")] == ["US-GA"] * 5
    assert [place_code(t) for t in ("fr", "France", "uk", "usa", "nyc")] == [
        "FR",
        "FR",
        "GB",
        "US",
        "US-NY-NYC",
    ]
    with pytest.raises(RuleError, match="CO is Colorado or Colombia"):
        place_code("CO")
    assert place_code("CO", states_first=True) == "US-CO"
    assert place_code("Colombia") == "CO"


GOOD = """
[[rule]]
id = "x-{place}"
form = "plurality"
places = ["US-GA", "US-AL"]
stage = "general"
scope = "all"
citation = "c"
confidence = "low"
"""
FORMS = '[plurality]\nwin = [["plurality"]]\n'


def test_a_row_with_places_stands_for_one_rule_each():
    table = parse({"forms.toml": FORMS, "a.toml": GOOD})
    assert [(rule.id, rule.jurisdiction) for rule in table.rules] == [
        ("x-us-ga", "US-GA"),
        ("x-us-al", "US-AL"),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            GOOD.replace("scope", "scpoe"),
            "a.toml: rule[0] (x-{place}): unknown key 'scpoe', did you mean 'scope'?",
        ),
        (GOOD.replace('form = "plurality"', 'form = "pluralty"'), "'pluralty' is not a form, did you mean"),
        (GOOD.replace("US-AL", "US-AX"), "rule[0] (x-{place}).places: 'US-AX' is not a place, did you mean"),
        (GOOD.replace('citation = "c"', ""), "'citation' is missing"),
        (GOOD.replace('places = ["US-GA", "US-AL"]', ""), "'place' is missing"),
        (GOOD.replace('"low"', '"lo"'), ".confidence: 'lo' is not a Confidence, did you mean 'low'?"),
        (GOOD + "seats = true\n", ".seats: True is not a whole number"),
        (GOOD + "offices = 'governor'\n", ".offices: 'governor' is not a list"),
        (GOOD + "from = '2020'\n", ".from: '2020' is not a date"),
        (GOOD + "win = [['share > 50%']]\n", ".win: 'share > 50%' is not a test"),
        (GOOD + "otherwise = 3\n", ".otherwise: 3 is not a table"),
        (GOOD + "otherwise = {take = 'top 2'}\n", ".otherwise: 'kind' is missing"),
        (
            GOOD + "otherwise = {kind = 'run-off', tke = 1}\n",
            "is not a OtherwiseKind, did you mean 'runoff'?; unknown",
        ),
        (GOOD + "seats = 0\n", "rule[0]: the rule x-us-ga cannot be used: it fills no seat"),
        (GOOD + GOOD, "x-us-ga: two rows have this id"),
        ("rules = []", "a.toml: unknown key 'rules', did you mean 'rule'?"),
        ("zzz = 1", "unknown key 'zzz'; known are read_on, rule"),
        ("[[recount]]\nkind = 'request'", "a.toml: recount[0]: 'place' is missing"),
        ("[[arrival]]\nplace = 'US-GA'", "a.toml: arrival[0]: 'kind' is missing"),
        ("[[official]]\nplace = 'US-GA'\nkind = 'x'", "a.toml: official[0]: unknown key 'kind'"),
        (
            "[[recount]]\nplace='US-GA'\nkind='request'\nwithin=['close']",
            "recount[0].within: 'close' is not a margin",
        ),
    ],
)
def test_a_faulty_row_is_told_with_its_path(text, told):
    with pytest.raises(RuleError) as error:
        parse({"forms.toml": FORMS, "a.toml": text})
    assert told in error.value.message


def test_all_faults_of_all_files_are_told_at_once():
    with pytest.raises(RuleError, match="the rules table has 2 faults") as error:
        parse({"a.toml": "x = 1", "b.toml": "[[rule]]\nform = 'plurality'"})
    assert "a.toml: unknown key 'x'" in error.value.message
    assert "b.toml: rule[0].form" in error.value.message
    assert error.value.where == "a.toml"
