"""One contest's rows as a ledger keeps them: candidates, cells, what is noted of its units.

The same cell twice is never added; lines that are no candidate find their place.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from outright.count import (
    Candidate,
    Contest,
    candidate_id,
)
from outright.count.tally import add
from outright.feeds.choices import Line, line_of
from outright.feeds.findings import Findings
from outright.feeds.ids import stem
from outright.feeds.ledger_row import Cell
from outright.feeds.parties import is_write_in_party, party_code
from outright.terms import ReportingUnitType

Key = Hashable


@dataclass(slots=True)
class Facts:
    """What is known of one unit in one contest beside its votes."""

    reported: bool | None = None
    ballots_cast: int | None = None
    registered_voters: int | None = None


_NOTED = (Line.OVERVOTES, Line.UNDERVOTES, Line.REGISTERED, Line.BALLOTS_CAST)
OF_UNITS = {Line.REGISTERED, Line.BALLOTS_CAST}
_Noted = dict[Line, dict[Key, Cell]]


def choice_key(name: str, party: str | None) -> tuple[str, str | None]:
    """The key of a candidate for whom a source has none: the name's letters and the party."""
    return (stem(name), party_code(party, name))


@lru_cache(maxsize=16384)
def _understood(name: str, party: str | None) -> tuple[Line, tuple[str, str | None]]:
    """What a row's name is, and the key of the candidate; every line that gets votes is a `CANDIDATE`."""
    line = line_of(name)
    return (line if line in _NOTED or line is Line.BLANK_BALLOTS else Line.CANDIDATE), choice_key(name, party)


