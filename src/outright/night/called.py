"""The desk's turn in a step of the night: what could be called now, what people did, and what is said after it.

Pure. The evidence of the moment is settled first, from count, rule and model alone. Then the clock, the news and the
people of the round have their say, in the order in which they came; then the verdict that is told follows: a call
that stands, or what publishes itself as the night's policy says, or neither.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import msgspec
from msgspec import structs

from outright.bulletin import Contest, DeskNote, Projection
from outright.count import ContestCount, Finding
from outright.desk.call import CALLABLE, Call, DeskRecord, DeskState, Evidence, Ground, Support, hash_of
from outright.desk.decide import Action, after_news, decide, shown_notes
from outright.desk.states import BY_PEOPLE_ONLY
from outright.night.arrival import Held
from outright.night.called_words import (
    call_text,
    calls,
    desk_notes,
    gone_text,
    race_calls,
    withdrawal,
    withdrawn_label,
    withheld_text,
)  # fmt: skip
from outright.night.foresee import Foreseen
from outright.night.gather import Gathered
from outright.night.plan import NightPlan, PlannedContest
from outright.night.projected import Judged
from outright.night.round import Round
from outright.night.state import NightState
from outright.rules import is_plurality
from outright.rules.arithmetic import first_share, least_votes
from outright.terms import Severity, VerdictCode
from outright.verdict import Reason, Slot, Verdict
from outright.verdict.certain import surely_not_elected
from outright.verdict.evidence import short_names
from outright.verdict.judge import votes_of

_CERTAIN = frozenset(code for code in VerdictCode if code.value.endswith("_certain"))
_NEUTRAL = frozenset({"share_now", "lead_now", "left_now", "left_none", "held"})
_WON = (VerdictCode.WON_PROJECTED, VerdictCode.WON_CERTAIN)
_RUNOFF = (VerdictCode.RUNOFF_PROJECTED, VerdictCode.RUNOFF_CERTAIN)


@dataclass(frozen=True, slots=True)
class Called:
    """What came of the desk's turn: its state, the ground it stands on, and the verdict that is told.

    ``withheld``: nothing publishes itself. ``gone`` says that a call was taken back in this round, "" where none was;
    ``posted`` are the notes that were put up in it, in words.
    """

    desk: DeskState
    ground: Ground
    verdict: Verdict
    withheld: bool
    gone: str = ""
    posted: tuple[str, ...] = ()


def called(
    plan: NightPlan, planned: PlannedContest, judged: Judged, ahead: Foreseen, gathered: Gathered, state: NightState,
    done: Round, waits: Sequence[Held], alarms: Sequence[Finding], before: DeskState,
) -> Called:  # fmt: skip
    """The desk's turn for one contest after a round; ``before`` is where the desk stood."""
    ground = ground_of(plan, planned, judged, ahead, gathered, state, waits, alarms)
    moment = done.arrival
    desk = after_news(before, ground, moment.received_at, moment.seq)
    for action in actions(planned, done):
        own = replace(ground, itself=ground.itself if _publishes_itself(plan, desk) else None)
        desk = decide(desk, action, own, plan.desk)
    alone = _publishes_itself(plan, desk)
    verdict = told(desk, ahead.verdict, judged.count, plan, alone=alone, majority=_is_majority(judged))
    gone = withdrawal(before, desk, judged.count, plan, _is_majority(judged))
    posted = tuple(f"{n.by}: {n.text}" for n in desk.notes[len(before.notes) :])
    return Called(desk, ground, verdict, not alone, gone, posted)


def with_the_desk(
    part: Contest, said: Called, judged: Judged, plan: NightPlan, planned: PlannedContest, state: NightState
) -> Contest:
    """The part with what people say: calls, notes, what others declare; where it is withheld, nobody is past a line."""
    majority = _is_majority(judged)
    part = structs.replace(
        part, calls=calls(said.desk, judged.count, plan, majority=majority),
        race_calls=race_calls(plan, planned, state), desk_notes=desk_notes(said.desk, state, plan),
        evidence=said.ground.evidence, withheld=said.withheld,
    )  # fmt: skip
    if said.desk.state in BY_PEOPLE_ONLY:
        label = withdrawn_label(said.desk.calls[-1], plan)
        part = structs.replace(part, verdict=structs.replace(part.verdict, label=label))
    if said.withheld and said.desk.standing is None and part.projection is not None:
        part = structs.replace(part, projection=_unsaid(part.projection))
    settled = said.withheld and any(n.state in ("met", "cannot") for n in part.remaining.needs)
    if not settled:
        return part
    return structs.replace(part, remaining=structs.replace(part.remaining, needs=()), take=None)


