"""A rule in the one line under a contest's name."""

from fractions import Fraction

import pytest

from outright.rules import Rule, get
from outright.rules.sentence import sentence
from outright.rules.vocabulary import (
    After,
    LeadTest,
    Otherwise,
    OtherwiseKind,
    PluralityTest,
    RequestOf,
    ShareTake,
    ShareTest,
    Top,
)
from outright.rules.words import Ballot, BallotKind, Denominator, Op, Stage

HALF = Fraction(1, 2)
RANKED = Ballot(BallotKind.RANKED)


def made(*win, otherwise=None, **facts):
    return Rule(id="r", jurisdiction="XX", scope="", stage=Stage.GENERAL, win=win, otherwise=otherwise, **facts)


TOP_TWO = Top(2)


def goes(kind, take=TOP_TWO, **facts):
    return Otherwise(kind=kind, take=take, **facts)


MAJORITY = (ShareTest(Op.GT, HALF),)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            get("us-ga-special-2005"),
            "A majority wins outright. Otherwise the top two meet in a runoff 63 days later.",
        ),
        (made((PluralityTest(),)), "Most votes win."),
        (made((PluralityTest(),), seats=2), "The two with most votes win."),
        (
            made(
                (ShareTest(Op.GT, Fraction(30, 100)),),
                otherwise=goes(OtherwiseKind("runoff"), on_request_of=RequestOf.RUNNER_UP),
            ),
            "More than 30% wins outright. Otherwise the top two meet in a runoff if the runner-up asks for it.",
        ),
        (
            made(otherwise=goes(OtherwiseKind("advance"), Top(4))),
            "Whatever the shares, the top four go on to the next round.",
        ),
        (
            made(
                (ShareTest(Op.GT, Fraction(45, 100)),),
                (ShareTest(Op.GE, Fraction(2, 5)), LeadTest(Op.GT, Fraction(1, 10))),
                otherwise=goes(OtherwiseKind("runoff"), ShareTake(Denominator.REGISTERED_VOTERS, Fraction(1, 8), 2)),
            ),
            "More than 45% wins outright under further conditions. Otherwise those who qualify meet in a runoff.",
        ),
        (
            made((ShareTest(Op.GE, Fraction(35, 100)),), otherwise=goes(OtherwiseKind("convention"), None)),
            "At least 35% wins outright. Otherwise a party convention chooses.",
        ),
        (
            made(MAJORITY, otherwise=goes(OtherwiseKind("legislature"), Top(3))),
            "A majority wins outright. Otherwise the legislature chooses among the top three.",
        ),
        (
            made(MAJORITY, otherwise=goes(OtherwiseKind("irv"), None), ballot=RANKED),
            "A majority wins outright. Otherwise voters' next choices are counted.",
        ),
        (
            made(MAJORITY, otherwise=goes(OtherwiseKind("contingent"), None), ballot=RANKED),
            "A majority wins outright. Otherwise voters' next choices are counted.",
        ),
        (
            made(MAJORITY, otherwise=goes(OtherwiseKind("next_election"), None)),
            "A majority wins outright. Otherwise the election is held again.",
        ),
        (
            made(
                (LeadTest(Op.GT, Fraction(1, 10)),),
                otherwise=goes(OtherwiseKind("runoff"), Top(7), after=After(days=14)),
            ),
            "Wins: a lead over the second of more than 10 points. Otherwise the top 7 meet in a runoff 14 days later.",
        ),
    ],
)
def test_a_rule_in_a_sentence(rule, words):
    assert sentence(rule) == words


def test_every_kind_of_otherwise_has_words():
    assert {str(k) for k in OtherwiseKind} == {
        "runoff",
        "advance",
        "irv",
        "contingent",
        "convention",
        "legislature",
        "next_election",
    }
