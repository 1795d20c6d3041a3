"""What anyone can see of the moment: how much is in, where nothing is, how the places in differ from those out.

These are the features the width of the answer is read from (`outright.baseline.calibration`). None of them says who
is ahead, and none needs the final count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.calibration import FEATURES
from outright.projection.evidence import unheard

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.baseline.ground import Ground
    from outright.projection.counted import Counted
    from outright.projection.foresee import Foreseen

    Floats = NDArray[np.float64]

SILENT = 0.02
"""A method of which no more of the cells than this is in counts as silent."""


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """How the count stands. Shares are of the votes expected to come unless they say otherwise.

    ``counted_share`` is the part of the expected final vote that is in. ``part_counted`` is the share that belongs to
    cells of which something is in. ``effective_out`` is the number of equal cells that would weigh as the cells out
    do. ``unheard`` marks the methods of which too little is in to know how they differ from the others, and
    ``unheard_share`` is what they are expected to bring, of the final vote. ``features`` has the shape (main
    candidates, features).
    """

    counted_share: float
    cells_in: float
    counties_in: int
    silent_counties: float
    silent_methods: float
    size_gap: float
    blocks: float
    part_counted: float
    effective_out: float
    unheard: NDArray[np.bool_]
    unheard_share: float
    features: Floats

    @property
    def pattern(self) -> str:
        """The sort of moment: by method, whole counties, small places first, or scattered."""
        if self.silent_methods > 0.35:
            return "method"
        small = self.size_gap < -0.35
        if self.blocks > 0.6:
            return "blocks, small first" if small else "blocks"
        return "small first" if small else "scattered"

    @property
    def band(self) -> str:
        """How much is in, in five bands."""
        edges = (0.17, 0.36, 0.63, 0.83)
        names = ("under a sixth", "about a quarter", "about half", "about three quarters", "most")
        return names[int(np.searchsorted(edges, self.counted_share))]


def moment(ground: Ground, counted: Counted, foreseen: Foreseen) -> Moment:
    """The moment of this count."""
    part = np.nan_to_num(counted.part, nan=0.5)
    out = foreseen.out
    weights = out / max(float(out.sum()), 1e-9)
    methods = part.shape[1]
    in_county = _per_county(ground, part.sum(1))
    all_county = _per_county(ground, np.full(len(part), float(methods)))
    silent = (part.mean(0) < SILENT) & (methods > 1)
    silent_ways = unheard(part, counted.votes.sum(2))
    total = max(foreseen.total, 1.0)
    seen = Moment(
        counted_share=float(np.clip(foreseen.counted.sum() / total, 1e-3, 0.9995)), cells_in=float(part.sum()),
        counties_in=int((in_county > 0).sum()), silent_counties=float(weights[(in_county == 0)[ground.county]].sum()),
        silent_methods=float(weights[:, silent].sum()), size_gap=_size_gap(ground, part),
        blocks=_blocks(ground, in_county, all_county), part_counted=float(weights[counted.votes.sum(2) > 0].sum()),
        effective_out=float(1 / max(float((weights**2).sum()), 1e-9)), unheard=silent_ways,
        unheard_share=float(out[:, silent_ways].sum() / total), features=np.zeros((0, len(FEATURES))),
    )  # fmt: skip
    lean = _lean_gap(ground, counted.votes.sum(2), weights)
    rows = [_features(ground, foreseen, seen, lean, part, place) for place in range(len(foreseen.main))]
    features = np.array(rows, dtype=np.float64).reshape(len(rows), len(FEATURES))
    return replace(seen, features=features)


def _per_county(ground: Ground, values: Floats) -> Floats:
    sums: Floats = np.bincount(ground.county, values, len(ground.counties)).astype(np.float64)
    return sums


def _size_gap(ground: Ground, part: Floats) -> float:
    """Mean logarithm of size of what is in less that of what is out, in spreads of size; within two."""
    size = np.log(ground.size)[:, None] + np.zeros_like(part)
    if part.sum() <= 0 or (1 - part).sum() <= 0:
        return 0.0
    gap = np.average(size, weights=part) - np.average(size, weights=1 - part)
    return float(np.clip(gap / (size.std() + 0.05), -2, 2))


def _blocks(ground: Ground, inside: Floats, everywhere: Floats) -> float:
    """How unevenly counties have reported: 0 alike, 1 as uneven as whole counties in or out. 0 by county."""
    if len(everywhere) < 2 or ground.outline.level == "county":
        return 0.0
    share, mean = inside / everywhere, float(inside.sum() / everywhere.sum())
    return float(min(1.2, share.std() / np.sqrt(mean * (1 - mean) + 1e-9)))


def _lean_gap(ground: Ground, votes: NDArray[np.int64], weights: Floats) -> float:
    """How far the past lean of the votes in is from that of the votes out, in spreads of lean; at most 2.5."""
    cast = votes.sum(1).astype(np.float64)
    if cast.sum() <= 0:
        return 0.0
    gap = float(ground.lean @ cast / cast.sum() - ground.lean @ weights.sum(1))
    return min(2.5, abs(gap) / (float(ground.lean.std()) + 0.05))


def _features(
    ground: Ground, foreseen: Foreseen, seen: Moment, lean: float, part: Floats, place: int
) -> tuple[float, ...]:
    k = foreseen.main[place]
    f, share = seen.counted_share, float(np.clip(foreseen.share[k], 0.002, 0.998))
    variance = float(foreseen.split_variance[k] + foreseen.turnout_variance[k])
    sd = float(np.clip(np.sqrt(max(variance, 0.0)), 1e-5, 1.0))
    raw = float(foreseen.counted[k] / max(int(foreseen.counted.sum()), 1))
    slope, votes = foreseen.slopes[place], foreseen.turnout_slope
    klass = ground.klass
    values = {
        "one": 1.0, "model_sd": np.log(sd), "odds_in": np.log(f / (1 - f)), "rest": np.log(1 - f),
        "cells_in": np.log(max(seen.cells_in, 0.5)), "counties_in": np.log(seen.counties_in + 1),
        "cells_share": np.log(part.mean() + 0.01), "counties": np.log(len(ground.counties)),
        "silent_counties": seen.silent_counties, "silent_methods": seen.silent_methods, "lean_gap": lean,
        "larger_out": max(-seen.size_gap, 0.0), "smaller_out": max(seen.size_gap, 0.0), "blocks": seen.blocks,
        "moved": np.log(0.001 + abs(share - raw)), "slope": np.log1p(min(abs(slope.size), 8.0)),
        "slope_split": slope.believed, "slope_votes": votes.believed, "cells_out": np.log(seen.effective_out),
        "evenness": 0.5 * np.log(share * (1 - share)), "cell_spread": 0.5 * np.log(foreseen.spreads[place].cell),
        "turnout_part": float(np.clip(foreseen.turnout_variance[k] / sd**2, 0, 1)), "primary": klass == "P",
        "runoff": klass == "R", "no_baseline": klass == "G0", "uncontested": klass == "U",
        "by_county": ground.outline.level == "county", "behind": place > 0,
    }  # fmt: skip
    return tuple(float(values[name]) for name in FEATURES)
