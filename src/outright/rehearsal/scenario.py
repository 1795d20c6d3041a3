"""A night to be served: every vote there will ever be, and when each county publishes which part of it.

Pure: the same scenario gives the same snapshots in every process. Nothing is added up before somebody asks for
it, and what one county publishes makes no other county's figures be worked out again.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from outright.count import Contest, ContestCount, Election, ReportingUnit, Snapshot, StatedTotals, UnitCount, slug
from outright.rehearsal.plan import PRECINCT_METHODS, Votes
from outright.terms import ReportingUnitType, ResultsStatus, VoteMethod

REHEARSAL = "Rehearsal"
_KEPT = 4096  # county sums kept; a statewide night has fewer publications


@dataclass(frozen=True, slots=True)
class Precinct:
    """A reporting unit of a county. ``registered`` is None when nobody knows it."""

    name: str
    registered: int | None = None


@dataclass(frozen=True, slots=True)
class County:
    """A county that publishes. ``labels[m]`` are the columns it prints for ``methods[m]``."""

    name: str
    methods: tuple[VoteMethod, ...]
    labels: tuple[tuple[str, ...], ...]
    precincts: tuple[Precinct, ...]

    @property
    def id(self) -> str:
        """The county's id, as readers make it from the name."""
        return slug(self.name) or "unnamed"


