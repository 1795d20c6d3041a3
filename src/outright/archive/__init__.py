"""Keeping: the night file, append-only, bytes before facts before bulletins."""

from __future__ import annotations

from outright.archive.kept import Publication, Reading, digest
from outright.archive.store import FORMAT, Archive

__all__ = ["FORMAT", "Archive", "Publication", "Reading", "digest"]
