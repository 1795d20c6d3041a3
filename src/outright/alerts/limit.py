"""How many messages an hour somebody gets, and what becomes of the rest: it is held back and told as one. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from outright.alerts.message import Message
from outright.errors import ConfigError

_LIMIT = re.compile(r"([1-9]\d{0,3})\s*/\s*(minute|hour|day)")
_PER = {"minute": dt.timedelta(minutes=1), "hour": dt.timedelta(hours=1), "day": dt.timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` messages in any stretch of time as long as ``per``."""

    most: int
    per: dt.timedelta


@dataclass(frozen=True, slots=True)
class Admitted:
    """What goes out now, what goes out now as one message, and what is held back; each in order."""

    release: tuple[Message, ...] = ()
    digest: tuple[Message, ...] = ()
    hold: tuple[Message, ...] = ()


def limit_of(text: str, where: str) -> Limit:
    """A limit as written: "6/hour"."""
    found = _LIMIT.fullmatch(text.strip())
    if not found:
        raise ConfigError(f"{text!r} is no limit", where=where, hint='Write it as "6/hour" (or /minute, /day).')
    return Limit(int(found[1]), _PER[found[2]])


def admit(
    new: Sequence[Message], held: Sequence[Message], released: Sequence[dt.datetime], limit: Limit | None,
    now: dt.datetime,
) -> Admitted:  # fmt: skip
    """What becomes of ``new`` messages and of those ``held`` back before. ``released``: when earlier ones went out.

    Urgent messages always go out, and count. Of the others as many go out as the limit leaves room for; the last
    place is taken by a digest where they are more, so that nothing waits while there is room to say it.
    """
    if limit is None:
        return Admitted(release=(*held, *new))
    urgent = [m for m in new if m.urgent]
    quiet = [*held, *(m for m in new if not m.urgent)]
    free = max(0, limit.most - sum(at > now - limit.per for at in released) - len(urgent))
    if len(quiet) <= free:
        single, rest = quiet, []
    elif free:
        single, rest = quiet[: free - 1], quiet[free - 1 :]
    else:
        return Admitted(release=tuple(urgent), hold=tuple(quiet))
    order = {m.id: i for i, m in enumerate((*held, *new))}
    release = sorted([*urgent, *single], key=lambda m: order[m.id])
    return Admitted(release=tuple(release), digest=tuple(rest))
