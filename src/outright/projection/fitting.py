"""Learning the tables of priors from contests that were counted in full.

Each contest is solved under the present tables (`study`); what it says of every table is a few sums (`Finding`). From
all of them come better tables (`learn`), under which they are solved again. Coefficients get the mean and the spread
that contests showed, variances the geometric mean, the multipliers what residuals showed beside the best-known places.
A contest of an election with n contests weighs 1/sqrt(n): what one night says many times is mostly said once.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.priors import CLASSES, LEVELS, RESPONSES, SPREADS, Priors, Provenance, Table, blank
from outright.projection.design import CODES, Columns, Design, design_of, split_columns
from outright.projection.evidence import times
from outright.projection.foresee import MAIN
from outright.projection.solve import Fit, Spread, gather, solve
from outright.projection.split import FIRST, prior, response
from outright.projection.whole import sort_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.baseline.ground import Ground

    Floats = NDArray[np.float64]
    Contest = tuple["Ground", NDArray[np.int64]]

ROUNDS = 8
"""Rounds of learning: the variances move by less than two in a hundred in the last."""

MOST_CELLS = 700
"""Of a larger contest so many cells, spread evenly over it, say enough."""

MOST_CANDIDATES = 3

FEWEST = 8
"""A class and level of fewer contests learns from all contests of the class letter."""

NEARLY_ALL = 0.97
"""Where two have so much of the vote one of them says what the other would say again."""

FIRST_SD, FIRST_SD_WIDE = 0.2, 0.5
"""Spread of a coefficient before the first round: wide for levels, leans, first rounds and methods."""

WIDE = {"level", "lean", "share_before", *FIRST, *CODES, *(f"{c}_known" for c in CODES)}
SIDED = {"level", "lean", "gap", "gap_here", *FIRST, *CODES}
"""Groups of the split that have a direction, so that contests may agree about them. Others have the mean zero."""

SIZED = {"level", "lean", "size", "primary", "share_before", "party_share", "pop", "population"} | WIDE - set(FIRST)
"""The same of turnout, besides every column of history."""

PULL_WEIGHT, PULL_SD, FLOOR_SD = 0.2, 0.05, 0.005
"""A spread is drawn to 0.05 as by a fifth of a contest, and is never under 0.005."""

NOTHING = 1e-9
"""A column whose entries add up to no more (a lean that is the same everywhere) says nothing of its coefficient."""

LIMITS = {"size": (0.7, 5.0), "steady": (0.8, 6.0), "method": (0.5, 5.0)}


@dataclass(frozen=True, slots=True)
class Said:
    """What one regression of one contest says. By group: columns, sums of coefficients, of squares, of variances.

    ``spread`` are the logarithms of its variances; ``ratios`` the squared residuals over their variances with their
    number, by what may multiply a variance; ``cells`` is how many it had.
    """

    response: str
    groups: tuple[tuple[str, tuple[float, float, float, float]], ...]
    spread: tuple[float, ...]
    ratios: tuple[tuple[str, float, float], ...]
    cells: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What one contest says. ``election`` is its state and date, as "ga-2018-11-06"."""

    contest_id: str
    election: str
    klass: str
    level: str
    said: tuple[Said, ...]


def election_of(ground: Ground) -> str:
    """A contest's election: its state and date."""
    return f"{ground.outline.state}-{ground.outline.date.isoformat()}"


def study(contest: Contest, priors: Priors) -> Finding:
    """What a contest says: its ground, and its full count of the shape (units, methods, candidates)."""
    ground, full = contest
    design = design_of(ground)
    votes = full[design.layout.order].astype(np.float64)
    level = "county" if ground.outline.level == "county" else "precinct"
    said: list[Said] = []
    mask = _sample(votes.sum(2) > 0)
    if mask.any():
        table = priors.of(ground.klass, level, "split")
        said += [_split_said(design, votes, mask, table, ground.klass, k) for k in _who(design, votes)]
        said.append(_turnout_said(design, votes, mask, priors.of(ground.klass, level, "turnout"), sort_of(ground)))
    return Finding(ground.outline.contest_id, election_of(ground), ground.klass, level, tuple(said))


