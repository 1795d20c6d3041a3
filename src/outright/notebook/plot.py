"""Drawings that stand alone: an SVG with its style in it, for a notebook, a page or a file.

The lines are the page's own (`outright.publish.chart`). Every label arrives as text; only pixels are made here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from outright.bulletin import Contest, Night
from outright.errors import UsageError
from outright.notebook.html import esc
from outright.notebook.moment import AsOf, zone_of
from outright.publish import chart, words
from outright.publish.chart import Chart, Line
from outright.publish.chart_projected import End
from outright.publish.ink import INK

_LEFT, _RIGHT, _TOP, _FOOT = 46, 150, 66, 30
_INK, _SOFT, _HAIR, _PAPER = INK["ink"], INK["soft"], INK["track"], INK["paper"]
_DASHES = {2: "6 3", 3: "2 2", 4: "8 2 2 2", 5: "1 3"}
_FONT = "system-ui,sans-serif"
_NAME = 14
_ACROSS = re.compile(r"([MHL])(-?[\d.]+)")
_AXES: dict[str, chart.Axis] = {"expected": "votes", "votes": "votes", "time": "time"}
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Drawing(AsOf):
    """A drawing as of one moment. ``svg`` is the whole of it; ``save`` writes it to a file."""

    moment: Night
    title: str
    svg: str

    def save(self, where: str | Path) -> Path:
        """Write the drawing and return the file; its folder is made."""
        path = Path(where)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(self.svg, encoding="utf-8")
        return path

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"Drawing({words.clean(self.title)!r})"


@dataclass(frozen=True, slots=True, eq=False)
class Plots(AsOf):
    """What can be drawn of a contest."""

    moment: Night
    said: Contest

    def timeline(self, x: Literal["expected", "votes", "time"] = "expected", *, width: int = 760) -> Drawing:
        """The shares as the count came in, over the expected vote (votes counted, without a projection) or time.

        ``UsageError`` for another axis, or before the first votes.
        """
        if x not in _AXES:
            raise UsageError(f"There is no axis {x!r}", hint=f"There is: {', '.join(_AXES)}.")
        drawn = chart.timeline(self.said, _AXES[x], zone_of(self.moment))
        if drawn is None:
            raise UsageError("The chart starts with the first votes", where=self.said.id)
        title = f"{self.said.short_name}: share as the count came in"
        return Drawing(self.moment, title, _svg(self.moment, self.said, drawn, title, max(360, width)))


def _svg(moment: Night, contest: Contest, drawn: Chart, title: str, width: int) -> str:
    """The whole drawing. The plot's own units are stretched across; down they are pixels."""
    plot, height = width - _LEFT - _RIGHT, _TOP + chart.HEIGHT + _FOOT
    banner = " ".join(f"{word.upper()}. {text}" for word, text in words.banners(moment))
    status = f"{moment.status_text} · {moment.as_of_text}"
    axis = "By time" if drawn.axis == "time" else "Part of the expected vote" if drawn.fan else "Votes counted"
    described = f"{contest.summary} {contest.projection.text if drawn.fan and contest.projection else ''}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'role="img" font-family="{_FONT}" font-size="12" fill="{_INK}" style="max-width:100%;height:auto">',
        f"<title>{_safe(title)}</title><desc>{_safe(described)}</desc>",
        f'<rect width="{width}" height="{height}" fill="{_PAPER}"/>',
        _text(12, 20, _cut(title, width // 8), 'font-size="14" font-weight="700"'),
        _text(12, 38, _cut(f"{banner} {status}".strip(), width // 7), f'fill="{_SOFT}"'),
        f'<g transform="translate({_LEFT} {_TOP})">',
        *_axes(drawn, plot), *_threshold(drawn, plot), *_fan(drawn, plot),
        *(_path(line, plot) for line in reversed(drawn.lines)), *_marks(drawn, plot),
        *(_label(line, drawn, plot) for line in drawn.lines),
        "</g>", _text(_LEFT, height - 10, axis, f'fill="{_SOFT}"'), "</svg>",
    ]  # fmt: skip
    return "\n".join(part for part in parts if part)


def _axes(drawn: Chart, plot: float) -> list[str]:
    lines = []
    for tick in drawn.y_ticks:
        lines.append(f'<path d="M0 {tick.at:g}H{plot}" stroke="{_HAIR}"/>')
        lines.append(_text(-6, tick.at + 4, tick.label, f'text-anchor="end" fill="{_SOFT}"'))
    for tick in drawn.x_ticks:
        at = tick.at * plot / 100
        lines.append(_text(at, chart.BOTTOM + 20, tick.label, f'text-anchor="middle" fill="{_SOFT}"'))
    return lines


def _threshold(drawn: Chart, plot: float) -> list[str]:
    """The line to pass, with its name and denominator."""
    if drawn.threshold is None:
        return []
    anchor, y = drawn.threshold_label_at
    style = f'text-anchor="{anchor}" font-style="italic" stroke="{_PAPER}" stroke-width="3" paint-order="stroke"'
    at = 4 if anchor == "start" else plot - 4
    line = f'<path d="M0 {drawn.threshold:g}H{plot}" stroke="{_INK}" stroke-width="1.25" stroke-dasharray="1 3"/>'
    return [line, _text(at, y, drawn.threshold_label, style)]


def _fan(drawn: Chart, plot: float) -> list[str]:
    """What is projected: hatched from now to the edge, never as solid as what is counted."""
    if drawn.fan is None:
        return []
    fan, color = drawn.fan, INK[drawn.fan.color]
    hatched = "".join(f'<path d="{_stretched(d, plot)}"/>' for d in (fan.edge, fan.wide, fan.narrow))
    wedge = f'<g fill="none" stroke="{color}" stroke-opacity=".6">{hatched}</g>'
    head = _text(plot + 29, chart.TOP - 6, "proj. final", f'fill="{_SOFT}"')
    return [wedge, *(_end(end, plot) for end in fan.ends), head]


def _end(end: End, plot: float) -> str:
    down = f"M{plot} {end.high:g}V{end.low:g}M{plot - 4} {end.middle:g}H{plot + 4}"
    return f'<path d="{down}" fill="none" stroke="{INK[end.color]}" stroke-width="1.5"/>'


def _path(line: Line, plot: float) -> str:
    ink = f'fill="none" stroke="{_color(line)}"'
    drawn = f'<path d="{_stretched(line.path, plot)}" {ink} stroke-width="2.25"{_dash(line)}/>'
    quiet = f'<path d="{_stretched(line.quiet, plot)}" {ink} stroke-width="1.5" stroke-dasharray="1 4"/>'
    return drawn + (quiet if line.quiet else "")


def _marks(drawn: Chart, plot: float) -> list[str]:
    """A correction or a change of verdict, over its place along the count."""
    style = f'text-anchor="middle" font-size="10" fill="{_SOFT}"'
    return [_text(m.at * plot / 100, chart.TOP - 2, "▼" if m.kind == "correction" else "◆", style) for m in drawn.marks]


def _label(line: Line, drawn: Chart, plot: float) -> str:
    """Where the count stands, and at the edge the share with the name beside it."""
    color = _color(line)
    now = plot * drawn.fan.now / 100 if drawn.fan else plot
    lead = f'<path d="M{plot + 5} {line.edge:g}L{plot + 8} {line.label:g}" fill="none" stroke="{_HAIR}"/>'
    key = f'<path d="M{plot + 10} {line.label:g}h15" fill="none" stroke="{color}" stroke-width="2.25"{_dash(line)}/>'
    weight = ' font-weight="700"' if not drawn.fan else ""
    share = f"<tspan{weight}>{_safe(words.percent(line.share_text))}</tspan>"
    name = _safe(_cut(line.name, _NAME))
    text = f'<text x="{plot + 29}" y="{line.label + 4:g}">{share} {name}</text>'
    return f'<circle cx="{now:.1f}" cy="{line.end:g}" r="3" fill="{color}"/>{lead}{key}{text}'


def _color(line: Line) -> str:
    return INK["other"] if line.rank > 4 else INK[line.color]


def _dash(line: Line) -> str:
    return f' stroke-dasharray="{_DASHES[line.rank]}"' if line.rank in _DASHES else ""


def _stretched(path: str, plot: float) -> str:
    """A path of the chart's thousand units across, in this plot's pixels."""
    return _ACROSS.sub(lambda m: f"{m[1]}{float(m[2]) * plot / chart.WIDTH:.1f}", path)


def _text(x: float, y: float, text: str, style: str = "") -> str:
    return f'<text x="{x:g}" y="{y:g}" {style}>{_safe(text)}</text>'


def _safe(text: str) -> str:
    """Text for XML: escaped, and without the characters that no XML file may hold."""
    return esc(_UNFIT.sub("", text))


def _cut(text: str, most: int) -> str:
    shown = words.clean(text)
    return shown if len(shown) <= most else f"{shown[: most - 1]}…"
