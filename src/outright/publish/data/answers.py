"""What only a server answers: what it would take, for one candidate and target; and problems."""

from __future__ import annotations

from outright.bulletin import Contest, Night
from outright.bulletin.projected import VoteRange
from outright.bulletin.take import Take, TakeNeed, Target
from outright.publish.data.asked import NotThere, one_of
from outright.publish.data.part import Head, Part, head

SCHEMA = "outright/take/1"
TARGETS: tuple[Target, ...] = ("majority", "first", "second", "deny")


class TakeOutcome(Part, frozen=True, kw_only=True):
    """The count if ``taken`` of ``left`` votes still out are the candidate's. ``meets``: the target is then met."""

    left: int
    taken: int
    votes: int
    total: int
    share_text: str
    meets: bool


class TakeDocument(Head, frozen=True, kw_only=True):
    """What a candidate needs of the votes still out for a target, at the low, the middle and the high estimate.

    ``left`` is the estimate (``estimated``) or the bound. ``share`` is the share of them that was asked about, an
    exact decimal from 0 to 1, and ``outcomes`` where it would lead, at the same three.
    """

    candidate: str
    target: Target
    estimated: bool
    left: VoteRange
    need: TakeNeed
    share: str | None = None
    outcomes: tuple[TakeOutcome, ...] = ()


def take(night: Night, contest: Contest, candidate: str, target: str | None = None) -> TakeDocument:
    """What ``candidate`` needs for ``target`` (the contest's first, where none is asked for).

    `NotThere` for a candidate or a target for which nothing is open here.
    """
    told: Take | None = contest.take
    needs = told.needs if told is not None else ()
    one_of("candidate", candidate, dict.fromkeys(n.candidate for n in needs))
    mine = {n.target: n for n in needs if n.candidate == candidate}
    one_of("target", target, mine)
    if told is None or not mine:
        raise NotThere("candidate", candidate, ())
    need = mine[target] if target in mine else next(iter(mine.values()))
    return TakeDocument(
        **head(night, contest, SCHEMA), candidate=candidate, target=need.target, estimated=told.estimated,
        left=told.left, need=need,
    )  # fmt: skip


class Problem(Part, frozen=True, kw_only=True):
    """An error as ``application/problem+json``: its kind for good, what is wrong here, what to do."""

    type: str
    title: str
    status: int
    detail: str
    hint: str
