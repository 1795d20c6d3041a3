"""The live night's ground: from a planned contest and today's count to what a projection is told.

The universe of cells is what tonight's files list; a county of the plan that has sent nothing stands in it
as one unit, so that no place is forgotten. Candidates and units are sorted by id. Nothing here projects,
and a cell is never said to be more complete than its source says (see `cells`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from outright.baseline import Ground, Outline, Past, lay
from outright.baseline.expected import Basis, Expected, against, best
from outright.count import ContestCount
from outright.night.baselines import party_word
from outright.night.cells import Held, Place, Posted, needs_other, part, places, posted
from outright.night.plan import NightPlan, PlannedContest
from outright.night.seen import Column, Seen, column_votes
from outright.night.stakes import kind_of, read_rule
from outright.night.state import NightState
from outright.projection import Counted
from outright.rules import Rule
from outright.terms import VoteMethod

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNPLACED = "not-placed"
"""The unit for votes that a source states in its total and in none of its places."""

_OVERLAP = {
    VoteMethod.ABSENTEE: {VoteMethod.ABSENTEE_MAIL, VoteMethod.ABSENTEE_IN_PERSON, VoteMethod.EARLY},
    VoteMethod.ABSENTEE_MAIL: {VoteMethod.ABSENTEE},
    VoteMethod.ABSENTEE_IN_PERSON: {VoteMethod.ABSENTEE, VoteMethod.EARLY},
    VoteMethod.EARLY: {VoteMethod.ABSENTEE, VoteMethod.ABSENTEE_IN_PERSON},
}


@dataclass(frozen=True, slots=True, eq=False)
class LiveGround:
    """What a projection of a live contest is told.

    ``decides`` is false where the rule is unknown or asks for more than shares: then shares may be
    projected and no outcome. ``notes`` say in words what is missing or in doubt. ``seen`` is the memory
    to hand to the next moment.
    """

    outline: Outline
    counted: Counted
    past: tuple[Past, ...]
    expected: tuple[Expected, ...]
    decides: bool
    notes: tuple[str, ...]
    seen: Seen
    registered: tuple[int | None, ...] = ()

    @property
    def ground(self) -> Ground:
        """The outline with the past laid on it."""
        return laid(self.outline, self.past, self.registered)


def laid(outline: Outline, past: Sequence[Past], registered: Sequence[int | None]) -> Ground:
    """The ground, to the last bit the same in every process: sums depend on how a table lies in memory."""
    evened = (p if p.votes.flags.c_contiguous else replace(p, votes=np.ascontiguousarray(p.votes)) for p in past)
    return lay(outline, tuple(evened), registered=registered or None)


def live_ground(
    plan: NightPlan, planned: PlannedContest, rule: Rule | None, count: ContestCount, state: NightState,
    seen: Seen, past: Sequence[Past] = (), expected: Sequence[Expected] = (),
) -> LiveGround:  # fmt: skip
    """The ground of one contest at the moment of ``state``, whose gathered count is ``count``.

    ``seen`` is the memory of the moment before. Past contests that are not earlier than the night are
    left out and named in the notes. ``expected`` are the votes a desk expects (``expected.csv``).
    """
    early = tuple(p for p in past if p.date < plan.date)
    notes = [f"{p.contest_id} is not earlier than the night and is not used." for p in past if p.date >= plan.date]
    methods = _methods(count, early)
    units = _universe(planned, count, methods)
    seen = seen.with_columns(column_votes(count), state.as_of)
    on_hand = best(e for e in expected if e.basis is Basis.ON_HAND)
    columns = posted(count, units, methods, _held(state), frozenset(state.complete_units()), seen, on_hand)
    parts = [[part(u, m, method, columns[u.county, method]) for m, method in enumerate(methods)] for u in units]
    seen = seen.with_cells(
        ((u.id, methods[m]) for u, row in zip(units, parts, strict=True) for m, p in enumerate(row) if p != 0),
        state.seq,
    )
    read = read_rule(rule, planned.seats)
    outline = _outline(plan, planned, rule, count, units, methods)
    counted = _counted(count, units, methods, parts, seen)
    notes += [read.why] if read.why else []
    notes += [*_doubts(outline, counted), *_exceeded(columns)]
    rolls = {u.unit.id: u.registered_voters for u in count.counting_units()}
    registered = tuple(rolls.get(unit) for unit in outline.units)
    return LiveGround(outline, counted, early, tuple(expected), read.decides, tuple(notes), seen, registered)


def state_code(plan: NightPlan, planned: PlannedContest) -> str:
    """The state's two letters, from the ids of the rule or the night (``us-ga-...``); "" where neither has them."""
    for text in (planned.rule or "", plan.id):
        words = text.split("-")
        if len(words) > 2 and words[0] == "us" and len(words[1]) == 2:
            return words[1]
    return ""


def _held(state: NightState) -> list[Held]:
    """Every standing statement of ballots on hand with the moment it was last news."""
    return [
        Held(statement, source.last_changed)
        for source in state.sources.values()
        if source.snapshot is not None
        for statement in source.snapshot.on_hand
    ]


