"""A desk's own outlines: read from what clerks give, refused where drawn wrongly, joined without guesses."""

import io
import json
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from outright.errors import ConfigError
from outright.night.outlines import outlines, sheet
from outright.night.outlines_join import join
from outright.publish.map.fit import lay

pytest.importorskip("shapely", reason="the extra geo is not installed")
pytest.importorskip("pyproj", reason="the extra geo is not installed")
shapefile = pytest.importorskip("shapefile", reason="the extra geo is not installed")

WEST, SOUTH, STEP = -84.6, 33.9, 0.02


def square(x: int, y: int) -> list[list[float]]:
    left, low = WEST + x * STEP, SOUTH + y * STEP
    return [[left, low], [left + STEP, low], [left + STEP, low + STEP], [left, low + STEP], [left, low]]


def feature(x: int, y: int, **columns) -> dict:
    return {"type": "Feature", "properties": columns, "geometry": {"type": "Polygon", "coordinates": [square(x, y)]}}


FEATURES = [
    feature(0, 0, PRECINCT="Addison 01", COUNTY="COBB"),
    feature(1, 0, PRECINCT="ACWORTH 1A", COUNTY="COBB"),
    feature(0, 1, PRECINCT="SS01", COUNTY="FULTON"),
    feature(1, 1, PRECINCT="SS02", COUNTY="FULTON"),
]


def collection(features=None, **more) -> dict:
    return {"type": "FeatureCollection", "features": FEATURES if features is None else features, **more}


def made(folder: Path, value, name="p.geojson", **how) -> str:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    (folder / name).write_bytes(body)
    return outlines(folder, name, **{"key": "", "county": "", "where": "contest.shapes"} | how)


