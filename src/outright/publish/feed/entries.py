"""What a feed holds before it is spelled: its heading and its entries, newest first, names as plain text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from outright.bulletin import Bulletin, Contest, Night
from outright.bulletin.events import Event, contest_events, events
from outright.publish.words import banners, clean
from outright.terms import ResultsStatus

MOST = 100
"""How many entries a feed holds; older ones stay on the page."""

# What no XML file may hold, escaped or not; the rest of what `clean` takes out could be there but should not be.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as a feed tells it; ``url`` is whole where the feed's own address is known, else relative to it."""

    id: str
    title: str
    text: str
    url: str
    at: dt.datetime
    kind: str
    contest: str
    seq: int
    figures: dict[str, int | str]


@dataclass(frozen=True, slots=True)
class Channel:
    """A feed: what it is about, its page, its own two addresses ("" where not known), its entries, newest first."""

    title: str
    text: str
    page: str
    rss_url: str
    json_url: str
    entries: tuple[Entry, ...]
    test: bool
    rehearsal: bool

    @property
    def updated(self) -> dt.datetime | None:
        """When the newest entry happened; None without one."""
        return self.entries[0].at if self.entries else None


def contest_channel(night: Night, contest: Contest, base_url: str) -> Channel:
    """The feed of one contest."""
    at = f"/v1/{night.id}/{contest.id}/feed"
    happened = contest_events(night.id, contest)
    return _channel(night, contest.name, f"/{night.id}/{contest.id}/", at, happened, base_url)


def night_channel(bulletin: Bulletin, base_url: str) -> Channel:
    """The feed of a whole night."""
    night = bulletin.night
    return _channel(night, night.name, f"/{night.id}/", f"/v1/{night.id}/feed", events(bulletin), base_url)


def marked(night: Night, title: str) -> str:
    """A title that says in front that this is a test or a rehearsal."""
    return plain("".join(f"{word.upper()}: " for word, _ in banners(night)) + title)


def plain(text: str) -> str:
    """The text in one line, without what a feed cannot carry."""
    return " ".join(_NOT_XML.sub("", clean(text)).split())


def _channel(
    night: Night, name: str, page: str, at: str, happened: Sequence[Event], base_url: str
) -> Channel:  # fmt: skip
    up = base_url or "/".join([".."] * (at.count("/") - 1))  # from the feed's folder to the top of the tree
    notes = " ".join(f"{word}. {sentence}" for word, sentence in banners(night))
    official = night.status is ResultsStatus.CERTIFIED
    about = f"Calls, corrections and milestones of the count. {'Official' if official else 'Unofficial'} results."
    return Channel(
        title=marked(night, name), text=plain(f"{notes} {about}"), page=up + page,
        rss_url=f"{base_url}{at}.xml" if base_url else "", json_url=f"{base_url}{at}.json" if base_url else "",
        entries=tuple(_entry(night, event, up) for event in reversed(happened[-MOST:])),
        test=night.test, rehearsal=night.rehearsal,
    )  # fmt: skip


def _entry(night: Night, event: Event, up: str) -> Entry:
    text = f"{event.text} {'Official' if event.official else 'Unofficial'}, {event.at_text}."
    return Entry(
        id=event.id, title=marked(night, f"{event.label}: {event.contest_name}"), text=plain(text),
        url=up + event.url, at=event.at, kind=event.kind, contest=event.contest, seq=event.seq,
        figures=event.figures,
    )  # fmt: skip
