"""A night as a plan: what will be counted in the end, and in which cells it arrives when.

A cell is one unit's votes by one method; it arrives whole. Every vote of every unit is in exactly one
cell, so a plan that releases every cell ends on the exact totals.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from outright.terms import VoteMethod

Votes = tuple[tuple[int, ...], ...]
"""``votes[m][c]``: by method and candidate, in the orders their owner states."""

PRECINCT_METHODS = (VoteMethod.ELECTION_DAY, VoteMethod.OTHER, VoteMethod.TOTAL)
"""The methods whose arrival makes a precinct *reported*; early and mail votes do not."""


@dataclass(frozen=True, slots=True)
class Place:
    """One reporting unit with everything that will ever be counted there. ``registered`` may be unknown."""

    name: str
    registered: int | None
    votes: Votes

    @property
    def total(self) -> int:
        """All its votes, over methods and candidates."""
        return sum(map(sum, self.votes))


@dataclass(frozen=True, slots=True)
class Cell:
    """One unit's votes by one method; ``place`` and ``method`` are positions in the county's tuples."""

    place: int
    method: int


@dataclass(frozen=True, slots=True)
class Office:
    """One publishing office: its units, its methods, and the words it prints for each method.

    Several labels for one method are columns that a reader has to add up again. Usually a county whose
    units are precincts; a state whose units are counties when ``is_state``.
    """

    id: str
    name: str
    registered: int | None
    methods: tuple[VoteMethod, ...]
    labels: tuple[tuple[str, ...], ...]
    places: tuple[Place, ...]
    is_state: bool = False

    def cells(self, method: VoteMethod, places: Collection[int] | None = None) -> tuple[Cell, ...]:
        """The cells of one method, of all units or of those at the given positions."""
        if method not in self.methods:
            return ()
        m = self.methods.index(method)
        wanted = range(len(self.places)) if places is None else places
        return tuple(Cell(p, m) for p in wanted)

    def every_cell(self) -> frozenset[Cell]:
        """All there is to count."""
        return frozenset(Cell(p, m) for p in range(len(self.places)) for m in range(len(self.methods)))

    def counted(self, cells: Collection[Cell]) -> tuple[int, ...]:
        """Votes by candidate in these cells."""
        width = len(self.places[0].votes[0])
        return tuple(sum(self.places[x.place].votes[x.method][c] for x in cells) for c in range(width))

    def reported(self, place: int, counted: Collection[Cell]) -> bool:
        """Whether the unit's own polling-place vote is in (early and mail votes are not asked for)."""
        own = [m for m, method in enumerate(self.methods) if method in PRECINCT_METHODS]
        return all(Cell(place, m) in counted for m in own or range(len(self.methods)))


@dataclass(frozen=True, slots=True)
class Release:
    """A moment at which one office adds cells to its file and publishes it whole."""

    at: dt.datetime
    office_id: str
    cells: tuple[Cell, ...]
    note: str


@dataclass(frozen=True, slots=True)
class OnHand:
    """Ballots of one method that an office still holds beyond what the precincts will bring."""

    method: VoteMethod
    ballots: int


@dataclass(frozen=True, slots=True)
class Notice:
    """A moment at which one office's office states what it still holds, or that it is done."""

    at: dt.datetime
    office_id: str
    on_hand: tuple[OnHand, ...]
    complete: bool
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Offices, and everything they will do, each list in order of time."""

    offices: tuple[Office, ...]
    releases: tuple[Release, ...]
    notices: tuple[Notice, ...] = ()

    def office(self, office_id: str) -> Office:
        """The office with this id; ``KeyError`` when there is none."""
        for office in self.offices:
            if office.id == office_id:
                return office
        raise KeyError(office_id)

    def counted_by(self, at: dt.datetime, office_id: str) -> frozenset[Cell]:
        """The cells an office has published at or before this moment."""
        return frozenset(c for r in self.releases if r.office_id == office_id and r.at <= at for c in r.cells)
