"""The projection's turn in a step of the night: ask for it, judge with it, say it; or say why there is none.

Arithmetic has spoken before this is reached, and what it said stands whatever happens here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import msgspec

from outright.bulletin.projected import BandPoint
from outright.bulletin.projected import Projection as Part
from outright.night.compose import CHARTED, order_of
from outright.night.plan import NightPlan, PlannedContest
from outright.night.projected import Judged, band_point, projected_part
from outright.night.projector import Projector, attempt, failed, seed_of
from outright.night.state import NightState, Step
from outright.night.told import Told
from outright.verdict import Verdict, with_projection

if TYPE_CHECKING:
    from outright.projection.result import Projection


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What the projection adds: the verdict with it, its part of the bulletin or why there is none, its bands."""

    verdict: Verdict
    part: Part | None
    note: str
    bands: tuple[BandPoint, ...]


def foresee(
    plan: NightPlan, planned: PlannedContest, state: NightState, done: Step, judged: Judged, before: Told,
    project: Projector,
) -> Foreseen:  # fmt: skip
    """The projection of this moment. ``before`` is what had been told. A complete count is not projected."""
    nothing = Foreseen(judged.sure, None, "", before.bands)
    if judged.left.complete:
        return nothing
    moved = tuple(judged.count.by_candidate().items()) != before.votes
    last = before.timeline[-1].seq if before.timeline else 0
    seed = seed_of(plan.id, planned.id, done.arrival.seq if moved else last)
    projection, note = attempt(project, planned, judged.count, state, seed=seed)
    if projection is None:
        return replace(nothing, note=note)
    try:
        return _said(plan, planned, done, judged, before, projection, moved=moved)
    except Exception as error:  # a figure that cannot be said must not stop the count
        return replace(nothing, note=failed(error))


def _said(
    plan: NightPlan, planned: PlannedContest, done: Step, judged: Judged, before: Told, projection: Projection, *,
    moved: bool,
) -> Foreseen:  # fmt: skip
    verdict = judged.sure
    if judged.rule is not None:
        verdict = with_projection(
            judged.sure, projection, judged.count, judged.rule, judged.left,
            publish=plan.publish == "projected", doubts=judged.doubts,
        )  # fmt: skip
    judged, bands = replace(judged, verdict=verdict), before.bands
    if moved and judged.count.votes:
        charted = order_of(judged.count)[:CHARTED]
        at = done.arrival.received_at
        bands = (*bands, band_point(done.arrival.seq, at, plan, projection, judged, charted))
    part = projected_part(plan, planned, projection, judged, bands)
    msgspec.json.decode(
        msgspec.json.encode(part), type=Part
    )  # what no file can hold (a share that is none) is not said
    return Foreseen(verdict, part, "", bands)
