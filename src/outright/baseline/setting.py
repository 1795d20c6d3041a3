"""Tonight's contest beside the earlier ones: what every piece of the ground starts from.

An earlier result is one of two things. A *contest* has people for its candidates: its geography, its totals and its
ways of voting say something of tonight's. A *result by party* has parties for its candidates (``DEM``, ``REP``,
``OTH``): somebody laid an earlier election on tonight's units, to be the baseline of size and lean.

Whatever order earlier results arrive in, they are put in one order here: by date, id and what they cover.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from outright.baseline.outline import ContestKind, Outline, Past
from outright.baseline.place_kinds import batches

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROUNDS = {ContestKind.PRIMARY: "P", ContestKind.RUNOFF: "R", ContestKind.GENERAL: "G", ContestKind.SPECIAL: "G"}
"""Who comes to vote, as far as the sort of contest says: a special draws on the whole electorate, as a general does."""


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """Tonight's contest and what came before it.

    ``round`` is "G", "P" or "R" (`ROUNDS`); ``partisan`` where Democrat meets Republican; ``county`` is the place of
    each unit's county in ``counties``. ``contests`` and ``by_party`` are the two things an earlier result can be.
    """

    outline: Outline
    round: str
    partisan: bool
    by_county: bool
    pseudo: NDArray[np.bool_]
    county: NDArray[np.int64]
    counties: tuple[str, ...]
    contests: tuple[Past, ...]
    by_party: tuple[Past, ...]

    @property
    def past(self) -> tuple[Past, ...]:
        """All that came before, in its one order."""
        return tuple(sorted((*self.contests, *self.by_party), key=_order))

    def rows(self, past: Past) -> NDArray[np.int64]:
        """The row of each of tonight's units in an earlier result; -1 where it has no such unit."""
        return _rows(self.outline.units, past)

    def totals(self, past: Past) -> NDArray[np.float64]:
        """All votes of each of tonight's units in an earlier result; 0 where it has no such unit."""
        return lined_up(table(past).totals, self.rows(past))

    def listed(self, past: Past) -> NDArray[np.int64]:
        """The place of each unit's county among the counties of an earlier result; -1 where it lists none of it."""
        there = table(past).counties
        return np.array([there.get(name, -1) for name in self.counties], dtype=np.int64)[self.county]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """An earlier result summed over its ways of voting: ``votes`` has the shape (units, candidates).

    ``places`` is the row of each unit, ``counties`` the place of each county and ``county`` the county of each row;
    ``mark`` tells two results apart that are alike in all but their votes.
    """

    round: str
    partisan: bool
    places: Mapping[str, int]
    votes: NDArray[np.float64]
    totals: NDArray[np.float64]
    total: float
    counties: Mapping[str, int]
    county: NDArray[np.int64]
    mark: int

    def by_county(self, column: NDArray[np.float64]) -> NDArray[np.float64]:
        """A column over units, summed by county."""
        return np.bincount(self.county, weights=column, minlength=len(self.counties)).astype(np.float64)


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """All votes cast in each unit on one day by one electorate: the most that any of its contests counted there."""

    date: dt.date
    round: str
    party: str
    places: Mapping[str, int]
    county: tuple[str, ...]
    totals: NDArray[np.float64]

    def of(self, units: Sequence[str]) -> NDArray[np.float64]:
        """The total of each of these units; 0 where the day does not list it."""
        return lined_up(self.totals, np.array([self.places.get(unit, -1) for unit in units], dtype=np.int64))


def set_out(outline: Outline, past: Sequence[Past]) -> Setting:
    """Tonight's contest with what came before it. ``ValueError`` where something is not earlier, or nothing votes."""
    late = sorted(p.contest_id for p in past if p.date >= outline.date)
    if late:
        raise ValueError(f"not earlier than {outline.contest_id}: {', '.join(late)}")
    if not outline.units:
        raise ValueError(f"{outline.contest_id} has no units")
    names, codes = np.unique(np.array(outline.county), return_inverse=True)
    ordered = sorted(past, key=_order)
    by_county = outline.level == "county"
    return Setting(
        outline=outline,
        round=ROUNDS[outline.kind],
        partisan=is_partisan(outline.kind, outline.party, outline.parties),
        by_county=by_county,
        pseudo=batches(outline.units, outline.pseudo, by_county=by_county),
        county=codes.astype(np.int64),
        counties=tuple(names.tolist()),
        contests=tuple(p for p in ordered if not _is_by_party(p)),
        by_party=tuple(p for p in ordered if _is_by_party(p)),
    )


