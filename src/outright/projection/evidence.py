"""The count so far, as the regressions see it: which cells are evidence, and what is still out of each.

A cell is complete, out, or part-counted. A part-counted cell is both: what is in is evidence of the place, and the
rest is still out. Of the rest a few hundred recorded counts say (see `REST`) that it differs from what is in by much
the same amount whether a twentieth is in or nearly all: late ballots are another electorate. That difference is
shared by the whole contest.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from outright.projection.arrival import scores
from outright.projection.design import CODES, Design

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.baseline.priors import Table
    from outright.projection.counted import Counted

    Floats = NDArray[np.float64]

REST = 0.5
"""Standard deviation, on the logit, of what a part-counted contest still has out against what is in. Shared."""

REST_CELL = 0.3
"""The same of one cell, besides what is shared."""

STATED = 0.35
"""Standard deviation of the logarithm of votes still out of a cell, where its part counted is stated."""

UNSTATED = 0.6
"""The same where nobody says how much of it is in: then the model's expectation less what is in is out."""

LEAST_OUT = 0.15
"""Of a cell of which nobody says how much is in at least so much is still out: of its expected votes, or of those in
where they are more (then the expectation was wrong, and says nothing of how near the end is)."""

OVERDISPERSION = 1.5
"""A cell's sampling error of a share, times that of as many independent votes."""

PRESENT = (9.0, 10.0)
"""A cell that is out has votes with the probability (reported with votes + 9)/(reported + 10), by method code."""


HEARD_CELLS, HEARD_SHARE = 10.0, 0.5
"""A way of voting has been heard of once so many of its cells have votes in, or this part of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """The count in the layout's order; arrays (units, methods), ``votes`` (units, methods, candidates).

    ``cast`` are the votes in; ``mask`` cells with votes in, ``whole`` those of them whose votes are a total
    (complete, or scaled by the stated part: ``total``); ``out`` cells with votes to come, ``rest`` those of them that
    are part-counted. ``part`` is NaN where something is in and nobody says how much.
    """

    votes: NDArray[np.int64]
    cast: Floats
    part: Floats
    mask: NDArray[np.bool_]
    whole: NDArray[np.bool_]
    total: Floats
    out: NDArray[np.bool_]
    rest: NDArray[np.bool_]
    arrival: Floats
    present: Floats


def evidence(design: Design, counted: Counted) -> Evidence:
    """The count laid on the design. Raises `ValueError` for shapes, parts or votes that no count can have."""
    layout = design.layout
    votes, part, came = _checked(design, counted)
    cast = votes.sum(2).astype(np.float64)
    part = np.where((part == 0) & (cast > 0), np.nan, part)
    part = np.where(np.isnan(part) & (cast <= 0), 0.0, part)
    stated = ~np.isnan(part)
    mask = cast > 0
    out = ~(part >= 1)
    rest = out & mask
    total = np.where(stated & mask, cast / np.where(stated & (part > 0), part, 1.0), cast)
    present = np.ones(layout.shape)
    started = np.nan_to_num(part, nan=1.0) > 0
    for code in range(len(layout.codes)):
        here = layout.code == code
        some = here & started
        present[here] = ((some & mask).sum() + PRESENT[0]) / (some.sum() + PRESENT[1])
    arrival = scores(layout, np.where(started, np.maximum(came, 0), -1))
    return Evidence(votes, cast, part, mask, mask & stated, total, out, rest, arrival, present)


def unheard(part: Floats, cast: Floats | NDArray[np.int64]) -> NDArray[np.bool_]:
    """Methods hardly begun while others are under way, (methods,); none where there is one method alone.

    ``part`` (units, methods) is how much of each cell is in (NaN: nobody says), ``cast`` its votes.
    """
    if part.shape[1] < 2:
        return np.zeros(part.shape[1], dtype=np.bool_)
    part = np.nan_to_num(part, nan=0.5)
    begun = ((part > 0) & (cast > 0)).sum(0)
    quiet: NDArray[np.bool_] = (begun < HEARD_CELLS) & (part.mean(0) < HEARD_SHARE)
    return quiet


def _checked(design: Design, counted: Counted) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.int64]]:
    shape = design.layout.shape
    wrong = [
        f"{name} of shape {array.shape}, not {wanted}"
        for name, array, wanted in (
            ("votes", counted.votes, (*shape, len(design.sides))),
            ("part", counted.part, shape),
            ("arrival", counted.arrival, shape),
        )
        if array.shape != wanted
    ]
    if wrong:
        raise ValueError(f"the count does not fit its outline: {'; '.join(wrong)}")
    if np.any(counted.part < 0) or np.any(counted.part > 1):
        bad = counted.part[(counted.part < 0) | (counted.part > 1)][0]
        raise ValueError(f"a cell cannot be counted to {bad:g} of itself: parts are from 0 to 1, or NaN")
    if np.any(counted.votes < 0):
        raise ValueError(f"a count of {counted.votes.min()} votes is no count")
    order = design.layout.order
    return counted.votes[order], counted.part[order].astype(np.float64), counted.arrival[order]


def times(design: Design, table: Table, quality: NDArray[np.int64]) -> Floats:
    """By how much each cell's variance is multiplied for what is known of its place, and for its method."""

    def ranked(name: str, rank: NDArray[np.int64]) -> Floats:
        return np.array([1.0, table.times.get(f"{name}_1", 1.0), table.times.get(f"{name}_2", 1.0)])[rank]

    units = ranked("size", quality) * ranked("steady", design.steadiness)
    if not design.layout.has_units:
        return np.repeat(units[:, None], design.layout.shape[1], axis=1)
    by_code = np.array([table.times.get(CODES[c], 1.0) for c in design.layout.codes])
    out: Floats = units[:, None] * by_code[design.layout.code]
    return out
