"""Compressed copies beside a file, for servers that send them as they are: ``gzip_static``, ``precompressed``.

Such servers look whether the copy is there, and not whether it is newer. So every text file has both copies,
however small, and they are written before the file itself: a file that is up to date has copies that are.
"""

from __future__ import annotations

import gzip

QUICK, THOROUGH = 5, 11


def siblings(path: str, body: bytes) -> dict[str, bytes]:
    """The compressed copies of a file by the ending they add."""
    import brotli  # type: ignore[import-untyped]

    best = path.startswith("/static/")  # few, kept for a year, asked for by everybody
    return {
        ".br": bytes(brotli.compress(body, quality=THOROUGH if best else QUICK)),
        ".gz": gzipped(body),
    }


def gzipped(body: bytes) -> bytes:
    """The body in gzip, the same bytes every time."""
    return gzip.compress(body, compresslevel=9, mtime=0)
