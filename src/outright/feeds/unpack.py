"""Unpacking gzip and zip in memory, with limits that no honest results file meets.

200 MB unpacked; 200 to 1 above 10 MB; 50 entries. A hostile archive is refused before it is large.
"""

from __future__ import annotations

import gzip
import stat
import zipfile
import zlib
from io import BytesIO
from typing import Protocol

from outright.errors import FeedMalformed, FeedNotRecognised, FeedUnavailable
from outright.feeds.numbers import shown

LARGEST = 200 * 2**20
RATIO = 200
RATIO_FROM = 10 * 2**20
MOST_ENTRIES = 50
_PIECE = 2**20
_HINT = "Fetch it again; if it stays so, do not trust the source."


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def is_gzip(body: bytes) -> bool:
    """True for gzip bytes."""
    return body.startswith(b"\x1f\x8b")


def is_zip(body: bytes) -> bool:
    """True for zip bytes, an empty archive included."""
    return body.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def gunzip(body: bytes, where: str) -> bytes:
    """The bytes inside a gzip file; `FeedMalformed` when it is cut, damaged or a bomb."""
    try:
        with gzip.GzipFile(fileobj=BytesIO(body)) as stream:
            return _within_limits(stream, len(body), where)
    except (OSError, EOFError, zlib.error) as error:
        raise FeedMalformed(f"The gzip file is cut or damaged: {error}", where=where, hint=_HINT) from None


def member_of(body: bytes, member: str, where: str) -> tuple[str, bytes]:
    """The name and bytes of one member of a zip; the only one when ``member`` is empty."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            if sum(e.compress_size for e in archive.infolist()) > len(body):
                raise FeedMalformed("Members of the zip overlap", where=where, hint=_HINT)
            entry = _entry(archive, member, where)
            with archive.open(entry) as stream:
                found = _within_limits(stream, max(entry.compress_size, 1), where)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, ValueError) as error:
        raise FeedMalformed(f"The zip file is cut or damaged: {error}", where=where, hint=_HINT) from None
    except (RuntimeError, NotImplementedError, OverflowError) as error:
        raise FeedMalformed(f"The zip file cannot be opened: {error}", where=where, hint=_HINT) from None
    if len(found) != entry.file_size:
        raise FeedMalformed("A zip member lies about its size", where=where, hint=_HINT)
    if is_gzip(found) or is_zip(found):
        raise FeedMalformed("An archive lies inside the archive", where=where, hint="Unpack it once by hand.")
    return entry.filename.rsplit("/", 1)[-1], found


def _entry(archive: zipfile.ZipFile, member: str, where: str) -> zipfile.ZipInfo:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        message = f"The zip has {len(entries)} entries, over {MOST_ENTRIES}"
        raise FeedMalformed(message, where=where, hint=_HINT)
    names = [e.filename for e in entries]
    if len(set(names)) != len(names):
        raise FeedMalformed("The zip holds two members of one name", where=where, hint=_HINT)
    for entry in entries:
        _refuse_the_unsafe(entry, where)
    # Archives made on a Mac carry a shadow folder; it holds no results.
    real = [e for e in entries if not e.is_dir() and not e.filename.startswith("__MACOSX/")]
    wanted = [e for e in real if e.filename == member] if member else _results(real)
    if member and not wanted:
        raise FeedUnavailable("The zip has no such member", where=where, hint=f"It has {_listed(real)}.")
    if len(wanted) != 1:
        hint = f"Name one as archive.zip!member: {_listed(real)}."
        raise FeedNotRecognised(f"The zip has {len(wanted)} members", where=where, hint=hint)
    return wanted[0]


def _results(entries: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The members that may be the results: Clarity's ``detail.xml`` where there is one, else all."""
    return [e for e in entries if e.filename.rsplit("/", 1)[-1] == "detail.xml"] or entries


def _listed(entries: list[zipfile.ZipInfo]) -> str:
    return ", ".join(shown(e.filename) for e in entries[:10]) or "none"


def _refuse_the_unsafe(entry: zipfile.ZipInfo, where: str) -> None:
    path = entry.filename.replace("\\", "/")
    if path.startswith("/") or ".." in path.split("/") or path[1:2] == ":":
        raise FeedMalformed(f"The zip names a path outside itself, {shown(path)}", where=where, hint=_HINT)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise FeedMalformed(f"The zip holds a link, {shown(path)}", where=where, hint=_HINT)
    if entry.flag_bits & 1:
        raise FeedMalformed(f"The zip member {shown(path)} is encrypted", where=where, hint=_HINT)


def _within_limits(stream: _Readable, packed: int, where: str) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > LARGEST or (size > RATIO_FROM and size > RATIO * packed):
            raise FeedMalformed(
                f"The file unpacks to more than {size // 2**20 - 1} MB from {packed:,} bytes",
                where=where,
                hint="No results file does; it was not read.",
            )
        pieces.append(piece)
    return b"".join(pieces)
