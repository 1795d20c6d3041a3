"""A stored night taken in once more up to a moment: its count for a writer, its draws for a closer look.

What a night file keeps of a projection is what was said of it. The draws behind it follow from the stored facts,
the night's own model and a seed of the night, the contest and the publication, so they are made again when they
are asked for, and held against what was published.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from outright.archive import Archive
from outright.bulletin import Contest
from outright.errors import ProjectionError
from outright.night.export import count_of
from outright.night.fold import Folded, say, take
from outright.night.live import arrival_of
from outright.night.past import walk
from outright.night.plan import NightPlan, plan_of
from outright.night.projector import projector_for
from outright.night.reading import snapshot_of
from outright.night.state import NightState
from outright.projection import Projection

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.count import Snapshot
    from outright.night.ground import LiveGround

_SAME = 5e-6
"""How far a figure drawn again may be from the published one, which is to the millionth."""


def count_at(path: Home, seq: int | None = None) -> Snapshot:
    """The night's count after publication ``seq`` (the newest that was read without one) as one snapshot."""
    with Archive.open(path) as archive:
        plan, state = plan_of(archive), NightState()
        for passed in walk(archive, plan, seq):
            state = passed.after
        return count_of(plan, state)


def draw_again(path: Home, plan: NightPlan, said: Contest, seq: int) -> Projection:
    """The projection of ``said`` as it was made after publication ``seq``, with its draws.

    ``ProjectionError`` where it does not come out as it was published: another version told that night.
    """
    asked = _Asked(said.id)
    with Archive.open(path) as archive:
        for _ in _taken(archive, _alone(plan, said.id), seq, told=frozenset(archive.told()), asked=asked, whole=plan):
            pass
    if asked.live is None:
        raise _not_the_same(said)
    found = projector_for(plan)(asked.live, seed=asked.seed)
    if found is None or not _agrees(found, said):
        raise _not_the_same(said)
    return found


@dataclass(slots=True)
class _Asked:
    """A projector that projects nothing and remembers on what it was last asked to."""

    contest_id: str
    live: LiveGround | None = None
    seed: int = 0

    def __call__(self, live: LiveGround, *, seed: int) -> Projection | None:
        if live.outline.contest_id == self.contest_id:
            self.live, self.seed = live, seed
        return None


def _taken(
    archive: Archive, plan: NightPlan, until: int | None, *, told: frozenset[int], asked: _Asked, whole: NightPlan,
) -> Iterator[Folded]:  # fmt: skip
    """Where the night stands after each publication; what follows is said after those in ``told``.

    ``whole`` weighs the publications: ``plan`` says less than it.
    """
    folded = Folded()
    for p, reading in zip(archive.publications(), archive.readings(), strict=False):
        if until is not None and p.seq > until:
            return
        snapshot = None if reading.facts is None else snapshot_of(reading.facts)
        folded = take(whole, folded, arrival_of(p), snapshot, reading.error)
        if p.seq in told:
            folded, _ = say(plan, folded, project=asked)
        yield folded


def _alone(plan: NightPlan, contest_id: str) -> NightPlan:
    """The plan with this contest projected alone: what stands beside the others need not be laid."""
    bare = msgspec.structs.replace
    contests = (c if c.id == contest_id else bare(c, baseline=(), project=False) for c in plan.contests)
    return msgspec.structs.replace(plan, contests=tuple(contests))


def _agrees(found: Projection, said: Contest) -> bool:
    """Whether the middles and the range of all votes are those that were published."""
    part = said.projection
    if part is None or found.counted != part.counted:
        return False
    published = {c.id: c.median for c in part.candidates}
    return {c.candidate for c in found.candidates} == set(published) and all(
        abs(c.median - published[c.candidate]) < _SAME for c in found.candidates
    )


def _not_the_same(said: Contest) -> ProjectionError:
    return ProjectionError(
        "The draws cannot be made again as they were that night",
        where=said.id,
        hint="Another version told it. What was published stands: .interval() and .prob() read that.",
    )
