"""One Gaussian regression with effects of counties, methods in counties and units, solved exactly.

y = x'b + county + county x method + unit + cell, all independent normals; b has a prior mean and spread for each
coefficient, each cell its own sampling variance besides. Unit effects are eliminated one by one, then every county's
small block, then one dense system of the coefficients is left: linear in cells, exact. Columns that say the same of
all methods of a unit are summed over its cells first, so the costly product runs over units. Several responses with
the same weights (columns of ``y``) share everything but their right-hand sides.

The variances of the effects are learned on the night from what is in (empirical Bayes), beginning at the prior's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.projection.design import Columns, Layout

    Floats = NDArray[np.float64]

STRENGTH = (40, 20, 12, 20)
"""How many cells, units, counties and county x methods the prior's variances are worth."""

ROUNDS = 2
"""Rounds in which the night re-learns the variances."""

OUTLIER = 16.0
"""A cell's square counts at most this many variances, a unit's `UNIT_OUTLIER`: one odd place makes no noisy night."""

UNIT_OUTLIER = 9.0

FREE_COLUMNS = 28
"""Of all coefficients at most so many count as fitted when residuals are scaled for having been fitted."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Variances of the effects: cell (before its multiplier), unit, county, county x method."""

    cell: float
    unit: float
    county: float
    county_method: float


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """The evidence, as far as it does not depend on the response: the units with any cell in, by county.

    ``rows`` are their places in the layout, ``mask`` (rows, methods) says which of their cells are in. ``starts``
    and ``present`` are the segments of counties. ``times`` multiplies a cell's variance, ``noise`` is its sampling
    variance (any number where nothing is in).
    """

    layout: Layout
    columns: Columns
    rows: NDArray[np.int64]
    mask: NDArray[np.bool_]
    starts: NDArray[np.int64]
    present: NDArray[np.int64]
    code: NDArray[np.int64]
    base: Floats
    own: Floats
    times: Floats
    noise: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Factor:
    """What has been eliminated. By row: ``total`` of the weights, ``left`` of it after its unit's effect, ``unit``
    posterior variance of the effect (0: none), ``own`` and ``codes`` weighted sums. ``block`` (counties, b, b) is the
    posterior variance of a county's effects given the coefficients, ``slope`` (counties, b, p) how they follow them.
    """

    weight: Floats
    total: Floats
    left: Floats
    unit: Floats
    own: Floats
    codes: Floats
    block: Floats
    slope: Floats
    system: Floats


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Coefficients (p, responses) with their covariance, effects of counties (counties, b, responses) and units."""

    coefficients: Floats
    covariance: Floats
    county: Floats
    unit: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """A solved regression. ``state`` is the posterior; the rest is what other questions of it need."""

    seen: Seen
    factor: Factor
    spread: Spread
    right: tuple[Floats, Floats]
    state: State
    residual: Floats


def gather(layout: Layout, columns: Columns, mask: NDArray[np.bool_], times: Floats, noise: Floats) -> Seen:
    """The evidence of the cells in ``mask`` (units, methods)."""
    rows = np.flatnonzero(mask.any(axis=1))
    county = layout.county[rows]
    starts = np.flatnonzero(np.r_[True, county[1:] != county[:-1]]) if len(rows) else np.zeros(0, dtype=np.int64)
    everywhere = len(rows) == len(mask)
    pick = slice(None) if everywhere else rows
    return Seen(
        layout, columns, rows, mask[pick], starts, county[starts], layout.code[pick], columns.unit[pick],
        columns.cell[pick], times[pick], noise[pick],
    )  # fmt: skip


def solve(seen: Seen, y: Floats, mean: Floats, sd: Floats, spread: Spread, rounds: int = ROUNDS) -> Fit:
    """The posterior given responses ``y`` (units, methods, responses); ``mean`` (p, responses) and ``sd`` (p,) of b.

    The variances are learned from all responses together.
    """
    y = np.where(seen.mask[:, :, None], y[seen.rows], 0.0)
    precision = 1 / np.maximum(sd, 1e-6) ** 2
    start = spread
    covariance = np.zeros_like(precision)
    for turn in range(rounds + 1):
        factor = _eliminate(seen, precision, spread)
        right, b = _right(seen, factor, y)
        b += precision[:, None] * mean
        if turn == rounds:
            covariance = _inverse(factor.system)
            coefficients = covariance @ b
        else:
            coefficients = np.linalg.solve(factor.system, b).astype(np.float64)
        county = _county_effects(factor, right[0], coefficients)
        residual = y - _eta(seen, coefficients, county)
        unit = _unit_effects(seen, factor, residual)
        residual -= unit[:, None, :]
        if turn < rounds:
            spread = _learn(seen, factor, county, unit, residual, spread, start, len(sd))
    return Fit(seen, factor, spread, right, State(coefficients, covariance, county, unit), residual)


def _inverse(system: Floats) -> Floats:
    inverse = np.linalg.inv(system)
    symmetric: Floats = (inverse + inverse.T) / 2
    return symmetric


def at(fit: Fit, coefficients: Floats, covariance: Floats) -> State:
    """The effects that follow from other coefficients of the same regression."""
    county = _county_effects(fit.factor, fit.right[0], coefficients)
    total = fit.right[1] - (fit.factor.weight[:, :, None] * _eta(fit.seen, coefficients, county)).sum(1)
    unit = total * fit.factor.unit[:, None]
    return State(coefficients, covariance, county, unit)


def by_county(seen: Seen, weights: Floats, columns: Floats) -> Floats:
    """Sums over each county's rows of weights (rows, b) times columns (rows, p): (counties, b, p)."""
    out = np.zeros((seen.layout.counties, weights.shape[1], columns.shape[1]))
    ends = [*seen.starts[1:].tolist(), len(seen.rows)][: len(seen.starts)]
    for county, start, end in zip(seen.present.tolist(), seen.starts.tolist(), ends, strict=True):
        out[county] = weights[start:end].T @ columns[start:end]
    return out


