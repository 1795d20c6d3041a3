"""Walks an Enhanced Voting site: its list of elections, the election's page data, then the export it names.

An election's slug is made by hand and cannot be derived from its date, so that it is looked up. The export
(the file with counties and ways of voting) is what is read; once its address is known, a poll is one
conditional question. A direct address of an export needs none of this.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Any

from outright.archive.fetched import Fetched
from outright.errors import FeedError, FeedMalformed
from outright.feeds.strict_json import a_dict, a_list, a_text, loads
from outright.night.walks.ask import ask, odd
from outright.night.walks.enhanced_voting_address import EnhancedSite, enhanced_site
from outright.night.walks.plain import document, plain
from outright.night.walks.values import Document, Get, Target, Trail, Trouble

_SLUG, _EXPORT = "slug", "export"
_MOST_NAMED = 12


async def enhanced_voting(target: Target, trail: Trail, get: Get) -> AsyncGenerator[Document | Trouble, None]:
    """One poll."""
    site = enhanced_site(target.urls[0])
    if site is None:
        async for item in plain(target, trail, get):
            yield item
        return
    export = trail.notes.get(_EXPORT) or await _find_export(site, target, trail, get)
    if isinstance(export, Trouble):
        yield export
        return
    got = await ask(get, export, "", trail.known(export))
    if isinstance(got, Trouble):
        if got.code == "not-there":
            trail.notes.pop(_EXPORT, None)
        yield got
        return
    if got.changed:
        yield document(target.kind, "", got, trail, export)
        trail.took(export, got.validators)
    trail.notes[_EXPORT] = export
    trail.validators[export] = got.validators


async def _find_export(site: EnhancedSite, target: Target, trail: Trail, get: Get) -> str | Trouble:
    if not site.slug:
        found = trail.notes.get(_SLUG) or await _find_slug(site, target.election, get)
        if isinstance(found, Trouble):
            return found
        site, trail.notes[_SLUG] = replace(site, slug=found), found
    got = await ask(get, site.data)
    if isinstance(got, Trouble):
        return got
    try:
        jurisdiction = a_dict(_object(got).get("jurisdiction"), "$.jurisdiction")
        path = a_text(jurisdiction.get("mediaExportPath"), "$.jurisdiction.mediaExportPath", optional=True)
    except FeedError as error:
        return odd("", got, error)
    address = site.export(path) if path else None
    if address is None:
        text = "The site names no export of this election (yet). It is asked again; or give the export's address."
        return Trouble("", got.url, "not-there", text, got.status)
    return address


async def _find_slug(site: EnhancedSite, election: str, get: Get) -> str | Trouble:
    got = await ask(get, site.listing)
    if isinstance(got, Trouble):
        return got
    try:
        listed = elections(got)
    except FeedError as error:
        return odd("", got, error)
    fitting = [slug for slug, date, _ in listed if election and election in (slug, date)]
    if len(fitting) == 1:
        return fitting[0]
    newest = sorted(listed, key=lambda e: e[1], reverse=True)[:_MOST_NAMED]
    named = ", ".join(f"{slug} ({date}, {name})" for slug, date, name in newest) or "none"
    why = f"{len(fitting)} elections fit {election!a}" if election else "The address names no election"
    return Trouble("", got.url, "which-election", f"{why}. The site lists: {named}. Give one as election.", got.status)


def elections(got: Fetched) -> list[tuple[str, str, str]]:
    """Slug, date and name of each election that a jurisdiction lists; `FeedMalformed` when it is no list."""
    entries = [a_dict(e, "$.elections[]") for e in a_list(_object(got).get("elections"), "$.elections")]
    found = []
    for entry in entries:
        slug = a_text(entry.get("publicElectionId") or entry.get("id"), "$.elections[].publicElectionId")
        date = a_text(entry.get("electionDate"), "$.elections[].electionDate", optional=True)[:10]
        found.append((slug, date, _words(entry.get("name"))))
    return found


def _words(value: Any) -> str:
    """A name, plain or as a list of translations."""
    if isinstance(value, list) and value and isinstance(value[0], dict):
        value = value[0].get("text")
    return value.strip() if isinstance(value, str) else ""


def _object(got: Fetched) -> dict[str, Any]:
    found = loads(got.body, "Enhanced Voting")
    if not isinstance(found, dict):
        raise FeedMalformed("The answer is not an object", where="$", hint="Check the address.")
    return found
