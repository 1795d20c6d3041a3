"""How a unit's turnout moves from one sort of election to the next: earlier totals beside its size, as logarithms.

A unit that came strongly to a primary may do so again; one whose totals jump from general to general is one whose
size is not to be trusted. Every column is against the middle unit, so that it says nothing of the whole turnout.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.outline import Past
from outright.baseline.setting import Day, Setting, days, table
from outright.baseline.sizes import latest_totals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

Columns = tuple[tuple[str, "NDArray[np.float64]"], ...]

FARTHEST = 2.5
"""No earlier total is believed to be more than twelve times, or a twelfth, of what the unit's size says."""

STEPS = (0.35, 0.8)
"""Where a unit's earlier totals begin to disagree a little, and much: as logarithms, against its size."""

_COVERS = 0.4
_MOST_PRIMARIES = 200


def turnout_columns(setting: Setting, size: NDArray[np.float64], part: NDArray[np.float64]) -> Columns:
    """Earlier turnout by unit, latest first: ``g0`` .. ``g3`` generals, ``p0`` .. ``p2`` primaries, ``r0``, ``r1``.

    Primaries and runoffs are those of tonight's party, in a primary or runoff. ``part`` is tonight's district's part
    of each unit. A day that lacks most units is left out.
    """
    party = setting.outline.party
    asked = [("G", "", 4)]
    asked += [("P", party, 3)] if setting.round in "PR" else []
    asked += [("R", party, 2)] if setting.round == "R" else []
    found: list[tuple[str, NDArray[np.float64]]] = []
    for sort, whose, most in asked:
        same = [day for day in days(setting) if day.round == sort and (sort == "G" or day.party == whose)]
        covering = _covering(setting, same, part)[:most]
        found += [(f"{sort.lower()}{i}", _against(size, totals)) for i, totals in enumerate(covering)]
    return tuple(found)


def steadiness(columns: Columns, units: int) -> NDArray[np.int64]:
    """How far the latest three generals' totals are from the size: 0 near, 1 some way (`STEPS`), 2 far."""
    generals = [np.abs(column) for name, column in columns if name in ("g0", "g1", "g2")]
    farthest = np.max(generals, axis=0) if generals else np.zeros(units)
    return np.digitize(farthest, STEPS).astype(np.int64)


def party_ground(setting: Setting, lean: NDArray[np.float64]) -> Columns:
    """How large the party of tonight's primary is in each unit, as a logarithm (``pl``); nothing in other contests."""
    side = {"DEM": 1.0, "REP": -1.0}.get(setting.outline.party)
    if side is None or setting.round == "G":
        return ()
    share = -np.log1p(np.exp(-side * lean))
    return (("pl", share - share.mean()),)


def primary_turnout(setting: Setting, size: NDArray[np.float64], first: Past | None) -> NDArray[np.float64]:
    """How strongly each unit came to the latest primary of tonight's party; zeros in a general.

    A runoff's own first round is its baseline, and is not asked twice. 0 where a unit has no primary.
    """
    column = np.zeros(len(size))
    if setting.round == "G":
        return column
    mine = [
        p for p in setting.contests
        if table(p).round == "P" and p.party == setting.outline.party and p is not first
    ]  # fmt: skip
    mine = sorted(mine, key=lambda p: (p.date, table(p).total), reverse=True)[:_MOST_PRIMARIES]
    totals = latest_totals(setting, mine)
    there = totals > 0
    if there.any():
        column[there] = np.log((totals[there] + 3) / (size[there] + 6))
        column[there] -= column[there].mean()
    return np.clip(column, -FARTHEST, FARTHEST)


def _covering(setting: Setting, same: Sequence[Day], part: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The totals of the days that have enough of tonight's units, in the district's part."""
    totals = [day.of(setting.outline.units) * part for day in same]
    return [column for column in totals if (column > 0).mean() >= _COVERS]


def _against(size: NDArray[np.float64], totals: NDArray[np.float64]) -> NDArray[np.float64]:
    there = totals > 0
    column = np.zeros(len(size))
    column[there] = np.log((totals[there] + 3) / (size[there] + 3))
    column[there] -= np.median(column[there])
    return np.clip(column, -FARTHEST, FARTHEST)
