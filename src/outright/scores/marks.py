"""The marks a projection is to meet, each with its figure: met, not met, or not measured.

A mark on a pool of fewer than fifty contests is *not measured* (None), never met. Intervals are judged for each of
the three targets; a single order x fraction cell may miss its bounds by what the clustering of elections allows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from outright.scores.errors import mean_ratio
from outright.scores.frame import SIDES, TARGETS

ENOUGH = 50
EVEN = ("random", "early-first")
ADVERSARY = "lean-first"
ERROR_MARKS = {"general": (0.45, 0.38), "primary": (0.74, 0.74), "nonpartisan": (0.70, 0.70), "runoff": (0.55, 0.55)}
"""Error over raw, at most: in random and early-first, and in the other orders."""
HOLDS = {90: (0.87, 0.95), 95: (0.92, 0.98)}
HOLDS_LEAN = {90: (0.78, 1.0), 95: (0.87, 1.0)}
HALF_COUNTED = 0.5
EARLY_RANDOM = 0.98
WRONG_CALLS = 1 / 5000
FAST = 0.100


class Mark(NamedTuple):
    """One mark: which, on what, the figure, what it is to be, and whether it is (None: not measured)."""

    what: str
    on: str
    figure: float | None
    bound: str
    met: bool | None


def all_marks(board: dict[str, Any]) -> list[Mark]:
    """Every mark, from the tables of the scoreboard."""
    return [
        *_errors(board["errors"]),
        *_beats_rivals(board["errors"]),
        *_pooled_intervals(board["intervals"]),
        *_single_cells(board["intervals"]),
        *_narrower(board["intervals"]),
        *_outcomes(board["outcomes"]),
        *_calls(board["calls"]),
        *_speed(board["seconds"]),
    ]


def _errors(lines: list[dict[str, Any]]) -> Iterator[Mark]:
    orders = sorted({line["order"] for line in lines})
    for group, (even, other) in ERROR_MARKS.items():
        for order in orders:
            figure, contests = mean_ratio(lines, "leader", group, order)
            most = even if order in EVEN else other
            met = figure <= most if figure is not None and contests >= ENOUGH else None
            yield Mark("error / raw, mean .10-.90", f"{group}, {order}", figure, f"<= {most:.2f}", met)


def _beats_rivals(lines: list[dict[str, Any]]) -> Iterator[Mark]:
    cells = [line for line in lines if line["target"] == "leader" and line["contests"] >= ENOUGH]
    worse = [line for line in cells if line["ratio"] is not None and line["ratio"] > 1]
    yield _count("cells worse than raw", worse, cells)
    answered = [line for line in cells if line["group"] == "all" and line["contests_there"] >= ENOUGH]
    beaten = [line for line in answered if line["error_there"] >= line["two_line"]]
    yield _count("cells not below the two-line reference where it answers", beaten, answered)


def _count(what: str, failing: list[dict[str, Any]], cells: list[dict[str, Any]]) -> Mark:
    names = ", ".join(_cell(line) for line in failing[:6]) + (" ..." if len(failing) > 6 else "")
    on = f"{len(cells)} cells" + (f": {names}" if names else "")
    return Mark(what, on, float(len(failing)), "0", not failing if cells else None)


def _cell(line: dict[str, Any]) -> str:
    parts = (line.get("event"), line.get("target"), line.get("group") or line.get("side"), line["order"])
    return f"{' '.join(p for p in parts if p)} {line['fraction']:g}"


def _pooled_intervals(lines: list[dict[str, Any]]) -> Iterator[Mark]:
    for target in TARGETS:
        for side in SIDES:
            own = [line for line in lines if (line["target"], line["side"]) == (target, side)]
            for order in sorted({line["order"] for line in own}):
                of_order = [line for line in own if line["order"] == order]
                pools = _halves(of_order) if order == "random" else [("", _whole(of_order))]
                for part, pool in pools:
                    yield from _holds(f"{target}, {side}, {order}{part}", order, part, pool)


def _whole(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [line for line in lines if line["fraction"] is not None]


def _halves(lines: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Random order before and after half counted: before, the intervals may hold up to 98 times in a hundred."""
    cells = _whole(lines)
    early = [line for line in cells if line["fraction"] < HALF_COUNTED]
    late = [line for line in cells if line["fraction"] >= HALF_COUNTED]
    return [(part, pool) for part, pool in ((" before half", early), (" from half", late)) if pool]


