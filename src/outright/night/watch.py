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
from contextlib import suppress
from random import Random
from types import TracebackType
from typing import Self

from outright.archive import Received
from outright.bulletin import Bulletin
from outright.errors import NotStored
from outright.night.arrival import Held
from outright.night.backlog import Backlog
from outright.night.config import Settings
from outright.night.due import has_ended, run_out, stood_by
from outright.night.live import LiveNight
from outright.night.polling import Jumps, Poller, Polling
from outright.night.state import base
from outright.night.walks import Get
from outright.night.words import count_of

_LOOK = 0.5
"""Seconds between two looks for what a desk has put into the night, and for what has stood long enough."""
_AGAIN = 2.0
"""Seconds until storing is tried again where there was no room."""
_REPEATED = 60.0
"""Seconds after which it is said again that nothing is stored."""
MOST_WAITING = 64 << 20
"""Bytes that may wait to be stored; while more do, no source is asked."""
_log = logging.getLogger("outright.night")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


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
        self.polling = [Polling(s) for s in settings.sources if s.urls]
        self._tell, self._now, self._clock = tell, now, clock
        self._poller = Poller(self._came_in, heard=self._heard, now=now, clock=clock, rng=rng or Random(), get=get)
        self._warn, self._warned_at = warn, float("-inf")
        self._unstored = unstored
        self._unstored_since: dt.datetime | None = None
        self._jumps = Jumps()
        self._backlog = Backlog.of(settings.store)
        self._inbox: list[Received] = []
        self._in_hand: list[Received] = []
        self._came = asyncio.Event()
        self._stop = asyncio.Event()

    async def __aenter__(self) -> Self:
        await self._poller.__aenter__()
        for polling in self.polling:
            polling.get = await self._poller.door(polling.source)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._backlog.close()
        await self._poller.__aexit__(kind, error, trace)

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

    async def _follow(self, polling: Polling, polls: int | None) -> None:
        """Poll one source for as long as it has something to say."""
        done = 0
        while not self._stop.is_set() and not polling.done:
            if sum(len(item.body) for item in (*self._inbox, *self._in_hand)) > MOST_WAITING:
                await asyncio.sleep(_LOOK)
                continue
            try:
                await self._poll(polling)
            except Exception as error:  # ours to mend; the other sources and this one's next poll go on
                self._poller.stumbled(polling, error)
            done += 1
            if done == polls:
                return
            await asyncio.sleep(self._poller.wait(polling))

    async def _poll(self, polling: Polling) -> None:
        self._jumps.look(self._now().timestamp(), self._clock())
        await self._poller.poll(polling)
        polling.done = not self._inbox and has_ended(self.live.folded, polling.source)

    def _heard(self, key: str) -> bool:
        return key in self.live.folded.state.sources

    def _came_in(self, polling: Polling, item: Received) -> None:  # noqa: ARG002
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
            items = [*came, *self._stood_by(came), *run_out(self.live.folded, self._now())]
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
                f"{self._waiting()}; storing is tried every {_AGAIN:g} seconds."
            )
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), _AGAIN)

    def _waiting(self) -> str:
        """How much waits to be stored, and where."""
        where = "on this machine's disk" if self._backlog else "in memory"
        return f"waiting {where}: {count_of(len(self._backlog) or len(self._inbox), 'publication')}"

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
        """Releases of what its source has stood by. Hours that a clock has only jumped over are no time."""
        stood = {p.source.id: p.stood_until for p in self.polling}

        def stood_for(held: Held) -> float | None:
            until = stood.get(base(held.arrival.source))
            if until is None:
                return None
            return (until - held.since).total_seconds() - self._jumps.since(held.since.timestamp())

        busy = {item.source for item in items}
        return stood_by(self.live.folded, self.settings.confirm, stood_for, self._now(), busy)


async def _all(jobs: Sequence[asyncio.Task[None]]) -> None:
    await asyncio.gather(*jobs, return_exceptions=True)
