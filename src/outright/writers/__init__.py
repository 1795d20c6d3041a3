"""Outright is also a source: a snapshot written in formats that other programs read.

A writer takes a snapshot and gives bytes, the same bytes for the same snapshot on every machine. What is
written can be read back: the votes cell by cell, what is not reported as not reported. A writer knows no
reader and no reader knows a writer; they meet only in the format.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from outright.count import Snapshot
from outright.errors import UsageError

WRITERS: dict[str, str] = {
    "nist-xml": "outright.writers.nist_xml:write",
    "nist-json": "outright.writers.nist_json:write",
    "ap-json": "outright.writers.ap_json:write",
    "elex-csv": "outright.writers.elex_csv:write",
    "openelections-csv": "outright.writers.openelections_csv:write",
    "parquet": "outright.writers.parquet:write",
}


def writer(name: str) -> Callable[[Snapshot], bytes]:
    """The writer of one format (``-`` and ``_`` are the same); `UsageError` when there is none."""
    known = name.replace("_", "-").lower()
    if known not in WRITERS:
        raise UsageError(f"There is no writer for the format {name!r}", hint=f"Formats: {', '.join(WRITERS)}.")
    module, _, function = WRITERS[known].partition(":")
    found: Callable[[Snapshot], bytes] = getattr(import_module(module), function)
    return found
