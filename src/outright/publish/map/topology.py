"""Shapes that touch, as lines they share: every border is kept once, so two neighbours can never drift apart.

A ring is a tuple of whole-number points without the first one again at its end. Rings are cut into arcs where
they part from one another; a shape is then a list of polygons of rings of arc numbers, where ``~n`` is arc n
walked backwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

Point = tuple[int, int]
Ring = tuple[Point, ...]
Arc = tuple[Point, ...]
Polygons = tuple[tuple[Ring, ...], ...]
Refs = tuple[tuple[tuple[int, ...], ...], ...]


def cut(shapes: Mapping[str, Polygons]) -> tuple[tuple[Arc, ...], dict[str, Refs]]:
    """The arcs of all shapes, each once, and every shape written with them.

    >>> left, right = ((0, 0), (0, 2), (2, 2), (2, 0)), ((2, 0), (2, 2), (4, 2), (4, 0))
    >>> arcs, refs = cut({"left": ((left,),), "right": ((right,),)})
    >>> len(arcs), refs["left"], refs["right"]
    (3, (((0, 1),),), (((-1, 2),),))
    """
    corners = _corners(ring for polygons in shapes.values() for rings in polygons for ring in rings)
    known: dict[Arc, int] = {}
    refs = {
        name: tuple(tuple(tuple(_number(a, known) for a in _pieces(r, corners)) for r in rings) for rings in polygons)
        for name, polygons in shapes.items()
    }
    return tuple(known), refs


def ring_of(numbers: Sequence[int], arcs: Mapping[int, Arc] | Sequence[Arc]) -> list[Point]:
    """The closed line that these arcs make: its last point is its first."""
    line: list[Point] = []
    for n in numbers:
        arc = arcs[n] if n >= 0 else arcs[~n][::-1]
        line += arc[1:] if line else arc
    return line


def twice_area(ring: Sequence[Point]) -> int:
    """Twice the area within a closed line, exact; negative when it is walked the other way round."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(ring, [*ring[1:], ring[0]], strict=True))


def thinned(arc: Arc, tolerance: float) -> Arc:
    """The arc without points nearer than ``tolerance`` to the line without them (Douglas and Peucker); ends stay."""
    if len(arc) < 3 or tolerance <= 0:
        return arc
    keep = {0, len(arc) - 1}
    spans = [(0, len(arc) - 1)]
    if arc[0] == arc[-1]:
        far = max(range(len(arc)), key=lambda i: (_gap(arc[i], arc[0], arc[0]), -i))
        keep.add(far)
        spans = [(0, far), (far, len(arc) - 1)]
    limit = tolerance * tolerance
    while spans:
        start, end = spans.pop()
        worst, at = limit, -1
        for i in range(start + 1, end):
            if (gap := _gap(arc[i], arc[start], arc[end])) > worst:
                worst, at = gap, i
        if at > 0:
            keep.add(at)
            spans += [(start, at), (at, end)]
    return tuple(arc[i] for i in sorted(keep))


def _gap(point: Point, start: Point, end: Point) -> float:
    """The squared distance of a point from a stretch of line."""
    (x, y), (x0, y0), (x1, y1) = point, start, end
    dx, dy = x1 - x0, y1 - y0
    length = dx * dx + dy * dy
    along = min(1.0, max(0.0, ((x - x0) * dx + (y - y0) * dy) / length)) if length else 0.0
    return (x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2


def _corners(rings: Iterable[Ring]) -> set[Point]:
    """The points at which rings part: seen between other neighbours than before."""
    between: dict[Point, tuple[Point, Point]] = {}
    corners = set()
    for ring in rings:
        for i, point in enumerate(ring):
            before, after = ring[i - 1], ring[(i + 1) % len(ring)]
            beside = (before, after) if before <= after else (after, before)
            if between.setdefault(point, beside) != beside:
                corners.add(point)
    return corners


def _pieces(ring: Ring, corners: set[Point]) -> list[Arc]:
    at = [i for i, point in enumerate(ring) if point in corners]
    if not at:
        first = ring.index(min(ring))
        return [(*ring[first:], *ring[: first + 1])]
    turned = ring[at[0] :] + ring[: at[0]]
    ends = [*(i - at[0] for i in at), len(ring)]
    whole = (*turned, turned[0])
    return [whole[a : b + 1] for a, b in pairwise(ends)]


def _number(arc: Arc, known: dict[Arc, int]) -> int:
    """The number of an arc, given anew when it was not met in either direction."""
    if arc in known:
        return known[arc]
    back = arc[::-1]
    if back in known:
        return ~known[back]
    return known.setdefault(arc, len(known))
