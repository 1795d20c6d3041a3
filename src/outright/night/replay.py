"""A past night: any bulletin as it was, and the whole night derived again from its bytes."""

from __future__ import annotations

import contextlib
import datetime as dt
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from outright.archive import Archive, Home
from outright.bulletin import Bulletin, decode
from outright.errors import ArchiveError, UsageError
from outright.night.plan import NightPlan, plan_of

if TYPE_CHECKING:
    from outright.night.derived import Verified
    from outright.night.projector import Projector

_TO_THE_MINUTE = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d")


def bulletin_at(path: Home, at: str | None = None) -> Bulletin:
    """The bulletin of a night file as of ``at``: a publication's number, a time, or None for the newest.

    A time is ``21:42`` or ``9:42 pm`` on the night itself, or an ISO date and time; without a zone it is
    the jurisdiction's, and without seconds it means the whole minute. `UsageError` when there was no bulletin
    yet or the time cannot be read.
    """
    with Archive.open(path) as archive:
        return decode(archive.bulletin(seq_at(archive, at)))


def stored_at(path: Home, at: str | None = None) -> bytes:
    """As `bulletin_at`: the very bytes that were stored that night, the same on every machine and for ever."""
    with Archive.open(path) as archive:
        return archive.bulletin(seq_at(archive, at))


def stored(path: Home) -> Iterator[bytes]:
    """The very bytes of every bulletin of a night, in order."""
    with Archive.open(path) as archive:
        for _, body in archive.bulletins():
            yield body


def bulletins(path: Home, after: int = 0) -> Iterator[Bulletin]:
    """Every bulletin of a night, in order, from the one after publication ``after`` on."""
    with Archive.open(path) as archive:
        for _, body in archive.bulletins(after):
            yield decode(body)


def run_of(path: Home) -> str:
    """One word for this run of a night: another file of the same night has another. "" before anything came."""
    with Archive.open(path) as archive:
        return next((p.link for p in archive.publications()), "")


@contextlib.contextmanager
def earlier(path: Home) -> Iterator[Callable[[int], Bulletin | None]]:
    """A door to the earlier bulletins of a night file, beside whoever writes it: give a publication's number.

    What comes is the bulletin that was the first to know that publication, as it was told then; None where none was.
    Any thread may ask.
    """
    with Archive.open(path) as archive:
        one_at_a_time = threading.Lock()

        def door(seq: int) -> Bulletin | None:
            with one_at_a_time:
                found = archive.told_from(seq)
                body = None if found is None else archive.bulletin(found)
            return None if body is None else decode(body)

        yield door


def seq_at(archive: Archive, at: str | None) -> int:
    """The number of the bulletin that was the newest as of ``at``."""
    newest = archive.newest()
    if newest is None:
        raise UsageError("the night has no bulletin yet", where=archive.path.name)
    if at is None:
        return newest
    if at.isascii() and at.isdigit() and len(at) < 10:
        seq = int(at)
        if not 1 <= seq <= newest:
            raise UsageError(f"there is no bulletin {seq}", where=f"at {at}", hint=f"Numbers run from 1 to {newest}.")
        if (told := archive.told(seq - 1)[0]) != seq:
            raise UsageError(
                f"publication {seq} came in one round with others", where=f"at {at}", hint=f"Their bulletin is {told}."
            )
        return seq
    moment = parse_time(at, plan_of(archive))
    found = archive.newest(moment)
    if found is None:
        raise UsageError(f"nothing had been published by {at}", where=f"at {at}", hint="Give a later time.")
    return found


def parse_time(text: str, plan: NightPlan) -> dt.datetime:
    """A time as a person types it, on the plan's night; hours before 6 a.m. belong to the day after."""
    words = text.strip().lower().replace(".", "")
    for form in ("%H:%M", "%H:%M:%S", "%I:%M %p", "%I:%M%p", "%I%p", "%I %p"):
        try:
            clock = dt.datetime.strptime(words, form).time()  # noqa: DTZ007 - a wall clock without a date
        except ValueError:
            continue
        day = plan.date + dt.timedelta(days=1) if clock.hour < 6 else plan.date
        return dt.datetime.combine(day, clock if form == "%H:%M:%S" else clock.replace(second=59), plan.zone)
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(
            f"{text!r} is no time",
            where=f"at {text}",
            hint="Give a bulletin's number, 21:42, 9:42 pm or an ISO time.",
        ) from error
    if _TO_THE_MINUTE.fullmatch(text.strip()):
        moment = moment.replace(second=59)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=plan.zone)
    if abs(moment.year - plan.date.year) > 100:
        raise UsageError(f"{text!r} is nowhere near the night", where=f"at {text}", hint=f"The night is {plan.date}.")
    return moment


def head_after(path: Home, seq: int) -> str:
    """The head of the night file's chain after publication ``seq``; "" where there is none, or the file has gone."""
    with contextlib.suppress(ArchiveError), Archive.open(path) as archive:
        return archive.head_after(seq)
    return ""


def seq_of_head(path: Home, head: str) -> int | None:
    """After which publication the chain had this head; None where it never had: the file is another, or was cut.

    ``head`` may be cut short to what a page prints, twelve letters or more.
    """
    with Archive.open(path) as archive:
        found = (seq for seq, one in enumerate(archive.heads(), start=1) if len(head) >= 12 and one.startswith(head))
        return next(found, None)


def verify(
    path: Home, progress: Callable[[int, int], None] = lambda _done, _all: None, project: Projector | None = None
) -> Verified:
    """Derive every stored fact and bulletin again from the stored bytes and compare them, byte for byte.

    What another release told is compared in what arithmetic decides (`outright.night.earlier_release`).
    ``project``: the projector the night was run with, where that was another than its plan's own.
    """
    from outright.night.derived import Verified, derive

    with Archive.open(path) as archive:
        try:
            return derive(archive, progress, project)
        except ArchiveError as error:
            return Verified(0, 0, "", error.message)
        except (sqlite3.Error, ValueError, TypeError) as error:
            return Verified(0, 0, "", f"the night file is damaged: {error}")
