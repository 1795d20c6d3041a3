"""Walks a Clarity site: the version's number, then what that version promises; the counties' sites if asked.

``current_ver.txt`` may be ahead of its files, a cache may name an older version than it did, and a county's
own version may be ahead of the one that the state lists. So: a new version is asked for a few times,
then the one before it; nothing older than what was given out is given out again; what stays missing
is owed, and asked for at the next poll.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial

from outright.archive.fetched import Fetched
from outright.count.ids import slug
from outright.errors import FeedError
from outright.feeds.clarity_settings import ClaritySettings, CountySettings, current_version, settings_of
from outright.feeds.unpack import is_zip
from outright.night.walks.ask import ask, bad_address, odd, side_by_side
from outright.night.walks.clarity_address import ClaritySite, clarity_site
from outright.night.walks.values import Document, Get, Target, Trail, Trouble

_SETTINGS = "settings"
_ALL = "all counties"
_ALL_COUNTIES_EVERY = 10
_PAUSE = 1.0
_PATIENT_PARTS = 5
# The version's number was just given to us, so that a refusal of its files means that they are not there yet.
_NOT_YET = ("not-there", "site-in-trouble", "blocked", "cut-short", "odd-answer")


@dataclass(slots=True)
class _Poll:
    """What one poll works with. ``patience``: how many more late files are waited for; where many are late,
    waiting for each helps nobody.
    """

    target: Target
    trail: Trail
    get: Get
    patience: int = _PATIENT_PARTS


@dataclass(frozen=True, slots=True)
class _Found:
    """What came of one part, and the version that is now in hand (None: none that is new)."""

    part: str
    items: tuple[Document | Trouble, ...]
    version: int | None
    owed: bool


async def clarity(target: Target, trail: Trail, get: Get) -> AsyncGenerator[Document | Trouble, None]:
    """One poll. Without a new version it is one question of six bytes."""
    site = clarity_site(target.urls[0])
    if site is None:
        yield bad_address(target.urls[0], "an address of a Clarity election (…/GA/105369/)")
        return
    trail.polls += 1
    version = await _named(site, "", get)
    if isinstance(version, Trouble):
        yield version
        return
    if trail.highest.get("", -1) > version:
        yield _went_back(site.current, version, trail.highest[""])
        return
    due = _counties_due(target, trail, version)
    if due == "all":
        trail.owed.add(_ALL)  # until the round is through, should it be broken off
    settings: ClaritySettings | None = None
    if trail.is_newest("", version) or due:
        item, settings = await _settings(site, version, trail, get)
        if item is not None:
            yield item
        if isinstance(item, Document):
            trail.highest[_SETTINGS] = version
    if trail.is_newest("", version):
        before = sorted(settings.versions, reverse=True) if settings else []
        wanted = [version, *(v for v in before if v < version)][:2]
        found = await _newest_of(_Poll(target, trail, get), site, "", wanted)
        async for item in _given_out(found, trail):
            yield item
    if due and settings is not None:
        visited = [c for c in settings.counties if due == "all" or slug(c.name) in trail.owed]
        async for item in _counties(_Poll(target, trail, get), site, visited):
            yield item
        trail.owed.discard(_ALL)


def _counties_due(target: Target, trail: Trail, version: int) -> str:
    """Whether the counties are visited: all when the state is new, and now and then; else those owed."""
    if not target.counties:
        return ""
    if trail.is_newest("", version) or _ALL in trail.owed or trail.polls % _ALL_COUNTIES_EVERY == 0:
        return "all"
    return "owed" if trail.owed - {""} else ""


async def _named(site: ClaritySite, part: str, get: Get) -> int | Trouble:
    got = await ask(get, site.current, part)
    if isinstance(got, Trouble):
        return got
    try:
        return current_version(got.body)
    except FeedError as error:
        return odd(part, got, error)


async def _settings(
    site: ClaritySite, version: int, trail: Trail, get: Get
) -> tuple[Document | Trouble | None, ClaritySettings | None]:
    """The settings of a version, and what to give out of them. Without them the state's counts still come."""
    got = await ask(get, site.settings(version), _SETTINGS)
    if isinstance(got, Trouble):
        return got, None
    try:
        settings = settings_of(got.body)
    except FeedError as error:
        return odd(_SETTINGS, got, error), None
    if not trail.is_newest(_SETTINGS, version):
        return None, settings
    name, at = "electionsettings.json", got.received_at
    item = Document(_SETTINGS, "clarity-settings", name, got.url, got.body, at, str(version), version, "settings")
    return item, settings


