"""Shapes laid on the page: fitted to its width, thinned to what it can show, as paths.

Pixels only. A border that two places share is thinned once, so no gap opens between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from outright.publish.map.atlas import Shape, Sheet
from outright.publish.map.topology import Arc, Point, ring_of, thinned

WIDTH, HEIGHT, MARGIN = 1000, 940, 14
FEW = 12
"""Up to so many places their surroundings are shown too, and every place carries its name."""
_SURROUNDINGS = 60
_TOLERANCE = 1.3


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a place's mark stands, and the radius of the largest circle around it inside the place."""

    x: int
    y: int
    reach: int


@dataclass(frozen=True, slots=True)
class Laid:
    """Paths and spots by the shape's id, and the faint ``surroundings``, in a box of ``width`` by ``height``.

    The width is the same for every map, so that its legend can be drawn to its scale.
    """

    width: int
    height: int
    paths: dict[str, str]
    spots: dict[str, Spot]
    surroundings: str


@lru_cache(maxsize=256)
def lay(sheet: Sheet, ids: tuple[str, ...]) -> Laid:
    """These shapes of a sheet, fitted into the page's box; ids that the sheet does not know are left out."""
    shapes = {i: shape for i in ids if (shape := sheet.find(i)) is not None}
    left, top, right, bottom = _box(sheet, shapes.values())
    few = len(shapes) <= FEW
    margin = _SURROUNDINGS if few else MARGIN
    scale = min((WIDTH - 2 * margin) / max(right - left, 1), (HEIGHT - 2 * margin) / max(bottom - top, 1))
    beyond = margin / scale
    aside = (WIDTH - (right - left) * scale) / 2
    window = left - aside / scale, top - beyond, right + aside / scale, bottom + beyond
    around = [s for s in sheet.shapes.values() if few and s not in shapes.values() and _meet(_box(sheet, [s]), window)]

    def place(point: Point) -> Point:
        return round((point[0] - left) * scale + aside), round((point[1] - top) * scale) + margin

    used = {n if n >= 0 else ~n for s in (*shapes.values(), *around) for n in _numbers(s)}
    arcs = {n: _thin(tuple(map(place, sheet.arcs[n]))) for n in used}
    return Laid(
        width=WIDTH,
        height=round((bottom - top) * scale) + 2 * margin,
        paths={i: _path(s, arcs) for i, s in shapes.items()},
        spots={i: Spot(*place((s.x, s.y)), round(s.reach * scale)) for i, s in shapes.items()},
        surroundings="".join(_path(s, arcs) for s in around),
    )


def _numbers(shape: Shape) -> Iterable[int]:
    return (n for rings in shape.refs for ring in rings for n in ring)


def _box(sheet: Sheet, shapes: Iterable[Shape]) -> tuple[float, float, float, float]:
    points = [p for s in shapes for n in _numbers(s) for p in sheet.arcs[n if n >= 0 else ~n]]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _thin(arc: Arc) -> Arc:
    """The arc with no point twice in a row; a small island is not thinned to a line."""
    plain = (arc[0], *(b for a, b in pairwise(arc) if a != b))
    thin = thinned(plain, _TOLERANCE)
    return plain if thin[0] == thin[-1] and len(thin) < 4 else thin


def _path(shape: Shape, arcs: Mapping[int, Arc]) -> str:
    return "".join(_ring(ring_of(ring, arcs)) for rings in shape.refs for ring in rings)


def _ring(line: Sequence[Point]) -> str:
    """One closed line in the fewest letters; "" for one that has become a point or a line."""
    if len(set(line)) < 3:
        return ""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(line[:-1])]
    text = " ".join(f"{dx} {dy}" for dx, dy in steps if dx or dy).replace(" -", "-")
    return f"M{line[0][0]} {line[0][1]}l{text}z"
