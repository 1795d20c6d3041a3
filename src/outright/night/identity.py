"""What other systems call a contest, its candidates and its places, and which publications its count rests on.

All of it is somebody's word: the plan's or a source's. Where the parts of one source disagree nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from outright import bulletin as b
from outright.count import ReportingUnit
from outright.night.gather import Gathered
from outright.night.plan import NightPlan, PlannedContest
from outright.night.state import NightState, SourceState, base
from outright.rules.names import STATES
from outright.terms import ResultsStatus


def identified(
    plan: NightPlan, planned: PlannedContest, state: NightState, gathered: Gathered, part: b.Contest
) -> b.Contest:
    """The part with what other systems call it, how official it is and the publications it rests on."""
    keys = [key for key, _, _ in gathered.sources]
    return replace(
        part, identity=_identity(planned, gathered), candidates=_candidates(planned, gathered, part.candidates),
        units=_units(planned, part.units), sources=_sources(plan, state, keys),
        status=_status(plan, state, keys, complete=part.remaining.complete),
    )  # fmt: skip


def known_as(unit: ReportingUnit, level: str) -> dict[str, Any]:
    """What a source says of a place beside its votes: its numbers, its kind, whether it is a batch."""
    kind = None if unit.type.value == level else unit.type
    return {"ids": {i.kind: i.value for i in unit.external_ids}, "type": kind, "is_batch": not unit.is_geographic}


def _identity(planned: PlannedContest, gathered: Gathered) -> b.Identity:
    own, contest = planned.identity, gathered.count.contest
    return b.Identity(
        office_id=own.office or ("I" if contest.is_question else None), office_name=own.office_name,
        seat_num=own.seat, seat_name=own.seat_name, state_postal=own.state,
        state_name=STATES.get(own.state) if own.state else None, type=own.type, party=contest.primary_party,
        divisions=own.divisions, runoff_date=own.runoff, runoff_of=own.runoff_of, is_question=contest.is_question,
        is_uncontested=0 < len(contest.candidates) <= contest.seats and not contest.is_question,
        votes_allowed=contest.votes_allowed,
        source_ids=_agreed((base(key), count.contest.source_id) for key, count, _ in gathered.sources),
    )  # fmt: skip


def _candidates(planned: PlannedContest, gathered: Gathered, rows: tuple[b.Candidate, ...]) -> tuple[b.Candidate, ...]:
    known = {c.id: c for c in planned.candidates}
    listed = {c.id: c for c in gathered.count.contest.candidates}
    keys: dict[int, list[tuple[str, str | None]]] = {}
    for key, count, places in gathered.sources:
        for candidate, place in zip(count.contest.candidates, places, strict=True):
            keys.setdefault(place, []).append((base(key), candidate.source_id))
    own = {c: _agreed(keys.get(i, ())) for i, c in enumerate(listed)}
    found = []
    for row in rows:
        plan, who = known.get(row.id), listed[row.id]
        told = {"first": plan.first, "last": plan.last, "incumbent": plan.incumbent} if plan else {}
        more = {"order": who.ballot_order, "is_write_in": who.is_write_in, "source_ids": own[row.id]}
        found.append(replace(row, **told, **more))
    return tuple(found)


def _units(planned: PlannedContest, units: tuple[b.Unit, ...]) -> tuple[b.Unit, ...]:
    """The units with the plan's own codes of counties, which count before a source's."""
    codes = planned.identity.fips
    return tuple(replace(u, ids={**u.ids, "fips": codes[u.id]}) if u.id in codes else u for u in units)


def _agreed(said: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """By source the one key that all its parts give; sources without one, or with several, are left out."""
    found: dict[str, set[str | None]] = {}
    for source, key in said:
        found.setdefault(source, set()).add(key)
    return {source: key for source, keys in found.items() if len(keys) == 1 and (key := next(iter(keys))) is not None}


def _sources(plan: NightPlan, state: NightState, keys: list[str]) -> tuple[b.ContestSource, ...]:
    """The newest publication of each source that the count rests on, in the plan's order."""
    found = []
    for source in plan.sources:
        shown = _shown(state.sources, [key for key in keys if base(key) == source.id])
        newest = max((s.applied for s in shown if s.applied), key=lambda a: a.seq, default=None)
        if newest is None:
            continue
        version = None if newest.version is None else str(newest.version)
        found.append(
            b.ContestSource(
                id=source.id, name=source.name, seq=newest.seq, version=version, fetched_at=newest.received_at,
                sha256=newest.sha256, parts=len(shown),
            )
        )  # fmt: skip
    return tuple(found)


def _shown(sources: Mapping[str, SourceState], keys: list[str]) -> list[SourceState]:
    return [sources[key] for key in keys if key in sources and sources[key].applied is not None]


def _status(plan: NightPlan, state: NightState, keys: list[str], *, complete: bool) -> ResultsStatus:
    """The weakest status that a source gives this contest; ``complete``: nothing is left to count in it.

    A source that has said nothing yet may have more of it: no contest is official before all are heard.
    """
    order, latest = list(ResultsStatus), state.latest()
    given = [latest[key].status for key in keys if key in latest]
    if given and state.unheard(plan.counting):
        given.append(ResultsStatus.UNOFFICIAL_PARTIAL)
    status = min(given, key=order.index) if given else ResultsStatus.PRE_ELECTION
    return ResultsStatus.UNOFFICIAL_COMPLETE if complete and status is ResultsStatus.UNOFFICIAL_PARTIAL else status
