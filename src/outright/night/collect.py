"""A collector: one of any number of processes that poll a night's sources and store what came for an engine elsewhere.

Each source is polled by one collector at a time, which holds its turn and renews it. Where the database does not answer
a collector goes on for as long as the turn can still be its own, by its own clock, and what comes waits on its disk.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from outright.archive import Archive, Lease, Publication, Received, ServedNight, turns
from outright.archive.leases import holder
from outright.archive.served import connect, no_answer
from outright.archive.spool import Spool
from outright.errors import NotStored
from outright.night.config import Settings
from outright.night.forward import Forward
from outright.night.polling import Poller, Polling, memory_of, remembering
from outright.night.walks import Get
from outright.night.words import count_of

if TYPE_CHECKING:
    import psycopg

_LOOK = 0.25
_AGAIN = 1.0
_REPEATED = 60.0
_PATIENCE = 3.0
"""Seconds that the database has to say whose turn it is."""
_MARGIN = 0.5
"""Seconds before its end in which a turn is not used any more: clocks run apart."""
_MOST_WAITING = 64 << 20
_SKEW = 2.0
_log = logging.getLogger("outright.night")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(slots=True, eq=False)
class _Held:
    """A turn that we have: ``until`` when by our own clock; ``leaving``: it is given away after this poll.

    ``seen`` is the newest publication that we knew of when the poll began.
    """

    lease: Lease
    polling: Polling
    due_in: float
    until: float
    heard: set[str]
    seen: int = 0
    leaving: bool = False
    task: asyncio.Task[None] | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the database said: which terms we have, what we were given, how many turns are more than our share.

    ``ahead`` is by how many seconds our clock is; ``over``: every source has said its last.
    """

    terms: dict[str, int]
    given: list[tuple[turns.Turn, frozenset[str]]] = field(default_factory=list)
    surplus: int = 0
    ahead: float = 0.0
    over: bool = False


