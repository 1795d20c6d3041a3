"""What fetching takes and gives: manners, validators, an answer. Values only; nothing here reaches out."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from outright import __version__

LARGEST = 200 * 2**20
_SECRET = re.compile(
    r"(?i)([?&;#](?:[\w.-]*(?:key|token|secret|password|passwd|pwd|signature|auth|credential)|sig)=)[^&;#]*"
)
_SECRET_HEADER = re.compile(r"(?i)key|auth|token|secret|cookie|pass|sign")
_HIDDEN = "…"


@dataclass(frozen=True, slots=True)
class Validators:
    """What a source said of a body, so that the next question can be "has it changed?".

    ``etag`` and ``last_modified`` are sent back as they came; ``sha256`` is ours and decides, because
    a server may keep an ETag and change the body.
    """

    etag: str = ""
    last_modified: str = ""
    sha256: str = ""

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified or self.sha256)


@dataclass(frozen=True, slots=True)
class Fetched:
    """One answer of a source, whole. Addresses are kept without their secrets.

    ``body`` is what was sent, without the compression of the transport; empty when the source said
    "not changed" (status 304). ``changed`` is false then, and when the body has the hash that was
    known. ``elapsed`` is in seconds, without the
    wait for the site's turn.
    """

    url: str
    status: int
    body: bytes = field(repr=False)
    received_at: dt.datetime
    validators: Validators
    changed: bool
    content_type: str
    elapsed: float
    final_url: str


@dataclass(frozen=True, slots=True)
class Manners:
    """How we behave towards sources, and what we put up with.

    ``contact`` goes into the User-Agent, so that an office can write to the desk instead of shutting it
    out. ``deadline`` is for one whole answer, redirects included, in seconds. ``largest`` is in bytes.
    ``per_host`` requests run at a time, at least ``gap`` seconds apart. ``allow_http`` lets unencrypted
    addresses through, ``allow_private`` this very machine (a rehearsal site) and no other private place.
    """

    contact: str = ""
    deadline: float = 30.0
    largest: int = LARGEST
    per_host: int = 2
    gap: float = 0.0
    redirects: int = 5
    allow_private: bool = False
    allow_http: bool = False
    user_agent: str = ""

    @property
    def agent(self) -> str:
        """The User-Agent: ``user_agent`` where a source insists on one, else our name and the contact."""
        name = self.user_agent or f"Outright/{'.'.join(__version__.split('.')[:2])}"
        told = f"{name} (+{self.contact})" if self.contact and not self.user_agent else name
        return "".join(c if c.isascii() and c.isprintable() else "?" for c in told)


def digest(body: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def redacted(url: str) -> str:
    """An address as it may be printed: without user, password, and the values of keys and tokens.

    >>> redacted("https://desk:pw@api.example.org/v3?apikey=abc&level=ru")
    'https://api.example.org/v3?apikey=…&level=ru'
    """
    text = re.sub(r"^([a-zA-Z][\w+.-]*:)?//[^/?#]*@", r"\1//", url)
    return _SECRET.sub(rf"\g<1>{_HIDDEN}", text)


def secrets_in(url: str, headers: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The values that `redacted` hides, and those of headers that carry keys: other texts are cleaned of them."""
    found = [m.group(0).removeprefix(m.group(1)) for m in _SECRET.finditer(url)]
    found += [value for name, value in (headers or {}).items() if _SECRET_HEADER.search(name)]
    try:
        parts = urlsplit(url)
        found += [parts.username or "", parts.password or ""]
    except ValueError:
        pass
    return tuple(s for s in found if s)


def cleaned(text: str, secrets: tuple[str, ...]) -> str:
    """A text without any of the secrets."""
    for secret in secrets:
        text = text.replace(secret, _HIDDEN)
    return text
