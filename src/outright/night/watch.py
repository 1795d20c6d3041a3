"""The night as it comes in: every source polled at its own pace, every answer kept, read and told.

One task for each source asks; one task takes in whatever has come since it last did, as one round, so that a
slow source delays nobody and a hundred county files become one bulletin. What did not come becomes a notice of
the night, as does a fall that its source has stood by. Time and chance are given.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, aclosing, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from random import Random
from types import TracebackType
from typing import Self

from outright.archive.backoff import wait_after
from outright.archive.fetch import Door
from outright.archive.fetched import Manners
from outright.bulletin import Bulletin
from outright.count import NoticeKind
from outright.desk.decide import over
from outright.errors import NotStored
from outright.night.backlog import Backlog
from outright.night.config import PolledSource, Settings
from outright.night.desk_door import desk_action
from outright.night.live import LiveNight, Received
from outright.night.notices import OURSELVES, notice
from outright.night.walks import Document, Get, Target, Trail, Trouble, walk_for
from outright.terms import ResultsStatus

_LOOK = 0.5
"""Seconds between two looks for what a desk has put into the night, and for what has stood long enough."""
_AGAIN = 2.0
"""Seconds until storing is tried again where there was no room."""
_REPEATED = 60.0
"""Seconds after which it is said again that nothing is stored."""
_JUMP = 5.0
"""Seconds by which a clock may be set between two polls."""
MOST_WAITING = 64 << 20
"""Bytes that may wait to be stored; while more do, no source is asked."""
_log = logging.getLogger("outright.night")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(slots=True)
class _Polling:
    """One source being polled: its memory, how often it has failed, and what was last wrong with each part."""

    source: PolledSource
    get: Get | None = None
    trail: Trail = field(default_factory=Trail)
    failures: int = 0
    retry_after: float | None = None
    wrong: dict[str, tuple[object, ...]] = field(default_factory=dict)
    stood_until: dt.datetime | None = None
    done: bool = False


class Watch:
    """A night being followed: enter it (``async with``), then `run` or `step`.

    ``tell`` is called with every bulletin, in order. ``get`` asks in place of the network. ``warn`` is told, in one
    line, that nothing can be stored, and that it can be again; ``unstored`` at once, with since when and
    why, and with None.
    """

    def __init__(
        self, settings: Settings, live: LiveNight, *, tell: Callable[[Bulletin], None] = lambda _bulletin: None,
        now: Callable[[], dt.datetime] = _now, clock: Callable[[], float] = time.monotonic,
        rng: Random | None = None, get: Get | None = None, warn: Callable[[str], None] = _log.error,
        unstored: Callable[[dt.datetime | None, str], None] = lambda _since, _why: None,
    ) -> None:  # fmt: skip
        self.settings = settings
        self.live = live
        self.polling = [_Polling(s) for s in settings.sources if s.urls]
        self._tell, self._now, self._clock, self._get = tell, now, clock, get
        self._rng = rng or Random()
        self._warn, self._warned_at = warn, float("-inf")
        self._unstored = unstored
        self._unstored_since: dt.datetime | None = None
        self._doors = AsyncExitStack()
        self._ahead: float | None = None
        self._jumps: list[tuple[dt.datetime, float]] = []
        self._backlog = Backlog.of(settings.store)
        self._inbox: list[Received] = []
        self._in_hand: list[Received] = []
        self._came = asyncio.Event()
        self._stop = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self._doors.__aenter__()
        self._doors.callback(self._backlog.close)
        for polling in self.polling:
            polling.get = await self._door(polling.source)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._doors.__aexit__(kind, error, trace)

    async def run(self, polls: int | None = None) -> None:
        """Follow the night until every source has said its last, or each was polled ``polls`` times, or `stop`."""
        jobs = [asyncio.create_task(self._follow(p, polls)) for p in self.polling]
        taking = asyncio.create_task(self._take_in())
        ends = [asyncio.create_task(self._stop.wait()), asyncio.create_task(_all(jobs)), taking]
        try:
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._stop.set()
            self._came.set()
            for job in (*jobs, *ends[:2]):
                job.cancel()
            await asyncio.gather(*jobs, *ends[:2], return_exceptions=True)
            await taking  # what has come is kept and told; a night that cannot be kept ends with its error
        for job in jobs:
            if not job.cancelled() and (error := job.exception()):
                raise error

    async def step(self) -> Bulletin | None:
        """Poll every source once, one after the other, and take in what came as one round; None when nothing did."""
        for polling in self.polling:
            await self._poll(polling)
        items, self._inbox = [*self._backlog.first(), *self._inbox], []
        try:
            bulletin = self._receive([*items, *self._stood_by(items)])
        except NotStored as error:
            self._not_stored(items, error.kept)
            raise
        self._backlog.stored(items)
        return bulletin

    def stop(self) -> None:
        """End after what has come is taken in."""
        self._stop.set()

    async def _door(self, source: PolledSource) -> Get:
        if self._get is not None:
            return self._get
        manners = Manners(
            contact=source.contact, deadline=source.timeout, allow_private=source.allow_private,
            allow_http=source.allow_http,
        )  # fmt: skip
        return (await self._doors.enter_async_context(Door(manners, now=self._now, clock=self._clock))).get

    async def _follow(self, polling: _Polling, polls: int | None) -> None:
        """Poll one source for as long as it has something to say."""
        source, done = polling.source, 0
        while not self._stop.is_set() and not polling.done:
            if sum(len(item.body) for item in (*self._inbox, *self._in_hand)) > MOST_WAITING:
                await asyncio.sleep(_LOOK)
                continue
            try:
                await self._poll(polling)
            except Exception as error:  # ours to mend; the other sources and this one's next poll go on
                self._stumbled(polling, error)
            done += 1
            if done == polls:
                return
            wait = wait_after(polling.failures, self._rng, every=source.every, retry_after=polling.retry_after)
            spread = 1 + source.jitter * (2 * self._rng.random() - 1)
            await asyncio.sleep(wait * spread if polling.failures == 0 else wait)

    async def _poll(self, polling: _Polling) -> None:
        """One poll: documents and troubles into the inbox as they come."""
        source, started, get = polling.source, self._now(), polling.get
        self._notice_jumps(started)
        if get is None:
            raise RuntimeError("the watch was not entered")
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
                    self._came_in(received(source, key, item))
        polling.failures = polling.failures + 1 if troubled and not answered else 0
        for key in [k for k in polling.wrong if k not in troubled | answered]:
            del polling.wrong[key]
            words = "It answers again; nothing has changed since."
            self._came_in(notice(NoticeKind.RECOVERED, words, OURSELVES, self._now(), key=key))
        if not troubled:
            polling.stood_until = started
        polling.done = self._has_ended(polling)

    def _notice_jumps(self, now: dt.datetime) -> None:
        """Note by how much the night's clock has jumped, ahead or back, against one that nobody sets."""
        ahead = now.timestamp() - self._clock()
        if self._ahead is not None and abs(ahead - self._ahead) > _JUMP:
            self._jumps.append((now, ahead - self._ahead))
        self._ahead = ahead

    def _stumbled(self, polling: _Polling, error: Exception) -> None:
        """A fault of ours in asking a source is told like any other trouble, and the source asked again."""
        polling.failures += 1
        text = f"Asking it failed in Outright itself ({type(error).__name__}). Earlier counts stand; it is asked again."
        self._troubled(polling, polling.source.id, Trouble("", "", "our-fault", text))

    def _troubled(self, polling: _Polling, key: str, trouble: Trouble) -> None:
        """A notice of what did not come; the same trouble again is not told again.

        That nothing is there before a source's first file is no trouble: it is how every night begins.
        """
        if trouble.code == "not-there" and key not in self.live.folded.state.sources:
            return
        polling.retry_after = max(polling.retry_after or 0.0, trouble.retry_after or 0.0) or None
        same = (trouble.code, trouble.status, sha256(trouble.body).hexdigest())
        if polling.wrong.get(key) == same:
            return
        polling.wrong[key] = same
        self._came_in(
            notice(
                NoticeKind.TROUBLE, trouble.text, OURSELVES, self._now(), key=key, code=trouble.code,
                body=trouble.body, status=trouble.status,
            )
        )  # fmt: skip

    def _came_in(self, item: Received) -> None:
        item = self._backlog.signed(item)
        in_memory = self._unstored_since is None or self._inbox  # nothing goes to disk before what came earlier
        self._inbox.extend([item] if in_memory else self._backlog.left([item]))
        self._came.set()

    async def _take_in(self) -> None:
        """Rounds: whatever has come since the last one, and what a desk or the clock brings."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._came.wait(), _LOOK)
            self._came.clear()
            came = self._in_hand = [*self._backlog.first(), *self._inbox]
            self._inbox = []
            items = [*came, *self._stood_by(came), *self._run_out()]
            try:
                await asyncio.to_thread(self._told, items)
            except NotStored as error:
                self._not_stored(came, error.kept)
                await self._wait_for_room(error)
                continue
            self._backlog.stored(came)
            self._room_again()
            self._in_hand = []
            if self._stop.is_set() and not self._inbox and not self._backlog and not self._stood_by([]):
                return

    def _not_stored(self, items: Sequence[Received], kept: int) -> None:
        """Of these the first so many are stored; the rest waits, on this disk where it can."""
        self._backlog.stored(items[:kept])
        self._inbox = self._backlog.left([*items[kept:], *self._inbox])

    async def _wait_for_room(self, error: NotStored) -> None:
        """Say loudly that nothing is stored, and wait a little; a watch that is to end ends with the error."""
        if self._unstored_since is None:
            self._unstored_since = self._now()
            self._unstored(self._unstored_since, error.line())
        if self._stop.is_set():
            raise error
        if self._clock() - self._warned_at >= _REPEATED:
            self._warned_at = self._clock()
            self._warn(
                f"NOT STORING since {self._unstored_since:%H:%M:%S} UTC: {error.line()} Nothing more is told; "
                f"{self._waiting()}, and storing is tried every {_AGAIN:g} seconds."
            )
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), _AGAIN)

    def _waiting(self) -> str:
        """How much waits to be stored, and where."""
        spooled = f"{len(self._backlog)} publications wait on this machine's disk" if self._backlog else ""
        return spooled or f"{len(self._inbox)} publications wait in memory"

    def _room_again(self) -> None:
        if self._unstored_since is not None:
            self._warn(f"Storing again; nothing was stored since {self._unstored_since:%H:%M:%S} UTC.")
            self._unstored_since, self._warned_at = None, float("-inf")
            self._unstored(None, "")

    def _told(self, items: Sequence[Received]) -> None:
        """Take a round in and tell what follows, while the sources are asked on; nothing where nothing has come."""
        if not items and not self.live.behind:
            return
        if items and self.live.due:
            self._told([])  # the round before, whose bulletin could not be stored
        bulletin = self._receive(items)
        if bulletin is not None:
            self._tell(bulletin)

    def _receive(self, items: Sequence[Received]) -> Bulletin | None:
        return self.live.receive_all(items) if items else self.live.catch_up()

    def _stood_by(self, items: Sequence[Received]) -> list[Received]:
        """Releases of publications whose source has stood by them for as long as the settings ask.

        Hours that a clock has only jumped over are no time.
        """
        confirm = self.settings.confirm
        if confirm is None:
            return []
        stood = {p.source.id: p.stood_until for p in self.polling}
        busy = {item.source for item in items}
        found = []
        for held in self.live.folded.state.held():
            until = stood.get(held.arrival.source.partition("/")[0])
            if not held.confirmable or until is None or held.arrival.source in busy:
                continue
            jumped = sum(by for at, by in self._jumps if at > held.since)
            if (until - held.since).total_seconds() - jumped < confirm:
                continue
            words = f"The source has stood by it for {confirm / 60:g} minutes."
            found.append(
                notice(NoticeKind.RELEASE, words, OURSELVES, self._now(), key=OURSELVES.lower(), about=held.arrival.seq)
            )
        return found

    def _run_out(self) -> list[Received]:
        """The end of every note of the desk whose time has come."""
        now = self._now()
        return [
            desk_action(NoticeKind.END, contest, OURSELVES, "Its time had come.", now, via="", about=number)
            for contest, record in self.live.folded.desk.items()
            for number in over(record.desk, now)
        ]

    def _has_ended(self, polling: _Polling) -> bool:
        """Whether the source has said its last, as its settings define it."""
        if polling.source.until == "never" or self._inbox:
            return False
        parts = self.live.folded.state.parts(polling.source.id)
        given = [s.snapshot.status for s in parts.values() if s.snapshot is not None and s.snapshot.contests]
        enough = {ResultsStatus.CERTIFIED}
        if polling.source.until == "complete":
            enough.add(ResultsStatus.UNOFFICIAL_COMPLETE)
        return bool(given) and all(status in enough for status in given)


async def _all(jobs: Sequence[asyncio.Task[None]]) -> None:
    await asyncio.gather(*jobs, return_exceptions=True)


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
