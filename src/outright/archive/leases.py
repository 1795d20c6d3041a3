"""Who does what of a night in a database: a lease by name, for some seconds, renewed while its holder lives.

Only the server's clock is read. A holder that is killed, cut off or stopped loses its lease when the seconds are over;
what it still stores under it is refused, since the term is another.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from outright.archive.home import ServedNight
from outright.archive.kept import Lease
from outright.archive.served import connect, no_answer
from outright.errors import NightFollowed

if TYPE_CHECKING:
    import psycopg

SECONDS = 6.0
"""For how long a lease is given."""
RENEWED = 1.5
"""Every how many seconds it is given anew."""
_NOW = "extract(epoch FROM clock_timestamp())"


def holder() -> str:
    """This process, as others name it: its number, its machine, and a word that no other process has."""
    return f"process {os.getpid()} on {socket.gethostname()} ({secrets.token_hex(3)})"


def take(db: psycopg.Connection[Any], work: str, who: str, seconds: float = SECONDS) -> Lease | None:
    """The lease on ``work`` for so many seconds from now, new or renewed; None while another holds it.

    Renewed in time it keeps its term; after another had it, or nobody, the term is a new one.
    """
    row = db.execute(
        f"INSERT INTO lease VALUES (%(work)s, %(who)s, 1, {_NOW} + %(seconds)s) ON CONFLICT (work) DO UPDATE SET "
        "term = lease.term + CASE WHEN lease.holder = excluded.holder THEN 0 ELSE 1 END, "
        "holder = excluded.holder, until = excluded.until "
        f"WHERE lease.holder = excluded.holder OR lease.until < {_NOW} RETURNING term",
        {"work": work, "who": who, "seconds": seconds},
    ).fetchone()
    return None if row is None else Lease(work, who, int(row[0]))


def let_go(db: psycopg.Connection[Any], lease: Lease) -> None:
    """Give a lease back before its time, so that another need not wait."""
    db.execute(
        f"UPDATE lease SET until = {_NOW}, holder = 'nobody' WHERE work = %s AND holder = %s AND term = %s",
        (lease.work, lease.holder, lease.term),
    )


def held_by(db: psycopg.Connection[Any], work: str) -> str:
    """Who holds the lease on ``work`` now; "" where nobody does."""
    row = db.execute(f"SELECT holder FROM lease WHERE work = %s AND until >= {_NOW}", (work,)).fetchone()
    return str(row[0]) if row else ""


def idle_for(night: ServedNight, work: str) -> float:
    """For how many seconds nobody has held the lease on ``work``; infinite where nobody ever has."""
    with contextlib.closing(connect(night)) as db:
        row = db.execute(f"SELECT {_NOW} - until FROM lease WHERE work = %s", (work,)).fetchone()
    return max(0.0, float(row[0])) if row else float("inf")


def is_held(db: psycopg.Connection[Any], lease: Lease) -> bool:
    """Whether nobody has taken the lease since."""
    row = db.execute("SELECT holder, term FROM lease WHERE work = %s", (lease.work,)).fetchone()
    return row == (lease.holder, lease.term)


@contextlib.contextmanager
def holding(night: ServedNight, work: str) -> Iterator[Lease]:
    """Hold a lease on ``work`` and renew it until this is left; `NightFollowed` where another holds it.

    A holder on this machine whose process has gone is not waited for.
    """
    import psycopg

    who = holder()
    try:
        with contextlib.closing(connect(night)) as db:
            lease = take(db, work, who) or _inherited(db, work, who)
            other = "" if lease else held_by(db, work)
    except psycopg.Error as error:
        raise no_answer(night, error) from error
    if lease is None:
        hint = "Stop it first, or follow another night."
        raise NightFollowed(f"Another engine follows {night.name}: {other or 'it has just begun'}", where=str(night),
                            hint=hint)  # fmt: skip
    over = threading.Event()
    renewing = threading.Thread(target=_renew, args=(night, lease, over), name=f"lease on {work}", daemon=True)
    renewing.start()
    try:
        yield lease
    finally:
        over.set()
        renewing.join(RENEWED + 1)
        with contextlib.suppress(psycopg.Error), contextlib.closing(connect(night)) as db:
            let_go(db, lease)


def _renew(night: ServedNight, lease: Lease, over: threading.Event) -> None:
    """Renew it every so often. Where the database does not answer it is tried again; where it is lost, no more."""
    import psycopg

    db = None
    while not over.wait(RENEWED):
        try:
            db = db or connect(night)
            if take(db, lease.work, lease.holder) != lease:
                break
        except psycopg.Error:
            if db is not None:
                db.close()
            db = None
    if db is not None:
        db.close()


def _inherited(db: psycopg.Connection[Any], work: str, who: str) -> Lease | None:
    """The lease of a process of this machine that is no more."""
    before = held_by(db, work)
    words = before.split()
    if len(words) < 4 or words[3] != socket.gethostname() or not words[1].isdecimal() or _lives(int(words[1])):
        return None
    db.execute("UPDATE lease SET until = 0 WHERE work = %s AND holder = %s", (work, before))
    return take(db, work, who)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
