"""How the votes that are still out will divide: the share of one candidate, or of a lump of several, in every cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outright.projection.arrival import SPLIT_SD, belief, without
from outright.projection.design import Columns, Design, sigmoid, split_columns
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

MANY = 2000
"""From so many cells on, candidates share a regression where their sampling variances are alike. Alone, each learns
the night's variances for himself, which is a little better and, with fewer cells, costs little."""

ALIKE = 1.5
"""Sampling variances are alike where one is at most so many times the other."""

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
    """A regression, ready for its two answers: ``votes`` and ``y`` (units, methods, responses)."""

    votes: Floats
    y: Floats
    noise: Floats
    scale: Floats
    fit: Fit


def splits(
    design: Design, seen: Evidence, to_come: Turnout, table: Table, klass: str, whom: Sequence[int | None],
    votes: NDArray[np.int64], rivals: int,
) -> list[Split]:  # fmt: skip
    """The splits of these candidates (None: a lump of several), whose ``votes`` are (units, methods, candidates).

    ``rivals`` is how many candidates have 5 % of the count or more (at least 2). Candidates of whom the same columns
    are known may share one regression.
    """
    shares = votes.sum(axis=(0, 1)) / seen.cast.sum()
    columns = [split_columns(design, k) for k in whom]
    answers: dict[int, Split] = {}
    for places in _groups(columns, shares, votes.shape[0] * votes.shape[1]):
        sides = tuple(0 if k is None else design.sides[k] for k in (whom[i] for i in places))
        theirs = votes[:, :, places].astype(np.float64)
        case = _case(design, seen, table, klass, columns[places[0]], sides, theirs, rivals)
        answers |= dict(zip(places, _mixed(seen, to_come, case), strict=True))
    return [answers[place] for place in range(len(whom))]


def _groups(columns: Sequence[Columns], shares: Floats, cells: int) -> list[list[int]]:
    """Which candidates share a regression: with many cells, those of the same columns and alike in variance."""
    groups: list[list[int]] = []
    sampling = np.clip(shares, 0.02, 0.98) * (1 - np.clip(shares, 0.02, 0.98))
    for place in np.argsort(-sampling, kind="stable").tolist():
        last = groups[-1][0] if groups else None
        same = last is not None and columns[last] is columns[place] and sampling[last] <= ALIKE * sampling[place]
        if same and cells >= MANY:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def _mixed(seen: Evidence, to_come: Turnout, case: _Case) -> Iterator[Split]:
    """Both answers about arrival, weighed by how far each is believed."""
    believed, size = belief(case.fit, SPLIT_SD)
    states = (case.fit.state, without(case.fit))
    for i, weight in enumerate(believed.tolist()):
        answers = [
            (part, *_answer(seen, to_come, case, states[which], i))
            for which, part in enumerate((weight, 1 - weight))
            if part >= NEGLIGIBLE
        ]
        total = sum(a[0] for a in answers)
        share: Floats = np.sum([a[0] / total * a[1] for a in answers], axis=0)
        estimate = sum(a[0] * a[2] for a in answers) / total
        within = sum(a[0] * a[3] for a in answers) / total
        between = sum(a[0] * (a[2] - estimate) ** 2 for a in answers) / total
        of_turnout = sum(a[0] * a[4] for a in answers) / total
        yield Split(share, estimate, within + between, of_turnout, weight, float(size[i]), case.fit.spread)


def response(votes: Floats, cast: Floats, shares: Floats) -> tuple[Floats, Floats]:
    """Logits of the candidates' shares of each cell, and the sampling variance that they share.

    ``votes`` (units, methods, candidates); ``shares`` are theirs of the whole count. The variance takes the mean of
    p(1-p) over them, each weighing as his votes.
    """
    p = np.clip(shares, 0.02, 0.98)
    y: Floats = np.log((votes + p) / (cast[:, :, None] - votes + 1 - p))
    both = float((p * p * (1 - p)).sum() / p.sum())
    noise: Floats = OVERDISPERSION**2 / (cast * both + 1)
    return y, noise


def prior(
    groups: tuple[str, ...], table: Table, klass: str, sides: Sequence[int], rivals: int, one_unit: Floats | None = None
) -> tuple[Floats, Floats]:
    """Mean (p, responses) and spread (p,) of every coefficient; the last is arrival's.

    A side is 1 where signs are as learned (the Democrat's), -1 for the Republican, 0 where no side is known. Then
    the level is that of ``rivals`` equals, but in a runoff with a first round the level of the first round.
    ``one_unit`` are the shares of the count where there is one unit: nothing else can tell a level there.
    """
    turned = np.array([[1.0] * len(sides) if g in FIRST else sides for g in groups])
    mean = np.array([table.mean(g) for g in groups])[:, None] * turned
    sd = np.array([table.sd(g) for g in groups])
    level = groups.index("level")
    if FIRST[0] not in groups:
        mean[level, [side == 0 for side in sides]] = -np.log(rivals - 1)
    if one_unit is not None:
        mean[:] = 0.0
        p = np.clip(one_unit, 0.002, 0.998)
        mean[level] = np.log(p / (1 - p))
    sd[level] = max(sd[level], PARTISAN_LEVEL_SD if klass[0] == "G" and all(sides) else LEVEL_SD)
    sd[-1] = SPLIT_SD
    return mean, sd


def _case(
    design: Design, seen: Evidence, table: Table, klass: str, columns: Columns, sides: tuple[int, ...], votes: Floats,
    rivals: int,
) -> _Case:  # fmt: skip
    layout = design.layout
    columns = columns.and_cell("arrival", seen.arrival)
    shares = votes.sum(axis=(0, 1)) / seen.cast.sum()
    y, noise = response(votes, seen.cast, shares)
    scale = times(design, table, design.lean_quality)
    alone = shares if layout.shape[0] == 1 else None
    mean, sd = prior(columns.groups, table, klass, sides, rivals, alone)
    start = Spread(table.cell**2, table.unit**2, table.county**2, table.county_method**2)
    fit = solve(gather(layout, columns, seen.mask, scale, noise), y, mean, sd, start)
    return _Case(votes, y, noise, scale, fit)


def _answer(seen: Evidence, to_come: Turnout, case: _Case, state: State, i: int) -> tuple[Floats, float, float, float]:
    """Shares of what is out, the final share and its two variances, of one candidate under one answer about arrival.

    The rest of a part-counted cell follows that cell's own logit as far as its votes in tell it (``own``).
    """
    fit, out, rest = case.fit, seen.out, seen.rest
    eta = expect(fit, state, i)
    unit, unit_variance = unit_effects(fit, state, i)
    cell = fit.spread.cell * case.scale
    prior_unit = fit.spread.unit if fit.seen.layout.has_units else 0.0
    pull = _pull(seen, case.votes[:, :, i], eta / np.sqrt(1 + LOGISTIC * (cell + prior_unit)))
    own = np.where(rest, cell / (cell + case.noise), 0.0)
    eta = eta + unit[:, None]
    middle = eta + own * (case.y[:, :, i] - eta) + (1 - own) * pull
    unsure = (1 - own) * cell + (1 - own) ** 2 * unit_variance[:, None]
    share = sigmoid(middle / np.sqrt(1 + LOGISTIC * unsure))
    votes = to_come.votes
    final = seen.cast.sum() + votes.sum()
    estimate = float((case.votes[:, :, i].sum() + (votes * share).sum()) / final)
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