def zipped(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def shape_parts(crs="EPSG:4326", kind=None) -> dict[str, bytes]:
    from pyproj import CRS, Transformer

    shp, dbf, shx = io.BytesIO(), io.BytesIO(), io.BytesIO()
    to = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    with shapefile.Writer(shp=shp, dbf=dbf, shx=shx, shapeType=kind or shapefile.POLYGON) as writer:
        writer.field("PCT_NAME", "C")
        writer.field("PRECINCT", "C")
        writer.field("COUNTY", "C")
        for item in FEATURES:
            ring = [list(to.transform(*p)) for p in item["geometry"]["coordinates"][0]]
            if kind == shapefile.POLYLINE:
                writer.line([ring])
            else:
                writer.poly([ring[::-1]])
            writer.record("x", item["properties"]["PRECINCT"], item["properties"]["COUNTY"])
    wkt = CRS.from_user_input(crs).to_wkt("WKT1_ESRI").encode()
    return {"p.shp": shp.getvalue(), "p.dbf": dbf.getvalue(), "p.shx": shx.getvalue(), "p.prj": wkt}


def topojson() -> dict:
    from outright.publish.map.topology import cut

    grid = {
        i: ((tuple((round((x - WEST) * 1e6), round((y - SOUTH) * 1e6)) for x, y in square(*at)[:-1]),),)
        for i, at in enumerate(((0, 0), (1, 0), (0, 1), (1, 1)))
    }
    arcs, refs = cut(grid)
    steps = [[list(a[0]), *([q[0] - p[0], q[1] - p[1]] for p, q in pairwise(a))] for a in arcs]
    geometries = [{"type": "MultiPolygon", "arcs": refs[i], "properties": FEATURES[i]["properties"]} for i in range(4)]
    return {"type": "Topology", "transform": {"scale": [1e-6, 1e-6], "translate": [WEST, SOUTH]}, "arcs": steps,
            "objects": {"pct": {"type": "GeometryCollection", "geometries": geometries}}}  # fmt: skip


def areas(text: str) -> dict[str, int]:
    from outright.publish.map.topology import ring_of, twice_area

    drawn = sheet(text)
    return {
        s.id: abs(sum(twice_area(ring_of(r, drawn.arcs)[:-1]) for rings in s.refs for r in rings))
        for s in drawn.shapes.values()
    }


def test_the_same_precincts_from_every_form_are_the_same_shapes(tmp_path):
    forms = {
        "p.geojson": collection(),
        "p.topojson": topojson(),
        "p.zip": zipped(shape_parts()),
        "state-plane.zip": zipped(shape_parts("EPSG:2240")),
        "utm.zip": zipped(shape_parts("EPSG:26916")),
    }
    found = {name: made(tmp_path, value, name, key="PRECINCT") for name, value in forms.items()}
    for text in found.values():
        assert list(sheet(text).shapes) == [
            "COBB/ACWORTH 1A", "COBB/Addison 01", "FULTON/SS01", "FULTON/SS02",
        ]  # fmt: skip
        sizes = areas(text)
        assert max(sizes.values()) < 1.02 * min(sizes.values()), "squares of one size stay so on a plane of true areas"
    a, b = (areas(found[n]) for n in ("p.geojson", "utm.zip"))
    assert a == pytest.approx(b, rel=0.02)


def test_a_plain_shapefile_is_read_with_what_lies_beside_it(tmp_path):
    parts = shape_parts()
    for name, body in parts.items():
        (tmp_path / name).write_bytes(body)
    text = outlines(tmp_path, "p.shp", key="PRECINCT", county="COUNTY", where="w")
    assert len(sheet(text).shapes) == 4


def test_neighbours_share_their_border_and_north_is_up(tmp_path):
    drawn = sheet(made(tmp_path, collection()))
    assert len(drawn.arcs) < 4 * 4
    laid = lay(drawn, tuple(drawn.shapes))
    assert laid.spots["FULTON/SS01"].y < laid.spots["COBB/Addison 01"].y
    assert laid.spots["COBB/Addison 01"].x < laid.spots["COBB/ACWORTH 1A"].x
    assert all(spot.reach > 0 for spot in laid.spots.values())


def test_the_same_file_gives_the_same_bytes(tmp_path):
    assert made(tmp_path, collection()) == made(tmp_path, collection(FEATURES[::-1]))


def test_pieces_of_one_precinct_are_one_and_a_knot_is_untied(tmp_path):
    knot = feature(3, 0, PRECINCT="Addison 01", COUNTY="COBB")
    ring = knot["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]
    drawn = sheet(made(tmp_path, collection([*FEATURES, knot])))
    assert len(drawn.shapes) == 4
    assert len(drawn.shapes["COBB/Addison 01"].refs) >= 2


def test_a_precinct_without_an_area_is_left_out(tmp_path):
    overseas = {"type": "Feature", "properties": {"PRECINCT": "Overseas", "COUNTY": "COBB"}, "geometry": None}
    assert len(sheet(made(tmp_path, collection([*FEATURES, overseas]))).shapes) == 4


POINT = {"type": "Feature", "properties": {"PRECINCT": "1"}, "geometry": {"type": "Point", "coordinates": [0, 0]}}
FEET = [
    {
        **FEATURES[0],
        "geometry": {"type": "Polygon", "coordinates": [[[2e6, 1e6], [2.1e6, 1e6], [2e6, 1.1e6], [2e6, 1e6]]]},
    }
]
WORLD = [
    FEATURES[0],
    {**FEATURES[1], "geometry": {"type": "Polygon", "coordinates": [[[100, 0], [101, 0], [100, 1], [100, 0]]]}},
]
BAD = {
    "no json": (b"hello", "not whole JSON"),
    "a list": ([1], "holds no outlines"),
    "another kind": ({"type": "Feature"}, "no GeoJSON collection"),
    "points": (collection([POINT]), "is a 'Point', not an area"),
    "no type": (collection([{**FEATURES[0], "geometry": {"coordinates": []}}]), "has no type"),
    "no ring": (collection([{**FEATURES[0], "geometry": {"type": "Polygon", "coordinates": [7]}}]), "cannot be read"),
    "two points": (
        collection([{**FEATURES[0], "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}}]),
        "cannot be read",
    ),
    "nothing": (collection([]), "holds no areas"),
    "feet": (collection(FEET), "no degrees of longitude and latitude"),
    "the world": (collection(WORLD), "no contest's precincts"),
    "a strange system": (collection(crs={"properties": {"name": "EPSG:999999"}}), "'EPSG:999999' is not known"),
    "not a number": (b'{"type": "FeatureCollection", "features": [NaN]}', "no number"),
    "too deep": (b"[" * 100_000, "nested deeper"),
    "two layers": ({"type": "Topology", "arcs": [], "objects": {"a": {}, "b": {}}}, "needs one object"),
    "arcs missing": (
        {"type": "Topology", "arcs": [], "objects": {"a": {"geometries": [{"type": "Polygon", "arcs": [[5]]}]}}},
        "cannot be put together",
    ),
    "no columns": (collection([feature(0, 0)]), "no column that is known to name precincts"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_a_file_that_would_be_drawn_wrongly_is_refused_with_its_reason(tmp_path, what):
    value, words = BAD[what]
    with pytest.raises(ConfigError) as refused:
        made(tmp_path, value)
    assert words in refused.value.line()
    assert refused.value.where
    assert refused.value.hint


BAD_ZIPS = {
    "no shapefile": (lambda p: {"readme.txt": b"x"}, "has 0 shapefiles"),
    "two": (lambda p: p | {"q.shp": b"x"}, "has 2 shapefiles"),
    "no system": (lambda p: {k: v for k, v in p.items() if k != "p.prj"}, "has no .prj beside it"),
    "no table": (lambda p: {k: v for k, v in p.items() if k != "p.dbf"}, "has no .dbf beside it"),
    "a strange system": (lambda p: p | {"p.prj": b"nowhere"}, "names no coordinate system"),
    "cut": (lambda p: p | {"p.shp": p["p.shp"][:150]}, "cut or damaged"),
    "a bomb": (lambda p: p | {"p.shp": bytes(60 * 2**20)}, "unpacks to more than"),
    "a way out": (lambda p: p | {"../p.txt": b"x"}, "outside itself"),
    "lines": (lambda p: shape_parts(kind=shapefile.POLYLINE), "not areas"),
}


@pytest.mark.parametrize("what", BAD_ZIPS)
def test_a_zip_that_is_no_shapefile_of_areas_is_refused(tmp_path, what):
    change, words = BAD_ZIPS[what]
    with pytest.raises(ConfigError) as refused:
        made(tmp_path, zipped(change(shape_parts())), "p.zip")
    assert words in refused.value.line()


def test_a_missing_file_and_a_missing_column_are_named(tmp_path):
    with pytest.raises(ConfigError, match=r"p\.geojson cannot be read"):
        outlines(tmp_path, "p.geojson", key="", county="", where="w")
    with pytest.raises(ConfigError, match="no column 'PCT'") as refused:
        made(tmp_path, collection(), key="PCT")
    assert "PRECINCT, COUNTY" in refused.value.hint


def test_too_many_shapes_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("outright.night.outlines.MOST_SHAPES", 3)
    with pytest.raises(ConfigError, match="has 4 shapes"):
        made(tmp_path, collection())
    monkeypatch.setattr("outright.night.outlines.MOST_SHAPES", 10)
    monkeypatch.setattr("outright.night.outlines.LARGEST_DRAWN", 10)
    with pytest.raises(ConfigError, match="even when it is simplified"):
        made(tmp_path, collection())
    monkeypatch.setattr("outright.night.outlines.LARGEST_FILE", 10)
    with pytest.raises(ConfigError, match="larger than"):
        made(tmp_path, collection())


PLACES = (
    ("cobb--addison-1", "Addison 1", "cobb"),
    ("cobb--acworth-1a", "Acworth 1A", "cobb"),
    ("fulton--ss01", "SS01", "fulton"),
    ("fulton--ss09", "SS09", "fulton"),
)


def test_precincts_find_their_outlines_by_name_within_their_county(tmp_path):
    found = join(made(tmp_path, collection()), PLACES)
    assert found.shapes == {
        "cobb--addison-1": "COBB/Addison 01", "cobb--acworth-1a": "COBB/ACWORTH 1A", "fulton--ss01": "FULTON/SS01",
    }  # fmt: skip
    assert found.places_left == ("SS09",)
    assert found.shapes_left == ("FULTON/SS02",)
    assert found.line() == (
        "3 of 4 precincts have an outline; 1 without one: SS09; 1 outlines of no precinct: FULTON/SS02"
    )


def test_counties_may_be_named_by_their_codes(tmp_path):
    codes = {"COBB": "13067", "FULTON": "121"}
    coded = [{**f, "properties": {**f["properties"], "COUNTY": codes[f["properties"]["COUNTY"]]}} for f in FEATURES]
    assert len(join(made(tmp_path, collection(coded)), PLACES, "ga").shapes) == 3
    assert len(join(made(tmp_path, collection(coded)), PLACES, "").shapes) == 0


def test_a_name_in_another_county_is_not_taken(tmp_path):
    elsewhere = (("dekalb--addison-1", "Addison 1", "dekalb"),)
    assert join(made(tmp_path, collection()), elsewhere).shapes == {}
    bare = [feature(0, 0, PRECINCT="Addison 01")]
    assert join(made(tmp_path, collection(bare)), elsewhere).shapes == {"dekalb--addison-1": "Addison 01"}


def test_a_name_that_two_have_finds_nobody(tmp_path):
    twice = (("cobb--a", "Addison 1", "cobb"), ("cobb--b", "Addison 01", "cobb"))
    assert join(made(tmp_path, collection()), twice).shapes == {"cobb--b": "COBB/Addison 01"}, "the exact name has it"
    assert join(made(tmp_path, collection()), (twice[0], replace_name(twice[0]))).shapes == {}


def replace_name(place):
    return ("cobb--c", "ADDISON 1", place[2])


def test_the_county_s_page_shows_its_precincts_and_each_leads_to_its_row(tmp_path):
    from bulletins import bulletin
    from made_maps import told
    from outright.publish.pages import unit_page
    from outright.publish.site import Site

    text = made(tmp_path, collection())
    whole = bulletin()
    contest = whole.contests[0]
    fulton = next(u for u in contest.units if u.id == "fulton")
    like = replace(fulton, level="precinct", parent="fulton", left_upper=None, left_text="")
    precincts = told([replace(like, id=f"fulton--{n.lower()}", name=n) for n in ("SS01", "SS02", "SS09")])
    shapes = {"fulton--ss01": "FULTON/SS01", "fulton--ss02": "FULTON/SS02"}
    units = (*contest.units, *(replace(u, shape=shapes.get(u.id)) for u in precincts))
    shown = replace(whole, contests=(replace(contest, units=units),))
    page = unit_page(shown, contest.id, "fulton", Site(shapes={contest.id: text})).decode()
    assert page.count('href="#u-fulton--ss0') == 2
    assert 'id="u-fulton--ss01"' in page
    assert "Not on the map: SS09." in page
    assert "Map of the precincts" not in unit_page(shown, contest.id, "fulton", Site()).decode()
    assert "Map of the precincts" not in unit_page(shown, contest.id, "cobb", Site(shapes={contest.id: text})).decode()
