"""The documents of a contest's sections: by method, context, what remains, the projection, calls, corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from outright.bulletin import (
    Bulletin,
    Contest,
    Context,
    DeskCall,
    DeskNote,
    Method,
    Money,
    Need,
    Night,
    Projection,
    RaceCall,
    Rating,
    Reason,
    Take,
)
from outright.bulletin.projected import StillOut
from outright.publish.data.ours import By, Call, Left, call, left
from outright.publish.data.part import Head, Part, head, utc
from outright.terms import VerdictCode


class MethodsDocument(Head, frozen=True, kw_only=True):
    """The votes by the way they were cast; ``still_out`` is what is projected of each, and never counted."""

    methods: tuple[Method, ...]
    still_out: tuple[StillOut, ...]


def methods(night: Night, contest: Contest) -> MethodsDocument:
    """The contest by way of voting."""
    out = contest.projection.by_method if contest.projection else ()
    return MethodsDocument(**head(night, contest, "outright/methods/1"), methods=contest.methods, still_out=out)


class ContextDocument(Head, frozen=True, kw_only=True):
    """What stands beside the count and decides nothing: polls, special elections, past results."""

    context: Context


def context(night: Night, contest: Contest) -> ContextDocument:
    """The context of the contest."""
    return ContextDocument(**head(night, contest, "outright/context/1"), context=contest.context)


class PlaceLeft(Part, frozen=True, kw_only=True):
    """The most ballots that can be left in one county; null where nothing bounds it."""

    reportingunit_id: str
    reportingunit_name: str
    left_upper: int | None
    left_text: str
    precincts_reporting: int | None
    precincts_total: int | None


class RemainingDocument(Head, frozen=True, kw_only=True):
    """What is still out, where, and what each candidate needs of it.

    ``needs`` rest on the bound, with ``working`` to follow the sums by; ``take`` on the estimate where there is one.
    ``by_county`` and ``by_method`` are projected.
    """

    remaining: Left
    needs: tuple[Need, ...]
    take: Take | None
    places: tuple[PlaceLeft, ...]
    by_county: tuple[StillOut, ...]
    by_method: tuple[StillOut, ...]
    working: tuple[str, ...]


def remaining(night: Night, contest: Contest) -> RemainingDocument:
    """What is still out of the contest."""
    projection = contest.projection
    return RemainingDocument(
        **head(night, contest, "outright/remaining/1"), remaining=left(contest), needs=contest.remaining.needs,
        take=contest.take,
        places=tuple(
            PlaceLeft(
                reportingunit_id=u.id, reportingunit_name=u.name, left_upper=u.left_upper, left_text=u.left_text,
                precincts_reporting=u.precincts_reported, precincts_total=u.precincts_total,
            )
            for u in contest.units
            if u.parent is None
        ),
        by_county=projection.by_county if projection else (), by_method=projection.by_method if projection else (),
        working=contest.remaining.working,
    )  # fmt: skip


class ProjectionDocument(Head, frozen=True, kw_only=True):
    """What is projected of the final count; null with a ``note`` that says why where nothing is."""

    engine: str
    projection: Projection | None
    note: str


def projection(bulletin: Bulletin, contest: Contest) -> ProjectionDocument:
    """The contest's projection, under a name that is always there."""
    return ProjectionDocument(
        **head(bulletin.night, contest, bulletin.schema), engine=bulletin.engine, projection=contest.projection,
        note=contest.projection_note,
    )  # fmt: skip


class RatingDocument(Head, frozen=True, kw_only=True):
    """What the first round says about the runoff, by the model; null where no runoff of two may follow."""

    rating: Rating | None


def rating(night: Night, contest: Contest) -> RatingDocument:
    """The rating of the contest's runoff."""
    return RatingDocument(**head(night, contest, "outright/rating/1"), rating=contest.rating)


class CallChange(Part, frozen=True, kw_only=True):
    """A moment at which the verdict became another one. ``withdrawn`` says which one no longer stands, and why."""

    seq: int
    at: dt.datetime
    code: VerdictCode
    label: str
    text: str
    by: By
    candidates: tuple[str, ...]
    reasons: tuple[Reason, ...]
    withdrawn: str | None
    url: str


class CallsDocument(Head, frozen=True, kw_only=True):
    """The verdict now, and every one before it, oldest first: nothing is deleted.

    ``calls`` are those of the desk, those taken back among them; ``race_calls`` are other people's, quoted;
    ``evidence`` is the hash of what a call would rest on now.
    """

    call: Call
    history: tuple[CallChange, ...]
    calls: tuple[DeskCall, ...] = ()
    race_calls: tuple[RaceCall, ...] = ()
    notes: tuple[DeskNote, ...] = ()
    evidence: str = ""


def calls(night: Night, contest: Contest) -> CallsDocument:
    """The contest's verdicts."""
    history = tuple(
        CallChange(
            seq=c.seq, at=c.at.astimezone(dt.UTC), code=c.code, label=c.label, text=c.text, by=c.by,
            candidates=c.candidates, reasons=c.reasons, withdrawn=c.note or None, url=f"s/{c.seq}.json",
        )
        for c in contest.verdict_history
    )  # fmt: skip
    return CallsDocument(
        **head(night, contest, "outright/calls/1"), call=call(contest), history=history, calls=contest.calls,
        race_calls=contest.race_calls, notes=contest.desk_notes, evidence=contest.evidence,
    )  # fmt: skip


class Correction(Part, frozen=True, kw_only=True):
    """A publication that took back votes or moved them. ``votes`` is the change of all votes together."""

    seq: int
    at: dt.datetime | None
    source: str
    text: str
    votes: int | None
    url: str


class CorrectionsDocument(Head, frozen=True, kw_only=True):
    """Every correction of the count, newest first."""

    corrections: tuple[Correction, ...]


def corrections(night: Night, contest: Contest) -> CorrectionsDocument:
    """The corrections of the contest's count."""
    return CorrectionsDocument(
        **head(night, contest, "outright/corrections/1"), corrections=tuple(_corrections(contest))
    )  # fmt: skip


def _corrections(contest: Contest) -> Iterable[Correction]:
    for n in sorted(contest.notes, key=lambda note: -note.seq):
        if n.kind == "correction":
            url = f"s/{n.seq}.json"
            yield Correction(seq=n.seq, at=utc(n.at), source=n.source, text=n.text, votes=n.votes, url=url)


class MoneyDocument(Head, frozen=True, kw_only=True):
    """What campaigns and others raised and spent, as known on the night's day; null where nothing is known.

    It stands beside the count and decides nothing. Amounts are whole cents; no giver is named.
    """

    money: Money | None


def money(night: Night, contest: Contest) -> MoneyDocument:
    """The contest's money."""
    return MoneyDocument(**head(night, contest, "outright/money/1"), money=contest.context.money)