async def _counties(
    here: _Poll, site: ClaritySite, counties: Sequence[CountySettings]
) -> AsyncGenerator[Document | Trouble, None]:
    jobs = (partial(_county, here, site, county) for county in counties)
    async with aclosing(side_by_side(jobs, here.target.at_once)) as results:
        async for found in results:
            async for item in _given_out(found, here.trail):
                yield item


async def _county(here: _Poll, state: ClaritySite, county: CountySettings) -> _Found:
    """A county's own version first, then the one that the state lists, which may be older."""
    part = slug(county.name)
    site = state.of_county(county.url_name, county.election_id)
    if site is None:
        return _Found(
            part, (replace(bad_address(state.base, f"a county: {county.url_name!a}"), part=part),), None, False
        )
    named = await _named(site, part, here.get)
    versions = {county.version} if isinstance(named, Trouble) else {county.version, named}
    # A county that has sent nothing yet is listed with version 0 and may have no files at all.
    wanted = sorted((v for v in versions if v > 0 and here.trail.is_newest(part, v)), reverse=True)
    if not wanted and county.version == 0 and isinstance(named, Trouble) and named.code == "not-there":
        return _Found(part, (), None, False)
    if not wanted:
        silent = (named,) if isinstance(named, Trouble) else ()
        return _Found(part, silent, None, bool(silent))
    return await _newest_of(here, site, part, wanted)


async def _newest_of(here: _Poll, site: ClaritySite, part: str, wanted: Sequence[int]) -> _Found:
    """The first of these versions that is really there; the first is asked for several times."""
    items: list[Document | Trouble] = []
    for n, version in enumerate(v for v in wanted if here.trail.is_newest(part, v)):
        got = await _patiently(here, site.detail(version), part, here.target.tries if n == 0 else 1)
        if isinstance(got, Trouble):
            if got.code not in _NOT_YET:
                return _Found(part, (*items, got), None, True)
            items.append(_race(got, version))
            continue
        arrived = is_zip(got.body)
        note = "odd" if not arrived else "version-race" if n else ""
        at, name = got.received_at, "detailxml.zip"
        order = version if arrived else None
        items.append(Document(part, here.target.kind, name, got.url, got.body, at, str(version), order, note))
        if arrived:
            return _Found(part, tuple(items), version, n > 0)
    return _Found(part, tuple(items), None, True)


async def _patiently(here: _Poll, url: str, part: str, tries: int) -> Fetched | Trouble:
    """A file that its version promises: an error, or a page in its place, is given a little time."""
    got = await ask(here.get, url, part)
    for n in range(1, tries):
        if here.patience <= 0 or not _late(got):
            break
        await here.trail.pause(_PAUSE * n)
        got = await ask(here.get, url, part)
    here.patience -= _late(got)
    return got


def _late(got: Fetched | Trouble) -> bool:
    return got.code in _NOT_YET if isinstance(got, Trouble) else not is_zip(got.body)


async def _given_out(found: _Found, trail: Trail) -> AsyncGenerator[Document | Trouble, None]:
    """Hands the items out, and only then remembers: what the caller could not keep is fetched again."""
    for item in found.items:
        yield item
    if found.version is not None:
        trail.highest[found.part] = found.version
    (trail.owed.add if found.owed else trail.owed.discard)(found.part)


def _race(got: Trouble, version: int) -> Trouble:
    answer = f"answers {got.status}" if got.status else "does not answer"
    said = f"Version {version} is named and its file does not come: the site {answer}, so it may not be there yet."
    refused = " If it stays so, the site refuses us." if got.code == "blocked" else ""
    return replace(got, code="version-race", text=f"{said}{refused} Earlier counts stand; it is asked for again.")


def _went_back(url: str, version: int, known: int) -> Trouble:
    text = f"The site names version {version} after {known}: a stale copy. The newer one stands."
    return Trouble("", url, "older", text)
