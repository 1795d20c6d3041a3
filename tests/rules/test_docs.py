"""The page about rules names every word of the vocabulary, and its examples are true."""

from __future__ import annotations

import datetime as dt
import doctest
from importlib import import_module

import pytest

from outright.rules import Outcome, contest_votes, decide, get
from outright.rules.explain import explain
from outright.rules.vocabulary import OnWithdrawal, OtherwiseKind, TieAtCut
from outright.rules.words import BallotKind, Denominator, Fusion, Unopposed, Withdrawn, WriteIns
from shared import ROOT

PAGE = (ROOT / "docs" / "rules.md").read_text("utf-8")
LISTS = (
    *(Denominator, Outcome, OtherwiseKind, TieAtCut, OnWithdrawal),
    *(BallotKind, Fusion, Unopposed, Withdrawn, WriteIns),
)


@pytest.mark.parametrize("words", LISTS, ids=lambda words: words.__name__)
def test_every_word_is_on_the_page(words):
    missing = [word for word in words if f"`{word}" not in PAGE]
    assert not missing


def test_the_page_quotes_the_command_as_it_speaks():
    said = explain(get("us-ga-special-2005", dt.date(2017, 4, 18))).splitlines()[:5]
    assert "\n".join(said) in PAGE


def test_the_pages_example_decides_what_it_says():
    decision = decide(get("us-ga-special-2005"), contest_votes({"a": 480, "b": 300, "c": 220}, writeins=0))
    assert (decision.outcome, decision.candidates) == (Outcome.RUNOFF, ("a", "b"))
    assert decision.working[0] in PAGE


@pytest.mark.parametrize("name", ["arithmetic", "evaluate", "going_on", "ranked", "spelling", "votes"])
def test_examples_in_the_code_are_true(name):
    tried = doctest.testmod(import_module(f"outright.rules.{name}"))
    assert tried.attempted > 0
    assert tried.failed == 0
