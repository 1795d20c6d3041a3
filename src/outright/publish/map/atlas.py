"""The counties of every state and territory, as shapes that ship with Outright.

Outlines are those of the Census Bureau's cartographic boundary files, edition 2016; Connecticut's planning regions
and Alaska since 2019 come from edition 2023. ``tools/shapes.py`` made them. A state's map has its own projection of
true areas with north up; its unit is ``metres`` long and y grows to the south.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from outright.publish.map.topology import Arc, Refs

STATES = {
    "01": "AL", "02": "AK", "04": "AZ", "05": "AR", "06": "CA", "08": "CO", "09": "CT", "10": "DE", "11": "DC",
    "12": "FL", "13": "GA", "15": "HI", "16": "ID", "17": "IL", "18": "IN", "19": "IA", "20": "KS", "21": "KY",
    "22": "LA", "23": "ME", "24": "MD", "25": "MA", "26": "MI", "27": "MN", "28": "MS", "29": "MO", "30": "MT",
    "31": "NE", "32": "NV", "33": "NH", "34": "NJ", "35": "NM", "36": "NY", "37": "NC", "38": "ND", "39": "OH",
    "40": "OK", "41": "OR", "42": "PA", "44": "RI", "45": "SC", "46": "SD", "47": "TN", "48": "TX", "49": "UT",
    "50": "VT", "51": "VA", "53": "WA", "54": "WV", "55": "WI", "56": "WY", "60": "AS", "66": "GU", "69": "MP",
    "72": "PR", "78": "VI",
}  # fmt: skip
"""Two letters by the two digits that begin a county's code."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A place on a sheet: a county by its FIPS code, or a precinct by a desk's own key.

    ``kind`` is what follows the name in full ("County", "Parish", "city", ""). ``x``, ``y`` is the middle of the
    largest circle that fits inside, ``reach`` its radius; ``refs`` are polygons of rings of the sheet's arcs.
    """

    id: str
    name: str
    kind: str
    x: int
    y: int
    reach: int
    refs: Refs


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Shapes that belong together, as one edition has them: from ``since`` on, before ``until`` (None: no end).

    ``former`` are places that were renamed or taken in: their name then, and the id that has their shape now.
    """

    name: str
    edition: str
    since: dt.date | None
    until: dt.date | None
    metres: float
    arcs: tuple[Arc, ...]
    shapes: dict[str, Shape]
    former: dict[str, tuple[str, str]]

    def find(self, key: str) -> Shape | None:
        """The shape with this id, or the one that a place of a former id has become part of."""
        return self.shapes.get(key) or self.shapes.get(self.former.get(key, ("", ""))[1])

    def holds(self, day: dt.date) -> bool:
        """Whether the edition is the one of this day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@cache
def editions(postal: str) -> tuple[Sheet, ...]:
    """The editions of a state's counties, oldest first; empty for letters that are no state's."""
    if postal.upper() not in STATES.values():
        return ()
    value = _value(postal)
    return tuple(_sheet(postal.upper(), one, value["former"]) for one in value["sets"])


def sheet_for(postal: str, ids: Collection[str], day: dt.date) -> Sheet | None:
    """The edition on which to draw these counties: the day's own, or the one that knows more of them.

    Some sources kept Connecticut's eight counties after 2022; their codes say so. None where nothing is known.
    """
    known = {sheet.edition: sum(sheet.find(i) is not None for i in ids) for sheet in editions(postal)}
    best = max(editions(postal), key=lambda s: (known[s.edition], s.holds(day)), default=None)
    return best if best is not None and known[best.edition] else None


def _value(postal: str) -> dict[str, Any]:
    text = (files("outright.publish.map") / "shapes" / f"{postal.lower()}.json").read_text("utf-8")
    value: dict[str, Any] = json.loads(text)
    return value


def _sheet(name: str, value: dict[str, Any], renamed: list[list[str]]) -> Sheet:
    shapes = {row[0]: shape_of(row) for row in value["counties"]}
    former = {old: (was, now) for old, was, now in renamed}
    since, until = (dt.date.fromisoformat(day) if day else None for day in (value["since"], value["until"]))
    arcs = tuple(map(arc_of, value["arcs"]))
    return Sheet(name, value["edition"], since, until, value["metres"], arcs, shapes, former)


@lru_cache(maxsize=32)
def sheet_of(text: str) -> Sheet:
    """A sheet from its text, as a plan keeps a desk's own outlines."""
    value = json.loads(text)
    return _sheet(value["edition"], value, [])


def shape_of(row: list[Any]) -> Shape:
    """A shape as the files write it: id, name, kind, x, y, reach, polygons of rings of arc numbers."""
    key, name, kind, x, y, reach, polygons = row
    return Shape(key, name, kind, x, y, reach, tuple(tuple(tuple(ring) for ring in rings) for rings in polygons))


def arc_of(deltas: list[int]) -> Arc:
    """An arc as the files write it: its first point, then the steps."""
    x, y = deltas[:2]
    points = [(x, y)]
    for dx, dy in zip(deltas[2::2], deltas[3::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x, y))
    return tuple(points)


def deltas_of(arc: Arc) -> list[int]:
    """An arc as the files write it; what `arc_of` reads."""
    (x, y), flat = arc[0], [*arc[0]]
    for nx, ny in arc[1:]:
        flat += (nx - x, ny - y)
        x, y = nx, ny
    return flat
