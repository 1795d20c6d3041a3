"""One projection from a dataset and the cells that have reported, as a document.

Of the contest itself nothing is read but what was known before its night; the count is the reported cells alone. The
document names no file and no time: the same cells and the same seed give the same bytes anywhere.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from outright.baseline.dataset_words import method_of
from outright.baseline.ground import lay
from outright.errors import CountError, FeedMalformed, FeedUnavailable
from outright.night.backtest import verdict
from outright.night.orders import seeded
from outright.night.steady import steady
from outright.projection.counted import Counted
from outright.projection.project import project
from outright.projection.result import LEVELS

if TYPE_CHECKING:
    import polars as pl

    from outright.baseline.library import Library
    from outright.baseline.outline import Outline
    from outright.projection.result import Chances, Projection, Range, StillOut

COLUMNS = ("unit_id", "method", "candidate_id", "votes")


def projected(library: Library, contest_id: str, cells: Path, *, seed: int) -> dict[str, Any]:
    """The projection of this contest with these cells in.

    Raises `UsageError` for a contest that the dataset does not have, `FeedError` or `CountError` for cells that are
    not the contest's or cannot be a count.
    """
    outline = library.outline(contest_id)
    counted, notes = reported(outline, _read(cells), str(cells))
    ground = lay(outline, library.past(outline), library.counties())
    projection = steady(project(ground, counted, rng=seeded(contest_id, seed, "project")))
    return document(outline, library.names(contest_id), counted, projection, notes)


def _read(path: Path) -> pl.DataFrame:
    import polars as pl

    if not path.is_file():
        raise FeedUnavailable("There is no such file of reported cells", where=str(path))
    try:
        table = pl.read_parquet(io.BytesIO(path.read_bytes()))
    except (pl.exceptions.PolarsError, OSError) as error:
        raise FeedMalformed("Not a readable Parquet table", where=str(path)) from error
    lacking = [name for name in COLUMNS if name not in table.columns]
    if lacking:
        raise FeedMalformed(
            f"The cells lack {', '.join(lacking)}", where=str(path), hint=f"They have {', '.join(COLUMNS)}."
        )
    if not table["votes"].dtype.is_integer():
        raise FeedMalformed("Votes are whole numbers", where=f"{path}: votes", hint="Write them as integers.")
    return table.select(COLUMNS)


def reported(outline: Outline, cells: pl.DataFrame, where: str) -> tuple[Counted, tuple[str, ...]]:
    """The count that these cells make over the outline, and what a reader should know of it.

    A cell with a row for every candidate is complete, zeros included. One with rows for some only is taken as partly
    counted. The cells say nothing of an order: they came together.
    """
    votes = np.zeros((len(outline.units), len(outline.methods), len(outline.candidates)), dtype=np.int64)
    given = np.zeros(votes.shape, dtype=np.bool_)
    units = {unit: i for i, unit in enumerate(outline.units)}
    methods = {method: i for i, method in enumerate(outline.methods)}
    candidates = {candidate: i for i, candidate in enumerate(outline.candidates)}
    for row, (unit, word, candidate, count) in enumerate(cells.iter_rows(), 1):
        place = f"{where}: row {row}"
        if unit not in units:
            raise FeedMalformed(f"{outline.contest_id} has no unit {unit!r}", where=place)
        method = method_of(str(word), place)
        if method not in methods:
            names = ", ".join(methods)
            raise FeedMalformed(f"{outline.contest_id} has no method {word!r}", where=place, hint=f"It has {names}.")
        if candidate not in candidates:
            raise FeedMalformed(f"{outline.contest_id} has no candidate {candidate!r}", where=place)
        key = units[unit], methods[method], candidates[candidate]
        if count is None or count < 0:
            raise CountError(f"{'No' if count is None else f'{count:,}'} votes cannot be a count", where=place)
        if given[key]:
            raise FeedMalformed(f"{unit}, {word}, {candidate} stands twice", where=place)
        votes[key], given[key] = count, True
    some, every = given.any(axis=2), given.all(axis=2)
    partly = int((some & ~every).sum())
    notes = (f"{partly:,} cells lack some candidates and are taken as partly counted.",) if partly else ()
    part = np.where(every, 1.0, np.where(some, np.nan, 0.0))
    return Counted(votes, part, np.where(some, 0, -1).astype(np.int64)), notes


def document(
    outline: Outline, names: tuple[str, ...], counted: Counted, projection: Projection, notes: tuple[str, ...]
) -> dict[str, Any]:
    """The projection as one JSON object; columns are named as in a backtest's rows, shares are 0-1."""
    code, named = verdict(outline, counted, projection)
    total = int(counted.votes.sum())
    threshold = outline.stakes.threshold
    return {
        "contest_id": outline.contest_id,
        "threshold": None if threshold is None else f"{threshold.numerator}/{threshold.denominator}",
        "places": outline.stakes.places,
        "seats": outline.stakes.seats,
        "cells": counted.part.size,
        "cells_reported": int((counted.arrival >= 0).sum()),
        "counted_votes": total,
        "final_votes": _range(projection.final_votes),
        "candidates": [
            _candidate(chances, names[k], outline.parties[k], total) for k, chances in enumerate(projection.candidates)
        ],
        "p_runoff": projection.runoff,
        "verdict": code.value,
        "verdict_candidates": list(named),
        "level": projection.level,
        "gates": [{"code": g.code, "passed": g.passed, "text": g.text} for g in projection.gates],
        "outstanding": {
            "by_county": [_still_out(line, "county") for line in projection.by_county],
            "by_method": [_still_out(line, "method") for line in projection.by_method],
        },
        "because": [{"what": c.what, "points": c.points, "text": c.text} for c in projection.because],
        "record": projection.record
        and {"held": projection.record.held, "of": projection.record.of, "like": projection.record.like},
        "notes": [*notes, *projection.notes],
    }


def _candidate(chances: Chances, name: str, party: str, total: int) -> dict[str, Any]:
    bounds = {}
    for level in LEVELS:
        interval = chances.interval(level)
        bounds[f"lo{100 * level:.0f}"], bounds[f"hi{100 * level:.0f}"] = interval.low, interval.high
    return {
        "candidate_id": chances.candidate, "name": name, "party": party, "counted_votes": chances.counted,
        "counted_share": chances.counted / total if total else None, "median_share": chances.median, **bounds,
        "p_win": chances.win, "p_outright": chances.outright, "p_advance": chances.advance,
    }  # fmt: skip


def _range(votes: Range) -> dict[str, int]:
    return {"low": votes.low, "mid": votes.mid, "high": votes.high}


def _still_out(line: StillOut, what: str) -> dict[str, Any]:
    return {
        what: line.key, "counted_votes": line.counted, "votes": _range(line.votes),
        "shares": dict(line.shares), "source": line.source,
    }  # fmt: skip
