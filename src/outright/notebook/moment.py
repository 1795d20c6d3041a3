"""What every answer knows of itself: which publication it stands on, and where the counts came from."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outright.bulletin import Night as NightPart
    from outright.bulletin import Source


class AsOf:
    """An answer as of one publication of a night. ``moment`` is what the bulletin says of the night then."""

    __slots__ = ()

    moment: NightPart

    @property
    def seq(self) -> int:
        """The number of the publication as of which this holds."""
        return self.moment.seq

    @property
    def as_of(self) -> dt.datetime | None:
        """When that publication was received, in the jurisdiction's time zone; None before the first."""
        at = self.moment.as_of
        return None if at is None else at.astimezone(zone_of(self.moment))

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the counts came from: each source, its newest file's hash, and how it is doing."""
        return self.moment.sources


def zone_of(moment: NightPart) -> dt.tzinfo:
    """The jurisdiction's time zone; UTC where this machine does not know it."""
    from outright.publish.words import zone

    return zone(moment)
