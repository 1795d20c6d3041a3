"""What the desk has before it and what it makes of it: evidence, proposals, calls, retractions, notes. Frozen values.

The evidence of a contest is everything a call of it rests on: each candidate's votes, the verdict with its reasons,
what is left, the rule, the projection, and the publications by their hashes. Its hash is what a second person signs.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import msgspec

from outright.bulletin import Contest
from outright.desk.states import CallState
from outright.terms import VerdictCode

Basis = Literal["arithmetic", "model"]

CALLABLE = frozenset(
    {
        VerdictCode.WON_PROJECTED,
        VerdictCode.WON_CERTAIN,
        VerdictCode.RUNOFF_PROJECTED,
        VerdictCode.RUNOFF_CERTAIN,
        VerdictCode.TIE_CERTAIN,
    }
)
"""What a desk may call: how the contest ends."""
FAMILY = {
    VerdictCode.WON_PROJECTED: "won",
    VerdictCode.WON_CERTAIN: "won",
    VerdictCode.RUNOFF_PROJECTED: "runoff",
    VerdictCode.RUNOFF_CERTAIN: "runoff",
    VerdictCode.TIE_CERTAIN: "tie",
}
"""What a call says happens, however sure it is of it."""
CERTAIN = frozenset(code for code in CALLABLE if code.value.endswith("_certain"))


@dataclass(frozen=True, slots=True)
class Support:
    """A call that the evidence carries now: by arithmetic, or by the model past its gates and without a doubt."""

    code: VerdictCode
    candidates: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class Ground:
    """What a call of one contest is decided against, at one position of the night.

    ``votes`` are those of every candidate, ``line`` the votes that the rule's share takes of those counted (None
    without one). ``alarms`` are what speaks against the data now, ``held`` why files of the contest wait. ``itself``
    is what publishes itself, None where nothing does. ``impossible`` are those whom arithmetic lets neither win nor
    go on. ``why`` says why the model carries no call, where it does not.
    """

    evidence: str
    supports: tuple[Support, ...] = ()
    votes: tuple[tuple[str, int], ...] = ()
    line: int | None = None
    alarms: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    itself: Support | None = None
    impossible: tuple[str, ...] = ()
    why: str = ""

    def support(self, code: VerdictCode, candidates: tuple[str, ...]) -> Support | None:
        """What carries a call of this code for these candidates, in whatever order; None where nothing does."""
        return next((s for s in self.supports if s.code is code and set(s.candidates) == set(candidates)), None)

    @property
    def arithmetic(self) -> Support | None:
        """What arithmetic has made certain; None while it leaves the contest open."""
        return next((s for s in self.supports if s.basis == "arithmetic"), None)

    def margins(self, code: VerdictCode, candidates: tuple[str, ...]) -> tuple[int, ...]:
        """By how many votes a call stands: those named ahead of the rest, and the first from the rule's line.

        Less of either is worse news. Votes, not shares: a lead that stays while fewer are left is no worse.
        """
        votes = dict(self.votes)
        inside = [v for c, v in votes.items() if c in candidates]
        outside = [v for c, v in votes.items() if c not in candidates]
        lead = min(inside) - max(outside) if inside and outside else 0
        if self.line is None or not votes:
            return (lead,)
        over = max(votes.values()) - self.line
        return (lead, over if FAMILY[code] == "won" else -over)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A call that one person proposes. ``number`` is that of the publication that brought it; ``text`` says why.

    ``margins`` and ``alarms`` are those of the last news that left it standing.
    """

    number: int
    code: VerdictCode
    candidates: tuple[str, ...]
    basis: Basis
    by: str
    at: dt.datetime
    evidence: str
    margins: tuple[int, ...]
    alarms: tuple[str, ...]
    text: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True)
class Approval:
    """The second person's word, with the evidence that was before them."""

    seq: int
    by: str
    at: dt.datetime
    evidence: str
    via: str = ""


@dataclass(frozen=True, slots=True)
class Retraction:
    """That a call no longer stands: who took it back, when, and why. It is shown for ever."""

    seq: int
    by: str
    at: dt.datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call two people made, or a verdict that had published itself and was taken back (without ``approval``).

    ``followed_by`` is the number of the call that says more, in which this one stands on.
    """

    number: int
    code: VerdictCode
    candidates: tuple[str, ...]
    basis: Basis
    at: dt.datetime
    proposal: Proposal | None = None
    approval: Approval | None = None
    retraction: Retraction | None = None
    followed_by: int | None = None


@dataclass(frozen=True, slots=True)
class DeskNote:
    """A note for the readers of a contest, shown until a moment or until somebody ends it."""

    number: int
    text: str
    by: str
    at: dt.datetime
    until: dt.datetime | None = None
    ended: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """One action of the desk and what became of it: ``refused`` says why it had no effect, "" where it had."""

    seq: int
    kind: str
    by: str
    refused: str = ""


@dataclass(frozen=True, slots=True)
class DeskState:
    """Where the desk stands with one contest. Nothing in ``calls``, ``notes`` and ``log`` is ever removed.

    ``ended`` says of each proposal that is no more why it is no more.
    """

    state: CallState = CallState.OPEN
    proposal: Proposal | None = None
    calls: tuple[Call, ...] = ()
    notes: tuple[DeskNote, ...] = ()
    log: tuple[Done, ...] = ()
    ended: tuple[tuple[int, str], ...] = ()

    @property
    def standing(self) -> Call | None:
        """The call that stands; None where none does."""
        last = self.calls[-1] if self.calls else None
        return last if last is not None and last.retraction is None else None

    def outcome(self, seq: int) -> Done | None:
        """What became of the action with this number; None where it was none of this contest's."""
        return next((d for d in self.log if d.seq == seq), None)


@dataclass(frozen=True, slots=True)
class DeskRecord:
    """What the desk's own record says of one contest after a bulletin: its state, and what could be called."""

    desk: DeskState
    supports: tuple[Support, ...] = ()
    held: tuple[str, ...] = ()


def why_nothing(contest: Contest) -> str:
    """Why the model carries no call of a contest: why there is no projection, or the gates that are shut."""
    if contest.projection is None:
        return contest.projection_note
    return " ".join(g.text for g in contest.projection.gates if not g.passed and g.code != "policy")


class Evidence(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What a call of a contest rests on: what count, rule and model say, before the desk has said anything.

    ``left`` is the bound on the ballots left and ``basis`` where it comes from; ``projection`` is the hash of the
    projected part of the bulletin; ``publications`` are the hashes of the bodies that are counted, by source.
    """

    night: str
    contest: str
    votes: dict[str, int | None]
    total: int | None
    code: VerdictCode
    candidates: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...]
    slots: tuple[tuple[int, VerdictCode, str | None], ...]
    left: int | None
    basis: str
    complete: bool
    rule: str
    projection: str
    publications: dict[str, str]


def hash_of(evidence: Evidence) -> str:
    """The hash of a contest's evidence: SHA-256, in hexadecimal, of its canonical JSON.

    Equal evidence has equal hashes on every machine; a changed vote, reason, bound or publication changes it.
    """
    return hashlib.sha256(msgspec.json.encode(evidence, order="deterministic")).hexdigest()


def encoded(records: Mapping[str, DeskRecord]) -> bytes:
    """The desk's record of a night as canonical bytes, by contest."""
    return msgspec.json.encode(records, order="deterministic")


def decoded(body: bytes) -> dict[str, DeskRecord]:
    """The record that `encoded` wrote."""
    return msgspec.json.decode(body, type=dict[str, DeskRecord])
