"""What the network said, in our words: transport errors, statuses, and the few headers that matter."""

from __future__ import annotations

import datetime as dt
import ssl
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import httpx2

from outright.archive.backoff import LONGEST_WISH
from outright.archive.fetch_errors import (
    Blocked,
    CutShort,
    FetchFailed,
    NotThere,
    OddAnswer,
    RateLimited,
    SiteInTrouble,
    TooSlow,
    Unreachable,
    Untrusted,
)
from outright.archive.fetched import Validators, cleaned

_BLOCKS = (401, 402, 403, 405, 406, 407, 451)
_LONGEST_HEADER = 1024


def conditions(validators: Validators | None) -> dict[str, str]:
    """The headers that ask "only if it changed"; empty when the source gave nothing to ask with."""
    if validators is None:
        return {}
    asked = {"If-None-Match": validators.etag, "If-Modified-Since": validators.last_modified}
    return {name: value for name, value in asked.items() if value}


def sendable(value: str) -> str:
    """A validator that can be sent back as it came; empty when it cannot."""
    return value if value.isascii() and value.isprintable() and len(value) <= _LONGEST_HEADER else ""


def seconds_asked_for(text: str, now: dt.datetime) -> float | None:
    """What a Retry-After header asks for, a number or a date, at most ten minutes; None when it says nothing."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST_WISH)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=dt.UTC)
    return min(max((at - now).total_seconds(), 0.0), LONGEST_WISH)


def next_hop(at: str, location: str, where: str) -> str:
    """The address that a redirect leads to."""
    try:
        return urljoin(at, location) if location else _nowhere(where)
    except ValueError:
        return _nowhere(where)


def _nowhere(where: str) -> str:
    raise OddAnswer("The site redirects to nowhere", where=where)


def refusal(status: int, body: bytes, wish: float | None, where: str) -> FetchFailed:
    """The error for a status that brings no file."""
    message = f"The site answers {status}"
    if status == 429 or (status == 503 and wish is not None):
        asked = f" and asks to be left alone for {wish:.0f} s" if wish is not None else ", too many requests"
        return RateLimited(message + asked, where=where, status=status, body=body, retry_after=wish)
    if status in _BLOCKS:
        return Blocked(f"{message}: it refuses us", where=where, status=status, body=body)
    if status in (204, 404, 410):
        what = " with no content" if status == 204 else ": no such file"
        return NotThere(message + what, where=where, status=status, body=body)
    if status >= 500:
        return SiteInTrouble(f"{message}: its own error", where=where, status=status, body=body)
    return OddAnswer(f"{message}, which is no file", where=where, status=status, body=body)


def in_words(error: Exception, where: str, secrets: tuple[str, ...]) -> FetchFailed:
    """The error for what went wrong on the line."""
    said = cleaned(f"{type(error).__name__}: {error}", secrets)[:200]
    if (tls := _tls_reason(error)) is not None:
        return Untrusted(f"The site's certificate does not hold: {cleaned(tls, secrets)}", where=where)
    if isinstance(error, httpx2.ConnectTimeout):
        return Unreachable("Nothing answers at the site's address", where=where)
    if isinstance(error, httpx2.TimeoutException):
        return TooSlow(f"The site was silent for too long ({said})", where=where)
    if isinstance(error, httpx2.ConnectError):
        return Unreachable(f"No connection to the site ({said})", where=where)
    if isinstance(error, httpx2.RemoteProtocolError | httpx2.ReadError | httpx2.DecodingError):
        return CutShort(f"The answer broke off ({said})", where=where)
    if isinstance(error, httpx2.NetworkError | OSError):
        return Unreachable(f"The line to the site broke ({said})", where=where)
    return OddAnswer(f"The address cannot be asked ({said})", where=where)


def _tls_reason(error: BaseException | None) -> str | None:
    """What the certificate check said, when that is what failed."""
    for _ in range(8):
        if error is None:
            return None
        if isinstance(error, ssl.SSLCertVerificationError):
            return str(error.verify_message or error.reason)
        error = error.__cause__ or error.__context__
    return None
