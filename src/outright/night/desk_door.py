"""The door by which people act on a night: what they do is put into the night's file, and decided there.

Nothing is decided outside. An action is a publication like any other: kept, numbered, chained, and taken in by the
one engine that follows the night, against the state at its own place in the order. Where no engine follows it, the
door is one for as long as it takes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from outright import feeds
from outright.archive import Archive, Home, Received, ServedNight
from outright.bulletin import Bulletin, decode
from outright.count import DeskWord, NoticeKind
from outright.desk.call import DeskRecord, DeskState, Done, decoded
from outright.errors import ArchiveError, FeedError, NightFollowed, NotStored, UsageError
from outright.night.live import LiveNight
from outright.night.lock import ENGINE, only_engine
from outright.night.notices import notice
from outright.night.plan import NightPlan, plan_of
from outright.terms import VerdictCode

KEY = "desk"
PATIENCE = 20.0
"""Seconds that an engine has to take an action in before we stop waiting for its answer."""
_LET_STAND = 8.0
"""Seconds after an engine of a database has gone in which one that stood by takes over, and this door does not."""
_LONG_AGO = dt.timedelta(hours=12)
_PAUSE = 0.05


@dataclass(frozen=True, slots=True)
class Standing:
    """What the desk has before it: the night's plan, its newest bulletin, and the desk's own record by contest."""

    plan: NightPlan
    bulletin: Bulletin
    records: dict[str, DeskRecord]

    def record(self, contest_id: str) -> DeskRecord:
        """The desk's record of one contest; an empty one before anything was recorded."""
        return self.records.get(contest_id, DeskRecord(DeskState()))


def standing(store: Home) -> Standing:
    """What the desk has before it now; `UsageError` before the night's first bulletin."""
    with Archive.open(store) as archive:
        newest = archive.newest()
        if newest is None:
            raise UsageError("The night has no bulletin yet; nothing can be called", where=store.name)
        body = archive.desk(newest)
        return Standing(plan_of(archive), decode(archive.bulletin(newest)), decoded(body) if body else {})


def moment_of(now: Standing, clock: dt.datetime) -> dt.datetime:
    """When an action happens: now; on a rehearsed night of another day, just after what it last published."""
    night = now.bulletin.night
    if now.plan.rehearsal and night.as_of is not None and clock - night.as_of > _LONG_AGO:
        return night.as_of + dt.timedelta(seconds=1)
    return clock


def desk_action(
    kind: NoticeKind, contest: str, by: str, text: str, at: dt.datetime, *, via: str, about: int | None = None,
    code: VerdictCode | None = None, candidates: tuple[str, ...] = (), evidence: str = "",
    until: dt.datetime | None = None,
) -> Received:  # fmt: skip
    """An action of the desk as a publication of the night."""
    word = DeskWord(contest, code, candidates, evidence, via)
    return notice(kind, text, by, at, key=KEY, about=about, until=until, desk=word)


def put(
    store: Home, item: Received, *, patience: float = PATIENCE, clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> tuple[int, bool]:  # fmt: skip
    """Put something into the night: its number, and whether a bulletin has come of it.

    It is kept before anybody decides about it; so two who act at once are decided in the order they were kept.
    Raises `ArchiveError` when it cannot be kept: then nothing has been done.
    """
    try:
        with _or_nothing(), contextlib.ExitStack() as stack:
            archive = stack.enter_context(Archive.open(store))
            seq = archive.keep(item.source, item.kind, item.name, item.body, item.received_at).seq
            stack.pop_all()
        with archive:
            until = clock() + patience
            while archive.told_from(seq) is None:
                if clock() >= until:
                    return seq, False
                if not _taken_in(store):
                    sleep(_PAUSE)
            return seq, True
    except sqlite3.Error as error:
        raise ArchiveError(f"The night cannot be kept ({error}); nothing was done", where=str(store)) from error


@contextlib.contextmanager
def _or_nothing() -> Iterator[None]:
    """An archive that cannot be opened or written says besides that nothing was done."""
    try:
        yield
    except ArchiveError as error:
        raise ArchiveError(f"{error.message}; nothing was done", where=error.where, hint=error.hint) from error


def _taken_in(store: Home) -> bool:
    """Take in what waits to be read, where no engine does: this process is the engine for as long as it takes."""
    try:
        if not isinstance(store, Path) and _stand_by(store):
            return False
        with only_engine(store) as lease:
            live = LiveNight.resume(store)
            live.archive.lease = lease
            with contextlib.closing(live.archive):
                live.catch_up()
            return True
    except (NightFollowed, NotStored):  # another takes it in, or it is taken in when there is room
        return False


def _stand_by(night: ServedNight) -> bool:
    """Whether an engine has just gone, so that another that stands by and knows the night takes over."""
    import psycopg

    from outright.archive.leases import idle_for

    try:
        return idle_for(night, ENGINE) < _LET_STAND
    except psycopg.Error:
        return True


def act(store: Home, item: Received, contest: str, *, patience: float = PATIENCE) -> tuple[int, Done | None]:
    """Put an action of the desk into the night: its number and what became of it, None while no engine has answered.

    An action that no reader would understand raises `UsageError` and is not put there: the log would tell of it.
    """
    try:
        feeds.read(item.body, kind=item.kind, name=item.name)
    except FeedError as error:
        raise UsageError(f"This cannot be done: {error.message}", where=error.where) from error
    seq, told = put(store, item, patience=patience)
    if not told:
        return seq, None
    return seq, standing(store).record(contest).desk.outcome(seq)
