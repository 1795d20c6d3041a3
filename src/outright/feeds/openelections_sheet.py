"""The rows of an OpenElections table as they were understood, contest by contest, before they are counted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from outright.count import (
    Candidate,
    candidate_id,
)
from outright.count.tally import add
from outright.feeds.choices import Line, line_of
from outright.feeds.findings import Findings
from outright.feeds.parties import is_write_in_party, party_code
from outright.feeds.text import words
from outright.terms import ReportingUnitType, VoteMethod

ContestKey = tuple[str, str, str]
Place = tuple[str, str]
"""County and precinct as printed; either may be empty."""
Unit = tuple[str, str, int]
"""A place and which of the places of that name it is, from 0."""
Who = tuple[str, str | None]
"""A candidate's name in lower case and party: one line of the ballot."""


class Vote(NamedTuple):
    """One row's numbers: the stated total, the votes by method, and where they stand."""

    total: int | None
    parts: tuple[int | None, ...]
    line: int

    @property
    def known(self) -> int | None:
        """The total; where the table states none, the sum of its methods."""
        return self.total if self.total is not None else add(self.parts)


@dataclass
class Tally:
    """One contest's rows."""

    candidates: dict[Who, Candidate] = field(default_factory=dict)
    cells: dict[tuple[Unit, Who], Vote] = field(default_factory=dict)
    units: dict[Unit, None] = field(default_factory=dict)
    totals: list[tuple[Place, Who, Vote]] = field(default_factory=list)
    unit_totals: list[tuple[Place, Vote]] = field(default_factory=list)
    residual: dict[Line, list[int | None]] = field(default_factory=dict)
    met: Counter[tuple[Place, Who]] = field(default_factory=Counter)


@dataclass
class Sheet:
    """All rows of a table, understood."""

    methods: tuple[VoteMethod, ...]
    labels: tuple[str, ...]
    level: ReportingUnitType
    tallies: dict[ContestKey, Tally] = field(default_factory=dict)
    facts: dict[tuple[Place, Line], int | None] = field(default_factory=dict)

    def fact(self, place: Place, line: Line, vote: Vote, findings: Findings) -> None:
        """Keeps how many voters or ballots a unit has; a total row is not a unit."""
        if is_total(place):
            return
        if line is Line.BLANK_BALLOTS:
            findings.info("blank-ballots", f"line {vote.line}", "A number of blank ballots is not kept.")
            return
        if self.facts.setdefault((place, line), vote.known) != vote.known:
            # Two places of one name: neither number may stand for both, nor bound what is left.
            self.facts[place, line] = None
            message = f"Two different numbers of {line.value} stand for one unit; neither is kept."
            findings.warn("fact-repeated", f"line {vote.line}", message)

    def vote(self, key: ContestKey, place: Place, name: str, party: str, vote: Vote) -> None:
        """Keeps one row of a contest."""
        tally = self.tallies.get(key)
        if tally is None:
            tally = self.tallies[key] = Tally()
        line = line_of(name)
        if line in (Line.OVERVOTES, Line.UNDERVOTES):
            if not is_total(place):
                tally.residual.setdefault(line, []).append(vote.known)
        elif line is Line.TOTAL:
            if not is_total(place):
                tally.unit_totals.append((place, vote))
        elif line in (Line.REGISTERED, Line.BALLOTS_CAST):
            self.facts.setdefault((place, line), vote.known)
        elif name or vote.known is not None:
            self._candidate(tally, place, name, party, vote)

    def _candidate(self, tally: Tally, place: Place, name: str, party: str, vote: Vote) -> None:
        code = party_code(party, name)
        who = (words(name) or name, code)
        if who not in tally.candidates:
            printed = name or "(no name)"
            write_in = line_of(name) is Line.WRITE_IN or is_write_in_party(party)
            order = len(tally.candidates) + 1
            tally.candidates[who] = Candidate(candidate_id(printed), printed, code, None, order, write_in)
        if is_total(place):
            tally.totals.append((place, who, vote))
            return
        n = tally.met[place, who]
        tally.met[place, who] += 1
        tally.cells[((*place, n), who)] = vote
        tally.units[(*place, n)] = None


@lru_cache(maxsize=16384)
def is_total(place: Place) -> bool:
    """True for a row that repeats other rows' sum."""
    return any(line_of(name) is Line.TOTAL for name in place if name)
