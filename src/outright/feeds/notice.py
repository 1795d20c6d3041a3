"""Reads a notice: ``outright/notice/1``, what people or Outright itself say beside the counts.

A source that gave no answer, a person's decision about a publication that waits, an outage, longer polling
hours. A notice holds no votes and changes none.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import msgspec

from outright.count import Election, Finding, Notice, NoticeKind, Snapshot
from outright.feeds.own_json import malformed, names_schema, parsed
from outright.feeds.reader import Reader
from outright.terms import ResultsStatus, Severity

SCHEMA = "outright/notice/1"

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=4000)]
DECISIONS = frozenset({NoticeKind.RELEASE, NoticeKind.REJECT})


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


def recognises(body: bytes, name: str) -> bool:
    """Whether the first bytes name the notice's schema."""
    del name
    return names_schema(body, SCHEMA)


def read(body: bytes, name: str) -> Snapshot:
    """The notice as a snapshot without contests; ``FeedMalformed`` where a field is missing, unknown or contradicts."""
    said, document = parsed(body, name, Document, "notice")
    if (said.kind in DECISIONS) != (said.about is not None):
        raise malformed(
            f"{name}: a {said.kind.value} {'needs' if said.kind in DECISIONS else 'has no'} publication number",
            "$.about", "Give the number of the publication that waits, and only for a decision.",
        )  # fmt: skip
    if said.kind is NoticeKind.POLLING_HOURS and said.until is None:
        raise malformed(f"{name} says that voting goes on longer and not until when", "$.until", "Give the new hour.")
    notice = Notice(said.kind, said.text, said.by, said.about, said.source, said.unit, said.until)
    return Snapshot(
        kind="notice",
        election=Election(said.by),
        published_at=said.at,
        published_text=str(document["at"]),
        status=ResultsStatus.PRE_ELECTION,
        findings=(Finding(said.kind.value, Severity.INFO, said.by, said.text),),
        notices=(notice,),
    )


READER = Reader(
    "notice", "Notices", recognises, read,
    publisher="a desk, or Outright itself", change="`at`",
)  # fmt: skip
