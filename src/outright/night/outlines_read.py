"""Outlines from files that strangers made: GeoJSON, TopoJSON, a shapefile plain or zipped. Nothing is drawn here.

Only areas are taken. A coordinate system is believed where a file names one; GeoJSON and TopoJSON without one are
degrees of longitude and latitude, and a file whose numbers cannot be degrees is refused instead of drawn wrongly.
"""

from __future__ import annotations

import math
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import shapefile
from pyproj import CRS
from pyproj.exceptions import CRSError
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

from outright.errors import FeedMalformed
from outright.feeds import strict_json
from outright.feeds.numbers import shown
from outright.feeds.unpack import is_zip, member_of

DEGREES = "EPSG:4326"
_AREAS = ("Polygon", "MultiPolygon")
_FORMS = "Give GeoJSON, TopoJSON or a shapefile (.shp with .dbf and .prj, or the zip of them)."


@dataclass(frozen=True, slots=True)
class Outline:
    """One shape of the file with the columns beside it, as text."""

    columns: dict[str, str]
    area: BaseGeometry


@dataclass(frozen=True, slots=True)
class Outlines:
    """A whole file: its shapes, and the coordinate system they are in, as anything that pyproj understands."""

    shapes: tuple[Outline, ...]
    system: str


def read(path: Path, where: str) -> Outlines:
    """The outlines of a file; `FeedMalformed` for one that has none, `OSError` when it cannot be opened."""
    if path.suffix.lower() == ".shp":
        parts = {s: f.read_bytes() for s in (".shp", ".dbf", ".prj", ".cpg") if (f := path.with_suffix(s)).is_file()}
        return _shapefile(parts, where)
    body = path.read_bytes()
    if is_zip(body):
        return _shapefile(_unzipped(body, where), where)
    value = strict_json.loads(body, "outlines")
    if not isinstance(value, dict):
        raise FeedMalformed("The file holds no outlines", where=where, hint=_FORMS)
    return _topology(value, where) if value.get("type") == "Topology" else _features(value, where)


def _features(value: dict[str, Any], where: str) -> Outlines:
    features = value.get("features")
    if value.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise FeedMalformed("The file is no GeoJSON collection of features", where=where, hint=_FORMS)
    shapes = []
    for i, feature in enumerate(features):
        at = f"{where} features[{i}]"
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise FeedMalformed("Something among the features is none", where=at, hint=_FORMS)
        if feature.get("geometry") is None:
            continue  # a precinct without an area, as clerks keep for overseas voters
        columns = _columns(feature.get("properties"))
        if isinstance(feature.get("id"), (str, int)):
            columns.setdefault("id", str(feature["id"]))
        shapes.append(Outline(columns, _area(feature["geometry"], at)))
    return _checked(shapes, _named_system(value), where)


def _named_system(value: dict[str, Any]) -> str:
    """The system of a GeoJSON file of the older kind, which could name one."""
    crs = value.get("crs")
    name = crs.get("properties", {}).get("name") if isinstance(crs, dict) else None
    return name if isinstance(name, str) else DEGREES


def _columns(properties: Any) -> dict[str, str]:
    if not isinstance(properties, dict):
        return {}
    return {k: str(v).strip() for k, v in properties.items() if isinstance(v, (str, int, float))}


def _area(geometry: Any, where: str) -> BaseGeometry:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in _AREAS:
        message = f"A shape is a {shown(kind)}, not an area" if isinstance(kind, str) else "A shape has no type"
        raise FeedMalformed(message, where=where, hint="Only Polygon and MultiPolygon can be filled.")
    try:
        return shape(geometry)
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        message = f"A shape cannot be read: {error}"
        raise FeedMalformed(message, where=where, hint="Export the file again.") from None


def _topology(value: dict[str, Any], where: str) -> Outlines:
    objects = value.get("objects")
    if not isinstance(objects, dict) or len(objects) != 1:
        found = ", ".join(map(shown, objects)) if isinstance(objects, dict) else "none"
        raise FeedMalformed(f"A TopoJSON file needs one object; it has {found}", where=where, hint="Keep one layer.")
    try:
        arcs = _arcs(value)
        (layer,) = objects.values()
        shapes = [
            Outline(_columns(g.get("properties")) | ({"id": str(g["id"])} if "id" in g else {}), _joined(g, arcs))
            for g in layer["geometries"]
            if g.get("type") is not None
        ]
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        message = f"The TopoJSON cannot be put together: {type(error).__name__}: {error}"
        raise FeedMalformed(message, where=where, hint="Export the file again.") from None
    return _checked(shapes, DEGREES, where)


