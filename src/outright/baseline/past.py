"""An earlier contest as tonight's baseline: from a tidy table, or from any count that Outright has read.

A tidy table has one row for each unit, candidate and way of voting. A row that is missing is no votes:
these are past counts, complete when they were written. Everything wrong with a table is told at once.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from outright.baseline.outline import ContestKind, Past
from outright.count import ContestCount
from outright.errors import BaselineError
from outright.terms import VoteMethod

if TYPE_CHECKING:
    from collections.abc import Sequence

METHODS: Mapping[str, VoteMethod] = {m.value: m for m in VoteMethod} | {
    "election_day": VoteMethod.ELECTION_DAY,
    "early_in_person": VoteMethod.EARLY,
    "absentee_mail": VoteMethod.ABSENTEE_MAIL,
    "absentee_in_person": VoteMethod.ABSENTEE_IN_PERSON,
    "unknown": VoteMethod.OTHER,
    "": VoteMethod.TOTAL,
}
"""A table's word for a way of voting, in Outright's spelling or a dataset's; no word is a total."""

_NEEDED = ("unit_id", "candidate", "votes")
_MOST_FAULTS = 8


@dataclass(frozen=True, slots=True)
class About:
    """What a table does not say of itself: which contest it is of, and when it was held."""

    contest_id: str
    date: dt.date
    state: str = ""
    kind: ContestKind = ContestKind.GENERAL
    office: str = ""
    party: str = ""
    level: str = "precinct"
    scope: str = "unit"


@dataclass(frozen=True, slots=True, eq=False)
class PastTable:
    """A past contest, and the printed name of each of its units in the same order."""

    past: Past
    unit_names: tuple[str, ...]


def from_file(path: Path, about: About) -> PastTable:
    """The past contest of a tidy CSV or Parquet file.

    Columns: ``unit_id``, ``candidate``, ``votes``; also ``unit``, ``county``, ``method``, ``party``. `BaselineError`
    says what cannot be read and in which line.
    """
    if not path.is_file():
        raise BaselineError("there is no such table", where=path.name, hint="Check the path in the night's settings.")
    if path.suffix == ".parquet":
        return from_rows(_parquet(path), about, where=path.name)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BaselineError("the table is not UTF-8 text", where=path.name, hint="Save it as UTF-8.") from error
    return from_csv(text, about, where=path.name)


def from_csv(text: str, about: About, *, where: str = "table") -> PastTable:
    """The past contest of a tidy CSV text; lines that begin with ``#`` are notes."""
    numbered = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    if not numbered:
        raise BaselineError("the table is empty", where=where, hint="It needs a line of column names and rows.")
    rows = csv.DictReader(io.StringIO("\n".join(line for _, line in numbered)))
    missing = [c for c in _NEEDED if c not in (rows.fieldnames or ())]
    if missing:
        raise BaselineError(
            f"the table has no column {', '.join(missing)}", where=where, hint=f"It needs {', '.join(_NEEDED)}."
        )
    lines = [n for n, _ in numbered[1:]]
    return from_rows(rows, about, where=where, lines=lines)


def from_rows(
    rows: Iterable[Mapping[str, object]], about: About, *, where: str = "table", lines: Sequence[int] = ()
) -> PastTable:
    """The past contest of tidy rows; rows of one unit, candidate and way of voting are added up."""
    read = _Reading(where)
    for n, row in enumerate(rows):
        read.row(row, f"line {lines[n]}" if n < len(lines) else f"row {n + 1}")
    read.done()
    units = sorted(read.units)
    candidates = sorted(read.parties)
    methods = tuple(m for m in VoteMethod if m in read.methods)
    votes = np.zeros((len(units), len(methods), len(candidates)), dtype=np.int64)
    at = {u: i for i, u in enumerate(units)}
    who = {c: i for i, c in enumerate(candidates)}
    how = {m: i for i, m in enumerate(methods)}
    for (unit, method, candidate), n in read.votes.items():
        votes[at[unit], how[method], who[candidate]] = n
    names = tuple(read.units[u][0] for u in units)
    counties = tuple(read.units[u][1] for u in units)
    parties = tuple(read.parties[c] for c in candidates)
    past = _past(about, tuple(candidates), tuple(candidates), parties, tuple(units), counties, methods, votes)
    return PastTable(past, names)


