"""What changed between two snapshots: the flow follows from the states, and nothing is lost on the way."""

import pytest
from hypothesis import given

from outright.count import Batch, Change
from outright.count.batch import cells
from outright.terms import VoteMethod
from tallies import DAY, EARLY, contest, count, snapshot, snapshots, unit

TOTAL = VoteMethod.TOTAL
TWO = contest("ossoff", "handel")


def change(unit_id, candidate_id, old, new, method=TOTAL):
    return Change("us-house-6", unit_id, candidate_id, method, old, new)


def reported(table):
    """The cells somebody has reported; a cell that is not reported is as good as absent."""
    return {cell: votes for cell, votes in table.items() if votes is not None}


def test_the_first_snapshot_of_a_night_is_all_new():
    first = snapshot(count(TWO, unit("cobb", 3, 2), unit("fulton", None, None)))
    assert first.since(None).changes == (
        change("cobb", "ossoff", None, 3),
        change("cobb", "handel", None, 2),
    )


def test_a_batch_says_what_each_candidate_gained():
    before = snapshot(count(TWO, unit("cobb", 3, 2)))
    after = snapshot(count(TWO, unit("cobb", 10, 2), unit("fulton", 1, 4)))
    batch = after.since(before)
    assert batch.changes == (
        change("cobb", "ossoff", 3, 10),
        change("fulton", "ossoff", None, 1),
        change("fulton", "handel", None, 4),
    )
    assert [c.added for c in batch.changes] == [7, 1, 4]
    assert batch.added("us-house-6") == 12
    assert batch.added("us-senate") == 0
    assert not batch.fell()


def test_totals_and_their_parts_are_read_apart():
    before = snapshot(count(TWO, unit("cobb", 3, 2, parts=[(3, 2), (0, 0)]), methods=[EARLY, DAY]))
    after = snapshot(count(TWO, unit("cobb", 8, 3, parts=[(3, 2), (5, 1)]), methods=[EARLY, DAY]))
    batch = after.since(before)
    assert list(batch.totals()) == [change("cobb", "ossoff", 3, 8), change("cobb", "handel", 2, 3)]
    assert list(batch.parts()) == [
        change("cobb", "ossoff", 0, 5, DAY),
        change("cobb", "handel", 0, 1, DAY),
    ]
    assert batch.added("us-house-6") == 6, "the parts are not added to the totals"


def test_from_not_reported_to_zero_is_news_though_no_vote_was_added():
    before = snapshot(count(TWO, unit("cobb", None, None)))
    after = snapshot(count(TWO, unit("cobb", 0, None)))
    (news,) = after.since(before).changes
    assert (news.old, news.new, news.added) == (None, 0, 0)


def test_a_county_that_vanished_is_gone_and_its_votes_did_not_become_zero():
    before = snapshot(count(TWO, unit("cobb", 3, 2), unit("fulton", 5, 6)))
    after = snapshot(count(TWO, unit("cobb", 3, 2)))
    batch = after.since(before)
    assert batch.units_gone == (("us-house-6", "fulton"),)
    assert [(c.unit_id, c.old, c.new) for c in batch.changes] == [("fulton", 5, None), ("fulton", 6, None)]
    assert batch.fell() == batch.changes
    assert batch.added("us-house-6") == -11


def test_a_contest_that_vanished_is_said_once_and_not_again_for_each_county():
    other = contest("a", "b", contest_id="sheriff")
    before = snapshot(count(TWO, unit("cobb", 3, 2)), count(other, unit("cobb", 1, 1)))
    batch = snapshot(count(TWO, unit("cobb", 3, 2))).since(before)
    assert batch.contests_gone == ("sheriff",)
    assert batch.units_gone == ()
    assert {c.contest_id for c in batch.changes} == {"sheriff"}


@pytest.mark.parametrize(
    ("old", "new", "fell"),
    [(10, 9, True), (10, None, True), (0, None, True), (10, 10, False), (10, 11, False), (None, 0, False)],
)
def test_a_count_fell_when_it_is_lower_or_no_longer_there(old, new, fell):
    batch = snapshot(count(TWO, unit("cobb", new, 5))).since(snapshot(count(TWO, unit("cobb", old, 5))))
    assert bool(batch.fell()) is fell


def test_an_empty_batch_is_false_and_any_news_makes_it_true():
    assert not Batch()
    assert Batch(changes=(change("cobb", "ossoff", None, 1),))
    assert Batch(units_gone=(("us-house-6", "cobb"),))
    assert Batch(contests_gone=("us-house-6",))


def test_a_contest_is_found_by_id_and_an_unknown_one_is_not():
    night = snapshot(count(TWO, unit("cobb", 3, 2)))
    assert night.contest("us-house-6").contest is TWO
    with pytest.raises(KeyError, match="sheriff"):
        night.contest("sheriff")


@given(snapshots())
def test_nothing_changes_since_the_same_snapshot(night):
    assert not night.since(night)


@given(snapshots(), snapshots())
def test_a_batch_applied_to_the_old_cells_gives_the_new_ones(before, after):
    table = reported(cells(before.contests))
    for changed in after.since(before).changes:
        key = (changed.contest_id, changed.unit_id, changed.candidate_id, changed.method)
        assert table.get(key) == changed.old != changed.new
        table[key] = changed.new
    assert reported(table) == reported(cells(after.contests))


@given(snapshots(), snapshots())
def test_going_back_undoes_every_change(before, after):
    there = {(c.contest_id, c.unit_id, c.candidate_id, c.method): (c.old, c.new) for c in after.since(before).changes}
    back = {(c.contest_id, c.unit_id, c.candidate_id, c.method): (c.new, c.old) for c in before.since(after).changes}
    assert there == back


@given(snapshots(), snapshots())
def test_votes_added_are_the_difference_of_the_counts(before, after):
    batch = after.since(before)
    held = {c.contest.id: c.votes or 0 for c in before.contests}
    holds = {c.contest.id: c.votes or 0 for c in after.contests}
    for contest_id in held | holds:
        assert batch.added(contest_id) == holds.get(contest_id, 0) - held.get(contest_id, 0)


@given(snapshots(), snapshots())
def test_every_unit_is_either_still_there_or_said_to_be_gone(before, after):
    batch = after.since(before)
    listed = {(c.contest.id, u.unit.id) for c in after.contests for u in c.counting_units()}
    for counted in before.contests:
        for place in counted.counting_units():
            key = (counted.contest.id, place.unit.id)
            said = key in batch.units_gone or key[0] in batch.contests_gone
            assert (key in listed) is not said


@given(snapshots(), snapshots())
def test_changes_stand_in_the_order_of_the_later_count_then_what_only_the_earlier_has(before, after):
    old, new = cells(before.contests), cells(after.contests)
    still = tuple(Change(*k, old.get(k), v) for k, v in new.items() if old.get(k) != v)
    gone = {Change(*k, v, None) for k, v in old.items() if k not in new and v is not None}
    changes = after.since(before).changes
    assert (changes[: len(still)], set(changes[len(still) :])) == (still, gone)
