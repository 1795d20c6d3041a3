"""May this happen? The state of a call, a person's action, the evidence and the time, to the next state or a refusal.

Pure. Kept here: a call is published by two people who are both on the desk's list and are not one person, the second
with the hash of the evidence as it is; nobody calls what the evidence does not carry, nor while a file of the contest
waits; worse news and ten minutes end a proposal; one person takes a call back; nothing is ever removed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from outright.count import Notice, NoticeKind
from outright.desk.call import (
    CALLABLE,
    CERTAIN,
    FAMILY,
    Approval,
    Call,
    DeskNote,
    DeskState,
    Done,
    Ground,
    Proposal,
    Retraction,
    Support,
)  # fmt: skip
from outright.desk.people import listed, same_person
from outright.desk.states import Move, following

EXPIRES = dt.timedelta(minutes=10)
"""How long a proposal waits for a second person."""
SLACK = dt.timedelta(minutes=2)
"""How much earlier than its proposal an approval may be dated: publications of one round come from several clocks.
Where a clock goes back further, nobody knows how old the proposal is, and it ends."""
OURSELVES = "Outright"
"""Who takes back what arithmetic no longer allows."""


@dataclass(frozen=True, slots=True)
class Action:
    """What a person does: the notice, its number in the night, and when. ``at`` never goes back in a night."""

    seq: int
    at: dt.datetime
    notice: Notice


class Refused(Exception):
    """Why an action has no effect, in a sentence."""


def decide(desk: DeskState, action: Action, ground: Ground, people: Sequence[str]) -> DeskState:
    """The state after an action. One that may not be changes nothing but the log, which says why.

    ``people`` is the desk's list. What the news since has done (`after_news`) is done before.
    """
    desk = after_news(desk, ground, action.at, action.seq)
    notice = action.notice
    if any(done.seq == action.seq for done in desk.log):
        return desk
    try:
        who = OURSELVES if _is_the_clock(desk, action) else listed(notice.by, people)
        if who is None:
            raise Refused(f"{notice.by} is not on the desk's list." if people else "The night names no desk.")
        new = _MOVES[notice.kind](desk, replace(action, notice=replace(notice, by=who)), ground)
        refused = ""
    except Refused as refusal:
        new, refused = desk, str(refusal)
    return replace(new, log=(*new.log, Done(action.seq, notice.kind.value, notice.by, refused)))


def after_news(desk: DeskState, ground: Ground, now: dt.datetime, seq: int) -> DeskState:
    """The state once the clock and the evidence of this moment have had their say.

    A proposal ends after ten minutes, when its margin shrinks, when an alarm is raised, or when the evidence no
    longer carries it. A call that arithmetic no longer allows is overtaken.
    """
    proposal = desk.proposal
    if proposal is not None:
        if not -SLACK <= now - proposal.at <= EXPIRES:
            desk = _ended(desk, Move.EXPIRE, "It expired: ten minutes had passed, or the clock went back.")
        elif worse := worse_news(proposal, ground):
            desk = _ended(desk, Move.VOID, f"It was voided: {worse}")
        else:  # the next news is held against these: a lead that grew and shrinks again has shrunk
            now_by = ground.margins(proposal.code, proposal.candidates)
            desk = replace(desk, proposal=replace(proposal, margins=now_by, alarms=ground.alarms))
    standing = desk.standing
    if standing is not None and (why := contradiction(standing, ground)):
        gone = Retraction(seq, OURSELVES, now, why)
        desk = _moved(replace(desk, calls=_withdrawn(desk, gone)), Move.OVERTAKE)
        desk = _forgotten(desk, "It was voided: the call before it was overtaken.")
    return desk


def worse_news(proposal: Proposal, ground: Ground) -> str:
    """Why the evidence is worse than it was for a proposal at the last news; "" where it is not."""
    if ground.held:
        return ground.held[0]
    if new := [a for a in ground.alarms if a not in proposal.alarms]:
        return new[0]
    if ground.support(proposal.code, proposal.candidates) is None:
        return "the evidence no longer carries it."
    now = ground.margins(proposal.code, proposal.candidates)
    if len(now) != len(proposal.margins) or any(a < b for a, b in zip(now, proposal.margins, strict=True)):
        return "the margin has become smaller since it was proposed."
    return ""


def contradiction(call: Call, ground: Ground) -> str:
    """Why arithmetic no longer allows a call; "" where it does."""
    sure = ground.arithmetic
    if sure is not None and not covers(call, sure):
        return "The count and the rule now say otherwise."
    if any(c in ground.impossible for c in call.candidates):
        return "The count and the rule no longer leave it possible."
    if call.code in CERTAIN and sure is None:
        return "It is no longer certain by the count and the rule."
    return ""


def covers(call: Call, sure: Support) -> bool:
    """Whether what arithmetic has made certain is what was called, or leaves it open for more to be named."""
    if FAMILY[call.code] != FAMILY[sure.code]:
        return False
    named, certain = set(call.candidates), set(sure.candidates)
    return named <= certain or (FAMILY[call.code] != "won" and certain <= named)  # who has won is certain of all seats


def shown_notes(desk: DeskState, now: dt.datetime) -> tuple[DeskNote, ...]:
    """The notes that readers are shown at this moment, oldest first."""
    return tuple(n for n in desk.notes if n.ended is None and (n.until is None or now < n.until))


def _propose(desk: DeskState, action: Action, ground: Ground) -> DeskState:
    word, notice = action.notice.desk, action.notice
    if desk.proposal is not None:
        raise Refused(f"Proposal {desk.proposal.number} waits already; approve or drop it first.")
    assert word is not None and word.code is not None  # a notice without them is not read
    _may_be_called(word.evidence, ground)
    if word.code not in CALLABLE:
        raise Refused(f"{word.code.value} is nothing that is called.")
    if out := [c for c in word.candidates if c in ground.impossible]:
        raise Refused(f"The count and the rule do not leave it possible for {', '.join(out)}.")
    support = ground.support(word.code, word.candidates)
    if support is None:
        raise Refused(_not_carried(ground))
    standing = desk.standing
    if standing is not None and not _says_more(support, standing):
        raise Refused("A call stands already; take it back first, or propose one that says more.")
    proposal = Proposal(
        action.seq, support.code, support.candidates, support.basis, notice.by, action.at, word.evidence,
        ground.margins(support.code, support.candidates), ground.alarms, notice.text, word.via,
    )  # fmt: skip
    return replace(_moved(desk, Move.PROPOSE), proposal=proposal)


def _approve(desk: DeskState, action: Action, ground: Ground) -> DeskState:
    word, notice = action.notice.desk, action.notice
    proposal = _pending(desk, notice.about)
    if same_person(proposal.by, notice.by):
        raise Refused(f"{proposal.by} proposed it and cannot be its second person.")
    assert word is not None  # a notice without it is not read
    _may_be_called(word.evidence, ground)
    approval = Approval(action.seq, notice.by, action.at, word.evidence, word.via)
    call = Call(proposal.number, proposal.code, proposal.candidates, proposal.basis, action.at, proposal, approval)
    ended = (*desk.ended, (proposal.number, f"It was approved by {notice.by}."))
    calls = desk.calls
    if desk.standing is not None:  # the call before it stands on in this one, which says more
        calls = (*calls[:-1], replace(calls[-1], followed_by=proposal.number))
    return replace(_moved(desk, Move.APPROVE), proposal=None, calls=(*calls, call), ended=ended)


def _drop(desk: DeskState, action: Action, ground: Ground) -> DeskState:
    del ground
    _pending(desk, action.notice.about)
    return _ended(desk, Move.DROP, f"It was dropped by {action.notice.by}: {action.notice.text}")


def _retract(desk: DeskState, action: Action, ground: Ground) -> DeskState:
    notice = action.notice
    gone = Retraction(action.seq, notice.by, action.at, notice.text)
    if desk.standing is not None:
        calls = _withdrawn(desk, gone)
    elif ground.itself is not None and following(desk.state, Move.RETRACT) is not None:
        said = ground.itself
        calls = (*desk.calls, Call(action.seq, said.code, said.candidates, said.basis, action.at, retraction=gone))
    else:
        raise Refused("Nothing is called here that could be taken back.")
    desk = _moved(replace(desk, calls=calls), Move.RETRACT)
    return _forgotten(desk, f"It was voided: {notice.by} took back what was called.")


def _post(desk: DeskState, action: Action, ground: Ground) -> DeskState:
    del ground
    notice = action.notice
    if notice.until is not None and notice.until <= action.at:
        raise Refused("The moment until which the note is shown has passed.")
    note = DeskNote(action.seq, notice.text, notice.by, action.at, notice.until)
    return replace(desk, notes=(*desk.notes, note))


def _end(desk: DeskState, action: Action, ground: Ground) -> DeskState:
    del ground
    number = action.notice.about
    if not any(n.number == number for n in desk.notes if n.ended is None):
        raise Refused(f"No note {number} is shown.")
    return replace(desk, notes=tuple(replace(n, ended=action.at) if n.number == number else n for n in desk.notes))


def _is_the_clock(desk: DeskState, action: Action) -> bool:
    """Whether it is Outright itself that ends a note whose time has come."""
    notice = action.notice
    over = any(n.number == notice.about and n.until is not None and n.until <= action.at for n in desk.notes)
    return notice.kind is NoticeKind.END and notice.by == OURSELVES and over


def over(desk: DeskState, now: dt.datetime) -> tuple[int, ...]:
    """The numbers of the notes whose time has come and which nobody has ended yet."""
    return tuple(n.number for n in desk.notes if n.ended is None and n.until is not None and n.until <= now)


_MOVES = {
    NoticeKind.PROPOSE: _propose,
    NoticeKind.APPROVE: _approve,
    NoticeKind.DROP: _drop,
    NoticeKind.RETRACT: _retract,
    NoticeKind.POST: _post,
    NoticeKind.END: _end,
}


def _may_be_called(evidence: str, ground: Ground) -> None:
    """Refuses while a file of the contest waits, and where the evidence is no longer what the person saw."""
    if ground.held:
        raise Refused(f"{ground.held[0]} Release or reject it first.")
    if evidence != ground.evidence:
        raise Refused("The evidence has changed since; look again.")


def _not_carried(ground: Ground) -> str:
    carried = "; ".join(f"{s.code.value} ({', '.join(s.candidates)})" for s in ground.supports)
    if carried:
        return f"The evidence does not carry this call. It carries: {carried}."
    return f"The evidence carries no call now. {ground.why}".strip()


def _pending(desk: DeskState, number: int | None) -> Proposal:
    if desk.proposal is None or desk.proposal.number != number:
        why = dict(desk.ended).get(number or 0, "")
        raise Refused(f"Proposal {number} does not wait for anybody. {why}".strip())
    return desk.proposal


def _says_more(support: Support, standing: Call) -> bool:
    """Whether a call adds to the one that stands: it names more people of the same outcome, or has become certain."""
    if FAMILY[support.code] != FAMILY[standing.code] or not set(standing.candidates) <= set(support.candidates):
        return False
    surer = support.code in CERTAIN and standing.code not in CERTAIN
    return surer or (len(support.candidates) > len(standing.candidates) and FAMILY[support.code] != "won")


def _moved(desk: DeskState, move: Move) -> DeskState:
    after = following(desk.state, move)
    if after is None:
        raise Refused(f"A contest that is {desk.state.value} has no move {move.value}.")
    return replace(desk, state=after)


def _ended(desk: DeskState, move: Move, why: str) -> DeskState:
    """The state without its proposal, which this move has ended."""
    return _forgotten(_moved(desk, move), why)


def _forgotten(desk: DeskState, why: str) -> DeskState:
    if desk.proposal is None:
        return desk
    return replace(desk, proposal=None, ended=(*desk.ended, (desk.proposal.number, why)))


def _withdrawn(desk: DeskState, gone: Retraction) -> tuple[Call, ...]:
    """The calls, the one that stands taken back; it stays among them."""
    return (*desk.calls[:-1], replace(desk.calls[-1], retraction=gone))