def _holds(on: str, order: str, part: str, pool: list[dict[str, Any]]) -> Iterator[Mark]:
    large = [line for line in pool if line["contests"] >= ENOUGH]
    pool = large or pool
    moments = sum(line["moments"] for line in pool)
    for level, (least, most) in _bounds(order).items():
        if part == " before half":
            most = EARLY_RANDOM if level == 90 else 1.0
        held = sum(line[f"held{level}"] * line["moments"] for line in pool) / moments
        met = least <= held <= most if large else None
        yield Mark(f"{level} % intervals held", on, held, f"{least:.2f}-{most:.2f}", met)


def _bounds(order: str) -> dict[int, tuple[float, float]]:
    return HOLDS_LEAN if order == ADVERSARY else HOLDS


def _single_cells(lines: list[dict[str, Any]]) -> Iterator[Mark]:
    for target in TARGETS:
        cells = [
            line
            for line in lines
            if line["target"] == target and line["side"] in SIDES and line["fraction"] and line["contests"] >= ENOUGH
        ]
        outside = [line for line in cells if any(outside_band(line, level) for level in HOLDS)]
        yield _count("cells outside the 99 % band", outside, cells)


def outside_band(line: dict[str, Any], level: int) -> bool:
    """Whether a single cell misses both the pooled bounds and the 99 % band around the level.

    In ``lean-first`` the band lies below its own lower bound, since less is asked there.
    """
    least, most = _bounds(line["order"])[level]
    centre = least if line["order"] == ADVERSARY else level / 100
    low, high = min(least, centre - line[f"error{level}"]), max(most, centre + line[f"error{level}"])
    if line["order"] == "random" and line["fraction"] < HALF_COUNTED:
        high = max(high, EARLY_RANDOM if level == 90 else 1.0)
    return not low <= line[f"held{level}"] <= high


def _narrower(lines: list[dict[str, Any]]) -> Iterator[Mark]:
    for rival in ("raw", "two_line"):
        cells = [
            line
            for line in lines
            if line["target"] == "leader" and line["side"] in SIDES and line.get(f"{rival}_contests", 0) >= ENOUGH
        ]
        wider = [line for line in cells if line[f"{rival}_ours_width90"] >= line[f"{rival}_width90"]]
        yield _count(f"cells with 90 % intervals no narrower than {_RIVALS[rival]}'s", wider, cells)


_RIVALS = {"raw": "the raw count", "two_line": "the two-line reference"}


def _outcomes(lines: list[dict[str, Any]]) -> Iterator[Mark]:
    for rival, name in _RIVALS.items():
        for score in ("log", "brier"):
            cells = [line for line in lines if line["order"] == "all" and line.get(f"{rival}_contests", 0) >= ENOUGH]
            worse = [line for line in cells if line[f"{rival}_ours_{score}"] >= line[f"{rival}_{score}"]]
            yield _count(f"fractions with a {score} score no better than {name}'s", worse, cells)


def _calls(lines: list[dict[str, Any]]) -> Iterator[Mark]:
    for line in lines:
        rate = line["wrong"] / line["moments"]
        on = f"{line['order']}: {line['wrong']} of {line['moments']:,} moments"
        # Fewer moments than the mark counts in cannot show that it is met, only that nothing was wrong.
        met = rate <= WRONG_CALLS if line["wrong"] or line["moments"] >= 1 / WRONG_CALLS else None
        yield Mark("wrong projected verdicts", on, rate, "<= 1 in 5,000", met)
    for line in lines:
        share = line["clear_kept_by_half"]
        met = share > HALF_COUNTED if share is not None and line["clear_contests"] >= ENOUGH else None
        on = f"{line['order']}, contests over 5 points clear"
        yield Mark("right verdict by half counted", on, share, "> 0.50", met)


def _speed(lines: list[dict[str, Any]]) -> Iterator[Mark]:
    large = [line for line in lines if line["cells_from"] == 3_000]
    figure = large[0]["median"] if large else None
    met = None if figure is None else figure < FAST
    yield Mark("seconds per projection", "3,000-10,000 cells, median", figure, "< 0.1", met)
