"""Bytes from a local path, unpacked when they are packed; the one door of ``outright read``.

Nothing is ever written to disk, and nothing larger than a results file can be is taken into memory.
"""

from __future__ import annotations

from pathlib import Path

from outright.errors import FeedMalformed, FeedUnavailable
from outright.feeds.tables import is_workbook
from outright.feeds.unpack import LARGEST, gunzip, is_gzip, is_zip, member_of

_INSIDE = "!"


def load(path_text: str) -> tuple[str, bytes]:
    """The name and the bytes of a results file.

    ``path_text`` is a local path; ``archive.zip!member`` names a member of a zip. A zip with one
    member needs no name, and a gzip file is unpacked. Raises `FeedUnavailable` when there is no such
    file and `FeedMalformed` when the archive is broken or larger than allowed.
    """
    path, member = _split(path_text)
    try:
        if path.is_dir():
            raise FeedUnavailable("This is a folder, not a file", where=path_text, hint="Name one file.")
        if path.exists() and not path.is_file():
            raise FeedUnavailable("This is not a regular file", where=path_text, hint="Name one file.")
        if path.stat().st_size > LARGEST:
            raise FeedMalformed(f"The file is larger than {LARGEST // 2**20} MB", where=path_text)
        body = path.read_bytes()
    except OSError as error:
        raise FeedUnavailable(
            f"The file cannot be read: {error.strerror or error}", where=path_text, hint="Check the path."
        ) from None
    except ValueError as error:  # a path with a NUL in it
        raise FeedUnavailable(f"This is no path: {error}", where=repr(path_text)) from None
    if is_zip(body) and not (is_workbook(body) and not member):
        return member_of(body, member, path_text)
    if member:
        raise FeedMalformed("The file is not a zip archive", where=str(path), hint="Leave the member out.")
    if is_gzip(body):
        return path.name.removesuffix(".gz"), gunzip(body, path_text)
    if path.suffix == ".gz":
        raise FeedMalformed("The file is named .gz but is not gzip", where=path_text, hint="Fetch it again.")
    return path.name, body


def opened(body: bytes, name: str) -> tuple[str, bytes]:
    """The name and bytes of the one results file in what a source sent, unpacked where it is packed."""
    if is_zip(body) and not is_workbook(body):
        return member_of(body, "", name)
    if is_gzip(body):
        return name.removesuffix(".gz"), gunzip(body, name)
    return name, body


def _split(path_text: str) -> tuple[Path, str]:
    """The path and the member named after the first ``!`` that follows an existing file."""
    parts = path_text.split(_INSIDE)
    for n in range(len(parts), 0, -1):
        try:
            path = Path(_INSIDE.join(parts[:n]))
            if path.is_file():
                return path, _INSIDE.join(parts[n:])
        except (OSError, ValueError):
            continue
    return Path(parts[0]), _INSIDE.join(parts[1:])
