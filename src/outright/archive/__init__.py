"""Keeping: a night's store, append-only, bytes before facts before bulletins, in a file or in a database."""

from __future__ import annotations

from outright.archive.home import Home, ServedNight, home_of
from outright.archive.kept import Lease, Publication, Reading, Received, digest
from outright.archive.store import FORMAT, Archive

__all__ = [
    "FORMAT",
    "Archive",
    "Home",
    "Lease",
    "Publication",
    "Reading",
    "Received",
    "ServedNight",
    "digest",
    "home_of",
]
