"""Reads recorded nights: real counts as they were published, in the order of their publication.

The tables hold only changes: a block (one unit's votes by one method) stands until the next of its kind.
Here every publication carries all that stood after it. Nothing is cleaned: falls, resets, respelled names and
clocks that run backwards are as they were published; only the order is the order of publication, never the
clock's. A block whose votes were worked out from rounded shares says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outright.errors import FeedError, FeedMalformed, FeedUnavailable

if TYPE_CHECKING:
    from polars import DataFrame

Key = tuple[str, str]
"""A unit's id and a method, as the tables spell them."""

LEVELS = ("precinct", "county", "state")
"""Finest first: a series is followed at the finest level its source published."""

_TABLES: dict[str, tuple[str, ...]] = {
    "contests": (
        "contest_id", "night_id", "state", "office", "seat", "election_date", "election_type", "rule", "threshold",
        "n_advance", "polls_close_utc", "final_total", "outcome", "result_basis",
    ),
    "candidates": ("contest_id", "candidate_id", "name", "party", "final_votes", "final_share", "outcome"),
    "snapshots": ("contest_id", "seq", "timestamp_utc", "note", "source"),
}  # fmt: skip
_COUNTS = (
    "contest_id", "unit_level", "unit_id", "unit_name", "seq", "timestamp_utc", "candidate_id", "method", "votes",
    "total_votes", "reporting", "reporting_total", "expected_pct", "derived", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RecordedCandidate:
    """A candidate and how it ended: ``votes`` and ``share`` of the final count are None where not known."""

    id: str
    name: str
    party: str
    votes: int | None
    share: float | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class RecordedContest:
    """A contest of a recorded night, its rule in the tables' words, and how it ended.

    ``basis`` says how far the end may be trusted: only ``official_538`` and ``last_snapshot_after_canvass``
    are certified numbers.
    """

    id: str
    night: str
    state: str
    office: str
    seat: str
    date: dt.date
    kind: str
    rule: str
    threshold: float | None
    advance: int | None
    polls_close: dt.datetime | None
    final_total: int | None
    outcome: str
    basis: str
    candidates: tuple[RecordedCandidate, ...]

    def candidate(self, candidate_id: str) -> RecordedCandidate | None:
        """The candidate with this id; None where the tables do not list it (a source's own ``other``)."""
        return next((c for c in self.candidates if c.id == candidate_id), None)


@dataclass(frozen=True, slots=True)
class Block:
    """One unit's votes by one method as published once.

    ``total`` are all votes as the source states them (None: it states none), which may be more than the votes
    of the candidates it lists. ``expected`` is the source's estimate of the part counted, 0-1. ``rounded``:
    the candidates' votes are a share of three decimals times the total, so each is good to 0.05 % of it.
    """

    votes: Mapping[str, int]
    total: int | None
    reporting: int | None = None
    reporting_total: int | None = None
    expected: float | None = None
    rounded: bool = False


@dataclass(frozen=True, slots=True)
class Publication:
    """One publication: ``blocks`` are all that stand after it, ``changed`` those it brought.

    ``clock`` is the source's own, which may run backwards; ``seq`` is the order of publication.
    """

    seq: int
    clock: dt.datetime
    blocks: Mapping[Key, Block]
    changed: tuple[Key, ...]

    @property
    def stale(self) -> bool:
        """Whether it says nothing that did not stand before."""
        return not self.changed


@dataclass(frozen=True, slots=True)
class Series:
    """One contest as one source published it, at one level of units.

    ``names`` are the units' names by id. ``candidates`` are all that the source ever listed, under one spelling
    (`spelled`), and ``methods`` all ways of voting it told apart, without its totals; both sorted. ``rounded``:
    some of its votes were worked out from rounded shares. ``more``: it once stated more votes than it listed.
    """

    contest: RecordedContest
    source: str
    level: str
    names: Mapping[str, str]
    publications: tuple[Publication, ...]
    candidates: tuple[str, ...]
    methods: tuple[str, ...]
    rounded: bool
    more: bool

    @property
    def id(self) -> str:
        """What tells the series apart: contest, source and level."""
        return f"{self.contest.id}/{self.source}/{self.level}"

    @property
    def units(self) -> tuple[str, ...]:
        """Every unit the source ever published, by id."""
        return tuple(sorted(self.names))


class RecordedNights:
    """The tables of a folder of recorded nights; what has been read once is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def contests(self) -> tuple[RecordedContest, ...]:
        """Every contest, by id."""
        people: dict[str, list[RecordedCandidate]] = {}
        for r in self._table("candidates").sort("contest_id", "candidate_id").iter_rows(named=True):
            people.setdefault(r["contest_id"], []).append(_candidate(r))
        rows = self._table("contests").sort("contest_id").iter_rows(named=True)
        return tuple(_contest(r, tuple(people.get(r["contest_id"], ()))) for r in rows)

    def series(self, contests: str = "*", sources: str = "*") -> Iterator[Series]:
        """The series of the contests and sources that match, each at its finest level, by contest and source."""
        for contest in self.contests:
            if not fnmatchcase(contest.id, contests):
                continue
            rows = self._counts(contest.id)
            for source in sorted(set(rows["source"].unique())):
                if fnmatchcase(source, sources):
                    of = rows.filter(rows["source"] == source)
                    levels = set(of["unit_level"].unique())
                    yield self._series(contest, source, _finest(levels), of)

    def at_level(self, contest_id: str, source: str, level: str) -> Series:
        """One series at a level of one's choice. `FeedUnavailable` where it was not published so."""
        contest = next((c for c in self.contests if c.id == contest_id), None)
        rows = None if contest is None else self._counts(contest_id)
        of = None if rows is None else rows.filter((rows["source"] == source) & (rows["unit_level"] == level))
        if contest is None or of is None or of.is_empty():
            where = f"{contest_id}/{source}/{level}"
            raise FeedUnavailable("The recorded nights have no such series", where=where)
        return self._series(contest, source, level, of)

    def _series(self, contest: RecordedContest, source: str, level: str, rows: DataFrame) -> Series:
        import polars as pl

        rows = rows.filter(pl.col("unit_level") == level)
        names = dict(rows.select("unit_id", "unit_name").unique().sort("unit_id").iter_rows())
        clocks = self._clocks(contest.id, source, rows)
        publications = tuple(_publications(rows, clocks))
        blocks = [p.blocks[k] for p in publications for k in p.changed]
        return Series(
            contest, source, level, {k: v or k for k, v in names.items()}, publications,
            candidates=tuple(sorted({spelled(c) for b in blocks for c in b.votes})),
            methods=tuple(sorted(set(rows["method"].unique()) - {"total"})),
            rounded=any(b.rounded for b in blocks),
            more=any(b.total is not None and b.total > sum(b.votes.values()) for b in blocks),
        )  # fmt: skip

    def _clocks(self, contest_id: str, source: str, rows: DataFrame) -> dict[int, dt.datetime]:
        """The clock of every poll of the source by its number, those that brought nothing too."""
        import polars as pl

        own = rows.select("seq", "timestamp_utc").unique("seq", keep="first")
        polls = self._snapshots.filter((pl.col("contest_id") == contest_id) & (pl.col("source") == source))
        pairs = [*polls.select("seq", "timestamp_utc").iter_rows(), *own.iter_rows()]
        return {int(seq): clock for seq, clock in pairs}

    @cached_property
    def _snapshots(self) -> DataFrame:
        return self._table("snapshots")

    @cached_property
    def _all_counts(self) -> DataFrame:
        import polars as pl

        return pl.concat([self._read(f"counts_{level}", _COUNTS) for level in LEVELS])

    def _counts(self, contest_id: str) -> DataFrame:
        import polars as pl

        return self._all_counts.filter(pl.col("contest_id") == contest_id)

    def _table(self, name: str) -> DataFrame:
        return self._read(name, _TABLES[name])

    def _read(self, name: str, columns: tuple[str, ...]) -> DataFrame:
        import polars as pl

        path = self.folder / f"{name}.parquet"
        try:
            table = pl.read_parquet(path)
        except FileNotFoundError as error:
            raise FeedUnavailable(
                "Recorded nights need this table and it is not there", where=path.name,
                hint="Point at the folder that holds contests.parquet and the counts.",
            ) from error  # fmt: skip
        except (OSError, pl.exceptions.PolarsError) as error:
            raise FeedError(f"A table of recorded nights cannot be read ({error})", where=path.name) from error
        missing = [c for c in columns if c not in table.columns]
        if missing:
            raise FeedMalformed(f"Recorded nights lack {', '.join(missing)}", where=path.name)
        return table.select(columns).with_columns(pl.col(pl.Categorical).cast(pl.String))


def spelled(candidate_id: str) -> str:
    """One spelling of a candidate's key: a source wrote ``write-ins`` as ``write_ins`` for eleven publications."""
    return "write-ins" if candidate_id == "write_ins" else candidate_id


def _publications(rows: DataFrame, clocks: Mapping[int, dt.datetime]) -> Iterator[Publication]:
    brought: dict[int, dict[Key, Block]] = {}
    ordered = rows.sort("seq", "unit_id", "method", "candidate_id")
    for (seq, unit, method), part in ordered.group_by(["seq", "unit_id", "method"], maintain_order=True):
        brought.setdefault(int(str(seq)), {})[str(unit), str(method)] = _block(part)
    standing: Mapping[Key, Block] = {}
    for seq in sorted(clocks.keys() | brought.keys()):
        news = brought.get(seq, {})
        if news:
            standing = {**standing, **news}
        yield Publication(seq, clocks[seq], standing, tuple(news))


def _block(part: DataFrame) -> Block:
    first = part.row(0, named=True)
    expected = first["expected_pct"]
    return Block(
        votes=dict(zip(part["candidate_id"].to_list(), part["votes"].to_list(), strict=True)),
        total=first["total_votes"], reporting=first["reporting"], reporting_total=first["reporting_total"],
        expected=None if expected is None or expected != expected else float(expected) / 100,
        rounded=bool(first["derived"]),
    )  # fmt: skip


def _finest(levels: set[str]) -> str:
    known = [level for level in LEVELS if level in levels]
    return known[0] if known else sorted(levels)[0]


def _candidate(row: Mapping[str, Any]) -> RecordedCandidate:
    return RecordedCandidate(
        row["candidate_id"], row["name"] or row["candidate_id"], row["party"] or "", row["final_votes"],
        row["final_share"], row["outcome"],
    )  # fmt: skip


def _contest(row: Mapping[str, Any], candidates: tuple[RecordedCandidate, ...]) -> RecordedContest:
    try:
        close = row["polls_close_utc"]
        return RecordedContest(
            id=row["contest_id"], night=row["night_id"], state=row["state"], office=row["office"],
            seat=row["seat"] or "", date=dt.date.fromisoformat(row["election_date"]),
            kind=row["election_type"] or "general", rule=row["rule"] or "unclassified", threshold=row["threshold"],
            advance=None if row["n_advance"] is None else int(row["n_advance"]),
            polls_close=dt.datetime.fromisoformat(close) if close else None,
            final_total=None if row["final_total"] is None else int(row["final_total"]),
            outcome=row["outcome"] or "", basis=row["result_basis"] or "", candidates=candidates,
        )  # fmt: skip
    except (TypeError, ValueError) as error:
        raise FeedMalformed(
            f"A contest cannot be read ({error})", where=f"contests.parquet: {row['contest_id']}"
        ) from error
