"""One publication as it comes into a night, what the checks said of it, and what waits for a person. Values only."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from outright.count import Finding, Snapshot

Outcome = Literal["applied", "unchanged", "older", "rejected", "held", "released", "refused", "noted"]
_VERSION = re.compile(r"(?:late/)?v(\d{1,12})/")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One publication as it came: its number, its source, when we received it, the hash of its bytes, its name."""

    seq: int
    source: str
    received_at: dt.datetime
    sha256: str
    name: str = ""

    @property
    def version(self) -> int | None:
        """The source's own number of the publication, where its name begins with one (``v182945/detail.xml``)."""
        found = _VERSION.match(self.name)
        return int(found[1]) if found else None

    @property
    def is_diff(self) -> bool:
        """Whether it holds only what changed, as its name says (``v1604437931/diff/elections.json``)."""
        return "diff" in self.name.split("/")[:-1]

    @property
    def is_late(self) -> bool:
        """Whether another collector had taken the source over when it came, as its name says (``late/detail.xml``)."""
        return self.name.startswith("late/")


Places = Mapping[tuple[str, str, str, str], int]
"""Alarm code, contest, unit and candidate of what a file waits for, and how many votes it is about."""


@dataclass(frozen=True, slots=True)
class Held:
    """A publication that waits: why, in words, and whether time alone may release it (a source that stands by it).

    ``is_stale``: it waits only because its bytes were shown and replaced before, or are dated earlier. ``since`` is
    when the first of an unbroken row of files came that wait for the like of it.
    """

    arrival: Arrival
    snapshot: Snapshot
    why: tuple[str, ...]
    confirmable: bool
    since: dt.datetime
    is_stale: bool = False
    places: Places = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the checks said of a snapshot: ``alarms`` to be told, ``waits`` why it must wait for a person.

    ``places`` says where and by how many votes, for telling whether the next file waits for the like of it.
    """

    alarms: tuple[Finding, ...] = ()
    waits: tuple[str, ...] = ()
    confirmable: bool = False
    places: Places = field(default_factory=dict)
