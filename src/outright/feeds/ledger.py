"""Rows of a file gathered into contests, candidates, units and votes: what most readers need.

A reader says what each row means; the ledger keeps ids apart, adds what belongs together, and tells
what does not add up. Nothing is dropped: a cell that comes twice, a total that its parts do not
explain, a column that is no known way to vote, each has its finding.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from outright.count import (
    Candidate,
    Contest,
    ContestCount,
    ExternalId,
    ReportingUnit,
    StatedTotals,
    UnitCount,
    candidate_id,
)
from outright.count.tally import add
from outright.feeds.choices import NO_CANDIDATE, Line, are_answers, is_no_candidate, line_of
from outright.feeds.findings import Findings
from outright.feeds.ids import distinct, free, stem
from outright.feeds.ledger_row import Cell, row_of, without_methods
from outright.feeds.methods import is_batch_name, method_of
from outright.feeds.numbers import shown
from outright.feeds.parties import is_write_in_party, party_code
from outright.feeds.rows import refuse_a_waste, unexplained, with_other
from outright.terms import ReportingUnitType, VoteMethod

Key = Hashable


@dataclass(slots=True)
class _Facts:
    """What is known of one unit in one contest beside its votes."""

    reported: bool | None = None
    ballots_cast: int | None = None
    registered_voters: int | None = None


_NOTED = (Line.OVERVOTES, Line.UNDERVOTES, Line.REGISTERED, Line.BALLOTS_CAST)
_OF_UNITS = {Line.REGISTERED, Line.BALLOTS_CAST}
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
    facts: dict[Key, _Facts] = field(default_factory=dict)
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
            self.facts[unit] = _Facts(reported, ballots_cast, registered)
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
            if line is Line.OVERVOTES:
                self.overvotes = add((self.overvotes, *sums.values()))
            elif line is Line.UNDERVOTES:
                self.undervotes = add((self.undervotes, *sums.values()))
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


class Ledger:
    """All contests of one file, and the units they share."""

    def __init__(self, level: ReportingUnitType, findings: Findings) -> None:
        self.level = level
        self.findings = findings
        self.sheets: dict[Key, Sheet] = {}
        self._units: dict[Key, ReportingUnit] = {}
        self._taken: dict[str, int] = {}
        self._unknown: set[str] = set()
        self._cells = 0

    def contest(
        self, key: Key, name: str, *, level: ReportingUnitType | None = None, source_id: str | None = None,
        seats: int = 1, votes_allowed: int = 1, is_question: bool = False, primary_party: str | None = None,
    ) -> Sheet:  # fmt: skip
        """The sheet of a contest, made the first time its key is met."""
        if key not in self.sheets:
            printed = name.strip() or "(no name)"
            contest = Contest(
                stem(printed), printed, (), seats, source_id, votes_allowed, is_question, primary_party
            )  # fmt: skip
            self.sheets[key] = Sheet(printed, level or self.level, self.findings, contest)
        return self.sheets[key]

    def unit(
        self, key: Key, name: str, kind: ReportingUnitType | None = None, *, parent: Key | None = None,
        external: Iterable[ExternalId] = (), geographic: bool | None = None,
    ) -> None:  # fmt: skip
        """Names a unit the first time its key is met. ``parent`` is the key of the unit that contains it.

        A parent's id begins the unit's: county ``cobb``, precinct ``cobb--addison-01``. Without ``geographic``
        the name decides whether it is a county's early, mail or provisional batch.
        """
        if key in self._units:
            return
        above = self._units[parent].id if parent in self._units else None
        printed = name.strip() or "(no name)"
        wanted = f"{above}--{stem(printed)}" if above else stem(printed)
        real = not is_batch_name(printed) if geographic is None else geographic
        self._units[key] = ReportingUnit(
            free(wanted, self._taken), printed, kind or self.level, above, tuple(external), real
        )  # fmt: skip

    def knows(self, key: Key) -> bool:
        """Whether a unit has this key already, so that a reader of many rows need not name it again."""
        return key in self._units

    def spread_facts(self) -> None:
        """Takes "contests" that hold only registered voters and ballots cast as facts of their units in all contests.

        Sources print them among the contests ("VOTERS AND BALLOTS"); no candidate stands in them.
        """
        facts = [k for k, s in self.sheets.items() if s.noted and not s.candidates and not set(s.noted) - _OF_UNITS]
        for key in facts:
            sheet = self.sheets.pop(key)
            sheet.settle()
            for other in self.sheets.values():
                for unit in other.cells.keys() & sheet.facts.keys():
                    known = sheet.facts[unit]
                    other.unit(unit, ballots_cast=known.ballots_cast, registered=known.registered_voters)

    def mark_questions(self) -> None:
        """Marks the contests whose candidates are all answers (yes and no), where the source does not say so."""
        for sheet in self.sheets.values():
            if are_answers(c.name for c in sheet.candidates.values()):
                sheet.contest = replace(sheet.contest, is_question=True)

    def counts(self) -> tuple[ContestCount, ...]:
        """Every contest in the order it was met."""
        sheets = list(self.sheets.values())
        ids = distinct([s.contest.id for s in sheets], [s.contest.source_id for s in sheets])
        return tuple(self._count(sheet, i) for sheet, i in zip(sheets, ids, strict=True))

    def _count(self, sheet: Sheet, contest_id: str) -> ContestCount:
        sheet.settle()
        sheet.rejoin()
        keys = list(sheet.cells)
        who = list(sheet.candidates)
        methods, labels = self._methods(sheet)
        self._cells += len(keys) * len(who) * (1 + len(labels))
        refuse_a_waste(self._cells, sheet.name)
        rows = [row_of(sheet.cells[u], who, labels) for u in keys]
        stated = row_of(sheet.stated_cells, who, labels) if sheet.stated_cells else None
        self._check(sheet, keys, rows, stated, who)
        methods, booked = with_other(methods, [*rows, *([stated] if stated else [])])
        unknown = _Facts()
        found = [sheet.facts.get(u, unknown) for u in keys]
        units = tuple(
            UnitCount(self._units[u], r.totals, r.parts, f.reported, f.ballots_cast, f.registered_voters)
            for u, r, f in zip(keys, booked, found, strict=False)
        )
        return ContestCount(
            self._contest(sheet, contest_id), methods, units, sheet.level,
            booked[-1] if stated else None,
            tuple((m, tuple(w)) for m, w in labels.items()),
            sheet.precincts_reported, sheet.precincts_total, sheet.ballots_cast, sheet.registered_voters,
            sheet.overvotes, sheet.undervotes,
        )  # fmt: skip

    def _contest(self, sheet: Sheet, contest_id: str) -> Contest:
        lines = list(sheet.candidates.values())
        ids = distinct([c.id for c in lines], [c.party or c.source_id for c in lines])
        candidates = tuple(
            Candidate(i, c.name, c.party, c.source_id, c.ballot_order, c.is_write_in)
            for i, c in zip(ids, lines, strict=True)
        )
        for c in candidates:
            if is_no_candidate(c.name):
                self.findings.hold("not-a-candidate", sheet.name, NO_CANDIDATE.format(c.name))
        return replace(sheet.contest, id=contest_id, candidates=candidates)

    def _methods(self, sheet: Sheet) -> tuple[tuple[VoteMethod, ...], dict[VoteMethod, list[str]]]:
        """The methods of a contest, and for each the source's labels that mean it."""
        met: Cell = {}
        for row in (*sheet.cells.values(), sheet.stated_cells):
            for cell in row.values():
                met.update(cell)
        met.pop("", None)
        labels: dict[VoteMethod, list[str]] = {}
        for label in met:
            method = method_of(label)
            if method is None and label not in self._unknown:
                self._unknown.add(label)
                message = f"{shown(label)} is no known way to vote; kept as 'other'."
                self.findings.warn("method-unknown", sheet.name, message)
            labels.setdefault(method or VoteMethod.OTHER, []).append(label)
        return tuple(labels), labels

    def _check(
        self, sheet: Sheet, keys: list[Key], rows: list[StatedTotals], stated: StatedTotals | None, who: list[Key]
    ) -> None:
        gaps = [g for row in rows if row.parts for g in unexplained(row) if g]
        if gaps:
            message = f"{len(gaps)} totals differ from their methods, by {sum(gaps):+,} in all; totals are kept."
            self.findings.warn("total-not-sum-of-methods", sheet.name, message)
        bare = sum(without_methods(row) for row in rows) if any(row.parts for row in rows) else 0
        if bare:
            message = f"{bare} totals come without the methods that others have; unknown, not zero."
            self.findings.warn("methods-unknown", sheet.name, message)
        places = [(self._units[u], r) for u, r in zip(keys, rows, strict=True) if self._units[u].type is sheet.level]
        self._check_unnamed_totals(sheet, places)
        inside = [row for _, row in places]
        for c, total in enumerate(stated.totals if stated and inside else ()):
            summed = add(r.totals[c] for r in inside)
            name = sheet.candidates[who[c]].name
            if total is None and summed is not None:
                message = f"{name}: no total is stated and the units sum to {summed:,}; the total stays unknown."
                self.findings.warn("total-not-stated", sheet.name, message)
            elif total is not None and summed is not None and total != summed:
                message = f"{name}: {total:,} stated, the units sum to {summed:,}; both are kept."
                self.findings.warn("total-not-sum-of-units", sheet.name, message)

    def _check_unnamed_totals(self, sheet: Sheet, places: list[tuple[ReportingUnit, StatedTotals]]) -> None:
        """A place equal to all others together is probably their total under a name nobody foresaw ("Cobb, all")."""
        groups: dict[str | None, list[tuple[ReportingUnit, StatedTotals]]] = {}
        for unit, row in places:
            if any(row.totals):
                groups.setdefault(unit.parent_id, []).append((unit, row))
        everywhere = [place for group in groups.values() for place in group]
        for group in [*groups.values(), everywhere] if len(groups) > 1 else [everywhere]:
            sums = [add(cells) or 0 for cells in zip(*(row.totals for _, row in group), strict=True)]
            for unit, row in group if len(group) > 2 else ():
                if 2 * (row.totals[0] or 0) != sums[0]:
                    continue
                if [2 * (v or 0) for v in row.totals] == sums and sum(map(bool, row.totals)) > 1:
                    message = "The unit equals all others together; if it is their total, votes are doubled."
                    self.findings.hold("unit-equals-the-others", f"{sheet.name}, {unit.name}", message)


def _whole(cell: Cell) -> int | None:
    """The total of a cell as stated, or the sum of its methods."""
    return cell[""] if cell.get("") is not None else add(cell.values())
