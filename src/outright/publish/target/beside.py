"""Publishing while the night goes on, in a thread of its own: a slow bucket never holds up the count.

The thread reads what was told from the night file, so nothing has to wait in memory: of every moment it keeps what
never changes, and of what moves the newest wins. What fails is said once, tried again after a while, and said to be
well again.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterable
from typing import Self

from outright.bulletin import Bulletin
from outright.publish.target.errors import AnotherPublisher, AnotherRun, Incomplete, TargetError
from outright.publish.target.publisher import Publisher

IDLE = 20.0
FIRST_WAIT, LONGEST_WAIT = 2.0, 60.0
SAID_AGAIN = 300.0
LATE = 30.0


class Beside:
    """Publishes the night ``night`` to one place, beside it; a context. Call `wake` when there is something new.

    ``publisher`` makes a publisher that is not yet open. ``after`` gives the bulletins after a publication, in
    order, and the newest in any case. ``say`` is told, in a line each, what a desk must know. Times are in seconds.
    """

    def __init__(
        self, night: str, publisher: Callable[[], Publisher], after: Callable[[int], Iterable[Bulletin]],
        say: Callable[[str], None], *, first_wait: float = FIRST_WAIT, clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self._night, self._make, self._after, self._say = night, publisher, after, say
        self._first_wait, self._clock = first_wait, clock
        self._woken, self._ended = threading.Event(), threading.Event()
        self._session: tuple[contextlib.ExitStack, Publisher] | None = None
        self._failures, self._wrong, self._said_at = 0, "", 0.0
        self._busy_since: float | None = None
        self._is_late = False
        self.shown, self.trouble = 0, ""
        self._thread = threading.Thread(target=self._run, name="outright-publish", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def wake(self) -> None:
        """There is something new in the night file."""
        self._woken.set()
        since = self._busy_since
        if since is not None and self._clock() - since > LATE and not self._is_late:
            self._is_late = True
            self._say(f"The files are late: the last round has been under way for {self._clock() - since:.0f} seconds.")

    def close(self, patience: float = 60.0) -> str:
        """Publish what is there once more and end; what is wrong at the end, or "".

        ``patience`` is how long to wait for a slow place.
        """
        self._ended.set()
        self._woken.set()
        self._thread.join(patience)
        if self._thread.is_alive():
            self.trouble = self.trouble or f"They were not all published within {patience:.0f} seconds."
        return self.trouble

    def _run(self) -> None:
        while True:
            self._woken.clear()
            is_last = self._ended.is_set()
            self._guarded(self._publish)
            if is_last:
                self._guarded(self._leave)
                return
            if self._failures:
                self._ended.wait(min(self._first_wait * 2 ** min(self._failures - 1, 10), LONGEST_WAIT))
                continue
            while not self._woken.wait(IDLE):
                self._guarded(self._stay)

    def _publish(self) -> None:
        """Everything that was told since: of each moment what never changes, then the newest tree."""
        self._busy_since = self._clock()
        if self._session is None:
            stack = contextlib.ExitStack()
            self._session = stack, stack.enter_context(self._make())
        publisher, newest = self._session[1], None
        for newest in self._after(publisher.moments(self._night)):
            if newest.night.seq > publisher.moments(self._night):
                publisher.keep(newest)
        if newest is not None and newest.night.seq != self.shown:
            publisher.publish(newest)
            self.shown = newest.night.seq
        if self._failures or self._is_late:
            self._say(f"The files are up to date again, as of publication {self.shown}.")
        self._failures, self._wrong, self._is_late, self.trouble = 0, "", False, ""

    def _stay(self) -> None:
        if self._session is not None:
            self._session[1].stay()

    def _leave(self) -> None:
        session, self._session, self.shown = self._session, None, 0
        if session is not None:
            session[0].close()

    def _guarded(self, step: Callable[[], None]) -> None:
        """One step; what goes wrong is said and tried again, and the night never hears of it."""
        try:
            step()
        except TargetError as error:
            cause = error.__cause__ if isinstance(error, Incomplete) else error
            if isinstance(cause, AnotherPublisher | AnotherRun):
                self._forget()
            where = f" ({error.where})" if error.where else ""
            self._failed(error.message, f"{error.message}{where}. {error.hint}".strip())
        except Exception as error:
            self._forget()
            name = type(error).__name__
            self._failed(name, f"Publishing failed in Outright itself ({name}: {error}).")
        finally:
            self._busy_since = None

    def _forget(self) -> None:
        """Begin anew: what we knew of the place is no longer true."""
        with contextlib.suppress(TargetError):
            self._leave()

    def _failed(self, wrong: str, words: str) -> None:
        self._failures += 1
        self.trouble, now = words, self._clock()
        if wrong != self._wrong or now - self._said_at >= SAID_AGAIN:
            self._wrong, self._said_at = wrong, now
            self._say(f"The files are not published: {words} It is tried again; the count goes on.")
