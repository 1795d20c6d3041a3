"""Outlines onto a plane: projected, mended, simplified together so that neighbours still touch, in whole steps."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from outright.errors import ConfigError
from outright.night.outlines_read import Outlines
from outright.publish.map import topology
from outright.publish.map.atlas import deltas_of

FINE = 60.0
"""How many times a typical precinct's width a border may stray from the file's."""
STEPS = 2.5
_KEYS = ("precinct_id", "precinctid", "precinct", "pctkey", "pct", "vtdst", "vtd", "unit", "unit_id", "id", "geoid",
         "name", "label", "prec", "prcnct")  # fmt: skip
_COUNTIES = ("county", "county_name", "countyname", "cnty", "ctyname", "cty_name", "countynam", "parish")


def make(found: Outlines, name: str, key: str, county: str, where: str) -> dict[str, Any]:
    """The outlines as the plan and the pages' own files keep shapes; `ConfigError` for a column that is not there."""
    columns = list(dict.fromkeys(c for s in found.shapes for c in s.columns))
    column = _column(columns, key, _KEYS, name, f"{where}_key") or ""
    if not column:
        raise ConfigError(
            f"{name} has no column that is known to name precincts",
            where=f"{where}_key", hint=f"Name one of {', '.join(columns[:12]) or 'its columns (it has none)'}.",
        )  # fmt: skip
    of = _column(columns, county, _COUNTIES, name, f"{where}_county")
    rows: dict[tuple[str, str], list[BaseGeometry]] = {}
    for outline in found.shapes:
        named = outline.columns.get(of, "") if of else "", outline.columns.get(column, "")
        if named[1]:
            rows.setdefault(named, []).append(outline.area)
    if not rows:
        raise ConfigError(f"The column {column!r} of {name} is empty", where=f"{where}_key", hint="Name another.")
    order = sorted(rows)
    flat = _flat([_mended(rows[named]) for named in order], found.system, name, where)
    return {"edition": name, "since": None, "until": None, **_drawn(order, flat)}


def _column(columns: Sequence[str], asked: str, usual: Sequence[str], name: str, where: str) -> str | None:
    """The column asked for, or the first of a usual name, whatever its case."""
    plain = {re.sub(r"[^a-z]+", "_", c.lower()).strip("_"): c for c in reversed(columns)}
    if asked and asked not in columns:
        hint = f"Its columns are {', '.join(columns[:20])}."
        raise ConfigError(f"{name} has no column {asked!r}", where=where, hint=hint)
    return asked or next((plain[u] for u in usual if u in plain), None)


def _mended(areas: list[BaseGeometry]) -> BaseGeometry:
    """One area of all pieces of a precinct; a border that crosses itself is untied."""
    return shapely.union_all([a if a.is_valid else shapely.make_valid(a) for a in areas])


def _flat(areas: list[BaseGeometry], system: str, name: str, where: str) -> list[BaseGeometry]:
    to_degrees = Transformer.from_crs(system, "EPSG:4326", always_xy=True)
    degrees = [_moved(a, to_degrees) for a in areas]
    x0, y0, x1, y1 = shapely.total_bounds(degrees)
    if not np.isfinite([x0, y0, x1, y1]).all() or x1 - x0 > 60 or y1 - y0 > 30:
        message = f"{name} spans {x1 - x0:.0f} degrees across: it is no contest's precincts, or in another system"
        raise ConfigError(message, where=where, hint="Export the file in WGS 84, or with its .prj.")
    low, high, mid = y0 + (y1 - y0) / 6, y1 - (y1 - y0) / 6, (x0 + x1) / 2
    aim = f"+proj=aea +lat_1={low:.4f} +lat_2={high:.4f} +lat_0={(y0 + y1) / 2:.4f} +lon_0={mid:.4f} +ellps=GRS80"
    if abs(low + high) < 1e-3:
        aim = f"+proj=laea +lat_0=0 +lon_0={mid:.4f} +ellps=GRS80"
    on_plane = Transformer.from_crs("EPSG:4326", aim, always_xy=True)
    return [_moved(a, on_plane) for a in degrees]


def _moved(area: BaseGeometry, by: Transformer) -> BaseGeometry:
    return shapely.transform(area, lambda p: np.column_stack(by.transform(p[:, 0], p[:, 1])))


def _drawn(order: Sequence[tuple[str, str]], flat: list[BaseGeometry]) -> dict[str, Any]:
    width = float(np.median([max(a.area, 0.0) ** 0.5 for a in flat])) or 1.0
    tolerance = max(width / FINE, 1.0)
    step = tolerance / STEPS
    thin = shapely.coverage_simplify(flat, tolerance)
    x0, _, _, y1 = shapely.total_bounds(thin)
    whole = {str(i): _whole(a, x0, y1, step) for i, a in enumerate(thin)}
    arcs, refs = topology.cut(whole)
    shapes = []
    for i, (county, key) in enumerate(order):
        largest = max(_parts(thin[i]), key=lambda p: p.area, default=None)
        if largest is None or not whole[str(i)]:
            continue  # a sliver that no map can show
        spot = shapely.maximum_inscribed_circle(largest, step)
        x, y = spot.coords[0]
        at = round((x - x0) / step), round((y1 - y) / step), round(spot.length / step)
        shapes.append([f"{county}/{key}" if county else key, key, county, *at, refs[str(i)]])
    return {"metres": round(step, 2), "arcs": [deltas_of(a) for a in arcs], "counties": shapes}


def _parts(area: BaseGeometry) -> list[Polygon]:
    return [p for p in getattr(area, "geoms", [area]) if isinstance(p, Polygon) and not p.is_empty]


def _whole(area: BaseGeometry, x0: float, y1: float, step: float) -> topology.Polygons:
    """In whole steps from the upper left corner; what vanishes there is left out."""
    polygons = []
    for part in MultiPolygon(_parts(area)).geoms:
        rings = []
        for line in (part.exterior, *part.interiors):
            points = [(round((x - x0) / step), round((y1 - y) / step)) for x, y in line.coords[:-1]]
            ring = tuple(p for i, p in enumerate(points) if p != points[i - 1])
            if len(set(ring)) >= 3 and topology.twice_area(ring):
                rings.append(ring)
            elif not rings:
                break  # the outer border vanished, and its holes with it
        if rings:
            polygons.append(tuple(rings))
    return tuple(polygons)
