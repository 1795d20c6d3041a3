"""Tells an old body served again from a new one, by what one source has sent before. Pure.

Caches at the edge of a network serve an earlier file after a later one; a file without a clock does not
say so. A body that was seen and then replaced is old when it comes again. But a source may also return to
it on purpose (a correction undone), so an old body that stays is accepted, with word to the desk.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

STAYS_FETCHES = 10
STAYS_FOR = dt.timedelta(minutes=5)
"""On the recorded Georgia night of January 5, 2021 an old body stayed for 21 seconds at most, the AP's for 49."""


@dataclass(frozen=True, slots=True)
class SeenBodies:
    """The bodies one source has sent, by hash: which is the newest, and which were replaced by another.

    An old body is accepted as a return when it comes ``stays_fetches`` times in a row, or when it has come
    again and again for ``stays_for`` and at least twice; None switches either off. Only readable bodies
    belong here: an error page between two of them does not break the row.

    ``returned`` is true when the last body was accepted so.
    """

    stays_fetches: int | None = STAYS_FETCHES
    stays_for: dt.timedelta | None = STAYS_FOR
    newest: str | None = None
    replaced: frozenset[str] = frozenset()
    again: str | None = None
    times: int = 0
    since: dt.datetime | None = None
    returned: bool = False

    def is_old(self, sha256: str) -> bool:
        """Whether this body was replaced by another. Ask after `after`, which may have accepted its return."""
        return sha256 in self.replaced

    def after(self, sha256: str, at: dt.datetime | None = None) -> SeenBodies:
        """What is known once this body has come at ``at``; without a time only the number of fetches counts."""
        quiet = replace(self, again=None, times=0, since=None, returned=False)
        if sha256 == self.newest:
            return quiet
        if sha256 not in self.replaced:
            return _now_newest(quiet, sha256)
        first = sha256 != self.again
        times, since = (1, at) if first else (self.times + 1, self.since)
        if self._stays(times, since, at):
            return replace(_now_newest(quiet, sha256), returned=True)
        return replace(quiet, again=sha256, times=times, since=since)

    def _stays(self, times: int, since: dt.datetime | None, at: dt.datetime | None) -> bool:
        if self.stays_fetches is not None and times >= self.stays_fetches:
            return True
        if self.stays_for is None or since is None or at is None or times < 2:
            return False
        return at - since >= self.stays_for


def _now_newest(seen: SeenBodies, sha256: str) -> SeenBodies:
    left = seen.replaced if seen.newest is None else seen.replaced | {seen.newest}
    return replace(seen, newest=sha256, replaced=left - {sha256})
