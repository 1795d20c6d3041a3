"""The scoreboard of the documentation: its figures and its page, from a backtest's rows.

    python tools/scoreboard.py DIR ROWS.parquet

DIR is the dataset the rows are of. Writes docs/scoreboard.md and the three pictures it shows. `make scoreboard` runs
the backtest first, with priors that had no part in the contest's own election.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import matplotlib as mpl
import polars as pl

from outright.baseline.library import Library
from outright.night import backtest_rows
from outright.scores.board import scoreboard
from outright.scores.text import lines

mpl.use("svg")

import matplotlib.pyplot as plt

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "docs" / "assets"
ORDERS = ("random", "early-first", "small-first", "county-blocks", "big-last", "lean-first")
SIDES = {"generals": "generals and specials", "primaries": "primaries and runoffs"}
OURS, RAW, TWO_LINE, BAND = "#1f4e79", "#8a8a8a", "#b8762b", "#dfe7ee"
STYLE = {
    "font.size": 9, "axes.spines.top": False, "axes.spines.right": False, "svg.hashsalt": "outright",
    "svg.fonttype": "none", "font.family": "sans-serif", "axes.titlesize": 9, "figure.facecolor": "white",
}  # fmt: skip

Line = dict[str, Any]


def coverage(table: list[Line]) -> None:
    """How often the 90 % ranges of the leader held, by order and part counted."""
    figure, axes = plt.subplots(2, 6, figsize=(11, 4.2), sharex=True, sharey=True)
    for row, (side, words) in enumerate(SIDES.items()):
        for axis, order in zip(axes[row], ORDERS, strict=True):
            own = _of(table, target="leader", side=side, order=order)
            x = range(len(own))
            low, high = (78, 100) if order == "lean-first" else (87, 95)
            axis.axhspan(low, high, color=BAND, lw=0)
            held = [100 * line["held90"] for line in own]
            error = [100 * line["error90"] for line in own]
            axis.errorbar(x, held, error, color=OURS, lw=1.5, marker="o", ms=3, elinewidth=0.7)
            axis.set_xticks(list(x), [f"{100 * line['fraction']:g}" for line in own])
            axis.set_ylim(55, 101)
            if not row:
                axis.set_title(order)
        axes[row][0].set_ylabel(f"{words}\nheld, %")
    figure.supxlabel("part of the vote counted, %", fontsize=9)
    _save(figure, "score-coverage.svg")


def error(table: list[Line]) -> None:
    """Error of the leader's final share beside the raw count's and the two-line reference's."""
    figure, axes = plt.subplots(1, 6, figsize=(11, 2.8), sharey=True)
    for axis, order in zip(axes, ORDERS, strict=True):
        own = _of(table, target="leader", group="all", order=order)
        x = [100 * line["fraction"] for line in own]
        answered = [line for line in own if line["contests_there"] >= 50]
        axis.plot(x, [line["raw"] for line in own], color=RAW, lw=1.2, ls="--", label="raw count")
        axis.plot(
            [100 * line["fraction"] for line in answered], [line["two_line"] for line in answered], color=TWO_LINE,
            lw=1.2, ls=":", label="two-line reference, where it answers",
        )  # fmt: skip
        axis.plot(x, [line["error"] for line in own], color=OURS, lw=1.8, label="projection")
        axis.set_title(order)
        axis.set_ylim(0, 13)
    axes[0].set_ylabel("mean error, points")
    figure.supxlabel("part of the vote counted, %", fontsize=9)
    handles, labels = axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="upper center", ncols=3, frameon=False, bbox_to_anchor=(0.5, 1.06))
    _save(figure, "score-error.svg")


def width(table: list[Line]) -> None:
    """Mean width of the 90 % ranges against how often they held: each dot an order and a part counted."""
    figure, axes = plt.subplots(1, 2, figsize=(8, 3.2), sharex=True, sharey=True)
    for axis, (side, words) in zip(axes, SIDES.items(), strict=True):
        axis.axvspan(87, 95, color=BAND, lw=0)
        for order, marker in zip(ORDERS, "osD^vx", strict=True):
            own = _of(table, target="leader", side=side, order=order)
            axis.plot(
                [100 * line["held90"] for line in own], [line["width90"] for line in own], color=OURS, lw=0.6,
                marker=marker, ms=4, alpha=0.85, label=order,
            )  # fmt: skip
        axis.set_title(words)
        axis.set_xlabel("90 % ranges held, %")
    axes[0].set_ylabel("mean width, points")
    axes[1].legend(frameon=False, fontsize=8)
    _save(figure, "score-width.svg")


def page(board: Line) -> str:
    """The page: what was run, the marks, the pictures, the whole scoreboard."""
    marks = board["marks"]
    met = {word: sum(m["met"] is value for m in marks) for word, value in (("met", True), ("missed", False))}
    text = "\n".join(_whole(board))
    return f"""# The scoreboard

Made by `make scoreboard`: {board["contests"]:,} contests of {board["elections"]} elections counted again,
{board["moments"]:,} moments, each under priors that the contest's own election had no part in. What the figures mean
is in [Scoring the projection](backtest.md), how the projection is made in [How it projects](how-it-projects.md).
The scale of the ranges and the caution asked of verdicts were learned and chosen on all elections together.

Of {len(marks)} marks {met["met"]} are met, {met["missed"]} are not, {len(marks) - met["met"] - met["missed"]} stand on
too few contests to say.

![How often ranges of 90 % held, by order and part counted, with the band that is asked for](assets/score-coverage.svg)

The shaded band is what is asked for; bars are the 99 % band that the clustering of contests in elections allows.

![Mean error of the leader's final share: projection, raw count and two-line reference](assets/score-error.svg)

![Mean width of ranges of 90 % against how often they held](assets/score-width.svg)

## Marks not met

{chr(10).join(f"* {m['what']}, {m['on']}: {m['figure']:.4g}, asked {m['bound']}" for m in marks if m["met"] is False)}

## Every figure

```
{text}
```
"""


def _whole(board: Line) -> Iterable[str]:
    """Without what differs from run to run: seconds are told by the benchmarks."""
    return (line.rstrip() for line in lines({**board, "seconds": []}))


def _of(table: list[Line], **where: str) -> list[Line]:
    found = [line for line in table if all(line[k] == v for k, v in where.items()) and line["fraction"] is not None]
    return sorted(found, key=lambda line: line["fraction"])


def _save(figure: Any, name: str) -> None:
    figure.tight_layout()
    figure.savefig(ASSETS / name, bbox_inches="tight", metadata={"Date": None, "Creator": None})
    plt.close(figure)


def main(folder: Path, rows: Path) -> int:
    table = backtest_rows.read(rows).with_columns(seconds=pl.lit(0.0))
    board = scoreboard(Library.open(folder), table, {})
    board["marks"] = [m for m in board["marks"] if m["what"] != "seconds per projection"]
    with mpl.rc_context(STYLE):
        coverage(board["intervals"])
        error(board["errors"])
        width(board["intervals"])
    (ROOT / "docs" / "scoreboard.md").write_text(page(board), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
