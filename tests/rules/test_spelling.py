"""What the tables write is what they read, and what they cannot read they refuse with an example."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.rules import spelling as sp
from outright.rules.afterwards import ShareMargin, VotesMargin
from outright.rules.vocabulary import (
    LeadTest,
    NigeriaTake,
    PluralityTest,
    ShareTake,
    ShareTest,
    Top,
    TurnoutTest,
    UnitsTest,
    VoidTest,
)
from outright.rules.words import Ballot, BallotKind, Denominator, Op, VoidCount
from rules.made import law

SHARES = st.fractions(Fraction(1, 1000), 1, max_denominator=1000)
OPS, OF, COUNTS = st.sampled_from(Op), st.sampled_from(Denominator), st.integers(1, 10**6)
ENOUGH = st.sampled_from([Op.GE, Op.GT])
TESTS = st.one_of(
    st.builds(ShareTest, OPS, SHARES, st.none() | OF),
    st.builds(LeadTest, OPS, SHARES),
    st.builds(TurnoutTest, OPS, SHARES),
    st.builds(UnitsTest, st.sampled_from(["states", "House districts"]), COUNTS | SHARES, SHARES, OPS, ENOUGH),
    st.builds(UnitsTest, st.just("counties"), COUNTS, st.none(), st.just(Op.GE), ENOUGH),
    st.just(PluralityTest()),
)


@law
@given(TESTS)
def test_a_test_is_read_as_it_is_spelled(test):
    assert sp.read_test(sp.spell_test(test)) == test


@law
@given(st.builds(VoidTest, st.sampled_from(VoidCount), OPS, SHARES, OF))
def test_a_voiding_condition_is_read_as_it_is_spelled(test):
    assert sp.read_void(sp.spell_void(test)) == test


@law
@given(st.one_of(st.builds(Top, COUNTS), st.builds(ShareTake, OF, SHARES, COUNTS), st.just(NigeriaTake())))
def test_who_goes_on_is_read_as_it_is_spelled(take):
    assert sp.read_take(sp.spell_take(take)) == take


@law
@given(st.builds(Ballot, st.sampled_from(BallotKind), st.none() | COUNTS))
def test_a_ballot_is_read_as_it_is_spelled(ballot):
    assert sp.read_ballot(sp.spell_ballot(ballot)) == ballot


@law
@given(st.one_of(st.builds(ShareMargin, OPS, SHARES, OF), st.builds(VotesMargin, OPS, COUNTS)))
def test_a_margin_is_read_as_it_is_spelled(margin):
    assert sp.read_margin(sp.spell_margin(margin)) == margin


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (sp.read_test, "share > 50%"),
        (sp.read_test, "lead > 1/10 of votes_for_office"),
        (sp.read_void, "blank"),
        (sp.read_take, "first two"),
        (sp.read_ballot, "stv"),
        (sp.read_margin, "<= 0.5%"),
    ],
)
def test_words_that_are_not_the_tables_are_refused_with_what_to_write(read, text):
    with pytest.raises(ValueError, match=r"write |of votes_for_office"):
        read(text)
