"""Rule and count and bound to a verdict with its evidence: arithmetic first.

Kept here: a rule we do not know gives a leader, never a winner; a bound we do not have makes nothing
certain; doubt about the data can only make the words weaker. No input or output, no clock, no model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from outright.count import ContestCount
from outright.rules import (
    ContestVotes,
    Decision,
    Outcome,
    Rule,
    contest_votes,
    decide,
    denominator_votes,
    is_plurality,
)
from outright.rules.arithmetic import first_share, places
from outright.rules.vocabulary import OtherwiseKind as Kind
from outright.terms import VerdictCode
from outright.verdict import evidence
from outright.verdict.certain import Certain, certain, surely_elected
from outright.verdict.evidence import Case, Reason
from outright.verdict.left import BallotsLeft

_NEARLY_ALL = 50  # one in fifty: with at most 2 % left an open contest is close, not early


@dataclass(frozen=True, slots=True)
class Slot:
    """One place in the next round: certain for ``candidate``, or open (None). ``text`` says why."""

    slot: int
    code: VerdictCode
    candidate: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What follows from count, rule and bound. ``states`` are per-candidate codes, where certain.

    ``by``: whose word it is; a model's only where a projection was added, the desk's where people have called it.
    """

    code: VerdictCode
    candidates: tuple[str, ...] = ()
    text: str = ""
    reasons: tuple[Reason, ...] = ()
    slots: tuple[Slot, ...] = ()
    states: tuple[tuple[str, VerdictCode], ...] = ()
    by: Literal["arithmetic", "model", "desk"] = "arithmetic"

    def state(self, candidate: str) -> VerdictCode | None:
        """The candidate's own code; None while it is open."""
        return dict(self.states).get(candidate)


def judge(count: ContestCount, rule: Rule | None, left: BallotsLeft) -> Verdict:
    """The verdict on a contest. ``rule`` None: it is not known, so there is a leader and no winner."""
    total = count.votes or 0
    if rule is None:
        return _rule_unknown(count, total)
    tally = votes_of(count)
    base = denominator_votes(rule, tally)
    c = evidence.case(count, rule, left, total if base is None else base)
    if total == 0:
        return Verdict(VerdictCode.TOO_EARLY, text="No votes are reported yet.", slots=_slots(c, (), None))
    if left.complete:
        return _complete(c, tally, decide(rule, tally))
    if left.upper is None:
        reasons = _some(evidence.share_now(c), evidence.lead_now(c, None), evidence.left_now(left))
        text = "Nothing bounds the ballots left, so nothing is certain."
        return Verdict(VerdictCode.TOO_EARLY, (), text, reasons, _slots(c, (), None))
    return _partial(c, tally, left.upper)


def votes_of(count: ContestCount) -> ContestVotes:
    """The count as a rule looks at it. Votes of write-in rows are candidates' votes like any other."""
    votes = {k: v or 0 for k, v in count.by_candidate().items()}
    return contest_votes(votes, ballots_cast=count.ballots_cast, registered=count.registered_voters)


def _rule_unknown(count: ContestCount, total: int) -> Verdict:
    votes = {k: v or 0 for k, v in count.by_candidate().items()}
    names = evidence.short_names(count)
    best = max(votes.values(), default=0)
    leaders = tuple(k for k, v in votes.items() if v == best and best)
    who = " and ".join(names[k] for k in leaders)
    if not leaders:
        return Verdict(VerdictCode.LEADER_ONLY, text="No votes are reported yet, and the rule is not known.")
    verb = "leads" if len(leaders) == 1 else "are level"
    text = f"{who} {verb} with {best:,} of {total:,}. What it takes to win here is not known to us: no winner is named."
    return Verdict(VerdictCode.LEADER_ONLY, leaders, text, (Reason("rule_unknown", text, (("votes", best),)),))


