"""What a walk takes and gives: a target, what it remembers between polls, documents and troubles."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from outright.archive.fetched import Fetched, Validators

_WHOLE_EVERY = 10
_MOST_SEEN = 500


@dataclass(frozen=True, slots=True)
class Target:
    """One source as a night's settings name it.

    ``kind`` is a reader's kind. ``urls`` is one address, or several for a source that publishes several
    files. ``counties``: also fetch each county's own site (Clarity). ``election`` names the election, by
    its slug or its date, where the address leads only to the jurisdiction (Enhanced Voting). ``key_env``
    is the environment variable that holds the key (AP): the key itself is in no settings file.
    ``at_once`` bounds how many files of this source are fetched side by side, ``tries`` how often a file
    that its version promises is asked for in one poll.
    """

    kind: str
    urls: tuple[str, ...]
    counties: bool = False
    election: str = ""
    key_env: str = ""
    at_once: int = 2
    tries: int = 3


@dataclass(frozen=True, slots=True)
class Document:
    """One file as it was received, not unpacked and not read.

    ``part`` is empty for the source's main file, else a key such as a county's (``ben-hill``); counts of
    different parts never replace each other. ``order`` rises with newness (Clarity's version, AP's
    clock) and is None where the source has no such number. ``version`` is the same for people.
    ``note`` is empty or one of: ``diff`` (holds only what changed), ``older`` (its order is below one
    already seen), ``seen-before`` (these very bytes came earlier, and others since), ``version-race``
    (not the newest version, which is promised but not there), ``settings`` (no counts), ``odd`` (not
    the kind of file that was asked for, probably an error page; kept, and asked for again).
    """

    part: str
    kind: str
    name: str
    url: str
    body: bytes = field(repr=False)
    received_at: dt.datetime
    version: str = ""
    order: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that did not come, in words for a desk. Earlier counts of the part stand.

    ``code`` is that of the door's error (``blocked``, ``rate-limited``, ``too-slow`` …), or
    ``version-race``, ``older``, ``not-what-it-should-be``, ``which-election``, ``no-key``,
    ``bad-address``. ``body`` is what came instead, for the archive; ``retry_after`` is in seconds.
    """

    part: str
    url: str
    code: str
    text: str
    status: int | None = None
    body: bytes = field(default=b"", repr=False)
    retry_after: float | None = None


class Get(Protocol):
    """How a walk asks: `archive.fetch.Door.get`, or a test's own. Raises `FetchFailed`."""

    async def __call__(
        self, url: str, validators: Validators | None = None, headers: Mapping[str, str] | None = None
    ) -> Fetched:
        """The answer to one address."""
        ...


@dataclass(slots=True)
class Trail:
    """What one source's walk remembers between polls. The caller owns it; a new one asks for everything.

    A document is remembered only when the caller comes back for the next one: if it could not be kept,
    the next poll fetches it again. ``highest`` is the highest order given out for each part, ``owed`` the
    parts whose newest version is known and not yet here, ``notes`` addresses found on the way.
    ``pause`` waits and ``environ`` holds keys; tests bring their own.
    """

    validators: dict[str, Validators] = field(default_factory=dict)
    highest: dict[str, int] = field(default_factory=dict)
    owed: set[str] = field(default_factory=set)
    notes: dict[str, str] = field(default_factory=dict)
    seen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    polls: int = 0
    pause: Callable[[float], Awaitable[None]] = field(default=asyncio.sleep, repr=False)
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)

    def known(self, url: str) -> Validators | None:
        """What to ask this address with. Every tenth question is a plain one, should the validators lie."""
        self.asked[url] = self.asked.get(url, 0) + 1
        known = self.validators.get(url)
        if known is not None and self.asked[url] % _WHOLE_EVERY == 0:
            return Validators(sha256=known.sha256)
        return known

    def took(self, url: str, validators: Validators) -> None:
        """The answer of this address is in the caller's hands."""
        self.validators[url] = validators
        earlier = tuple(s for s in self.seen.get(url, ()) if s != validators.sha256)
        self.seen[url] = (*earlier, validators.sha256)[-_MOST_SEEN:]

    def is_newest(self, part: str, order: int) -> bool:
        """True when nothing as new was given out for this part."""
        return order > self.highest.get(part, -1)


Walk = Callable[[Target, Trail, Get], AsyncGenerator[Document | Trouble, None]]