def is_partisan(kind: ContestKind, party: str, parties: Sequence[str]) -> bool:
    """Whether Democrat meets Republican before the whole electorate: not in a party's primary nor in its runoff."""
    whole = ROUNDS[kind] == "G" or (ROUNDS[kind] == "R" and not party)
    return whole and "DEM" in parties and "REP" in parties


@lru_cache(maxsize=2048)
def table(past: Past) -> Table:
    """An earlier result, summed and indexed. Kept: a past result never changes, and many contests ask for it."""
    votes = past.votes.sum(axis=1).astype(np.float64)
    totals = votes.sum(axis=1)
    names, county = np.unique(np.array(past.county, dtype=np.str_), return_inverse=True)
    return Table(
        round=ROUNDS[past.kind],
        partisan=is_partisan(past.kind, past.party, past.parties),
        places={unit: i for i, unit in enumerate(past.units)},
        votes=votes,
        totals=totals,
        total=float(totals.sum()),
        counties={name: i for i, name in enumerate(names.tolist())},
        county=county.astype(np.int64),
        mark=crc32(past.votes.tobytes()),
    )


def of_party(past: Past, party: str) -> NDArray[np.float64]:
    """The votes of all of one party's candidates in each unit of an earlier result."""
    columns = [i for i, word in enumerate(past.parties) if word == party]
    return np.asarray(table(past).votes[:, columns].sum(axis=1), dtype=np.float64)


def lined_up(values: NDArray[np.float64], rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """The values at these rows; 0 for row -1."""
    found = np.zeros((len(rows), *values.shape[1:]))
    found[rows >= 0] = values[rows[rows >= 0]]
    return found


def days(setting: Setting) -> tuple[Day, ...]:
    """The earlier days on which contests were counted in units of tonight's sort, latest first.

    Primaries of two parties on one day are two electorates, the larger first; so are a runoff and a primary.
    """
    groups: dict[tuple[dt.date, str, str], list[Past]] = {}
    for past in _of_tonights_level(setting):
        whole = table(past).round == "G"
        groups.setdefault((past.date, table(past).round, "" if whole else past.party), []).append(past)
    found = [_day(*key, tuple(groups[key])) for key in sorted(groups)]
    return tuple(sorted(found, key=lambda day: (day.date, day.totals.sum()), reverse=True))


def in_district(setting: Setting, past: Past) -> bool:
    """Whether an earlier contest is of tonight's office and, where tonight's has one, of its district.

    The district of an earlier contest is read from its id, ``state-date-office-district-...``.
    """
    tonight = setting.outline
    if past.office != tonight.office:
        return False
    begins = f"{past.state}-{past.date.isoformat()}-{past.office}-{tonight.district}-"
    return not tonight.district or past.contest_id.startswith(begins)


def drawn_alike(one: dt.date, other: dt.date) -> bool:
    """Whether districts had the same lines on both dates: new lines are first voted in two years after a census."""
    return (one.year - 2) // 10 == (other.year - 2) // 10


def _of_tonights_level(setting: Setting) -> Iterator[Past]:
    return (p for p in setting.contests if (p.level == "county") == setting.by_county)


def _is_by_party(past: Past) -> bool:
    return bool(past.candidates) and past.candidates == past.parties


def _order(past: Past) -> tuple[object, ...]:
    """One order of earlier results, whatever order they came in."""
    there = table(past)
    return past.date, past.contest_id, past.level, past.scope, len(past.units), there.total, there.mark


@lru_cache(maxsize=1024)
def _rows(units: tuple[str, ...], past: Past) -> NDArray[np.int64]:
    places = table(past).places
    found = np.array([places.get(unit, -1) for unit in units], dtype=np.int64)
    found.setflags(write=False)
    return found


@lru_cache(maxsize=1024)
def _day(date: dt.date, electorate: str, party: str, contests: tuple[Past, ...]) -> Day:
    most: dict[str, float] = {}
    counties: dict[str, str] = {}
    for past in contests:
        counties.update(zip(past.units, past.county, strict=True))
        for unit, total in zip(past.units, table(past).totals.tolist(), strict=True):
            most[unit] = max(total, most.get(unit, 0.0))
    return Day(
        date=date,
        round=electorate,
        party=party,
        places={unit: i for i, unit in enumerate(most)},
        county=tuple(counties[unit] for unit in most),
        totals=np.array(list(most.values()), dtype=np.float64),
    )