def _partial(c: Case, tally: ContestVotes, left: int) -> Verdict:
    sure = certain(c.rule, tally, left, unseen=c.left.unseen or 0)
    # How many ballots carry no listed vote is often not known. That holds back a share of all votes; a plurality
    # it does not: a write-in who could win has a row in every count.
    hidden = not is_plurality(c.rule) and c.left.unseen is None and bool(sure.elected)
    if hidden:
        sure = Certain((), False, sure.advancing, sure.out)
    slots = _slots(c, sure.advancing, left)
    states = _states(c, sure)
    common = _some(evidence.share_now(c), evidence.left_now(c.left))
    if len(sure.elected) >= c.rule.seats:
        reasons = (
            *common,
            *_some(evidence.with_none_left(c, sure.elected[0], left) or evidence.lead_now(c, left)),
        )
        text = f"{_names(c, sure.elected)} can no longer be stopped: {_reason_words(reasons[-1])}"
        return Verdict(VerdictCode.WON_CERTAIN, sure.elected, text, reasons, (), states)
    if _next_round_sure(c.rule, sure):
        going = tuple(k for k in c.order if k in sure.advancing)
        reasons = (*common, *_some(evidence.with_all_left(c, c.leader, left)))
        return Verdict(VerdictCode.RUNOFF_CERTAIN, going, _runoff_text(c, going), reasons, slots, states)
    reasons = (
        *common,
        *_some(evidence.with_none_left(c, c.leader, left), evidence.with_all_left(c, c.leader, left)),
        *(() if evidence.share_now(c) else _some(evidence.lead_now(c, left))),
    )
    close = left * _NEARLY_ALL <= c.total + left
    code = VerdictCode.TOO_CLOSE if close else VerdictCode.TOO_EARLY
    return Verdict(code, (), _open_text(c, left, hidden=hidden), reasons, slots, states)


def _next_round_sure(rule: Rule, sure: Certain) -> bool:
    if rule.otherwise is None or rule.otherwise.on_request_of is not None:
        return False
    if rule.otherwise.kind is Kind.ADVANCE and not rule.win:
        return len(sure.advancing) == places(rule)
    return rule.otherwise.kind is Kind.RUNOFF and sure.nobody_elected


def _complete(c: Case, tally: ContestVotes, decision: Decision) -> Verdict:
    common = _some(evidence.share_now(c), evidence.left_now(c.left))
    sums = tuple(Reason("rule_applied", _printed(line, c.names)) for line in decision.working)
    reasons = (*common, *sums)
    who = decision.candidates
    match decision.outcome:
        case Outcome.ELECTED | Outcome.ELECTED_UNOPPOSED:
            if c.left.unseen and not _despite_unseen(c, tally, who[0], c.left.unseen):
                return _unseen(c, reasons)
            states = tuple((k, _won_or_out(k in who)) for k in c.order)
            text = f"{_names(c, who)} won: the count is complete."
            return Verdict(VerdictCode.WON_CERTAIN, who, text, reasons, (), states)
        case Outcome.RUNOFF | Outcome.ADVANCE:
            states = tuple((k, _on_or_out(k in who)) for k in c.order)
            return Verdict(VerdictCode.RUNOFF_CERTAIN, who, _runoff_text(c, who), reasons, _final_slots(c, who), states)
        case Outcome.TIE_AT_CUT:
            sure = tuple(k for k in who if k not in decision.tied)
            text = f"{_runoff_text(c, sure)} {_names(c, decision.tied)} are level for the last place."
            return Verdict(VerdictCode.RUNOFF_CERTAIN, sure, text, reasons, _final_slots(c, sure, decision.tied))
        case Outcome.TIE_FOR_FIRST:
            text = f"{_names(c, decision.tied or who)} are level, and the count is complete."
            return Verdict(VerdictCode.TIE_CERTAIN, decision.tied or who, text, reasons)
        case _:
            return Verdict(VerdictCode.LEADER_ONLY, (c.leader,), _nobody_text(c, decision), reasons)


def _despite_unseen(c: Case, tally: ContestVotes, candidate: str, unseen: int) -> bool:
    return surely_elected(c.rule, tally, c.votes, candidate, 0, unseen=unseen)


def _unseen(c: Case, reasons: tuple[Reason, ...]) -> Verdict:
    text = (
        f"{c.names[c.leader]} has what it takes among the listed candidates, but {c.left.unseen:,} ballots carry no"
        " vote for any of them; if enough are write-ins that count, it is not enough."
    )
    return Verdict(VerdictCode.TOO_CLOSE, (), text, (*reasons, Reason("unseen_write_ins", text)))


