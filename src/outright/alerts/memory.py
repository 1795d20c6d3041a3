"""What was told, what is to be told, and what is held back: a small file beside the night's own.

A message is written down before it is sent and marked when it was taken; killed in between, it is sent again under
the same id. No secret stands in the file: a destination is known by its words in the settings.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import msgspec

from outright.alerts.limit import Limit, admit
from outright.alerts.message import Message, digest

if TYPE_CHECKING:
    from outright.archive import Home
from outright.errors import ArchiveError

SUFFIX = ".alerts"
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
  place INTEGER PRIMARY KEY AUTOINCREMENT, destination TEXT NOT NULL, id TEXT NOT NULL, rule TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('known', 'held', 'digested', 'pending', 'sent', 'failed', 'overtaken')),
  contest TEXT NOT NULL, is_call INTEGER NOT NULL, body BLOB NOT NULL, released INTEGER, attempts INTEGER NOT NULL,
  due INTEGER, why TEXT NOT NULL, UNIQUE (destination, id)
) STRICT;
CREATE INDEX IF NOT EXISTS waiting ON message (destination, due) WHERE state = 'pending';
CREATE TABLE IF NOT EXISTS rule (destination TEXT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (destination, text)) STRICT;
"""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message on its way to one destination; ``attempts`` have failed so far."""

    place: int
    destination: str
    message: Message
    attempts: int


class Memory:
    """The file. All its methods are short; each is written through to the disk before it returns."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            with contextlib.suppress(FileExistsError):
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            with contextlib.ExitStack() as undo:
                self._db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
                undo.callback(self._db.close)
                self._db.execute("PRAGMA synchronous = FULL")
                self._db.executescript(_SCHEMA)
                self._known: set[tuple[str, str]] = set(self._db.execute("SELECT destination, id FROM message"))
                undo.pop_all()
        except (OSError, sqlite3.Error) as error:
            raise ArchiveError(
                f"What was told cannot be remembered ({error})", where=str(path),
                hint="Make room or mend the disk; without it messages could be sent twice.",
            ) from error  # fmt: skip

    @classmethod
    def beside(cls, store: Home) -> Self:
        """The memory that belongs to a night's file."""
        return cls(store.with_name(store.name + SUFFIX))

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def begin(self, destination: str, rule: str, text: str, old: Iterable[Message]) -> None:
        """From now on ``text`` is told to ``destination``; ``old`` is what it had to tell before. Once a rule."""
        with self._writing():
            cursor = self._db.execute("INSERT OR IGNORE INTO rule VALUES (?, ?)", (destination, text))
            if cursor.rowcount:
                self._put(destination, rule, {}, old, "known", None)

    def take(
        self, destination: str, rule: str, messages: Sequence[Message], limit: Limit | None, now: dt.datetime
    ) -> int:
        """Write down what is new among ``messages``, and what follows from the limit; how many are now to be sent."""
        new = [m for m in messages if (destination, m.id) not in self._known]
        held = [(place, _message(body)) for place, body in self._held(destination, rule)]
        if not new and not held:
            return 0
        released = self._released(destination, rule, now - limit.per if limit else now)
        admitted = admit(new, [m for _, m in held], released, limit, now)
        with self._writing():
            places = {m.id: place for place, m in held}
            self._put(destination, rule, places, admitted.digest, "digested", None)
            self._put(destination, rule, places, admitted.release, "pending", now)
            self._put(destination, rule, places, admitted.hold, "held", None)
            if admitted.digest:
                self._put(destination, rule, places, [digest(admitted.digest, rule)], "pending", now)
        return len(admitted.release) + bool(admitted.digest)

    def ready(self, destination: str, now: dt.datetime) -> list[Delivery]:
        """What is to be sent now, in the order in which it came."""
        found = self._db.execute(
            "SELECT place, body, attempts FROM message WHERE destination = ? AND state = 'pending' AND due <= ?"
            " ORDER BY place", (destination, _micros(now)),
        )  # fmt: skip
        return [Delivery(place, destination, _message(body), attempts) for place, body, attempts in found]

    def is_pending(self, delivery: Delivery) -> bool:
        """Whether it is still to be sent; a later call may have overtaken it."""
        found = self._db.execute("SELECT state FROM message WHERE place = ?", (delivery.place,)).fetchone()
        return found is not None and found[0] == "pending"

    def next_due(self, destination: str) -> dt.datetime | None:
        """When something is to be sent next; None when nothing waits."""
        (due,) = self._db.execute(
            "SELECT min(due) FROM message WHERE destination = ? AND state = 'pending'", (destination,)
        ).fetchone()
        return None if due is None else _EPOCH + dt.timedelta(microseconds=due)

    def sent(self, delivery: Delivery) -> None:
        """It was taken. An earlier call of that contest that still waits is not sent any more: it is no longer so."""
        message = delivery.message
        with self._writing():
            self._db.execute("UPDATE message SET state = 'sent', why = '' WHERE place = ?", (delivery.place,))
            if message.is_call:
                self._db.execute(
                    "UPDATE message SET state = 'overtaken' WHERE state = 'pending' AND destination = ?"
                    " AND contest = ? AND is_call AND place < ?",
                    (delivery.destination, message.contest, delivery.place),
                )  # fmt: skip

    def failed(self, delivery: Delivery, why: str, again: dt.datetime | None) -> None:
        """It was not taken; it is tried ``again`` then, or never when None."""
        state = "pending" if again else "failed"
        self._db.execute(
            "UPDATE message SET state = ?, attempts = attempts + 1, due = ?, why = ? WHERE place = ?",
            (state, _micros(again) if again else None, why, delivery.place),
        )  # fmt: skip

    def numbers(self) -> dict[str, int]:
        """How many messages are in each state."""
        return dict(self._db.execute("SELECT state, count(*) FROM message GROUP BY state").fetchall())

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        known = set(self._known)
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._known = known
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def _held(self, destination: str, rule: str) -> list[tuple[int, bytes]]:
        return self._db.execute(
            "SELECT place, body FROM message WHERE destination = ? AND rule = ? AND state = 'held' ORDER BY place",
            (destination, rule),
        ).fetchall()  # fmt: skip

    def _released(self, destination: str, rule: str, since: dt.datetime) -> list[dt.datetime]:
        rows = self._db.execute(
            "SELECT released FROM message WHERE destination = ? AND rule = ? AND released > ?",
            (destination, rule, _micros(since)),
        )  # fmt: skip
        return [_EPOCH + dt.timedelta(microseconds=at) for (at,) in rows]

    def _put(
        self, destination: str, rule: str, places: Mapping[str, int], messages: Iterable[Message], state: str,
        released: dt.datetime | None,
    ) -> None:  # fmt: skip
        """Messages into this state: those that have a place keep it, the others get the next."""
        at = _micros(released) if released else None
        for m in messages:
            if m.id in places:
                row = (state, at, at, places[m.id])
                self._db.execute("UPDATE message SET state = ?, released = ?, due = ? WHERE place = ?", row)
                continue
            self._db.execute(
                "INSERT OR IGNORE INTO message"
                " (destination, id, rule, state, contest, is_call, body, released, attempts, due, why)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, '')",
                (destination, m.id, rule, state, m.contest, m.is_call, msgspec.json.encode(m), at, at),
            )  # fmt: skip
            self._known.add((destination, m.id))


def _message(body: bytes) -> Message:
    return msgspec.json.decode(body, type=Message)


def _micros(at: dt.datetime) -> int:
    return (at - _EPOCH) // dt.timedelta(microseconds=1)