def _unsaid(projection: Projection) -> Projection:
    """The projection without the verdict it carries: its ranges and chances are figures, the verdict is the desk's."""
    gates = tuple(g for g in projection.gates if g.code != "policy")
    return structs.replace(projection, code=VerdictCode.TOO_EARLY, named=(), gates=gates)


def actions(planned: PlannedContest, done: Round) -> Iterator[Action]:
    """What the desk did about the contest in a round, in order."""
    for step in done.beside:
        for notice in step.snapshot.notices if step.snapshot is not None else ():
            if notice.desk is not None and notice.desk.contest == planned.id:
                yield Action(step.arrival.seq, step.arrival.received_at, notice)


def is_public(before: DeskState, after: DeskState) -> bool:
    """Whether what the desk did shows: a proposal that waits for a second person does not."""
    return (before.calls, before.notes) != (after.calls, after.notes)


def notes_ran_out(desk: DeskState, shown: Sequence[DeskNote], state: NightState) -> bool:
    """Whether a note that is shown has reached its time."""
    return state.as_of is not None and len(shown_notes(desk, state.as_of)) != len(shown)


def recorded(said: Called) -> DeskRecord:
    """What the desk's own record says of the contest."""
    return DeskRecord(said.desk, said.ground.supports, said.ground.held)


def ground_of(
    plan: NightPlan, planned: PlannedContest, judged: Judged, ahead: Foreseen, gathered: Gathered, state: NightState,
    waits: Sequence[Held], alarms: Sequence[Finding],
) -> Ground:  # fmt: skip
    """What a call of the contest is decided against at this moment."""
    count, sure = judged.count, judged.sure
    votes = {c: v for c, v in count.by_candidate().items() if v is not None}
    test = first_share(judged.rule) if judged.rule is not None else None
    own = test is not None and test.of is None and count.votes
    loud = {f.message for f in alarms if f.severity is not Severity.INFO} | {d.text for d in judged.doubts}
    loud |= {f"{f.where}: {f.code}." for f in gathered.findings if f.severity is not Severity.INFO}
    published = ahead.verdict if ahead.verdict.code in CALLABLE else None
    gates = ahead.part.gates if ahead.part is not None else ()
    shut = " ".join(g.text for g in gates if not g.passed and g.code != "policy")
    return Ground(
        evidence=_evidence(plan, planned, judged, ahead, gathered, state),
        supports=tuple(_supports(sure, ahead)), votes=tuple(votes.items()),
        line=least_votes(test.op, test.share, count.votes) if own and test and count.votes else None,
        alarms=tuple(sorted(loud)),
        held=tuple(f"Publication {h.arrival.seq} waits for a person: {h.why[0]}" for h in waits),
        itself=_support(published) if published is not None else None,
        impossible=tuple(_impossible(judged)), why=ahead.note or shut,
    )  # fmt: skip


def _supports(sure: Verdict, ahead: Foreseen) -> Iterator[Support]:
    """What arithmetic carries, else what the model does past its gates, whatever publishes itself."""
    if sure.code in CALLABLE:
        yield _support(sure)
    elif ahead.model is not None and ahead.model.code in CALLABLE:
        yield _support(ahead.model)


def _support(verdict: Verdict) -> Support:
    return Support(verdict.code, verdict.candidates, "model" if verdict.by == "model" else "arithmetic")


def _impossible(judged: Judged) -> Iterator[str]:
    """Whom arithmetic lets neither be elected nor go on."""
    count, rule, upper = judged.count, judged.rule, judged.left.upper
    out = {c for c, code in judged.sure.states if code is VerdictCode.ELIMINATED_CERTAIN}
    for candidate in count.by_candidate():
        lost = False
        if rule is not None and rule.win and is_plurality(rule) and upper is not None:
            lost = surely_not_elected(rule, votes_of(count), candidate, upper)
        if candidate in out or lost:
            yield candidate


