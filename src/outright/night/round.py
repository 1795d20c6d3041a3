"""A round: the publications between one bulletin and the next, as they concern one contest. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from outright.count import Batch, slug
from outright.night.arrival import Arrival
from outright.night.plan import NightPlan, PlannedContest
from outright.night.state import Step, base

_SHOWN = frozenset({"applied", "released"})


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did to one contest: ``arrival`` is its last publication, ``beside`` those that showed nothing new.

    ``source`` names in words where the ``batch`` of counts came from; ``step`` is the last that brought it, None
    where none did.
    """

    arrival: Arrival
    beside: tuple[Step, ...]
    batch: Batch = field(default_factory=Batch)
    source: str = ""
    step: Step | None = None
    shown: tuple[Step, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step of the round that concerns the contest."""
        return (*self.beside, *self.shown)


def names_of(planned: PlannedContest) -> frozenset[str]:
    """The slugs of the names under which sources print a contest."""
    return frozenset(slug(n) for n in (planned.name, *planned.match))


def concerning(planned: PlannedContest, steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps of a round that concern the contest."""
    names = names_of(planned)
    return tuple(s for s in steps if s.contest or s.touched is None or any(slug(n) in names for n in s.touched))


def not_of_another(planned: PlannedContest, steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps of a round without those of the desk that are about another contest."""
    return tuple(s for s in steps if s.contest in ("", planned.id))


def merged(plan: NightPlan, planned: PlannedContest, steps: Sequence[Step]) -> Round:
    """The steps of a round as one, for one contest."""
    shown = [s for s in steps if s.outcome in _SHOWN]
    beside = tuple(s for s in steps if s.outcome not in _SHOWN)
    if not shown:
        return Round(steps[-1].arrival, beside)
    names = names_of(planned)
    batches = [_of_contest(s, names) for s in shown]
    batch = Batch(
        tuple(c for b in batches for c in b.changes),
        tuple(u for b in batches for u in b.units_gone),
        tuple(c for b in batches for c in b.contests_gone),
    )
    return Round(steps[-1].arrival, beside, batch, _source(plan, shown), shown[-1], tuple(shown))


def _of_contest(step: Step, names: frozenset[str]) -> Batch:
    """The part of a batch that is the contest's own."""
    counts = step.snapshot.contests if step.snapshot else ()
    ids = {c.contest.id for c in counts if slug(c.contest.name) in names}
    return Batch(
        tuple(c for i in sorted(ids) for c in step.by_contest.get(i, ())),
        tuple(u for u in step.batch.units_gone if u[0] in ids),
        step.batch.contests_gone,
    )


def _source(plan: NightPlan, shown: Sequence[Step]) -> str:
    """The source of a round in words: its name, or how many files of it came."""
    keys = list(dict.fromkeys(s.arrival.source for s in shown))
    if len(keys) == 1:
        return plan.source_name(keys[0])
    sources = list(dict.fromkeys(plan.source_name(base(k)) for k in keys))
    return f"{' and '.join(sources)} ({len(keys)} files)"
