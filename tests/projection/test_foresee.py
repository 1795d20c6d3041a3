"""What is foreseen of a count: nobody is lost, nothing unreported is looked at, and odd counts are answered."""

from dataclasses import replace

import numpy as np
import pytest

from grounds import counted, made, some
from outright.baseline.priors import shipped
from outright.projection.counted import Counted
from outright.projection.foresee import foresee
from outright.terms import VoteMethod

KINDS = {
    "two parties": {},
    "with a third and write-ins": {"parties": ("DEM", "REP", "LIB", "WRI")},
    "primary of seven": {"parties": ("REP",) * 7, "klass": "P"},
    "runoff": {"klass": "R", "parties": ("REP", "REP")},
    "by county": {"level": "county", "counties": 40, "methods": (VoteMethod.TOTAL,)},
    "no parties": {"klass": "U", "parties": ("", "", "")},
}


def checked(ground, count):
    """The answer, after what holds of every answer."""
    seen = foresee(ground, count, shipped())
    votes = count.votes.sum(axis=(0, 1))
    assert np.isfinite(seen.share).all() and np.isfinite(seen.split).all() and np.isfinite(seen.out).all()
    assert seen.share.sum() == pytest.approx(1)
    assert (seen.out >= 0).all() and (seen.out[count.part >= 1] == 0).all()
    assert seen.split.sum(axis=2) == pytest.approx(1)
    assert (votes + seen.votes_to_come() <= seen.total * (1 + 1e-9)).all()
    assert seen.votes_to_come().sum() == pytest.approx(seen.out.sum())
    assert seen.by_county.votes.sum() == pytest.approx(seen.out.sum())
    assert seen.by_method.votes.sum() == pytest.approx(seen.out.sum())
    assert (seen.split_variance >= 0).all() and (seen.turnout_variance >= 0).all() and seen.total_variance >= 0
    return seen


@pytest.mark.parametrize("part", [0.05, 0.5, 0.95])
@pytest.mark.parametrize("kind", KINDS)
def test_every_vote_expected_is_expected_for_somebody(kind, part):
    ground, votes = made(**KINDS[kind])
    seen = checked(ground, some(votes, part))
    assert (seen.out > 0).any()


def test_it_comes_closer_as_the_count_fills():
    ground, votes = made(units=200, counties=10)
    final = votes.sum(axis=(0, 1)) / votes.sum()
    answers = [checked(ground, some(votes, part)) for part in (0.05, 0.5, 0.95)]
    spreads = [float(np.sqrt(a.split_variance + a.turnout_variance)[0]) for a in answers]
    assert spreads[0] > spreads[1] > spreads[2]
    assert all(abs(a.share[0] - final[0]) < 4 * s for a, s in zip(answers, spreads, strict=True))


def test_the_order_in_which_units_and_candidates_are_named_changes_nothing():
    ground, votes = made(klass="P", parties=("REP",) * 4)
    count = some(votes, 0.4)
    seen = checked(ground, count)
    rng = np.random.default_rng(4)
    units, people = rng.permutation(votes.shape[0]), rng.permutation(votes.shape[2])
    outline = replace(
        ground.outline,
        units=tuple(ground.outline.units[i] for i in units),
        county=tuple(ground.outline.county[i] for i in units),
        pseudo=ground.pseudo[units],
        candidates=tuple(ground.outline.candidates[k] for k in people),
    )
    past = ground.method_past
    moved = replace(
        ground, outline=outline, county=ground.county[units], pseudo=ground.pseudo[units], size=ground.size[units],
        size_quality=ground.size_quality[units], steadiness=ground.steadiness[units], lean=ground.lean[units],
        lean_quality=ground.lean_quality[units], primary_turnout=ground.primary_turnout[units],
        history=tuple((n, x[units]) for n, x in ground.history),
        patterns=tuple((n, x[units]) for n, x in ground.patterns),
        method_past=replace(past, dem=past.dem[units], rep=past.rep[units], votes=past.votes[units]),
    )  # fmt: skip
    other = checked(moved, Counted(count.votes[units][:, :, people], count.part[units], count.arrival[units]))
    assert other.share == pytest.approx(seen.share[people], abs=1e-9)
    assert other.split_variance == pytest.approx(seen.split_variance[people], rel=1e-6)
    assert other.out == pytest.approx(seen.out[units], rel=1e-9)
    assert other.by_county.variance == pytest.approx(seen.by_county.variance, rel=1e-6)


def test_the_two_of_a_contest_are_each_others_mirror():
    ground, votes = made()
    count = some(votes, 0.4)
    seen = checked(ground, count)
    turned = replace(ground, outline=replace(ground.outline, parties=("REP", "DEM")))
    other = checked(turned, Counted(count.votes[:, :, ::-1], count.part, count.arrival))
    assert other.share[::-1] == pytest.approx(seen.share, abs=1e-9)


