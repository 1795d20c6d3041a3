"""What the model expects of everything that is out: how many votes, and for whom. No draws, no chances, no verdict.

Candidates with five in a hundred of the count or more are modelled one by one; all others together, divided as they
stand. Shares of every cell add up to one, so every vote that is expected is expected for somebody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outright.projection.design import Design, design_of
from outright.projection.evidence import Evidence, evidence
from outright.projection.posterior import county_sums
from outright.projection.solve import Spread
from outright.projection.split import Split, splits
from outright.projection.tonight import split_table
from outright.projection.turnout import Turnout, turnout
from outright.projection.whole import sort_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.baseline.ground import Ground
    from outright.baseline.priors import Priors, Table
    from outright.projection.counted import Counted

    Floats = NDArray[np.float64]

MAIN = 0.05
"""Candidates with this share of the count are modelled one by one,"""

MOST = 8
"""but not more than so many."""

LUMP_SD = 0.3
"""How far, on the logit, the others' share of what is out is from that of the count, where it is not modelled."""

EMPTY_SD = 1.0
"""The same of anybody's share before the first vote: nothing is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Out:
    """Votes expected to come, of each county or by each method, and the variance of each."""

    votes: Floats
    variance: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Slope:
    """Whether arrival says something: ``believed`` probability that it does, ``size`` of the slope in its errors."""

    believed: float
    size: float


@dataclass(frozen=True, slots=True, eq=False)
class Foreseen:
    """What is expected. Units, methods and candidates as in the outline; shares 0-1.

    ``out`` (units, methods) are votes to come. ``main`` are the candidates modelled one by one, most votes first;
    ``split`` (units, methods, main + 1) their shares of what is out in each cell and, last, the others' together;
    ``others`` (candidates,) how those divide among the others, zero for the main. The columns of ``split`` add up to
    one. ``total`` is the final number of votes. ``share`` (candidates,) is the expected final share,
    ``split_variance`` and ``turnout_variance`` its two variances. ``slopes`` and ``spreads`` come one for each of
    ``main``; ``turnout_slope`` and ``turnout_spread`` are the votes'.
    """

    counted: NDArray[np.int64]
    out: Floats
    main: tuple[int, ...]
    split: Floats
    others: Floats
    total: float
    total_variance: float
    share: Floats
    split_variance: Floats
    turnout_variance: Floats
    by_county: Out
    by_method: Out
    slopes: tuple[Slope, ...]
    spreads: tuple[Spread, ...]
    turnout_slope: Slope
    turnout_spread: Spread

    def votes_to_come(self) -> Floats:
        """The votes expected to come for every candidate: (candidates,). They add up to ``out``."""
        by_main = np.einsum("um,umk->k", self.out, self.split)
        votes: Floats = self.others * by_main[-1]
        votes[list(self.main)] += by_main[:-1]
        return votes


def foresee(ground: Ground, counted: Counted, priors: Priors) -> Foreseen:
    """The model's answer for this count. Raises `ValueError` for a count that cannot be one (see `evidence`)."""
    design = design_of(ground)
    seen = evidence(design, counted)
    klass, level = ground.klass, ground.outline.level
    to_come = turnout(design, seen, priors.of(klass, level, "turnout"), sort_of(ground))
    count = seen.votes.sum(axis=(0, 1))
    main = _main(count)
    answers = _splits(design, seen, to_come, split_table(ground, priors), klass, main)
    return _together(design, seen, to_come, main, answers)


def _main(count: NDArray[np.int64]) -> tuple[int, ...]:
    """The candidates modelled one by one: most votes first, equal ones in the outline's order."""
    total = int(count.sum())
    ranked = np.argsort(-count, kind="stable").tolist()
    return tuple(k for k in ranked if total and count[k] >= MAIN * total)[:MOST]


def _rivals(seen: Evidence) -> int:
    count = seen.votes.sum(axis=(0, 1))
    return max(2, int((count > MAIN * count.sum()).sum()))


