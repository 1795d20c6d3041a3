"""Reads an office's statement of ballots on hand: ``outright/statement/1``, a small JSON of our own.

Officials say such things in a sentence; somebody types it in. A statement holds no votes: it says what
is left beyond the precincts, or that a unit's count is finished. Because verdicts rest on it, nothing
is guessed: an unknown field, a repeated key or a contradiction refuses the whole statement.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from outright.count import BallotsOnHand, Election, Finding, Snapshot
from outright.feeds.own_json import malformed, names_schema, parsed
from outright.feeds.reader import Reader
from outright.terms import ResultsStatus, Severity, VoteMethod

SCHEMA = "outright/statement/1"


Text = Annotated[str, msgspec.Meta(min_length=1)]


class _OnHand(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    unit: Text
    ballots: Annotated[int, msgspec.Meta(ge=0)]
    beyond_precincts: bool
    method: VoteMethod | None = None


class _Statement(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    schema: Literal["outright/statement/1"]
    source: Text
    published_at: Annotated[dt.datetime, msgspec.Meta(tz=True)]
    status: Literal["unofficial-partial", "unofficial-complete"]
    text: Text
    rehearsal: bool
    on_hand: tuple[_OnHand, ...] = ()
    complete: tuple[Text, ...] = ()
    election: str = ""
    election_date: dt.date | None = None


def recognises(body: bytes, name: str) -> bool:  # noqa: ARG001 - every reader takes the file's name
    """Whether the first bytes name the statement's schema."""
    return names_schema(body, SCHEMA)


def read(body: bytes, name: str) -> Snapshot:
    """The statement as a snapshot without contests: ``on_hand``, ``complete_units``, its clock and text.

    ``published_text`` is the moment as written. The sentence itself is an ``info`` finding, and another
    says so when the statement is a rehearsal. Raises ``FeedMalformed``.
    """
    said, document = parsed(body, name, _Statement, "statement")
    _refuse_contradictions(said, name)
    return Snapshot(
        kind="statement",
        election=Election(said.election or said.source, said.election_date),
        published_at=said.published_at,
        published_text=str(document["publishedAt"]),
        status=ResultsStatus(said.status),
        on_hand=tuple(BallotsOnHand(h.unit, h.ballots, h.method, h.beyond_precincts) for h in said.on_hand),
        complete_units=said.complete,
        findings=_findings(said),
    )


READER = Reader(
    "statement", "Officials' statements", recognises, read,
    publisher="a desk, from what an election office says", change="`publishedAt`",
)  # fmt: skip


def _refuse_contradictions(said: _Statement, name: str) -> None:
    seen: dict[str, set[VoteMethod | None]] = {}
    for i, held in enumerate(said.on_hand):
        where = f"$.onHand[{i}]"
        methods = seen.setdefault(held.unit, set())
        if held.method is VoteMethod.TOTAL:
            raise malformed(
                f"{name}: 'total' is not a way of voting", f"{where}.method", "Leave the method out for all."
            )
        if held.method in methods or (methods and None in (held.method, *methods)):
            raise malformed(f"{name} counts ballots of {held.unit} twice", where, "Give each method once, or one sum.")
        methods.add(held.method)
        if held.ballots and held.unit in said.complete:
            raise malformed(
                f"{name} calls {held.unit} complete but holds {held.ballots:,} ballots there",
                where,
                "Ask the office which of the two is right; earlier statements stand.",
            )
    if said.status == "unofficial-complete" and any(h.ballots for h in said.on_hand):
        raise malformed(f"{name} is marked complete while ballots are on hand", "$.status", "Use unofficial-partial.")


def _findings(said: _Statement) -> tuple[Finding, ...]:
    findings = [Finding("statement", Severity.INFO, said.source, said.text)]
    if said.rehearsal:
        findings.append(
            Finding("rehearsal", Severity.INFO, said.source, "This statement is a rehearsal; no office made it.")
        )
    return tuple(findings)
