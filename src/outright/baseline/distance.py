"""Nearness and likeness of counties: how far apart they lie, and who lives there.

A precinct takes its county's. Counties that the table does not know (a feed may name them by a word of its own) lie
in the middle of the others, and are of average people.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.counties import Counties
from outright.baseline.factors import root, scaled
from outright.baseline.setting import Setting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.baseline.patterns import Blocks

EARTH = 6371.0
"""Mean radius of the earth in kilometres."""

_NEAR, _FAR = 60.0, 250.0
_ROOTS = ("black", "hispanic", "foreign_born")
_LOGARITHMS = ("income", "voting_age_citizens")
_ADDED = {"voting_age_citizens": 1.0}
_PEOPLE = ("black", "hispanic", "income", "less_than_college", "over_64", "rural", "foreign_born")


def nearness(setting: Setting, counties: Counties) -> Blocks:
    """Two blocks from the distance ``d`` between counties' centres in kilometres.

    ``G1`` falls as ``exp(-d/60)``: home counties and local followings. ``G2`` falls slowly and smoothly, the Matérn
    covariance of order 3/2 with a range of 250 km: parts of a state. Nothing where most counties are not known.
    """
    rows = _rows(setting, counties)
    lonlat = np.full((len(rows), 2), np.nan)
    lonlat[rows >= 0] = np.stack([counties.lon, counties.lat], axis=1)[rows[rows >= 0]]
    known = np.isfinite(lonlat).all(axis=1)
    if len(rows) < 2 or known.mean() <= 0.8:
        return ()
    d = kilometres(np.where(known[:, None], lonlat, lonlat[known].mean(axis=0)))
    r = np.sqrt(3) * d / _FAR
    return (
        ("G1", scaled(root(np.exp(-d / _NEAR), 0.93, 60)[setting.county])),
        ("G2", scaled(root((1 + r) * np.exp(-r), 0.97, 60)[setting.county])),
    )


def people(setting: Setting, counties: Counties) -> Blocks:
    """Two blocks of who lives in each unit's county: ``D`` seven shares and the income, ``pop`` the number of voters.

    In standard deviations of the country's counties, about the mean of tonight's units; the seven together weigh as
    one. Nothing where no county is known or there is one only.
    """
    rows = _rows(setting, counties)
    values = np.zeros((len(rows), len(_PEOPLE) + 1))
    values[rows >= 0] = _standardised(counties)[rows[rows >= 0]]
    by_unit = values[setting.county]
    by_unit = by_unit - by_unit.mean(axis=0)
    blocks = (("D", by_unit[:, :-1] / np.sqrt(len(_PEOPLE))), ("pop", by_unit[:, -1:]))
    return tuple((name, block) for name, block in blocks if np.abs(block).max(initial=0.0) > 1e-9)


def kilometres(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Great-circle distances between points in degrees of longitude and latitude, by the haversine formula.

    >>> [round(float(d)) for d in kilometres(np.array([[0.0, 0.0], [0.0, 90.0]]))[0]]
    [0, 10008]
    """
    lon, lat = np.radians(lonlat).T
    half = np.sin((lat[:, None] - lat) / 2) ** 2
    half = half + np.cos(lat)[:, None] * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    return np.asarray(2 * EARTH * np.arcsin(np.sqrt(np.clip(half, 0, 1))), dtype=np.float64)


def _rows(setting: Setting, counties: Counties) -> NDArray[np.int64]:
    places = {fips: i for i, fips in enumerate(counties.fips)}
    return np.array([places.get(name, -1) for name in setting.counties], dtype=np.int64)


@lru_cache(maxsize=8)
def _standardised(counties: Counties) -> NDArray[np.float64]:
    """The people of every county, shares by their roots and large numbers by their logarithms; 0 is not known."""
    columns = []
    for name in (*_PEOPLE, "voting_age_citizens"):
        column = _straightened(name, counties.column(name))
        known = column[np.isfinite(column)]
        middle, spread = (float(known.mean()), float(known.std())) if len(known) else (0.0, 0.0)
        columns.append(np.where(np.isfinite(column), (column - middle) / (spread or 1.0), 0.0))
    return np.stack(columns, axis=1)


def _straightened(name: str, column: NDArray[np.float64]) -> NDArray[np.float64]:
    """A column on the scale on which counties are compared; NaN where it is not known or cannot be."""
    if name in _ROOTS:
        return np.sqrt(np.where(column >= 0, column, np.nan))
    if name in _LOGARITHMS:
        column = column + _ADDED.get(name, 0.0)
        return np.log(np.where(column > 0, column, np.nan))
    return column
