"""What a column map says, as values: the layout of one office's tables, written by a desk and not by a programmer."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Literal

from outright.terms import ReportingUnitType

Place = str | int
"""A column: the text of its header, or its position counted from 1."""

ALL_METHODS = frozenset({"total", "totals", "all", "all methods", "total votes"})
"""Words that stand in the place of a method and mean all of them together."""

SHEET = "{sheet}"
"""Stands in a constant for the name of the workbook's sheet."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the file is written. Row numbers count from 1, as an editor shows them; header 0 means that there is none."""

    delimiter: str = ","
    quoted: bool = True
    encoding: str = "auto"
    sheets: tuple[str, ...] = ("*",)
    header: int = 1
    skip_rows: frozenset[int] = frozenset()
    skip_texts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column holds what; None where the file has no such column. ``methods`` are (column, label)."""

    contest: Place | None = None
    candidate: Place | None = None
    party: Place | None = None
    unit: Place | None = None
    unit_code: Place | None = None
    county: Place | None = None
    method: Place | None = None
    votes: Place | None = None
    registered: Place | None = None
    ballots_cast: Place | None = None
    methods: tuple[tuple[Place, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """What one column of a wide table counts."""

    contest: str
    candidate: str
    party: str | None = None
    method: str = ""


@dataclass(frozen=True, slots=True)
class Wide:
    """Where a wide table says what its columns count: rows of headings, a pattern, or a table of headers."""

    contest_row: int | None = None
    candidate_row: int | None = None
    method_row: int | None = None
    pattern: re.Pattern[str] | None = None
    choices: tuple[tuple[str, Choice], ...] = ()
    ignore: frozenset[Place] = frozenset()

    @property
    def last_row(self) -> int:
        """The lowest row of headings."""
        return max(self.contest_row or 0, self.candidate_row or 0, self.method_row or 0)


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows and choices that only repeat a sum, by their exact text: left out, then compared."""

    units: frozenset[str] = frozenset()
    candidates: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Values:
    """How votes are printed, and where in a candidate's name the party stands."""

    blank: Literal["missing", "zero"] = "missing"
    thousands: str = ","
    withheld: frozenset[str] = frozenset()
    party_in_name: re.Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """Where the file's own time stands: a cell (row, column; from 1) or its name, and how it is written."""

    format: str
    cell: tuple[int, int] | None = None
    name: re.Pattern[str] | None = None
    zone: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """A whole map. ``source`` is the map's file name; constants hold for every row of the file.

    ``methods`` says in a desk's words what the file's own words for ways to vote mean.
    """

    source: str
    layout: Literal["long", "wide"]
    level: ReportingUnitType
    columns: Columns
    file: Layout = field(default_factory=Layout)
    wide: Wide = field(default_factory=Wide)
    totals: Totals = field(default_factory=Totals)
    values: Values = field(default_factory=Values)
    clock: Clock | None = None
    methods: tuple[tuple[str, str], ...] = ()
    election: str = ""
    date: dt.date | None = None
    state: str | None = None
    county: str = ""
    contest: str = ""
