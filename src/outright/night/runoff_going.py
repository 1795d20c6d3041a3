"""Votes by place of both rounds, from a dataset, for where eliminated candidates' votes went. Reads full counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from outright.baseline import tables
from outright.baseline.runoff_table import Going
from outright.projection.going import Flow, flow, pooled
from outright.projection.runoff_fit import Pair

if TYPE_CHECKING:
    import polars as pl


def going(folder: Path, pairs: Sequence[Pair]) -> Callable[[Sequence[Pair]], Going | None]:
    """A function from some of these pairs to what their places tell together."""
    files = tables.folder(folder)
    read: dict[str, pl.DataFrame] = {}
    flows = {pair.contest: _flow(files, pair, read) for pair in pairs if pair.rows}

    def of(some: Sequence[Pair]) -> Going | None:
        found = [flows.get(pair.contest) for pair in some if pair.first.pair[0].party == pair.first.pair[1].party]
        return pooled([f for f in found if f is not None])

    return of


def _flow(files: tables.Files, pair: Pair, read: dict[str, pl.DataFrame]) -> Flow | None:
    import numpy as np
    import polars as pl

    first, second = (_votes(files, contest, read) for contest in pair.rows)
    one, two = (runner.id for runner in pair.first.pair)
    ours = {pair.first.a: pair.finalists[0], pair.first.b: pair.finalists[1]}
    then = first.group_by("unit_id").agg(
        a=pl.col("votes").filter(pl.col("candidate_id") == one).sum(),
        b=pl.col("votes").filter(pl.col("candidate_id") == two).sum(),
        e=pl.col("votes").filter(~pl.col("candidate_id").is_in([one, two])).sum(),
    )
    now = second.group_by("unit_id").agg(
        x=pl.col("votes").filter(pl.col("candidate_id") == ours[one]).sum(),
        y=pl.col("votes").filter(pl.col("candidate_id") == ours[two]).sum(),
    )
    both = then.join(now, on="unit_id").sort("unit_id")
    return flow(both.select("a", "b", "e").to_numpy().astype(np.float64), both.select("x", "y").to_numpy())


def _votes(files: tables.Files, contest: str, read: dict[str, pl.DataFrame]) -> pl.DataFrame:
    import polars as pl

    state, year, month, day = contest.split("-")[:4]
    path = f"results/{state}-{year}-{month}-{day}.parquet"
    if path not in read:
        read[path] = tables.table(files, path, ("contest_id", "unit_id", "candidate_id", "votes"))
    return read[path].filter(pl.col("contest_id") == contest)
