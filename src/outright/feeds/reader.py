"""What a reader is: bytes in, a `Snapshot` out; no network, no clock, no other reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from outright.count import Snapshot


@dataclass(frozen=True, slots=True)
class Reader:
    """One format.

    ``recognises(body, name)`` looks at the bytes (and the file's name, as a hint only) and says whether
    this reader should try. ``read(body, name)`` returns the snapshot or raises a `FeedError` that
    says what, where and what to do.

    The rest is for the documentation's table: who publishes such files, what in them tells a new
    publication from an old one, and whether the reader was checked against real files or written from
    documentation only.
    """

    kind: str
    title: str
    recognises: Callable[[bytes, str], bool]
    read: Callable[[bytes, str], Snapshot]
    publisher: str = ""
    change: str = ""
    basis: Literal["samples", "documentation"] = "samples"
