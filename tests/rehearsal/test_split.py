"""Precincts are invented; their sums are not."""

from __future__ import annotations

import math
import statistics
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outright.errors import CountError
from outright.rehearsal.reference import load
from outright.rehearsal.split import apportion, deal, precincts


@st.composite
def counties(draw):
    methods, candidates = draw(st.integers(1, 4)), draw(st.integers(1, 6))
    row = st.lists(st.integers(0, 400), min_size=candidates, max_size=candidates).map(tuple)
    totals = draw(st.lists(row, min_size=methods, max_size=methods).map(tuple))
    room = draw(st.sampled_from([0, 1, 50, 5000]))
    return totals, sum(map(sum, totals)) + room, draw(st.integers(1, 40)), draw(st.integers(0, 2**32))


@settings(max_examples=150, deadline=None)
@given(counties(), st.floats(0, 0.3))
def test_precincts_add_up_for_every_method_and_candidate_and_never_exceed_registration(county, spread):
    totals, registered, count, seed = county
    places = precincts(totals, registered, count, Random(seed), lean_spread=spread)
    assert len(places) == count
    assert len({p.name for p in places}) == count
    assert sum(p.registered for p in places) == registered
    for m, row in enumerate(totals):
        for c, votes in enumerate(row):
            assert sum(p.votes[m][c] for p in places) == votes
    for place in places:
        assert all(v >= 0 for row in place.votes for v in row)
        assert place.total <= place.registered


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, 10_000),
    st.lists(st.floats(0, 1e6), min_size=1, max_size=30),
    st.integers(0, 99),
)
def test_dealing_and_apportioning_lose_nothing(total, weights, seed):
    for parts in (apportion(total, weights), deal(total, weights, Random(seed))):
        assert sum(parts) == total
        assert min(parts) >= 0


def test_more_votes_than_voters_is_refused_with_a_way_out():
    with pytest.raises(CountError) as caught:
        precincts(((10, 5),), 14, 3, Random(1), name="Cobb")
    assert "15 votes" in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(("county", "low", "high"), [("cobb", 0.04, 0.10), ("fulton", 0.09, 0.17)])
def test_shares_differ_between_precincts_about_as_they_did_in_june(county, low, high):
    row = next(c for c in load().counties if c.id == county)
    leader = max(range(18), key=lambda c: sum(m[c] for m in row.votes))
    for seed in range(3):
        places = precincts(
            row.votes,
            row.registered,
            row.precincts,
            Random(seed),
            lean_spread=row.lean_spread,
            size_spread=row.size_spread,
        )
        day = [p.votes[0] for p in places if sum(p.votes[0]) > 20]
        mean = sum(v[leader] for v in day) / sum(map(sum, day))
        spread = sum(sum(v) * (v[leader] / sum(v) - mean) ** 2 for v in day) / sum(map(sum, day))
        assert low < math.sqrt(spread) < high
        early = [p.votes[2] for p in places if sum(p.votes[0]) > 20]
        assert (
            statistics.correlation([v[leader] / sum(v) for v in day], [v[leader] / max(1, sum(v)) for v in early]) > 0.4
        )  # one precinct leans one way in all its methods
