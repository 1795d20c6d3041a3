"""The headers of a published file, and whether the reader has it already."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache

from outright.bulletin import Night
from outright.serve.ask import Ask, Headers
from outright.serve.kinds import PACKED_ALREADY, cache_control, content_type, is_data, policy
from outright.serve.press import Print, Sheet

OPEN: Headers = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Outright-Seq"),
]
"""Any site may read it."""
_SAFE: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"strict-origin-when-cross-origin"),
]
PREFLIGHT: Headers = [
    *OPEN,
    (b"access-control-allow-methods", b"GET, HEAD, OPTIONS"),
    (b"access-control-allow-headers", b"If-None-Match, If-Modified-Since, Last-Event-ID, Cache-Control"),
    (b"access-control-max-age", b"86400"),
]


def safe(path: str) -> Headers:
    """What every answer at this path says about how it may be used."""
    return [(b"content-security-policy", policy(path).encode()), *_SAFE]


@lru_cache(maxsize=4096)
def _of_path(path: str) -> tuple[tuple[bytes, bytes], ...]:
    kind = content_type(path)
    packs: Headers = [] if kind in PACKED_ALREADY else [(b"vary", b"Accept-Encoding")]
    return (*safe(path), *(OPEN if is_data(path) else []), (b"content-type", kind.encode()), *packs)


def headers_of(sheet: Sheet, etag: str, night: Night) -> Headers:
    """The headers of a file as it stands, except those of its body. A moment's own file speaks of its moment."""
    seq = night.seq if sheet.seq is None else sheet.seq
    status = night.status if sheet.status is None else sheet.status
    found = [
        *_of_path(sheet.path),
        (b"etag", etag.encode()),
        (b"cache-control", cache_control(sheet.path, night.status).encode()),
        (b"outright-seq", b"%d" % seq),
        (b"outright-status", status.value.encode()),
    ]
    if sheet.modified is not None:
        found.append((b"last-modified", _http_date(sheet.modified)))
    return found


def known_etag(ask: Ask, plain: Print, sheet: Sheet) -> str | None:
    """The ETag of what the reader has, where that is still what stands here; None where it has to be sent.

    The encodings of a file are one file: whoever has any of them has it.
    """
    tags = ask.header(b"if-none-match")
    if tags:
        if tags.strip() == "*":
            return plain.etag
        return next((tag for tag in map(_strong, tags.split(",")) if _unpacked(tag) == plain.etag), None)
    since = ask.header(b"if-modified-since")
    if since and sheet.modified is not None:
        moment = _moment(since)
        return plain.etag if moment is not None and sheet.modified <= moment else None
    return None


def _strong(tag: str) -> str:
    return tag.strip().removeprefix("W/")


def _unpacked(tag: str) -> str:
    for suffix in ('-br"', '-gz"'):
        if tag.endswith(suffix):
            return f'{tag.removesuffix(suffix)}"'
    return tag


@lru_cache(maxsize=1024)
def _http_date(moment: dt.datetime) -> bytes:
    return format_datetime(moment, usegmt=True).encode()


@lru_cache(maxsize=1024)
def _moment(text: str) -> dt.datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
