"""Whose turn it is to poll a source of a night in a database: a turn for some seconds, renewed while its holder lives.

Any number of collectors ask; each source is polled by one. Only the server's clock is read. A collector that is killed,
cut off or stopped loses its turns when the seconds are over; the next one gets the term after it and what the walk
remembered. What the earlier one still brings then is late, and the store says so (`TurnLost`).
"""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from outright.archive.home import ServedNight
from outright.archive.kept import Lease
from outright.archive.served import connect, no_answer

if TYPE_CHECKING:
    import psycopg

SECONDS = 5.0
"""For how long a turn is given."""
RENEWED = 1.0
"""Every how many seconds it is given anew."""
COLLECTING = "collect as "
"""How the leases of collectors are called: by them others know how many there are."""
_NOW = "extract(epoch FROM clock_timestamp())::float8"
_FORGOTTEN = 60


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn as it is given: under which lease, what the walk remembered, and in how many seconds the source is due."""

    lease: Lease
    memory: bytes
    due_in: float


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source is polled: by whom now ("" by nobody), since when it stands by what it says, whether it has ended.

    ``stood_at`` is in seconds by the server's clock: when the last poll without a trouble began.
    """

    holder: str
    stood_at: float | None
    ended: bool


def offer(db: psycopg.Connection[Any], sources: Collection[str]) -> None:
    """Let these sources be polled; those that are known already stay as they are."""
    db.cursor().executemany(
        "INSERT INTO poll VALUES (%s, '', 0, 0, 0, '', NULL, false) ON CONFLICT DO NOTHING", [(s,) for s in sources]
    )


def take(
    db: psycopg.Connection[Any], who: str, sources: Collection[str], most: int, seconds: float = SECONDS
) -> list[Turn]:
    """At most so many turns that nobody has, those due longest first; none that another is just taking."""
    rows = db.execute(
        f"WITH free AS (SELECT source FROM poll WHERE source = ANY(%(sources)s) AND NOT ended AND until < {_NOW} "
        "ORDER BY due_at, source LIMIT %(most)s FOR UPDATE SKIP LOCKED) "
        f"UPDATE poll SET holder = %(who)s, term = term + 1, until = {_NOW} + %(seconds)s FROM free "
        f"WHERE poll.source = free.source RETURNING poll.source, term, memory, due_at - {_NOW}",
        {"sources": list(sources), "most": most, "who": who, "seconds": seconds},
    ).fetchall()
    return [Turn(Lease(s, who, int(term)), _unpacked(memory), max(0.0, wait)) for s, term, memory, wait in rows]


def renew(db: psycopg.Connection[Any], who: str, seconds: float = SECONDS) -> dict[str, int]:
    """Give this collector's turns for so many seconds more; the terms of those it has, by source.

    One whose seconds are over is given anew too, as long as nobody else has had it. An ended source is nobody's.
    """
    rows = db.execute(
        f"UPDATE poll SET until = {_NOW} + %s WHERE holder = %s AND NOT ended RETURNING source, term", (seconds, who)
    ).fetchall()
    return {str(source): int(term) for source, term in rows}


def write_back(
    db: psycopg.Connection[Any], turn: Lease, memory: bytes, *, due_in: float, stood_for: float | None
) -> bool:
    """Note what the walk remembers and when the source is due; whether the turn was still its holder's.

    ``stood_for``: how many seconds ago a poll without a trouble began; None where it had one.
    """
    done = db.execute(
        f"UPDATE poll SET memory = %s, due_at = {_NOW} + %s, stood_at = coalesce({_NOW} - %s::float8, stood_at) "
        "WHERE source = %s AND term = %s",
        (zlib.compress(memory, 6), due_in, stood_for, turn.work, turn.term),
    )
    return done.rowcount == 1


def let_go(db: psycopg.Connection[Any], turn: Lease) -> None:
    """Give a turn back before its time, so that another need not wait."""
    db.execute(
        "UPDATE poll SET until = 0, holder = '' WHERE source = %s AND term = %s AND holder = %s",
        (turn.work, turn.term, turn.holder),
    )


def end(db: psycopg.Connection[Any], source: str) -> None:
    """Note that a source has said its last; nobody polls it any more."""
    db.execute("UPDATE poll SET ended = true WHERE source = %s", (source,))


def standing(db: psycopg.Connection[Any]) -> tuple[float, dict[str, Standing]]:
    """The server's clock, and how every source is polled."""
    rows = db.execute(
        f"SELECT t, source, CASE WHEN until >= t THEN holder ELSE '' END, stood_at, ended "
        f"FROM (SELECT {_NOW} AS t) AS now LEFT JOIN poll ON true"
    ).fetchall()
    return float(rows[0][0]), {s: Standing(h, at, bool(ended)) for _, s, h, at, ended in rows if s is not None}


def collectors(db: psycopg.Connection[Any], who: str, seconds: float = SECONDS) -> int:
    """Note that this collector lives, and say how many do."""
    db.execute(
        f"INSERT INTO lease VALUES (%s, %s, 1, {_NOW} + %s) ON CONFLICT (work) DO UPDATE SET until = excluded.until",
        (COLLECTING + who, who, seconds),
    )
    db.execute(
        f"DELETE FROM lease WHERE work IN (SELECT work FROM lease WHERE starts_with(work, %s) AND until < {_NOW} - %s "
        "FOR UPDATE SKIP LOCKED)", (COLLECTING, _FORGOTTEN),
    )  # fmt: skip
    query = f"SELECT count(*) FROM lease WHERE starts_with(work, %s) AND until >= {_NOW}"
    row = db.execute(query, (COLLECTING,)).fetchone()
    return int(row[0]) if row else 1


def collecting(night: ServedNight) -> tuple[str, ...]:
    """The collectors that poll a night's sources now; `NotStored` where the database does not answer."""
    import psycopg

    query = f"SELECT holder FROM lease WHERE starts_with(work, %s) AND until >= {_NOW} ORDER BY holder"
    try:
        with contextlib.closing(connect(night)) as db:
            return tuple(str(holder) for (holder,) in db.execute(query, (COLLECTING,)))
    except psycopg.Error as error:
        raise no_answer(night, error) from error


def leave(db: psycopg.Connection[Any], who: str) -> None:
    """Give every turn back: this collector ends."""
    db.execute("UPDATE poll SET until = 0, holder = '' WHERE holder = %s", (who,))
    db.execute("DELETE FROM lease WHERE work = %s", (COLLECTING + who,))


def _unpacked(memory: bytes) -> bytes:
    return zlib.decompress(memory) if memory else b""
