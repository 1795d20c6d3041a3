"""The engine of a night in a database, apart from its collectors: reads what they store, judges, projects, tells.

One engine holds the lease; any number stand by. Who stands by takes in what is read and told as it comes, so that it
has only to tell what is due when it takes over.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from outright.archive import Lease, Received, ServedNight, digest, leases, turns
from outright.archive.news import News
from outright.archive.served import connect, no_answer
from outright.bulletin import Bulletin
from outright.errors import NightFollowed, NotStored
from outright.night.arrival import Held
from outright.night.config import Settings
from outright.night.due import has_ended, run_out, stood_by
from outright.night.live import LiveNight
from outright.night.lock import ENGINE
from outright.night.notices import said
from outright.night.polling import Jumps
from outright.night.state import base

if TYPE_CHECKING:
    import psycopg

_LOOK = 0.5
"""Seconds between two looks where nobody says that there is something new."""
_REPEATED = 60.0
_PATIENCE = 4.0
_log = logging.getLogger("outright.night")


@dataclass(frozen=True, slots=True)
class Duty:
    """What an engine does while it tells: with every bulletin, and with word that nothing is stored (or again)."""

    tell: Callable[[Bulletin], None] = lambda _bulletin: None
    unstored: Callable[[dt.datetime | None, str], None] = lambda _since, _why: None


_OFF = Duty()


class Engine:
    """An engine of the night of ``settings``, which ``live`` has in memory; `run` until `stop`.

    ``on_duty`` is entered when this engine takes over, and left when it has lost the lease. ``warn`` takes a line for
    whoever looks after it.
    """

    def __init__(
        self, settings: Settings, live: LiveNight, *,
        on_duty: Callable[[], contextlib.AbstractContextManager[Duty]] = lambda: contextlib.nullcontext(_OFF),
        clock: Callable[[], float] = time.monotonic, warn: Callable[[str], None] = _log.error,
    ) -> None:  # fmt: skip
        assert isinstance(settings.store, ServedNight)
        self.settings, self.night, self.live = settings, settings.store, live
        self._on_duty, self._clock, self._warn = on_duty, clock, warn
        self._duty = contextlib.ExitStack()
        self._does = _OFF
        self._lease: Lease | None = None
        self._db: psycopg.Connection[Any] | None = None
        self._jumps = Jumps()
        self._first: dict[tuple[str, dt.datetime], float] = {}
        self._warned_at, self._silent = float("-inf"), False
        self._over = False
        self._news = News(self.night)

    @property
    def leads(self) -> bool:
        """Whether this engine has the lease, as far as it knows."""
        return self._lease is not None

    def stop(self) -> None:
        """End after the round in hand. A signal may say so."""
        self._over = True

    def run(self) -> None:
        """Stand by or lead until `stop`, or until every source has said its last and all of it is told."""
        with self._news, contextlib.closing(self):
            while not self._over:
                try:
                    self._look()
                    self._answers()
                except NightFollowed as error:
                    self._lost(error)
                except NotStored as error:
                    self._no_answer(error)
                self._news.wait(_LOOK)

    def close(self) -> None:
        """Give back the lease, where it is ours, and let go of the database."""
        self._duty.close()
        if self._db is not None:
            self._db.close()

    def _look(self) -> None:
        at, standing = self._asked()
        if self._lease is None:
            self.live.follow()
            self._see(at)
            if not self._take_over():
                return
        if self.live.behind:
            self._take_in([])
        self._see(at)
        if items := self._due(at, standing):
            self._take_in(items)
        self._end(standing)

    def _asked(self) -> tuple[float, dict[str, turns.Standing]]:
        """The server's clock, and how the sources are polled; `NightFollowed` where our lease is another's by now."""
        import psycopg

        try:
            if self._db is None or self._db.closed:
                self._db = connect(self.night, _PATIENCE)
            if self._lease is not None and not leases.is_held(self._db, self._lease):
                raise NightFollowed(f"Another engine follows {self.night.name}", where=str(self.night))
            at, standing = turns.standing(self._db)
        except psycopg.Error as error:
            raise self._refused(error) from error
        self._jumps.look(at, self._clock())
        return at, standing

    def _refused(self, error: Exception) -> NotStored:
        if self._db is not None:
            self._db.close()
        return no_answer(self.night, error)

    def _take_over(self) -> bool:
        """The lease, where nobody has it: then what others told last is taken in, and we tell."""
        stack = contextlib.ExitStack()
        try:
            lease = stack.enter_context(leases.holding(self.night, ENGINE))
        except NightFollowed:
            return False
        with stack:
            self.live.follow()
            self.live.archive.lease = self._lease = lease
            self._warn(f"This engine tells the night from publication {self.live.folded.state.seq} on.")
            self._does = stack.enter_context(self._on_duty())
            self._duty.push(stack.pop_all())
        return True

    def _lost(self, error: NightFollowed) -> None:
        """Another engine tells: stand by and take in what it tells."""
        self._warn(f"{error.message}. This one stands by.")
        self._lease = self.live.archive.lease = None
        self._does = _OFF
        self._duty.close()

    def _take_in(self, items: Sequence[Received]) -> None:
        for i in items:
            self.live.archive.keep(i.source, i.kind, i.name, i.body, i.received_at, i.token)
        bulletin = self.live.catch_up()
        if bulletin is not None:
            self._does.tell(bulletin)

    def _see(self, at: float) -> None:
        """Note since when, by the server's clock, a row of files has waited: clocks of collectors may be wrong."""
        waiting = {_row(held) for held in self.live.folded.state.held()}
        self._first = {row: self._first.get(row, at) for row in waiting}

    def _due(self, at: float, standing: dict[str, turns.Standing]) -> list[Received]:
        """What time brings. Each has a token that every engine gives it, so that no two of them bring it twice."""
        folded, now = self.live.folded, dt.datetime.fromtimestamp(at, dt.UTC)

        def stood_for(held: Held) -> float | None:
            one, since = standing.get(base(held.arrival.source)), self._first[_row(held)]
            if one is None or one.stood_at is None:
                return None
            return one.stood_at - since - self._jumps.since(since)

        found = (*stood_by(folded, self.settings.confirm, stood_for, now), *run_out(folded, now))
        return [replace(item, token=digest(msgspec.json.encode(said(item.body), order="sorted"))) for item in found]

    def _end(self, standing: dict[str, turns.Standing]) -> None:
        """Note which sources have said their last; when all have, this engine has too."""
        import psycopg

        left = False
        for source in (s for s in self.settings.sources if s.urls):
            one = standing.get(source.id)
            if one is not None and one.ended:
                continue
            if one is None or self._db is None or not has_ended(self.live.folded, source):
                left = True
                continue
            try:
                turns.end(self._db, source.id)
            except psycopg.Error as error:
                raise self._refused(error) from error
        if not left and any(s.urls for s in self.settings.sources):
            self._over = True

    def _no_answer(self, error: NotStored) -> None:
        if not self._silent:
            self._silent = True
            self._does.unstored(dt.datetime.now(dt.UTC), error.line())
        if self._clock() - self._warned_at >= _REPEATED:
            self._warned_at = self._clock()
            self._warn(f"NOT STORING: {error.line()} Nothing more is told.")

    def _answers(self) -> None:
        if self._silent:
            self._silent, self._warned_at = False, float("-inf")
            self._warn("Storing again.")
            self._does.unstored(None, "")


def _row(held: Held) -> tuple[str, dt.datetime]:
    """An unbroken row of files that wait for the like: of which source, and since when."""
    return held.arrival.source, held.since
