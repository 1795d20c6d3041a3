"""How good the chances were: of an outright win, of a runoff, of ending first, of the next round.

Events, each at every moment of the contests it can happen in:

* ``first``: whoever leads at that moment ends with most votes;
* ``outright``: the same candidate passes the threshold (contests that have one);
* ``runoff``: nobody does, and there is a next round (contests that have one);
* ``advances``: each main candidate ends in one of the places of the next round (contests that have one).

The *log score* is the mean of -log of the probability given to what happened, the *Brier score* the mean squared
difference; lower is better in both. A probability of 0 or 1 counts as one draw in two thousand less than sure.
The rivals' probabilities are what their own errors in all other elections, at that order and fraction, make of their
share (of their lead, for ``first``): the part of those errors that would bring the event about, with half a moment
added on each side. A reliability line says how often the event came where its chance was given as in that range.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from outright.night.backtest_rows import MOMENT
from outright.scores.frame import Scored, clusters
from outright.terms import VerdictCode

SUREST = 1 / 2000
BANDS = (0.0, 0.005, 0.02, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.98, 0.995, 1.0)
RIVAL_EVENTS = ("first", "outright", "runoff")
RIVALS = {"raw": "counted_share", "two_line": "two_line_share"}
Floats = NDArray[np.float64]


def moments_of(scored: Scored) -> pl.DataFrame:
    """One row per moment: the leader's row, the shares of whoever is second, and what happened."""
    second = (
        scored.rows.filter(~pl.col("leader"))
        .sort("counted_votes", descending=True, maintain_order=True)
        .unique(MOMENT, keep="first", maintain_order=True)
        .select(*MOMENT, *(pl.col(c).alias(f"second_{c}") for c in ("final_share", *RIVALS.values())))
    )
    facts = scored.facts.values()
    truth = pl.DataFrame(
        {
            "contest_id": [f.contest_id for f in facts],
            "threshold": [None if f.stakes.threshold is None else float(f.stakes.threshold) for f in facts],
            "places": [f.stakes.places for f in facts],
            "was_outright": [
                f.stakes.threshold is not None and f.decided.code is VerdictCode.WON_CERTAIN for f in facts
            ],
            "was_runoff": [f.decided.code is VerdictCode.RUNOFF_CERTAIN for f in facts],
        },
        schema_overrides={"threshold": pl.Float64},
    )
    return scored.of("leader").join(second, on=MOMENT, how="left").join(truth, on="contest_id").with_columns(
        first=pl.col("final"), outright=pl.col("was_outright") & pl.col("final"), runoff=pl.col("was_runoff")
    )  # fmt: skip


def outcome_table(scored: Scored) -> list[dict[str, Any]]:
    """One line per event, order ("all" among them) and fraction: log and Brier scores, ours and the rivals'."""
    moments = moments_of(scored)
    lines = []
    for event in RIVAL_EVENTS:
        there = moments.filter(_can_happen(event))
        parts = [
            _with_chances(part, event)
            for _, part in sorted(there.partition_by("order", "fraction", as_dict=True).items())
        ]
        if not parts:
            continue
        table = pl.concat(parts)
        for order in ("all", *sorted(set(table["order"]))):
            of_order = table if order == "all" else table.filter(pl.col("order") == order)
            for (fraction,), part in sorted(of_order.partition_by("fraction", as_dict=True).items()):
                lines.append({"event": event, "order": order, "fraction": fraction, **_scores(part)})
    return lines


def _can_happen(event: str) -> pl.Expr:
    if event == "first":
        return pl.lit(value=True)
    threshold = pl.col("threshold").is_not_null()
    return threshold & (pl.col("places") > 0) if event == "runoff" else threshold


def _with_chances(part: pl.DataFrame, event: str) -> pl.DataFrame:
    """The moments of one order and fraction with ``happened`` and the chances ``ours``, ``raw`` and ``two_line``."""
    ours = {"first": "p_win", "outright": "p_outright", "runoff": "p_runoff"}[event]
    columns = {"happened": part[event].cast(pl.Float64), "ours": part[ours]}
    for name, column in RIVALS.items():
        columns[name] = pl.Series(_empirical(part, event, column), dtype=pl.Float64)
    return part.select("contest_id", "order", "fraction").with_columns(**columns)


