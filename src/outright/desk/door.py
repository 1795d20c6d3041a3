"""What a desk is shown and what it can do, wherever it sits: the values that pass through the door to a night.

Who shows the desk (a server, a terminal) and who keeps the night do not know each other; both know this.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from outright.bulletin import Bulletin
from outright.count import NoticeKind
from outright.desk.call import DeskRecord, DeskState
from outright.desk.tokens import Token
from outright.terms import VerdictCode


@dataclass(frozen=True, slots=True)
class Moved:
    """One number that a file which waits would change: where, whose, from what to what (None: not reported)."""

    place: str
    candidate: str
    old: int | None
    new: int | None


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A publication that waits for a person: why, and what it would change, the largest changes first.

    ``more`` is how many changes are not among ``moved``.
    """

    seq: int
    source: str
    at_text: str
    why: tuple[str, ...]
    moved: tuple[Moved, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class View:
    """Everything before the desk at one moment."""

    bulletin: Bulletin
    records: Mapping[str, DeskRecord]
    held: tuple[HeldFile, ...]
    now: dt.datetime

    def record(self, contest_id: str) -> DeskRecord:
        """The desk's record of one contest; an empty one before anything was recorded."""
        return self.records.get(contest_id, DeskRecord(DeskState()))


@dataclass(frozen=True, slots=True)
class Deed:
    """What a person does, as typed. ``until`` is a time in words; ``about`` a proposal, a note or a publication."""

    kind: NoticeKind
    by: str
    text: str
    contest: str = ""
    about: int | None = None
    code: VerdictCode | None = None
    candidates: tuple[str, ...] = ()
    evidence: str = ""
    until: str = ""


class Door(Protocol):
    """The door to one night. Any thread may use it."""

    def view(self) -> View:
        """What is before the desk now."""
        ...

    def act(self, deed: Deed) -> str:
        """Do it, and say what came of it in a sentence; `OutrightError` says why it had no effect."""
        ...

    def tokens(self) -> tuple[Token, ...]:
        """Every token that was made for the night."""
        ...

    def now(self) -> dt.datetime:
        """The moment by the clock."""
        ...
