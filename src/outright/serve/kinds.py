"""What a published file is to a browser and to a cache: its type, how long it may be kept, who may frame it.

The path alone says it, so that the same file has the same headers at every moment.
"""

from __future__ import annotations

import re
from functools import lru_cache

from outright.publish.tree import is_immutable
from outright.terms import ResultsStatus

IMMUTABLE = "public, max-age=31536000, immutable"
MOVING_DATA = "public, max-age=5, s-maxage=5, stale-while-revalidate=30, stale-if-error=86400"
MOVING_PAGE = "public, max-age=10, stale-while-revalidate=60, stale-if-error=86400"
CERTIFIED = "public, max-age=3600"
NEVER = "no-store"

TEXT = "text/plain; charset=utf-8"
JSON = "application/json"
TYPES = {
    "html": "text/html; charset=utf-8",
    "json": JSON,
    "topojson": JSON,
    "csv": "text/csv; charset=utf-8",
    "xml": "application/xml",
    "txt": TEXT,
    "md": "text/markdown; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/x-icon",
    "webmanifest": "application/manifest+json",
}
"""By the end of a file's name."""
NAMED = {"feed.xml": "application/rss+xml; charset=utf-8", "feed.json": "application/feed+json"}
"""Names whose type is not that of their end."""
PACKED_ALREADY = frozenset({"image/png", "image/x-icon"})

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors "
)
_EMBED = re.compile(r"(/[a-z]{2})?/embed/")


def content_type(path: str) -> str:
    """The media type of the file at this path of the tree."""
    name = path.rsplit("/", 1)[-1]
    return NAMED.get(name) or TYPES.get(name.rsplit(".", 1)[-1], TEXT)


def is_data(path: str) -> bool:
    """Whether machines read it: these may be read from any site, and their errors are problem documents."""
    return path.startswith("/v1/")


@lru_cache(maxsize=4096)
def cache_control(path: str, status: ResultsStatus | None) -> str:
    """How long the file may be kept, by its path and by how final the night is."""
    if is_immutable(path):
        return IMMUTABLE
    if status is ResultsStatus.CERTIFIED:
        return CERTIFIED
    return MOVING_DATA if is_data(path) else MOVING_PAGE


def policy(path: str) -> str:
    """The content security policy: nothing from elsewhere; framed by anybody only where it is meant for that."""
    return _CSP + ("*" if _EMBED.match(path) else "'self'")


def kind_of(path: str) -> str:
    """The family a request is counted under."""
    if is_data(path):
        return "data"
    if path.startswith("/static/"):
        return "static"
    return "embed" if _EMBED.match(path) else "page"
