"""A message: one thing that happened, worded for a person and spelled for a machine. Plain values, kept as JSON."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from outright.bulletin import Night
from outright.bulletin.events import CALLED, Event, EventKind
from outright.publish.words import banners, clean

LONGEST_TITLE = 200
LONGEST_TEXT = 1500
_DIGEST_LINES = 15
_CALLS = frozenset({EventKind.CALL.value, EventKind.WITHDRAWN.value})


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to tell. ``id`` is the same for ever for the same thing.

    ``url`` is "" where there is no page, and begins with "/" where the site's public address is not known.

    ``prefix`` says in front of everything that this is a test or a rehearsal. ``urgent`` messages are never held
    back. ``contest`` is "" where it is about a source or the whole night. ``data`` is what a webhook carries besides.
    """

    id: str
    type: str
    election: str
    contest: str
    seq: int
    at: dt.datetime
    at_text: str
    label: str
    about: str
    text: str
    url: str
    prefix: str
    official: bool
    urgent: bool
    data: dict[str, Any]

    @property
    def is_call(self) -> bool:
        """Whether it says or withdraws how a contest ends."""
        return self.type in _CALLS

    @property
    def title(self) -> str:
        """What it is about, in one line."""
        return short(f"{self.prefix}{self.label}{f': {self.about}' if self.about else ''}", LONGEST_TITLE)

    @property
    def body(self) -> str:
        """The numbers, whether they are official, and where to look, for a person."""
        status = "Official" if self.official else "Unofficial"
        when = f"{status}, {self.at_text}." if self.at_text else f"{status}."
        page = self.url if "://" in self.url else ""
        return "\n".join(line for line in (short(self.text, LONGEST_TEXT), when, page) if line)


def of_event(night: Night, event: Event, base_url: str) -> Message:
    """An event as a message. A call and its withdrawal are urgent; that it is too close to say is not."""
    called = event.figures.get("code") in {code.value for code in CALLED}
    data = {"contestName": event.contest_name, "candidates": list(event.candidates), "figures": event.figures}
    return made(
        night, id=event.id, type=event.kind.value, contest=event.contest, seq=event.seq, at=event.at,
        at_text=event.at_text, label=event.label, about=event.contest_name, text=event.text,
        url=f"{base_url}{event.url}", official=event.official,
        urgent=event.kind is EventKind.WITHDRAWN or (event.kind is EventKind.CALL and called), data=data,
    )  # fmt: skip


def made(
    night: Night, *, id: str, type: str, seq: int, at: dt.datetime, at_text: str, label: str, about: str, text: str,
    url: str = "", contest: str = "", official: bool = False, urgent: bool = False, data: dict[str, Any] | None = None,
) -> Message:  # fmt: skip
    """A message of this night, marked as a test or a rehearsal where it is one."""
    said = {
        "test": night.test, "rehearsal": night.rehearsal, "electionName": night.name,
        "status": "official" if official else "unofficial", "text": one_line(text), **(data or {}),
    }  # fmt: skip
    return Message(
        id=id, type=type, election=night.id, contest=contest, seq=seq, at=at, at_text=at_text,
        label=one_line(label), about=one_line(about), text=one_line(text), url=url, prefix=prefix(night),
        official=official, urgent=urgent, data=said,
    )  # fmt: skip


def prefix(night: Night) -> str:
    """ "TEST: ", "REHEARSAL: ", both, or nothing on a real night."""
    return "".join(f"{word.upper()}: " for word, _ in banners(night))


def digest(messages: Sequence[Message], rule: str) -> Message:
    """What was held back, as one message: a line each, oldest first, the last ones only counted when they are many."""
    first, last = messages[0], messages[-1]
    known = hashlib.sha256("\n".join(m.id for m in messages).encode()).hexdigest()[:16]
    room = LONGEST_TEXT // min(len(messages), _DIGEST_LINES) - 1
    lines = [short(f"{m.at_text} {m.label}: {m.about}. {one_line(m.text)}", room) for m in messages[:_DIGEST_LINES]]
    if len(messages) > _DIGEST_LINES:
        lines.append(f"and {len(messages) - _DIGEST_LINES} more")
    return Message(
        id=f"{first.election}/digest/{rule.replace(' ', '-')}/{known}", type="digest", election=first.election,
        contest="", seq=max(m.seq for m in messages), at=last.at, at_text=last.at_text,
        label=f"{len(messages)} more since {first.at_text}", about="", text="\n".join(lines), url="",
        prefix=first.prefix, official=all(m.official for m in messages), urgent=False,
        data={"messages": [m.id for m in messages]},
    )  # fmt: skip


def one_line(text: str) -> str:
    """The text without line breaks and control characters."""
    return " ".join(clean(text).split())


def short(text: str, most: int) -> str:
    """The text cut to ``most`` characters, with an ellipsis where something is missing."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
