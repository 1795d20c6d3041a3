"""Who is signed in: a session for a token, known by a cookie of chance of which only a hash is kept.

It ends with its token, with its time, or when the person signs out. Failed attempts are counted by address.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from outright.desk.tokens import Scope, Token, known
from outright.serve.limits import Buckets, counted_as

COOKIE = "outright-desk"
HOURS = 12
MOST = 200
ATTEMPTS_A_MINUTE = 5
_ALL = "everybody"


@dataclass(slots=True)
class Session:
    """A person who is signed in. ``csrf`` must come with everything the person does; ``said`` is told once."""

    token: str
    person: str
    scopes: tuple[Scope, ...]
    csrf: str
    until: dt.datetime
    said: str = ""
    failed: bool = False

    def may(self, scope: Scope) -> bool:
        """Whether the person's token is for this."""
        return scope in self.scopes

    def sent(self, csrf: str) -> bool:
        """Whether what came was sent from a page that we gave this person."""
        return hmac.compare_digest(self.csrf.encode(), csrf.encode())


@dataclass(slots=True)
class Sessions:
    """Everybody who is signed in. ``attempts`` fill again by five a minute for each address, one a second for all."""

    attempts: Buckets = field(default_factory=lambda: Buckets(ATTEMPTS_A_MINUTE / 60, ATTEMPTS_A_MINUTE))
    together: Buckets = field(default_factory=lambda: Buckets(1.0, 20))
    _open: dict[str, Session] = field(default_factory=dict)

    def wait(self, host: str, clock: float) -> float:
        """Seconds until somebody from this address may try again; 0 when they may now, which counts as a try."""
        return self.attempts.take(counted_as(host), clock) or self.together.take(_ALL, clock)

    def begin(self, tokens: Sequence[Token], text: str, now: dt.datetime) -> tuple[str, Session] | None:
        """A new session and the secret of its cookie, where the token is good; None where it is not."""
        token = known(tokens, text, now)
        if token is None:
            return None
        secret = secrets.token_urlsafe(32)
        until = min(token.until, now + dt.timedelta(hours=HOURS))
        session = Session(token.id, token.person, token.scopes, secrets.token_urlsafe(32), until)
        while len(self._open) >= MOST:
            self._open.pop(next(iter(self._open)))
        self._open[_key(secret)] = session
        return secret, session

    def find(self, secret: str, tokens: Sequence[Token], now: dt.datetime) -> Session | None:
        """The session of a cookie, while it lasts and its token is good."""
        session = self._open.get(_key(secret)) if secret else None
        if session is None:
            return None
        token = next((t for t in tokens if t.id == session.token), None)
        if token is None or not token.is_good(now) or now >= session.until:
            self.end(secret)
            return None
        return session

    def end(self, secret: str) -> None:
        """Sign out."""
        self._open.pop(_key(secret), None)


def _key(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
