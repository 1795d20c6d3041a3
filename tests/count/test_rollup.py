"""Counts brought together: only sums of what was published, and nothing invented."""

import dataclasses

import pytest
from hypothesis import given

from outright.count import StatedTotals
from outright.count.rollup import by_county, onto, together
from outright.count.tally import add
from tallies import COUNTY, DAY, EARLY, MAIL, PRECINCT, contest, contest_counts, count, unit

TWO = contest("ossoff", "handel")


def precinct(unit_id, *totals, parent="cobb", **more):
    return unit(unit_id, *totals, level=PRECINCT, parent=parent, **more)


def by_precinct(*units, methods=()):
    return count(TWO, *units, methods=methods, level=PRECINCT)


def test_precincts_are_summed_into_their_county():
    (cobb,) = by_county(
        by_precinct(
            precinct("cobb-1", 10, 5, parts=[(4, 1)], reported=True, registered=100),
            precinct("cobb-2", 20, None, parts=[(6, None)], reported=True, registered=200),
            methods=[EARLY],
        ),
        {"cobb": "Cobb County"},
    )
    assert (cobb.unit.id, cobb.unit.name, cobb.unit.type) == ("cobb", "Cobb County", COUNTY)
    assert cobb.totals == (30, 5)
    assert cobb.parts == ((10, 1),)
    assert cobb.registered_voters == 300
    assert cobb.reported is True


def test_a_precinct_without_a_county_stands_for_itself():
    (alone,) = by_county(by_precinct(precinct("mail-board", 3, 4, parent=None)))
    assert alone.unit.id == "mail-board"
    assert alone.totals == (3, 4)


@pytest.mark.parametrize(
    ("flags", "whole"),
    [([True, True], True), ([True, False], False), ([True, None], None), ([False, None], None)],
)
def test_a_county_has_reported_only_when_every_precinct_says_so(flags, whole):
    precincts = [precinct(f"cobb-{i}", 1, 1, reported=flag) for i, flag in enumerate(flags)]
    (cobb,) = by_county(by_precinct(*precincts))
    assert cobb.reported is whole


def test_precincts_that_have_sent_nothing_leave_their_county_unknown():
    (cobb,) = by_county(by_precinct(precinct("cobb-1", None, None), precinct("cobb-2", None, None)))
    assert cobb.totals == (None, None)
    assert cobb.parts == ()


def test_a_count_by_county_is_already_by_county():
    whole = count(TWO, unit("cobb", 1, 2), precinct("cobb-1", 1, 2))
    assert [u.unit.id for u in by_county(whole)] == ["cobb"]


def test_a_count_is_rewritten_for_a_longer_ballot_without_inventing_zeros():
    longer = contest("gray", "handel", "ossoff")
    theirs = dataclasses.replace(
        count(TWO, unit("cobb", 10, 5, parts=[(4, 1)]), unit("fulton", 2, 3), methods=[EARLY]),
        stated=StatedTotals((12, 8), ((4, 1),)),
    )
    ours = onto(longer, theirs, places=[2, 1], methods=[DAY, EARLY])
    assert ours.units[0].totals == (None, 5, 10)
    assert ours.units[0].parts == ((None, None, None), (None, 1, 4))
    assert ours.units[1].parts == (), "a unit that is not split by method is still not split"
    assert ours.stated == StatedTotals((None, 8, 12), ((None, None, None), (None, 1, 4)))
    assert ours.by_candidate() == {"gray": None, "handel": 8, "ossoff": 12}


def test_two_rows_of_one_candidate_become_one_sum():
    ours = onto(contest("ossoff"), count(TWO, unit("cobb", 10, 5)), places=[0, 0], methods=[])
    assert ours.units[0].totals == (15,)
    assert ours.stated is None


@given(contest_counts())
def test_rewriting_for_the_same_ballot_changes_nothing(whole):
    same = onto(whole.contest, whole, range(len(whole.contest.candidates)), whole.methods)
    assert same == whole


def test_counties_from_two_sources_make_one_contest():
    cobb = dataclasses.replace(
        count(TWO, unit("cobb", 10, 5, parts=[(4, 1)]), methods=[EARLY]),
        method_labels=((EARLY, ("Advance in Person 1",)),),
        precincts_reported=2, precincts_total=50, registered_voters=100, ballots_cast=15,
    )  # fmt: skip
    fulton = dataclasses.replace(
        count(TWO, unit("fulton", 1, 2, parts=[(1, 0)]), methods=[EARLY]),
        method_labels=((EARLY, ("Advance in Person 1", "Advanced Voting")),),
        precincts_reported=3, precincts_total=115, registered_voters=200,
    )  # fmt: skip
    whole = together(TWO, [cobb, fulton], {})
    assert whole.level is COUNTY
    assert whole.by_candidate() == {"ossoff": 11, "handel": 7}
    assert whole.result().parts == ((5, 1),)
    assert (whole.precincts_reported, whole.precincts_total) == (5, 165)
    assert whole.registered_voters == 300
    assert whole.ballots_cast is None, "one county's ballots are not the contest's"
    assert whole.method_labels == ((EARLY, ("Advance in Person 1", "Advanced Voting")),)


def test_a_source_by_precinct_and_one_by_county_meet_at_the_county():
    precincts = by_precinct(precinct("cobb-1", 10, 5), precinct("cobb-2", 1, 1))
    whole = together(TWO, [precincts, count(TWO, unit("fulton", 1, 2))], {"cobb": "Cobb"})
    assert [(u.unit.name, u.totals) for u in whole.counting_units()] == [
        ("Cobb", (11, 6)),
        ("Fulton", (1, 2)),
    ]


def test_each_sources_own_total_counts_where_its_units_fall_short():
    cobb = dataclasses.replace(count(TWO, unit("cobb", 10, 5)), stated=StatedTotals((12, 5)))
    whole = together(TWO, [cobb, count(TWO, unit("fulton", 1, 2))], {})
    assert whole.result().totals == (13, 7)
    assert whole.summed().totals == (11, 7)


def test_no_sources_make_an_empty_count():
    assert together(TWO, [], {}).votes is None


@given(contest_counts(), contest_counts())
def test_bringing_together_loses_no_vote(one, other):
    ballot = max(one.contest, other.contest, key=lambda c: len(c.candidates))
    counts = [onto(ballot, c, range(len(c.contest.candidates)), [EARLY, DAY, MAIL]) for c in (one, other)]
    assert together(ballot, counts, {}).votes == add([one.votes, other.votes])
