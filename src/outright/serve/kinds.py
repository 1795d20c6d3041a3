"""What a published file is to a browser and to a cache: its type, how long it may be kept, who may frame it.

The path alone says it, so that the same file has the same headers at every moment.
"""

from __future__ import annotations

import re

from outright.publish.headers import JSON as JSON
from outright.publish.headers import PACKED as PACKED_ALREADY
from outright.publish.headers import TEXT as TEXT
from outright.publish.headers import TYPES as TYPES
from outright.publish.headers import cache_control as cache_control
from outright.publish.headers import content_type as _content_type
from outright.publish.headers import is_data as is_data

__all__ = ["JSON", "NEVER", "PACKED_ALREADY", "TEXT", "TYPES", "cache_control", "content_type", "is_data"]

NEVER = "no-store"

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors "
)
_EMBED = re.compile(r"(/[a-z]{2})?/embed/")


def content_type(path: str) -> str:
    """The media type of what is at this path: a file of the tree, or an answer that only the server gives."""
    return JSON if path.endswith("/take") else _content_type(path)


def wants_json(path: str) -> bool:
    """Whether whoever asks here reads JSON: errors are problem documents, and any site may read them."""
    return is_data(path) or path == "/oembed"


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
