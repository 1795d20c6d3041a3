"""Asking one source again and again: what came, and in words what did not.

Where it goes is given: a watch takes it in itself, a collector stores it for an engine elsewhere. Time and chance are
given too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from types import TracebackType
from typing import Self

import msgspec

from outright.archive import Received
from outright.archive.backoff import wait_after
from outright.archive.fetch import Door
from outright.archive.fetched import Manners, Validators
from outright.count import NoticeKind
from outright.night.config import PolledSource
from outright.night.notices import OURSELVES, notice
from outright.night.walks import Document, Get, Target, Trail, Trouble, walk_for

_JUMP = 5.0
"""Seconds by which a clock may be set between two looks."""


@dataclass(slots=True)
class Polling:
    """One source being polled: its memory, how often it has failed, and what was last wrong with each part."""

    source: PolledSource
    get: Get | None = None
    trail: Trail = field(default_factory=Trail)
    failures: int = 0
    retry_after: float | None = None
    wrong: dict[str, tuple[object, ...]] = field(default_factory=dict)
    stood_until: dt.datetime | None = None
    done: bool = False


class Poller:
    """Asks sources; enter it (``async with``) for its connections.

    ``gives`` takes every publication of a polling as it comes, ``heard`` says whether a key of a source has ever said
    anything. ``get`` asks in place of the network.
    """

    def __init__(
        self, gives: Callable[[Polling, Received], None], *, heard: Callable[[str], bool],
        now: Callable[[], dt.datetime], clock: Callable[[], float], rng: Random, get: Get | None = None,
    ) -> None:  # fmt: skip
        self._gives, self._heard = gives, heard
        self._now, self._clock, self._rng, self._get = now, clock, rng, get
        self._doors = AsyncExitStack()

    async def __aenter__(self) -> Self:
        await self._doors.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._doors.__aexit__(kind, error, trace)

    async def door(self, source: PolledSource) -> Get:
        """How a source is asked, with the manners of its settings."""
        if self._get is not None:
            return self._get
        manners = Manners(
            contact=source.contact, deadline=source.timeout, allow_private=source.allow_private,
            allow_http=source.allow_http,
        )  # fmt: skip
        return (await self._doors.enter_async_context(Door(manners, now=self._now, clock=self._clock))).get

    async def poll(self, polling: Polling) -> None:
        """One poll: documents and troubles are given out as they come."""
        source, started, get = polling.source, self._now(), polling.get
        if get is None:
            raise RuntimeError("the source has no door")
        target = Target(source.kind, source.urls, counties=source.counties, key_env=source.key_env)
        troubled: set[str] = set()
        answered: set[str] = set()
        polling.retry_after = None
        async with aclosing(walk_for(source.kind, source.urls)(target, polling.trail, get)) as walk:
            async for item in walk:
                key = _key(source.id, item.part)
                if isinstance(item, Trouble):
                    troubled.add(key)
                    self._troubled(polling, key, item)
                else:
                    answered.add(key)
                    polling.wrong.pop(key, None)
                    self._gives(polling, received(source, key, item))
        polling.failures = polling.failures + 1 if troubled and not answered else 0
        for key in [k for k in polling.wrong if k not in troubled | answered]:
            del polling.wrong[key]
            words = "It answers again; nothing has changed since."
            self._gives(polling, notice(NoticeKind.RECOVERED, words, OURSELVES, self._now(), key=key))
        if not troubled:
            polling.stood_until = started

    def wait(self, polling: Polling) -> float:
        """Seconds to leave the source alone now."""
        source = polling.source
        wait = wait_after(polling.failures, self._rng, every=source.every, retry_after=polling.retry_after)
        spread = 1 + source.jitter * (2 * self._rng.random() - 1)
        return wait * spread if polling.failures == 0 else wait

    def stumbled(self, polling: Polling, error: Exception) -> None:
        """A fault of ours in asking a source is told like any other trouble, and the source asked again."""
        polling.failures += 1
        text = f"Asking it failed in Outright itself ({type(error).__name__}). Earlier counts stand; it is asked again."
        self._troubled(polling, polling.source.id, Trouble("", "", "our-fault", text))

    def _troubled(self, polling: Polling, key: str, trouble: Trouble) -> None:
        """A notice of what did not come; the same trouble again is not told again.

        That nothing is there before a source's first file is no trouble: it is how every night begins.
        """
        if trouble.code == "not-there" and not self._heard(key):
            return
        polling.retry_after = max(polling.retry_after or 0.0, trouble.retry_after or 0.0) or None
        same = (trouble.code, trouble.status, sha256(trouble.body).hexdigest())
        if polling.wrong.get(key) == same:
            return
        polling.wrong[key] = same
        self._gives(
            polling,
            notice(
                NoticeKind.TROUBLE, trouble.text, OURSELVES, self._now(), key=key, code=trouble.code,
                body=trouble.body, status=trouble.status,
            ),
        )  # fmt: skip


class Jumps:
    """By how much a clock that somebody may set has jumped, ahead or back, against one that nobody sets."""

    def __init__(self) -> None:
        self._ahead: float | None = None
        self._jumps: list[tuple[float, float]] = []

    def look(self, at: float, clock: float) -> None:
        """Note both clocks, in seconds."""
        ahead = at - clock
        if self._ahead is not None and abs(ahead - self._ahead) > _JUMP:
            self._jumps.append((at, ahead - self._ahead))
        self._ahead = ahead

    def since(self, at: float) -> float:
        """The seconds that it has jumped since ``at``: they are no time."""
        return sum(by for when, by in self._jumps if when > at)


class _Memory(msgspec.Struct):
    """What is remembered of a polling, as it is written down for whoever polls the source next."""

    validators: dict[str, tuple[str, str, str]]
    highest: dict[str, int]
    owed: list[str]
    notes: dict[str, str]
    seen: dict[str, tuple[str, ...]]
    asked: dict[str, int]
    polls: int
    failures: int
    wrong: dict[str, tuple[str, int | None, str]]


def memory_of(polling: Polling) -> bytes:
    """What this polling remembers, to be written down."""
    t = polling.trail
    known = {url: (v.etag, v.last_modified, v.sha256) for url, v in t.validators.items()}
    return msgspec.json.encode(
        _Memory(
            known, t.highest, sorted(t.owed), t.notes, t.seen, t.asked, t.polls, polling.failures,
            msgspec.convert(polling.wrong, dict[str, tuple[str, int | None, str]]),
        )
    )  # fmt: skip


def remembering(source: PolledSource, memory: bytes) -> Polling:
    """A polling that goes on from what another wrote down; from nothing where that cannot be read."""
    polling = Polling(source)
    try:
        told = msgspec.json.decode(memory, type=_Memory) if memory else None
    except msgspec.DecodeError:
        told = None  # of another release: the source is asked for everything
    if told is None:
        return polling
    polling.failures, polling.wrong = told.failures, dict(told.wrong)
    polling.trail = Trail(
        validators={url: Validators(*v) for url, v in told.validators.items()}, highest=told.highest,
        owed=set(told.owed), notes=told.notes, seen=told.seen, asked=told.asked, polls=told.polls,
    )  # fmt: skip
    return polling


def _key(source: str, part: str) -> str:
    return f"{source}/{part}" if part else source


def received(source: PolledSource, key: str, document: Document) -> Received:
    """A document as a publication of the night; its number, and that it is a part, stand before its name.

    Only Clarity numbers its files. A clock is no number: it may be wrong, and the reader finds it in the file.
    """
    numbered = document.order is not None and document.kind.startswith("clarity")
    number = f"v{document.order}/" if numbered else ""
    name = f"{number}{'diff/' if document.note == 'diff' else ''}{document.name}"
    return Received(key, document.kind or source.kind, name, document.body, document.received_at)
