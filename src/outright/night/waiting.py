"""What it means for a contest that a publication waits for a person: nothing new is certain meanwhile. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from outright.bulletin import Contest
from outright.count import ContestCount, slug
from outright.night.arrival import Held
from outright.night.plan import PlannedContest
from outright.night.round import names_of
from outright.night.rounding import unbounded
from outright.night.state import NightState
from outright.rules import Rule
from outright.terms import VerdictCode
from outright.verdict import BallotsLeft, Reason, Verdict, judge

_CERTAIN = frozenset(code for code in VerdictCode if code.value.endswith("_certain"))
WHY = "a file waits for a person"


def waiting(state: NightState, planned: PlannedContest) -> tuple[Held, ...]:
    """The publications that wait and speak of the contest. A stale copy is not among them: it says nothing new."""
    names = names_of(planned)
    return tuple(
        held
        for held in state.held()
        if not held.is_stale
        and (not held.snapshot.contests or any(slug(c.contest.name) in names for c in held.snapshot.contests))
    )


def paused(
    count: ContestCount, rule: Rule | None, left: BallotsLeft, waits: Sequence[Held], before: Contest | None
) -> tuple[BallotsLeft, Verdict]:
    """The bound and the verdict of arithmetic while files of the contest wait: nothing new is certain.

    ``before`` is what the last bulletin said of it. Where the count would make something certain that was not, the
    ballots left count as unbounded until a person has looked; else everything is said as ever, with the reason.
    """
    sure = judge(count, rule, left)
    if not waits:
        return left, sure
    if _certain(sure) - _said_certain(before) or (left.complete and not (before and before.remaining.complete)):
        left = unbounded(left, WHY)
        sure = judge(count, rule, left)
    told = f"Publication {waits[0].arrival.seq} waits for a person; until then nothing new is called certain here."
    return left, replace(sure, reasons=(Reason("held", told), *sure.reasons))


def _certain(verdict: Verdict) -> set[tuple[object, ...]]:
    """Everything that a verdict calls certain: of the contest, of a place, of a candidate."""
    contest = {("contest", verdict.code)} if verdict.code in _CERTAIN else set()
    slots = {("place", s.slot, s.code, s.candidate) for s in verdict.slots if s.code in _CERTAIN}
    return contest | slots | {("candidate", c, code) for c, code in verdict.states if code in _CERTAIN}


def _said_certain(before: Contest | None) -> set[tuple[object, ...]]:
    if before is None:
        return set()
    contest = {("contest", before.verdict.code)} if before.verdict.code in _CERTAIN else set()
    slots = {("place", s.slot, s.code, s.candidate) for s in before.slots if s.code in _CERTAIN}
    return contest | slots | {("candidate", c.id, c.state) for c in before.candidates if c.state in _CERTAIN}