def sums(seen: Seen, values: Floats) -> Floats:
    """Sums over each county's rows: (counties, ...)."""
    out = np.zeros((seen.layout.counties, *values.shape[1:]))
    if len(seen.rows):
        out[seen.present] = np.add.reduceat(values, seen.starts, axis=0)
    return out


def by_code(layout: Layout, code: NDArray[np.int64], values: Floats) -> Floats:
    """Values (rows, methods, ...) summed by method code: (rows, codes, ...)."""
    if layout.columns_are_codes:
        return values
    extra = (1,) * (values.ndim - 2)
    return np.stack([(values * (code == j).reshape(*code.shape, *extra)).sum(1) for j in range(len(layout.codes))], 1)


def with_county(values: Floats) -> Floats:
    """Effects of methods in a county, preceded by the county's own: their sum. One code: the county's alone."""
    return values if values.shape[1] == 1 else np.concatenate([values.sum(1, keepdims=True), values], axis=1)


def _eliminate(seen: Seen, precision: Floats, spread: Spread) -> Factor:
    layout, base, own = seen.layout, seen.base, seen.own
    weight = np.where(seen.mask, 1 / (seen.noise + spread.cell * seen.times), 0.0)
    total = weight.sum(1)
    unit = 1 / (total + 1 / spread.unit) if layout.has_units else np.zeros_like(total)
    keep = 1 - total * unit
    weighted = weight[:, :, None] * own
    own_sums = weighted.sum(1)
    first, count = base.shape[1], len(precision)
    system = np.empty((count, count))
    root = np.sqrt(total * keep)[:, None] * base
    system[:first, :first] = root.T @ root
    system[:first, first:] = base.T @ (own_sums * keep[:, None])
    system[first:, :first] = system[:first, first:].T
    flat = (own.shape[0] * own.shape[1], own.shape[2])
    system[first:, first:] = own.reshape(flat).T @ weighted.reshape(flat) - own_sums.T @ (own_sums * unit[:, None])
    codes = by_code(layout, seen.code, weight)
    block, slope = np.zeros((0, 0, 0)), np.zeros((0, 0, count))
    if layout.has_counties:
        root, rooted = _county_blocks(seen, (codes, own_sums, weighted), (unit, keep), spread)
        block, slope = np.swapaxes(root, 1, 2) @ root, np.swapaxes(root, 1, 2) @ rooted
        rooted = rooted.reshape(-1, count)
        system -= rooted.T @ rooted
    system[np.diag_indices(count)] += precision
    return Factor(weight, total, keep, unit, own_sums, codes, block, slope, system)


def _county_blocks(
    seen: Seen, weighted: tuple[Floats, Floats, Floats], units: tuple[Floats, Floats], spread: Spread
) -> tuple[Floats, Floats]:
    """Of every county a root of its block (inverse Cholesky factor), and that root of its slope."""
    (codes, own_sums, own), (unit, keep) = weighted, units
    layout = seen.layout
    inner = sums(seen, -(codes * unit[:, None])[:, :, None] * codes[:, None, :])
    many = np.arange(codes.shape[1])
    inner[:, many, many] += sums(seen, codes)
    if len(many) > 1:
        inner = np.concatenate([inner.sum(1, keepdims=True), inner], axis=1)
        inner = np.concatenate([inner.sum(2, keepdims=True), inner], axis=2)
    prior = np.full(inner.shape[1], 1 / spread.county_method)
    prior[0] = 1 / spread.county
    root = np.linalg.inv(np.linalg.cholesky(inner + np.diag(prior)))
    base = by_county(seen, codes * keep[:, None], seen.base)
    by_own = by_code(layout, seen.code, own) - (codes * unit[:, None])[:, :, None] * own_sums[:, None, :]
    return root, root @ with_county(np.concatenate([base, sums(seen, by_own)], axis=2))


