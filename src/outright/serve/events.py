"""What is told to those who listen when one bulletin follows another: hints, never the count itself.

An event names what changed, where it stands and the ETag it has there; under a kilobyte, whatever names are in it.
Ids rise through the whole night, over restarts too, for they begin with the publication's number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from outright.bulletin import Bulletin, Contest

ID_STEP = 10_000
"""Ids of a publication's events are its number times this, and on."""
SMALLER_THAN = 1024
_SOURCES = 8

Etag = Callable[[str], str]
"""The plain ETag of what is now at an address, without quotes; "" where nothing can be had there."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event: ``contest`` is None where it concerns everybody; ``frame`` is ready to send."""

    id: int
    kind: str
    contest: str | None
    frame: bytes


@dataclass(frozen=True, slots=True)
class Telling:
    """What is to be told, before it has its number."""

    kind: str
    contest: str | None
    data: dict[str, object]


def tellings(before: Bulletin | None, after: Bulletin, changed: Sequence[Contest], etag: Etag) -> Iterator[Telling]:
    """One for each contest that says something new, and one where the night or its sources stand otherwise."""
    known = {c.id: c for c in before.contests} if before else {}
    for contest in changed:
        yield Telling(kind_of(known.get(contest.id), contest), contest.id, _contest(after, contest, etag))
    if before is None:
        return
    moved = _moved(before, after)
    if moved or before.night.status != after.night.status:
        yield Telling("status", None, _status(after, moved, etag))


def kind_of(before: Contest | None, now: Contest) -> str:
    """ "call" for another verdict, "correction" where votes were corrected, else "snapshot"."""
    if before is None:
        return "snapshot"
    if _said(before) != _said(now):
        return "call"
    told = set(_corrections(before))
    return "correction" if set(_corrections(now)) - told else "snapshot"


def numbered(telling: Telling, number: int) -> Event:
    """The event with its id, small enough whatever is in it."""
    frame = _frame(number, telling.kind, telling.data)
    for left_out in ("top", "sources"):
        if len(frame) >= SMALLER_THAN and left_out in telling.data:
            frame = _frame(number, telling.kind, {k: v for k, v in telling.data.items() if k != left_out})
    return Event(number, telling.kind, telling.contest, frame)


def reset(number: int) -> bytes:
    """The frame that says: what you missed is not known any more; read again. ``number`` is the newest id."""
    return _frame(number, "reset", {})


def _frame(number: int, kind: str, data: dict[str, object]) -> bytes:
    return b"id: %d\nevent: %s\ndata: %s\n\n" % (number, kind.encode(), msgspec.json.encode(data))


def _contest(bulletin: Bulletin, contest: Contest, etag: Etag) -> dict[str, object]:
    url = f"/v1/{bulletin.night.id}/{contest.id}/latest.json"
    return {
        "contest": contest.id,
        "seq": contest.seq,
        "etag": etag(url),
        "url": url,
        "in": contest.projection.eevp if contest.projection else None,
        "top": [(c.id, c.votes) for c in contest.candidates[:2]],
        "call": contest.verdict.code,
    }


def _status(bulletin: Bulletin, moved: list[tuple[str, str]], etag: Etag) -> dict[str, object]:
    night = bulletin.night
    url = f"/v1/{night.id}/index.json"
    tag = etag(url)
    if not tag:
        url = f"/v1/{night.id}/bulletin.json"
        tag = etag(url)
    data: dict[str, object] = {"contest": None, "seq": night.seq, "etag": tag, "url": url, "status": night.status}
    return data | ({"sources": moved[:_SOURCES]} if moved else {})


def _moved(before: Bulletin, after: Bulletin) -> list[tuple[str, str]]:
    """The sources whose state is another one now."""
    was = {s.id: s.state for s in before.night.sources}
    return [(s.id, s.state) for s in after.night.sources if was.get(s.id) != s.state]


def _said(contest: Contest) -> tuple[object, ...]:
    return contest.verdict.code, contest.verdict.candidates


def _corrections(contest: Contest) -> list[tuple[int, str, str]]:
    return [(n.seq, n.source, n.text) for n in contest.notes if n.kind == "correction"]
