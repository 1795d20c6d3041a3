"""What is known of the whole turnout holds the votes to come where the cells that are in cannot."""

import datetime as dt
import math
from dataclasses import replace

import numpy as np
import pytest

from grounds import counted, made
from outright.baseline.outline import ContestKind
from outright.baseline.priors import Table, shipped
from outright.projection.foresee import foresee
from outright.projection.whole import UNMOVED, sort_of, weighed

MIDTERM, PRESIDENTIAL = dt.date(2014, 11, 4), dt.date(2016, 11, 8)
KNOWN = Table({"whole_same": (0.0, 0.2)}, cell=0.1, unit=0.1, county=0.1, county_method=0.1, times={})


@pytest.mark.parametrize(
    ("klass", "then", "sort"),
    [
        ("G1", MIDTERM, "whole_same"), ("G1", PRESIDENTIAL, "whole_down"), ("G1", None, ""),
        ("G1", dt.date(2017, 6, 20), ""), ("U", PRESIDENTIAL, ""), ("P", PRESIDENTIAL, ""),
        ("R", dt.date(2018, 9, 4), "whole_round"), ("R", PRESIDENTIAL, ""),
    ],
)  # fmt: skip
def test_the_season_of_the_sizes_says_what_is_known(klass, then, sort):
    ground, _ = made(klass=klass, size_date=then)
    assert sort_of(ground) == sort


def test_from_a_midterm_to_a_presidential_year_turnout_goes_up():
    ground, _ = made(size_date=MIDTERM)
    tonight = replace(ground.outline, date=dt.date(2020, 11, 3))
    assert sort_of(replace(ground, outline=tonight)) == "whole_up"


@pytest.mark.parametrize("out", [100.0, 700.0, 5_000.0])
@pytest.mark.parametrize("counted_votes", [0.0, 400.0, 900.0])
def test_the_answer_lies_between_the_two_opinions_and_is_surer_than_either(out, counted_votes):
    found = weighed(KNOWN, "whole_same", 1_000.0, counted_votes, out, 0.5)
    after = counted_votes + out * math.exp(found.shift)
    low, high = sorted((1_000.0, counted_votes + out))
    assert low - 1e-6 <= after <= high + 1e-6
    assert 0 < found.left < 1


def test_a_regression_that_is_sure_is_left_as_it_is():
    assert abs(weighed(KNOWN, "whole_same", 1_000.0, 400.0, 900.0, 1e-6).shift) < 1e-4


@pytest.mark.parametrize(("sort", "size", "out", "variance"), [
    ("", 1e3, 1e3, 0.5), ("whole_up", 1e3, 1e3, 0.5), ("whole_same", 0.0, 1e3, 0.5),
    ("whole_same", 1e3, 0.0, 0.5), ("whole_same", 1e3, 1e3, 0.0),
])  # fmt: skip
def test_nothing_known_moves_nothing(sort, size, out, variance):
    assert weighed(KNOWN, sort, size, 10.0, out, variance) == UNMOVED


def test_a_night_of_many_early_voters_is_not_taken_for_a_night_of_many_voters():
    """Twice as many vote early as ever before, and as many fewer on the day: only the whole says so."""
    told, seen_out = [], []
    for then in (PRESIDENTIAL, None):
        ground, votes = made(units=120, counties=6, size_date=then, seed=4)
        ground = replace(ground, outline=replace(ground.outline, date=dt.date(2016, 11, 8)))
        votes = np.round(votes * (ground.size.sum() / votes.sum())).astype(np.int64)
        votes[:, 1] *= 2
        votes[:, 0] = votes[:, 0] // 2
        seen = np.zeros(votes.shape[:2], dtype=bool)
        seen[:, 1:3] = True
        count = counted(votes, seen)
        told.append(foresee(ground, replace(count, arrival=np.where(seen, 0, -1)), shipped()))
        seen_out.append(float(votes[:, 0].sum()))
    known, unknown = (abs(math.log(t.out[:, 0].sum() / v)) for t, v in zip(told, seen_out, strict=True))
    assert known < 0.75 * unknown
    assert told[0].total_variance < told[1].total_variance
    assert told[0].by_county.variance.sum() < told[1].by_county.variance.sum()


def test_an_early_special_has_no_season():
    ground, _ = made(size_date=PRESIDENTIAL)
    april = replace(ground.outline, kind=ContestKind.SPECIAL, date=dt.date(2017, 4, 18))
    assert sort_of(replace(ground, outline=april)) == ""
