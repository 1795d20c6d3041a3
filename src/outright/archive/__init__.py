"""Keeping: the night file, append-only, bytes before facts before bulletins."""

from __future__ import annotations

from outright.archive.store import FORMAT, Archive, Publication, Reading, digest

__all__ = ["FORMAT", "Archive", "Publication", "Reading", "digest"]