def test_the_arrival_of_cells_that_came_together_does_not_depend_on_how_they_are_numbered():
    ground, votes = made()
    count = some(votes, 0.5)
    together = np.where(count.arrival >= 0, count.arrival // 7, -1)
    one = foresee(ground, Counted(count.votes, count.part, together), shipped())
    two = foresee(ground, Counted(count.votes, count.part, np.where(together >= 0, together * 3 + 5, -1)), shipped())
    assert (one.share == two.share).all()


def test_before_the_first_vote_everyone_is_equal_and_nothing_is_sure():
    ground, votes = made(parties=("DEM", "REP", "LIB"))
    seen = checked(ground, some(votes, 0.0))
    assert seen.main == ()
    assert seen.share == pytest.approx(1 / 3)
    assert (np.sqrt(seen.split_variance) > 0.2).all()
    assert seen.total > 0


def test_when_everything_is_in_the_count_is_the_answer():
    ground, votes = made()
    seen = checked(ground, counted(votes, np.ones(votes.shape[:2], dtype=bool)))
    assert seen.share == pytest.approx(votes.sum(axis=(0, 1)) / votes.sum(), abs=1e-12)
    assert seen.total == votes.sum()
    assert (seen.split_variance == 0).all() and (seen.turnout_variance == 0).all() and seen.total_variance == 0


def test_one_cell_alone_thirty_candidates_and_an_empty_one_are_answered():
    ground, votes = made(units=1, counties=1, methods=(VoteMethod.TOTAL,))
    checked(ground, counted(votes, np.zeros((1, 1), dtype=bool)))
    ground, votes = made(klass="U", parties=("",) * 30)
    assert len(checked(ground, some(votes, 0.5)).main) <= 8
    ground, votes = made()
    votes[:, :] = 0
    checked(ground, some(votes, 0.5))
    checked(ground, counted(votes, np.ones(votes.shape[:2], dtype=bool)))


def one_unit(votes, part):
    """A statewide count of one cell, so far."""
    ground, _ = made(units=1, counties=1, methods=(VoteMethod.TOTAL,), klass="U", parties=("", ""))
    return ground, Counted(np.array([[votes]]), np.array([[part]]), np.zeros((1, 1), dtype=np.int64))


@pytest.mark.parametrize("part", [0.1, 0.5, 0.98, float("nan")])
@pytest.mark.parametrize("votes", [(60, 40), (6_000, 4_000), (1_800_000, 200_000)])
def test_of_a_single_unit_the_rest_is_expected_as_the_count_stands_and_half_a_logit_unsure(votes, part):
    ground, count = one_unit(votes, part)
    seen = checked(ground, count)
    p = votes[0] / sum(votes)
    assert seen.share[0] == pytest.approx(p, abs=0.005 if sum(votes) < 1000 else 2e-4)
    rest = seen.out.sum() / seen.total * p * (1 - p)
    sd = np.sqrt(seen.split_variance[0]) / rest
    assert sd >= 0.5
    if sum(votes) > 1000:
        assert sd < 0.65
    if part == part:
        assert seen.total == pytest.approx(sum(votes) / part)


def test_part_counted_counties_share_a_doubt_that_numbers_do_not_average_out():
    ground, votes = made(units=150, counties=150, level="county", methods=(VoteMethod.TOTAL,))
    part = np.full(votes.shape[:2], 0.5)
    seen = checked(ground, Counted(votes // 2, part, np.zeros_like(part, dtype=np.int64)))
    p = seen.share[0]
    assert np.sqrt(seen.split_variance[0]) > 0.5 * 0.5 * p * (1 - p) * 0.9
    assert seen.out.sum() == pytest.approx((votes // 2).sum(), rel=1e-6)


def test_a_part_counted_cell_is_evidence_and_still_brings_the_rest():
    ground, votes = made()
    count = some(votes, 0.5)
    part = count.part.copy()
    place = tuple(np.argwhere(count.part == 1)[0])
    for stated in (0.4, float("nan")):
        part[place] = stated
        seen = checked(ground, Counted(count.votes, part, count.arrival))
        assert seen.out[place] > 0
    part[place] = 0.4
    seen = checked(ground, Counted(count.votes, part, count.arrival))
    assert seen.out[place] == pytest.approx(count.votes[place].sum() * 1.5)


def test_counts_that_cannot_be_are_refused_in_words():
    ground, votes = made()
    count = some(votes, 0.5)
    for wrong, words in (
        (replace(count, part=count.part * 1.5), "from 0 to 1"),
        (replace(count, part=count.part - 0.5), "from 0 to 1"),
        (replace(count, votes=count.votes - 1), "no count"),
        (replace(count, part=count.part[:-1]), "does not fit its outline"),
    ):
        with pytest.raises(ValueError, match=words):
            foresee(ground, wrong, shipped())


def test_a_corrected_count_is_answered_as_if_it_had_been_so_all_along():
    ground, votes = made()
    count = some(votes, 0.5)
    before = foresee(ground, count, shipped())
    foresee(ground, replace(count, votes=count.votes // 2), shipped())
    assert (foresee(ground, count, shipped()).share == before.share).all()


def test_pseudo_units_without_methods_are_a_kind_of_their_own():
    ground, votes = made(methods=(VoteMethod.TOTAL,))
    pseudo = np.arange(len(ground.size)) % 9 == 0
    ground = replace(ground, pseudo=pseudo, outline=replace(ground.outline, pseudo=pseudo))
    checked(ground, some(votes, 0.5))