def _evidence(
    plan: NightPlan, planned: PlannedContest, judged: Judged, ahead: Foreseen, gathered: Gathered, state: NightState
) -> str:
    """The hash of everything that a call of the contest rests on now."""
    count, verdict, left = judged.count, ahead.verdict, judged.left
    sources = {key: state.sources[key].applied for key, _, _ in gathered.sources if key in state.sources}
    projection = b"" if ahead.part is None else msgspec.json.encode(ahead.part, order="deterministic")
    return hash_of(
        Evidence(
            night=plan.id, contest=planned.id, votes=dict(count.by_candidate()), total=count.votes,
            code=verdict.code, candidates=verdict.candidates,
            reasons=tuple((r.code, r.text) for r in verdict.reasons),
            slots=tuple((s.slot, s.code, s.candidate) for s in verdict.slots),
            left=left.upper, basis=left.basis, complete=left.complete,
            rule=judged.rule.id if judged.rule is not None else "",
            projection=hashlib.sha256(projection).hexdigest() if projection else "",
            publications={key: applied.sha256 for key, applied in sources.items() if applied is not None},
        )
    )  # fmt: skip


def _publishes_itself(plan: NightPlan, desk: DeskState) -> bool:
    """Whether verdicts of the contest are published without a person."""
    return plan.publish != "desk" and desk.state not in BY_PEOPLE_ONLY


def _is_majority(judged: Judged) -> bool:
    return judged.rule is not None and first_share(judged.rule) is not None


def told(
    desk: DeskState, bare: Verdict, count: ContestCount, plan: NightPlan, *, alone: bool, majority: bool
) -> Verdict:
    """The verdict that is told: the call that stands, else what publishes itself (``alone``), else none.

    Arithmetic that has become certain is told in its own words under a call that says the same; where the call names
    more people than are certain, it stands as it is, with their places certain.
    """
    call = desk.standing
    if call is None and desk.state in BY_PEOPLE_ONLY:
        gone = gone_text(desk.calls[-1], count, majority=majority)
        return replace(withheld(bare), text=gone, by="desk")
    if call is None:
        return bare if alone else withheld(bare)
    text = call_text(call, count, plan, majority=majority)
    signed = Reason("called", text)
    if bare.code in CALLABLE and bare.by == "arithmetic" and set(call.candidates) <= set(bare.candidates):
        by = bare.by if alone else "desk"
        return replace(bare, reasons=(signed, *bare.reasons), by=by)
    under = bare if alone else withheld(bare)
    return replace(
        under, code=call.code, candidates=call.candidates, text=text, reasons=(signed, *under.reasons), by="desk",
        slots=_slots(under, call), states=_states(under, call, count),
    )  # fmt: skip


def withheld(bare: Verdict) -> Verdict:
    """A verdict without a word that says who won, goes on or is out: that is the desk's to say."""
    slots = tuple(
        replace(s, code=VerdictCode.TOO_EARLY, candidate=None, text="the desk decides") if s.candidate else s
        for s in bare.slots
    )
    reasons = tuple(r for r in bare.reasons if r.code in _NEUTRAL)
    if bare.code not in CALLABLE:
        return replace(bare, slots=slots, states=(), reasons=reasons, text=_text(bare))
    return Verdict(VerdictCode.TOO_EARLY, (), withheld_text(), reasons, slots, ())


def _text(bare: Verdict) -> str:
    """The sentence of an open verdict, where nobody's place is certain in it."""
    return withheld_text() if any(code in _CERTAIN for _, code in bare.states) else bare.text


def _slots(under: Verdict, call: Call) -> tuple[Slot, ...]:
    """The places of the next round, the open ones given to those whom the call names."""
    if call.code not in _RUNOFF:
        return under.slots
    new = [c for c in call.candidates if c not in {s.candidate for s in under.slots}]
    slots = []
    for slot in under.slots:
        if slot.candidate is None and new:
            slots.append(Slot(slot.slot, VerdictCode.ADVANCE_PROJECTED, new.pop(0), "called by the desk"))
        else:
            slots.append(slot)
    return tuple(slots)


def _states(under: Verdict, call: Call, count: ContestCount) -> tuple[tuple[str, VerdictCode], ...]:
    """Each candidate's own code, with those whom the call names."""
    known = dict(under.states)
    mark = VerdictCode.WON_PROJECTED if call.code in _WON else VerdictCode.ADVANCE_PROJECTED
    names = short_names(count)
    return (*under.states, *((c, mark) for c in call.candidates if c in names and c not in known))