def _empirical(part: pl.DataFrame, event: str, column: str) -> Floats:
    """The rival's chance of the event at each moment, NaN where it has no answer or there is no other election."""
    chance = np.full(part.height, np.nan)
    if event == "first":
        lead = (part[column] - part[f"second_{column}"]).to_numpy()
        final = (part["final_share"] - part["second_final_share"]).to_numpy()
        needed = np.zeros(part.height)
    else:
        lead, final = part[column].to_numpy(), part["final_share"].to_numpy()
        needed = part["threshold"].to_numpy()
    known = np.flatnonzero(~np.isnan(lead) & ~np.isnan(final))
    cluster = clusters(part["election"])[known]
    error, short = (final - lead)[known], (needed - lead)[known]
    for code in np.unique(cluster):
        own = cluster == code
        others = np.sort(error[~own])
        if len(others):
            reached = len(others) - np.searchsorted(others, short[own], side="right")
            chance[known[own]] = (reached + 0.5) / (len(others) + 1)
    return 1 - chance if event == "runoff" else chance


def _scores(part: pl.DataFrame) -> dict[str, Any]:
    happened = part["happened"].to_numpy()
    ours = part["ours"].to_numpy()
    line: dict[str, Any] = {
        "contests": part["contest_id"].n_unique(), "moments": part.height, "happened": float(happened.mean()),
        "log": log_score(ours, happened), "brier": brier(ours, happened),
    }  # fmt: skip
    for name in RIVALS:
        rival = part[name].to_numpy()
        there = ~np.isnan(rival)
        if there.any():
            line[f"{name}_contests"] = part.filter(pl.Series(there))["contest_id"].n_unique()
            line[f"{name}_log"] = log_score(rival[there], happened[there])
            line[f"{name}_brier"] = brier(rival[there], happened[there])
            line[f"{name}_ours_log"] = log_score(ours[there], happened[there])
            line[f"{name}_ours_brier"] = brier(ours[there], happened[there])
    return line


def log_score(chance: Floats, happened: Floats) -> float:
    """The mean of -log of the chance given to what happened."""
    safe = np.clip(chance, SUREST, 1 - SUREST)
    return float(-np.where(happened > 0, np.log(safe), np.log(1 - safe)).mean())


def brier(chance: Floats, happened: Floats) -> float:
    """The mean squared difference between the chance and what happened."""
    return float(((chance - happened) ** 2).mean())


def reliability(scored: Scored) -> list[dict[str, Any]]:
    """One line per event and range of chances: how many moments, the mean chance, how often the event came."""
    moments = moments_of(scored)
    lines = []
    for event, column in (("first", "p_win"), ("outright", "p_outright"), ("runoff", "p_runoff")):
        there = moments.filter(_can_happen(event))
        lines += _bands(event, there[column].to_numpy(), there[event].cast(pl.Float64).to_numpy())
    there = _advancing(scored)
    return lines + _bands("advances", there["p_advance"].to_numpy(), there["advanced"].cast(pl.Float64).to_numpy())


def _advancing(scored: Scored) -> pl.DataFrame:
    """The main candidates of contests with a next round, and whether each ended in one of its places."""
    going = [
        (f.contest_id, candidate, sum(v > f.votes[k] for v in f.votes) < f.stakes.places)
        for f in scored.facts.values()
        if f.stakes.places
        for k, candidate in enumerate(f.candidates)
    ]
    schema = {"contest_id": pl.String, "candidate_id": pl.String, "advanced": pl.Boolean}
    truth = pl.DataFrame(going, schema=schema, orient="row")
    return scored.of("main").join(truth, on=("contest_id", "candidate_id"))


def _bands(event: str, chance: Floats, happened: Floats) -> list[dict[str, Any]]:
    lines = []
    for low, high in pairwise(BANDS):
        own = (chance >= low) & ((chance < high) | (high == BANDS[-1]))
        if own.any():
            lines.append(
                {"event": event, "from": low, "to": high, "moments": int(own.sum()),
                 "chance": float(chance[own].mean()), "happened": float(happened[own].mean())}
            )  # fmt: skip
    return lines
