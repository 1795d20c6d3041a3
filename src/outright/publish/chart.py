"""Where the ink goes: bars, and the share of each candidate as the count came in.

Pixels only. No number made here is ever printed as a vote or a share; labels arrive as text. The plot is
drawn in percent across and pixels down, so that one drawing serves a phone and a wide screen and its
letters keep their size.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from outright.bulletin import Contest, Point, Threshold
from outright.publish import chart_projected, words
from outright.publish.chart_projected import Fan
from outright.publish.language import ENGLISH, Language

WIDTH, TOP, BOTTOM, HEIGHT = 1000, 14, 272, 300
LABEL_STEP = 17
GAP = dt.timedelta(minutes=20)
PARTIES = ("dem", "gop", "lib", "grn", "ind")
Axis = Literal["votes", "time"]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where (percent across, or pixels down) and what it says."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """One candidate's steps. ``rank`` is the place within the party (1-4; 5 is grey); it sets the dash.

    ``end`` is where the count stands, ``edge`` where the line meets its label: the projected middle, if there
    is one, and then ``share_text`` is the projected share too.
    """

    candidate: str
    name: str
    share_text: str
    color: str
    rank: int
    path: str
    quiet: str
    end: float
    edge: float
    label: float


@dataclass(frozen=True, slots=True)
class Mark:
    """A correction or a change of verdict, at its place along the count; ``seq`` leads to its line of
    the log, ``text`` is its time."""

    at: float
    kind: Literal["correction", "verdict"]
    seq: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn timeline. ``threshold_label_at`` is the label's anchor, "start" or "end", and its y.

    ``fan`` is what is projected; with it the plot's edge is all of the expected vote. ``steps`` is where each
    publication stands, in percent across.
    """

    axis: Axis
    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    threshold: float | None
    threshold_label: str
    threshold_label_at: tuple[str, float]
    marks: tuple[Mark, ...]
    fan: Fan | None = None
    steps: tuple[float, ...] = ()


def color_key(color: str) -> str:
    """A colour name the stylesheet knows; anything else is "other"."""
    return color if color in PARTIES else "other"


def bar(share: float | None) -> float:
    """The length of a bar in percent of its track."""
    return 0.0 if share is None else round(max(0.0, min(share, 1.0)) * 100, 2)


def tick(threshold: Threshold) -> float | None:
    """Where the line to pass crosses every bar, in percent; None when the rule has no share."""
    return None if threshold.share is None else round(float(Fraction(threshold.share)) * 100, 2)


def ranks(contest: Contest) -> dict[str, int]:
    """Each candidate's place within the colour, 1 first, 5 and later as 5: same hue, different dash."""
    seen: dict[str, int] = {}
    places = {}
    for candidate in contest.candidates:
        key = color_key(candidate.color)
        seen[key] = seen.get(key, 0) + 1
        places[candidate.id] = min(seen[key], 5)
    return places


def timeline(contest: Contest, axis: Axis, zone: dt.tzinfo, to: Language = ENGLISH) -> Chart | None:
    """The contest's shares as steps over votes counted or over clock time; None before the first votes."""
    points = tuple(p for p in contest.timeline if p.votes > 0)
    if not points or not contest.charted:
        return None
    whole = chart_projected.expected(contest) if axis == "votes" else None
    if axis == "time":
        across, x_ticks = _time_axis(points, zone, to)
    else:
        across, x_ticks = _votes_axis(points, to) if whole is None else _expected_axis(points, whole, to)
    top = _top_share(points, contest)
    lines = tuple(
        _line(contest, candidate_id, points, across, top, dotted=axis == "time")
        for candidate_id in contest.charted
        if any(c.id == candidate_id for c in contest.candidates)
    )
    limit = tick(contest.threshold)
    threshold = None if limit is None else _down(limit / 100, top)
    fan = None if whole is None else _fan(contest, points[-1], across, top)
    return Chart(
        axis=axis,
        lines=_apart(_to_edge(lines, fan)),
        x_ticks=x_ticks,
        y_ticks=tuple(
            Tick(_down(s / 100, top), to.percent(str(s))) for s in range(0, int(top * 100) + 1, _share_step(top))
        ),
        threshold=threshold,
        threshold_label=words.threshold_label(contest.threshold, to),
        threshold_label_at=_free_corner(points, contest, across, top, threshold),
        marks=_marks(contest, points, across),
        fan=fan,
        steps=tuple(round(across(p) * 100, 2) for p in points),
    )


def _fan(contest: Contest, last: Point, across: Callable[[Point], float], top: float) -> Fan | None:
    places = ranks(contest)
    colors = {c.id: (color_key(c.color), places[c.id]) for c in contest.candidates}
    leader = next((c for c in contest.charted if c in colors), "")
    share = last.candidates.get(leader, 0) / last.votes
    return chart_projected.fan(contest, across(last), share, lambda s: _down(s, top), colors, width=WIDTH)


def _to_edge(lines: tuple[Line, ...], fan: Fan | None) -> tuple[Line, ...]:
    """The lines with their labels at the projected middles, where those are drawn."""
    ends = {end.candidate: end for end in fan.ends} if fan is not None else {}
    return tuple(
        replace(line, edge=ends[line.candidate].middle, share_text=ends[line.candidate].text)
        if line.candidate in ends
        else line
        for line in lines
    )


def _expected_axis(
    points: Sequence[Point], whole: int, to: Language
) -> tuple[Callable[[Point], float], tuple[Tick, ...]]:
    """Across the share of the expected vote; should more than that be counted, to the last vote counted."""
    most = max(whole, *(p.votes for p in points))
    ticks = tuple(Tick(round(part * whole / most, 2), to.percent(str(part))) for part in (0, 25, 50, 75, 100))
    return (lambda point: point.votes / most), ticks