def _right(seen: Seen, factor: Factor, y: Floats) -> tuple[tuple[Floats, Floats], Floats]:
    """The right-hand sides: of the county blocks and of the units, and of the coefficients."""
    layout = seen.layout
    weighted = factor.weight[:, :, None] * y
    total = weighted.sum(1)
    cells, responses = y.shape[0] * y.shape[1], y.shape[2]
    b = np.concatenate(
        [
            seen.base.T @ (total * factor.left[:, None]),
            seen.own.reshape(cells, seen.own.shape[2]).T @ weighted.reshape(cells, responses)
            - factor.own.T @ (total * factor.unit[:, None]),
        ]
    )
    blocks = np.zeros((0, 0, responses))
    if layout.has_counties:
        by = by_code(layout, seen.code, weighted)
        by = by - (factor.codes * factor.unit[:, None])[:, :, None] * total[:, None, :]
        blocks = with_county(sums(seen, by))
        b -= np.tensordot(factor.slope, blocks, ((0, 1), (0, 1)))
    return (blocks, total), b


def _county_effects(factor: Factor, right: Floats, coefficients: Floats) -> Floats:
    return factor.block @ right - factor.slope @ coefficients


def _eta(seen: Seen, coefficients: Floats, county: Floats) -> Floats:
    return eta_of(seen.layout, (seen.base, seen.own), coefficients, county, seen.code, seen.layout.county[seen.rows])


def eta_of(
    layout: Layout, columns: tuple[Floats, Floats], coefficients: Floats, county: Floats, code: NDArray[np.int64],
    where: NDArray[np.int64],
) -> Floats:  # fmt: skip
    """Coefficients' and counties' part of every cell of some rows, with these codes and counties: (rows, methods,
    responses).
    """
    base, own = columns
    first = base.shape[1]
    eta = (base @ coefficients[:first])[:, None, :] + own @ coefficients[first:]
    if layout.has_counties:
        if county.shape[1] == 1:
            eta += county[where]
        else:
            both = county[:, :1] + county[:, 1:]
            eta += both[where] if layout.columns_are_codes else both[where[:, None], code]
    return eta


def _unit_effects(seen: Seen, factor: Factor, residual: Floats) -> Floats:
    if not seen.layout.has_units:
        return np.zeros((len(seen.rows), residual.shape[2]))
    effects: Floats = (factor.weight[:, :, None] * residual).sum(1) * factor.unit[:, None]
    return effects


def _learn(
    seen: Seen, factor: Factor, county: Floats, unit: Floats, residual: Floats, now: Spread, start: Spread, columns: int
) -> Spread:
    """One round: every variance becomes a mean of squares, its last value counting for so many of them."""
    layout = seen.layout
    cells, responses = int(seen.mask.sum()), residual.shape[2]
    fitted = min(FREE_COLUMNS, columns) + 0.7 * layout.counties * layout.has_counties
    fitted += 0.5 * layout.shape[0] * layout.has_units
    scale = 1 / max(0.3, 1 - fitted / max(cells, 1))
    own, noise = now.cell * seen.times, seen.noise
    part = own / (own + noise)
    squares = np.minimum(residual**2 * scale, OUTLIER * (own + noise)[:, :, None])
    expected = (part**2)[:, :, None] * squares + (own * noise / (own + noise))[:, :, None]
    expected = np.where(seen.mask[:, :, None], expected / seen.times[:, :, None], 0.0)
    cell = (STRENGTH[0] * now.cell + expected.sum() / responses) / (STRENGTH[0] + cells)
    variances = [cell, start.unit, start.county, start.county_method]
    if layout.has_units:
        of_unit = np.minimum(unit**2, UNIT_OUTLIER * now.unit).sum() / responses + factor.unit.sum()
        variances[1] = (STRENGTH[1] * now.unit + of_unit) / (STRENGTH[1] + len(unit))
    if layout.has_counties:
        here = seen.present
        left = np.einsum("cii->ci", factor.block)
        squared = (county**2).mean(2) + left
        variances[2] = (STRENGTH[2] * now.county + squared[here, 0].sum()) / (STRENGTH[2] + len(here))
        if county.shape[1] > 1:
            any_in = by_code(layout, seen.code, seen.mask.astype(np.float64))
            reported = sums(seen, any_in) > 0
            by_method = squared[:, 1:][reported].sum()
            variances[3] = (STRENGTH[3] * now.county_method + by_method) / (STRENGTH[3] + reported.sum())
    return Spread(*(float(v) for v in variances))
