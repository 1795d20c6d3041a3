"""What a night's past answers: what became of each publication, what changed between moments, how a cell came to be.

Each answer has its rows as values and as a frame; nothing in it came after the moment on which it stands.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from outright.archive import Archive
from outright.bulletin import decode
from outright.errors import UsageError
from outright.night.past import moment_at, nothing_yet, publication_at
from outright.night.past_cells import ALL, WHOLE, CellValue, ContestPast, Place, past_of
from outright.night.past_diff import ContestChange, Diff, diff_of
from outright.night.past_log import LogLine, log_of
from outright.night.plan import plan_of
from outright.night.words import METHODS
from outright.notebook.choose import Choice, choose
from outright.notebook.moment import AsOf
from outright.terms import VoteMethod

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.bulletin import Contest
    from outright.bulletin import Night as NightPart
    from outright.notebook.frames import Frame

TOGETHER = "all"
"""What is typed for all candidates together."""


@dataclass(frozen=True, slots=True, eq=False)
class NightLog(AsOf):
    """What became of each publication, in the order in which they came. ``lines`` has one for each."""

    moment: NightPart
    lines: tuple[LogLine, ...]

    def __iter__(self) -> Iterator[LogLine]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)

    def frame(self) -> Frame:
        """One row for each publication: its number, time, source, what became of it, votes added in all contests."""
        from outright.notebook.frames_past import log_frame

        return log_frame(self)


@dataclass(frozen=True, slots=True, eq=False)
class NightDiff(AsOf):
    """What changed between two moments, from the earlier to the later. ``contests`` holds what changed in each.

    ``unit`` is the only unit that was asked for, None for all. ``turned``: the later one had been named first.
    """

    moment: NightPart
    said: Diff
    unit: Place | None = None
    turned: bool = False

    @property
    def contests(self) -> tuple[ContestChange, ...]:
        """What changed in each contest that was asked for."""
        return self.said.contests

    def frame(self) -> Frame:
        """One row for each cell that is not what it was."""
        from outright.notebook.frames_past import diff_frame

        return diff_frame(self)


@dataclass(frozen=True, slots=True, eq=False)
class CellHistory(AsOf):
    """Each value that the cells of one unit ever had, and those that were published and never shown.

    ``unit`` is the unit's id, None for the contest as a whole; ``past`` knows every unit of the contest.
    """

    moment: NightPart
    contest: Contest
    unit: str | None
    unit_name: str
    rows: tuple[CellValue, ...]
    past: ContestPast

    def __iter__(self) -> Iterator[CellValue]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def frame(self) -> Frame:
        """One row for each value of each cell, in the order of publications."""
        from outright.notebook.frames_past import history_frame

        return history_frame(self)


def log_at(path: Home, seq: int, since: str | None = None, until: str | None = None) -> NightLog:
    """The log of a night file as of bulletin ``seq``, from and to a publication's number or a time.

    ``UsageError`` where there is no such publication.
    """
    with Archive.open(path) as archive:
        plan, moment = plan_of(archive), _moment(archive, seq)
        begin = 1 if since is None else publication_at(archive, plan, since, first=True)
        end = None if until is None else publication_at(archive, plan, until)
        last = end if end is not None else None if seq == archive.newest() else seq
        if last is not None and begin > last:
            raise UsageError(f"publication {begin} comes after {last}", where="since", hint="Nothing lies between.")
        return NightLog(moment, tuple(log_of(archive, plan, begin, last)))


def diff_between(
    path: Home, one: str, other: str, contest: str | None = None, unit: str | None = None
) -> NightDiff:  # fmt: skip
    """What changed between two moments of a night file, whichever comes first; of one contest or unit if named."""
    with Archive.open(path) as archive:
        asked = moment_at(archive, one), moment_at(archive, other)
        first, second = sorted(asked)
        if second == 0:
            raise UsageError("nothing lies before the first publication", where=f"{one} {other}", hint="Name another.")
        found, places = diff_of(archive, plan_of(archive), first, second)
        moment = _moment(archive, second)
    if contest is not None:
        wanted = choose(contest, [Choice(c.id, c.name) for c in found.contests], "contest")
        found = _with(found, tuple(c for c in found.contests if c.id == wanted))
    place = None
    if unit is not None:
        known = {p.id: p for c in found.contests for p in places[c.id]}
        place = known[choose(unit, _units(known.values()), "unit")]
        found = _with(found, tuple(_of_unit(found, place, places)))
    return NightDiff(moment, found, place, asked != (first, second))


def history_at(
    path: Home, seq: int, contest: Contest, unit: str | None = None, method: str | None = None,
    candidate: str | None = None,
) -> CellHistory:  # fmt: skip
    """The history of one unit's cells as of bulletin ``seq``; of the contest as a whole without a ``unit``.

    ``unit``, ``method`` and ``candidate`` are ids, beginnings of ids or words of names; candidate "all" is all of them
    together. ``UsageError`` where one is none or several.
    """
    with Archive.open(path) as archive:
        plan, moment = plan_of(archive), _moment(archive, seq)
        past = past_of(archive, plan, plan.contest(contest.id), seq)
    names = {p.id: p.name for p in past.places}
    where = WHOLE if unit is None else choose(unit, _units(past.places), "unit")
    how = (
        None if method is None else VoteMethod(choose(method, [Choice(m, METHODS[m]) for m in past.methods], "method"))
    )
    who = candidate
    if candidate is not None:
        who = (
            ALL
            if candidate == TOGETHER
            else choose(candidate, [Choice(*c) for c in past.candidates.items()], "candidate")
        )
    rows = past.values(where, how, who)
    return CellHistory(moment, contest, where or None, names.get(where, contest.name), rows, past)


def _units(places: Collection[Place]) -> list[Choice]:
    """Every unit as it may be named: by its id, its name, and that of the unit that contains it."""
    names = {p.id: p.name for p in places}
    return [Choice(p.id, f"{p.name} {names.get(p.parent, p.parent)}") for p in places]


def _of_unit(found: Diff, place: Place, places: Mapping[str, tuple[Place, ...]]) -> Iterator[ContestChange]:
    """The changes of one unit, or of those inside it, in the contests that have it."""
    for contest in found.contests:
        if any(place.id == p.id for p in places[contest.id]):
            cells = tuple(c for c in contest.cells if place.id in (c.unit, c.county))
            yield msgspec.structs.replace(contest, cells=cells)


def _with(found: Diff, contests: tuple[ContestChange, ...]) -> Diff:
    return msgspec.structs.replace(found, contests=contests)


def _moment(archive: Archive, seq: int) -> NightPart:
    if not seq:
        raise nothing_yet(archive)
    return decode(archive.bulletin(seq)).night