def _sample(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """At most `MOST_CELLS` of these cells, the same ones every time: by multiples of the golden ratio, which spread
    evenly over places and methods alike.
    """
    cells = np.flatnonzero(mask)
    if len(cells) > MOST_CELLS:
        place = (np.arange(len(cells)) * (math.sqrt(5) - 1) / 2) % 1
        cells = cells[np.argsort(place, kind="stable")[:MOST_CELLS]]
    chosen = np.zeros(mask.size, dtype=bool)
    chosen[cells] = True
    return chosen.reshape(mask.shape)


def _who(design: Design, votes: Floats) -> list[int]:
    """The candidates who say something: the first three of 5 % or more; with parties, Democrats and Republicans."""
    count = votes.sum(axis=(0, 1))
    who = [k for k in np.argsort(-count, kind="stable").tolist() if count[k] > MAIN * count.sum()][:MOST_CANDIDATES]
    if len(who) == 2 and count[who].sum() > NEARLY_ALL * count.sum():
        who = who[:1]
    return [k for k in who if design.sides[k] or not any(design.sides)]


def _split_said(design: Design, votes: Floats, mask: NDArray[np.bool_], table: Table, klass: str, k: int) -> Said:
    columns = split_columns(design, k)
    count, cast = votes.sum(axis=(0, 1)), votes.sum(2)
    rivals = max(2, int((count > MAIN * count.sum()).sum()))
    y, noise = response(votes[:, :, [k]], cast, count[[k]] / count.sum())
    side = design.sides[k]
    mean, _ = prior((*columns.groups, "arrival"), table, klass, (side,), rivals)
    fit = _fit(design, columns, mask, table, (y, noise), mean[:-1], design.lean_quality)
    turned = {g: 1.0 if g in FIRST or not side else float(side) for g in set(columns.groups)}
    level = math.log(rivals - 1) if not side and klass != "R" else 0.0
    return _said(design, "split", fit, turned, level, design.lean_quality)


def _turnout_said(design: Design, votes: Floats, mask: NDArray[np.bool_], table: Table, sort: str) -> Said:
    columns = design.turnout
    cast = votes.sum(2)
    y = np.log(cast + 0.5) - design.log_size[:, None]
    noise = 1 / (cast + 1) + 1 / (np.exp(design.log_size)[:, None] + 1)
    mean = np.array([table.mean(g) for g in columns.groups])[:, None]
    fit = _fit(design, columns, mask, table, (y[:, :, None], noise), mean, design.size_quality)
    said = _said(design, "turnout", fit, dict.fromkeys(columns.groups, 1.0), 0.0, design.size_quality)
    if not sort:
        return said
    whole = math.log(float(cast.sum()) / float(np.exp(design.log_size).sum()))
    return replace(said, groups=(*said.groups, (sort, (1.0, whole, whole**2, 0.0))))


def _fit(
    design: Design, columns: Columns, mask: NDArray[np.bool_], table: Table, data: tuple[Floats, Floats], mean: Floats,
    quality: NDArray[np.int64],
) -> Fit:  # fmt: skip
    sd = np.array([table.sd(g, FIRST_SD_WIDE if g in WIDE else FIRST_SD) for g in columns.groups])
    seen = gather(design.layout, columns, mask, times(design, table, quality), data[1])
    start = Spread(*(getattr(table, name) ** 2 for name in SPREADS))
    return solve(seen, data[0], mean, sd, start)


def _said(
    design: Design, response_: str, fit: Fit, turned: dict[str, float], level: float, quality: NDArray[np.int64]
) -> Said:
    columns, seen = fit.seen.columns, fit.seen
    used = np.concatenate([np.abs(columns.unit).sum(0), np.abs(columns.cell).sum(axis=(0, 1))]) > NOTHING
    names = np.array(columns.groups)
    coefficients, variances = fit.state.coefficients[:, 0], np.diag(fit.state.covariance)
    groups = []
    for name in dict.fromkeys(columns.groups):
        here = names == name
        if used[here].any():
            b = coefficients[here] * turned[name] + (level if name == "level" else 0.0)
            groups.append((name, (float(here.sum()), float(b.sum()), float(b @ b), float(variances[here].sum()))))
    squares = fit.residual[:, :, 0] ** 2 / (fit.spread.cell * seen.times + seen.noise)
    units = np.broadcast_to(quality[seen.rows][:, None], seen.mask.shape)
    steady = np.broadcast_to(design.steadiness[seen.rows][:, None], seen.mask.shape)
    code = np.array(design.layout.codes)[seen.code]
    ratios = []
    for kind, values in (("size", units), ("steady", steady), ("method", code)):
        for value in np.unique(values[seen.mask]).tolist():
            chosen = seen.mask & (values == value)
            ratios.append((f"{kind}_{value}", float(squares[chosen].sum()), float(chosen.sum())))
    spread = tuple(math.log(getattr(fit.spread, name)) for name in SPREADS)
    return Said(response_, tuple(groups), spread, tuple(ratios), int(seen.mask.sum()))


def learn(findings: Sequence[Finding], old: Priors, only: Iterable[tuple[str, str]] | None = None) -> Priors:
    """Better tables from what the contests said under the old ones; ``only`` of these classes and levels.

    A table of which no contest says anything stays as it was.
    """
    elections = Counter(f.election for f in findings)
    tables = dict(old.tables)
    for klass, level in only or [(k, v) for k in CLASSES for v in LEVELS]:
        heard = [f for f in findings if (f.klass, f.level) == (klass, level)]
        if len(heard) < FEWEST:
            heard = [f for f in findings if f.klass[0] == klass[0]]
        for which in RESPONSES:
            said = [
                (elections[f.election] ** -0.5 / sum(s.response == which for s in f.said), s)
                for f in heard
                for s in f.said
                if s.response == which
            ]
            if said:
                tables[klass, level, which] = _table(said, old.tables[klass, level, which], klass, which)
    return replace(old, tables=tables)


def _table(said: Sequence[tuple[float, Said]], old: Table, klass: str, which: str) -> Table:
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0] * 5)
    ratios: dict[str, list[float]] = defaultdict(lambda: [0.0] * 2)
    for weight, one in said:
        for name, numbers in one.groups:
            sums[name] = [a + weight * b for a, b in zip(sums[name], (*numbers, 1.0), strict=True)]
        for name, square, number in one.ratios:
            there = ratios[name]
            there[0] += weight * square / one.cells
            there[1] += weight * number / one.cells
    groups = {}
    for name, (number, total, squares, variances, weight) in sums.items():
        mean = total / number if _has_mean(name, klass, which) else 0.0
        variance = (squares + variances) / number - mean**2
        variance = (variance * weight + PULL_WEIGHT * PULL_SD**2) / (weight + PULL_WEIGHT)
        groups[name] = (mean, math.sqrt(max(variance, FLOOR_SD**2)))
    weights = [weight for weight, _ in said]
    logs = np.average(np.array([one.spread for _, one in said]), axis=0, weights=weights)
    spreads = dict(zip(SPREADS, (float(math.exp(x / 2)) for x in logs), strict=True))
    return Table(groups, times=_times(ratios, old), **spreads)


