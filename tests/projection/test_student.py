"""Student's t: against printed tables, and what a distribution must keep to."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outright.projection.student import below, below_each, density, quantile, ranked_score

FREEDOMS = st.sampled_from([2, 4, 6, 8, 30])
VALUES = st.floats(-20, 20)


@pytest.mark.parametrize(
    ("freedom", "t95", "t975"), [(2, 2.920, 4.303), (4, 2.132, 2.776), (6, 1.943, 2.447), (8, 1.860, 2.306)]
)
def test_the_quantiles_are_those_of_printed_tables(freedom: int, t95: float, t975: float):
    assert quantile(0.95, freedom) == pytest.approx(t95, abs=6e-4)
    assert quantile(0.975, freedom) == pytest.approx(t975, abs=6e-4)


@given(VALUES, FREEDOMS)
def test_both_sides_are_alike_and_add_up(t: float, freedom: int):
    assert below(t, freedom) + below(-t, freedom) == pytest.approx(1)
    assert density(t, freedom) == pytest.approx(density(-t, freedom))


@given(st.lists(VALUES, min_size=1, max_size=5), FREEDOMS)
def test_many_at_once_are_what_they_are_one_by_one(values: list[float], freedom: int):
    assert below_each(np.array(values), freedom) == pytest.approx([below(t, freedom) for t in values])


@given(st.floats(-6, 6), st.floats(0.001, 5), FREEDOMS)
def test_more_lies_below_a_higher_value(t: float, more: float, freedom: int):
    assert below(t, freedom) < below(t + more, freedom)


@given(st.floats(-6, 6), FREEDOMS)
def test_the_density_is_the_slope_of_what_lies_below(t: float, freedom: int):
    slope = (below(t + 1e-4, freedom) - below(t - 1e-4, freedom)) / 2e-4
    assert density(t, freedom) == pytest.approx(slope, rel=1e-4)


@given(st.floats(0.01, 0.99), FREEDOMS)
def test_a_quantile_has_its_part_below(part: float, freedom: int):
    assert below(quantile(part, freedom), freedom) == pytest.approx(part, abs=1e-9)


@pytest.mark.parametrize("t", [-2.5, 0.0, 0.7, 3.0])
def test_the_ranked_score_is_its_integral(t: float):
    step = 0.002
    grid = [-60 + step * i for i in range(int(120 / step))]
    whole = sum((below(x, 8) - (x >= t)) ** 2 for x in grid) * step
    assert ranked_score(t, 8) == pytest.approx(whole, abs=3e-3)


@pytest.mark.parametrize("freedom", [1, 3, 0])
def test_odd_degrees_of_freedom_are_refused(freedom: int):
    with pytest.raises(ValueError, match="even"):
        below(0.0, freedom)


@pytest.mark.parametrize("part", [0.0, 1.0, math.nan])
def test_no_quantile_of_nothing_or_all(part: float):
    with pytest.raises(ValueError, match="between"):
        quantile(part, 8)
