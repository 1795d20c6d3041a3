"""What every data document is made of: frozen values, spelled as AP spells them, and the head they share.

A document is a pure function of the bulletin. Equal documents are equal bytes in every process.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from outright.bulletin import Contest, Night
from outright.terms import ResultsStatus


def spelled(name: str) -> str:
    """A field as AP writes it: camelCase, with ``ID`` in capitals.

    >>> spelled("race_id"), spelled("precincts_reporting_pct"), spelled("source_ids"), spelled("id")
    ('raceID', 'precinctsReportingPct', 'sourceIDs', 'id')
    """
    first, *rest = name.split("_")
    return first + "".join({"id": "ID", "ids": "IDs"}.get(part, part.title()) for part in rest)


class Part(msgspec.Struct, frozen=True, kw_only=True, rename=spelled):
    """A frozen part of a data document."""


class Head(Part, frozen=True, kw_only=True):
    """What every document of a contest says first: which contest, since which publication, how official.

    ``seq`` and ``as_of`` (UTC) are those of the last publication that concerned this contest. ``test`` and
    ``rehearsal`` say that the figures are not a real night's.
    """

    schema: str
    night: str
    contest: str
    race_id: str
    seq: int
    as_of: dt.datetime | None
    status: ResultsStatus
    test: bool
    rehearsal: bool


def head(night: Night, contest: Contest, schema: str) -> dict[str, Any]:
    """The fields of `Head`; ``schema`` names the kind and version of the document."""
    return {
        "schema": schema, "night": night.id, "contest": contest.id, "race_id": race_id(night, contest),
        "seq": contest.seq, "as_of": utc(contest.as_of), "status": status_of(night, contest), "test": night.test,
        "rehearsal": night.rehearsal,
    }  # fmt: skip


def race_id(night: Night, contest: Contest) -> str:
    """The id of a contest among all nights: "us-ga-2017-04-18/us-house-6"."""
    return f"{night.id}/{contest.id}"


def status_of(night: Night, contest: Contest) -> ResultsStatus:
    """How official the contest's count is; as the night's where the bulletin does not say."""
    return contest.status if contest.status is not None else night.status


def utc(at: dt.datetime | None) -> dt.datetime | None:
    """The moment in UTC, which JSON spells with a Z."""
    return None if at is None else at.astimezone(dt.UTC)


def encode(document: object) -> bytes:
    """The document as JSON: the same document gives the same bytes in every process."""
    return msgspec.json.encode(document, order="deterministic")
