"""Why the projected share of the leader is not the counted one, and what is still out, place by place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from outright.projection.result import CellOut, Contribution, Range, StillOut

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.baseline.ground import Ground
    from outright.projection.counted import Counted
    from outright.projection.foresee import Foreseen, Out

    Floats = NDArray[np.float64]

NINETY = 1.6448536269514722
"""Standard deviations on either side of the middle that hold nine times in ten."""

NAMED = 6
"""Contributions of counties that are told one by one."""

CELLS = 32
"""Counties times methods up to which every one of them is told."""


def still_out(ground: Ground, counted: Counted, foreseen: Foreseen) -> tuple[tuple[StillOut, ...], ...]:
    """What is out by county and by method, in the outline's order of each."""
    cast = counted.votes.sum(2)
    votes = foreseen.out[:, :, None] * foreseen.split
    counties = len(ground.counties)
    by_county = np.zeros((counties, votes.shape[2]))
    np.add.at(by_county, ground.county, votes.sum(1))
    cast_county = np.bincount(ground.county, cast.sum(1), counties)
    methods = tuple(m.value for m in ground.outline.methods)
    return (
        _lines(ground, foreseen, ground.counties, cast_county, foreseen.by_county, by_county),
        _lines(ground, foreseen, methods, cast.sum(0), foreseen.by_method, votes.sum(0)),
    )


def cells_out(ground: Ground, counted: Counted, foreseen: Foreseen) -> tuple[CellOut, ...]:
    """The middle of what is out by county and method together, county by county; empty where those are many."""
    counties, methods = ground.counties, tuple(m.value for m in ground.outline.methods)
    if len(counties) * len(methods) > CELLS:
        return ()
    votes = np.zeros((len(counties), len(methods), foreseen.split.shape[2]))
    np.add.at(votes, ground.county, foreseen.out[:, :, None] * foreseen.split)
    cast = np.zeros((len(counties), len(methods)), dtype=np.int64)
    np.add.at(cast, ground.county, counted.votes.sum(2))
    named = [ground.outline.candidates[k] for k in foreseen.main]
    found = []
    for i, county in enumerate(counties):
        for j, method in enumerate(methods):
            total = float(votes[i, j].sum())
            split = votes[i, j] / total if total > 0 else votes[i, j]
            shares = tuple((name, float(split[k])) for k, name in enumerate(named)) if total > 0 else ()
            found.append(CellOut(county, method, int(cast[i, j]), round(total), shares))
    return tuple(found)


def _lines(
    ground: Ground, foreseen: Foreseen, keys: tuple[str, ...], cast: NDArray[np.int64], out: Out, split: Floats
) -> tuple[StillOut, ...]:
    named = [ground.outline.candidates[k] for k in foreseen.main]
    lines = []
    for i, key in enumerate(keys):
        total = float(split[i].sum())
        shares = tuple((name, float(split[i, j] / total)) for j, name in enumerate(named)) if total > 0 else ()
        spread = float(np.sqrt(max(float(out.variance[i]), 0.0)))
        lines.append(StillOut(key, int(cast[i]), _range(float(out.votes[i]), spread), shares, "turnout model"))
    return tuple(lines)


def _range(mean: float, sd: float) -> Range:
    """A log-normal range with this mean and standard deviation; whole votes."""
    if mean <= 0:
        return Range(0, 0, 0)
    log_sd = float(np.sqrt(np.log1p(min((sd / mean) ** 2, 4.0))))
    middle = mean * np.exp(-(log_sd**2) / 2)
    return Range(*(round(float(middle * np.exp(x * NINETY * log_sd))) for x in (-1, 0, 1)))


def because(ground: Ground, foreseen: Foreseen) -> tuple[Contribution, ...]:
    """What moves the leader's projected share from the counted one: by method, then by county, in points.

    Each line is the votes expected still to come there, times how far the leader's expected share of them is from the
    counted share, over all votes. The lines of the methods add up to the whole movement; so do those of all counties.
    """
    base = int(foreseen.counted.sum())
    if not foreseen.main or not base:
        return ()
    leader = foreseen.main[0]
    raw = foreseen.counted[leader] / base
    moved = 100 * foreseen.out * (foreseen.split[:, :, 0] - raw) / max(foreseen.total, 1.0)
    methods = [m.value for m in ground.outline.methods]
    lines = []
    if len(methods) > 1:
        lines = [
            _line("method", m, float(x), float(n))
            for m, x, n in zip(methods, moved.sum(0), foreseen.out.sum(0), strict=True)
        ]
    counties = len(ground.counties)
    if counties > 1:
        points = np.bincount(ground.county, moved.sum(1), counties)
        votes = np.bincount(ground.county, foreseen.out.sum(1), counties)
        largest = np.argsort(-np.abs(points), kind="stable")[:NAMED]
        lines += [_line("county", ground.counties[i], float(points[i]), float(votes[i])) for i in largest.tolist()]
    return tuple(line for line in lines if line is not None)


def _line(what: str, key: str, points: float, votes: float) -> Contribution | None:
    if votes < 0.5:
        return None
    step = 10 ** max(len(str(round(votes))) - 3, 0)  # an estimate is not told to the last vote
    return Contribution(f"{what}:{key}", points, f"about {round(votes / step) * step:,} votes to come")
