"""What we say beyond AP's words, in one object named ``outright`` so that no name of ours meets one of theirs."""

from __future__ import annotations

import datetime as dt
from typing import Literal, cast

from msgspec.structs import replace

from outright.bulletin import Contest, ContestSource, Night, PartyTotal, Reason
from outright.bulletin.take import NeedAt, Target
from outright.publish.data.part import Part, status_of, utc
from outright.publish.data.spelling import is_declared, ratio
from outright.terms import ResultsStatus, VerdictCode

LEVEL = 0.9
"""The range that stands in a contest's document; all of them are in projection.json."""

By = Literal["arithmetic", "model", "desk", "source"]
SlotCode = Literal[
    "open", "too_close", "won_projected", "won_certain", "runoff_projected", "runoff_certain", "advance_projected",
    "advance_certain", "eliminated_certain", "tie_certain", "leader_only",
]  # fmt: skip
_OPEN = {VerdictCode.TOO_EARLY, VerdictCode.TOO_CLOSE, VerdictCode.LEADER_ONLY}


class Denominator(Part, frozen=True, kw_only=True):
    """What shares are shares of, by name and in votes."""

    name: str
    votes: int | None


class Majority(Part, frozen=True, kw_only=True):
    """The share the rule asks for, exact ("1/2"), and how many of the votes so far that is; null without one."""

    share: str | None
    share_text: str | None
    votes_now: int | None


class Left(Part, frozen=True, kw_only=True):
    """Ballots still out. ``lo``, ``mid``, ``hi`` are an estimate and ``basis`` is where it comes from.

    ``upper`` is the most that can be left, on ``upper_basis``: a bound and no estimate. Without an estimate ``lo``
    and ``mid`` are null and ``hi`` is the bound. Null where nothing is known.
    """

    lo: int | None
    mid: int | None
    hi: int | None
    basis: str
    upper: int | None
    upper_basis: str
    complete: bool
    text: str


class FinalShare(Part, frozen=True, kw_only=True):
    """A candidate's projected share of the final count, 0-1: the range and its middle."""

    lo: float
    mid: float
    hi: float


class Projected(Part, frozen=True, kw_only=True):
    """The projected final shares at ``level``. Projected is never counted."""

    level: float
    candidates: dict[str, FinalShare]
    text: str
    in_text: str
    method: str
    model_version: str


class TakeShort(Part, frozen=True, kw_only=True):
    """What a candidate needs of the votes still out for one target.

    ``need`` of ``left`` at the middle estimate (or the bound), ``share`` of them at low, middle and high; null where
    it is met or cannot be. The whole is in remaining.json.
    """

    target: Target
    against: str | None
    state: Literal["open", "met", "cannot"]
    need: int | None
    left: int
    share: tuple[float | None, float | None, float | None]
    text: str


class CallSlot(Part, frozen=True, kw_only=True):
    """One place in the next round (or one seat): "open", or what is said of it and of whom."""

    slot: int
    code: SlotCode
    pol_id: str | None
    text: str


class Call(Part, frozen=True, kw_only=True):
    """The verdict: its code, its public label, whom it names, and whose word it is (null while it is open).

    ``declared``: certain, or said by a person or an office; false for a projection.
    """

    code: VerdictCode
    label: str
    text: str
    by: By | None
    declared: bool
    candidates: tuple[str, ...]
    reasons: tuple[Reason, ...]
    slots: tuple[CallSlot, ...]


class Ours(Part, frozen=True, kw_only=True):
    """Ours of one candidate. ``added``: votes since the count before; ``source_ids``: its key in each source."""

    name: str
    surname: str
    share_text: str
    gap_text: str
    added: int | None
    state: VerdictCode | None
    methods: dict[str, int | None]
    is_write_in: bool
    source_ids: dict[str, str]


class Ids(Part, frozen=True, kw_only=True):
    """The contest's other names: OCD-IDs of its districts, its key in each source."""

    ocd_ids: tuple[str, ...]
    source_ids: dict[str, str]


class Outright(Part, frozen=True, kw_only=True):
    """Ours of one contest at one moment. Candidates are keyed by their ``polID``.

    Addresses in ``urls`` and ``prev`` are relative to the document they stand in; ``prev`` is the moment before.
    """

    schema: str
    night: str
    contest: str
    name: str
    short_name: str
    seq: int
    results_status: ResultsStatus
    test: bool
    rehearsal: bool
    votes: int | None
    denominator: Denominator
    majority: Majority
    remaining: Left
    projection: Projected | None
    take: dict[str, tuple[TakeShort, ...]]
    call: Call
    candidates: dict[str, Ours]
    parties: tuple[PartyTotal, ...]
    seats: int
    runoff_date: dt.date | None
    runoff_of: str | None
    ids: Ids
    sources: tuple[ContestSource, ...]
    prev: str | None
    urls: dict[str, str]


SCHEMA = "outright/race/1"