def from_count(count: ContestCount, about: About) -> PastTable:
    """The past contest of a count that was read from a feed's file, as it stands there.

    Votes that a unit's ways of voting do not explain are kept as not itemised. `BaselineError` where the
    count has no units, or a unit's ways of voting hold more votes than its total.
    """
    units = sorted(count.counting_units(), key=lambda u: u.unit.id)
    if not units:
        raise BaselineError(f"{count.contest.id} has no units", where=about.contest_id, hint="Use a file by precinct.")
    places = sorted(range(len(count.contest.candidates)), key=lambda c: count.contest.candidates[c].id)
    candidates = [count.contest.candidates[c] for c in places]
    spare = VoteMethod.OTHER if count.methods else VoteMethod.TOTAL
    methods = tuple(m for m in VoteMethod if m in {*count.methods, spare})
    votes = np.zeros((len(units), len(methods), len(places)), dtype=np.int64)
    for i, unit in enumerate(units):
        left = np.array([unit.totals[c] or 0 for c in places], dtype=np.int64)
        for method, row in zip(count.methods, unit.parts, strict=bool(unit.parts)):
            mine = np.array([row[c] or 0 for c in places], dtype=np.int64)
            votes[i, methods.index(method)] += mine
            left -= mine
        if (left < 0).any():
            raise BaselineError(
                "the ways of voting hold more votes than the total", where=unit.unit.id, hint="Use another file."
            )
        votes[i, methods.index(spare)] += left
    used = [m for m in range(len(methods)) if methods[m] is not spare or votes[:, m].any() or len(methods) == 1]
    return PastTable(
        _past(
            about, tuple(c.id for c in candidates), tuple(c.name for c in candidates),
            tuple(c.party or "" for c in candidates), tuple(u.unit.id for u in units),
            tuple(u.unit.parent_id or u.unit.id for u in units), tuple(methods[m] for m in used), votes[:, used],
        ),
        tuple(u.unit.name for u in units),
    )  # fmt: skip


def _past(
    about: About, candidates: tuple[str, ...], names: tuple[str, ...], parties: tuple[str, ...],
    units: tuple[str, ...], county: tuple[str, ...], methods: tuple[VoteMethod, ...], votes: np.ndarray,
) -> Past:  # fmt: skip
    return Past(
        contest_id=about.contest_id, date=about.date, state=about.state, kind=about.kind, office=about.office,
        party=about.party, level=about.level, candidates=candidates, names=names, parties=parties, units=units,
        county=county, methods=methods, votes=votes, scope=about.scope,
    )  # fmt: skip


class _Reading:
    """A table being read: what it holds, and everything that is wrong with it."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.units: dict[str, tuple[str, str]] = {}
        self.parties: dict[str, str] = {}
        self.methods: set[VoteMethod] = set()
        self.votes: dict[tuple[str, VoteMethod, str], int] = {}
        self.faults: list[str] = []

    def row(self, row: Mapping[str, object], place: str) -> None:
        unit, candidate = _text(row, "unit_id"), _text(row, "candidate")
        method = METHODS.get(_text(row, "method").lower())
        votes = _whole(row.get("votes"))
        faults = [
            "no unit_id" if not unit else "",
            "no candidate" if not candidate else "",
            f"no such way of voting: {_text(row, 'method')}" if method is None else "",
            f"votes are {row.get('votes')!r}, not a whole number" if votes is None else "",
        ]
        if any(faults):
            self.faults.append(f"{place}: {', '.join(f for f in faults if f)}")
            return
        assert method is not None
        assert votes is not None
        here = (_text(row, "unit") or unit, _text(row, "county") or unit)
        party = _text(row, "party")
        if self.units.setdefault(unit, here) != here:
            self.faults.append(f"{place}: {unit} is in {here[1]} here and in {self.units[unit][1]} before")
        if self.parties.setdefault(candidate, party) != party:
            self.faults.append(f"{place}: {candidate} is of another party than before")
        self.methods.add(method)
        cell = (unit, method, candidate)
        self.votes[cell] = self.votes.get(cell, 0) + votes

    def done(self) -> None:
        if VoteMethod.TOTAL in self.methods:
            totals = {u for u, m, _ in self.votes if m is VoteMethod.TOTAL}
            both = sorted(totals & {u for u, m, _ in self.votes if m is not VoteMethod.TOTAL})
            self.faults += [f"{u} has a total and ways of voting: they are the same votes twice" for u in both]
        if self.faults:
            more = len(self.faults) - _MOST_FAULTS
            shown = "; ".join(self.faults[:_MOST_FAULTS]) + (f"; and {more} more" if more > 0 else "")
            raise BaselineError(f"the table cannot be used: {shown}", where=self.where, hint="Correct these rows.")
        if not self.votes:
            raise BaselineError("the table has no rows", where=self.where, hint="It needs at least one.")


def _text(row: Mapping[str, object], column: str) -> str:
    value = row.get(column)
    return "" if value is None else str(value).strip()


def _whole(value: object) -> int | None:
    """A number of votes, or None for what is none: negative, a fraction, words."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value if value >= 0 else None
    text = str(value).strip().replace(",", "") if isinstance(value, str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None


def _parquet(path: Path) -> list[dict[str, object]]:
    import polars as pl

    try:
        table = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise BaselineError("the table is no Parquet file", where=path.name, hint="Write it again.") from error
    missing = [c for c in _NEEDED if c not in table.columns]
    if missing:
        raise BaselineError(
            f"the table has no column {', '.join(missing)}", where=path.name, hint=f"It needs {', '.join(_NEEDED)}."
        )
    return table.to_dicts()
