"""A backtest's rows with what scoring needs beside them: which contest is of which group, and who leads.

Nothing here reads a projection's inputs: the scores follow from the rows and from what each contest is.

* *Groups*, for the error: ``general`` (a general or special election with a Democrat and a Republican, and a same-unit
  baseline under more than half of its vote), ``general-other`` (the same without such a baseline), ``primary`` (a
  party's), ``nonpartisan`` (every other contest: one party, none, or not given), ``runoff``.
* *Sides*, for the intervals: ``generals`` (general and special elections) and ``primaries`` (all others, with runoffs).
* *Targets*: ``leader`` is whoever leads at that moment, ``main`` everyone with 5 % or more of the count at that
  moment, ``final`` whoever leads in the end.
* An *election* is a state and a date: its contests share what surprised everybody, so they are one cluster.
* Where a contest was run by precinct and by county, the coarser copy is left out of every pool.
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
    """What a contest is, as far as scoring goes. ``copy`` marks the coarser of two copies of one contest."""

    contest_id: str
    election: str
    group: str
    side: str
    candidates: tuple[str, ...]
    stakes: Stakes
    decided: Decided
    votes: tuple[int, ...]
    copy: bool


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
    copies = _copies(outlines.values())
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
            copy=contest_id in copies,
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


def _copies(outlines: Iterable[Outline]) -> set[str]:
    """The ids of contests that are there in a finer copy too."""
    same: dict[str, list[Outline]] = {}
    for outline in outlines:
        same.setdefault(outline.contest_id.partition("--")[0], []).append(outline)
    finest = {min(copies, key=lambda o: (o.level != "precinct", o.contest_id)).contest_id for copies in same.values()}
    return {o.contest_id for copies in same.values() for o in copies} - finest


def scored(rows: pl.DataFrame, facts: dict[str, Facts]) -> Scored:
    """The rows that are pooled, with their groups, targets and errors."""
    kept = {i: f for i, f in facts.items() if not f.copy}
    about = pl.DataFrame(
        [(f.contest_id, f.election, f.group, f.side) for f in kept.values()],
        schema=dict.fromkeys(("contest_id", "election", "group", "side"), pl.String),
        orient="row",
    )
    here = pl.int_range(pl.len()).over(MOMENT)
    table = rows.join(about, on="contest_id", how="inner", maintain_order="left").with_columns(
        leader=here == pl.col("counted_votes").arg_max().over(MOMENT),
        main=pl.col("counted_share") >= MAIN,
        final=here == pl.col("final_votes").arg_max().over(MOMENT),
        error=(pl.col("median_share") - pl.col("final_share")).abs(),
        raw_error=(pl.col("counted_share") - pl.col("final_share")).abs(),
        two_error=(pl.col("two_line_share") - pl.col("final_share")).abs(),
    )
    return Scored(table, kept)


def clusters(elections: pl.Series) -> NDArray[np.int64]:
    """The elections as numbers from 0."""
    _, codes = np.unique(elections.to_numpy().astype(str), return_inverse=True)
    return codes.astype(np.int64)
