"""A night as it goes on: every bulletin as it is published, in order, none left out.

The engine that follows the sources writes the night file; here it is looked at every so often, with nothing to
do in between. It ends when ``until`` is met, or when nothing new has come for ``timeout`` seconds.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Literal

from outright.archive import Archive
from outright.bulletin import decode
from outright.errors import ArchiveError, UsageError
from outright.terms import ResultsStatus

if TYPE_CHECKING:
    from outright.notebook.night import Night

Until = Literal["complete", "certified"] | Callable[["Night"], bool]
"""When to stop: everything is counted, the result is certified, or what a function says of the moment."""

_ENOUGH = {
    "complete": frozenset({ResultsStatus.UNOFFICIAL_COMPLETE, ResultsStatus.CERTIFIED}),
    "certified": frozenset({ResultsStatus.CERTIFIED}),
}


MAKING = 10.0
"""Seconds for which a file that is not yet a night's may be one that an engine has just begun."""


class Following:
    """Where a follower stands: the last moment it was given, and since when nothing new has come."""

    def __init__(
        self, night: Night, until: Until | None, timeout: float | None, every: float, clock: Callable[[], float]
    ) -> None:
        if every <= 0:
            raise UsageError("The night is looked at every so many seconds, and more than none", where=f"every={every}")
        if isinstance(until, str) and until not in _ENOUGH:
            raise UsageError(f"{until!r} is no end of a night", hint="Say complete or certified, or give a function.")
        self.night, self._until, self._timeout, self._every, self._clock = night, until, timeout, every, clock
        self._since = self._begun = clock()

    def later(self) -> tuple[Night, ...]:
        """The moments that came since the last one given, the earliest first; at most ten at a time."""
        if not Archive.exists(self.night.path):
            return ()
        try:
            with Archive.open(self.night.path) as archive:
                numbers = archive.told(self.night.seq)[:10]
                return tuple(self.night.as_told(decode(archive.bulletin(n))) for n in numbers)
        except ArchiveError:
            if self.night.told is not None or self._clock() - self._begun > MAKING:
                raise
            return ()  # the engine is making the file at this moment

    def given(self, moment: Night) -> None:
        """Remember that this moment was given out."""
        self.night, self._since = moment, self._clock()

    def has_ended(self, moment: Night) -> bool:
        """Whether this moment is the one to stop at."""
        if self._until is None:
            return False
        if callable(self._until):
            return bool(self._until(moment))
        return moment.moment.status in _ENOUGH[self._until]

    def pause(self) -> float | None:
        """Seconds to wait before looking again; None when nothing has come for too long."""
        if self._timeout is None:
            return self._every
        left = self._timeout - (self._clock() - self._since)
        return min(self._every, left) if left > 0 else None


def follow(
    night: Night, *, until: Until | None = None, timeout: float | None = None, every: float = 1.0,
    clock: Callable[[], float] = time.monotonic, wait: Callable[[float], object] = time.sleep,
) -> Iterator[Night]:  # fmt: skip
    """``night`` as it stands, then every later moment as its bulletin is published.

    ``until`` says at which moment to stop (that one is given), ``timeout`` after how many seconds without anything
    new, ``every`` how often to look. Without either it goes on until it is left.
    """
    state = Following(night, until, timeout, every, clock)
    fresh = (night,) if night.told is not None else state.later()
    while True:
        for moment in fresh:
            yield moment
            state.given(moment)
            if state.has_ended(moment):
                return
        if not fresh:
            pause = state.pause()
            if pause is None:
                return
            wait(pause)
        fresh = state.later()


async def afollow(
    night: Night, *, until: Until | None = None, timeout: float | None = None, every: float = 1.0,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Night]:  # fmt: skip
    """As `follow`, for ``async for``: the file is read in a thread, and waiting keeps nobody else."""
    state = Following(night, until, timeout, every, clock)
    fresh = (night,) if night.told is not None else await asyncio.to_thread(state.later)
    while True:
        for moment in fresh:
            yield moment
            state.given(moment)
            if state.has_ended(moment):
                return
        if not fresh:
            pause = state.pause()
            if pause is None:
                return
            await asyncio.sleep(pause)
        fresh = await asyncio.to_thread(state.later)
