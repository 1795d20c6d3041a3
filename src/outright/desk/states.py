"""How far a contest's call is, and what may follow what: one table, from which the docs are drawn.

A move that is not in the table does not happen. Two moves belong to nobody: worse news and the clock end a proposal,
and arithmetic overtakes a call that it no longer allows.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class CallState(StrEnum):
    """How far the call of one contest is."""

    OPEN = "open"
    """Nobody has called it; a verdict may publish itself, as the night's policy says."""
    PROPOSED = "proposed"
    """One person has proposed a call; nothing of it is published."""
    CALLED = "called"
    """Two people have called it; the call is published."""
    ADDING = "adding"
    """A call stands, and one person has proposed one that says more."""
    WITHDRAWN = "withdrawn"
    """What was called was taken back; nothing publishes itself any more, the desk has to call it."""
    REPROPOSED = "reproposed"
    """After a withdrawal, one person has proposed a call again."""


class Move(StrEnum):
    """What brings a call from one state to another."""

    PROPOSE = "propose"
    APPROVE = "approve"
    DROP = "drop"
    RETRACT = "retract"
    VOID = "void"
    EXPIRE = "expire"
    OVERTAKE = "overtake"


WHO = {
    Move.PROPOSE: "one person of the desk",
    Move.APPROVE: "another person of the desk, with the hash of the evidence",
    Move.DROP: "one person of the desk",
    Move.RETRACT: "one person of the desk, with a reason",
    Move.VOID: "worse news of the contest",
    Move.EXPIRE: "the clock, after ten minutes",
    Move.OVERTAKE: "arithmetic, where it no longer allows the call",
}
"""Who or what makes a move."""


class Transition(NamedTuple):
    """One row of the table."""

    before: CallState
    move: Move
    after: CallState


_S, _M = CallState, Move
TRANSITIONS: tuple[Transition, ...] = (
    Transition(_S.OPEN, _M.PROPOSE, _S.PROPOSED),
    Transition(_S.OPEN, _M.RETRACT, _S.WITHDRAWN),
    Transition(_S.PROPOSED, _M.APPROVE, _S.CALLED),
    Transition(_S.PROPOSED, _M.DROP, _S.OPEN),
    Transition(_S.PROPOSED, _M.VOID, _S.OPEN),
    Transition(_S.PROPOSED, _M.EXPIRE, _S.OPEN),
    Transition(_S.PROPOSED, _M.RETRACT, _S.WITHDRAWN),
    Transition(_S.CALLED, _M.PROPOSE, _S.ADDING),
    Transition(_S.CALLED, _M.RETRACT, _S.WITHDRAWN),
    Transition(_S.CALLED, _M.OVERTAKE, _S.OPEN),
    Transition(_S.ADDING, _M.APPROVE, _S.CALLED),
    Transition(_S.ADDING, _M.DROP, _S.CALLED),
    Transition(_S.ADDING, _M.VOID, _S.CALLED),
    Transition(_S.ADDING, _M.EXPIRE, _S.CALLED),
    Transition(_S.ADDING, _M.RETRACT, _S.WITHDRAWN),
    Transition(_S.ADDING, _M.OVERTAKE, _S.OPEN),
    Transition(_S.WITHDRAWN, _M.PROPOSE, _S.REPROPOSED),
    Transition(_S.REPROPOSED, _M.APPROVE, _S.CALLED),
    Transition(_S.REPROPOSED, _M.DROP, _S.WITHDRAWN),
    Transition(_S.REPROPOSED, _M.VOID, _S.WITHDRAWN),
    Transition(_S.REPROPOSED, _M.EXPIRE, _S.WITHDRAWN),
)
"""Every move there is. `CALLED` is reached by `APPROVE` alone."""

_TABLE = {(t.before, t.move): t.after for t in TRANSITIONS}

WAITING = frozenset(t.before for t in TRANSITIONS if t.move is Move.APPROVE)
"""The states in which a proposal waits for a second person."""
STANDING = frozenset({CallState.CALLED, CallState.ADDING})
"""The states in which a call stands."""
BY_PEOPLE_ONLY = frozenset({CallState.WITHDRAWN, CallState.REPROPOSED})
"""The states in which no verdict publishes itself."""


def following(state: CallState, move: Move) -> CallState | None:
    """The state after a move; None where the table has no such move."""
    return _TABLE.get((state, move))


def drawn() -> str:
    """The table as a Mermaid state diagram, for the docs."""
    lines = ["stateDiagram-v2", f"    [*] --> {CallState.OPEN}"]
    lines += [f"    {t.before} --> {t.after}: {t.move}" for t in TRANSITIONS]
    return "\n".join(lines)
