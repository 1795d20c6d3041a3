"""A backtest's rows with what scoring needs beside them: which contest is of which group, and who leads.

Nothing here reads a projection's inputs: the scores follow from the rows and from what each contest is.

* *Groups*, for the error: ``general`` (a general or special election with a Democrat and a Republican, and a same-unit
  baseline under more than half of its vote), ``general-other`` (the same without such a baseline), ``primary`` (a
  party's), ``nonpartisan`` (every other contest: one party, none, or not given), ``runoff``.
* *Sides*, for the intervals: ``generals`` (general and special elections) and ``primaries`` (all others, with runoffs).
* *Targets*: ``leader`` is whoever leads at that moment, ``main`` everyone with 5 % or more of the count at that
  moment, ``final`` whoever leads in the end.
* An *election* is a state and a date: its contests share what surprised everybody, so they are one cluster.
* Where a contest is there by precinct and by county, each order is pooled from the finer copy that could be run in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from outright.baseline.outline import ContestKind, Stakes
from outright.night.backtest import best_baseline
from outright.night.backtest_rows import MOMENT
from outright.night.outcome import Decided, decided

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from outright.baseline.library import Library
    from outright.baseline.outline import Outline

GROUPS = ("general", "general-other", "primary", "nonpartisan", "runoff")
SIDES = ("generals", "primaries")
TARGETS = ("leader", "main", "final")
MAIN = 0.05
HALF = 0.5


@dataclass(frozen=True, slots=True)
class Facts:
    """What a contest is, as far as scoring goes. ``finer`` is the id of a finer copy of it, "" where there is none."""

    contest_id: str
    election: str
    group: str
    side: str
    candidates: tuple[str, ...]
    stakes: Stakes
    decided: Decided
    votes: tuple[int, ...]
    finer: str


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """The rows to be pooled, one per candidate and moment, and the facts of every contest among them.

    Beside the columns of the rows there are ``election, group, side``, the flags ``leader, main, final``, and the
    absolute errors ``error, raw_error, two_error`` (missing where the two-line reference has no answer).
    """

    rows: pl.DataFrame
    facts: dict[str, Facts]

    def of(self, target: str) -> pl.DataFrame:
        """The rows of one target."""
        return self.rows.filter(pl.col(target))


def facts_of(library: Library, ids: Iterable[str]) -> dict[str, Facts]:
    """The facts of these contests, from the dataset and its full counts."""
    outlines = {i: library.outline(i) for i in ids}
    finer = _finer(outlines.values())
    found = {}
    for contest_id, outline in outlines.items():
        votes = tuple(int(v) for v in library.truth(contest_id).sum(axis=(0, 1)))
        side = "generals" if outline.kind in (ContestKind.GENERAL, ContestKind.SPECIAL) else "primaries"
        found[contest_id] = Facts(
            contest_id=contest_id,
            election=f"{outline.state}-{outline.date}",
            group=_group(library, outline),
            side=side,
            candidates=outline.candidates,
            stakes=outline.stakes,
            decided=decided(outline.stakes, votes),
            votes=votes,
            finer=finer.get(contest_id, ""),
        )
    return found


def _group(library: Library, outline: Outline) -> str:
    if outline.kind is ContestKind.RUNOFF:
        return "runoff"
    if outline.kind is ContestKind.PRIMARY:
        return "primary" if outline.party else "nonpartisan"
    if not {"D", "R"} <= {party[:1] for party in outline.parties}:
        return "nonpartisan"
    truth = library.truth(outline.contest_id)
    baseline = best_baseline(outline, truth, library.baselines(outline))
    if baseline is None:
        return "general-other"
    there = set(baseline.units)
    matched = np.array([unit in there for unit in outline.units], dtype=bool)
    return "general" if truth[matched].sum() > HALF * truth.sum() else "general-other"


def _finer(outlines: Iterable[Outline]) -> dict[str, str]:
    """The finest copy of each contest that has a coarser one, by the id of the coarser."""
    same: dict[str, list[Outline]] = {}
    for outline in outlines:
        same.setdefault(outline.contest_id.partition("--")[0], []).append(outline)
    found = {}
    for copies in same.values():
        finest = min(copies, key=lambda o: (o.level != "precinct", o.contest_id))
        found.update({o.contest_id: finest.contest_id for o in copies if o is not finest})
    return found


def scored(rows: pl.DataFrame, facts: dict[str, Facts]) -> Scored:
    """The rows that are pooled, with their groups, targets and errors."""
    about = pl.DataFrame(
        [(f.contest_id, f.election, f.group, f.side, f.finer) for f in facts.values()],
        schema=dict.fromkeys(("contest_id", "election", "group", "side", "finer"), pl.String),
        orient="row",
    )
    run = rows.select("order", finer="contest_id").unique()
    rows = rows.join(about, on="contest_id", how="inner", maintain_order="left")
    rows = rows.join(run, on=("order", "finer"), how="anti", maintain_order="left").drop("finer")
    kept = set(rows["contest_id"])
    here = pl.int_range(pl.len()).over(MOMENT)
    table = rows.with_columns(
        leader=here == pl.col("counted_votes").arg_max().over(MOMENT),
        main=pl.col("counted_share") >= MAIN,
        final=here == pl.col("final_votes").arg_max().over(MOMENT),
        error=(pl.col("median_share") - pl.col("final_share")).abs(),
        raw_error=(pl.col("counted_share") - pl.col("final_share")).abs(),
        two_error=(pl.col("two_line_share") - pl.col("final_share")).abs(),
    )
    return Scored(table, {i: f for i, f in facts.items() if i in kept})


def clusters(elections: pl.Series) -> NDArray[np.int64]:
    """The elections as numbers from 0."""
    _, codes = np.unique(elections.to_numpy().astype(str), return_inverse=True)
    return codes.astype(np.int64)
