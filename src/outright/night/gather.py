"""From what each source last said to one count per contest, under the plan's own names.

Nothing is dropped: a candidate whom the plan does not know is added under the source's name and reported.
Where two sources report one county, the one of higher authority counts there, then the first in the plan; the
other is compared with it, and a difference is reported. A county's own file counts before the state's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from outright.count import Candidate, Contest, ContestCount, Finding, Snapshot, candidate_id, slug
from outright.count.rollup import by_county, onto, together
from outright.night.plan import NightPlan, PlannedContest
from outright.night.state import base
from outright.terms import ReportingUnitType, Severity, VoteMethod

Printed = Mapping[str, Sequence[tuple[str, ContestCount]]]
"""The counts of a contest by the slug of its printed name, each with the key of its source."""

_SLACK_VOTES, _SLACK_SHARE = 25, 1000
_ANYWHERE = frozenset({ReportingUnitType.STATE, ReportingUnitType.NATION})


@dataclass(frozen=True, slots=True)
class Gathered:
    """One contest's count from all sources, and what a desk should know about how it came together.

    ``sources`` are the counts that stand in it, each with its source's key and, by candidate of it, the candidate's
    place in ``count``.
    """

    count: ContestCount
    findings: tuple[Finding, ...]
    sources: tuple[tuple[str, ContestCount, tuple[int, ...]], ...] = ()


def printed(plan: NightPlan, latest: Mapping[str, Snapshot]) -> Printed:
    """Every contest that a source prints, by the slug of its name, the source that counts first in front."""
    planned = {s.id for s in plan.sources}
    keys = sorted((k for k in latest if base(k) in planned), key=lambda k: _rank(plan, k))
    found: dict[str, list[tuple[str, ContestCount]]] = {}
    for key in keys:
        for count in latest[key].contests:
            found.setdefault(slug(count.contest.name), []).append((key, count))
    return found


def _rank(plan: NightPlan, key: str) -> tuple[int, int, bool, str]:
    """What counts first: the higher authority, the earlier in the plan, a part before the whole."""
    at = next(i for i, s in enumerate(plan.sources) if s.id == base(key))
    return -plan.sources[at].authority, at, "/" not in key, key


def gather(
    plan: NightPlan, planned: PlannedContest, latest: Mapping[str, Snapshot], listed: Printed | None = None
) -> Gathered:
    """The contest's count from the latest snapshot of each source (by source key).

    ``listed``: what `printed` says of ``latest``, where the caller has it.
    """
    findings: list[Finding] = []
    found = _chosen(plan, matching(plan, planned, printed(plan, latest) if listed is None else listed), findings)
    contest, places, unknown = _candidates(planned, [(plan.source_name(k), c) for k, c in found])
    findings += unknown
    used = {m for _, c in found for m in c.methods}
    methods = tuple(m for m in VoteMethod if m in used)
    counts = [onto(contest, c, p, methods) for (_, c), p in zip(found, places, strict=True)]
    sources = tuple((k, c, tuple(p)) for (k, c), p in zip(found, places, strict=True))
    return Gathered(together(contest, counts, planned.counties), tuple(findings), sources)


def matching(plan: NightPlan, planned: PlannedContest, listed: Printed) -> list[tuple[str, ContestCount]]:
    """The counts that sources print under any of the contest's names, the first to count in front."""
    names = dict.fromkeys(slug(n) for n in (planned.name, *planned.match))
    pairs = [pair for name in names for pair in listed.get(name, ())]
    return pairs if sum(name in listed for name in names) < 2 else sorted(pairs, key=lambda pair: _rank(plan, pair[0]))


def _chosen(
    plan: NightPlan, matched: Sequence[tuple[str, ContestCount]], findings: list[Finding]
) -> list[tuple[str, ContestCount]]:
    """For every county the count that stands for it, with the key of its source."""
    found: list[tuple[str, ContestCount]] = []
    owner: dict[str, tuple[str, ContestCount]] = {}
    given = anywhere = False  # whether any of those found has votes, and any of them without a place
    for key, count in matched:
        counties = counties_of(count)
        taken = counties & owner.keys()
        if taken or (given and (anywhere or _nowhere(count))):
            others = {base(owner[c][0]) for c in taken}
            if others - {base(key)} or not taken:
                findings.append(_overlap(plan.source_name(key), len(taken)))
                findings += _differences(
                    plan, key, count, {c: owner[c] for c in taken if base(owner[c][0]) != base(key)}
                )
            if not counties - taken or not taken:
                continue
            count, counties = _without(count, taken), counties - taken
        owner |= dict.fromkeys(counties, (key, count))
        found.append((key, count))
        given, anywhere = given or count.votes is not None, anywhere or _nowhere(count)
    return found


def counties_of(count: ContestCount) -> set[str]:
    """The counties that a count speaks of, by id."""
    return {u.unit.parent_id or u.unit.id for u in count.counting_units()}


def _without(count: ContestCount, taken: set[str]) -> ContestCount:
    """The count of the other counties alone; what the source states of the whole says nothing of them."""
    units = tuple(u for u in count.units if (u.unit.parent_id or u.unit.id) not in taken)
    return replace(
        count, units=units, stated=None, precincts_reported=None, precincts_total=None, ballots_cast=None,
        registered_voters=None, overvotes=None, undervotes=None,
    )  # fmt: skip


def _nowhere(count: ContestCount) -> bool:
    """Totals without a place, or of a whole state: they may hold any other source's votes."""
    if count.votes is None:
        return False
    return count.level in _ANYWHERE or next(count.counting_units(), None) is None


def _overlap(source: str, places: int) -> Finding:
    return Finding(
        "unit_twice", Severity.WARN, source,
        f"{source} reports what another source reports too ({places} places); only the first source counts.",
    )  # fmt: skip


def _differences(
    plan: NightPlan, key: str, count: ContestCount, owners: Mapping[str, tuple[str, ContestCount]]
) -> list[Finding]:
    """Counties on which two sources differ by more than 25 votes and a thousandth; the shown one is named."""
    theirs = {u.unit.id: u.votes for u in by_county(count)}
    shown = {i: {u.unit.id: (u.votes, u.unit.name) for u in by_county(c)} for i, c in _distinct(owners)}
    found = []
    for county, (owner, kept) in owners.items():
        (ours, name), other = shown[id(kept)].get(county, (None, county)), theirs.get(county)
        if ours is None or other is None or abs(ours - other) <= max(_SLACK_VOTES, ours // _SLACK_SHARE):
            continue
        text = f"{plan.source_name(key)} and {plan.source_name(owner)} differ on {name}; the latter is shown."
        found.append(Finding("sources_disagree", Severity.WARN, plan.source_name(key), text))
    return found


def _distinct(owners: Mapping[str, tuple[str, ContestCount]]) -> list[tuple[int, ContestCount]]:
    return list({id(c): (id(c), c) for _, c in owners.values()}.values())


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
    contest = Contest(
        planned.id, planned.name, tuple(candidates), planned.seats, votes_allowed=marks,
        is_question=any(count.contest.is_question for _, count in found), primary_party=_primary(planned, found),
    )  # fmt: skip
    return contest, places, findings


def _primary(planned: PlannedContest, found: list[tuple[str, ContestCount]]) -> str | None:
    """The party whose primary it is: as planned, else where every source says the same."""
    told = {count.contest.primary_party for _, count in found}
    return planned.identity.party or (told.pop() if len(told) == 1 else None)
