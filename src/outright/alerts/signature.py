"""The signature of a webhook: HMAC-SHA256 over the time and the body, with a secret that both sides know.

``Outright-Signature: t=1492566130,v1=5257a8…``. A receiver calls `verify` before it believes a word; the time in it
makes an old delivery worthless to somebody who recorded it.
"""

from __future__ import annotations

import hashlib
import hmac
import re

TOLERANCE = 300
"""Seconds by which the time in a signature may differ from the receiver's clock."""

_FIELD = re.compile(r"(t|v1)=([0-9a-f]{1,64})")


def sign(secret: str, at: int, body: bytes) -> str:
    """The header's value for a body sent at ``at`` (seconds since 1970).

    >>> sign("whisper", 1492566130, b"{}")[:20]
    't=1492566130,v1=4ade'
    """
    return f"t={at},v1={_mac(secret, str(at), body)}"


def verify(secret: str, header: str, body: bytes, now: float, *, tolerance: float = TOLERANCE) -> bool:
    """Whether the header was made from these very bytes with this secret, not longer ago than ``tolerance`` seconds.

    ``body`` is the request's body as it came, before anything reads it. Several ``v1`` may stand in the header
    while a secret is being changed; one that fits is enough.
    """
    fields = [_FIELD.fullmatch(part.strip()) for part in header.split(",")]
    times = [f[2] for f in fields if f and f[1] == "t"]
    given = [f[2] for f in fields if f and f[1] == "v1"]
    if not secret or len(times) != 1 or not re.fullmatch(r"\d{1,12}", times[0]):
        return False
    fresh = abs(now - int(times[0])) <= tolerance
    expected = _mac(secret, times[0], body)
    fits = [hmac.compare_digest(expected, mac) for mac in given]  # all are compared, whichever fits
    return any(fits) and fresh


def _mac(secret: str, at: str, body: bytes) -> str:
    return hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()
