"""Outright: an election-night engine, from an official's bytes to a verdict with its evidence.

The front door. Names are loaded when first used, so that ``outright --help`` stays quick;
nothing inside the package imports from here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.2.0"

_DOORS = {
    "Bulletin": "outright.bulletin",
    "Candidate": "outright.count",
    "Contest": "outright.count",
    "Election": "outright.count",
    "Night": "outright.notebook.doors",
    "OutrightError": "outright.errors",
    "Projection": "outright.projection",
    "ReportingUnit": "outright.count",
    "Snapshot": "outright.count",
    "Verdict": "outright.verdict",
    "judge": "outright.verdict",
    "load": "outright.notebook.doors",
    "open": "outright.notebook.doors",
    "project": "outright.projection",
    "read": "outright.feeds",
    "replay": "outright.notebook.doors",
}

__all__ = [*sorted(_DOORS), "__version__"]

if TYPE_CHECKING:
    from outright.bulletin import Bulletin as Bulletin
    from outright.count import Candidate as Candidate
    from outright.count import Contest as Contest
    from outright.count import Election as Election
    from outright.count import ReportingUnit as ReportingUnit
    from outright.count import Snapshot as Snapshot
    from outright.errors import OutrightError as OutrightError
    from outright.feeds import read as read
    from outright.notebook.doors import Night as Night
    from outright.notebook.doors import load as load
    from outright.notebook.doors import open as open
    from outright.notebook.doors import replay as replay
    from outright.projection import Projection as Projection
    from outright.projection import project as project
    from outright.verdict import Verdict as Verdict
    from outright.verdict import judge as judge


def __getattr__(name: str) -> object:
    if name in _DOORS:
        return getattr(import_module(_DOORS[name]), name)
    raise AttributeError(f"module 'outright' has no attribute {name!r}")
