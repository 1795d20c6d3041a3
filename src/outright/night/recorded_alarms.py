"""How often the checks speak up on recorded nights, and how often they were right to.

An update is one unit that one publication changed. Every alarm is counted against the faults that are known of the
series (`recorded_faults`): an alarm at the place and in the publication of a fault is *known*, any other is *left*:
a false alarm, or a fault that nobody had listed.
"""

from __future__ import annotations

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from outright.checks import Alarm, Context, Increments, UnitHistory, check
from outright.count import Batch, Snapshot
from outright.night.recorded import Publication, Series, spelled
from outright.night.recorded_count import arrivals, counted_contest, plan_of, snapshot, unit_id
from outright.night.recorded_faults import faults_of

_FELL = {"total_fell", "reset", "candidate_fell", "candidates_changed"}
LISTED: Mapping[str, set[str]] = {
    "votes-fell": _FELL,
    "reset-to-zero": _FELL,
    "method-fell": _FELL,
    "candidate-vanished": {"candidates_changed"},
    "candidate-added": {"candidates_changed"},
    "reporting-went-back": {"reporting_fell"},
    "precincts-total-changed": {"precincts_changed"},
    "methods-do-not-sum": {"methods_over"},
}
"""The kinds of known fault that make an alarm of a code a true one."""

HistoryOf = Callable[[Series], Mapping[str, UnitHistory]]


@dataclass(frozen=True, slots=True)
class Raised:
    """One alarm of a recorded night: the publication, the alarm, and whether its fault is known."""

    seq: int
    alarm: Alarm
    known: bool


@dataclass(frozen=True, slots=True)
class Alarms:
    """What the checks said of one series, or of several. ``with_past``: updates of units whose past is known."""

    updates: int = 0
    with_past: int = 0
    known: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Alarms) -> Alarms:
        return Alarms(
            self.updates + other.updates, self.with_past + other.with_past, self.known + other.known,
            self.left + other.left,
        )  # fmt: skip

    def per_hundred(self, codes: Iterable[str]) -> float:
        """Alarms left of these codes, per hundred updates of units whose past is known; 0.0 where there are none."""
        return 100 * sum(self.left[c] for c in codes) / self.with_past if self.with_past else 0.0


def no_history(_series: Series) -> Mapping[str, UnitHistory]:
    """No past at all."""
    return {}


def alarms_of(series: Series, history: HistoryOf = no_history) -> Alarms:
    """The checks over one series, counted."""
    past = history(series)
    found = list(raised(series, past))
    changed = [unit_id(series, u) for p in series.publications for u in {unit for unit, _ in p.changed}]
    return Alarms(
        len(changed), sum(u in past for u in changed), Counter(r.alarm.code for r in found if r.known),
        Counter(r.alarm.code for r in found if not r.known),
    )  # fmt: skip


def raised(series: Series, past: Mapping[str, UnitHistory]) -> Iterator[Raised]:
    """Every alarm of a series, in the order of publication; of those that stand, only where the unit was updated."""
    plan, contest = plan_of(series), counted_contest(series)
    faults = _by_place(series)
    before: Snapshot | None = None
    memory = Increments()
    for publication, arrival in zip(series.publications, arrivals(series), strict=True):
        if publication.stale:
            continue
        new = snapshot(series, publication, contest)
        context = Context(
            date=plan.date, polls_close=plan.polls_close, received_at=arrival.received_at, history=past,
            contests=(contest.name,), increments=memory,
        )  # fmt: skip
        units = {unit_id(series, u) for u, _ in publication.changed}
        for alarm in check(new, before, context):
            if not alarm.unit_id or alarm.unit_id in units:
                yield Raised(publication.seq, alarm, _known(alarm, publication, faults))
        memory = memory.after(new.since(before) if before else Batch(new.since(None).changes))
        before = new


def _by_place(series: Series) -> Mapping[tuple[int, str], set[str]]:
    """The kinds of known fault by publication and unit; under "" those of all units."""
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    listed = [(f.seq, f.unit, str(f.kind)) for f in faults_of(series).found if f.unit]
    for seq, unit, kind in [*listed, *_precincts_changed(series), *_methods_over(series)]:
        found[seq, unit_id(series, unit)].add(kind)
        found[seq, ""].add(kind)
    return found


def _precincts_changed(series: Series) -> Iterator[tuple[int, str, str]]:
    """Where a unit's number of precincts changed, which the list of faults leaves out."""
    for before, publication in pairwise(series.publications):
        for key in publication.changed:
            old, new = before.blocks.get(key), publication.blocks[key]
            if old and old.reporting_total and new.reporting_total and old.reporting_total != new.reporting_total:
                yield publication.seq, key[0], "precincts_changed"


def _methods_over(series: Series) -> Iterator[tuple[int, str, str]]:
    """Where a candidate's votes by method are more than all of their votes, which the list leaves out too."""
    for publication in series.publications:
        for unit in {unit for unit, _ in publication.changed}:
            total = publication.blocks.get((unit, "total"))
            parts = [b for m in series.methods if (b := publication.blocks.get((unit, m)))]
            whole = {spelled(c): v for c, v in total.votes.items()} if total else {}
            split = Counter[str]()
            for block in parts:
                split.update({spelled(c): v for c, v in block.votes.items()})
            if any(split[c] > v for c, v in whole.items()):
                yield publication.seq, unit, "methods_over"


def _known(alarm: Alarm, publication: Publication, faults: Mapping[tuple[int, str], set[str]]) -> bool:
    if alarm.code == "results-before-close":  # by the night's own clock: it is so
        return True
    return bool(LISTED.get(alarm.code, set()) & faults.get((publication.seq, alarm.unit_id), set()))


def counties_of_2016(path: Path) -> HistoryOf:
    """The president of 2016 by county as every series' past. ``path`` is the packed table of the counties' context."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [(r["fips"].zfill(5), r["trump16"], r["clinton16"], r["otherpres16"]) for r in csv.DictReader(file)]
    known = {f: (int(t), int(c), int(o or 0)) for f, t, c, o in rows if t.isdigit() and c.isdigit()}
    past = {f: UnitHistory(two_party=c / (c + t), votes=c + t + o) for f, (t, c, o) in known.items() if c + t}

    def of(series: Series) -> Mapping[str, UnitHistory]:
        return {unit_id(series, u): past[u] for u in series.units if u in past}

    return of