def ours(night: Night, contest: Contest, base: str) -> Outright:
    """Ours of a contest; ``base`` leads from the document to the contest's folder ("" or "../")."""
    threshold, identity = contest.threshold, contest.identity
    return Outright(
        schema=SCHEMA, night=night.id, contest=contest.id, name=contest.name, short_name=contest.short_name,
        seq=contest.seq, results_status=status_of(night, contest), test=night.test, rehearsal=night.rehearsal,
        votes=contest.votes, denominator=Denominator(name=threshold.denominator, votes=threshold.denominator_votes),
        majority=Majority(
            share=threshold.share, share_text=threshold.share_text, votes_now=threshold.votes_needed
        ),
        remaining=left(contest), projection=_projected(contest), take=_take(contest), call=call(contest),
        candidates=_candidates(contest), parties=contest.parties, seats=contest.seats,
        runoff_date=identity.runoff_date, runoff_of=identity.runoff_of,
        ids=Ids(ocd_ids=identity.divisions, source_ids=identity.source_ids), sources=sources(contest),
        prev=None if contest.prev is None else f"{base}s/{contest.prev}.json", urls=urls(night, contest, base),
    )  # fmt: skip


def left(contest: Contest) -> Left:
    """What is still out: the estimate where there is one, and the bound."""
    remaining, projection = contest.remaining, contest.projection
    estimate = projection.left if projection is not None else None
    return Left(
        lo=estimate.low if estimate else None, mid=estimate.mid if estimate else None,
        hi=estimate.high if estimate else remaining.upper, basis="turnout-model" if estimate else remaining.basis,
        upper=remaining.upper, upper_basis=remaining.basis, complete=remaining.complete, text=remaining.text,
    )  # fmt: skip


def _projected(contest: Contest) -> Projected | None:
    projection = contest.projection
    if projection is None:
        return None
    rows = ((c.id, c.median, c.interval(LEVEL)) for c in projection.candidates)
    return Projected(
        level=LEVEL, candidates={i: FinalShare(lo=r.low, mid=mid, hi=r.high) for i, mid, r in rows if r is not None},
        text=projection.text, in_text=projection.in_text, method=projection.method,
        model_version=projection.model_version,
    )  # fmt: skip


def _take(contest: Contest) -> dict[str, tuple[TakeShort, ...]]:
    """What each candidate needs of the votes still out, by target; nothing where nothing is open."""
    found: dict[str, tuple[TakeShort, ...]] = {}
    for n in contest.take.needs if contest.take is not None else ():
        short = TakeShort(
            target=n.target, against=n.against, state=n.mid.state, need=n.mid.need, left=n.mid.left,
            share=(_part(n.low), _part(n.mid), _part(n.high)), text=n.text,
        )  # fmt: skip
        found[n.candidate] = (*found.get(n.candidate, ()), short)
    return found


def _part(at: NeedAt) -> float | None:
    """The need as a share of what is left, where it is open."""
    return ratio(at.need, at.left) if at.state == "open" else None


def call(contest: Contest) -> Call:
    """The verdict with its slots and its reasons."""
    verdict = contest.verdict
    return Call(
        code=verdict.code, label=verdict.label, text=verdict.text,
        by=by(contest),
        declared=is_declared(contest), candidates=verdict.candidates, reasons=verdict.reasons,
        slots=tuple(
            CallSlot(slot=s.slot, code=_slot_code(s.code), pol_id=s.candidate, text=s.text) for s in contest.slots
        ),
    )  # fmt: skip


def by(contest: Contest) -> By | None:
    """Whose word the verdict is; None while it is open and nobody has said so."""
    verdict = contest.verdict
    return None if verdict.code in _OPEN and verdict.by in ("arithmetic", "model") else verdict.by


def _slot_code(code: VerdictCode) -> SlotCode:
    return "open" if code is VerdictCode.TOO_EARLY else cast(SlotCode, code.value)


def _candidates(contest: Contest) -> dict[str, Ours]:
    return {
        c.id: Ours(
            name=c.name, surname=c.surname, share_text=c.share_text, gap_text=c.gap_text, added=c.added,
            state=c.state, methods=c.methods, is_write_in=c.is_write_in, source_ids=c.source_ids,
        )
        for c in contest.candidates
    }  # fmt: skip


def sources(contest: Contest) -> tuple[ContestSource, ...]:
    """The publications the count rests on, their moments in UTC."""
    return tuple(replace(s, fetched_at=utc(s.fetched_at)) for s in contest.sources)


def urls(night: Night, contest: Contest, base: str) -> dict[str, str]:
    """Where everything else of the contest is, relative to a document that ``base`` leads from."""
    top = f"{base}../../../"
    files = {
        "latest": "latest.json", "self": f"s/{contest.seq}.json", "timeline": "timeline.json", "units": "units.json",
        "methods": "methods.json", "context": "context.json", "remaining": "remaining.json",
        "projection": "projection.json", "calls": "calls.json", "rating": "rating.json",
        "corrections": "corrections.json", "results": "results.csv",
        "resultsByMethod": "results-by-method.csv", "nist": "nist.json", "story": "story.json",
    }  # fmt: skip
    page = f"{top}{night.id}/{contest.id}/"
    return {k: base + v for k, v in files.items()} | {
        "election": f"{base}../index.json", "page": page, "plain": f"{page}plain",
    }  # fmt: skip
