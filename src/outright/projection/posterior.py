"""What a solved regression says of cells that are out: their expectation, and how sure it is of any sum of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outright.projection.solve import Fit, State, by_code, eta_of, with_county

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.projection.design import Layout

    Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """A sum over cells: ``variance`` of it that the coefficients do not share, and its ``slope`` on them (p,)."""

    variance: float
    slope: Floats


def expect(fit: Fit, state: State, i: int = 0) -> Floats:
    """Every cell's expectation of one response without its unit's effect: (units, methods)."""
    columns, layout = fit.seen.columns, fit.seen.layout
    pick = slice(i, i + 1)
    out: Floats = eta_of(
        layout, (columns.unit, columns.cell), state.coefficients[:, pick], state.county[:, :, pick], layout.code,
        layout.county,
    )[:, :, 0]  # fmt: skip
    return out


def unit_effects(fit: Fit, state: State, i: int = 0) -> tuple[Floats, Floats]:
    """Every unit's effect on one response, and its variance given all else: (units,); zero where there are none."""
    units = fit.seen.layout.shape[0]
    effect, variance = np.zeros(units), np.zeros(units)
    if fit.seen.layout.has_units:
        effect[fit.seen.rows] = state.unit[:, i]
        variance += fit.spread.unit
        variance[fit.seen.rows] = fit.factor.unit
    return effect, variance


def weigh(fit: Fit, weights: Floats) -> Linear:
    """A sum of expectations with these weights (units, methods): its own variance and its slope on coefficients.

    The variance of the cells themselves is not in it: that is `Spread.cell` times each cell's multiplier, for cells
    of which nothing is in.
    """
    seen, factor, layout = fit.seen, fit.factor, fit.seen.layout
    total = weights.sum(1)
    variance = 0.0
    by_unit = total.copy()
    own = weights.reshape(-1) @ seen.columns.cell.reshape(weights.size, seen.columns.cell.shape[2])
    known = np.zeros(0)
    if layout.has_units:
        at = total[seen.rows]
        variance += fit.spread.unit * float(total @ total - at @ at) + float((at**2) @ factor.unit)
        known = at * factor.unit
        by_unit[seen.rows] -= known * factor.total
        own = own - known @ factor.own
    slope = np.concatenate([by_unit @ seen.columns.unit, own])
    if layout.has_counties:
        codes = by_code(layout, layout.code, weights)
        if layout.has_units:
            codes = codes.copy()
            codes[seen.rows] -= known[:, None] * factor.codes
        county = with_county(county_sums(layout, codes))
        variance += float(np.einsum("ci,cij,cj->", county, factor.block, county))
        slope -= np.tensordot(county, factor.slope, ((0, 1), (0, 1)))
    return Linear(variance, slope)


def county_sums(layout: Layout, values: Floats) -> Floats:
    """Values of all units (units, ...) summed by county; rows stand by county."""
    out = np.zeros((layout.counties, *values.shape[1:]))
    if len(values):
        starts = np.flatnonzero(np.r_[True, layout.county[1:] != layout.county[:-1]])
        out[layout.county[starts]] = np.add.reduceat(values, starts, axis=0)
    return out


def spread_of(linear: Linear, state: State) -> float:
    """The posterior variance of a sum."""
    return linear.variance + float(linear.slope @ state.covariance @ linear.slope)


def weigh_counties(fit: Fit, state: State, weights: Floats) -> Floats:
    """`spread_of` the sum over each county's cells, every county at once: (counties,)."""
    seen, factor, layout = fit.seen, fit.factor, fit.seen.layout
    total = weights.sum(1)
    by_unit, unit_variance = total.copy(), np.zeros_like(total)
    own = np.einsum("um,umq->uq", weights, seen.columns.cell)
    codes = by_code(layout, layout.code, weights).copy()
    if layout.has_units:
        at = total[seen.rows]
        unit_variance = fit.spread.unit * total**2
        unit_variance[seen.rows] = at**2 * factor.unit
        known = at * factor.unit
        by_unit[seen.rows] -= known * factor.total
        own[seen.rows] -= known[:, None] * factor.own
        codes[seen.rows] -= known[:, None] * factor.codes
    slope = np.concatenate([county_sums(layout, by_unit[:, None] * seen.columns.unit), county_sums(layout, own)], 1)
    variance = county_sums(layout, unit_variance)
    if layout.has_counties:
        county = with_county(county_sums(layout, codes))
        variance = variance + np.einsum("ci,cij,cj->c", county, factor.block, county)
        slope = slope - np.einsum("cb,cbp->cp", county, factor.slope)
    quadratic: Floats = np.einsum("cp,pq,cq->c", slope, state.covariance, slope, optimize=True)
    return variance + quadratic
