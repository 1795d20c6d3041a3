"""Brings Clarity's JSON files of one version together: names from the summary, methods from the vote types.

A matrix names nobody, so votes and names meet only by their place in two lists. Files of two versions
would give votes to the wrong people or methods without anybody noticing; therefore both joins first
compare every number that the files share and refuse a pair that differs. In the recorded Georgia night
of January 5, 2021 the files of one version added up exactly at every one of 115 moments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from outright.count import ContestCount, Finding, Snapshot, StatedTotals, UnitCount
from outright.count.tally import add
from outright.errors import FeedMalformed
from outright.feeds.clarity_names import vote_type
from outright.feeds.findings import Findings
from outright.feeds.methods import method_of
from outright.feeds.numbers import shown
from outright.terms import VoteMethod

Row = tuple[int | None, ...]

_WAIT = "They are of different versions: fetch them again together. Earlier counts stand."
_OF_ONE_FILE = ("votes-of-one-method", "election-date-unknown")


def named(matrix: Snapshot, summary: Snapshot) -> Snapshot:
    """The matrix's votes under the summary's names, parties and contest ids.

    Every total the two share must be equal, or `FeedMalformed`: in another version the choices may
    stand in another order. A contest that the summary lacks keeps its number for a name, with a finding.
    """
    findings = Findings()
    by_key: dict[str | None, list[ContestCount]] = {}
    for count in summary.contests:
        by_key.setdefault(count.contest.source_id, []).append(count)
    counts = []
    for count in matrix.contests:
        told = by_key.get(count.contest.source_id, [])
        if len(told) != 1:
            how = "not at all" if not told else f"{len(told)} times"
            findings.hold("contest-not-named", count.contest.name, f"The summary has this contest {how}.")
        counts.append(_named(count, told[0]) if len(told) == 1 else count)
    both = _merged(matrix.findings, summary.findings, findings.close())
    test = matrix.is_test or summary.is_test
    return replace(matrix, contests=tuple(counts), findings=both, is_test=test)


def by_method(all_: Snapshot, types: Mapping[str, Snapshot]) -> Snapshot:
    """``ALL.json`` with the votes by method of the vote types' files, given by file name.

    Every cell must be the sum of its vote types, or `FeedMalformed`: a file is missing or of another
    version. Two vote types of one method are added. A vote type the table of methods does not know is
    *other*.
    """
    if any(c.methods for c in all_.contests):
        raise FeedMalformed("A vote type's file stands where ALL.json should", where="ALL.json", hint="Swap them.")
    findings = Findings()
    labels: dict[str, str] = {}
    for file in types:
        label = vote_type(file if file.endswith(".json") else f"{file}.json")
        if not label:
            raise FeedMalformed(f"{shown(file)} is no vote type's file name", where=file, hint="Give its own name.")
        if method_of(label) is None:
            findings.warn("method-unknown", file, f"{shown(label)} is no known way to vote; kept as 'other'.")
        labels[file] = label
    parts = {file: {c.contest.source_id: c for c in types[file].contests} for file in labels}
    if beyond := {k for found in parts.values() for k in found} - {c.contest.source_id for c in all_.contests}:
        raise _differ("ALL.json", f"it lacks {len(beyond)} contests of its vote types")
    counts = tuple(
        _split(count, {f: parts[f].get(count.contest.source_id) for f in labels}, labels) for count in all_.contests
    )
    told = [f for snapshot in types.values() for f in snapshot.findings if f.code not in _OF_ONE_FILE]
    return replace(all_, contests=counts, findings=_merged(all_.findings, told, findings.close()))


def _merged(*groups: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(dict.fromkeys(f for group in groups for f in group))


def _named(count: ContestCount, told: ContestCount) -> ContestCount:
    """One contest under its names. Over- and undervotes may stand among the choices: those columns have no name."""
    title = told.contest.name
    totals = count.result().totals
    places = [(c.ballot_order or 0) - 1 for c in told.contest.candidates]
    rest = [n for n in range(len(totals)) if n not in places]
    if any(not 0 <= p < len(totals) for p in places):
        raise _differ(title, f"{len(totals)} choices in the matrix, {len(places)} in the summary")
    if count.methods and all(v is None for v in totals):
        raise FeedMalformed(
            f"One vote type of {title} cannot be named by itself", where=title, hint="Join it to ALL.json first."
        )
    here, there = tuple(totals[p] for p in places), told.result().totals
    residual = add((told.overvotes, told.undervotes))
    if here != there or add(totals[n] for n in rest) != residual:
        raise _differ(title, f"votes {_list(totals)} in the matrix, {_list(there)} in the summary")
    stated = count.stated
    return replace(
        count,
        contest=told.contest,
        units=tuple(_picked(u, places) for u in count.units),
        stated=StatedTotals(_pick(stated.totals, places), _picks(stated.parts, places)) if stated else None,
        precincts_reported=told.precincts_reported,
        precincts_total=told.precincts_total,
        overvotes=told.overvotes,
        undervotes=told.undervotes,
    )


def _pick(row: Row, places: list[int]) -> Row:
    return tuple(row[p] for p in places)


def _picks(rows: tuple[Row, ...], places: list[int]) -> tuple[Row, ...]:
    return tuple(_pick(row, places) for row in rows)


def _picked(unit: UnitCount, places: list[int]) -> UnitCount:
    return replace(unit, totals=_pick(unit.totals, places), parts=_picks(unit.parts, places))


def _split(count: ContestCount, types: Mapping[str, ContestCount | None], labels: Mapping[str, str]) -> ContestCount:
    """One contest with its methods; every cell is checked."""
    title = count.contest.name
    rows: dict[str, dict[str | None, Row]] = {}
    for file, part in types.items():
        if part is None:
            raise _differ(title, f"{file} has no such contest")
        rows[file] = {u.unit.id: _votes(u) for u in part.units}
        if beyond := rows[file].keys() - {u.unit.id for u in count.units}:
            raise _differ(title, f"{file} has {len(beyond)} areas that ALL.json lacks")
        if part.stated:
            rows[file][None] = _votes(part.stated)
    methods: dict[VoteMethod, list[str]] = {}
    for file in types:
        methods.setdefault(method_of(labels[file]) or VoteMethod.OTHER, []).append(file)

    def parts(place: str | None, name: str, totals: Row) -> tuple[Row, ...]:
        found = {file: rows[file].get(place) for file in types}
        if any(row is None or len(row) != len(totals) for row in found.values()) or not found:
            lacking = [f for f, row in found.items() if row is None or len(row) != len(totals)]
            raise _differ(f"{title}, {name}", f"no such row in {', '.join(lacking) or 'any vote type'}")
        known = {file: row for file, row in found.items() if row is not None}
        summed = _added(known.values())
        if summed != totals:
            raise _differ(f"{title}, {name}", f"{_list(totals)} in ALL.json, {_list(summed)} in its vote types")
        return tuple(_added(known[f] for f in files) for files in methods.values())

    stated = count.stated
    return replace(
        count,
        methods=tuple(methods),
        method_labels=tuple((m, tuple(labels[f] for f in files)) for m, files in methods.items()),
        units=tuple(replace(u, parts=parts(u.unit.id, u.unit.name, u.totals)) for u in count.units),
        stated=replace(stated, parts=parts(None, "the whole", stated.totals)) if stated else None,
    )


def _votes(row: UnitCount | StatedTotals) -> Row:
    """A vote type's votes: by its method where the file's name told it, else as totals."""
    return row.parts[0] if row.parts else row.totals


def _added(rows: Iterable[Row]) -> Row:
    return tuple(add(cells) for cells in zip(*rows, strict=True))


def _list(row: Row) -> str:
    cells = ["?" if v is None else f"{v:,}" for v in row[:4]]
    return " / ".join(cells) + (" / …" if len(row) > 4 else "")


def _differ(where: str, how: str) -> FeedMalformed:
    return FeedMalformed(f"Clarity's files do not fit together: {how}", where=where, hint=_WAIT)
