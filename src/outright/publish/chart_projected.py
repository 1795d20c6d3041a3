"""Where the projected ink goes: from now to the edge of the chart, hatched, never as solid as what is counted.

Pixels only, as in `chart`. The leader has a wedge, the range of 50 % within that of 90 %; each charted
candidate has a bar at the edge with a tick at the middle.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from outright.bulletin import Contest, Projection
from outright.bulletin.projected import Band, BandPoint

_HATCH = 16


@dataclass(frozen=True, slots=True)
class End:
    """One candidate's range at the edge of the chart: its ends and its middle, in pixels down."""

    candidate: str
    name: str
    text: str
    color: str
    rank: int
    low: float
    high: float
    middle: float


@dataclass(frozen=True, slots=True)
class Fan:
    """What is projected, drawn. ``now`` in percent across; paths in the plot's own units."""

    now: float
    candidate: str
    color: str
    edge: str
    wide: str
    narrow: str
    ends: tuple[End, ...]


def newest(contest: Contest) -> BandPoint | None:
    """The newest bands of a contest that has a projection; None where there is nothing to draw."""
    projection = contest.projection
    return projection.bands[-1] if projection is not None and projection.bands else None


def reach(contest: Contest) -> float:
    """The highest share that any range reaches; 0 without one."""
    point = newest(contest)
    return max((band.high90 for band in point.candidates.values()), default=0.0) if point else 0.0


def expected(contest: Contest) -> int | None:
    """All votes expected in the end: where the chart's edge lies. None without a projection to draw."""
    point = newest(contest)
    return point.expected if point is not None and point.expected else None


def fan(
    contest: Contest, now: float, share: float, down: Callable[[float], float], colors: dict[str, tuple[str, int]], *,
    width: int,
) -> Fan | None:  # fmt: skip
    """The drawing. ``now`` is the part of the plot that is counted (0-1), ``share`` the leader's counted share."""
    point, projection = newest(contest), contest.projection
    if point is None or projection is None:
        return None
    leader = next((c for c in contest.charted if c in point.candidates), None)
    if leader is None:
        return None
    band, start = point.candidates[leader], now * width
    return Fan(
        now=round(now * 100, 2), candidate=leader, color=colors[leader][0],
        edge=_outline(band.low90, band.high90, start, share, down, width),
        wide=_hatched(band.low90, band.high90, start, share, down, width, _HATCH, 0),
        narrow=_hatched(band.low50, band.high50, start, share, down, width, _HATCH, _HATCH // 2),
        ends=tuple(
            _end(contest, projection, c, point.candidates[c], colors[c], down)
            for c in contest.charted
            if c in point.candidates
        ),
    )  # fmt: skip


def _end(
    contest: Contest, projection: Projection, candidate: str, band: Band, color: tuple[str, int],
    down: Callable[[float], float],
) -> End:  # fmt: skip
    name = next((c.surname for c in contest.candidates if c.id == candidate), candidate)
    said = projection.of(candidate)
    return End(
        candidate=candidate, name=name, text=said.median_text if said else "", color=color[0], rank=color[1],
        low=down(band.low90), high=down(band.high90), middle=down(band.median),
    )  # fmt: skip


def _outline(low: float, high: float, start: float, share: float, down: Callable[[float], float], width: int) -> str:
    return f"M{width} {down(low):g}L{start:.0f} {down(share):g}L{width} {down(high):g}"


def _hatched(
    low: float, high: float, start: float, share: float, down: Callable[[float], float], width: int, step: int,
    shift: int,
) -> str:  # fmt: skip
    """Upright strokes between the two edges of a wedge that opens from the last counted share."""
    path, length = "", max(width - start, 1.0)
    x = width - shift
    while x > start:
        part = (x - start) / length
        top, foot = (down(share + (end - share) * part) for end in (high, low))
        path += f"M{x} {top:g}V{foot:g}"
        x -= step
    return path
