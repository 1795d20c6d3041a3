"""Notices as bytes: what people and Outright put into the night beside the counts. `feeds.notice` reads them. Pure."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

import msgspec

from outright.archive import Received
from outright.count import DeskWord, NoticeKind
from outright.feeds.notice import Document

OURSELVES = "Outright"
_NAME = "notice.json"


def notice(
    kind: NoticeKind, text: str, by: str, at: dt.datetime, *, key: str, about: int | None = None, unit: str = "",
    until: dt.datetime | None = None, code: str = "", body: bytes = b"", status: int | None = None,
    desk: DeskWord | None = None,
) -> Received:  # fmt: skip
    """A notice as a publication of the night. ``key`` is the key of the source it is about, or of the desk.

    ``body`` is what a source answered in place of its file; it is kept inside the notice. ``desk`` is what a person
    of the desk says of a contest.
    """
    word = desk or DeskWord("")
    document = Document(
        schema="outright/notice/1", kind=kind, by=by, text=text, at=at, about=about, source=key, unit=unit,
        until=until, code=code, status=status, body=base64.b64encode(body).decode("ascii"),
        contest=word.contest, verdict=word.code, candidates=word.candidates, evidence=word.evidence, via=word.via,
    )  # fmt: skip
    return Received(key, "notice", _NAME, msgspec.json.encode(document, order="deterministic"), at)


def said(body: bytes) -> dict[str, Any]:
    """What a notice says, whenever it does: two that say the same are one."""
    found: dict[str, Any] = msgspec.json.decode(body)
    found.pop("at", None)
    return found
