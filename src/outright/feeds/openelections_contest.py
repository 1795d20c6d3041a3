"""The rows of an OpenElections table gathered into contests, units and facts about units.

Rows that name no precinct in a table of precincts are a total or a county's own batch; the sums tell
which. A row that comes twice for one unit and candidate belongs to a second unit of that name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from outright.count import (
    Candidate,
    Contest,
    ContestCount,
    ReportingUnit,
    StatedTotals,
    UnitCount,
)
from outright.count.tally import add
from outright.feeds.choices import NO_CANDIDATE, Line, is_no_candidate, line_of
from outright.feeds.findings import Findings
from outright.feeds.ids import distinct, free, stem
from outright.feeds.methods import is_batch_name
from outright.feeds.openelections_sheet import ContestKey, Place, Sheet, Tally, Unit, Vote, Who
from outright.feeds.parties import party_code
from outright.feeds.rows import refuse_a_waste, unexplained, with_other
from outright.terms import ReportingUnitType, VoteMethod


def contest_counts(sheet: Sheet, findings: Findings) -> tuple[ContestCount, ...]:
    """Every contest of the table that has a row of votes."""
    kept = {k: t for k, t in sheet.tallies.items() if t.units}
    for key, tally in sheet.tallies.items():
        if not tally.units and (tally.totals or tally.unit_totals or tally.residual):
            message = "Only rows of totals, overvotes or undervotes; the contest is left out."
            findings.hold("contest-without-units", contest_name(key), message)
    units = _Units(sheet.level, (u for t in kept.values() for u in t.units))
    ids = distinct([stem(contest_name(k)) for k in kept], [None] * len(kept))
    everywhere = {place for place, _ in sheet.facts}
    return tuple(
        _count(sheet, key, tally, i, units, everywhere, findings)
        for (key, tally), i in zip(kept.items(), ids, strict=True)
    )


def contest_name(key: ContestKey) -> str:
    """The contest in words: office, district, and the party of a primary."""
    office, district, party = key
    where = f"District {district}" if district.isdigit() else district
    return ", ".join(filter(None, (office, where))) + (f" - {party}" if party else "")


class _Units:
    """Every unit of the table with one id, shared by its contests."""

    def __init__(self, level: ReportingUnitType, units: Iterable[Unit]) -> None:
        self._level = level
        self._known: dict[Unit, ReportingUnit] = {}
        taken: dict[str, int] = {}
        for key in sorted(dict.fromkeys(units), key=lambda u: u[2]):
            self._known[key] = self._unit(key, taken)

    def _unit(self, key: Unit, taken: dict[str, int]) -> ReportingUnit:
        county, place, _ = key
        parent = stem(county) if county else None
        if not place:
            name = county or "Statewide"
            kind = ReportingUnitType.COUNTY if county else ReportingUnitType.STATE
            return ReportingUnit(free(parent or "statewide", taken), name, kind)
        bare = f"{parent}--{stem(place)}" if parent else stem(place)
        batch = is_batch_name(place)
        return ReportingUnit(free(bare, taken), place, self._level, parent, is_geographic=not batch)

    def __getitem__(self, key: Unit) -> ReportingUnit:
        return self._known[key]

    def batch(self, key: Unit, level: ReportingUnitType) -> ReportingUnit:
        """A county's rows without a precinct, as a unit beside its precincts."""
        unit = self._known[key]
        name = f"{unit.name} (no precinct)"
        return ReportingUnit(f"{unit.id}--no-precinct", name, level, unit.id, is_geographic=False)


def _count(
    sheet: Sheet,
    key: ContestKey,
    tally: Tally,
    contest_id: str,
    units: _Units,
    everywhere: set[Place],
    findings: Findings,
) -> ContestCount:
    name = contest_name(key)
    _one_line_each(tally, name, findings)
    keys, batches = _placed(tally, name, findings)
    who = list(tally.candidates)
    methods, columns = _merged(sheet.methods)
    refuse_a_waste(len(keys) * len(who) * (1 + len(methods)), name)
    rows = [_row(tally, unit, who, columns) for unit in keys]
    _check(tally, keys, rows, who, name, findings)
    methods, rows = with_other(methods, rows)
    level = sheet.level if any(u[1] for u in keys) else units[keys[0]].type
    known = [units.batch(u, level) if u in batches else units[u] for u in keys]
    registered = [sheet.facts.get((u[:2], Line.REGISTERED)) for u in keys]
    ballots = [sheet.facts.get((u[:2], Line.BALLOTS_CAST)) for u in keys]
    whole = everywhere <= {u[:2] for u in keys}
    return ContestCount(
        _contest(contest_id, name, key, tally),
        methods,
        tuple(
            UnitCount(u, r.totals, r.parts, None, b, v)
            for u, r, b, v in zip(known, rows, ballots, registered, strict=True)
        ),
        level,
        None,
        tuple((m, tuple(labels)) for m, labels in _labels(sheet).items()),
        ballots_cast=add(ballots) if whole and None not in ballots else None,
        registered_voters=add(registered) if whole and None not in registered else None,
        overvotes=add(tally.residual.get(Line.OVERVOTES, ())),
        undervotes=add(tally.residual.get(Line.UNDERVOTES, ())),
    )


