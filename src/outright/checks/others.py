"""What other sources say of the same contests: matched by id, or by name where the ids differ (F10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from outright.checks.alarm import Noticed
from outright.checks.context import Context
from outright.checks.memory import Dispute
from outright.checks.sight import Sight, Votes, look, votes, whole
from outright.count import Candidate, ContestCount, Snapshot, UnitCount, slug
from outright.count.tally import add

LEAST = 25
"""Two sources that differ by no more votes than this agree: one of them is a minute later."""

PATIENCE = dt.timedelta(minutes=10)
"""How long two sources may differ before a desk is told: one of them has often only not been updated yet."""


@dataclass(frozen=True, slots=True)
class Other:
    """One contest as another source tells it, over the candidates and units that both sources have.

    ``units`` are our unit and the other source's votes in it; ``ours`` gives our votes in the same order.
    """

    contest_id: str
    contest_name: str
    candidates: tuple[Candidate, ...]
    places: tuple[int, ...]
    units: tuple[tuple[UnitCount, Votes], ...]
    totals: tuple[Votes, Votes]

    def ours(self, unit: UnitCount) -> Votes:
        """Our votes of the candidates that both have."""
        return tuple(unit.totals[i] for i in self.places)


def others_of(sight: Sight) -> Iterator[tuple[str, Other]]:
    """Every contest that another source also has, with that source's id."""
    for source, snapshot in sight.beside.items():
        by_id = {c.contest.id: c for c in snapshot.contests}
        by_name = {slug(c.contest.name): c for c in snapshot.contests}
        for pair in sight.pairs:
            theirs = by_id.get(pair.id) or by_name.get(slug(pair.now.contest.name))
            if theirs is not None and (found := _other(pair.now, theirs)):
                yield source, found


def _other(ours: ContestCount, theirs: ContestCount) -> Other | None:
    there = {c.id: i for i, c in enumerate(theirs.contest.candidates)}
    places = tuple(i for i, c in enumerate(ours.contest.candidates) if c.id in there)
    if len(places) < 2:
        return None
    order = [there[ours.contest.candidates[i].id] for i in places]
    their_units = {u.unit.id: u for u in theirs.units}
    units = tuple(
        (u, tuple(their_units[u.unit.id].totals[i] for i in order))
        for u in ours.counting_units()
        if u.unit.id in their_units
    )
    mine, their = whole(ours), whole(theirs)
    totals = tuple(mine[i] for i in places), tuple(their[i] for i in order)
    candidates = tuple(ours.contest.candidates[i] for i in places)
    return Other(ours.contest.id, ours.contest.name, candidates, places, units, totals)


def apart(ours: Votes, theirs: Votes) -> int:
    """The most votes by which the two differ for one candidate, where that is more than sources may differ; else 0.

    >>> apart((1000, 500), (1000, 530)), apart((100_000, 500), (100_090, 500))
    (30, 0)
    """
    both = [(a, b) for a, b in zip(ours, theirs, strict=True) if a is not None and b is not None]
    gap = max((abs(a - b) for a, b in both), default=0)
    most = max(add(a for a, _ in both) or 0, add(b for _, b in both) or 0)
    return gap if gap > LEAST and 1000 * gap > most else 0


def disagreeing(new: Snapshot, beside: Mapping[str, Snapshot]) -> tuple[Dispute, ...]:
    """Every place of which another source says something else now; for `Disagreements.after`."""
    return tuple(d for d, *_ in _disputes(look(new, None, Context(), beside)))


def _disputes(sight: Sight) -> Iterator[tuple[Dispute, str, Votes, Votes]]:
    """The open disputes with the place in words, our votes and theirs: the contest's, or else its units'."""
    for source, other in others_of(sight):
        ours, theirs = other.totals
        if apart(ours, theirs):
            yield (source, other.contest_id, ""), other.contest_name, ours, theirs
        for unit, said in other.units:
            if apart(other.ours(unit), said):
                where = f"{unit.unit.name}, {other.contest_name}"
                yield (source, other.contest_id, unit.unit.id), where, other.ours(unit), said


def sources_disagree(sight: Sight) -> Iterator[Noticed]:
    """Two sources have been apart for ten minutes by more than 25 votes and more than 0.1 %."""
    at = sight.context.received_at
    since = sight.context.disagreements.since
    for dispute, where, ours, theirs in _disputes(sight):
        began = since.get(dispute)
        if at is None or began is None or at - began < PATIENCE:
            continue
        source, contest, unit = dispute
        minutes = int((at - began).total_seconds()) // 60
        yield Noticed(
            contest, unit, "", add(theirs), add(ours),
            f"{where}: {source} has {votes(add(theirs))} and this source {votes(add(ours))}, up to"
            f" {apart(ours, theirs):,} apart for one candidate, for {minutes} minutes. Ask the office; quote the"
            " source that the plan prefers, and say so.",
        )  # fmt: skip
