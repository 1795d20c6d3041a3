"""What a night file keeps, as values: a publication, what it said, and the hashes that link them."""

from __future__ import annotations

import datetime as dt
import hashlib
import zlib
from dataclasses import dataclass
from typing import Literal

from outright.errors import ArchiveError

State = Literal["read", "rejected", "read+", "rejected+"]
"""Whether a publication could be read; a ``+`` says that more of the same round follow before a bulletin."""

LATE = "late/"
"""How the name of a publication begins that came after its collector had lost its turn."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What one source served at one moment. ``sha256`` is of the raw bytes."""

    seq: int
    source: str
    kind: str
    name: str
    received_at: dt.datetime
    sha256: str
    link: str


@dataclass(frozen=True, slots=True)
class Received:
    """One publication as it came in at the door: its source's key, its kind and name, the bytes, and when.

    ``token`` is its own, where its store may leave it open whether it was stored and it may be given again.
    """

    source: str
    kind: str
    name: str
    body: bytes
    received_at: dt.datetime
    token: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a publication said: ``facts`` in canonical bytes, or the error that refused it."""

    seq: int
    state: State
    facts: bytes | None
    error: str
    link: str


@dataclass(frozen=True, slots=True)
class Lease:
    """That one process alone does some ``work`` of a night: who holds it, in which ``term``."""

    work: str
    holder: str
    term: int


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def chain(previous: str, *parts: str) -> str:
    """The link of a row: a hash over the link before it and the row's own words."""
    return digest("\x1f".join((previous, *parts)).encode())


def unpacked(packed: bytes | None, sha256: str, name: str) -> bytes:
    """Stored bytes as they were; `ArchiveError` where they do not unpack. ``sha256`` and ``name`` only name them."""
    try:
        return zlib.decompress(packed)  # type: ignore[arg-type]
    except (zlib.error, TypeError) as error:
        raise ArchiveError(f"stored bytes {str(sha256)[:12]} were altered: {error}", where=name) from error
