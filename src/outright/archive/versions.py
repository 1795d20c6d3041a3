"""Documents that follow one another, kept as what changed: the first whole, then changes, every so often a whole one.

What is kept in memory is only there for speed: the base of a change is read again where it has been let go.
"""

from __future__ import annotations

import zlib
from collections import OrderedDict
from collections.abc import Callable

from outright.archive.change import change, changed
from outright.archive.kept import unpacked
from outright.errors import ArchiveError

DEEPEST = 8
"""How many changes may follow a whole document before the next whole one: as many are read for any one moment."""
ROOM = 256 << 20
"""Bytes of documents kept in memory."""

Row = tuple[bytes | None, str, int | None]
"""What is stored of a document: the packed bytes, the hash of the whole, and the number of its base."""


class Versions:
    """The documents of one table by number, in rows of one ``key`` each. ``fetch`` reads what is stored of a number."""

    def __init__(self, fetch: Callable[[int], Row | None], name: str) -> None:
        self._fetch, self._name = fetch, name
        self._kept: OrderedDict[int, bytes] = OrderedDict()
        self._size = 0
        self._last: dict[str, tuple[int, int]] = {}

    def packed(self, key: str, document: bytes) -> tuple[bytes, int | None]:
        """What to store of the next document of ``key``, and the number of its base; None where it is whole."""
        last, depth = self._last.get(key, (0, DEEPEST))
        before = self._kept.get(last)
        if before is not None and depth < DEEPEST and (written := change(before, document)) is not None:
            return zlib.compress(written, 6), last
        return zlib.compress(document, 6), None

    def stored(self, key: str, seq: int, document: bytes, base: int | None) -> None:
        """Remember that ``document`` is stored as ``seq``, so that the next may be a change of it."""
        last, depth = self._last.get(key, (0, 0))
        self._last[key] = (seq, 0 if base is None else depth + 1)
        if last:
            self._drop(last)
        self._keep(seq, document)

    def whole(self, seq: int, row: Row) -> bytes:
        """The document of a number, made of its base where it is a change; `ArchiveError` where it cannot be."""
        data, sha256, base = row
        found = unpacked(data, sha256, self._name)
        if base is not None:
            try:
                found = changed(self._base(seq, base), found)
            except (ValueError, TypeError, IndexError, KeyError) as error:
                raise ArchiveError(
                    f"stored bytes {str(sha256)[:12]} were altered: {error}", where=self._name
                ) from error
        self._keep(seq, found)
        return found

    def _base(self, seq: int, base: int) -> bytes:
        if base in self._kept:
            self._kept.move_to_end(base)
            return self._kept[base]
        row = self._fetch(base) if isinstance(base, int) and 0 < base < seq else None
        if row is None:
            raise ArchiveError(f"what {seq} changes is not there", where=self._name)
        return self.whole(base, row)

    def _keep(self, seq: int, document: bytes) -> None:
        self._drop(seq)
        self._kept[seq] = document
        self._size += len(document)
        while self._size > ROOM and len(self._kept) > 1:
            self._drop(next(iter(self._kept)))

    def _drop(self, seq: int) -> None:
        self._size -= len(self._kept.pop(seq, b""))
