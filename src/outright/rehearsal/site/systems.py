"""The systems that can be rehearsed, by the name they have on the command line."""

from __future__ import annotations

from importlib import import_module

from outright.errors import UsageError
from outright.rehearsal.scenario import Scenario
from outright.rehearsal.site.page import System

SYSTEMS = {
    "clarity": "outright.rehearsal.site.clarity:Clarity",
    "enhanced-voting": "outright.rehearsal.site.enhanced_voting:EnhancedVoting",
    "nist": "outright.rehearsal.site.nist:Nist",
    "ap": "outright.rehearsal.site.ap:Ap",
    "openelections": "outright.rehearsal.site.openelections:OpenElections",
}


def system(kind: str, scenario: Scenario) -> System:
    """The site of one system for this night; ``UsageError`` when there is no such system."""
    if kind not in SYSTEMS:
        raise UsageError(f"No site of the kind {kind!r} can be rehearsed", hint=f"Kinds: {', '.join(SYSTEMS)}.")
    module, _, name = SYSTEMS[kind].partition(":")
    found: System = getattr(import_module(module), name)(scenario)
    return found