def _arcs(value: dict[str, Any]) -> list[list[tuple[float, float]]]:
    transform = value.get("transform")
    (sx, sy), (tx, ty) = (transform["scale"], transform["translate"]) if transform else ((1, 1), (0, 0))
    lines = []
    for arc in value["arcs"]:
        x, y, line = 0.0, 0.0, []
        for point in arc:
            x, y = (x + point[0], y + point[1]) if transform else (point[0], point[1])
            line.append((x * sx + tx, y * sy + ty))
        lines.append(line)
    return lines


def _joined(geometry: dict[str, Any], arcs: list[list[tuple[float, float]]]) -> BaseGeometry:
    kind = geometry["type"]
    if kind not in _AREAS:
        raise ValueError(f"a shape is a {shown(kind)}, not an area")
    polygons = geometry["arcs"] if kind == "MultiPolygon" else [geometry["arcs"]]
    made = []
    for rings in polygons:
        lines = []
        for ring in rings:
            line: list[tuple[float, float]] = []
            for n in ring:
                piece = arcs[n] if n >= 0 else arcs[~n][::-1]
                line += piece[1:] if line else piece
            lines.append(line)
        made.append(Polygon(lines[0], lines[1:]))
    return MultiPolygon(made)


def _unzipped(body: bytes, where: str) -> dict[str, bytes]:
    """The parts of the one shapefile in a zip, each unpacked within the limits of everything we unpack."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            names = [n for n in archive.namelist() if not n.startswith("__MACOSX/")]
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise FeedMalformed(f"The zip file is cut or damaged: {error}", where=where, hint="Fetch it again.") from None
    layers = [n for n in names if n.lower().endswith(".shp")]
    if len(layers) != 1:
        raise FeedMalformed(f"The zip has {len(layers)} shapefiles", where=where, hint="Zip one shapefile alone.")
    stem = layers[0][:-4]
    wanted = [n for n in names if n[:-4] == stem and n[-4:].lower() in (".shp", ".dbf", ".prj", ".cpg")]
    return {n[-4:].lower(): member_of(body, n, where)[1] for n in wanted}


def _shapefile(parts: dict[str, bytes], where: str) -> Outlines:
    for part, what in ((".dbf", "its table of names"), (".prj", "its coordinate system")):
        if part not in parts:
            message = f"The shapefile has no {part} beside it, {what}"
            raise FeedMalformed(message, where=where, hint="Give all files of the shapefile, best as one zip.")
    system = parts[".prj"].decode("utf-8", "replace")
    try:
        CRS.from_user_input(system)
    except CRSError:
        raise FeedMalformed("The shapefile's .prj names no coordinate system", where=where, hint=_FORMS) from None
    encoding = parts.get(".cpg", b"").decode("ascii", "replace").strip() or "utf-8"
    try:
        with shapefile.Reader(
            shp=BytesIO(parts[".shp"]), dbf=BytesIO(parts[".dbf"]), encoding=encoding, encodingErrors="replace"
        ) as reader:
            if reader.shapeType not in (shapefile.POLYGON, shapefile.POLYGONZ, shapefile.POLYGONM):
                message = f"The shapefile holds {reader.shapeTypeName.lower()} shapes, not areas"
                raise FeedMalformed(message, where=where, hint="Only polygons can be filled.")
            rows = [
                Outline(_columns(item.record.as_dict()), shape(item.shape.__geo_interface__))
                for item in reader.iterShapeRecords()
                if item.shape.shapeType != shapefile.NULL
            ]
    except FeedMalformed:
        raise
    except Exception as error:  # a stranger's bytes can trip the reader anywhere
        message = f"The shapefile is cut or damaged: {type(error).__name__}: {error}"
        raise FeedMalformed(message, where=where, hint="Fetch it again.") from None
    return _checked(rows, system, where)


def _checked(shapes: list[Outline], system: str, where: str) -> Outlines:
    """The outlines, if there are any and their numbers can be what the system says."""
    kept = [s for s in shapes if not s.area.is_empty]
    if not kept:
        raise FeedMalformed("The file holds no areas", where=where, hint=_FORMS)
    try:
        known = CRS.from_user_input(system)
    except CRSError:
        message = f"The coordinate system {shown(system)} is not known"
        raise FeedMalformed(message, where=where, hint="Export the file in degrees (WGS 84).") from None
    bounds = [b for s in kept for b in s.area.bounds]
    if not all(map(math.isfinite, bounds)):
        raise FeedMalformed("A coordinate is no number", where=where, hint="Export the file again.")
    if known.is_geographic:
        widest, highest = max(map(abs, (*bounds[::4], *bounds[2::4]))), max(map(abs, (*bounds[1::4], *bounds[3::4])))
        if widest > 360 or highest > 90:
            message = "The coordinates are no degrees of longitude and latitude"
            hint = "Export the file in WGS 84, or give a shapefile with its .prj."
            raise FeedMalformed(message, where=where, hint=hint)
    return Outlines(tuple(kept), system)
