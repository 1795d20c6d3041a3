"""One projection: from the ground and the count so far to draws of the final count."""

from __future__ import annotations

import numpy as np

from outright.baseline.ground import Ground
from outright.projection.counted import Counted
from outright.projection.result import LEVELS, Chances, Gate, Interval, Projection, Range, StillOut
from outright.terms import VerdictCode


def project(
    ground: Ground, counted: Counted, *, rng: np.random.Generator, draws: int = 2000, level: float = 0.995
) -> Projection:
    """The final count as draws, given what is in. ``rng`` alone decides the draws; ``level`` is a verdict's."""
    outline = ground.outline
    votes = counted.votes.sum(axis=(0, 1))
    total = int(votes.sum())
    here = counted.part[~np.isnan(counted.part)]
    left = max(0.0, 1.0 - float(here.mean()) if len(here) else 0.0)
    centre = (votes + 1) / (total + len(votes))
    concentration = max(2.0, 40.0 * (1 - left) / max(left, 1e-6))
    rest = rng.dirichlet(centre * concentration, draws)
    final = total / max(1 - left, 0.01) * rng.lognormal(0, 0.2 * left, draws)
    final = np.maximum(final, total)
    shares = (votes + (final - total)[:, None] * rest) / np.maximum(final, 1)[:, None]
    order = np.argsort(-shares, axis=1)
    threshold = float(outline.stakes.threshold or 0)
    chances = []
    for k, candidate in enumerate(outline.candidates):
        intervals = tuple(
            Interval(q, float(np.quantile(shares[:, k], 0.5 - q / 2)), float(np.quantile(shares[:, k], 0.5 + q / 2)))
            for q in LEVELS
        )
        first = order[:, 0] == k
        outright = first & (shares[:, k] > threshold)
        places = max(outline.stakes.places, 1)
        chances.append(
            Chances(
                candidate, int(votes[k]), float(np.median(shares[:, k])), intervals, float(first.mean()),
                float(outright.mean()), float((order[:, :places] == k).any(axis=1).mean()),
            )
        )  # fmt: skip
    low, mid, high = (int(np.quantile(final, q)) for q in (0.05, 0.5, 0.95))
    out = Range(low - total, mid - total, high - total)
    still = tuple(StillOut(m.value, 0, out, (), "placeholder") for m in outline.methods)
    runoff = 1 - sum(c.outright for c in chances) if outline.stakes.places else 0.0
    return Projection(
        tuple(chances), total, Range(low, mid, high), runoff, (), still, VerdictCode.TOO_EARLY, (), level,
        (Gate("placeholder", False, "the model is not in yet"),), None, (), (), shares, final,
    )  # fmt: skip
