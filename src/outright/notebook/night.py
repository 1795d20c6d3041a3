"""A night as of one publication: its contests, its sources, any other moment of it, and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from outright.archive import Archive
from outright.bulletin import Bulletin, Source, decode
from outright.errors import UsageError
from outright.night.plan import plan_of
from outright.night.replay import seq_at
from outright.notebook.choose import find_contest
from outright.notebook.moment import AsOf

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.bulletin import Night as NightPart
    from outright.night.plan import NightPlan
    from outright.notebook.contest import NightContest
    from outright.notebook.follow import Until
    from outright.notebook.past import CellHistory, NightDiff, NightLog

When = str | int | dt.datetime | AsOf
"""A moment: a publication's number, a time as a person types it, a time, or anything that is as of a moment."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Night(AsOf):
    """One night as of one publication; `at` gives it as of another, `follow` as it goes on.

    ``path`` is its file and ``plan`` what was settled before it. Nothing here is ever written to the file, and it
    is open only while it is read.
    """

    path: Home
    plan: NightPlan
    told: Bulletin | None

    @property
    def bulletin(self) -> Bulletin:
        """Everything said at this moment; ``UsageError`` before the first bulletin."""
        if self.told is None:
            raise UsageError("the night has no bulletin yet", where=self.path.name, hint="Wait for one: night.follow()")
        return self.told

    @property
    def moment(self) -> NightPart:  # type: ignore[override]
        """What the bulletin says of the night itself."""
        return self.bulletin.night

    @property
    def seq(self) -> int:
        """The number of the publication as of which this is; 0 before the first bulletin."""
        return 0 if self.told is None else self.told.night.seq

    @property
    def sources(self) -> tuple[Source, ...]:
        """Where the counts come from, and how each source is doing; empty before the first bulletin."""
        return () if self.told is None else self.told.night.sources

    @property
    def id(self) -> str:
        """The night's own id ("us-ga-2017-04-18")."""
        return self.plan.id

    @property
    def name(self) -> str:
        """The night's name, as printed."""
        return self.plan.name

    @property
    def contests(self) -> tuple[NightContest, ...]:
        """Every contest of the night, in the plan's order; empty before the first bulletin."""
        return () if self.told is None else tuple(self.contest(c.id) for c in self.told.contests)

    def contest(self, asked: str | None = None) -> NightContest:
        """The contest with this id, beginning of an id, or words of its name; the only one without a name.

        ``UsageError`` where it is none or several, with what may have been meant.
        """
        from outright.notebook.contest import NightContest

        return NightContest(self, find_contest(self.bulletin, asked))

    def at(self, when: When) -> Night:
        """The night as it stood at another moment.

        ``when`` is a publication's number, ``"21:42"``, ``"9:42 pm"``, an ISO date and time, an aware time, or an
        answer whose moment is meant. A time without a zone is the jurisdiction's. ``UsageError`` when there was
        no bulletin yet or the time cannot be read.
        """
        with Archive.open(self.path) as archive:
            return self.as_told(decode(archive.bulletin(seq_at(archive, _typed(when)))))

    def newest(self) -> Night:
        """The night as of its newest bulletin, should there be one by now."""
        if not Archive.exists(self.path):
            return self
        with Archive.open(self.path) as archive:
            seq = archive.newest()
            return self if seq is None else self.as_told(decode(archive.bulletin(seq)))

    def history(self) -> Iterator[Night]:
        """Every moment of the night up to this one, the first first."""
        with Archive.open(self.path) as archive:
            for seq in archive.told():
                if seq <= self.seq:
                    yield self.as_told(decode(archive.bulletin(seq)))

    def log(self, since: When | None = None, until: When | None = None) -> NightLog:
        """What became of each publication up to this moment, in the order in which they came.

        ``since`` and ``until`` are moments as `at` takes them. ``UsageError`` where there is no such publication.
        """
        from outright.notebook.past import log_at

        ends = (None if when is None else _typed(when) for when in (since, until))
        return log_at(self.path, self.bulletin.night.seq, *ends)

    def diff(self, first: When, second: When | None = None, *, contest: str | None = None) -> NightDiff:
        """What changed between two moments, whichever comes first; without a second, up to this one.

        0 is the night before anything came. One ``contest`` alone, if it is named.
        """
        from outright.notebook.past import diff_between

        other = self.bulletin.night.seq if second is None else second
        return diff_between(self.path, _typed(first), _typed(other), contest)

    def history_of(
        self, unit: str | None = None, *, contest: str | None = None, method: str | None = None,
        candidate: str | None = None,
    ) -> CellHistory:  # fmt: skip
        """Each value that a unit's cells ever had up to this moment, and those that were published and never shown.

        Without a ``unit`` those of the contest as a whole. ``method`` and ``candidate`` say which cells, every one
        without them; candidate "all" is all of them together. ``UsageError`` where a name is none or several.
        """
        from outright.notebook.past import history_at

        return history_at(
            self.path, self.bulletin.night.seq, find_contest(self.bulletin, contest), unit, method, candidate
        )

    def follow(
        self, *, until: Until | None = None, timeout: float | None = None, every: float = 1.0
    ) -> Iterator[Night]:
        """This moment, then every later one as its bulletin is published; see `outright.notebook.follow`."""
        from outright.notebook.follow import follow

        return follow(self, until=until, timeout=timeout, every=every)

    def afollow(
        self, *, until: Until | None = None, timeout: float | None = None, every: float = 1.0
    ) -> AsyncIterator[Night]:
        """As `follow`, for ``async for``; other tasks go on while it waits."""
        from outright.notebook.follow import afollow

        return afollow(self, until=until, timeout=timeout, every=every)

    def export(self, form: str, where: str | Path, contest: str | None = None) -> Path:
        """Write the count of this moment as another format, and return the file.

        ``form`` is a format or the beginning of one ("elex", "nist-xml"); ``where`` a file, or a folder, which is
        made. One ``contest`` alone, if it is named. A file of that name is written over.
        """
        from outright.notebook.export import export

        return export(self, form, Path(where), folder=str(where).endswith("/"), contest=contest)

    def as_told(self, bulletin: Bulletin) -> Night:
        """The same night with this bulletin as its moment."""
        return replace(self, told=bulletin)

    def __repr__(self) -> str:
        from outright.notebook.text import night_text

        return night_text(self)

    def _repr_html_(self) -> str:
        from outright.notebook.html import night_html

        return night_html(self)


def open_night(path: Home) -> Night:
    """The night of a file, as of its newest bulletin. ``ArchiveError`` when it is not a night file."""
    with Archive.open(path) as archive:
        seq = archive.newest()
        return Night(path, plan_of(archive), None if seq is None else decode(archive.bulletin(seq)))


def _typed(when: When) -> str:
    """A moment as the night file's own door reads it."""
    if isinstance(when, AsOf):
        return str(when.seq)
    if isinstance(when, dt.datetime):
        return when.isoformat()
    return str(when)