def _has_mean(group: str, klass: str, which: str) -> bool:
    if which == "turnout":
        return group in SIZED or group.startswith(("history_", "whole_"))
    if klass[0] == "G":
        return group in SIDED
    return klass == "R" and group in FIRST


def _times(ratios: dict[str, list[float]], old: Table) -> dict[str, float]:
    """Multipliers move half of the way (of their logarithms) to what residuals show beside the best known."""
    out = {}
    for kind, best, enough, of_best in (("size", "size_0", 0.2, 0.0), ("steady", "steady_0", 0.05, 0.05)):
        for rank in (1, 2):
            name = f"{kind}_{rank}"
            ratio = _ratio(ratios, name, best, enough, of_best)
            out[name] = _moved(old.times.get(name, 1.0), 1.0 if ratio is None else ratio, *LIMITS[kind])
    for place in range(2, 6):
        ratio = _ratio(ratios, f"method_{place}", "method_1", 0.2, 0.0)
        if ratio is not None:
            out[CODES[place]] = _moved(old.times.get(CODES[place], 1.0), ratio, *LIMITS["method"])
    return out


def _ratio(ratios: dict[str, list[float]], name: str, best: str, enough: float, of_best: float) -> float | None:
    here, there = ratios.get(name, [0.0, 0.0]), ratios.get(best, [0.0, 0.0])
    if here[1] <= enough or there[1] <= of_best or there[0] <= 0:
        return None
    return (here[0] / here[1]) / (there[0] / there[1])


def _moved(old: float, ratio: float, low: float, high: float) -> float:
    return min(max(old * math.sqrt(min(max(ratio, 0.5), 2.0)), low), high)


def fit_priors(
    contests: Sequence[Contest],
    rounds: int = ROUNDS,
    *,
    leave_out: str = "",
    provenance: Provenance | None = None,
    each: Callable[[Callable[[Contest], Finding], Sequence[Contest]], Iterable[Finding]] = map,
) -> Priors:
    """The tables learned from these contests without those of the election ``leave_out`` ("ga-2018-11-06").

    ``each`` maps a function over contests, in any order, for a caller with more than one processor.
    """
    used = [c for c in contests if election_of(c[0]) != leave_out]
    priors = blank()
    for _ in range(rounds):
        findings = sorted(each(partial(study, priors=priors), used), key=lambda f: f.contest_id)
        priors = learn(findings, priors)
    return replace(priors, provenance=provenance or priors.provenance)
