"""The stylesheet, the script and the icon, under names that carry their own hash.

A name changes when a byte changes, so a browser may keep them for ever.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"


@cache
def assets() -> dict[str, tuple[str, bytes]]:
    """Every static file: plain name to (hashed name, bytes)."""
    found = {}
    for path in sorted(STATIC.iterdir()):
        body = path.read_bytes()
        found[path.name] = (f"{path.stem}.{hashlib.sha256(body).hexdigest()[:12]}{path.suffix}", body)
    return found


def hashed(name: str) -> str:
    """The hashed name of a static file; ``KeyError`` when there is none."""
    return assets()[name][0]