def _votes_axis(points: Sequence[Point], to: Language) -> tuple[Callable[[Point], float], tuple[Tick, ...]]:
    most = max(p.votes for p in points)
    step = _nice(most / 4)
    ticks = tuple(Tick(round(v / most * 100, 2), to.number(v)) for v in range(0, most + 1, step))
    return (lambda point: point.votes / most), ticks


def _time_axis(
    points: Sequence[Point], zone: dt.tzinfo, to: Language
) -> tuple[Callable[[Point], float], tuple[Tick, ...]]:
    first, last = points[0].at, max(p.at for p in points)
    length = max((last - first).total_seconds(), 60.0)
    minutes = next((m for m in (15, 30, 60, 120, 180, 360, 720) if length / 60 / m <= 5), 1440)
    step = dt.timedelta(minutes=minutes)
    midnight = first.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    at = midnight + ((first - midnight) // step + 1) * step
    ticks: list[Tick] = []
    while at <= last and len(ticks) < 12:
        where = (at - first).total_seconds() / length
        ticks.append(Tick(round(where * 100, 2), _time_label(at.astimezone(zone), to)))
        at += step * (1 + int(length // (6 * 86400)) if minutes == 1440 else 1)
    return (lambda point: (point.at - first).total_seconds() / length), tuple(ticks)


def _time_label(local: dt.datetime, to: Language) -> str:
    if local.hour == 0 and local.minute == 0:
        return to.month_and_day(local.date(), short=True)
    return to.locale.hour(local, minutes=False)


def _top_share(points: Sequence[Point], contest: Contest) -> float:
    highest = max(p.candidates.get(c, 0) / p.votes for p in points for c in contest.charted)
    limit = tick(contest.threshold)
    return max(highest, chart_projected.reach(contest), (limit or 0) / 100, 0.05) * 1.06


def _down(share: float, top: float) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * share / top, 1)


def _line(
    contest: Contest,
    candidate_id: str,
    points: Sequence[Point],
    across: Callable[[Point], float],
    top: float,
    *,
    dotted: bool,
) -> Line:
    """Steps, never slopes: a share holds until the next publication. A silence of 20 minutes is dotted."""
    candidate = next(c for c in contest.candidates if c.id == candidate_id)
    spots = [(across(p) * WIDTH, _down(p.candidates.get(candidate_id, 0) / p.votes, top), p.at) for p in points]
    x, y, _ = spots[0]
    path, quiet = f"M{x:.0f} {y:g}", ""
    for (x, y, at), (next_x, next_y, next_at) in pairwise(spots):
        if dotted and next_at - at > GAP:
            quiet += f"M{x:.0f} {y:g}H{next_x:.0f}"
            path += f"M{next_x:.0f} {y:g}V{next_y:g}"
        else:
            path += f"H{next_x:.0f}V{next_y:g}"
    return Line(
        candidate=candidate_id,
        name=candidate.surname,
        share_text=candidate.share_text,
        color=color_key(candidate.color),
        rank=ranks(contest)[candidate_id],
        path=path,
        quiet=quiet,
        end=spots[-1][1],
        edge=spots[-1][1],
        label=spots[-1][1],
    )


def _apart(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """The same lines with end labels pushed apart, so that none covers another and none leaves the plot."""
    order = sorted(range(len(lines)), key=lambda i: (lines[i].edge, i))
    spots = [lines[i].edge for i in order]
    for i in range(1, len(spots)):
        spots[i] = max(spots[i], spots[i - 1] + LABEL_STEP)
    low = float(BOTTOM)
    for i in reversed(range(len(spots))):
        spots[i] = min(spots[i], low)
        low = spots[i] - LABEL_STEP
    placed = dict(zip(order, spots, strict=True))
    return tuple(replace(line, label=round(placed[i], 1)) for i, line in enumerate(lines))


def _free_corner(
    points: Sequence[Point],
    contest: Contest,
    across: Callable[[Point], float],
    top: float,
    threshold: float | None,
) -> tuple[str, float]:
    """The end of the threshold line, and the side of it, where a label meets the fewest lines."""
    if threshold is None:
        return "start", 0.0
    best = ("start", threshold - 6, -1.0)
    for anchor, low, high in (("start", 0.0, 0.6), ("end", 0.4, 1.0)):
        near = [p for p in points if low <= across(p) <= high] or [points[-1]]
        heights = [_down(p.candidates.get(c, 0) / p.votes, top) for p in near for c in contest.charted]
        for y in (threshold - 6, threshold + 15):
            clear = min(abs(h - (y - 4)) for h in heights)
            if clear > best[2] + 0.5:
                best = (anchor, y, clear)
    return best[0], round(best[1], 1)


def _marks(contest: Contest, points: Sequence[Point], across: Callable[[Point], float]) -> tuple[Mark, ...]:
    at = {p.seq: round(across(p) * 100, 2) for p in points}
    said = {p.seq: p.at_text for p in points}
    corrections = {n.seq for n in contest.notes if n.kind == "correction"}
    changes = {v.seq for v in contest.verdict_history[1:]}
    fell = tuple(Mark(at[s], "correction", s, said[s]) for s in sorted(corrections) if s in at)
    return fell + tuple(Mark(at[s], "verdict", s, said[s]) for s in sorted(changes) if s in at)


def _nice(step: float) -> int:
    """The next of 1, 2, 5, 10, 20, 50 ... that is not below ``step``."""
    scale = 1
    while True:
        for digit in (1, 2, 5):
            if digit * scale >= step:
                return digit * scale
        scale *= 10


def _share_step(top: float) -> int:
    return next(s for s in (5, 10, 20, 25) if top * 100 / s <= 6)
