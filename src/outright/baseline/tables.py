"""The tables of a tidy dataset, read as far as a projection may read them.

A dataset is a folder of Parquet tables: ``contests``, ``candidates``, ``units``, ``baselines``, ``runoff_pairs``
and ``results/<state>-<date>``. Only the columns named here are ever read, so that no outcome, total or share
computed from the full count can reach a projection. The bytes come through `Files`: a folder, or the same files
carried in memory to another machine.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from outright.errors import FeedMalformed, FeedNotRecognised, FeedUnavailable

if TYPE_CHECKING:
    import polars as pl

CONTESTS = (
    "contest_id", "date", "state", "kind", "office", "district", "party", "rule", "threshold", "advance_n", "seats",
    "level", "methods",
)  # fmt: skip
CANDIDATES = ("contest_id", "candidate_id", "name", "party")
UNITS = ("unit_id", "county_fips", "county", "unit_type")
BASELINES = ("contest_id", "unit_id", "baseline", "scope", "party", "method", "votes")
PAIRS = ("first_contest_id", "runoff_contest_id")
KEYS = ("contest_id", "unit_id", "method")
RESULTS = ("contest_id", "unit_id", "candidate_id", "method", "votes")
NEEDED = ("contests.parquet", "candidates.parquet", "units.parquet")
OTHERS = ("baselines.parquet", "contest_baselines.parquet", "runoff_pairs.parquet")
CONTEXT = ("county_context/county_centers.csv.gz", "county_context/election-context-2018.csv.gz")


class Files(Protocol):
    """Where a dataset's files come from."""

    @property
    def name(self) -> str:
        """What the dataset is called in messages."""

    def read(self, path: str) -> bytes | None:
        """The bytes of the file at ``path`` below the dataset; None where there is none."""

    def results(self) -> tuple[str, ...]:
        """The paths of the tables of results, sorted."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A dataset's files in a folder."""

    path: Path

    @property
    def name(self) -> str:
        """The folder as it was named."""
        return str(self.path)

    def read(self, path: str) -> bytes | None:
        """The file's bytes; None where there is none."""
        file = self.path / path
        return file.read_bytes() if file.is_file() else None

    def results(self) -> tuple[str, ...]:
        """The tables of results that the folder holds."""
        return tuple(sorted(f"results/{p.name}" for p in (self.path / "results").glob("*.parquet")))


@dataclass(frozen=True, slots=True)
class Carried:
    """A dataset's files in memory: what `carry` packed on another machine."""

    name: str
    files: Mapping[str, bytes]

    def read(self, path: str) -> bytes | None:
        """The file's bytes; None where there is none."""
        return self.files.get(path)

    def results(self) -> tuple[str, ...]:
        """The tables of results that were packed."""
        return tuple(sorted(p for p in self.files if p.startswith("results/")))


def carry(files: Files) -> Carried:
    """The whole dataset as bytes that can be sent to another machine (some ten megabytes for a thousand contests)."""
    paths = (*NEEDED, *OTHERS, *CONTEXT, *files.results())
    return Carried(files.name, {path: body for path in paths if (body := files.read(path)) is not None})


def folder(path: Path) -> Folder:
    """The dataset in this folder. Raises `FeedUnavailable` where it is not there, `FeedNotRecognised` if it is none."""
    hint = "Name a folder with contests.parquet, candidates.parquet, units.parquet and results/."
    if not path.is_dir():
        raise FeedUnavailable("There is no such folder", where=str(path), hint=hint)
    missing = [name for name in NEEDED if not (path / name).is_file()]
    if missing or not (path / "results").is_dir():
        names = ", ".join(missing) or "results/"
        raise FeedNotRecognised(f"Not a tidy dataset: {names} is not there", where=str(path), hint=hint)
    return Folder(path)


def table(files: Files, path: str, columns: Sequence[str], *, optional: bool = False) -> pl.DataFrame:
    """These columns of one table. An optional table that is not there has no rows.

    Raises `FeedUnavailable` where the table is not there, `FeedMalformed` where it is no Parquet or lacks a column.
    """
    import polars as pl

    where = f"{files.name}: {path}"
    body = files.read(path)
    if body is None:
        if optional:
            return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
        raise FeedUnavailable("A table of the dataset is not there", where=where, hint="Fetch the dataset again.")
    try:
        there = pl.read_parquet_schema(io.BytesIO(body))
        missing = [name for name in columns if name not in there]
        if not missing:
            return pl.read_parquet(io.BytesIO(body), columns=list(columns)).select(columns)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise FeedMalformed("Not a readable Parquet table", where=where, hint="Fetch the dataset again.") from error
    raise FeedMalformed(f"The table lacks {', '.join(missing)}", where=where, hint="See docs/backtest.md.")
