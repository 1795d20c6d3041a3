"""Then and now in the same places: who ran ahead of whom, and when that may not be said."""

from fractions import Fraction

import numpy as np
import pytest

from outright.baseline.swing import Caution, swing
from outright.errors import BaselineError
from outright.terms import VoteMethod as M
from pasts import outline, past

TWO = outline({"a": "cobb", "b": "cobb"})
THEN = past({"a": ("cobb", [[30, 20], [30, 20]]), "b": ("cobb", [[10, 40], [10, 40]])})


def compare(votes, part, *, now=TWO, then=THEN, **asked):
    shape = (len(now.units), len(now.methods), len(now.candidates))
    table = np.array(votes, dtype=np.int64).reshape(shape)
    return swing(now, table, np.array(part, dtype=float).reshape(shape[:2]), then,
                 **{"candidates": ("ossoff",), "against": "clinton", **asked})  # fmt: skip


def codes(row) -> list[Caution]:
    return [d.code for d in row.doubts]


def test_complete_places_are_compared_exactly_and_without_a_caution():
    found = compare([[[10, 15], [10, 15]], [[5, 45], [5, 45]]], [[1, 1], [1, 1]])
    row = found.rows[0]
    assert (row.now.share, row.then.share) == (Fraction(120, 150), Fraction(120, 200))
    assert row.ahead == Fraction(1, 5)
    assert (row.turnout_ratio, row.part_in, row.like_for_like) == (Fraction(3, 4), 1, True)
    assert found.total.ahead == row.ahead


def test_only_the_same_precincts_are_compared_when_one_is_still_out():
    row = compare([[[10, 15], [10, 15]], [[0, 0], [0, 0]]], [[1, 1], [0, 0]]).rows[0]
    assert row.then.total == 100, "the precinct that is out is in neither sum"
    assert row.ahead == Fraction(30, 50) - Fraction(40, 100)
    assert codes(row) == [Caution.PARTIAL]
    assert row.part_in == Fraction(1, 2)


def test_early_votes_alone_are_partial_and_of_another_mix():
    row = compare([[[0, 0], [10, 15]], [[0, 0], [5, 45]]], [[0, 1], [0, 1]]).rows[0]
    assert codes(row) == [Caution.PARTIAL, Caution.METHOD_MIX]
    assert "early is 100% of these votes and was 50%" in row.doubts[1].text
    assert not row.like_for_like


def test_what_nobody_knows_the_extent_of_is_not_taken_as_in():
    row = compare([[[10, 15], [10, 15]], [[5, 45], [5, 45]]], [[float("nan"), 1], [1, 1]]).rows[0]
    assert codes(row) == [Caution.PARTIAL]


def test_a_countys_part_of_the_district_is_compared_with_all_its_precincts():
    then = past({"cobb": ("cobb", [[40, 60], [40, 60]])}, scope="district-part")
    found = compare([[[10, 15], [10, 15]], [[5, 45], [5, 45]]], [[1, 1], [1, 1]], then=then)
    assert (found.rows[0].then.share, found.rows[0].like_for_like) == (Fraction(3, 5), True)


def test_a_whole_county_gives_a_share_and_no_size_and_says_so():
    then = past({"cobb": ("cobb", [[400, 600], [400, 600]])}, scope="whole-county")
    row = compare([[[10, 15], [10, 15]], [[5, 45], [5, 45]]], [[1, 1], [1, 1]], then=then).rows[0]
    assert (row.turnout_ratio, codes(row)) == (None, [Caution.WHOLE_COUNTY])


def test_past_places_without_a_match_are_left_out_and_told():
    then = past({"a": ("cobb", [[30, 20], [30, 20]]), "gone": ("cobb", [[10, 40], [10, 40]])})
    row = compare([[[10, 15], [10, 15]], [[5, 45], [5, 45]]], [[1, 1], [1, 1]], then=then).rows[0]
    assert (row.now.total, row.then.total) == (50, 100)
    assert codes(row) == [Caution.LINES_CHANGED]
    assert "50%" in row.doubts[0].text


def test_a_county_without_a_past_or_without_votes_has_no_difference():
    now = outline({"a": "cobb", "f": "fulton", "z": "zone"})
    then = past({"a": ("cobb", [[30, 20], [30, 20]]), "f": ("fulton", [[1, 1], [1, 1]])})
    votes = [[[10, 15], [10, 15]], [[0, 0], [0, 0]], [[1, 1], [0, 0]]]
    found = compare(votes, [[1, 1], [0, 0], [1, 1]], now=now, then=then)
    assert [codes(r) for r in found.rows] == [[], [Caution.NOTHING_IN], [Caution.NO_BASELINE]]
    assert [r.ahead is None for r in found.rows] == [False, True, True]
    assert found.total.now.total == 50
    assert codes(found.total) == [Caution.NOTHING_IN, Caution.NO_BASELINE]


def test_late_provisionals_do_not_keep_a_county_partial():
    methods = (M.ELECTION_DAY, M.PROVISIONAL)
    now = outline({"a": "cobb"}, methods)
    then = past({"cobb": ("cobb", [[480, 500], [10, 10]])}, methods, scope="district-part")
    row = compare([[[100, 120], [0, 0]]], [[1, 0]], now=now, then=then).rows[0]
    assert (row.part_in, row.like_for_like) == (Fraction(98, 100), True)


def test_counts_without_ways_of_voting_are_compared_by_place():
    now = outline({"a": "cobb", "b": "cobb"}, (M.TOTAL,))
    found = compare([[[20, 30]], [[0, 0]]], [[1], [0]], now=now)
    assert found.rows[0].part_in == Fraction(1, 2)
    assert codes(found.rows[0]) == [Caution.PARTIAL]


def test_a_party_is_compared_with_all_its_candidates_together():
    found = compare([[[10, 15], [10, 15]], [[5, 45], [5, 45]]], [[1, 1], [1, 1]], candidates=("handel",), against="REP")
    assert found.rows[0].ahead == Fraction(30, 150) - Fraction(80, 200)


@pytest.mark.parametrize("asked", [{"against": "obama"}, {"candidates": ("nobody",)}, {"candidates": ()}])
def test_somebody_who_did_not_run_cannot_be_compared(asked):
    with pytest.raises(BaselineError) as caught:
        compare([[[10, 15], [10, 15]], [[5, 45], [5, 45]]], [[1, 1], [1, 1]], **asked)
    assert caught.value.hint