@dataclass
class Sheet:
    """One contest's rows. ``level`` is the kind of unit that is summed; ``stated`` the source's own totals."""

    name: str
    level: ReportingUnitType
    findings: Findings
    contest: Contest
    candidates: dict[Key, Candidate] = field(default_factory=dict)
    cells: dict[Key, dict[Key, Cell]] = field(default_factory=dict)
    stated_cells: dict[Key, Cell] = field(default_factory=dict)
    parts: dict[tuple[Key, Key], int | None] = field(default_factory=dict)
    facts: dict[Key, Facts] = field(default_factory=dict)
    noted: _Noted = field(default_factory=dict)
    by_name: dict[str, dict[Key, None]] = field(default_factory=dict)
    precincts_reported: int | None = None
    precincts_total: int | None = None
    ballots_cast: int | None = None
    registered_voters: int | None = None
    overvotes: int | None = None
    undervotes: int | None = None

    def candidate(
        self, key: Key, name: str, party: str | None = None, *, source_id: str | None = None,
        write_in: bool | None = None, american: bool = True,
    ) -> None:  # fmt: skip
        """Names a candidate the first time its key is met; ``party`` as the source prints it.

        ``american`` false keeps the party's letters as they are: DEM is another party in Brazil.
        """
        if key in self.candidates:
            return
        printed = name.strip() or "(no name)"
        code = party_code(party, printed) if american else party or None
        marked = line_of(printed) is Line.WRITE_IN or is_write_in_party(party or "")
        self.candidates[key] = Candidate(
            candidate_id(printed), printed, code, source_id, len(self.candidates) + 1,
            marked if write_in is None else write_in,
        )  # fmt: skip

    def votes(self, unit: Key, candidate: Key, votes: int | None, label: str = "") -> None:
        """One cell. ``label`` is the source's word for the method; without it the votes are the unit's total.

        The same cell twice is never added: the first stands, and a person is asked where they differ.
        """
        cells = self.cells.get(unit)
        if cells is None:
            cells = self.cells[unit] = {}
        cell = cells.setdefault(candidate, {})
        if not cell and votes is not None and votes >= 0:
            cell[label] = votes
        else:
            self._put(cell, votes, label, unit)

    def row_of_votes(self, unit: Key, candidates: Sequence[Key], votes: Sequence[int | None], label: str = "") -> None:
        """Cells of several candidates in one place, as `votes` takes them one by one."""
        cells = {c: {label: v} for c, v in zip(candidates, votes, strict=True)}
        if self.cells.get(unit) or len(cells) < len(votes) or any(v is not None and v < 0 for v in votes):
            for candidate, number in zip(candidates, votes, strict=True):
                self.votes(unit, candidate, number, label)
        else:
            self.cells[unit] = cells

    def stated(self, candidate: Key, votes: int | None, label: str = "") -> None:
        """A total that the source prints for the whole contest."""
        self._put(self.stated_cells.setdefault(candidate, {}), votes, label, "the contest")

    def part_stated(self, part: Key, candidate: Key, votes: int | None) -> None:
        """A total that the source prints for a part of the contest (a county); the parts' sum is the contest's.

        The ledger checks the sum of parts against the units, as it does a total stated in one number.
        """
        if (part, candidate) in self.parts:
            self.findings.hold("cell-repeated", self.name, f"The total of {part} comes twice; the first stands.")
            return
        self.parts[part, candidate] = votes
        cell = self.stated_cells.setdefault(candidate, {})
        cell[""] = add((cell.get(""), votes))

    def unit(
        self, unit: Key, *, reported: bool | None = None, ballots_cast: int | None = None,
        registered: int | None = None,
    ) -> None:  # fmt: skip
        """That the contest is voted in this unit, and what is known of it; None leaves what was said before."""
        self.cells.setdefault(unit, {})
        facts = self.facts.get(unit)
        if facts is None:
            self.facts[unit] = Facts(reported, ballots_cast, registered)
            return
        facts.reported = facts.reported if reported is None else reported
        facts.ballots_cast = facts.ballots_cast if ballots_cast is None else ballots_cast
        facts.registered_voters = facts.registered_voters if registered is None else registered

    def row(self, unit: Key, name: str, party: str | None, votes: int | None, label: str = "") -> None:
        """A row as printed: a candidate keyed by name and party, or a line that is none (over- and undervotes)."""
        line, key = _understood(name, party)
        if line is Line.CANDIDATE:
            self.by_name.setdefault(key[0], {})[key] = None
            if key not in self.candidates:
                self.candidate(key, name, party)
            self.votes(unit, key, votes, label)
        elif line in _NOTED:
            self.cells.setdefault(unit, {})
            self._put(self.noted.setdefault(line, {}).setdefault(unit, {}), votes, label, unit)
        elif line is Line.BLANK_BALLOTS:
            self.findings.info("blank-ballots", self.name, "A number of blank ballots is not kept.")

    def rejoin(self) -> None:
        """Brings the rows that leave a candidate's party out to the rows that print it, where no unit has both.

        A county that prints no party does not make a second candidate of the name. Two parties do.
        """
        for keys in self.by_name.values():
            without = [k for k in keys if self.candidates[k].party is None]
            printed = [k for k in keys if self.candidates[k].party is not None]
            if len(without) != 1 or len(printed) != 1:
                continue
            bare, whole = without[0], printed[0]
            both = any(bare in cell and whole in cell for cell in self.cells.values())
            parts = {part for part, who in self.parts if who == bare} & {
                part for part, who in self.parts if who == whole
            }
            stated = bare in self.stated_cells and whole in self.stated_cells and not self.parts
            if not (both or parts or stated):
                self._move(bare, whole)

    def _move(self, bare: Key, whole: Key) -> None:
        """Gives one candidate's cells to another that has none in the same places."""
        for cells in self.cells.values():
            if bare in cells:
                cells[whole] = cells.pop(bare)
        if (cell := self.stated_cells.pop(bare, None)) is not None:
            have = self.stated_cells.setdefault(whole, {})
            for label, votes in cell.items():
                have[label] = add((have.get(label), votes))
        name = self.candidates.pop(bare).name
        self.findings.info(
            "party-left-out", self.name, f"Some rows of {name} have no party; they are the same candidate."
        )

    def settle(self) -> None:
        """Gives the lines that are no candidates to the contest and its units: a total as stated, else its methods."""
        for line, units in self.noted.items():
            sums = {unit: _whole(cell) for unit, cell in units.items()}
            if line is Line.OVERVOTES and self.overvotes is None:  # what the source states of the whole stands
                self.overvotes = add(sums.values())
            elif line is Line.UNDERVOTES and self.undervotes is None:
                self.undervotes = add(sums.values())
            for unit, number in sums.items():
                if line is Line.REGISTERED:
                    self.unit(unit, registered=number)
                elif line is Line.BALLOTS_CAST:
                    self.unit(unit, ballots_cast=number)
        self.noted = {}

    def _put(self, cell: Cell, votes: int | None, label: str, unit: Key) -> None:
        if votes is not None and votes < 0:
            self.findings.hold("negative-votes", f"{self.name}, {unit}", f"{votes} votes; kept as reported.")
        if label not in cell or cell[label] is None:
            cell[label] = votes
        elif votes is not None:
            message = f"The same cell comes twice, {cell[label]:,} and {votes:,} votes; the first stands, not the sum."
            put = self.findings.warn if cell[label] == votes else self.findings.hold
            put("cell-repeated", f"{self.name}, {unit}", message)


def _whole(cell: Cell) -> int | None:
    """The total of a cell as stated, or the sum of its methods."""
    return cell[""] if cell.get("") is not None else add(cell.values())