def _nobody_text(c: Case, decision: Decision) -> str:
    first = f"{c.names[c.leader]} leads."
    match decision.outcome:
        case Outcome.MAY_REQUEST_RUNOFF:
            return f"{first} Nobody has won: the runner-up may ask for a second round."
        case Outcome.TO_LEGISLATURE:
            return f"{first} Nobody has won: the legislature chooses."
        case Outcome.TO_CONVENTION:
            return f"{first} Nobody has won: a convention chooses."
        case Outcome.VOID_REPEAT:
            return f"{first} The round is void and is held again."
        case _:
            return f"{first} Who has won cannot be told from these totals."


def _slots(c: Case, advancing: tuple[str, ...], left: int | None) -> tuple[Slot, ...]:
    """The places of the next round in the present order: certain ones named, open ones with their gap."""
    n = places(c.rule) or 0
    going = [k for k in c.order if k in advancing][:n]
    slots = [
        Slot(i + 1, VerdictCode.ADVANCE_CERTAIN, k, evidence.slot_certain(c, k, left or 0, n))
        for i, k in enumerate(going)
    ]
    for i in range(len(going), n):
        slots.append(Slot(i + 1, VerdictCode.TOO_EARLY, None, evidence.slot_open(c, i, left)))
    return tuple(slots)


def _final_slots(c: Case, who: tuple[str, ...], tied: tuple[str, ...] = ()) -> tuple[Slot, ...]:
    slots = [Slot(i + 1, VerdictCode.ADVANCE_CERTAIN, k, "the count is complete") for i, k in enumerate(who)]
    if tied:
        slots.append(Slot(len(who) + 1, VerdictCode.TIE_CERTAIN, None, f"{_names(c, tied)} are level"))
    return tuple(slots)


def _states(c: Case, sure: Certain) -> tuple[tuple[str, VerdictCode], ...]:
    if len(sure.elected) >= c.rule.seats:
        return tuple((k, _won_or_out(k in sure.elected)) for k in c.order)
    return tuple((k, _on_or_out(k in sure.advancing)) for k in c.order if k in sure.advancing or k in sure.out)


def _printed(line: str, names: Mapping[str, str]) -> str:
    """A line of a rule's working with the name of the candidate whose id it begins with."""
    who = next((k for k in names if line.startswith((f"{k} ", f"{k}:"))), None)
    return line if who is None else names[who] + line.removeprefix(who)


def _won_or_out(won: bool) -> VerdictCode:
    return VerdictCode.WON_CERTAIN if won else VerdictCode.ELIMINATED_CERTAIN


def _on_or_out(on: bool) -> VerdictCode:
    return VerdictCode.ADVANCE_CERTAIN if on else VerdictCode.ELIMINATED_CERTAIN


def _runoff_text(c: Case, going: tuple[str, ...]) -> str:
    kind = c.rule.otherwise.kind if c.rule.otherwise else Kind.RUNOFF
    first = "Nobody can win outright any more." if kind is Kind.RUNOFF else "The next round is settled."
    n = places(c.rule)
    if not going:
        return f"{first} Who goes on is still open."
    verb = "goes on" if len(going) == 1 else "go on"
    rest = " The other place is still open." if n is not None and len(going) < n else ""
    return f"{first} {_names(c, going)} {verb}.{rest}"


def _open_text(c: Case, left: int, *, hidden: bool) -> str:
    now = evidence.share_now(c)
    leader = c.names[c.leader]
    if now is None:
        lead = evidence.lead_now(c, left)
        return lead.text if lead else f"{leader} has no rival in the count."
    v, needed = (int(dict(now.figures)[k]) for k in ("votes", "needed"))
    test = first_share(c.rule)
    word = evidence.share_word(test.share) if test else "half"
    bar = "a majority" if word == "half" else word
    mark = f"the {needed:,} votes that are {bar} so far"
    side = (
        f"{leader} has {v - needed:,} more than {mark}"
        if v >= needed
        else f"{leader} is {needed - v:,} short of {mark}"
    )
    if hidden:
        return f"{side}; the source does not say how many write-ins it leaves out, so it is not certain."
    return f"{side}; up to {left:,} ballots may be left, enough to change that."


def _names(c: Case, who: tuple[str, ...]) -> str:
    names = [c.names[k] for k in who]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else "Nobody"


def _reason_words(reason: Reason) -> str:
    return reason.text[0].lower() + reason.text[1:] if reason.code != "lead_now" else reason.text


def _some(*reasons: Reason | None) -> tuple[Reason, ...]:
    return tuple(r for r in reasons if r is not None)
