"""How many votes in all: what past nights say of the whole turnout, beside what the cells that are in say of the rest.

With every early vote in and no other, a night of many early voters looks to a regression over cells like a night of
many voters: it cannot tell the two apart, and expects twice the election-day vote. The whole turnout of a general
election is known far better than how it divides, once it is said from which season the sizes of places are. So the
two are weighed: the logarithm of the votes still out has the regression's mean and variance, and the logarithm of all
votes that of the table. When many places are in, the regression is sure and the table adds nothing.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outright.baseline.ground import Ground
    from outright.baseline.priors import Table

LEAST_SD = 0.12
"""The whole turnout is never better known than this: in 2018 it was forty points above the midterm before."""

LONGEST = 130
"""Days from a first round to its runoff: where sizes are from longer ago they are not a first round's."""

STEPS = 40
FARTHEST = 1.5
"""The most by which the logarithm of what is out is moved."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """``shift`` of the logarithm of all votes out, and what part of its variance is ``left`` (0-1)."""

    shift: float
    left: float


UNMOVED = Weighed(0.0, 1.0)


def sort_of(ground: Ground) -> str:
    """From which season to which the places' sizes are carried, as the table names it; "" where nothing is known.

    ``whole_up`` from a midterm to a presidential November, ``whole_down`` the reverse, ``whole_same``, and
    ``whole_round`` from a first round to its runoff.
    """
    outline, then = ground.outline, ground.size_date
    if then is None:
        return ""
    if ground.klass == "R":
        return "whole_round" if 0 < (outline.date - then).days <= LONGEST else ""
    if ground.klass != "G1" or not (_november(then) and _november(outline.date)):
        return ""
    before, now = _presidential(then), _presidential(outline.date)
    return "whole_same" if before == now else "whole_up" if now else "whole_down"


def _november(date: dt.date) -> bool:
    return date.month == 11 and date.year % 2 == 0


def _presidential(date: dt.date) -> bool:
    return date.year % 4 == 0


def weighed(table: Table, sort: str, size: float, counted: float, out: float, variance: float) -> Weighed:
    """The two opinions weighed: ``size`` is the sum of all places' sizes, ``out`` the regression's votes to come with
    the ``variance`` of their logarithm.

    The most likely logarithm of what is out, by Newton's method on the sum of both squares; the variance is that of
    its curve there.
    """
    if sort not in table.groups or not (out > 0 and size > 0 and variance > 0):
        return UNMOVED
    middle, sd = table.mean(sort) + math.log(size), max(table.sd(sort), LEAST_SD)
    x = start = math.log(out)
    share = out / (counted + out)
    for _ in range(STEPS):
        share = math.exp(x) / (counted + math.exp(x))
        gap = math.log(counted + math.exp(x)) - middle
        slope = (x - start) / variance + gap * share / sd**2
        step = -slope / (1 / variance + (share / sd) ** 2)
        x = min(max(x + step, start - FARTHEST), start + FARTHEST)
        if abs(step) < 1e-9:
            break
    return Weighed(x - start, 1 / (1 + variance * (share / sd) ** 2))
