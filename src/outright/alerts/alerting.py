"""The thread that tells: it is handed bulletins and never keeps the night waiting, whatever a receiver does.

Only the newest bulletin counts, because everything that happened follows from it. When the night ends, what is due
goes out before the thread does; what still waits for another attempt stays written down.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from outright.alerts.courier import Courier
from outright.alerts.subscription import Destination
from outright.alerts.unstored import Unstored
from outright.bulletin import Bulletin

LOOK = 10.0
"""Seconds between two looks when no bulletin comes: a source may be late, held-back messages may go out."""

GRACE = 20.0
"""Seconds in which the last messages may go out when the night ends."""

_ALARM = "\0"


class Alerting:
    """Enter it, hand it every bulletin with `tell`, leave it: ``with Alerting(courier) as alerts``.

    ``trouble`` gets a sentence when what is to be told cannot be written down.
    """

    def __init__(
        self, courier: Courier, *, trouble: Callable[[str], None] = lambda _text: None, look: float = LOOK,
        grace: float = GRACE,
    ) -> None:  # fmt: skip
        self._courier, self._trouble, self._look, self._grace = courier, trouble, look, grace
        self._newest: Bulletin | None = None
        self._hand = threading.Lock()
        self._ending = False
        self._last = False
        self._troubled = ""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._bells: dict[str, asyncio.Event] = {}
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="alerts", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending = True
        self._ring()
        self._thread.join(2 * self._grace)

    def tell(self, bulletin: Bulletin) -> None:
        """A new bulletin; returns at once."""
        with self._hand:
            self._newest = bulletin
        self._ring()

    def not_storing(self, since: dt.datetime | None, why: str = "") -> None:
        """That nothing is stored since then, or without a time that it is stored again; returns at once."""
        self._courier.alarm.set(Unstored(since, why))
        self._ring()

    def _ring(self) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the thread has ended
                self._loop.call_soon_threadsafe(self._ring_all)

    def _ring_all(self) -> None:
        for bell in self._bells.values():
            bell.set()

    def _run(self) -> None:
        try:
            asyncio.run(self._tell_all())
        finally:
            self._ready.set()

    async def _tell_all(self) -> None:
        destinations = self._courier.destinations
        self._bells = {key: asyncio.Event() for key in ("", _ALARM, *destinations)}
        self._loop = asyncio.get_running_loop()
        self._ready.set()
        jobs = [asyncio.create_task(self._deliver(d)) for d in destinations.values()]
        jobs.append(asyncio.create_task(self._alarm()))
        while not self._ending:
            self._take()
            await _rung(self._bells[""], self._look)
        self._take(ending=True)
        self._last = True
        self._ring_all()
        _, late = await asyncio.wait(jobs, timeout=self._grace)
        for job in late:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)

    def _take(self, *, ending: bool = False) -> None:
        """Write down what is to be told, and wake those who tell it."""
        with self._hand:
            newest, self._newest = self._newest, None
        try:
            if self._courier.take(newest, ending=ending):
                self._ring_all()
            self._troubled = ""
        except Exception as error:  # the night goes on; what was not written down follows from the next bulletin too
            with self._hand:
                self._newest = self._newest or newest
            self._say(f"Alerts cannot be written down ({type(error).__name__}: {error}). The night goes on.")

    async def _alarm(self) -> None:
        """Tell that nothing is stored, past the memory that lies on the same disk, until the night ends."""
        while True:
            last = self._last
            await self._courier.alarm.look()
            if last:
                return
            await _rung(self._bells[_ALARM], self._look)

    async def _deliver(self, destination: Destination) -> None:
        """Send what is due to one destination until the night ends, and once more then."""
        while True:
            last = self._last
            try:
                await self._courier.deliver(destination)
                wait = self._courier.waits(destination)
            except Exception as error:  # the memory cannot be read or written: try again later
                self._say(f"Alerts cannot be sent ({type(error).__name__}: {error}). The night goes on.")
                wait = self._look
            if last:
                return
            await _rung(self._bells[destination.key], wait)

    def _say(self, text: str) -> None:
        if text != self._troubled:
            self._troubled = text
            self._trouble(text)


async def _rung(bell: asyncio.Event, seconds: float | None) -> None:
    """Wait for the bell, or for so long."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(bell.wait(), seconds)
    bell.clear()