def _methods(count: ContestCount, past: Sequence[Past]) -> tuple[VoteMethod, ...]:
    """The ways of voting of the universe: those the count lists, and those of past contests it may still bring.

    A count that does not tell ways of voting apart will not begin to.
    """
    if not count.methods and count.votes:
        return (VoteMethod.TOTAL,)
    used = set(count.methods)
    before = {m for p in past for m in p.methods} - {VoteMethod.TOTAL, VoteMethod.OTHER}
    for method in VoteMethod if used != {VoteMethod.OTHER} else ():
        if method in before and not _OVERLAP.get(method, set()) & used:
            used.add(method)
    if needs_other(count):
        used.add(VoteMethod.OTHER)
    return tuple(m for m in VoteMethod if m in used) or (VoteMethod.TOTAL,)


def _universe(planned: PlannedContest, count: ContestCount, methods: Sequence[VoteMethod]) -> list[Place]:
    """The count's places, the plan's silent counties, and the votes that stand in no place."""
    units = places(count, methods)
    width = len(count.contest.candidates)
    nothing = ((0,) * width,) * len(methods)
    heard = {u.county for u in units} | {u.id for u in units}
    silent = [i for i in dict.fromkeys((*planned.counties, *planned.registered)) if i not in heard]
    stated = count.result().totals
    loose = [
        max(0, (stated[c] or 0) - sum(row[c] for u in units for row in u.rows)) if stated else 0 for c in range(width)
    ]
    if any(loose) and not units:  # one line for the whole contest
        silent = []
    units += [Place(i, i, False, None, nothing) for i in silent]
    if any(loose):
        spare = VoteMethod.OTHER if VoteMethod.OTHER in methods else VoteMethod.TOTAL
        at = methods.index(spare) if spare in methods else 0
        rows = tuple(tuple(loose) if m == at else (0,) * width for m in range(len(methods)))
        units.append(Place(UNPLACED, UNPLACED, True, None, rows, itemised=False))
    if not units:
        units = [Place(planned.id, planned.id, False, None, nothing)]
    return sorted(units, key=lambda u: u.id)


def _outline(
    plan: NightPlan, planned: PlannedContest, rule: Rule | None, count: ContestCount, units: Sequence[Place],
    methods: tuple[VoteMethod, ...],
) -> Outline:  # fmt: skip
    candidates = sorted(count.contest.candidates, key=lambda c: c.id)
    return Outline(
        contest_id=planned.id,
        date=plan.date,
        state=state_code(plan, planned),
        kind=kind_of(rule),
        office=planned.id,
        district="",
        party="",
        level=count.level.value,
        candidates=tuple(c.id for c in candidates),
        parties=tuple("WRI" if c.is_write_in else party_word(c.party) for c in candidates),
        stakes=read_rule(rule, planned.seats).stakes,
        units=tuple(u.id for u in units),
        county=tuple(u.county for u in units),
        pseudo=np.array([u.is_batch for u in units], dtype=np.bool_),
        methods=methods,
    )


def _counted(
    count: ContestCount, units: Sequence[Place], methods: Sequence[VoteMethod], parts: Sequence[Sequence[float]],
    seen: Seen,
) -> Counted:  # fmt: skip
    ids = [c.id for c in count.contest.candidates]
    order = sorted(range(len(ids)), key=lambda c: ids[c])
    votes = np.array([u.rows for u in units], dtype=np.int64).reshape(len(units), len(methods), len(ids))
    known = np.array(parts, dtype=np.float64).reshape(len(units), len(methods))
    return Counted(votes=votes[:, :, order], part=known, arrival=_arrival(units, methods, known, seen))


def _arrival(
    units: Sequence[Place], methods: Sequence[VoteMethod], parts: NDArray[np.float64], seen: Seen
) -> NDArray[np.int64]:
    """Cells by when they were first seen, as 0, 1, 2 ...; -1 for what is not in now."""
    seqs = np.array([[seen.first.get((u.id, m), -1) for m in methods] for u in units], dtype=np.int64)
    seqs = seqs.reshape(parts.shape)
    seqs[parts == 0] = -1
    ranks = {int(s): i for i, s in enumerate(sorted(set(seqs[seqs >= 0].tolist())))}
    return np.array([[ranks.get(int(s), -1) for s in row] for row in seqs], dtype=np.int64).reshape(parts.shape)


def _doubts(outline: Outline, counted: Counted) -> list[str]:
    """What nobody says the extent of, by method, in words."""
    notes = []
    for m, method in enumerate(outline.methods):
        open_ended = int(np.isnan(counted.part[:, m]).sum())
        if open_ended:
            places_word = "place" if open_ended == 1 else "places"
            notes.append(f"In {open_ended:,} {places_word} the {method.value} vote is in part in; how far is not said.")
    return notes


def _exceeded(columns: Mapping[Column, Posted]) -> list[str]:
    """Where more is counted than was expected, in words."""
    return [
        f"{county}, {method.value}: {held.text}"
        for (county, method), column in sorted(columns.items())
        if column.expected is not None and (held := against(column.expected, column.votes)).exceeded
    ]