@dataclass(frozen=True, slots=True)
class RehearsedContest:
    """A contest and the methods by which its votes are known, in printed order."""

    contest: Contest
    methods: tuple[VoteMethod, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One county publishes. ``number`` counts its publications from 1; ``certified`` marks the last one."""

    at: dt.datetime
    county: str
    number: int
    note: str
    certified: bool = False


@dataclass(frozen=True, slots=True)
class Timetable:
    """What one county publishes when. ``arrives[p][m]`` is the publication with which a cell comes in."""

    steps: tuple[Step, ...]
    arrives: tuple[tuple[int, ...], ...]


class Returns(Protocol):
    """Where the final votes come from. Positions are those of the scenario's contests and counties."""

    def places(self, contest: int, county: int) -> tuple[int, ...]:
        """The positions of the county's precincts that vote on the contest; empty when none does."""
        ...

    def votes(self, contest: int, county: int) -> tuple[Votes, ...]:
        """The final votes of each of those precincts, by the contest's methods and candidates."""
        ...


@dataclass(frozen=True, slots=True)
class Setting:
    """What anybody knows beforehand. ``state`` is a postal code; ``election_name`` comes without the word Rehearsal."""

    id: str
    state: str
    election_name: str
    date: dt.date
    polls_close: dt.datetime


class Scenario:
    """A whole night: its setting, contests, counties, and the two things that make it a night."""

    def __init__(
        self,
        setting: Setting,
        ballot: tuple[RehearsedContest, ...],
        counties: tuple[County, ...],
        tables: tuple[Timetable, ...],
        returns: Returns,
    ) -> None:
        self.setting, self.contests, self.counties, self.tables, self.returns = (
            setting,
            ballot,
            counties,
            tables,
            returns,
        )
        self.position = {c.id: k for k, c in enumerate(counties)}
        self.steps = tuple(sorted((s for t in tables for s in t.steps), key=lambda s: (s.at, s.county, s.number)))
        self._moments = [s.at for s in self.steps]
        self._own = [[s.at for s in t.steps] for t in tables]
        self.reach = tuple(tuple(k for k in range(len(counties)) if returns.places(i, k)) for i in range(len(ballot)))
        self._units = [_units(c) for c in counties]
        self.sums = lru_cache(_KEPT)(self._sums)

    @property
    def name(self) -> str:
        """The election's name as every page prints it: it says that this is a rehearsal."""
        return f"{self.setting.election_name} ({REHEARSAL})"

    @property
    def begins(self) -> dt.datetime:
        """The first publication."""
        return self._moments[0]

    @property
    def ends(self) -> dt.datetime:
        """The last publication: everything is counted and certified."""
        return self._moments[-1]

    def at(self, moment: dt.datetime) -> dict[str, int]:
        """Each county's newest publication at this moment; 0 where it has published nothing."""
        return {c.id: bisect_right(own, moment) for c, own in zip(self.counties, self._own, strict=True)}

    def number_at(self, moment: dt.datetime) -> int:
        """How many publications there have been in all: the number of the state's own newest one."""
        return bisect_right(self._moments, moment)

    def snapshot(self, county: str | None, n: int) -> Snapshot:
        """What the county's ``n``-th publication says, by precinct; with None the state's, by county.

        A cell that is not counted yet is printed as zero, as official sites do.
        """
        if county is not None:
            return self._county(self.position[county], n)
        at = self.steps[n - 1].at if n else self.setting.polls_close
        numbers = dict.fromkeys(self.position, 0)
        numbers |= {s.county: s.number for s in self.steps[:n]}
        return self.state(numbers, at)

    def progress(self, county: str, n: int) -> tuple[int, int]:
        """How many of the county's precincts are in with its ``n``-th publication, and how many there are."""
        k = self.position[county]
        own = [m for m, method in enumerate(self.counties[k].methods) if method in PRECINCT_METHODS]
        rows = self.tables[k].arrives
        done = sum(all(row[m] <= n for m in own or range(len(row))) for row in rows)
        return done, len(rows)

    def certified(self) -> dict[str, dict[str, int]]:
        """The final votes of every candidate, by contest."""
        found = {}
        for i, item in enumerate(self.contests):
            totals = [0] * len(item.contest.candidates)
            for k in self.reach[i]:
                for place in self.returns.votes(i, k):
                    for row in place:
                        for c, votes in enumerate(row):
                            totals[c] += votes
            found[item.contest.id] = dict(zip((c.id for c in item.contest.candidates), totals, strict=True))
        return found

    def state(
        self, numbers: Mapping[str, int], at: dt.datetime, altered: Mapping[str, Snapshot] | None = None
    ) -> Snapshot:
        """The whole state by county, each at its own publication; ``altered`` counties say something else."""
        counts = []
        rows = [self._row_of(k, numbers[c.id], (altered or {}).get(c.id)) for k, c in enumerate(self.counties)]
        for i, item in enumerate(self.contests):
            units = tuple(rows[k][i] for k in self.reach[i] if i in rows[k])
            counts.append(_count(item, units, ReportingUnitType.COUNTY, _plain_labels(item, self.counties)))
        done = [self._certified(k, numbers[c.id]) for k, c in enumerate(self.counties)]
        return self._snapshot(self.setting.state, tuple(counts), at, all(done))

    def _row_of(self, k: int, n: int, altered: Snapshot | None) -> dict[int, tuple[UnitCount, int, int]]:
        """The county as one unit of every contest, with its precincts in and in all."""
        if altered is None:
            return self.sums(k, n)
        found = {}
        unit = _county_unit(self.counties[k])
        by_id = {item.contest.id: i for i, item in enumerate(self.contests)}
        for count in altered.contests:
            total = count.summed()
            reported = sum(bool(u.reported) for u in count.units)
            row = UnitCount(unit, total.totals, total.parts, reported == len(count.units))
            found[by_id[count.contest.id]] = (row, reported, len(count.units))
        return found

    def _sums(self, k: int, n: int) -> dict[int, tuple[UnitCount, int, int]]:
        unit, found = _county_unit(self.counties[k]), {}
        for i, item in enumerate(self.contests):
            places = self.returns.places(i, k)
            if not places:
                continue
            rows = self._rows(i, k, n)
            parts = tuple(tuple(map(sum, zip(*(r[m] for r in rows), strict=True))) for m in range(len(item.methods)))
            reported = sum(self._reported(item, k, p, n) for p in places)
            registered = _known([self.counties[k].precincts[p].registered for p in places])
            totals = tuple(map(sum, zip(*parts, strict=True)))
            row = UnitCount(unit, totals, parts, reported == len(places), None, registered)
            found[i] = (row, reported, len(places))
        return found

    def _rows(self, i: int, k: int, n: int) -> Sequence[Votes]:
        """The contest's votes so far in each of its precincts."""
        item, table = self.contests[i], self.tables[k]
        order = [self.counties[k].methods.index(m) for m in item.methods]
        nothing = (0,) * len(item.contest.candidates)
        places = self.returns.places(i, k)
        if n < min(min(table.arrives[p]) for p in places):
            return [(nothing,) * len(order)] * len(places)
        votes = self.returns.votes(i, k)
        return [
            tuple(row if table.arrives[p][m] <= n else nothing for m, row in zip(order, place, strict=True))
            for p, place in zip(places, votes, strict=True)
        ]

    def _reported(self, item: RehearsedContest, k: int, p: int, n: int) -> bool:
        """Whether the precinct's own polling-place vote is in; early and mail votes are not asked for."""
        mine = self.counties[k].methods
        own = [m for m in item.methods if m in PRECINCT_METHODS] or item.methods
        return all(self.tables[k].arrives[p][mine.index(m)] <= n for m in own)

    def _county(self, k: int, n: int) -> Snapshot:
        county, units = self.counties[k], self._units[k]
        known = [i for i in range(len(self.contests)) if self.returns.places(i, k)]
        rows = {i: self._rows(i, k, n) for i in known}
        ballots = [0] * len(units)
        for i in known:
            for p, parts in zip(self.returns.places(i, k), rows[i], strict=True):
                ballots[p] = max(ballots[p], sum(map(sum, parts)))
        labels = dict(zip(county.methods, county.labels, strict=True))
        counts = []
        for i in known:
            item = self.contests[i]
            places = self.returns.places(i, k)
            counts.append(_count(item, tuple(
                (UnitCount(
                    units[p], tuple(map(sum, zip(*parts, strict=True))), parts,
                    reported := self._reported(item, k, p, n), ballots[p], county.precincts[p].registered,
                ), int(reported), 1)
                for p, parts in zip(places, rows[i], strict=True)
            ), ReportingUnitType.PRECINCT, tuple((m, labels[m]) for m in item.methods)))  # fmt: skip
        steps = self.tables[k].steps
        at = steps[n - 1].at if n else self.setting.polls_close
        return self._snapshot(county.name, tuple(counts), at, self._certified(k, n))

    def _certified(self, k: int, n: int) -> bool:
        return n > 0 and self.tables[k].steps[n - 1].certified

    def _snapshot(self, place: str, counts: tuple[ContestCount, ...], at: dt.datetime, certified: bool) -> Snapshot:
        status = ResultsStatus.CERTIFIED if certified else ResultsStatus.UNOFFICIAL_PARTIAL
        election = Election(self.name, self.setting.date, place)
        return Snapshot("rehearsal", election, counts, at, at.isoformat(), status)


def _count(
    item: RehearsedContest,
    units: tuple[tuple[UnitCount, int, int], ...],
    level: ReportingUnitType,
    labels: tuple[tuple[VoteMethod, tuple[str, ...]], ...],
) -> ContestCount:
    """One contest of these units, each with its precincts in and in all; totals are their sum."""
    width, rows = len(item.contest.candidates), [u for u, _, _ in units]
    parts = tuple(tuple(sum(u.parts[m][c] or 0 for u in rows) for c in range(width)) for m in range(len(item.methods)))
    stated = StatedTotals(tuple(map(sum, zip(*parts, strict=True))), parts)
    return ContestCount(
        item.contest, item.methods, tuple(rows), level, stated, labels,
        sum(reported for _, reported, _ in units), sum(total for _, _, total in units),
    )  # fmt: skip


def _plain_labels(item: RehearsedContest, counties: Sequence[County]) -> tuple[tuple[VoteMethod, tuple[str, ...]], ...]:
    """The state prints one column a method, where a county may print two: its shortest name without a number."""
    county = next(c for c in counties if set(item.methods) <= set(c.methods))
    known = dict(zip(county.methods, county.labels, strict=True))
    return tuple((m, (known[m][0].rstrip("0123456789 "),)) for m in item.methods)


def _county_unit(county: County) -> ReportingUnit:
    return ReportingUnit(county.id, county.name, ReportingUnitType.COUNTY)


def _units(county: County) -> list[ReportingUnit]:
    units, taken = [], set[str]()
    for precinct in county.precincts:
        bare = f"{county.id}--{slug(precinct.name) or 'unnamed'}"
        unit_id, n = bare, 1
        while unit_id in taken:
            n += 1
            unit_id = f"{bare}-{n}"
        taken.add(unit_id)
        units.append(ReportingUnit(unit_id, precinct.name, ReportingUnitType.PRECINCT, county.id))
    return units


def _known(values: Sequence[int | None]) -> int | None:
    known = [v for v in values if v is not None]
    return sum(known) if len(known) == len(values) else None
