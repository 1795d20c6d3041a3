"""What the final count will be, as draws: intervals, chances and verdicts are all read off them."""

from __future__ import annotations

from outright.projection.counted import Counted
from outright.projection.project import project
from outright.projection.result import (
    LEVELS,
    Chances,
    Contribution,
    Gate,
    Interval,
    Projection,
    Range,
    Record,
    StillOut,
)

__all__ = [
    "LEVELS",
    "Chances",
    "Contribution",
    "Counted",
    "Gate",
    "Interval",
    "Projection",
    "Range",
    "Record",
    "StillOut",
    "project",
]
