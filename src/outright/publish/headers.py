"""What goes out with a published file: what it is, how long it may be kept, whether it is worth compressing.

The same for our own server, for a folder behind any file server and for object storage.
"""

from __future__ import annotations

from functools import lru_cache

from outright.publish.tree import is_immutable
from outright.terms import ResultsStatus

IMMUTABLE = "public, max-age=31536000, immutable"
MOVING_DATA = "public, max-age=5, s-maxage=5, stale-while-revalidate=30, stale-if-error=86400"
MOVING_PAGE = "public, max-age=10, stale-while-revalidate=60, stale-if-error=86400"
CERTIFIED = "public, max-age=3600"

TEXT = "text/plain; charset=utf-8"
JSON = "application/json"
FEED = {"json": "application/feed+json", "xml": "application/rss+xml; charset=utf-8"}
TYPES = {
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "js": "text/javascript; charset=utf-8",
    "json": JSON,
    "md": "text/markdown; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
    "topojson": JSON,
    "txt": TEXT,
    "webmanifest": "application/manifest+json",
    "xml": "application/xml",
}
PACKED = frozenset({"image/png", "image/x-icon"})
"""Kinds of file that are compressed in themselves."""


def content_type(path: str) -> str:
    """What the file at this path of the tree is, as the header ``Content-Type`` says it; plain text by default."""
    name = path.rsplit("/", 1)[-1]
    ending = name.rpartition(".")[2]
    return FEED[ending] if name.startswith("feed.") and ending in FEED else TYPES.get(ending, TEXT)


def is_data(path: str) -> bool:
    """Whether the file at this path is for machines."""
    return path.startswith("/v1/")


@lru_cache(maxsize=4096)
def cache_control(path: str, status: ResultsStatus | None) -> str:
    """How long the file may be kept, as the header ``Cache-Control``, by its path and by how final the night is."""
    if is_immutable(path):
        return IMMUTABLE
    if status is ResultsStatus.CERTIFIED:
        return CERTIFIED
    return MOVING_DATA if is_data(path) else MOVING_PAGE


def compresses(path: str) -> bool:
    """Whether the file at this path becomes smaller by gzip or Brotli."""
    return content_type(path) not in PACKED