class Collector:
    """Polls its share of the night's sources; `run` until `stop`.

    ``tell`` is called with every publication that is stored; ``warn`` takes a line for whoever looks after it.
    """

    def __init__(
        self, settings: Settings, *, now: Callable[[], dt.datetime] = _now, clock: Callable[[], float] = time.monotonic,
        rng: Random | None = None, get: Get | None = None, tell: Callable[[Publication], None] = lambda _kept: None,
        warn: Callable[[str], None] = _log.error,
    ) -> None:  # fmt: skip
        assert isinstance(settings.store, ServedNight)
        self.night, self.who = settings.store, holder()
        self._sources = {s.id: s for s in settings.sources if s.urls}
        self._now, self._clock, self._warn = now, clock, warn
        self._poller = Poller(self._gives, heard=self._heard, now=now, clock=clock, rng=rng or Random(), get=get)
        self._archive, self._reader = Archive.open(self.night), Archive.open(self.night)
        spool = Spool.open(self.night.with_name(f"{self.night.name}.collected"))
        self.forward = Forward(self.night, self._archive, spool, clock=clock, tell=tell)
        self._db: psycopg.Connection[Any] | None = None
        self._held: dict[str, _Held] = {}
        self._came, self._stop = asyncio.Event(), asyncio.Event()
        self._warned_at, self._skewed, self._silent = float("-inf"), False, False

    @property
    def polled(self) -> tuple[str, ...]:
        """The sources that are ours now."""
        return tuple(self._held)

    def stop(self) -> None:
        """End after what has come is stored, and give the turns back."""
        self._stop.set()

    async def run(self) -> None:
        """Poll until `stop`, or until every source has said its last."""
        async with self._poller:
            jobs = [asyncio.create_task(job()) for job in (self._hold, self._forwarding)]
            try:
                await asyncio.wait([asyncio.create_task(self._stop.wait()), *jobs], return_when="FIRST_COMPLETED")
            finally:
                self._stop.set()
                self._came.set()
                tasks = [h.task for h in self._held.values() if h.task]
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
                done = await asyncio.gather(*jobs, return_exceptions=True)
                await asyncio.to_thread(self._leave)
        for error in done:
            if isinstance(error, Exception):
                raise error

    async def _hold(self) -> None:
        """Renew our turns, take those that are nobody's, give away what is more than our share."""
        while not self._stop.is_set():
            asked_at = self._clock()
            try:
                said = await asyncio.to_thread(self._ask)
            except NotStored:
                pass
            else:
                await self._apply(said, asked_at + turns.SECONDS - _MARGIN)
                if said.over:
                    return
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), turns.RENEWED)

    async def _apply(self, said: _Asked, until: float) -> None:
        for source, held in list(self._held.items()):
            ended = held.task is None or held.task.done()
            if said.terms.get(source) == held.lease.term and not ended:
                held.until = until
                continue
            if held.task is not None:
                held.task.cancel()  # it is another's, or the source has said its last
            self.forward.give_back(held.lease)
            del self._held[source]
        for held in list(self._held.values())[: said.surplus]:
            held.leaving = True
        for turn, heard in said.given:
            polling = remembering(self._sources[turn.lease.work], turn.memory)
            polling.get = await self._poller.door(polling.source)
            held = _Held(turn.lease, polling, turn.due_in, until, set(heard))
            held.task = asyncio.create_task(self._follow(held))
            self._held[turn.lease.work] = held
        if abs(said.ahead) > _SKEW and not self._skewed:
            self._skewed = True
            self._warn(f"This machine's clock is {said.ahead:+.1f} seconds from the database's. Set it.")

    def _ask(self) -> _Asked:
        """In a thread: what the database says of turns."""
        import psycopg

        try:
            if self._db is None or self._db.closed:
                self._db = connect(self.night, _PATIENCE)
                turns.offer(self._db, list(self._sources))
            share = -(-len(self._sources) // turns.collectors(self._db, self.who))
            terms = turns.renew(self._db, self.who)
            given = turns.take(self._db, self.who, list(self._sources), max(0, share - len(terms)))
            at, standing = turns.standing(self._db)
            over = self._sources.keys() <= {s for s, one in standing.items() if one.ended}
            new = [(turn, self._reader.keys_of(turn.lease.work)) for turn in given]
            if given:
                self.forward.seen = max(self.forward.seen, self._reader.last_seq())
        except psycopg.Error as error:
            if self._db is not None:
                self._db.close()
            raise no_answer(self.night, error) from error
        return _Asked(terms, new, max(0, len(terms) - share), self._now().timestamp() - at, over)

    async def _follow(self, held: _Held) -> None:
        """Poll one source for as long as it is ours."""
        polling = held.polling
        await asyncio.sleep(held.due_in)
        while True:
            if self._clock() > held.until or self.forward.size > _MOST_WAITING:
                await asyncio.sleep(_LOOK)
                continue
            began, held.seen, polling.stood_until = self._clock(), self.forward.seen, None
            try:
                await self._poller.poll(polling)
            except Exception as error:  # ours to mend; the other sources and this one's next poll go on
                self._poller.stumbled(polling, error)
            wait = self._poller.wait(polling)
            stood = began if polling.stood_until else None
            self.forward.note(held.lease, memory_of(polling), due_in=wait, began_at=stood)
            self._came.set()
            if held.leaving:
                return
            await asyncio.sleep(wait)

    def _gives(self, polling: Polling, item: Received) -> None:
        held = self._held[polling.source.id]
        held.heard.add(item.source)
        self.forward.put(held.lease, item, held.seen)
        self._came.set()

    def _heard(self, key: str) -> bool:
        return any(key in held.heard for held in self._held.values())

    async def _forwarding(self) -> None:
        """Store what comes, as it comes."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._came.wait(), _AGAIN)
            self._came.clear()
            ending = self._stop.is_set()
            try:
                await asyncio.to_thread(self.forward.drain)
                self._answers()
            except NotStored as error:
                self._no_answer(error)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stop.wait(), _AGAIN)
            if ending:
                return

    def _no_answer(self, error: NotStored) -> None:
        self._silent = True
        if self._clock() - self._warned_at >= _REPEATED:
            self._warned_at = self._clock()
            self._warn(
                f"NOT STORING since {self._now():%H:%M:%S} UTC: {error.line()} "
                f"Waiting on this machine's disk: {count_of(len(self.forward), 'publication')}."
            )

    def _answers(self) -> None:
        if self._silent:
            self._silent, self._warned_at = False, float("-inf")
            self._warn(f"Storing again since {self._now():%H:%M:%S} UTC.")

    def _leave(self) -> None:
        import psycopg

        with suppress(psycopg.Error):
            if self._db is not None and not self._db.closed:
                turns.leave(self._db, self.who)
                self._db.close()
        self.forward.close()
        for archive in (self._archive, self._reader):
            archive.close()
