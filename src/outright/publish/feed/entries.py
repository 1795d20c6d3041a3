"""What a feed holds before it is spelled: its heading and its entries, newest first, names as plain text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from outright.bulletin import Bulletin, Contest, Night
from outright.bulletin.events import Event, contest_events
from outright.publish.language import ENGLISH, Language, Untranslated, address, language
from outright.publish.render import feed_name
from outright.publish.site import Site
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
    """A feed: what it is about, its page, its own two addresses ("" where not known), its language, its entries.

    The newest entry comes first.
    """

    title: str
    text: str
    page: str
    rss_url: str
    json_url: str
    language: str
    entries: tuple[Entry, ...]
    test: bool
    rehearsal: bool

    @property
    def updated(self) -> dt.datetime | None:
        """When the newest entry happened; None without one."""
        return self.entries[0].at if self.entries else None


@dataclass(frozen=True, slots=True)
class Place:
    """One language of a site: how its feeds are called, and under which address its pages are."""

    site: Site
    code: str

    def name(self, ending: str) -> str:
        """``feed.xml`` in the site's first language, ``feed.es.xml`` in another."""
        return feed_name(self.site, self.code, ending)

    @property
    def prefix(self) -> str:
        """What stands before every address of a page in this language."""
        return address("", self.code, self.site.languages)


def contest_channel(bulletin: Bulletin, contest_id: str, place: Place) -> Channel:
    """The feed of one contest."""
    told, contest = _told(bulletin, place), bulletin.contest(contest_id)
    happened = told.of(contest, told.said.contest(contest_id))
    return _channel(told, contest.name, f"/{bulletin.night.id}/{contest.id}/", happened)


def night_channel(bulletin: Bulletin, place: Place) -> Channel:
    """The feed of a whole night."""
    told, order = _told(bulletin, place), {c.id: i for i, c in enumerate(bulletin.contests)}
    found = (e for c, s in zip(bulletin.contests, told.said.contests, strict=True) for e in told.of(c, s))
    happened = sorted(found, key=lambda event: (event.seq, order[event.contest]))
    return _channel(told, bulletin.night.name, f"/{bulletin.night.id}/", happened)


@dataclass(frozen=True, slots=True)
class _Told:
    """A night in the language of a feed."""

    said: Bulletin
    to: Language
    place: Place

    def of(self, english: Contest, said: Contest) -> tuple[Event, ...]:
        """What happened in a contest. An event that holds a text nobody can translate for sure stays English, whole."""
        night = self.said.night.id
        if self.to is ENGLISH:
            return contest_events(night, english)
        kept = {t for c in said.verdict_history for t in (c.label, c.note) if isinstance(t, Untranslated)}
        kept |= {n.text for n in said.notes if isinstance(n.text, Untranslated)}
        ours = contest_events(night, said, self.to.gettext)
        return tuple(
            plainly if any(text.rstrip(".") in event.text for text in kept) else event
            for event, plainly in zip(ours, contest_events(night, english), strict=True)
        )


def _told(bulletin: Bulletin, place: Place) -> _Told:
    to = language(place.code)
    return _Told(to.translated(bulletin), to, place)


def marked(night: Night, title: str, to: Language = ENGLISH) -> str:
    """A title that says in front that this is a test, a rehearsal or a past night."""
    return plain("".join(f"{word.upper()}: " for word, _ in banners(night, to)) + title)


def plain(text: str) -> str:
    """The text in one line, without what a feed cannot carry."""
    return " ".join(_NOT_XML.sub("", clean(text)).split())


def _channel(told: _Told, name: str, page: str, happened: Sequence[Event]) -> Channel:
    night, to, place = told.said.night, told.to, told.place
    base_url, at = place.site.base_url, f"/v1{page}"
    up = base_url or "/".join([".."] * (at.count("/") - 1))  # from the feed's folder to the top of the tree
    notes = " ".join(f"{word}. {sentence}" for word, sentence in banners(night, to))
    about = to.gettext("Calls, corrections and milestones of the count.")
    official = night.status is ResultsStatus.CERTIFIED
    status = to.gettext("Official results.") if official else to.gettext("Unofficial results.")
    return Channel(
        title=marked(night, name, to), text=plain(f"{notes} {about} {status}"), page=up + place.prefix + page,
        rss_url=base_url and base_url + at + place.name("xml"),
        json_url=base_url and base_url + at + place.name("json"), language=to.code,
        entries=tuple(_entry(told, event, up + place.prefix) for event in reversed(happened[-MOST:])),
        test=night.test, rehearsal=night.rehearsal,
    )  # fmt: skip


def _entry(told: _Told, event: Event, up: str) -> Entry:
    night, to = told.said.night, told.to
    status = to.gettext("Official, %(time)s.") if event.official else to.gettext("Unofficial, %(time)s.")
    text = f"{event.text} {status % {'time': event.at_text}}"
    return Entry(
        id=event.id, title=marked(night, f"{event.label}: {event.contest_name}", to), text=plain(text),
        url=up + event.url, at=event.at, kind=event.kind, contest=event.contest, seq=event.seq,
        figures=event.figures,
    )  # fmt: skip
