"""Votes of one contest: what was reported is summed, what was not stays unknown."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.count import StatedTotals
from outright.count.tally import add
from outright.terms import VoteMethod
from tallies import COUNTY, DAY, EARLY, PRECINCT, contest, contest_counts, count, unit, votes

TWO = contest("ossoff", "handel")


def test_nothing_reported_adds_up_to_unknown_and_not_to_zero():
    assert add([]) is None
    assert add([None, None]) is None
    assert add([None, 0]) == 0


@given(st.lists(votes), st.lists(votes))
def test_a_sum_does_not_depend_on_how_the_units_are_grouped(some, others):
    assert add([add(some), add(others)]) == add(some + others) == add(others + some)


def test_a_county_and_its_precincts_are_never_summed_together():
    whole = count(
        TWO,
        unit("cobb", 30, 12),
        unit("cobb-1", 10, 5, level=PRECINCT, parent="cobb"),
        unit("cobb-2", 20, 7, level=PRECINCT, parent="cobb"),
        unit("fulton", 1, 2),
        level=COUNTY,
    )
    assert whole.summed().totals == (31, 14)
    assert [u.unit.id for u in whole.counting_units()] == ["cobb", "fulton"]
    assert dataclasses.replace(whole, level=PRECINCT).summed().totals == (30, 12)


def test_methods_are_summed_apart_from_totals():
    whole = count(
        TWO,
        unit("cobb", 30, 12, parts=[(20, 2), (10, 10)]),
        unit("fulton", 5, 6, parts=[(5, None), (None, None)]),
        unit("dekalb", 7, 8),
        methods=[EARLY, DAY],
    )
    assert whole.summed() == StatedTotals((42, 26), ((25, 2), (10, 10)))


def test_a_method_that_no_unit_splits_out_is_unknown():
    assert count(TWO, unit("cobb", 1, 2), methods=[EARLY]).summed().parts == ((None, None),)


def test_a_contest_without_units_has_no_votes_rather_than_zero_votes():
    empty = count(TWO)
    assert empty.votes is None
    assert empty.by_candidate() == {"ossoff": None, "handel": None}


def test_the_sources_own_totals_stand_even_where_its_parts_disagree():
    parts_say = count(TWO, unit("cobb", 10, 5))
    source_says = dataclasses.replace(parts_say, stated=StatedTotals((11, 5)))
    assert source_says.result().totals == (11, 5)
    assert source_says.votes == 16
    assert source_says.summed().totals == (10, 5)
    assert parts_say.result() == parts_say.summed()


def test_votes_by_candidate_keep_the_contests_order():
    assert list(count(TWO, unit("cobb", 1, 2)).by_candidate().items()) == [("ossoff", 1), ("handel", 2)]


def test_a_method_is_found_by_name_and_one_not_split_out_is_not():
    split = count(TWO, methods=[EARLY, DAY])
    assert split.method_index(DAY) == 1
    assert split.method_index(VoteMethod.PROVISIONAL) is None
    assert split.method_index(VoteMethod.TOTAL) is None


def test_a_units_votes_are_its_candidates_together():
    assert unit("cobb", 3, None, 4).votes == 7
    assert unit("cobb", None, None).votes is None


def test_total_is_refused_as_a_method():
    with pytest.raises(ValueError, match="never shares a sum"):
        count(TWO, methods=[EARLY, VoteMethod.TOTAL])


@pytest.mark.parametrize(
    "crooked",
    [unit("cobb", 1), unit("cobb", 1, 2, 3), unit("cobb", 1, 2, parts=[(1, 2, 3)])],
    ids=["too few", "too many", "too many in a method"],
)
def test_votes_that_do_not_line_up_with_the_candidates_are_refused(crooked):
    with pytest.raises(ValueError, match="2 candidates of us-house-6"):
        count(TWO, crooked, methods=[EARLY])


def test_stated_totals_must_line_up_too():
    with pytest.raises(ValueError, match="do not line up"):
        dataclasses.replace(count(TWO), stated=StatedTotals((1, 2, 3)))


@pytest.mark.parametrize("rows", [[(1, 1)], [(1, 1)] * 3], ids=["a method missing", "a method too many"])
def test_a_unit_splits_its_votes_by_every_method_or_by_none(rows):
    with pytest.raises(ValueError, match="2 methods of us-house-6"):
        count(TWO, unit("cobb", 3, 3, parts=rows), methods=[EARLY, DAY])


def test_two_candidates_with_one_id_are_refused_because_one_would_lose_its_votes():
    with pytest.raises(ValueError, match="smith"):
        contest("smith", "jones", "smith")


@given(contest_counts())
def test_the_whole_is_the_sum_of_its_parts(whole):
    result = whole.result()
    units = list(whole.counting_units())
    assert whole.votes == add(u.votes for u in units)
    for c, votes_of_one in enumerate(result.totals):
        assert votes_of_one == add(u.totals[c] for u in units)
    assert list(whole.by_candidate().values()) == list(result.totals)
    assert len(result.parts) == len(whole.methods)


def test_a_count_cannot_be_altered():
    whole = count(TWO, unit("cobb", 1, 2))
    with pytest.raises(dataclasses.FrozenInstanceError):
        whole.units[0].totals = (2, 1)
    with pytest.raises((TypeError, AttributeError)):
        whole.note = "recounted"
    assert whole.by_candidate() == {"ossoff": 1, "handel": 2}


def test_a_candidate_is_found_by_id_and_an_unknown_one_is_not():
    assert TWO.candidate("handel").name == "Handel"
    with pytest.raises(KeyError, match="gray"):
        TWO.candidate("gray")
