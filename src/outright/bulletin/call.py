"""What people say of a contest: the desk's calls and notes, and calls of others, which are quoted as theirs.

A call that was taken back stays where it was, with who took it back, when and why.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from outright.bulletin.value import Value
from outright.terms import VerdictCode


class Retraction(Value, frozen=True, kw_only=True):
    """That a call no longer stands. ``label`` says so in a few words, with the time."""

    seq: int
    by: str
    at: dt.datetime
    at_text: str
    label: str
    reason: str


class DeskCall(Value, frozen=True, kw_only=True):
    """A call, or a verdict that had published itself and was taken back.

    ``number`` is that of the publication that proposed it, ``seq`` of the one that published it. ``by`` is "desk" for
    a call of two people, whose names are ``proposed_by`` and ``approved_by``; else whose word the verdict was.
    ``basis``: whether arithmetic or the model carried it. ``evidence`` is the hash that the second person signed,
    ``proposed_evidence`` the first's. ``reason`` is the first person's own. ``followed_by``: the number of the call
    that says more, in which this one stands on. ``retraction`` is None while it stands.
    """

    number: int
    seq: int
    by: Literal["desk", "arithmetic", "model"]
    code: VerdictCode
    label: str
    text: str
    candidates: tuple[str, ...]
    basis: Literal["arithmetic", "model"]
    at: dt.datetime
    at_text: str
    proposed_by: str = ""
    proposed_at: dt.datetime | None = None
    proposed_text: str = ""
    approved_by: str = ""
    evidence: str = ""
    proposed_evidence: str = ""
    reason: str = ""
    followed_by: int | None = None
    retraction: Retraction | None = None

    @property
    def stands(self) -> bool:
        """Whether it is what is said now."""
        return self.retraction is None and self.followed_by is None


class RaceCall(Value, frozen=True, kw_only=True):
    """Somebody else's declaration, as they made it: quoted, and never a verdict of ours."""

    source: str
    by: str
    seq: int
    at: dt.datetime
    at_text: str
    text: str


class DeskNote(Value, frozen=True, kw_only=True):
    """A note of the desk for readers, shown until a moment (None: until it is ended)."""

    number: int
    by: str
    text: str
    at: dt.datetime
    at_text: str
    until: dt.datetime | None = None
    until_text: str = ""
