"""From what each source last said to one count per contest, under the plan's own names.

Nothing is dropped: a candidate whom the plan does not know is added under the source's name and reported.
Where two sources report the same unit, the first in the plan's order counts and the other is reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from outright.count import Candidate, Contest, ContestCount, Finding, Snapshot, candidate_id, slug
from outright.count.rollup import onto, together
from outright.night.plan import NightPlan, PlannedContest
from outright.terms import Severity, VoteMethod


@dataclass(frozen=True, slots=True)
class Gathered:
    """One contest's count from all sources, and what a desk should know about how it came together."""

    count: ContestCount
    findings: tuple[Finding, ...]


def gather(plan: NightPlan, planned: PlannedContest, latest: Mapping[str, Snapshot]) -> Gathered:
    """The contest's count from the latest snapshot of each source (by source id)."""
    found: list[tuple[str, ContestCount]] = []
    findings: list[Finding] = []
    seen: set[str] = set()
    above: set[str] = set()  # the counties of the units seen: a county and its precincts are the same votes
    names = {slug(n) for n in (planned.name, *planned.match)}
    for source in plan.sources:
        for count in latest[source.id].contests if source.id in latest else ():
            if slug(count.contest.name) not in names:
                continue
            units = {u.unit.id for u in count.counting_units()}
            parents = {u.unit.parent_id for u in count.counting_units() if u.unit.parent_id}
            both = units & (seen | above) | parents & seen
            given = [c for _, c in found if c.votes is not None]
            if both or (given and any(map(_nowhere, (*given, count)))):
                findings.append(_overlap(source.name, both))
                continue
            seen |= units
            above |= parents
            found.append((source.name, count))
    contest, places, unknown = _candidates(planned, found)
    findings += unknown
    used = {m for _, c in found for m in c.methods}
    methods = tuple(m for m in VoteMethod if m in used)
    counts = [onto(contest, c, p, methods) for (_, c), p in zip(found, places, strict=True)]
    return Gathered(together(contest, counts, planned.counties), tuple(findings))


def _nowhere(count: ContestCount) -> bool:
    """Totals without a place: they may hold any other source's votes."""
    return count.votes is not None and next(count.counting_units(), None) is None


def _overlap(source: str, units: set[str]) -> Finding:
    return Finding(
        "unit_twice", Severity.WARN, source,
        f"{source} reports what another source reports too ({len(units)} places); only the first source counts.",
    )  # fmt: skip


def _candidates(
    planned: PlannedContest, found: list[tuple[str, ContestCount]]
) -> tuple[Contest, list[list[int]], list[Finding]]:
    """The contest with every candidate, and where each source's candidates stand in it."""
    candidates = [Candidate(c.id, c.name, c.party, ballot_order=i + 1) for i, c in enumerate(planned.candidates)]
    known = {
        key: i for i, c in enumerate(planned.candidates) for key in {c.id, *map(candidate_id, (c.name, *c.printed))}
    }
    findings: list[Finding] = []
    places: list[list[int]] = []
    for source, count in found:
        row: list[int] = []
        for c in count.contest.candidates:
            key = candidate_id(c.name)
            if key not in known:
                known[key] = len(candidates)
                candidates.append(Candidate(c.id, c.name, c.party, c.source_id, len(candidates) + 1, c.is_write_in))
                if planned.candidates:
                    findings.append(Finding(
                        "candidate_unknown", Severity.WARN, source,
                        f"{source} lists {c.name}, whom the plan does not know; the votes are counted.",
                    ))  # fmt: skip
            row.append(known[key])
        places.append(row)
    marks = max((count.contest.votes_allowed for _, count in found), default=1)
    contest = Contest(planned.id, planned.name, tuple(candidates), planned.seats, votes_allowed=marks)
    return contest, places, findings
