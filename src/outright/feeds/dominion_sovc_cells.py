"""Cells of a Dominion workbook: what a column counts, numbers and names, the heading of the first sheet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from outright.errors import FeedMalformed
from outright.feeds.choices import Line, line_of
from outright.feeds.findings import Findings
from outright.feeds.moments import date_in
from outright.feeds.numbers import LARGEST, shown
from outright.feeds.tables import AGAIN, votes_in

PLACE = "precinct"
_PARTY = re.compile(r"\(([^()\s]{1,8})\)")
_QUALIFIED = re.compile(r"\s*\b(?:Qualified|Certified|Official)\s+Write[ -]?In\b\s*", re.IGNORECASE)
_ROLES = {"times cast": "cast", "ballots cast": "cast", "registered voters": "registered"}
_IGNORED = frozenset({"% turnout", "turnout", "voters cast"})
_SHOWN = frozenset({"overvotes", "undervotes", "total votes"})


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a contest's table: a precinct's name, a number of ballots, or a candidate's votes."""

    at: int
    role: str
    key: tuple[str, str | None] = ("", None)
    name: str = ""
    party: str | None = None
    write_in: bool | None = None


def column_of(at: int, cell: object) -> Column:
    """What a column's heading says it counts; a heading that is none of the known ones is a candidate's name."""
    words = plain(cell)
    if words == PLACE:
        return Column(at, PLACE)
    if words in _IGNORED:
        return Column(at, "ignored")
    if words in _ROLES or words in _SHOWN:
        return Column(at, _ROLES.get(words, words))
    lines = [" ".join(line.split()) for line in str(cell).splitlines() if line.strip()]
    party = None
    if len(lines) > 1 and (found := _PARTY.fullmatch(lines[-1])):
        party = found[1]
        lines.pop()
    printed = " ".join(lines)
    name = _QUALIFIED.sub(" ", printed).strip() or printed
    write_in = True if name != printed or line_of(printed) is Line.WRITE_IN else None
    return Column(at, "votes", (name, party), name, party, write_in)


def blank(cell: object) -> bool:
    """True for a cell without a number and without text."""
    return isinstance(cell, str) and not cell.strip()


def filled(cell: object) -> bool:
    """True for a cell that holds something."""
    return not blank(cell)


def plain(cell: object) -> str:
    """A cell's text in lower case with single blanks, to compare headings."""
    return " ".join(str(cell).lower().split())


def text_in(row: Sequence[object], at: int) -> str:
    """A name out of a cell; a precinct's number may be stored as one."""
    cell = row[at] if at < len(row) else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def number_in(row: Sequence[object], at: int, where: str, findings: Findings) -> int | None:
    """The whole number of a cell, stored as one or as text; None for an empty one, `FeedMalformed` for a fraction."""
    cell = row[at] if at < len(row) else ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) <= LARGEST:
        return int(cell)
    if isinstance(cell, str):
        return votes_in(cell, where, findings)
    if type(cell) is int and abs(cell) <= LARGEST:
        return cell
    raise FeedMalformed(f"Votes: {shown(repr(cell))} is not a whole number", where=where, hint=AGAIN)


def heading_of(rows: Sequence[Sequence[object]]) -> str:
    """The text, near a sheet's top, that states the election's date."""
    return next((c for row in rows[:12] for c in row if isinstance(c, str) and date_in(c)), "")


def heading_parts(heading: str) -> tuple[str, str | None, dt.date | None]:
    """Title, county and date out of ``Marlow County Ohio • General Election • November 3, 2020``."""
    pieces = [p.strip() for p in re.split(r"[•|\n]", heading) if p.strip()]
    county = next((p for p in pieces if re.search(r"\b(?:County|Parish|City)\b", p)), None)
    title = " ".join(p for p in pieces if p != county and not date_in(p))
    return title, county, date_in(heading)
