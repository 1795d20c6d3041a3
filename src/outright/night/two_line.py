"""The two-line reference: votes in complete units over their baseline, applied to the units still out.

A rival that any model ought to beat, kept exactly as the shared reference figures define it. It answers only where
three complete units have a same-unit baseline. It is told which unit cells hold no votes, as the reference figures
are; it serves as a comparison and nothing of it enters a projection.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from outright.baseline.outline import Outline, Past

ENOUGH = 3
"""Complete units with a baseline, without which there is no answer."""


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A contest's full count and the baseline it is measured against, by unit.

    ``baseline`` has the shape (units, 3): Democratic, Republican and other votes, NaN where a unit has none.
    ``column`` is the baseline column of each candidate, -1 for all its votes.
    """

    truth: NDArray[np.int64]
    baseline: NDArray[np.float64]
    column: tuple[int, ...]


def reference(
    outline: Outline, truth: NDArray[np.int64], baseline: Past | None, kind: str, parties: Sequence[str]
) -> Reference | None:
    """What the reference needs of a contest; None where it has no same-unit baseline.

    Candidates are matched by party only where both parties stand in a general or special election.
    """
    if baseline is None:
        return None
    votes = np.full((len(outline.units), 3), np.nan)
    places = {unit: i for i, unit in enumerate(baseline.units)}
    by_unit = baseline.votes.sum(axis=1)
    for i, unit in enumerate(outline.units):
        if unit in places:
            votes[i] = by_unit[places[unit]]
    sides = [{"D": 0, "R": 1}.get(party[:1], -1) for party in parties]
    partisan = kind in ("general", "special") and {0, 1} <= set(sides)
    return Reference(truth, votes, tuple(sides) if partisan else (-1,) * len(sides))


def two_line(known: Reference, seen: NDArray[np.bool_]) -> NDArray[np.float64] | None:
    """Each candidate's final share by the reference, with these cells in; None where it cannot answer."""
    totals = known.truth.sum(axis=2)
    here = totals.sum(axis=1) > 0
    complete = here & ~((totals > 0) & ~seen).any(axis=1)
    size = known.baseline.sum(axis=1)
    matched = complete & (size > 0)
    if matched.sum() < ENOUGH:
        return None
    by_unit = known.truth.sum(axis=1)
    part = (known.truth * seen[:, :, None])[~complete].sum(axis=(0, 1))
    votes = by_unit[complete].sum(axis=0).astype(np.float64)
    rest = here & ~complete
    for k, side in enumerate(known.column):
        column = known.baseline[:, side] if side >= 0 else size
        before = np.nansum(column[matched])
        ahead = by_unit[matched, k].sum() / before * np.nansum(column[rest]) if before > 0 else 0.0
        votes[k] += max(float(part[k]), float(ahead))
    shares: NDArray[np.float64] = votes / votes.sum()
    return shares
