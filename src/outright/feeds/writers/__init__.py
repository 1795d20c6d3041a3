"""Outright is also a source: a snapshot written in the shapes that other programs read.

One line of the table for each format; a writer's module loads when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from outright.count import Snapshot
from outright.errors import UsageError

WRITERS = {
    "ap-json": "outright.feeds.writers.ap_json:write",
    "elex-csv": "outright.feeds.writers.elex_csv:write",
}


def writer(name: str) -> Callable[[Snapshot], bytes]:
    """The function that writes one format (``-`` and ``_`` are the same); `UsageError` when there is none."""
    known = name.replace("_", "-").lower()
    if known not in WRITERS:
        formats = ", ".join(WRITERS)
        raise UsageError(f"There is no writer for the format {name!r}", hint=f"Formats: {formats}.")
    module, _, function = WRITERS[known].partition(":")
    found: Callable[[Snapshot], bytes] = getattr(import_module(module), function)
    return found
