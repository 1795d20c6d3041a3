"""The publisher's notes, kept beside the tree: what was put there, and of which moments everything is there.

They spare work and decide nothing: without them everything is looked at again. What a killed publisher wrote
after its last note is not in them, so notes that were not closed say nothing of files that move.
"""

from __future__ import annotations

import msgspec

from outright.publish.target.place import Mark
from outright.publish.tree import is_immutable

SCHEMA = "outright/files/1"


class NightNotes(msgspec.Struct, frozen=True, kw_only=True):
    """Of one night: which night file it comes from, and up to which publication every moment is there."""

    run: str
    moments: int


class Notes(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """The notes as they are kept, in JSON."""

    schema: str
    made_by: str
    closed: bool
    nights: dict[str, NightNotes]
    files: dict[str, str]
    tags: dict[str, str]


class Manifest:
    """What is known of a place. ``made_by`` is the engine and how the tree is published.

    What another engine or other settings have made is as good, but it is not known to be everything.
    """

    def __init__(self, made_by: str) -> None:
        self._made_by = made_by
        self.nights: dict[str, NightNotes] = {}
        self._marks: dict[str, Mark] = {}

    def take(self, notes: bytes | None, *, anew: bool = False) -> None:
        """Learn what the notes say; nothing where there are none, or where they cannot be read.

        ``anew``: only which nights are there.
        """
        try:
            said = msgspec.json.decode(notes or b"", type=Notes)
        except msgspec.DecodeError:
            return
        if said.schema != SCHEMA:
            return
        same = said.made_by == self._made_by and not anew
        self.nights = {k: n if same else NightNotes(run=n.run, moments=0) for k, n in said.nights.items()}
        self._marks = {
            path: Mark(sha, said.tags.get(path, ""))
            for path, sha in said.files.items()
            if (same if is_immutable(path) else said.closed and not anew)
        }

    def notes(self, *, closed: bool) -> bytes:
        """The notes to keep. ``closed``: nothing is written any more."""
        said = Notes(
            schema=SCHEMA, made_by=self._made_by, closed=closed, nights=self.nights,
            files={p: m.sha for p, m in self._marks.items()}, tags={p: m.tag for p, m in self._marks.items() if m.tag},
        )  # fmt: skip
        return msgspec.json.encode(said, order="deterministic")

    def mark(self, path: str) -> Mark | None:
        """What is known of the file at this path."""
        return self._marks.get(path)

    def put(self, path: str, mark: Mark) -> None:
        """The file at this path is there, like this."""
        self._marks[path] = mark

    def forget(self, path: str) -> Mark | None:
        """The file at this path is about to be written: until that is done nothing is known of it."""
        return self._marks.pop(path, None)

    def moments(self, night: str) -> int:
        """Up to which publication everything that never changes is there, of this night."""
        return self.nights[night].moments if night in self.nights else 0

    def only(self, night: str, paths: set[str]) -> None:
        """Forget the moments of this night that are not in ``paths``: `moments` stands for all of them."""
        gone = [p for p in self._marks if is_immutable(p) and f"/{night}/" in p and p not in paths]
        for path in gone:
            del self._marks[path]