def _splits(
    design: Design, seen: Evidence, to_come: Turnout, table: Table, klass: str, main: tuple[int, ...]
) -> list[Split]:
    """One answer for each main candidate, and one for all others together (see `_as_they_stand`).

    Where there are two candidates and nobody else has a vote, one regression answers for both.
    """
    count = seen.votes.sum(axis=(0, 1))
    total = int(count.sum())
    lump = total - int(count[list(main)].sum())
    rivals = max(2, int((count > MAIN * total).sum()))
    if len(main) == 2 and not lump and _opposite(design, main):
        (first,) = splits(design, seen, to_come, table, klass, main[:1], seen.votes[:, :, main[:1]], rivals)
        return [first, first.mirrored(), _as_they_stand(design, to_come, 0, total)]
    votes = seen.votes[:, :, list(main)]
    if main and lump >= MAIN * total:
        rest = seen.cast.astype(np.int64) - votes.sum(2)
        votes = np.concatenate([votes, rest[:, :, None]], axis=2)
        return splits(design, seen, to_come, table, klass, (*main, None), votes, rivals)
    return [
        *splits(design, seen, to_come, table, klass, main, votes, rivals),
        _as_they_stand(design, to_come, lump, total),
    ]


def _opposite(design: Design, two: tuple[int, ...]) -> bool:
    """Whether what is believed of the one is the reverse of what is believed of the other."""
    first = design.first_totals
    known = first is None or set(np.flatnonzero(first > 0).tolist()) == set(two)
    return known and design.sides[two[0]] == -design.sides[two[1]]


def _as_they_stand(design: Design, to_come: Turnout, lump: int, total: int) -> Split:
    """Candidates with too few votes to model, together: the same share everywhere as of the count."""
    share = lump / total if total else 1.0
    final = total + to_come.votes.sum()
    weight = float(to_come.votes.sum() / final) if final > 0 else 0.0
    variance = (weight * share * (1 - share) * LUMP_SD) ** 2
    everywhere = np.full(design.layout.shape, share)
    return Split(everywhere, share, variance, 0.0, 0.0, 0.0, to_come.fit.spread)


def _together(
    design: Design, seen: Evidence, to_come: Turnout, main: tuple[int, ...], answers: list[Split]
) -> Foreseen:
    layout = design.layout
    count = seen.votes.sum(axis=(0, 1))
    split_ = np.stack([a.share for a in answers], axis=2)
    split_ /= split_.sum(2, keepdims=True)
    total = float(count.sum() + to_come.votes.sum())
    others = _divided(count, main)
    to_candidates = np.einsum("um,umk->k", to_come.votes, split_)
    votes = others * to_candidates[-1]
    votes[list(main)] += to_candidates[:-1]
    share = (count + votes) / total if total > 0 else np.full(len(count), 1 / len(count))
    place = {k: i for i, k in enumerate(main)}
    variances = [_variances(answers[place.get(k, -1)], k, main, others, share, count) for k in range(len(count))]
    back = np.argsort(layout.order)
    return Foreseen(
        count, to_come.votes[back], main, split_[back], others, total, to_come.variance(to_come.votes), share,
        np.array([v[0] for v in variances]), np.array([v[1] for v in variances]),
        Out(county_sums(layout, to_come.votes.sum(1)), to_come.county_variances(to_come.votes)),
        _by_method(to_come), tuple(Slope(a.slope_believed, a.slope_size) for a in answers[:-1]),
        tuple(a.spread for a in answers[:-1]), Slope(to_come.slope_believed, to_come.slope_size), to_come.fit.spread,
    )  # fmt: skip


def _divided(count: NDArray[np.int64], main: tuple[int, ...]) -> Floats:
    """How the others' votes divide among them: as they stand, equally before they have any."""
    rest: Floats = count.astype(np.float64)
    rest[list(main)] = 0.0
    if rest.sum() <= 0:
        rest = np.ones(len(count))
        rest[list(main)] = 0.0
    return rest / np.float64(max(float(rest.sum()), 1e-9))


def _variances(
    answer: Split, k: int, main: tuple[int, ...], others: Floats, share: Floats, count: NDArray[np.int64]
) -> tuple[float, float]:
    """A main candidate's variances are his own; another's are his part of theirs. Without votes nothing is known."""
    if k in main:
        return answer.variance, answer.turnout
    if not count.any():
        return float(share[k] * (1 - share[k]) * EMPTY_SD) ** 2, 0.0
    return answer.variance * float(others[k]) ** 2, answer.turnout * float(others[k]) ** 2


def _by_method(to_come: Turnout) -> Out:
    votes = to_come.votes
    alone = np.zeros_like(votes)
    variance = []
    for j in range(votes.shape[1]):
        alone[:] = 0.0
        alone[:, j] = votes[:, j]
        variance.append(to_come.variance(alone))
    return Out(votes.sum(0), np.array(variance))
