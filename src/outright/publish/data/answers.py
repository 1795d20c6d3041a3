"""What only the server answers: what it would take, and problems."""

from __future__ import annotations

from typing import Literal

from outright.publish.data.part import Head, Part


class TakeAnswer(Part, frozen=True, kw_only=True):
    """What it takes if ``of`` ballots are left: ``need`` of them, exact and the least that does it.

    ``left`` says which number that is: the low end of the estimate, its middle, its high end, or the bound.
    ``state`` "met" and "cannot" have no need; ``votes`` and ``total`` are where the asked share would end.
    """

    left: Literal["lo", "mid", "hi", "upper"]
    of: int
    need: int | None
    share_text: str
    state: Literal["open", "met", "cannot", "unknown"]
    text: str
    votes: int | None = None
    total: int | None = None
    holds: bool | None = None


class TakeDocument(Head, frozen=True, kw_only=True):
    """What a candidate needs of the ballots left for a target, and where a given share of them would lead."""

    candidate: str
    target: str
    share: str | None
    answers: tuple[TakeAnswer, ...]
    text: str


class Problem(Part, frozen=True, kw_only=True):
    """An error as ``application/problem+json``: what it is, what is wrong here, and what to do."""

    type: str
    title: str
    status: int
    detail: str
    hint: str
