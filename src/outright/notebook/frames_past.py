"""A night's past as polars frames: the log, the difference of two moments, the history of cells.

What was not reported is null, never zero; a candidate that is null is all of them together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from outright.notebook.frames import Frame, frame
from outright.notebook.moment import zone_of

if TYPE_CHECKING:
    from outright.bulletin import Night
    from outright.notebook.past import CellHistory, NightDiff, NightLog


def log_frame(log: NightLog) -> Frame:
    """A row for each publication; ``added`` and ``fell`` are votes of all contests together."""
    zone = zone_of(log.moment)
    rows = [
        (line.seq, line.at.astimezone(zone), line.source, line.source_name, line.kind, line.outcome, line.words,
         line.by, line.bulletin, sum(c.added for c in line.counted), sum(c.fell for c in line.counted),
         len(line.counted), [s.text for s in line.said if s.kind == "verdict"],
         [s.text for s in line.said if s.kind == "finding"])
        for line in log.lines
    ]  # fmt: skip
    return frame(log.moment, rows, {
        "seq": pl.Int64, "time": _time(log.moment), "source": pl.String, "name": pl.String, "kind": pl.String,
        "outcome": pl.String, "words": pl.String, "by": pl.String, "bulletin": pl.Int64, "added": pl.Int64,
        "fell": pl.Int64, "contests": pl.Int64, "verdicts": pl.List(pl.String), "findings": pl.List(pl.String),
    })  # fmt: skip


def diff_frame(diff: NightDiff) -> Frame:
    """A row for each cell that is not what it was; ``method`` "total" stands beside its parts."""
    rows = [
        (contest.id, c.unit, c.unit_name, c.level.value, c.county or None, c.method.value, c.candidate, c.old, c.new,
         c.added, c.fell)
        for contest in diff.contests
        for c in contest.cells
    ]  # fmt: skip
    return frame(diff.moment, rows, {
        "contest": pl.String, "unit": pl.String, "name": pl.String, "level": pl.String, "parent": pl.String,
        "method": pl.String, "candidate": pl.String, "old": pl.Int64, "votes": pl.Int64, "added": pl.Int64,
        "fell": pl.Boolean,
    })  # fmt: skip


def history_frame(history: CellHistory) -> Frame:
    """A row for each value of each cell; ``clock`` is the source's own time, as printed."""
    zone = zone_of(history.moment)
    rows = [
        (r.seq, r.at.astimezone(zone), r.source, r.clock, r.contest, r.unit, r.unit_name, r.method.value, r.candidate,
         r.votes, r.old, r.added, r.fell, r.fate, r.why, r.by, r.bulletin)
        for r in history.rows
    ]  # fmt: skip
    return frame(history.moment, rows, {
        "seq": pl.Int64, "time": _time(history.moment), "source": pl.String, "clock": pl.String,
        "contest": pl.String, "unit": pl.String, "name": pl.String, "method": pl.String, "candidate": pl.String,
        "votes": pl.Int64, "old": pl.Int64, "added": pl.Int64, "fell": pl.Boolean, "fate": pl.String,
        "why": pl.String, "by": pl.String, "bulletin": pl.Int64,
    })  # fmt: skip


def _time(moment: Night) -> Any:
    """The type of a time in the jurisdiction's zone; UTC where this machine does not know it."""
    return pl.Datetime("us", moment.timezone if getattr(zone_of(moment), "key", None) else "UTC")
