"""The package's table of runoffs from a library of past contests: one edition for every year that taught something."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from outright import __version__
from outright.baseline.runoff_table import Edition, RunoffTable
from outright.errors import UsageError
from outright.night.runoff_going import going
from outright.night.runoff_pairs import pairs
from outright.projection.runoff import Path as How
from outright.projection.runoff_fit import LEAST, Pair, by_path, edition

COMMAND = "outright priors fit-runoffs DIR"


def fit(folder: Path) -> RunoffTable:
    """The table learned from a tidy dataset. Raises `UsageError` where it holds too few runoffs."""
    found = pairs(folder)
    made: list[Edition] = []
    flows = going(folder, found)
    for year in sorted({p.runoff_day.year + 1 for p in found}):
        before = dt.date(year, 1, 1)
        known = [p for p in found if p.runoff_day < before]
        if len(by_path(known)[How.OWN]) >= LEAST:
            made.append(replace(edition(found, before), going=flows(known)))
    if not made:
        raise UsageError("Too few runoffs to learn from", where=str(folder), hint=f"{LEAST} of one party or more.")
    return RunoffTable(COMMAND, __version__, tuple(made))


def without(found: Sequence[Pair], contest: str) -> list[Pair]:
    """The pairs without any of this contest's election."""
    mine = {p.election for p in found if p.contest == contest}
    return [p for p in found if p.election not in mine]
