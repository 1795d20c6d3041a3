r"""How often intervals held, how wide they were, and how good they are as forecasts.

* *Held*: the final share lies in the interval, ends included.
* *The 99 % band*: contests of one election miss together. With n moments in clusters, the share that held has a
  variance of about deff * p (1 - p) / n, where deff, the design effect, compares the variance between clusters with
  that of independent moments: deff = sum over elections of (sum of (x - p))^2 * G / (G - 1), over n p (1 - p). It is
  measured at each fraction and averaged over an order's fractions, at least 1. The band is nominal +- 2.576 of that
  standard error.
* *The continuous ranked probability score* is taken from the quantiles in the rows, as the weighted interval score
  of the median and the four intervals: anyone can compute it again. In points; for a point it is the absolute error.
* *Rivals' intervals*: the rival's share plus and minus that quantile of its own absolute errors, at that order and
  fraction, which the moments of all other elections give (leave-one-election-out).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from outright.scores.frame import SIDES, TARGETS, Scored, clusters

LEVELS = (50, 80, 90, 95)
RIVALS = {"raw": "counted_share", "two_line": "two_line_share"}
SIGMAS_99 = 2.5758293035489004
Floats = NDArray[np.float64]


def interval_table(scored: Scored) -> list[dict[str, Any]]:
    """One line per target, side ("all" among them), order and fraction (None: pooled over the fractions)."""
    lines = []
    for target in TARGETS:
        rows = _with_scores(scored.of(target))
        for side in ("all", *SIDES):
            of_side = rows if side == "all" else rows.filter(pl.col("side") == side)
            for (order,), of_order in sorted(of_side.partition_by("order", as_dict=True).items()):
                parts = sorted(of_order.partition_by("fraction", as_dict=True).items())
                effect = _design_effects([part for _, part in parts])
                for (fraction,), part in parts:
                    about = {"target": target, "side": side, "order": order, "fraction": fraction}
                    lines.append({**about, **_line(part, effect), **_rivals(part)})
                lines.append(
                    {"target": target, "side": side, "order": order, "fraction": None, **_line(of_order, effect)}
                )
    return lines


def _with_scores(rows: pl.DataFrame) -> pl.DataFrame:
    held = {
        f"held{level}": (pl.col("final_share") >= pl.col(f"lo{level}"))
        & (pl.col("final_share") <= pl.col(f"hi{level}"))
        for level in LEVELS
    }
    width = {f"width{level}": 100 * (pl.col(f"hi{level}") - pl.col(f"lo{level}")) for level in LEVELS}
    score = weighted_interval_score(
        rows["final_share"].to_numpy(),
        rows["median_share"].to_numpy(),
        {level: (rows[f"lo{level}"].to_numpy(), rows[f"hi{level}"].to_numpy()) for level in LEVELS},
    )
    return rows.with_columns(**held, **width, crps=pl.Series(100 * score, dtype=pl.Float64))


def weighted_interval_score(truth: Floats, median: Floats, intervals: dict[int, tuple[Floats, Floats]]) -> Floats:
    """The weighted interval score of each forecast, in the units of the shares: lower is better."""
    total = 0.5 * np.abs(truth - median)
    for level, (low, high) in intervals.items():
        miss = 1 - level / 100
        outside = np.maximum(low - truth, 0) + np.maximum(truth - high, 0)
        total = total + miss / 2 * (high - low + 2 / miss * outside)
    score: Floats = total / (len(intervals) + 0.5)
    return score


def _line(rows: pl.DataFrame, effect: dict[int, float]) -> dict[str, Any]:
    line: dict[str, Any] = {
        "contests": rows["contest_id"].n_unique(),
        "elections": rows["election"].n_unique(),
        "moments": rows.height,
        "crps": rows["crps"].mean(),
    }
    for level in LEVELS:
        p = level / 100
        line[f"held{level}"] = rows[f"held{level}"].mean()
        line[f"width{level}"] = rows[f"width{level}"].mean()
        line[f"error{level}"] = SIGMAS_99 * float(np.sqrt(p * (1 - p) * effect[level] / rows.height))
    return line


def _design_effects(parts: list[pl.DataFrame]) -> dict[int, float]:
    found: dict[int, float] = {}
    for level in LEVELS:
        effects = [design_effect(p[f"held{level}"].to_numpy().astype(float), clusters(p["election"])) for p in parts]
        known = [e for e in effects if e is not None]
        found[level] = max(1.0, sum(known) / len(known)) if known else 1.0
    return found


def design_effect(held: Floats, cluster: NDArray[np.int64]) -> float | None:
    """Variance between clusters over that of independent moments; None where one of the two says nothing."""
    n, groups = len(held), int(cluster.max()) + 1
    p = held.mean()
    if groups < 2 or p in (0, 1):
        return None
    sums = np.bincount(cluster, weights=held - p)
    return float((sums**2).sum() * groups / (groups - 1) / (n * p * (1 - p)))


def _rivals(rows: pl.DataFrame) -> dict[str, Any]:
    """Mean widths and score of the rivals' leave-one-election-out intervals, beside ours at the same moments."""
    line: dict[str, Any] = {}
    for name, column in RIVALS.items():
        there = rows.filter(pl.col(column).is_not_null())
        if there["election"].n_unique() < 2:
            continue
        share, truth = there[column].to_numpy(), there["final_share"].to_numpy()
        half = left_out_quantiles(np.abs(share - truth), clusters(there["election"]))
        score = weighted_interval_score(
            truth, share, {level: (share - half[i], share + half[i]) for i, level in enumerate(LEVELS)}
        )
        line[f"{name}_contests"] = there["contest_id"].n_unique()
        line[f"{name}_crps"] = 100 * float(score.mean())
        line[f"{name}_ours_crps"] = there["crps"].mean()
        for i, level in enumerate(LEVELS):
            line[f"{name}_width{level}"] = 200 * float(half[i].mean())
            line[f"{name}_ours_width{level}"] = there[f"width{level}"].mean()
    return line


def left_out_quantiles(errors: Floats, cluster: NDArray[np.int64]) -> Floats:
    """For each moment the quantiles (50, 80, 90, 95 %) of the errors of all *other* elections: (levels, moments)."""
    found = np.empty((len(LEVELS), len(errors)))
    for code in range(int(cluster.max()) + 1):
        own = cluster == code
        found[:, own] = np.quantile(errors[~own], [level / 100 for level in LEVELS])[:, None]
    return found
