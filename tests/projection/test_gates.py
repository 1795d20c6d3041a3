"""What must hold before anything is projected, and how much caution a verdict is asked for."""

from dataclasses import replace

import numpy as np
import pytest

from grounds import counted, made, some
from outright.baseline.outline import ContestKind
from outright.baseline.priors import shipped
from outright.projection.foresee import foresee
from outright.projection.gates import (
    BEGUN_CAUTION,
    FEW_OUT_CAUTION,
    THIN_CAUTION,
    UNHEARD_CAUTION,
    USUAL,
    YOUNG_CAUTION,
    caution,
    conditions,
)
from outright.projection.moment import moment
from outright.projection.project import project
from outright.terms import VerdictCode, VoteMethod


def asked(ground, count, kind=ContestKind.GENERAL):
    foreseen = foresee(ground, count, shipped())
    return conditions(foreseen, moment(ground, count, foreseen), kind)


def test_a_large_count_well_under_way_is_asked_the_usual():
    ground, votes = made(units=300)
    found = asked(ground, some(votes, 0.6))
    assert all(c.gate.passed for c in found)
    assert caution(found) == USUAL


@pytest.mark.parametrize(("part", "most"), [(0.1, BEGUN_CAUTION), (0.3, YOUNG_CAUTION)])
def test_a_young_count_is_asked_more(part, most):
    ground, votes = made(units=300)
    assert caution(asked(ground, some(votes, part))) == most


def test_a_small_contest_is_asked_more_and_with_next_to_nothing_in_it_has_no_verdict():
    ground, votes = made(units=24, counties=2, methods=(VoteMethod.TOTAL,))
    half = asked(ground, some(votes, 0.5, seed=3))
    assert all(c.gate.passed for c in half)
    assert caution(half) == THIN_CAUTION
    assert "2 times as wide" in half[0].gate.text
    seen = np.zeros(votes.shape[:2], dtype=bool)
    seen[:3] = True
    assert not asked(ground, counted(votes, seen))[0].gate.passed


def test_election_day_unheard_of_shuts_a_special_and_makes_a_general_careful():
    ground, votes = made(units=300)
    seen = np.zeros(votes.shape[:2], dtype=bool)
    seen[:, 1:3] = True
    count = counted(votes, seen)
    special = {c.gate.code: c for c in asked(ground, count, ContestKind.SPECIAL)}
    general = {c.gate.code: c for c in asked(ground, count)}
    assert not special["unheard"].gate.passed
    assert general["unheard"].gate.passed
    assert general["unheard"].caution == UNHEARD_CAUTION


def test_one_or_two_large_results_out_are_asked_more_and_what_was_sure_stays_said():
    ground, votes = made(units=60, counties=3, methods=(VoteMethod.TOTAL,))
    votes[:2] *= 40
    seen = np.ones(votes.shape[:2], dtype=bool)
    seen[:2] = False
    found = asked(replace(ground, size=ground.size * np.where(np.arange(60) < 2, 40, 1)), counted(votes, seen))
    assert caution(found) == FEW_OUT_CAUTION
    assert all(c.gate.passed for c in found)


def test_part_counted_places_have_a_scale_of_their_own_and_no_caution():
    ground, votes = made(units=60)
    count = counted(votes, np.ones(votes.shape[:2], dtype=bool))
    found = asked(ground, replace(count, votes=votes // 2, part=np.full(votes.shape[:2], 0.5)))
    assert caution(found) == 1.0


def test_caution_withholds_a_verdict_that_the_ranges_would_carry_until_the_lead_is_larger():
    said = []
    for share in np.linspace(0.5, 0.9, 21):
        ground, votes = made(units=120, counties=4, methods=(VoteMethod.TOTAL,), seed=8)
        cast = votes.sum(axis=2)
        votes[:, :, 0] = np.round(cast * share).astype(np.int64)
        votes[:, :, 1] = cast - votes[:, :, 0]
        answer = project(ground, some(votes, 0.3, seed=2), rng=np.random.default_rng(1))
        said.append((answer.of("c00").outright >= answer.level, answer.code))
    codes = [code for _, code in said]
    assert (True, VerdictCode.TOO_EARLY) in said
    assert (False, VerdictCode.WON_PROJECTED) not in said
    assert codes[-1] is VerdictCode.WON_PROJECTED
    assert codes == sorted(codes, key=codes.index)  # once said, not taken back by a larger lead
