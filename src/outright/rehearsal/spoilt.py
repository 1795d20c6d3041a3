"""Counts gone wrong: each fault that spoils what is counted, as a change from one snapshot to another.

Pure. `numbers` are the faults of figures in one county's file; the state's file is added up from what they leave.
`face` are those of names, order and clocks, which any file can have.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from random import Random

from outright.count import Candidate, ContestCount, Snapshot, StatedTotals, UnitCount
from outright.rehearsal.faults import Episode

Parts = tuple[tuple[int, ...], ...]
NUMBERS = ("regression", "correction", "reset-to-zero", "swap", "doubled-precinct", "test-data")
VANISHED = "vanished-unit"
DRIFT = "schema-drift"
_CLOCKS = {"future-clock": dt.timedelta(hours=3), "yesterday": -dt.timedelta(days=1)}


def numbers(snapshot: Snapshot, episodes: Sequence[Episode]) -> Snapshot:
    """The county's figures with every active fault of figures in them."""
    for episode in episodes:
        if episode.kind in NUMBERS:
            snapshot = _changed(snapshot, episode, _CHANGES[episode.kind](snapshot, episode))
    return snapshot


def face(snapshot: Snapshot, episodes: Sequence[Episode]) -> Snapshot:
    """The file with the active faults of names, order, title and clock."""
    for episode in episodes:
        if episode.kind == VANISHED:
            snapshot = _without_unit(snapshot, episode)
        elif episode.kind == "renamed-candidate":
            snapshot = _each(snapshot, episode, _renamed)
        elif episode.kind == "reordered-candidates":
            snapshot = _each(snapshot, episode, _reordered)
        elif episode.kind == "test-data":
            title = replace(snapshot.election, name=f"TEST - {snapshot.election.name}")
            snapshot = replace(snapshot, election=title, is_test=True)
        elif episode.kind in _CLOCKS and snapshot.published_at is not None:
            at = snapshot.published_at + _CLOCKS[episode.kind]
            snapshot = replace(snapshot, published_at=at, published_text=at.isoformat())
    return snapshot


def without_county(snapshot: Snapshot, county: str) -> Snapshot:
    """The state's file without one county, and the totals without its votes."""
    contests = tuple(_kept(c, [u for u in c.units if u.unit.id != county]) for c in snapshot.contests)
    return replace(snapshot, contests=contests)


Change = Callable[[ContestCount, UnitCount, Parts], Parts]


def _regression(_: Snapshot, episode: Episode) -> Change:
    percent = int(episode.option("percent"))
    return lambda _contest, _unit, parts: tuple(tuple(v - v * percent // 100 for v in row) for row in parts)


def _correction(snapshot: Snapshot, episode: Episode) -> Change:
    """The entry that is too high: so many votes more for the first candidate in one counted precinct."""
    chosen, extra = _counted_unit(snapshot, episode), int(episode.option("votes"))

    def change(_: ContestCount, unit: UnitCount, parts: Parts) -> Parts:
        if unit.unit.id != chosen or not parts:
            return parts
        return ((parts[0][0] + extra, *parts[0][1:]), *parts[1:])

    return change


def _zero(_: Snapshot, episode: Episode) -> Change:
    del episode
    return lambda _contest, _unit, parts: tuple((0,) * len(row) for row in parts)


def _swap(_: Snapshot, episode: Episode) -> Change:
    del episode
    return lambda _contest, _unit, parts: tuple((row[1], row[0], *row[2:]) if len(row) > 1 else row for row in parts)


def _doubled(snapshot: Snapshot, episode: Episode) -> Change:
    chosen = _counted_unit(snapshot, episode)
    return lambda _, unit, parts: tuple(tuple(2 * v for v in row) for row in parts) if unit.unit.id == chosen else parts


def _test(_: Snapshot, episode: Episode) -> Change:
    del episode
    return lambda _contest, _unit, parts: tuple(tuple(10 * (c + 1) for c in range(len(row))) for row in parts)


_CHANGES: dict[str, Callable[[Snapshot, Episode], Change]] = {
    "regression": _regression,
    "correction": _correction,
    "reset-to-zero": _zero,
    "swap": _swap,
    "doubled-precinct": _doubled,
    "test-data": _test,
}


def _counted_unit(snapshot: Snapshot, episode: Episode) -> str | None:
    """One unit that has votes, chosen by the episode; None when nothing is counted."""
    counted = sorted({u.unit.id for c in snapshot.contests for u in c.units if u.votes})
    return Random(episode.id).choice(counted) if counted else None


def _changed(snapshot: Snapshot, episode: Episode, change: Change) -> Snapshot:
    def contest(count: ContestCount) -> ContestCount:
        units = []
        for unit in count.units:
            parts = change(count, unit, tuple(tuple(v or 0 for v in row) for row in unit.parts))
            votes = sum(map(sum, parts))
            ballots = None if unit.ballots_cast is None else max(unit.ballots_cast, votes)
            totals = tuple(map(sum, zip(*parts, strict=True)))
            units.append(replace(unit, parts=parts, totals=totals, ballots_cast=ballots))
        return _kept(count, units)

    return _each(snapshot, episode, contest)


def _each(snapshot: Snapshot, episode: Episode, change: Callable[[ContestCount], ContestCount]) -> Snapshot:
    contests = tuple(change(c) if fnmatchcase(c.contest.id, episode.contest) else c for c in snapshot.contests)
    return replace(snapshot, contests=contests)


def _kept(count: ContestCount, units: Sequence[UnitCount]) -> ContestCount:
    """The contest of these units, its totals and its progress added up anew."""
    now = replace(count, units=tuple(units))
    width = range(len(count.contest.candidates))
    parts = tuple(tuple(sum(u.parts[m][c] or 0 for u in units) for c in width) for m in range(len(count.methods)))
    totals = tuple(sum(u.totals[c] or 0 for u in units) for c in width)
    gone = len(count.units) - len(units)
    if gone and count.precincts_total == len(count.units):
        done = sum(bool(u.reported) for u in units)
        now = replace(now, precincts_reported=done, precincts_total=len(units))
    return replace(now, stated=StatedTotals(totals, parts))


def _without_unit(snapshot: Snapshot, episode: Episode) -> Snapshot:
    every = sorted({u.unit.id for c in snapshot.contests for u in c.units})
    if len(every) < 2:
        return snapshot
    gone = Random(episode.id).choice(every)
    contests = (_kept(c, [u for u in c.units if u.unit.id != gone]) for c in snapshot.contests)
    return replace(snapshot, contests=tuple(contests))


def _renamed(count: ContestCount) -> ContestCount:
    first, *others = count.contest.candidates
    return replace(count, contest=replace(count.contest, candidates=(_other_way_round(first), *others)))


def _other_way_round(candidate: Candidate) -> Candidate:
    name, bracket, party = candidate.name.partition(" (")
    words = name.split()
    turned = f"{words[-1]}, {' '.join(words[:-1])}" if len(words) > 1 else f"The {name}"
    return replace(candidate, name=turned + bracket + party)


def _reordered(count: ContestCount) -> ContestCount:
    def turned(row: tuple[int | None, ...]) -> tuple[int | None, ...]:
        return row[::-1]

    units = tuple(replace(u, totals=turned(u.totals), parts=tuple(map(turned, u.parts))) for u in count.units)
    stated = count.stated and StatedTotals(turned(count.stated.totals), tuple(map(turned, count.stated.parts)))
    contest = replace(count.contest, candidates=count.contest.candidates[::-1])
    return replace(count, contest=contest, units=units, stated=stated)
