"""How the votes that are still out will divide: the share of one candidate, or of a lump of several, in every cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outright.projection.arrival import SPLIT_SD, belief, without
from outright.projection.design import Design, sigmoid, split_columns
from outright.projection.evidence import OVERDISPERSION, REST, REST_CELL, Evidence, times
from outright.projection.posterior import expect, spread_of, unit_effects, weigh
from outright.projection.solve import Fit, Spread, State, gather, solve

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.baseline.priors import Table
    from outright.projection.turnout import Turnout

    Floats = NDArray[np.float64]

LEVEL_SD = 0.8
"""How far, on the logit, a candidate's level is from an equal share of those with 5 % or more: a flat prior would
believe the first count's leader too much."""

PARTISAN_LEVEL_SD = 0.3
"""The same in a general election with parties, where past nights' level is known: at least this."""

PULL = 0.5
"""How far the split of what is out is moved so that the same formula would have given the votes that are in. The
fit is to places, each weighing nearly the same; this is the vote."""

NEGLIGIBLE = 0.02
"""An answer (with the slope of arrival, or without) of less weight than this is left out of the mixture."""

LOGISTIC = 0.346
"""The mean of a share whose logit is normal with variance v is that of its middle over the root of 1 + 0.346 v."""

FIRST = ("first_round", "first_round_here")