def _contest(contest_id: str, name: str, key: ContestKey, tally: Tally) -> Contest:
    lines = list(tally.candidates.values())
    ids = distinct([c.id for c in lines], [c.party for c in lines])
    candidates = tuple(
        Candidate(i, c.name, c.party, None, c.ballot_order, c.is_write_in) for i, c in zip(ids, lines, strict=True)
    )
    party = party_code(key[2]) if key[2] else None
    return Contest(contest_id, name, candidates, source_id=" / ".join(key).rstrip(" /"), primary_party=party)


def _labels(sheet: Sheet) -> dict[VoteMethod, list[str]]:
    labels: dict[VoteMethod, list[str]] = {}
    for method, label in zip(sheet.methods, sheet.labels, strict=True):
        labels.setdefault(method, []).append(label)
    return labels


def _merged(methods: tuple[VoteMethod, ...]) -> tuple[tuple[VoteMethod, ...], list[list[int]]]:
    """The distinct methods, and for each the columns that mean it."""
    columns: dict[VoteMethod, list[int]] = {}
    for n, method in enumerate(methods):
        columns.setdefault(method, []).append(n)
    return tuple(columns), list(columns.values())


def _part(votes: list[Vote | None], cells: list[int]) -> tuple[int | None, ...]:
    """Each candidate's votes by one method, which has one column or several."""
    if len(cells) == 1:
        (n,) = cells
        return tuple([v.parts[n] if v else None for v in votes])
    return tuple([add([v.parts[n] for n in cells]) if v else None for v in votes])


def _row(tally: Tally, unit: Unit, who: list[Who], columns: list[list[int]]) -> StatedTotals:
    votes = [tally.cells.get((unit, w)) for w in who]
    totals = tuple([v.known if v else None for v in votes])
    parts = tuple([_part(votes, cells) for cells in columns])
    return StatedTotals(totals, parts if any(c is not None for part in parts for c in part) else ())


def _placed(tally: Tally, name: str, findings: Findings) -> tuple[list[Unit], set[Unit]]:
    """The units to be summed, and those among them that are a county's rows without a precinct.

    Where a county has precincts, its rows without one are a total when they equal the precincts' sum
    and a batch of its own (mail, say) when they do not.
    """
    precincts = [u for u in tally.units if u[1]]
    bare = [u for u in tally.units if not u[1]]
    if not precincts or not bare:
        return list(tally.units), set()
    batches: set[Unit] = set()
    counties = {u[0] for u in precincts} | {""}
    rows: dict[Unit, dict[Who, int | None]] = {unit: {} for unit in bare}
    sums: dict[tuple[str, Who], int | None] = {}
    for (unit, who), vote in tally.cells.items():
        if unit in rows:
            rows[unit][who] = vote.known
        for county in {unit[0], ""} if unit[1] else ():
            sums[county, who] = add((sums.get((county, who)), vote.known))
    for unit in bare:
        if unit[0] in counties and rows[unit] == {w: sums.get((unit[0], w)) for w in rows[unit]}:
            message = f"{unit[0] or 'The state'} has rows without a precinct, equal to its precincts' sum; left out."
            findings.info("total-row-left-out", name, message)
            continue
        batches.add(unit)
        message = f"{unit[0] or 'The state'} has rows without a precinct that are no total; kept as a batch."
        findings.warn("row-without-precinct", name, message)
    return [*precincts, *(u for u in bare if u in batches)], batches


def _one_line_each(tally: Tally, name: str, findings: Findings) -> None:
    """A name whose party some rows leave out is one candidate, unless one unit has both lines.

    Tennessee's counties wrote the same write-in candidates in with and without a party.
    """
    lines: dict[str, list[Who]] = {}
    for who in tally.candidates:
        lines.setdefault(who[0], []).append(who)
    places: dict[Who, set[Unit]] = {}
    for unit, who in tally.cells if len(lines) < len(tally.candidates) else ():
        places.setdefault(who, set()).add(unit)
    same: dict[Who, Who] = {}
    for person, found in lines.items():
        if len(found) == 1:
            continue
        bare, full = (person, None), [w for w in found if w[1] is not None]
        if len(found) == 2 and len(full) == 1 and not places.get(bare, set()) & places.get(full[0], set()):
            same[bare] = full[0]
            message = f"Some rows of {tally.candidates[full[0]].name} leave the party out; one candidate."
            findings.info("party-left-out", name, message)
        else:
            names = ", ".join(str(w[1]) for w in found)
            message = f"{person!r} stands under several parties ({names}); kept apart, not added."
            findings.warn("name-under-several-parties", name, message)
    if same:
        _merge(tally, same)


