"""The scoreboard: every table of a backtest, and the marks, from its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outright.errors import FeedMalformed
from outright.scores.calls import call_table, speed_table, wrong_calls
from outright.scores.errors import error_table
from outright.scores.frame import facts_of, scored
from outright.scores.intervals import interval_table
from outright.scores.marks import all_marks
from outright.scores.outcomes import outcome_table, reliability

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from outright.baseline.library import Library


def scoreboard(library: Library, rows: pl.DataFrame, problems: Mapping[str, str]) -> dict[str, Any]:
    """Every table, as it is printed with ``--json``. ``problems`` are contests without rows, and why.

    Raises `FeedMalformed` where rows name a contest or a candidate that the dataset does not have.
    """
    ids = sorted(set(rows["contest_id"]))
    unknown = [i for i in ids if i not in set(library.ids())]
    if unknown:
        raise FeedMalformed(f"Rows of {unknown[0]}, which the dataset does not have", where=library.files.name)
    found = scored(rows, facts_of(library, ids))
    board: dict[str, Any] = {
        "dataset": library.files.name,
        "contests": len(found.facts),
        "elections": len({f.election for f in found.facts.values()}),
        "copies_left_out": len(ids) - len(found.facts),
        "rows": rows.height,
        "moments": found.of("leader").height,
        "groups": _counts(found.facts.values()),
        "errors": error_table(found),
        "intervals": interval_table(found),
        "outcomes": outcome_table(found),
        "reliability": reliability(found),
        "calls": call_table(found),
        "wrong_calls": wrong_calls(found),
        "seconds": speed_table(found),
        "problems": dict(problems),
    }
    board["marks"] = [mark._asdict() for mark in all_marks(board)]
    return board


def _counts(facts: Any) -> dict[str, int]:
    found: dict[str, int] = {}
    for fact in facts:
        found[fact.group] = found.get(fact.group, 0) + 1
    return dict(sorted(found.items()))
