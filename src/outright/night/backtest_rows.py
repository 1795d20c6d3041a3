"""The rows of a backtest: one for each contest, order, fraction, repeat and candidate, and the columns they have.

The columns up to ``seconds`` are a contract: anyone can score a backtest again from them. After them stand
``two_line_share``, the answer of the two-line reference at the same moment, missing where it has none.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from outright.errors import FeedMalformed, FeedUnavailable

if TYPE_CHECKING:
    import polars as pl


class Row(NamedTuple):
    """One candidate at one moment. Shares are 0-1: ``counted_share`` of the counted, the others of the final votes."""

    contest_id: str
    order: str
    fraction: float
    repeat: int
    candidate_id: str
    cells: int
    cells_reported: int
    counted_votes: int
    counted_share: float
    final_votes: int
    final_share: float
    median_share: float
    lo50: float
    hi50: float
    lo80: float
    hi80: float
    lo90: float
    hi90: float
    lo95: float
    hi95: float
    p_win: float
    p_outright: float
    p_advance: float
    p_runoff: float
    verdict: str
    verdict_candidates: str
    seconds: float
    two_line_share: float | None


COLUMNS = Row._fields
CONTRACT = COLUMNS[: COLUMNS.index("seconds") + 1]
MOMENT = ("contest_id", "order", "fraction", "repeat")


def schema() -> dict[str, type[pl.DataType]]:
    """The columns with their types."""
    import polars as pl

    words = {"contest_id", "order", "candidate_id", "verdict", "verdict_candidates"}
    whole = {"repeat", "cells", "cells_reported", "counted_votes", "final_votes"}
    return {name: pl.String if name in words else pl.Int64 if name in whole else pl.Float64 for name in COLUMNS}


def frame(rows: Iterable[Row]) -> pl.DataFrame:
    """The rows as a table, sorted by contest, order, repeat, fraction and candidate: the same however it was run."""
    import polars as pl

    return _sorted(pl.DataFrame(list(rows), schema=schema(), orient="row"))


def joined(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Several such tables as one."""
    import polars as pl

    return _sorted(pl.concat([pl.DataFrame(schema=schema()), *parts]))


def _sorted(table: pl.DataFrame) -> pl.DataFrame:
    return table.sort("contest_id", "order", "repeat", "fraction", "candidate_id", maintain_order=True)


def write(table: pl.DataFrame, path: Path) -> None:
    """Write the rows as Parquet. Raises `FeedUnavailable` where that is not possible."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        table.write_parquet(path)
    except OSError as error:
        hint = "Name a file in a folder you can write to."
        raise FeedUnavailable(f"Cannot write the rows: {error}", where=str(path), hint=hint) from error


def read(path: Path) -> pl.DataFrame:
    """Rows that were written before. Raises `outright.errors.FeedError` where they are not there or not whole."""
    import polars as pl

    if not path.is_file():
        raise FeedUnavailable("There is no such file", where=str(path), hint="`--rows` of a backtest writes one.")
    try:
        table = pl.read_parquet(io.BytesIO(path.read_bytes()))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise FeedMalformed("Not a readable Parquet table", where=str(path)) from error
    lacking = [name for name in CONTRACT if name not in table.columns]
    if lacking:
        raise FeedMalformed(f"The rows lack {', '.join(lacking)}", where=str(path), hint=_hint(CONTRACT))
    if "two_line_share" not in table.columns:
        table = table.with_columns(two_line_share=pl.lit(None, dtype=pl.Float64))
    return table


def _hint(columns: Sequence[str]) -> str:
    return f"A backtest's rows have {len(columns)} columns from {columns[0]} to {columns[-1]}."
