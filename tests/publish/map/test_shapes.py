"""The shapes that ship: every county once, closed, of its true size, and sharing its borders with its neighbours."""

import datetime as dt
from collections import defaultdict
from itertools import pairwise

import pytest

from outright.publish.map import atlas, topology

NEW = dt.date(2024, 11, 5)


def sheet(postal: str, day: dt.date = NEW) -> atlas.Sheet:
    return next(s for s in atlas.editions(postal) if s.holds(day))


def area_km2(of: atlas.Sheet, shape: atlas.Shape) -> float:
    rings = [r for rings in shape.refs for r in rings]
    twice = [abs(topology.twice_area(topology.ring_of(r, of.arcs)[:-1])) for r in rings]
    outer = sum(twice[i] for i in _outer(shape))
    return (2 * outer - sum(twice)) / 2 * (of.metres / 1000) ** 2


def _outer(shape: atlas.Shape) -> list[int]:
    at, found = 0, []
    for rings in shape.refs:
        found.append(at)
        at += len(rings)
    return found


def test_the_country_has_its_counties_and_each_day_its_own():
    states = [p for c, p in atlas.STATES.items() if c < "60"]
    old = sum(len(sheet(p, dt.date(2017, 4, 18)).shapes) for p in states)
    new = sum(len(sheet(p).shapes) for p in states)
    assert (old, new) == (3142, 3144)
    assert len(sheet("GA").shapes) == 159
    assert len(sheet("PR").shapes) == 78
    assert set(sheet("CT", dt.date(2021, 11, 2)).shapes) == {f"090{n:02}" for n in range(1, 16, 2)}
    assert set(sheet("CT").shapes) == {f"09{n}" for n in range(110, 191, 10)}
    assert "02261" in sheet("AK", dt.date(2018, 11, 6)).shapes
    assert {"02063", "02066"} <= sheet("AK").shapes.keys()
    assert "02261" not in sheet("AK").shapes


@pytest.mark.parametrize("postal", sorted(atlas.STATES.values()))
def test_every_shape_is_closed_has_an_area_and_holds_its_own_middle(postal):
    for edition in atlas.editions(postal):
        for shape in edition.shapes.values():
            assert shape.id.startswith(next(c for c, p in atlas.STATES.items() if p == postal))
            for rings in shape.refs:
                lines = [topology.ring_of(r, edition.arcs) for r in rings]
                assert all(line[0] == line[-1] and len(set(line)) >= 3 for line in lines), shape
                assert all(topology.twice_area(line[:-1]) for line in lines), shape
            largest = [topology.ring_of(rings[0], edition.arcs) for rings in shape.refs]
            assert any(inside(shape.x, shape.y, line) for line in largest), shape


def inside(x: int, y: int, line: list[topology.Point]) -> bool:
    odd = False
    for (x0, y0), (x1, y1) in pairwise(line):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            odd = not odd
    return odd


def test_neighbours_share_their_border_and_no_line_belongs_to_three():
    georgia = sheet("GA")
    owners = defaultdict(list)
    for shape in georgia.shapes.values():
        for rings in shape.refs:
            for ring in rings:
                for n in ring:
                    owners[n if n >= 0 else ~n].append(shape.id)
    assert set(owners) == set(range(len(georgia.arcs)))
    assert max(map(len, owners.values())) == 2
    beside = {frozenset(o) for o in owners.values() if len(o) == 2}
    assert {frozenset(("13067", "13121")), frozenset(("13089", "13121"))} <= beside
    assert frozenset(("13067", "13089")) not in beside, "Cobb and DeKalb do not touch"
    assert all(any(i in pair for pair in beside) for i in georgia.shapes)


def test_areas_are_the_counties_own():
    """Square kilometres of land, as the Census Bureau's gazetteer gives them; inland water is inside the shapes."""
    known = {"13067": 880, "13121": 1364, "13089": 693}
    for fips, km2 in known.items():
        assert area_km2(sheet("GA"), sheet("GA").shapes[fips]) == pytest.approx(km2, rel=0.05)


def test_a_contest_gets_the_edition_its_own_codes_belong_to():
    late = dt.date(2024, 11, 5)
    assert atlas.sheet_for("CT", ["09001", "09003"], late).edition == "2016"
    assert atlas.sheet_for("CT", ["09110"], late).edition == "2023"
    assert atlas.sheet_for("CT", ["09110"], dt.date(2012, 11, 6)).edition == "2023"
    assert atlas.sheet_for("AK", ["02013"], dt.date(2018, 11, 6)).edition == "2016"
    assert atlas.sheet_for("AK", ["02013"], late).edition == "2023"
    assert atlas.sheet_for("GA", ["48001"], late) is None
    assert atlas.sheet_for("ZZ", ["13067"], late) is None
    assert atlas.editions("../ga") == ()


def test_a_county_that_was_renamed_keeps_its_shape():
    dakota = sheet("SD")
    assert dakota.find("46113") is dakota.find("46102") is not None
    assert sheet("VA").find("51515").name == "Bedford"


def test_lines_that_part_are_cut_where_they_part_and_an_enclave_is_one_line_for_both():
    whole = ((0, 0), (6, 0), (6, 6), (0, 6))
    city = ((2, 2), (4, 2), (4, 4), (2, 4))
    arcs, refs = topology.cut({"county": ((whole, city[::-1]),), "city": ((city,),)})
    assert len(arcs) == 2
    (outer, hole), ((round_it,),) = refs["county"][0], refs["city"]
    assert hole[0] in (round_it[0], ~round_it[0])
    assert abs(topology.twice_area(topology.ring_of(outer, arcs)[:-1])) == 72


def test_thinning_keeps_ends_and_whatever_strays_further():
    line = ((0, 0), (5, 1), (10, 0), (15, 9), (20, 0))
    assert topology.thinned(line, 2.0) == ((0, 0), (10, 0), (15, 9), (20, 0))
    assert topology.thinned(line, 0) == line
    round_trip = ((0, 0), (10, 1), (20, 0), (10, -1), (0, 0))
    assert topology.thinned(round_trip, 3.0)[0] == topology.thinned(round_trip, 3.0)[-1] == (0, 0)
    assert (20, 0) in topology.thinned(round_trip, 3.0)


def test_an_arc_is_read_as_it_was_written():
    arc = ((3, -4), (0, 0), (7, 7))
    assert atlas.arc_of(atlas.deltas_of(arc)) == arc
