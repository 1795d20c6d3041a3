"""What every place that holds the tree can do, and which names may lie in it.

A path of the tree is made of plain segments under the root and nothing else: no dots in front, no way up, no
drive, no control character, no look-alike letters. Whatever does not fit is refused before anything is written.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from outright.publish.headers import cache_control, content_type
from outright.publish.target.errors import TargetError
from outright.publish.tree import is_immutable
from outright.terms import ResultsStatus

OWN = ".outright"
"""The folder of the publisher's own notes, beside the tree; nothing of the tree can have this name."""
SIBLINGS = (".br", ".gz")
_SEGMENT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}")
_LONGEST = 800


@dataclass(frozen=True, slots=True)
class File:
    """A drawn file with the headers it goes out with."""

    path: str
    body: bytes
    kind: str
    cache: str
    immutable: bool

    @property
    def sha(self) -> str:
        """The first twenty hex digits of the SHA-256 of the bytes, as in our server's ETag."""
        return hashlib.sha256(self.body).hexdigest()[:20]


class Outcome(StrEnum):
    """What became of a file that was put."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    KEPT = "kept"
    """A moment that was published before with other bytes, which stand."""


class Mark(NamedTuple):
    """What is known of a published file: the hash of what was put, and the place's own word for its version."""

    sha: str
    tag: str = ""


Done = tuple[File, Outcome, Mark]


class Target(Protocol):
    """Where a tree is kept. Open it before anything else; only one publisher can."""

    @property
    def where(self) -> str:
        """The place in a reader's words, such as ``site/`` or ``s3://results/ga06``."""

    def open(self) -> bytes | None:
        """Take hold of the place and return the notes of the last publisher; None where there are none.

        `AnotherPublisher` while somebody else has hold of it.
        """

    def holds(self, path: str) -> bool:
        """Whether a file that is known to have been published is still there, as far as that costs nothing."""

    def put(self, file: File, mark: Mark | None) -> tuple[Outcome, Mark]:
        """Make the file appear whole, unless it is there already. ``mark`` is what is known of what is there."""

    def put_all(self, files: Iterable[File]) -> Iterator[Done]:
        """Put files of which none points to another; the first that fails is raised when the rest is done."""

    def note(self, notes: bytes) -> None:
        """Keep the publisher's notes."""

    def stay(self) -> None:
        """Show that this publisher is still there; call it at least every half minute."""

    def close(self) -> None:
        """Let go of the place."""


def file_of(path: str, body: bytes, status: ResultsStatus | None) -> File:
    """A drawn file of the tree with its headers, while the night is as final as ``status`` says."""
    return File(path, body, content_type(path), cache_control(path, status), is_immutable(path))


def inside(path: str) -> str:
    """The path without its first slash, for use under a root; `TargetError` where it could be anything else."""
    segments = path[1:].split("/")
    sound = path.startswith("/") and all(_SEGMENT.fullmatch(s) for s in segments) and len(path) <= _LONGEST
    if not sound or path.endswith(SIBLINGS):
        raise TargetError(f"{path[:80]!a} cannot be the name of a published file", hint="Correct the id it is made of.")
    return path[1:]
