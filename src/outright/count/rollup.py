"""Counts brought together: precincts into their counties, several sources into one contest.

Only sums of what was published; a unit that nobody has reported stays None.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from outright.count.contest import Contest
from outright.count.tally import ContestCount, StatedTotals, UnitCount, add, sums
from outright.count.units import ReportingUnit
from outright.terms import ReportingUnitType, VoteMethod

Vector = tuple[int | None, ...]


def by_county(count: ContestCount, names: Mapping[str, str] | None = None) -> tuple[UnitCount, ...]:
    """The count by county: its own county units, or its precincts summed into their parents.

    ``names`` gives county names by id for parents that are not units of the count themselves. A county
    is ``reported`` when every one of its precincts is.
    """
    if count.level is not ReportingUnitType.PRECINCT:
        return tuple(count.counting_units())
    groups: dict[str, list[UnitCount]] = {}
    for unit in count.counting_units():
        groups.setdefault(unit.unit.parent_id or unit.unit.id, []).append(unit)
    known = {u.unit.id: u.unit.name for u in count.units} | dict(names or {})
    return tuple(_together(i, known.get(i, i), units, len(count.methods)) for i, units in groups.items())


def _together(unit_id: str, name: str, units: Sequence[UnitCount], methods: int) -> UnitCount:
    width = len(units[0].totals)
    split = [u for u in units if u.parts]
    flags = [u.reported for u in units]
    return UnitCount(
        unit=ReportingUnit(unit_id, name, ReportingUnitType.COUNTY),
        totals=sums([u.totals for u in units], width),
        parts=tuple(sums([u.parts[m] for u in split], width) for m in range(methods)) if split else (),
        reported=None if None in flags else all(flags),
        ballots_cast=add(u.ballots_cast for u in units),
        registered_voters=add(u.registered_voters for u in units),
    )


def onto(contest: Contest, count: ContestCount, places: Sequence[int], methods: Sequence[VoteMethod]) -> ContestCount:
    """The count re-written for another contest's candidates and methods.

    ``places[c]`` is the place in ``contest`` of the count's candidate ``c``. Candidates the count does
    not know are None in it, never zero; so are methods it does not split out.
    """
    width = len(contest.candidates)
    if list(places) == list(range(width)) and set(methods) == set(count.methods):
        return _in_order(contest, count, tuple(methods))
    sources = [[c for c, at in enumerate(places) if at == i] for i in range(width)]
    if all(len(s) <= 1 for s in sources):
        single = [s[0] if s else None for s in sources]

        def place(row: Vector) -> Vector:
            return tuple([None if c is None else row[c] for c in single])

    else:  # two of the source's lines are one candidate of ours

        def place(row: Vector) -> Vector:
            return tuple(add(row[c] for c in s) for s in sources)

    def split(parts: tuple[Vector, ...]) -> tuple[Vector, ...]:
        if not parts:
            return ()
        rows = dict(zip(count.methods, parts, strict=True))
        return tuple(place(rows[m]) if m in rows else (None,) * width for m in methods)

    units = tuple(
        UnitCount(u.unit, place(u.totals), split(u.parts), u.reported, u.ballots_cast, u.registered_voters)
        for u in count.units
    )
    stated = count.stated and StatedTotals(place(count.stated.totals), split(count.stated.parts))
    return ContestCount(
        contest=contest, methods=tuple(methods), units=units, level=count.level, stated=stated,
        method_labels=count.method_labels, precincts_reported=count.precincts_reported,
        precincts_total=count.precincts_total, ballots_cast=count.ballots_cast,
        registered_voters=count.registered_voters, overvotes=count.overvotes, undervotes=count.undervotes,
    )  # fmt: skip


def _in_order(contest: Contest, count: ContestCount, methods: tuple[VoteMethod, ...]) -> ContestCount:
    """The count of the same candidates for another contest, its methods in this order."""
    if methods == count.methods:
        return replace(count, contest=contest)
    order = [count.methods.index(m) for m in methods]

    def split(parts: tuple[Vector, ...]) -> tuple[Vector, ...]:
        return tuple([parts[m] for m in order]) if parts else ()

    units = tuple(
        UnitCount(u.unit, u.totals, split(u.parts), u.reported, u.ballots_cast, u.registered_voters)
        for u in count.units
    )
    stated = count.stated and StatedTotals(count.stated.totals, split(count.stated.parts))
    return replace(count, contest=contest, methods=methods, units=units, stated=stated)


def together(contest: Contest, counts: Sequence[ContestCount], names: Mapping[str, str]) -> ContestCount:
    """One count of counts that cover different places, already written for the same candidates and methods.

    Where some come by precinct and some by county, all are brought to counties. Stated totals are kept:
    the whole is the sum of each part's own result.
    """
    methods = counts[0].methods if counts else ()
    mixed = len({c.level for c in counts}) > 1
    units = tuple(u for c in counts for u in (by_county(c, names) if mixed else c.units))
    level = ReportingUnitType.COUNTY if mixed or not counts else counts[0].level
    results = [c.result() for c in counts]
    width = len(contest.candidates)
    split = [r.parts for r in results if r.parts]
    labels: dict[VoteMethod, dict[str, None]] = {}
    for count in counts:
        for method, words in count.method_labels:
            labels.setdefault(method, {}).update(dict.fromkeys(words))
    return ContestCount(
        contest=contest, methods=methods, units=units, level=level,
        stated=StatedTotals(
            sums([r.totals for r in results], width),
            tuple(sums([p[m] for p in split], width) for m in range(len(methods))) if split else (),
        ),
        method_labels=tuple((m, tuple(words)) for m, words in labels.items()),
        precincts_reported=_all(c.precincts_reported for c in counts),
        precincts_total=_all(c.precincts_total for c in counts),
        ballots_cast=_all(c.ballots_cast for c in counts),
        registered_voters=_all(c.registered_voters for c in counts),
        overvotes=add(c.overvotes for c in counts), undervotes=add(c.undervotes for c in counts),
        parts_list_all=bool(counts) and not mixed and all(c.lists_all_precincts for c in counts),
    )  # fmt: skip


def _all(values: Iterable[int | None]) -> int | None:
    listed = list(values)
    known = [v for v in listed if v is not None]
    return sum(known) if listed and len(known) == len(listed) else None
