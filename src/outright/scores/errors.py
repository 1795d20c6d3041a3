"""How far off: mean absolute error of a share, ours beside the raw count's and the two-line reference's.

The ratio to the raw count is taken at each fraction and then averaged over the fractions .10 to .90, so that a moment
late in the night, when every error is small, weighs as much as an early one.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from outright.scores.frame import GROUPS, TARGETS, Scored

AVERAGED = (0.10, 0.25, 0.50, 0.75, 0.90)
POINTS = 100


def error_table(scored: Scored) -> list[dict[str, Any]]:
    """One line per target, group ("all" among them), order and fraction: errors in points, ratios, how many."""
    return [
        {"target": target, "group": group, **line}
        for target in TARGETS
        for group in ("all", *GROUPS)
        for line in _lines(scored.of(target), group)
    ]


def _lines(rows: pl.DataFrame, group: str) -> list[dict[str, Any]]:
    if group != "all":
        rows = rows.filter(pl.col("group") == group)
    answered = pl.col("two_error").is_not_null()
    table = (
        rows.group_by("order", "fraction")
        .agg(
            contests=pl.col("contest_id").n_unique(),
            moments=pl.len(),
            error=POINTS * pl.col("error").mean(),
            raw=POINTS * pl.col("raw_error").mean(),
            two_line=POINTS * pl.col("two_error").mean(),
            error_there=POINTS * pl.col("error").filter(answered).mean(),
            raw_there=POINTS * pl.col("raw_error").filter(answered).mean(),
            answers=answered.mean(),
            contests_there=pl.col("contest_id").filter(answered).n_unique(),
        )
        .sort("order", "fraction")
    )
    return [{**line, "ratio": ratio(line["error"], line["raw"])} for line in table.iter_rows(named=True)]


def ratio(ours: float | None, theirs: float | None) -> float | None:
    """Ours over theirs; None where either is missing or theirs is nothing."""
    return None if ours is None or not theirs else ours / theirs


def mean_ratio(lines: list[dict[str, Any]], target: str, group: str, order: str) -> tuple[float | None, int]:
    """The ratio averaged over the fractions .10 to .90, and the fewest contests behind any of them.

    None where one of those fractions was not run.
    """
    found = {
        line["fraction"]: line
        for line in lines
        if (line["target"], line["group"], line["order"]) == (target, group, order)
    }
    ratios = [found[f]["ratio"] if f in found else None for f in AVERAGED]
    contests = min((found[f]["contests"] if f in found else 0 for f in AVERAGED), default=0)
    known = [r for r in ratios if r is not None]
    return (sum(known) / len(known) if len(known) == len(ratios) else None), contests
