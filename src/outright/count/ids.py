"""Permanent ids made from names: lower case ``[a-z0-9-]``, the same on every machine."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOT_ID = re.compile(r"[^a-z0-9]+")
_TAIL = re.compile(r"\((?:i|inc|incumbent|[a-z]{1,4})\)", re.IGNORECASE)
_LONGEST_TAIL = len("(incumbent)")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "v"})


@lru_cache(maxsize=32768)
def slug(text: str) -> str:
    """The name in lower-case ASCII letters, digits and single hyphens.

    >>> slug("U.S. Representative, District 6")
    'u-s-representative-district-6'
    >>> slug("Julián  Castro ")
    'julian-castro'
    """
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return _NOT_ID.sub("-", ascii_text.lower().replace("'", "")).strip("-")


@lru_cache(maxsize=8192)
def candidate_id(name: str) -> str:
    """A candidate's id from the printed name, without a trailing ``(REP)`` or ``(I)``.

    >>> candidate_id("JON OSSOFF (DEM)"), candidate_id("Donald J. Trump (I) (Rep)")
    ('jon-ossoff', 'donald-j-trump')
    """
    bare = name.rstrip()
    end = len(bare)
    while (start := bare.rfind("(", max(0, end - _LONGEST_TAIL), end)) > 0 and _TAIL.fullmatch(bare, start, end):
        while start > 0 and bare[start - 1].isspace():
            start -= 1
        if start == 0:
            break
        end = start
    return slug(bare[:end]) or "unnamed"


def surname(name: str) -> str:
    """The last word of a name that is not ``Jr.`` or the like, as printed.

    >>> surname("Warren Jones, Jr."), surname("Jon Ossoff")
    ('Jones', 'Ossoff')
    """
    words = [w.strip(",") for w in name.split()]
    while len(words) > 1 and words[-1].strip(".").lower() in _SUFFIXES:
        words.pop()
    return words[-1] if words else name
