"""The verdicts that were given: which were wrong, and how early the right one was there to stay.

A verdict is *wrong* when the full count contradicts it, and *right* when it claims something and the count agrees;
"too early" is neither. A contest counts as *clear* where its leader ends more than five points from the threshold,
or from the runner-up where most votes win. What was right is *kept* from the earliest fraction after which every
verdict of that repeat is right.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

import polars as pl

from outright.night.outcome import is_right, is_wrong
from outright.scores.frame import Facts, Scored
from outright.terms import VerdictCode

CLEAR = Fraction(5, 100)


def judged(scored: Scored) -> pl.DataFrame:
    """One row per moment: the verdict, whom it names, whether it is right or wrong, whether the contest was clear."""
    rows = scored.of("leader").select(
        "contest_id", "order", "fraction", "repeat", "verdict", "verdict_candidates", "seconds", "cells"
    )
    right, wrong = [], []
    for contest_id, code, names in rows.select("contest_id", "verdict", "verdict_candidates").iter_rows():
        facts = scored.facts[contest_id]
        named = [facts.candidates.index(name) for name in names.split(",") if name in facts.candidates]
        right.append(is_right(VerdictCode(code), named, facts.decided))
        wrong.append(is_wrong(VerdictCode(code), named, facts.decided))
    clear = {i: is_clear(f) for i, f in scored.facts.items()}
    return rows.with_columns(
        right=pl.Series(right, dtype=pl.Boolean),
        wrong=pl.Series(wrong, dtype=pl.Boolean),
        clear=pl.Series([clear[i] for i in rows["contest_id"]], dtype=pl.Boolean),
    )


def is_clear(facts: Facts) -> bool:
    """Whether the leader ended more than five points from the threshold, or from the runner-up."""
    votes = sorted(facts.votes, reverse=True)
    if facts.stakes.threshold is not None:
        away = abs(votes[0] - facts.stakes.threshold * sum(votes))
    else:
        away = Fraction(votes[0] - (votes[1] if len(votes) > 1 else 0))
    return away > CLEAR * sum(votes)


def call_table(scored: Scored) -> list[dict[str, Any]]:
    """One line per order: moments, claims, wrong ones, right ones by fraction, and when the right one was kept."""
    moments = judged(scored)
    lines = []
    for (order,), part in sorted(moments.partition_by("order", as_dict=True).items()):
        clear = part.filter("clear")
        kept = kept_from(clear)
        by_half = [k <= 0.5 for k in kept]
        lines.append(
            {
                "order": order,
                "moments": part.height,
                "claims": int((part["right"] | part["wrong"]).sum()),
                "wrong": int(part["wrong"].sum()),
                "clear_contests": clear["contest_id"].n_unique(),
                "clear_kept_median": _median(kept),
                "clear_kept_by_half": sum(by_half) / len(by_half) if by_half else None,
                "kept_median": _median(kept_from(part)),
                "right": {
                    f"{fraction:g}": same["right"].mean()
                    for (fraction,), same in sorted(part.partition_by("fraction", as_dict=True).items())
                },
            }
        )
    return lines


def kept_from(moments: pl.DataFrame) -> list[float]:
    """For each night (contest, order, repeat) the fraction from which every verdict is right; 1: only the end is."""
    night = ("contest_id", "order", "repeat")
    kept = moments.sort("fraction", descending=True).with_columns(
        kept=pl.col("right").cast(pl.Int8).cum_prod().over(night)
    )
    since = kept.group_by(night, maintain_order=True).agg(
        pl.col("fraction").filter(pl.col("kept") == 1).min().fill_null(1.0)
    )
    found: list[float] = since["fraction"].to_list()
    return found


def _median(values: list[float]) -> float | None:
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] if ordered else None


def wrong_calls(scored: Scored) -> list[dict[str, Any]]:
    """Every wrong verdict: the moment, what it said and of whom, and what the full count decided."""
    lines = []
    for row in judged(scored).filter("wrong").iter_rows(named=True):
        facts = scored.facts[row["contest_id"]]
        lines.append(
            {
                **{name: row[name] for name in ("contest_id", "order", "fraction", "repeat", "verdict")},
                "verdict_candidates": row["verdict_candidates"],
                "decided": facts.decided.code.value,
                "decided_candidates": ",".join(facts.candidates[k] for k in facts.decided.candidates),
            }
        )
    return sorted(lines, key=lambda line: (line["contest_id"], line["order"], line["repeat"], line["fraction"]))


def speed_table(scored: Scored) -> list[dict[str, Any]]:
    """Seconds per projection by the number of cells in the contest: median and the slowest of a hundred."""
    moments = scored.of("leader")
    edges = (0, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 10**9)
    lines = []
    for low, high in pairwise(edges):
        part = moments.filter((pl.col("cells") >= low) & (pl.col("cells") < high))
        if part.height:
            lines.append(
                {
                    "cells_from": low, "cells_to": high, "moments": part.height,
                    "median": part["seconds"].median(), "p99": part["seconds"].quantile(0.99, "higher"),
                }
            )  # fmt: skip
    return lines
