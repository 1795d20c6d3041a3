"""Answers gone wrong: what the active faults make of a request and of the page it would have got.

Pure: the reply says what is to be sent and in which manner; `app` sends it.
"""

from __future__ import annotations

import datetime as dt
import gzip
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from random import Random
from typing import Literal

from outright.rehearsal.faults import Episode
from outright.rehearsal.site.page import Page, Request

_LIBRARIES = re.compile(
    r"\s*$|python|curl|wget|go-http|java|okhttp|aiohttp|httpx|axios|node|libwww|ruby|perl|scrapy", re.IGNORECASE
)
_PACKED = ("text/", "application/json", "application/xml")
_SMALLEST_PACKED = 600

Manner = Literal["whole", "drip", "hang", "reset", "endless"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes over the wire. ``faults`` are those that show in it; ``bytes_a_second`` is the pace of a drip."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    manner: Manner = "whole"
    faults: tuple[str, ...] = ()
    bytes_a_second: int = 0
    episode: Episode | None = None


@dataclass
class Turns:
    """How often each path has been asked for while copies were stale: every other answer is an old one."""

    asked: dict[str, int] = field(default_factory=dict)

    def stale(self, path: str) -> bool:
        """Whether this time the old copy answers; the first time it does."""
        self.asked[path] = self.asked.get(path, 0) + 1
        return self.asked[path] % 2 == 1


def reply(
    request: Request, active: Mapping[str, Episode], turns: Turns, page_of: Callable[[int, int], Page | None]
) -> Reply:
    """The answer. ``active`` are the faults of answers that concern this path, by kind.

    ``page_of(behind, ahead)`` gives the page from a copy so many editions old, or with a version too early.
    """
    if refused := _refusal(request, active):
        return refused
    behind = int("stale-edge" in active and turns.stale(request.path))
    ahead = int("version-race" in active)
    page = page_of(behind, ahead)
    if page is None:
        return Reply(404, _headers("text/html; charset=utf-8"), _html("404 Not Found"))
    faults = [*page.faults]
    if behind and (fresh := page_of(0, ahead)) is not None and fresh.body != page.body:
        faults.append("stale-edge")
    if ahead and request.path.endswith("current_ver.txt"):
        faults.append("version-race")
    tag = f'"lie-{active["etag-lies"].id}"' if "etag-lies" in active else page.tag
    faults += ["etag-lies"] * ("etag-lies" in active)
    headers = _headers(page.media) | {
        "etag": tag,
        "last-modified": format_datetime(page.at.astimezone(dt.UTC), usegmt=True),
        "cache-control": f"max-age={page.max_age}",
        **page.seldom,
    }
    if page.status == 200 and ("false-304" in active or _same(request, tag, page)):
        told = [*faults, *["false-304"] * ("false-304" in active)]
        return Reply(304, {k: v for k, v in headers.items() if k != "content-type"}, b"", faults=tuple(told))
    plain = Reply(page.status, headers, page.body, faults=tuple(faults))
    return _packed(request, _spoilt(plain, active))


def _refusal(request: Request, active: Mapping[str, Episode]) -> Reply | None:
    """An answer that no page is needed for."""
    headers = _headers("text/html; charset=utf-8")
    if episode := active.get("blocked-403"):
        agent = request.headers.get("user-agent", "")
        if episode.option("agents") == "all" or _LIBRARIES.match(agent):
            return Reply(403, headers, _html("403 Forbidden"), faults=("blocked-403",))
    if episode := active.get("rate-limited-429"):
        headers["retry-after"] = str(episode.option("retry_after"))
        return Reply(429, headers, _html("429 Too Many Requests"), faults=("rate-limited-429",))
    if episode := active.get("html-error-page"):
        return Reply(int(episode.option("status")), headers, _html("An error occurred"), faults=("html-error-page",))
    if episode := active.get("hang"):
        return Reply(503, headers, _html("503"), "hang", ("hang",), episode=episode)
    return None


def _spoilt(plain: Reply, active: Mapping[str, Episode]) -> Reply:
    """The body cut, emptied or packed once too often; and the manner of sending it."""
    if "empty" in active:
        plain = replace(plain, body=b"", faults=(*plain.faults, "empty"))
    if (episode := active.get("truncated")) and len(plain.body) > 1:
        cut = max(1, int(len(plain.body) * Random(episode.id).uniform(0.3, 0.95)))
        plain = replace(plain, body=plain.body[:cut], faults=(*plain.faults, "truncated"))
    if "wrong-gzip" in active:
        body = gzip.compress(plain.body, mtime=0)
        plain = replace(plain, body=body, faults=(*plain.faults, "wrong-gzip"))
    manners: dict[str, Manner] = {"drip": "drip", "reset": "reset", "never-ending": "endless"}
    for kind, manner in manners.items():
        if episode := active.get(kind):
            pace = int(episode.option("bytes_a_second") or 0)
            faults = (*plain.faults, kind)
            return replace(plain, manner=manner, faults=faults, bytes_a_second=pace, episode=episode)
    return plain


def _packed(request: Request, plain: Reply) -> Reply:
    """Compressed for a client that takes it, where the body is text and worth it."""
    asked = "gzip" in request.headers.get("accept-encoding", "")
    text = plain.headers.get("content-type", "").startswith(_PACKED)
    headers = dict(plain.headers) | ({"vary": "Accept-Encoding"} if text else {})
    body = plain.body
    if asked and text and len(body) >= _SMALLEST_PACKED:
        body, headers["content-encoding"] = _gzip(body), "gzip"
    return replace(plain, headers=headers, body=body)


@lru_cache(8)
def _gzip(body: bytes) -> bytes:
    """Packed once for everybody who asks for the same body."""
    return gzip.compress(body, compresslevel=5, mtime=0)


def _same(request: Request, tag: str, page: Page) -> bool:
    """Whether the client says that it has this very page."""
    if (known := request.headers.get("if-none-match")) is not None:
        tags = [t.strip().removeprefix("W/") for t in known.split(",")]
        return tag in tags or "*" in tags
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False
    return moment.tzinfo is not None and page.at.replace(microsecond=0) <= moment


def _headers(media: str) -> dict[str, str]:
    return {
        "content-type": media,
        "access-control-allow-origin": "*",
        "x-content-type-options": "nosniff",
        "x-rehearsal": "no election results",
    }


def _html(title: str) -> bytes:
    return (
        f"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1>"
        "<p>REHEARSAL: this site is an exercise.</p></body></html>\n"
    ).encode()
