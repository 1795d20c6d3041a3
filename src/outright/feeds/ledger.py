"""Rows of a file gathered into contests, candidates, units and votes: what most readers need.

A reader says what each row means; the ledger keeps ids apart, adds what belongs together, and tells
what does not add up. Nothing is dropped: a cell that comes twice, a total that its parts do not
explain, a column that is no known way to vote, each has its finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from outright.count import (
    Candidate,
    Contest,
    ContestCount,
    ExternalId,
    ReportingUnit,
    StatedTotals,
    UnitCount,
)
from outright.count.tally import add
from outright.feeds.choices import NO_CANDIDATE, are_answers, is_no_candidate
from outright.feeds.findings import Findings
from outright.feeds.ids import distinct, free, stem
from outright.feeds.ledger_row import Cell, row_of, without_methods
from outright.feeds.ledger_sheet import OF_UNITS, Facts, Key, Sheet
from outright.feeds.methods import is_batch_name, method_of
from outright.feeds.numbers import shown
from outright.feeds.rows import refuse_a_waste, unexplained, with_other
from outright.terms import ReportingUnitType, VoteMethod


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
        facts = [k for k, s in self.sheets.items() if s.noted and not s.candidates and not set(s.noted) - OF_UNITS]
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
        unknown = Facts()
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
