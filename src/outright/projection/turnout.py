"""How many votes each cell that is out will bring."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from outright.projection.arrival import TURNOUT_SD, belief, without
from outright.projection.evidence import LEAST_OUT, STATED, UNSTATED, Evidence, times, unheard
from outright.projection.posterior import expect, spread_of, unit_effects, weigh, weigh_counties
from outright.projection.solve import Fit, Spread, State, gather, solve
from outright.projection.whole import weighed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.baseline.priors import Table
    from outright.projection.design import Design

    Floats = NDArray[np.float64]

LEVEL_SD = 0.5
"""The night's level of turnout is free to be at least this far from past nights'."""

CAP = 0.08
"""The most that a mean may lie above its median, in logarithms. Uncapped, places of which little is known (a county's
batch, a guessed size) would be given several times their votes."""

TIE = 0.7
"""How far the expected votes are scaled so that the same formula would have given the votes that are in."""

MOSTLY = 0.5
"""More than this part of what is out is most of it."""

ETA = (-9.0, 3.0)
"""Bounds of the logarithm of votes over size."""


@dataclass(frozen=True, slots=True, eq=False)
class Turnout:
    """Votes still to come of every cell, (units, methods) in the layout's order, and what their errors share.

    ``modelled`` marks the cells whose votes are the regression's; ``alone`` is the variance of the logarithm of each
    cell's votes that no other cell shares.
    """

    votes: Floats
    modelled: NDArray[np.bool_]
    alone: Floats
    fit: Fit
    state: State
    slope_believed: float
    slope_size: float
    whole_left: float = 1.0

    def variance(self, weights: Floats) -> float:
        """The variance of a sum of logarithms of votes with these weights (units, methods).

        Of what moves all votes out together only the part ``whole_left`` is unsure (see `outright.projection.whole`).
        """
        alone = float((weights**2 * self.alone).sum())
        weights = np.where(self.modelled, weights, 0.0)
        if self.whole_left == 1.0:
            return self._shared(weights) + alone
        together = np.where(self.modelled, self.votes, 0.0) / max(float(self.votes[self.modelled].sum()), 1e-9)
        all_alike = float(weights.sum())
        apart = self._shared(weights - all_alike * together)
        return apart + all_alike**2 * self.whole_left * self._shared(together) + alone

    def _shared(self, weights: Floats) -> float:
        return spread_of(weigh(self.fit, weights), self.state)

    def county_variances(self, weights: Floats) -> Floats:
        """The same for the cells of each county."""
        from outright.projection.posterior import county_sums

        shared = weigh_counties(self.fit, self.state, np.where(self.modelled, weights, 0.0))
        return self.whole_left * shared + county_sums(self.fit.seen.layout, (weights**2 * self.alone).sum(1))


def turnout(design: Design, seen: Evidence, table: Table, sort: str = "") -> Turnout:
    """The votes still to come, from the sizes of places and from the votes of those that are in.

    ``sort`` names what past nights say of the whole turnout (see `outright.projection.whole.sort_of`).
    """
    columns = design.turnout.and_cell("arrival", seen.arrival)
    mean = np.array([table.mean(g) for g in columns.groups])[:, None]
    sd = np.array([table.sd(g) for g in columns.groups])
    level = columns.groups.index("level")
    sd[level] = max(sd[level], LEVEL_SD)
    sd[-1] = TURNOUT_SD
    scale = times(design, table, design.size_quality)
    size = np.exp(design.log_size)[:, None]
    noise = 1 / (seen.total + 1) + 1 / (size + 1)
    part = np.nan_to_num(seen.part, nan=1.0)
    noise = noise + np.where(seen.rest, (STATED * (1 - part)) ** 2, 0.0)
    y = np.log(seen.total + 0.5) - design.log_size[:, None]
    start = Spread(table.cell**2, table.unit**2, table.county**2, table.county_method**2)
    fit = solve(gather(design.layout, columns, seen.whole, scale, noise), y[:, :, None], mean, sd, start)
    believed, slope = belief(fit, TURNOUT_SD)
    state = fit.state if believed[0] >= 0.5 else without(fit)
    expected = _expected(design, seen, fit, state, scale)
    votes, alone, modelled = _to_come(seen, expected, fit.spread.cell * scale)
    to_come = Turnout(votes, modelled, alone, fit, state, float(believed[0]), float(slope[0]))
    return _whole(design, seen, to_come, table, sort)


def _whole(design: Design, seen: Evidence, to_come: Turnout, table: Table, sort: str) -> Turnout:
    """The same, with what is known of the whole turnout, where most of what is out is by ways not heard of yet."""
    out = np.where(to_come.modelled, to_come.votes, 0.0)
    total = float(out.sum())
    if total <= 0 or float(out[:, unheard(seen.part, seen.cast)].sum()) <= MOSTLY * total:
        return to_come
    known = float(seen.cast.sum() + to_come.votes.sum() - total)
    size = float(np.exp(design.log_size).sum())
    found = weighed(table, sort, size, known, total, to_come.variance(out / total))
    votes = np.where(to_come.modelled, to_come.votes * np.exp(found.shift), to_come.votes)
    return replace(to_come, votes=votes, whole_left=found.left)


def _expected(design: Design, seen: Evidence, fit: Fit, state: State, scale: Floats) -> Floats:
    """Every cell's votes in the end, by the model."""
    eta = expect(fit, state)
    unit, _ = unit_effects(fit, state)
    above = np.minimum(0.5 * (fit.spread.cell * scale + fit.spread.unit * design.layout.has_units), CAP)
    size = design.log_size[:, None]
    tied = 1.0
    if seen.whole.any():
        again = float(np.exp(size + eta.clip(*ETA) + above)[seen.whole].sum())
        tied = float(np.clip(seen.total[seen.whole].sum() / again, 0.5, 2)) ** TIE
    expected: Floats = np.exp(size + (eta + unit[:, None]).clip(*ETA) + above) * seen.present * tied
    return expected


def _to_come(seen: Evidence, expected: Floats, cell: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Votes to come, each cell's own variance, and which cells are the regression's."""
    part = np.nan_to_num(seen.part, nan=0.0)
    unstated = seen.rest & np.isnan(seen.part)
    stated = seen.rest & ~unstated
    votes = np.where(seen.out, expected * (1 - part), 0.0)
    votes[unstated] = np.maximum(expected - seen.cast, LEAST_OUT * np.maximum(expected, seen.cast))[unstated]
    votes[stated] = (seen.cast * (1 - part) / np.where(part > 0, part, 1.0))[stated]
    modelled = seen.out & ~seen.rest
    alone = np.where(modelled, cell, np.where(unstated, UNSTATED**2, STATED**2)) + 1 / (votes + 1)
    return votes, np.where(seen.out, alone, 0.0), modelled
