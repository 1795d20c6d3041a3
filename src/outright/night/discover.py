"""What is behind an address or a file: which kind it is, how it would be fetched, and what it holds now.

For ``outright init``: a desk pastes what it has, a public page or a file's address, and gets a source to
put into a night's settings. Known patterns of addresses are tried first, then the bytes decide; nothing is
guessed from a name alone. What was found was fetched and read once, so that it is known to work.
"""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from outright import feeds
from outright.archive.fetched import redacted
from outright.count import Snapshot
from outright.errors import FeedError, FeedNotRecognised, FeedUnavailable, UsageError
from outright.feeds.text import is_html
from outright.night.walks import Document, Get, Target, Trail, Trouble, unpacked, walk_for
from outright.night.walks.clarity_address import clarity_site
from outright.night.walks.enhanced_voting_address import enhanced_site

_AP_HOST = "api.ap.org"
_AP_KEY = "AP_API_KEY"
_HREF = re.compile(r"""(?:href|src)\s*=\s*["']([^"'<>\s]{1,500})["']""", re.IGNORECASE)
_FILES = (".csv", ".json", ".xml", ".zip", ".xlsx", ".txt", ".gz")
_MOST_LINKS = 5


@dataclass(frozen=True, slots=True)
class FoundContest:
    """One contest as the source lists it; ``seats`` is how many are elected."""

    id: str
    name: str
    candidates: tuple[str, ...]
    seats: int


@dataclass(frozen=True, slots=True)
class Discovered:
    """A source that was fetched and read once.

    ``target`` is how it is walked (its ``urls`` are empty for a local file). ``name`` and ``version`` are
    those of what was read; ``units`` counts the reporting units that it names. ``troubles`` are what did
    not come on the way; they do not spoil what did. ``snapshot`` is what was read.
    """

    kind: str
    target: Target
    name: str
    version: str
    election: str
    date: dt.date | None
    contests: tuple[FoundContest, ...]
    units: int
    is_test: bool
    published_text: str = ""
    troubles: tuple[Trouble, ...] = ()
    snapshot: Snapshot | None = None


async def discover(text: str, get: Get, environ: Mapping[str, str] | None = None) -> Discovered:
    """What is behind a pasted address or a local path.

    Raises `FeedUnavailable` when nothing came, `FeedNotRecognised` when what came is no results file (a
    public page's links to results are named), `UsageError` for no address at all.
    """
    text = text.strip()
    if not text:
        raise UsageError("There is neither an address nor a file", hint="Give one: outright init URL|FILE.")
    if "://" not in text:
        name, body = feeds.load(text)
        return _described(feeds.read(body, name=name), Target("", ()), name, "", ())
    trail = Trail() if environ is None else Trail(environ=environ)
    refused: tuple[Trouble, ...] = ()
    for target in _patterns(text):
        found, refused = await _walked(target, trail, get)
        if found is not None:
            return found
        if target.kind == "ap" or any(t.code == "which-election" for t in refused):
            raise _nothing(refused)
    try:
        found, troubles = await _walked(Target("", (text,)), trail, get)
    except FeedNotRecognised as error:
        if refused:  # the address looks like a known site, whose files did not come
            error.hint = f"{refused[-1].text} {error.hint}"
        raise
    if found is None:
        raise _nothing((*refused, *troubles))
    return found


def _patterns(url: str) -> list[Target]:
    """The kinds of site that an address looks like; each is tried, none is believed."""
    found = []
    if clarity_site(url):
        found.append(Target("clarity", (url,)))
    if enhanced_site(url):
        found.append(Target("enhanced-voting", (url,)))
    if urlsplit(url).hostname == _AP_HOST:
        found.append(Target("ap", (url,), key_env=_AP_KEY))
    return found


async def _walked(target: Target, trail: Trail, get: Get) -> tuple[Discovered | None, tuple[Trouble, ...]]:
    """The first file with counts that a walk brings; else the troubles. A file that cannot be read is an error."""
    troubles: list[Trouble] = []
    async with aclosing(walk_for(target.kind)(target, trail, get)) as walk:
        async for item in walk:
            if isinstance(item, Trouble):
                troubles.append(item)
            elif item.note == "odd":
                troubles.append(Trouble(item.part, item.url, "not-what-it-should-be", "A page came in its place."))
            elif item.note != "settings":
                return _read(item, target, tuple(troubles)), tuple(troubles)
    return None, tuple(troubles)


def _read(item: Document, target: Target, troubles: tuple[Trouble, ...]) -> Discovered:
    name, body = unpacked(item)
    if is_html(body):
        raise _public_page(item.url, body)
    try:
        snapshot = feeds.read(body, name=name)
    except FeedError as error:
        error.where = f"{redacted(item.url)} {error.where}".strip()
        raise
    return _described(snapshot, target, name, item.version, troubles)


def _described(
    snapshot: Snapshot, target: Target, name: str, version: str, troubles: tuple[Trouble, ...]
) -> Discovered:
    contests = tuple(
        FoundContest(c.contest.id, c.contest.name, tuple(x.name for x in c.contest.candidates), c.contest.seats)
        for c in snapshot.contests
    )
    units = {unit.unit.id for count in snapshot.contests for unit in count.units}
    site = clarity_site(target.urls[0]) if target.kind == "clarity" else None
    urls = (site.base,) if site else target.urls
    kind = target.kind or snapshot.kind
    return Discovered(
        kind=kind,
        target=Target(kind, urls, key_env=target.key_env),
        name=name,
        version=version,
        election=snapshot.election.name,
        date=snapshot.election.date,
        contests=contests,
        units=len(units),
        is_test=snapshot.is_test,
        published_text=snapshot.published_text,
        troubles=troubles,
        snapshot=snapshot,
    )


def _nothing(troubles: tuple[Trouble, ...]) -> FeedUnavailable:
    """The error when no walk brought a file: the last trouble is the nearest to what was asked."""
    if not troubles:
        return FeedUnavailable("The address gave nothing", hint="Try it in a browser.")
    last = troubles[-1]
    return FeedUnavailable(last.text.rstrip("."), where="" if last.url in last.text else last.url)


def _public_page(url: str, body: bytes) -> FeedNotRecognised:
    links = ", ".join(result_links(url, body))
    hint = (
        f"Give one of what it links to: {links}."
        if links
        else "Give the address of a file (often under Download or Export), or of a Clarity or Enhanced Voting election."
    )
    return FeedNotRecognised("This is the public page, not a results file", where=redacted(url), hint=hint)


def result_links(url: str, body: bytes) -> list[str]:
    """The links of a page that look like results: other sites' elections, files. At most five."""
    found: dict[str, None] = {}
    for href in _HREF.findall(body[: 2**20].decode("utf-8", "replace")):
        try:
            link = urljoin(url, html.unescape(href))
            parts = urlsplit(link)
        except ValueError:
            continue
        likely = parts.path.lower().endswith(_FILES) or clarity_site(link) or enhanced_site(link)
        if parts.scheme in ("http", "https") and likely:
            found[redacted(link)] = None
    return list(found)[:_MOST_LINKS]