@dataclass(frozen=True, slots=True, eq=False)
class Split:
    """One candidate: ``share`` (units, methods) of what is out in each cell, 0-1, and the variance of the final share.

    ``estimate`` is the final share; ``variance`` what is unsure of the split, ``turnout`` of the votes to come.
    ``slope_believed`` is the probability that arrival says something, ``slope_size`` its size in errors.
    """

    share: Floats
    estimate: float
    variance: float
    turnout: float
    slope_believed: float
    slope_size: float
    spread: Spread

    def mirrored(self) -> Split:
        """The other candidate's, where there are two and no others."""
        return Split(
            1 - self.share, 1 - self.estimate, self.variance, self.turnout,
            self.slope_believed, -self.slope_size, self.spread,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """One candidate's regression, ready for its two answers."""

    votes: Floats
    y: Floats
    noise: Floats
    scale: Floats
    fit: Fit


def split(
    design: Design, seen: Evidence, to_come: Turnout, table: Table, klass: str, candidate: int | None,
    votes: NDArray[np.int64], rivals: int,
) -> Split:  # fmt: skip
    """The split for one candidate with these ``votes`` (units, methods); None for a lump of several.

    ``rivals`` is how many candidates have 5 % of the count or more (at least 2).
    """
    case = _case(design, seen, table, klass, candidate, votes.astype(np.float64), rivals)
    believed, size = belief(case.fit, SPLIT_SD)
    answers = []
    weight = float(believed[0])
    for part, state in ((weight, case.fit.state), (1 - weight, None)):
        if part >= NEGLIGIBLE:
            state = without(case.fit) if state is None else state
            answers.append((part, *_answer(seen, to_come, case, state)))
    total = sum(a[0] for a in answers)
    share: Floats = np.sum([a[0] / total * a[1] for a in answers], axis=0)
    estimate = sum(a[0] * a[2] for a in answers) / total
    within = sum(a[0] * a[3] for a in answers) / total
    between = sum(a[0] * (a[2] - estimate) ** 2 for a in answers) / total
    of_turnout = sum(a[0] * a[4] for a in answers) / total
    return Split(share, estimate, within + between, of_turnout, weight, float(size[0]), case.fit.spread)


def response(votes: Floats, cast: Floats, share: float) -> tuple[Floats, Floats]:
    """Logits of a candidate's share of each cell, and their sampling variances; ``share`` is his of the whole count."""
    p = min(max(share, 0.02), 0.98)
    y: Floats = np.log((votes + p) / (cast - votes + 1 - p))
    noise: Floats = OVERDISPERSION**2 / (cast * p * (1 - p) + 1)
    return y, noise


def prior(
    groups: tuple[str, ...], table: Table, klass: str, side: int, rivals: int, one_unit: float | None = None
) -> tuple[Floats, Floats]:
    """Mean and spread of every coefficient; the last is arrival's.

    ``side`` is 1 where signs are as learned (the Democrat's), -1 for the Republican, 0 where no side is known. Then
    the level is that of ``rivals`` equals, but in a runoff with a first round the level of the first round.
    ``one_unit`` is the counted logit where there is one unit: nothing else can tell its level.
    """
    mean = np.array([table.mean(g) * (1 if g in FIRST else side) for g in groups])
    sd = np.array([table.sd(g) for g in groups])
    level = groups.index("level")
    if side == 0 and FIRST[0] not in groups:
        mean[level] = -np.log(rivals - 1)
    if one_unit is not None:
        mean[:] = 0.0
        mean[level] = one_unit
    sd[level] = max(sd[level], PARTISAN_LEVEL_SD if side and klass[0] == "G" else LEVEL_SD)
    sd[-1] = SPLIT_SD
    return mean[:, None], sd


def _case(
    design: Design, seen: Evidence, table: Table, klass: str, candidate: int | None, votes: Floats, rivals: int
) -> _Case:
    layout = design.layout
    columns = split_columns(design, candidate).and_cell("arrival", seen.arrival)
    share = float(votes.sum() / seen.cast.sum())
    y, noise = response(votes, seen.cast, share)
    scale = times(design, table, design.lean_quality)
    side = 0 if candidate is None else design.sides[candidate]
    alone = None
    if layout.shape[0] == 1:
        p = min(max(share, 0.002), 0.998)
        alone = float(np.log(p / (1 - p)))
    mean, sd = prior(columns.groups, table, klass, side, rivals, alone)
    start = Spread(table.cell**2, table.unit**2, table.county**2, table.county_method**2)
    fit = solve(gather(layout, columns, seen.mask, scale, noise), y[:, :, None], mean, sd, start)
    return _Case(votes, y, noise, scale, fit)


def _answer(seen: Evidence, to_come: Turnout, case: _Case, state: State) -> tuple[Floats, float, float, float]:
    """Shares of what is out, the final share and its two variances, under one answer about arrival.

    The rest of a part-counted cell follows that cell's own logit as far as its votes in tell it (``own``).
    """
    fit, out, rest = case.fit, seen.out, seen.rest
    eta = expect(fit, state)[:, :, 0]
    unit, unit_variance = unit_effects(fit, state)
    cell = fit.spread.cell * case.scale
    prior_unit = fit.spread.unit if fit.seen.layout.has_units else 0.0
    pull = _pull(seen, case.votes, eta / np.sqrt(1 + LOGISTIC * (cell + prior_unit)))
    own = np.where(rest, cell / (cell + case.noise), 0.0)
    eta = eta + unit
    middle = eta + own * (case.y - eta) + (1 - own) * pull
    unsure = (1 - own) * cell + (1 - own) ** 2 * unit_variance[:, None]
    share = sigmoid(middle / np.sqrt(1 + LOGISTIC * unsure))
    votes = to_come.votes
    final = seen.cast.sum() + votes.sum()
    estimate = float((case.votes.sum() + (votes * share).sum()) / final)
    each = np.where(out, votes * share * (1 - share), 0.0)
    weights = each / final
    alone = (1 - own) * cell + np.where(rest, REST_CELL**2, 0.0) + 1 / (each + 1)
    variance = spread_of(weigh(fit, weights * (1 - own)), state) + float((weights**2 * alone).sum())
    variance += float(weights[rest].sum() * REST) ** 2
    return share, estimate, variance, to_come.variance(votes * (share - estimate) / final)


def _pull(seen: Evidence, votes: Floats, eta: Floats) -> float:
    cast, mask = seen.cast[seen.mask], seen.mask
    share = sigmoid(eta[mask])
    gap = float((votes[mask] - cast * share).sum() / (cast * share * (1 - share)).sum())
    return PULL * min(max(gap, -1.0), 1.0)
