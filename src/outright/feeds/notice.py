"""Reads a notice: ``outright/notice/1``, what people or Outright itself say beside the counts.

A source that gave no answer, a person's decision about a publication that waits, an outage, longer polling
hours. A notice holds no votes and changes none.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from outright.count import DeskWord, Election, Finding, Notice, NoticeKind, Snapshot
from outright.count.notice import NUMBERED, OF_THE_DESK
from outright.feeds.own_json import malformed, names_schema, parsed
from outright.feeds.reader import Reader
from outright.terms import CONTEST_VERDICTS, ResultsStatus, Severity, VerdictCode

SCHEMA = "outright/notice/1"

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
Hash = Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")]


class Document(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True, omit_defaults=True):
    """The fields of a notice, as they stand in its JSON."""

    schema: Literal["outright/notice/1"]
    kind: NoticeKind
    by: Text
    text: Text
    at: Annotated[dt.datetime, msgspec.Meta(tz=True)]
    about: Annotated[int, msgspec.Meta(ge=1)] | None = None
    source: str = ""
    unit: str = ""
    until: Annotated[dt.datetime, msgspec.Meta(tz=True)] | None = None
    code: str = ""
    status: int | None = None
    body: str = ""
    contest: str = ""
    verdict: VerdictCode | None = None
    candidates: tuple[str, ...] = ()
    evidence: Hash = ""
    via: str = ""


def recognises(body: bytes, name: str) -> bool:
    """Whether the first bytes name the notice's schema."""
    del name
    return names_schema(body, SCHEMA)


def read(body: bytes, name: str) -> Snapshot:
    """The notice as a snapshot without contests; ``FeedMalformed`` where a field is missing, unknown or contradicts."""
    said, document = parsed(body, name, Document, "notice")
    if (said.kind in NUMBERED) != (said.about is not None):
        raise malformed(
            f"{name}: a {said.kind.value} {'needs' if said.kind in NUMBERED else 'has no'} publication number",
            "$.about", "Give the number of the publication that waits, and only for a decision.",
        )  # fmt: skip
    if said.kind is NoticeKind.POLLING_HOURS and said.until is None:
        raise malformed(f"{name} says that voting goes on longer and not until when", "$.until", "Give the new hour.")
    desk = _desk(said, name)
    notice = Notice(said.kind, said.text, said.by, said.about, said.source, said.unit, said.until, desk)
    return Snapshot(
        kind="notice",
        election=Election(said.by),
        published_at=said.at,
        published_text=str(document["at"]),
        status=ResultsStatus.PRE_ELECTION,
        findings=(Finding(said.kind.value, Severity.INFO, said.by, said.text),),
        notices=(notice,),
    )


def _desk(said: Document, name: str) -> DeskWord | None:
    """What the desk says of a contest; None for any other notice. ``FeedMalformed`` where it is only half said."""
    given = bool(said.contest or said.verdict or said.candidates or said.evidence or said.via)
    if said.kind not in OF_THE_DESK:
        if given:
            raise malformed(f"{name}: a {said.kind.value} says nothing of a contest", "$.contest", "Leave it out.")
        return None
    if not said.contest:
        raise malformed(f"{name} does not say of which contest", "$.contest", "Give the contest's id.")
    proposes, approves = said.kind is NoticeKind.PROPOSE, said.kind is NoticeKind.APPROVE
    if proposes != (said.verdict is not None) or (said.verdict and said.verdict not in CONTEST_VERDICTS):
        raise malformed(f"{name}: a proposal, and nothing else, says a verdict", "$.verdict", "Correct the verdict.")
    if (proposes or approves) != bool(said.evidence):
        raise malformed(
            f"{name}: who proposes or approves a call, and nobody else, says what was seen", "$.evidence",
            "Give the hash of the evidence that was before you.",
        )  # fmt: skip
    return DeskWord(said.contest, said.verdict, said.candidates, said.evidence, said.via)


READER = Reader(
    "notice", "Notices", recognises, read,
    publisher="a desk, or Outright itself", change="`at`",
)  # fmt: skip
