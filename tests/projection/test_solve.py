"""The solver's answers are those of the whole Gaussian written out as one big matrix."""

import numpy as np
import pytest

from grounds import FOUR, made
from outright.projection.arrival import without
from outright.projection.design import design_of
from outright.projection.posterior import expect, spread_of, unit_effects, weigh, weigh_counties
from outright.projection.solve import Spread, gather, solve
from outright.terms import VoteMethod

SPREAD = Spread(0.08, 0.03, 0.02, 0.01)
SHAPES = {
    "methods": {},
    "no methods": {"methods": (VoteMethod.TOTAL,)},
    "one county": {"counties": 1},
    "by county": {"level": "county", "counties": 40},
    "one county, no methods": {"counties": 1, "methods": (VoteMethod.TOTAL,)},
    "two methods of one kind": {"methods": (VoteMethod.ABSENTEE, VoteMethod.ABSENTEE_MAIL, VoteMethod.ELECTION_DAY)},
}


class Dense:
    """The model as one matrix over all effects: coefficients, counties, counties x methods, units."""

    def __init__(self, design, columns, mask, y, noise, times, mean, sd, spread):
        layout = design.layout
        units, methods = layout.shape
        cells = [(u, m) for u in range(units) for m in range(methods)]
        rows = []
        for u, m in cells:
            x = np.r_[columns.unit[u], columns.cell[u, m]]
            county, by_method, unit = (
                np.zeros(layout.counties),
                np.zeros(layout.counties * len(layout.codes)),
                np.zeros(units),
            )
            county[layout.county[u]] = layout.has_counties
            by_method[layout.county[u] * len(layout.codes) + layout.code[u, m]] = (
                layout.has_counties and layout.has_units
            )
            unit[u] = layout.has_units
            rows.append(np.r_[x, county, by_method, unit])
        self.all = np.array(rows)
        size = len(layout.codes) * layout.counties
        variance = np.r_[
            sd**2,
            np.full(layout.counties, spread.county),
            np.full(size, spread.county_method),
            np.full(units, spread.unit),
        ]
        flat = mask.reshape(-1)
        weight = 1 / (noise + spread.cell * times).reshape(-1)[flat]
        seen = self.all[flat]
        prior = np.r_[mean, np.zeros(len(variance) - len(mean))]
        self.covariance = np.linalg.inv(seen.T @ (weight[:, None] * seen) + np.diag(1 / variance))
        self.answer = self.covariance @ (seen.T @ (weight * y.reshape(-1)[flat]) + prior / variance)


def case(shape, seed=3, part=0.4):
    ground, _ = made(seed=seed, **SHAPES[shape])
    design = design_of(ground)
    rng = np.random.default_rng(seed)
    columns = design.split.and_cell("arrival", rng.normal(0, 1, design.layout.shape))
    mask = rng.random(design.layout.shape) < part
    y, noise = rng.normal(0, 1, mask.shape), rng.uniform(0.01, 0.3, mask.shape)
    times = rng.uniform(0.7, 3, mask.shape)
    mean, sd = rng.normal(0, 0.3, len(columns.groups)), rng.uniform(0.05, 0.8, len(columns.groups))
    fit = solve(gather(design.layout, columns, mask, times, noise), y[:, :, None], mean[:, None], sd, SPREAD, rounds=0)
    dense = Dense(design, columns, mask, y, noise, times, mean, sd, SPREAD)
    return design, columns, mask, (y, noise, times, mean, sd), fit, dense


@pytest.mark.parametrize("shape", SHAPES)
def test_coefficients_and_effects_are_those_of_the_whole_matrix(shape):
    design, columns, _, _, fit, dense = case(shape)
    p = len(columns.groups)
    assert np.abs(fit.state.coefficients[:, 0] - dense.answer[:p]).max() < 1e-8
    assert np.abs(fit.state.covariance - dense.covariance[:p, :p]).max() < 1e-8
    units, _ = unit_effects(fit, fit.state)
    eta = expect(fit, fit.state) + units[:, None]
    assert np.abs(eta.reshape(-1) - dense.all @ dense.answer).max() < 1e-8
    assert eta.shape == design.layout.shape


@pytest.mark.parametrize("shape", SHAPES)
def test_the_variance_of_any_sum_of_cells_is_that_of_the_whole_matrix(shape):
    design, _, _, _, fit, dense = case(shape)
    weights = np.random.default_rng(9).normal(0, 1, design.layout.shape)
    direct = weights.reshape(-1) @ dense.all
    assert spread_of(weigh(fit, weights), fit.state) == pytest.approx(direct @ dense.covariance @ direct, abs=1e-8)
    by_county = weigh_counties(fit, fit.state, weights)
    for county in range(design.layout.counties):
        here = np.where((design.layout.county == county)[:, None], weights, 0.0).reshape(-1) @ dense.all
        assert by_county[county] == pytest.approx(here @ dense.covariance @ here, abs=1e-8)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_answer_without_a_slope_is_that_of_a_regression_that_never_had_the_column(shape):
    design, columns, mask, (y, noise, times, mean, sd), _, _ = case(shape)
    mean[-1] = 0.0
    fit = solve(gather(design.layout, columns, mask, times, noise), y[:, :, None], mean[:, None], sd, SPREAD, rounds=0)
    bare = design.split
    never = solve(
        gather(design.layout, bare, mask, times, noise), y[:, :, None], mean[:-1, None], sd[:-1], SPREAD, rounds=0
    )
    state = without(fit)
    assert np.abs(expect(fit, state) - expect(never, never.state)).max() < 1e-8
    assert np.abs(unit_effects(fit, state)[0] - unit_effects(never, never.state)[0]).max() < 1e-8
    weights = np.random.default_rng(9).normal(0, 1, mask.shape)
    assert spread_of(weigh(fit, weights), state) == pytest.approx(
        spread_of(weigh(never, weights), never.state), abs=1e-8
    )


def test_two_responses_with_the_same_weights_are_solved_as_each_would_be_alone():
    design, columns, mask, (y, noise, times, mean, sd), _, _ = case("methods")
    seen = gather(design.layout, columns, mask, times, noise)
    both = solve(seen, np.stack([y, 2 - y], axis=2), np.stack([mean, -mean], axis=1), sd, SPREAD, rounds=0)
    for i, (response, start) in enumerate(((y, mean), (2 - y, -mean))):
        alone = solve(seen, response[:, :, None], start[:, None], sd, SPREAD, rounds=0)
        assert np.abs(both.state.coefficients[:, i] - alone.state.coefficients[:, 0]).max() < 1e-10
        assert np.abs(expect(both, both.state, i) - expect(alone, alone.state)).max() < 1e-10


def test_a_noisier_night_learns_larger_variances_and_a_quiet_one_smaller():
    design, columns, mask, (y, noise, times, mean, sd), _, _ = case("methods", part=0.9)
    seen = gather(design.layout, columns, mask, times, noise)
    spreads = [solve(seen, k * y[:, :, None], mean[:, None], sd, SPREAD).spread.cell for k in (0.1, 1.0, 2.0)]
    assert spreads[0] < SPREAD.cell < spreads[1] < spreads[2]


def test_without_a_cell_in_the_prior_is_the_answer():
    design, columns, mask, (y, noise, times, mean, sd), _, _ = case("methods")
    nothing = np.zeros_like(mask)
    fit = solve(gather(design.layout, columns, nothing, times, noise), y[:, :, None], mean[:, None], sd, SPREAD)
    assert np.allclose(fit.state.coefficients[:, 0], mean)
    assert len(FOUR) == mask.shape[1]
