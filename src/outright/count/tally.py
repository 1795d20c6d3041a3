"""Votes of the candidates of one contest, unit by unit and method by method.

Votes are integers or None. None is *not reported*, never zero. ``totals`` and ``parts`` are kept in
different places so that a total and its parts cannot meet in one sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from outright.count.contest import Contest
from outright.count.units import ReportingUnit
from outright.terms import ReportingUnitType, VoteMethod


def add(values: Iterable[int | None]) -> int | None:
    """The sum of what was reported; None when nothing was."""
    reported = [value for value in values if value is not None]
    return sum(reported) if reported else None


def sums(rows: Sequence[tuple[int | None, ...]], width: int) -> tuple[int | None, ...]:
    """The sum of each of the ``width`` columns of these rows; None in a column where nothing was reported."""
    return tuple(map(add, zip(*rows, strict=True))) if rows else (None,) * width


@dataclass(frozen=True, slots=True)
class UnitCount:
    """One unit's votes in one contest.

    ``totals[c]`` is candidate *c*'s votes, in the contest's order. ``parts[m][c]`` are the votes by
    method, in the order of the contest count's ``methods``; ``()`` when the methods are unknown.
    ``reported`` is the source's word that the unit has fully reported; None when it does not say.
    """

    unit: ReportingUnit
    totals: tuple[int | None, ...]
    parts: tuple[tuple[int | None, ...], ...] = ()
    reported: bool | None = None
    ballots_cast: int | None = None
    registered_voters: int | None = None

    @property
    def votes(self) -> int | None:
        """All candidates' votes together; None when nothing was reported."""
        return add(self.totals)


@dataclass(frozen=True, slots=True)
class StatedTotals:
    """What the source itself prints as the contest's totals; kept even where its parts disagree.

    Shapes as in `UnitCount`.
    """

    totals: tuple[int | None, ...]
    parts: tuple[tuple[int | None, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ContestCount:
    """Everything one publication says of one contest.

    ``methods`` never holds ``TOTAL``. ``units`` may hold several levels (a county and its
    precincts); only those of ``level`` are summed. ``method_labels`` keeps the source's own words.
    """

    contest: Contest
    methods: tuple[VoteMethod, ...]
    units: tuple[UnitCount, ...]
    level: ReportingUnitType
    stated: StatedTotals | None = None
    method_labels: tuple[tuple[VoteMethod, tuple[str, ...]], ...] = ()
    precincts_reported: int | None = None
    precincts_total: int | None = None
    ballots_cast: int | None = None
    registered_voters: int | None = None
    overvotes: int | None = None
    undervotes: int | None = None
    parts_list_all: bool | None = None

    def __post_init__(self) -> None:
        if VoteMethod.TOTAL in self.methods:
            raise ValueError("TOTAL is not a method: it never shares a sum with its parts")
        width, split = len(self.contest.candidates), len(self.methods)
        rows = [*self.units, *((self.stated,) if self.stated else ())]
        if not {len(r.totals) for r in rows} | {n for r in rows for n in map(len, r.parts)} <= {width}:
            raise ValueError(f"votes do not line up with the {width} candidates of {self.contest.id}")
        if not {len(r.parts) for r in rows} <= {0, split}:
            raise ValueError(f"votes do not line up with the {split} methods of {self.contest.id}")

    @property
    def lists_all_precincts(self) -> bool:
        """Whether every precinct of the contest is in the count: one that is not listed could still be out.

        ``parts_list_all`` settles it for a count that was brought together: each part has to list its own.
        """
        if self.parts_list_all is not None:
            return self.parts_list_all
        listed = sum(u.unit.is_geographic for u in self.counting_units())
        return self.level is ReportingUnitType.PRECINCT and self.precincts_total == listed

    def counting_units(self) -> Iterator[UnitCount]:
        """The units of the level that is summed."""
        return (u for u in self.units if u.unit.type == self.level)

    def summed(self) -> StatedTotals:
        """The sum of the counting units, by candidate and by method."""
        units = list(self.counting_units())
        width = len(self.contest.candidates)
        split = [u for u in units if u.parts]
        parts = tuple(sums([u.parts[m] for u in split], width) for m in range(len(self.methods)))
        return StatedTotals(sums([u.totals for u in units], width), parts)

    def result(self) -> StatedTotals:
        """The stated totals where the source prints them, else the sum of its units."""
        return self.stated if self.stated is not None else self.summed()

    @property
    def votes(self) -> int | None:
        """All votes for listed candidates; None when nothing was reported."""
        return add(self.result().totals)

    def by_candidate(self) -> dict[str, int | None]:
        """Votes of each candidate by id, in the contest's order."""
        return dict(zip((c.id for c in self.contest.candidates), self.result().totals, strict=True))

    def method_index(self, method: VoteMethod) -> int | None:
        """Where ``method`` stands in every ``parts``; None when the count does not split it out."""
        return self.methods.index(method) if method in self.methods else None
