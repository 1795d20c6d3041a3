"""Whether something new was stored: a database says so at once; where it cannot, one looks again after a while."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from outright.archive.home import Home, ServedNight

if TYPE_CHECKING:
    import psycopg

_LISTENS = 2.0
_AGAIN = 1.0
"""Seconds until a connection that was cut is made again."""


class News:
    """A context: `wait` returns when something was stored, or when the time is over. Of a file only the time is."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._came, self._over = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        if not isinstance(self._home, Path):
            self._thread = threading.Thread(target=self._listen, args=(self._home,), name="news", daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._came.set()

    def wake(self) -> None:
        """Let whoever waits look now."""
        self._came.set()

    def wait(self, seconds: float) -> None:
        """Wait for news, at most so long: there may be some that nobody told."""
        self._came.wait(seconds)
        self._came.clear()

    def _listen(self, night: ServedNight) -> None:
        import psycopg

        from outright.archive.served import connect

        while not self._over.is_set():
            with contextlib.suppress(psycopg.Error, OSError), contextlib.closing(connect(night, 0)) as db:
                self._hear(night, db)
            self._over.wait(_AGAIN)

    def _hear(self, night: ServedNight, db: psycopg.Connection[Any]) -> None:
        db.execute(f'LISTEN "{night.id}"')
        self._came.set()  # what was stored before we listened
        while not self._over.is_set():
            for _ in db.notifies(timeout=_LISTENS, stop_after=1):
                self._came.set()