def _merge(tally: Tally, same: dict[Who, Who]) -> None:
    """Gives the votes of each candidate on the left to the one on the right."""
    for old, new in same.items():
        first, kept = tally.candidates.pop(old), tally.candidates[new]
        order = min(first.ballot_order or 0, kept.ballot_order or 0)
        tally.candidates[new] = replace(kept, ballot_order=order)
    tally.candidates = dict(sorted(tally.candidates.items(), key=lambda item: item[1].ballot_order or 0))
    tally.cells = {(u, same.get(w, w)): v for (u, w), v in tally.cells.items()}
    tally.totals = [(p, same.get(w, w), v) for p, w, v in tally.totals]


def _check(
    tally: Tally, keys: list[Unit], rows: list[StatedTotals], who: list[Who], name: str, findings: Findings
) -> None:
    for unit in keys:
        if unit[2]:
            where = " / ".join(filter(None, (name, *unit[:2])))
            message = "This unit's rows come more than once; kept as units of their own, not added."
            findings.warn("unit-name-repeated", where, message)
    if any(row.parts for row in rows):
        silent = sum(1 for row in rows for c, v in enumerate(row.totals) if v and _no_methods(row, c))
        if silent:
            message = f"{silent} totals have no votes by method; methods are unknown there, not zero."
            findings.warn("methods-unknown", name, message)
    gaps = [g for row in rows for g in unexplained(row) if g]
    if gaps:
        message = f"{len(gaps)} totals differ from their methods, by {sum(gaps):+,} in all; totals are kept."
        findings.warn("total-not-sum-of-methods", name, message)
    for candidate in tally.candidates.values():
        if is_no_candidate(candidate.name):
            findings.hold("not-a-candidate", name, NO_CANDIDATE.format(candidate.name))
    _check_totals(tally, keys, who, rows, name, findings)
    _check_unnamed_totals(keys, rows, name, findings)
    sums: dict[Place, int | None] = {}
    for unit, row in zip(keys, rows, strict=True):
        sums[unit[:2]] = add((sums.get(unit[:2]), *row.totals))
    for place, vote in tally.unit_totals:
        if vote.known is not None and place in sums and vote.known != sums[place]:
            message = f"Total votes stated {vote.known:,}, candidates sum to {sums[place]}."
            findings.warn("total-not-sum-of-candidates", f"{name}, line {vote.line}", message)


def _check_unnamed_totals(keys: list[Unit], rows: list[StatedTotals], name: str, findings: Findings) -> None:
    """A unit equal to all others together is probably their total under a name nobody foresaw ("Cobb Total")."""
    counties: dict[str, list[tuple[Unit, StatedTotals]]] = {}
    for unit, row in zip(keys, rows, strict=True):
        counties.setdefault(unit[0], []).append((unit, row))
    every = list(zip(keys, rows, strict=True))
    for group in [*counties.values(), every] if len(counties) > 1 else [every]:
        told = [(u, r) for u, r in group if any(r.totals)]
        sums = [add(cells) or 0 for cells in zip(*(r.totals for _, r in told), strict=True)]
        for unit, row in told if len(told) > 2 else ():
            if 2 * (row.totals[0] or 0) == sums[0] and [2 * (v or 0) for v in row.totals] == sums:
                where = " / ".join(filter(None, (name, *unit[:2])))
                message = "The unit equals all others together; if it is their total, votes are doubled."
                findings.hold("unit-equals-the-others", where, message)


def _no_methods(row: StatedTotals, candidate: int) -> bool:
    return not row.parts or (row.parts[0][candidate] is None and all(part[candidate] is None for part in row.parts))


def _check_totals(
    tally: Tally,
    keys: list[Unit],
    who: list[Who],
    rows: list[StatedTotals],
    name: str,
    findings: Findings,
) -> None:
    """Rows marked as totals against the sums they were left out of."""
    for (county, _), person, vote in tally.totals:
        inside = line_of(county) is Line.TOTAL or not county
        cells = [r.totals for u, r in zip(keys, rows, strict=True) if inside or u[0] == county]
        total = add(row[who.index(person)] for row in cells)
        where = f"{name}, line {vote.line}"
        if vote.known is None or vote.known == total:
            findings.info("total-row-left-out", where, "A row of totals, equal to the sum of its units.")
        else:
            message = f"A row of totals says {vote.known:,}; the units sum to {total}."
            findings.warn("total-row-differs", where, message)
