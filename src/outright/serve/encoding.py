"""How an answer is packed: what the reader accepts, and the packing itself."""

from __future__ import annotations

import gzip
from functools import lru_cache

SMALL = 512
"""Bytes under which packing saves nothing worth its headers."""
SUFFIX = {"": "", "br": "-br", "gzip": "-gz"}
"""What an ETag ends with, by encoding."""
_QUICK, _THOROUGH = 5, 9


@lru_cache(maxsize=256)
def chosen(accept: str) -> str:
    """The encoding for this Accept-Encoding: "br", "gzip" or "" for none; brotli where both are as welcome.

    >>> chosen("gzip, deflate, br;q=0.9"), chosen("*"), chosen("br;q=0, identity")
    ('gzip', 'br', '')
    """
    weights = dict(_weighed(part) for part in accept.lower().split(",") if part.strip())
    anything = weights.get("*", 0.0)
    best, encoding = weights.get("identity", 0.0), ""
    for name in ("gzip", "br"):
        weight = weights.get(name, anything)
        if weight > 0 and weight >= best:
            best, encoding = weight, name
    return encoding


def packed(body: bytes, encoding: str, *, thorough: bool) -> bytes:
    """The body in this encoding. ``thorough``: it will be kept for long and is worth the time."""
    if encoding == "br":
        import brotli  # type: ignore[import-untyped]

        return bytes(brotli.compress(body, quality=_THOROUGH if thorough else _QUICK))
    return gzip.compress(body, compresslevel=_THOROUGH if thorough else 6, mtime=0)


def _weighed(part: str) -> tuple[str, float]:
    name, *parameters = (p.strip() for p in part.split(";"))
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip() == "q":
            try:
                return name, min(max(float(value), 0.0), 1.0)
            except ValueError:
                return name, 0.0
    return name, 1.0
