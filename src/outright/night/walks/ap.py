"""Walks AP's Elections API: the whole once, then each time the link that the last answer gave.

AP asks that the link be used as it is given, and a link brings only what changed; nothing in it replaces
what it does not mention. The key comes from the environment, travels in a header, and goes to AP's host
and to no other. Written from AP's public help pages and stored v2 bodies.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from outright.archive.fetched import Fetched, redacted
from outright.errors import FeedError
from outright.feeds.strict_json import a_dict, loads
from outright.night.walks.ask import ask, file_name
from outright.night.walks.values import Document, Get, Target, Trail, Trouble

_NEXT = "next"
_QUOTA_WAIT = 10.0
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_STALE_LINK = ("not-there", "odd-answer")


@dataclass(frozen=True, slots=True)
class _Said:
    """What an answer says of itself. Without a change since the last one it holds no races, only a link."""

    next_link: str
    timestamp: str
    races: int


async def ap(target: Target, trail: Trail, get: Get) -> AsyncGenerator[Document | Trouble, None]:
    """One poll: the whole, or what changed since the last one."""
    key = trail.environ.get(target.key_env, "") if target.key_env else ""
    if not key:
        name = target.key_env or "AP_API_KEY"
        text = f"AP needs a key, and the environment variable {name} holds none. Set it (and key_env)."
        yield Trouble("", redacted(target.urls[0]), "no-key", text)
        return
    link = trail.notes.get(_NEXT, "")
    url = link or target.urls[0]
    got = await ask(get, url, headers={"x-api-key": key})
    if isinstance(got, Trouble):
        if link and got.code in _STALE_LINK:
            trail.notes.pop(_NEXT)  # the next poll asks for the whole again
        yield _quota(got)
        return
    said = _said(got)
    if not (link and said is not None and not said.races):
        yield _document(target, got, said, is_diff=bool(link), trail=trail)
    if said is not None:
        async for trouble in _follow(said, target, trail):
            yield trouble


async def _follow(said: _Said, target: Target, trail: Trail) -> AsyncGenerator[Trouble, None]:
    """Remembers the next link and the clock, now that the answer is in the caller's hands."""
    order = order_of(said.timestamp)
    if order is not None:
        trail.highest[""] = max(order, trail.highest.get("", -1))
    home = urlsplit(target.urls[0])
    try:
        there = urlsplit(said.next_link)
    except ValueError:
        there = urlsplit("")
    if said.next_link and there.hostname != home.hostname:
        text = f"AP's next link leads to another host ({there.hostname or 'none'}): it is not followed."
        trail.notes.pop(_NEXT, None)
        yield Trouble("", redacted(said.next_link), "bad-address", text)
    elif said.next_link:
        trail.notes[_NEXT] = there._replace(scheme=home.scheme, netloc=home.netloc).geturl()
    else:
        trail.notes.pop(_NEXT, None)


def _document(target: Target, got: Fetched, said: _Said | None, *, is_diff: bool, trail: Trail) -> Document:
    order = order_of(said.timestamp) if said else None
    older = order is not None and order < trail.highest.get("", -1)
    note = "odd" if said is None else "older" if older else "diff" if is_diff else ""
    name, version = f"{file_name(got.url)}.json", said.timestamp if said else ""
    return Document("", target.kind, name, got.url, got.body, got.received_at, version, order, note)


def _said(got: Fetched) -> _Said | None:
    """None for an answer that cannot be read: it is kept, and the same link is asked again."""
    try:
        found = a_dict(loads(got.body, "AP"), "$")
    except FeedError:
        return None
    races: Any = found.get("races")
    link, stamp = found.get("nextrequest"), found.get("timestamp")
    return _Said(
        link if isinstance(link, str) else "",
        stamp if isinstance(stamp, str) else "",
        len(races) if isinstance(races, list) else 0,
    )


def order_of(timestamp: str) -> int | None:
    """Microseconds since 1970 of AP's clock; None where it prints none.

    >>> order_of("2016-03-09T15:50:46.194Z")
    1457538646194000
    """
    try:
        at = dt.datetime.fromisoformat(timestamp)
    except ValueError:
        return None
    return None if at.tzinfo is None else (at - _EPOCH) // dt.timedelta(microseconds=1)


def _quota(got: Trouble) -> Trouble:
    """AP answers 403 when a minute's questions are used up: that is a wait, not a locked door."""
    if got.status == 403 and b"quota exceeded" in got.body.lower():
        text = f"{got.text} AP says that the key's questions for this minute are used up."
        return replace(got, code="rate-limited", text=text, retry_after=got.retry_after or _QUOTA_WAIT)
    return got
