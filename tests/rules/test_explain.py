"""A rule in plain words, as JSON, and from the command line."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import replace

import pytest
from click.testing import CliRunner

from outright.cli.rules import STAGES, command
from outright.errors import RuleError
from outright.rules import get
from outright.rules.afterwards import Arrival, ArrivalKind, Official, Recount
from outright.rules.document import as_document
from outright.rules.explain import NO_TEXT, explain
from outright.rules.spelling import read_margin, read_void
from outright.rules.table import load
from outright.rules.vocabulary import After, OnWithdrawal
from outright.rules.words import Ballot, BallotKind, RecountKind, Stage, Unopposed, Withdrawn, WriteIns
from rules.made import MAJORITY, PLURALITY, made

APRIL_18 = dt.date(2017, 4, 18)


def test_the_reference_nights_rule_in_words():
    lines = explain(get("us-ga-special-2005", APRIL_18)).splitlines()
    assert lines[2:5] == [
        "Wins: more than 50% of the votes for the office.",
        "Exactly 50% is not enough.",
        "Otherwise: a second round between the first two.",
    ]
    text = "\n".join(lines)
    assert "63 days later" in text
    assert "at most 1% of the votes for the office" in text
    assert "These are the days of a general election." in text
    assert "O.C.G.A. 21-2-501" in lines[-1]
    assert "read on 2026-11-22; no named person has confirmed it" in lines[-1]


def test_no_text_seen_is_a_warning_and_a_confirmed_row_names_its_reader():
    assert explain(get("us-ga-special-2021")).endswith(NO_TEXT)
    read = replace(MAJORITY, text_seen=True, read_by="A. Clerk", read_on=dt.date(2026, 10, 1), citation="law")
    assert explain(read).endswith("Source: law. Confidence low, read on 2026-10-01 by A. Clerk.")
    assert "not dated; no named person" in explain(MAJORITY)


@pytest.mark.parametrize("rule", load().rules, ids=lambda rule: rule.id)
def test_every_rule_of_the_table_can_be_said(rule):
    text = explain(get(rule.id))
    assert rule.citation in text
    assert rule.id in text
    assert (NO_TEXT in text) == (not rule.text_seen)
    assert not re.search(r"\bNone\b(?! of)", text)
    assert "Fraction" not in text
    assert json.loads(json.dumps(as_document(get(rule.id))))["id"] == rule.id


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            get("ar-president"),
            "Wins: more than 45% of the valid votes for candidates; or at least 40% of the",
        ),
        (get("ar-president"), "and a lead over the second of more than 10 points"),
        (get("us-sd-primary"), "Exactly 35% is enough."),
        (get("ke-president"), "and at least 25% in at least 24 counties"),
        (get("id-president"), "and at least 20% in more than 1/2 of the provinces"),
        (get("us-ms-statewide-1890"), "and most votes in at least 62 House districts"),
        (get("bg-president"), "turnout of more than 50% of registered voters"),
        (get("bg-president"), "An only candidate still needs the same conditions."),
        (get("tr-president"), "An only candidate still needs more yes than no votes."),
        (
            get("fr-assembly"),
            "everybody with at least 12.5% of the registered voters, and in any case the best two",
        ),
        (get("ng-president"), "the first, and whoever of the others carried most states"),
        (get("us-nc-primary-2018"), "Only if the runner-up asks for it; else the leader is nominated."),
        (get("us-ia-primary"), "Otherwise: a party convention decides."),
        (get("us-ca-primary-2011"), "Nobody is elected in this round, whatever the shares."),
        (get("us-ca-primary-2011"), "Instead: the first two go on to the next election."),
        (get("us-ak-primary-2022"), "If one of them withdraws: the next moves up."),
        (get("us-ak-primary-2022"), "The next round is decided by: us-ak-general-2022."),
        (get("us-ak-general-2022"), "Voters rank up to 4."),
        (get("us-me-congress-2018"), "Voters rank up to as many names as they like."),
        (get("us-ms-primary"), "Recount: the law has none [NCSL"),
        (get("us-nc-general", APRIL_18), "and at most 10,000 votes"),
        (get("us-la-primary"), "Mail ballots: only before election day"),
        (get("us-tx-primary"), "Mail ballots: until 1 day after election day, with a postmark, by 5 p.m."),
        (get("us-ms-primary"), "A case about this rule was before the U.S. Supreme Court."),
        (get("us-ga-general-1994"), "in force from 1994-01-01 to 2004-12-31"),
        (get("us-ga-general-2021"), "in force since 2021-03-25"),
        (get("us-ga-primary"), "in force until 2013-12-31"),
        (get("us-ga-president"), "with no dates known"),
        (
            get("pe-president"),
            "if blank and spoiled votes together are more than 66.6667% of the all ballots cast",
        ),
        (replace(PLURALITY, seats=2, ballot=Ballot(BallotKind.MULTI, 2)), "Wins (2 seats): most votes."),
        (replace(PLURALITY, withdrawn=Withdrawn.VOTES_VOID), "who withdrew do not count."),
        (replace(PLURALITY, withdrawn=Withdrawn.REPLACED), "who withdrew count for the replacement."),
        (replace(PLURALITY, writeins=WriteIns.REGISTERED_ONLY), "only for registered write-in candidates"),
        (replace(PLURALITY, unopposed=Unopposed.YES_NO), "more yes than no"),
        (made("share > 1/2", on_withdrawal=OnWithdrawal.RESTART), "the election starts again"),
        (made("share > 1/2", kind="legislature", take=""), "the legislature chooses among the candidates"),
        (replace(MAJORITY, jurisdiction="XX"), "XX, general: made up"),
    ],
)
def test_what_is_said_of_a_rule(rule, said):
    assert said in explain(rule)


def test_afterwards_in_words():
    rule = replace(
        PLURALITY,
        stage=Stage.SPECIAL,
        void=(read_void("null > 1/2 of valid_including_blank"),),
        recount=(Recount(kind=RecountKind.REQUEST, within=(read_margin("< 20 votes"),), scope="statewide"),),
        outstanding=(Arrival(kind=ArrivalKind.CURE, days=3, text="by noon"),),
        official=Official(county_days=6, state_days=None, text="the state later", citation="c", text_seen=True),
    )
    text = explain(rule)
    assert "Recount: on request, when the margin is less than 20 votes (statewide) [; low confidence, no text" in text
    assert "Rejected mail ballots can be cured: until 3 days after election day, by noon [" in text
    assert "Official: counties 6 days after; the state later [c; low confidence]. These are the days" in text


def test_a_rule_as_json():
    document = as_document(get("us-nc-primary-2018", APRIL_18))
    assert document["win"] == [["share > 3/10"]]
    assert document["winText"] == "more than 30% of the votes for the office"
    assert document["otherwise"] == {
        "kind": "runoff",
        "take": "top 2",
        "tieAtCut": "unknown",
        "onRequestOf": "runner_up",
        "onWithdrawal": "none",
        "days": None,
        "when": "seven weeks later, ten when a federal office is on the ballot",
        "rule": "plurality",
    }
    assert (document["validFrom"], document["validTo"], document["readBy"]) == ("2018-01-01", None, None)
    assert document["recount"][0]["within"] == ["<= 1/200 of votes_for_office", "<= 10000 votes"]
    assert document["outstanding"][0]["kind"] == "mail" or document["outstanding"]
    assert as_document(get("us-ga-president"))["otherwise"] is None
    assert as_document(get("us-ia-primary"))["otherwise"]["take"] is None
    assert as_document(get("fr-president"))["official"] is None
    assert as_document(get("us-ga-president"))["official"]["stateDays"] == 17


def ask(*args: str):
    return CliRunner().invoke(command, args)


@pytest.mark.parametrize("state", ["GA", "US-GA", "Georgia", "ga"])
def test_the_command_explains_a_states_rules_on_a_day(state):
    answer = ask(state, "--on", "2017-04-18", "--stage", "special")
    assert answer.exit_code == 0
    assert answer.stdout.startswith("Georgia, special: U.S. House")
    assert "us-ga-special-2005" in answer.stdout
    assert answer.stderr.startswith("Rules of Georgia for 2017-04-18.")


def test_the_command_in_json_and_for_a_country():
    answer = ask("France", "--on", "2022-04-10", "--json", "--scope", "president")
    document = json.loads(answer.stdout)
    assert (document["place"], document["on"]) == ("FR", "2022-04-10")
    assert [rule["id"] for rule in document["rules"]] == ["fr-president"]
    assert answer.stderr == ""


def test_letters_that_are_a_state_and_a_country_are_the_state_and_said_so():
    answer = ask("CO", "--on", "2022-05-29")
    assert "us-co-general" in answer.stdout
    assert "CO is read as Colorado; for the country, write 'Colombia'." in answer.stderr
    assert "co-president" in ask("Colombia", "--on", "2022-05-29").stdout


def test_without_a_day_today_is_meant():
    assert dt.datetime.now(dt.UTC).date().isoformat()[:4] in ask("WA", "--stage", "general").stderr


def test_a_place_or_a_stage_that_is_not_there_is_met_with_the_nearest():
    answer = ask("Goergia")
    assert isinstance(answer.exception, RuleError)
    assert answer.exception.hint == "Did you mean Georgia?"
    assert ask("GA", "--stage", "speical").exit_code == 2
    assert tuple(Stage) == STAGES


def test_days_known_by_number_are_said_as_days():
    rule = replace(MAJORITY, otherwise=replace(MAJORITY.otherwise, after=After(28)))
    assert "When: 28 days later." in explain(rule)
