"""The projection's turn in a step of the night: ask for it, judge with it, say it; or say why there is none.

Arithmetic has spoken before this is reached, and what it said stands whatever happens here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from outright.bulletin.projected import BandPoint
from outright.bulletin.projected import Projection as Part
from outright.night.beside import Beside
from outright.night.compose import order_of
from outright.night.ground import LiveGround
from outright.night.plan import NightPlan, PlannedContest
from outright.night.projected import Judged, band_point, projected_part
from outright.night.projector import Projector, Question, attempt, failed, seed_of
from outright.night.round import Round
from outright.night.stakes import read_rule
from outright.night.told import CHARTED, Told
from outright.projection.chances import kept
from outright.projection.result import Gate
from outright.terms import VerdictCode
from outright.verdict import Verdict, with_projection

if TYPE_CHECKING:
    from outright.projection.result import CellOut, Projection


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the projection adds: the verdict with it, its part of the bulletin or why there is none, its bands.

    ``cells`` is what is out by county and method together, where those are few; ``projection`` what all of it is
    read off, with its draws. ``model`` is the verdict that the projection carries past its gates, whether or not the
    night publishes such; None where it carries none.
    """

    verdict: Verdict
    part: Part | None
    note: str
    bands: tuple[BandPoint, ...]
    cells: tuple[CellOut, ...] = ()
    projection: Projection | None = None
    model: Verdict | None = None


def foresee(
    plan: NightPlan, planned: PlannedContest, done: Round, judged: Judged, before: Told, beside: Beside,
    project: Projector,
) -> Foreseen:  # fmt: skip
    """The projection of this moment. ``before`` is what had been told, ``beside`` the ground it stands on.

    A complete count is not projected.
    """
    nothing = Foreseen(judged.sure, None, "", before.bands)
    if judged.left.complete:
        return nothing
    if not planned.project:
        return replace(nothing, note="This contest is followed without a projection.")
    if beside.live is None:
        return replace(nothing, note=beside.why)
    moved = _has_moved(judged, before)
    seed = _seed(plan, planned, done, before, moved=moved)
    projection, note = attempt(project, beside.live, judged.count, seed=seed)
    if projection is None:
        return replace(nothing, note=note)
    try:
        last = before.history[-1] if before.history else None
        if last is not None and last.by == "model":
            projection = kept(projection, beside.live.outline.stakes, last.code, tuple(last.candidates))
        projection = _on(beside.live, projection, read_rule(judged.rule, planned.seats).why)
        judged = replace(judged, decides=beside.live.decides)
        return _said(plan, planned, done, judged, before, projection, moved=moved)
    except Exception as error:  # a figure that cannot be said must not stop the count
        return replace(nothing, note=failed(error))


def question(
    plan: NightPlan, planned: PlannedContest, done: Round, judged: Judged, before: Told, beside: Beside
) -> Question | None:
    """What `foresee` will ask its projector of this contest; None where it will ask nothing."""
    if judged.left.complete or not planned.project or beside.live is None:
        return None
    return Question(beside.live, _seed(plan, planned, done, before, moved=_has_moved(judged, before)))


def _has_moved(judged: Judged, before: Told) -> bool:
    return tuple(judged.count.by_candidate().items()) != before.votes


def _seed(plan: NightPlan, planned: PlannedContest, done: Round, before: Told, *, moved: bool) -> int:
    newest = before.timeline[-1].seq if before.timeline else 0
    return seed_of(plan.id, planned.id, done.arrival.seq if moved else newest)


def _on(live: LiveGround, projection: Projection, why: str) -> Projection:
    """The projection with what its ground has to say: its notes, and a shut gate where shares decide nothing.

    ``why`` they do not, in a sentence.
    """
    notes = tuple(n for n in live.notes if n not in projection.notes and n != why)
    projection = replace(projection, notes=(*projection.notes, *notes))
    if live.decides:
        return projection
    gates = (*projection.gates, Gate("rule", False, why))
    return replace(projection, code=VerdictCode.TOO_EARLY, named=(), gates=gates)


def _said(
    plan: NightPlan, planned: PlannedContest, done: Round, judged: Judged, before: Told, projection: Projection, *,
    moved: bool,
) -> Foreseen:  # fmt: skip
    verdict = carried = judged.sure
    if judged.rule is not None and judged.decides:
        verdict, carried = (
            with_projection(
                judged.sure, projection, judged.count, judged.rule, judged.left, publish=publish, doubts=judged.doubts
            )
            for publish in (plan.publish == "projected", True)
        )
    judged, bands = replace(judged, verdict=verdict), before.bands
    if moved and judged.count.votes:
        charted = order_of(judged.count)[:CHARTED]
        at = done.arrival.received_at
        bands = (*bands, band_point(done.arrival.seq, at, plan, projection, judged, charted))
    part = projected_part(plan, planned, projection, judged, bands)
    msgspec.json.decode(msgspec.json.encode(part), type=Part)  # a share that is none fits no file and is not said
    model = carried if carried.by == "model" else None
    return Foreseen(verdict, part, "", bands, projection.by_cell, projection, model)
