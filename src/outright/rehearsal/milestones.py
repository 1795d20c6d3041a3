"""How far a plan is from what was really reported at each moment of the reference night.

Distances are for people and tests; no verdict is made of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from outright.rehearsal.plan import Plan
from outright.rehearsal.reference import Milestone

__all__ = ["Measured", "Milestone", "measure"]


@dataclass(frozen=True, slots=True)
class Measured:
    """One reported figure and what the plan has at that moment.

    ``what`` is a candidate's id, "votes" or "precincts". ``unit`` says in what ``reported`` and
    ``planned`` are: "percent", "votes" or "precincts".
    """

    milestone: Milestone
    what: str
    unit: str
    reported: float
    planned: float

    @property
    def distance(self) -> float:
        """Planned less reported."""
        return self.planned - self.reported


def measure(plan: Plan, milestone: Milestone, ids: tuple[str, ...]) -> tuple[Measured, ...]:
    """Every figure of the milestone; ``ids`` are the candidates in the plan's order.

    A reported count of one candidate is measured as a share of the reported total, so that all
    candidates' distances are in percentage points.
    """
    offices = [o for o in plan.offices if milestone.county_id in (None, o.id)]
    counted = {o.id: plan.counted_by(milestone.at, o.id) for o in offices}
    by_candidate = [sum(column) for column in zip(*(o.counted(counted[o.id]) for o in offices), strict=True)]
    total = sum(by_candidate)
    found = [
        Measured(milestone, c, "percent", share, 100 * by_candidate[ids.index(c)] / total)
        for c, share in milestone.shares
    ]
    if milestone.total is not None:
        found += [
            Measured(
                milestone,
                c,
                "percent",
                100 * votes / milestone.total,
                100 * by_candidate[ids.index(c)] / total,
            )
            for c, votes in milestone.votes
        ]
        found.append(Measured(milestone, "votes", "votes", milestone.total, total))
    if milestone.precincts is not None:
        reported = sum(o.reported(p, counted[o.id]) for o in offices for p in range(len(o.places)))
        found.append(Measured(milestone, "precincts", "precincts", milestone.precincts, reported))
    return tuple(found)
