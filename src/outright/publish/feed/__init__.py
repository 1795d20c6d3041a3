"""Feeds: what happened in a night or in one contest of it, as RSS 2.0 and JSON Feed 1.1. Never one entry a snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from outright.bulletin import Bulletin, Contest, Night
from outright.publish.document import Document
from outright.publish.feed.entries import Channel, Place, contest_channel, night_channel
from outright.publish.feed.json_feed import json_feed
from outright.publish.feed.rss import rss
from outright.publish.site import Site


def shelf(bulletin: Bulletin, site: Site) -> Iterator[tuple[str, Document]]:
    """Two feeds of every contest and two of the night, in every language of the site."""
    night, base_url = bulletin.night, site.base_url
    kind = _of(night, bulletin.engine, base_url)
    for place in (Place(site, code) for code in site.languages):
        for contest in bulletin.contests:
            made = partial(contest_channel, bulletin, contest.id, place)
            yield from _both(f"/v1/{night.id}/{contest.id}/", place, made, bulletin.engine, (contest, kind, place.code))
        whole = partial(night_channel, bulletin, place)
        yield from _both(f"/v1/{night.id}/", place, whole, bulletin.engine, (bulletin.contests, kind, place.code))


def _of(night: Night, engine: str, base_url: str) -> tuple[object, ...]:
    """What a feed says of its night."""
    return night.id, night.name, night.status, night.test, night.rehearsal, night.replay, engine, base_url


def _both(
    folder: str, place: Place, made: partial[Channel], engine: str, of: object
) -> Iterator[tuple[str, Document]]:  # fmt: skip
    yield folder + place.name("xml"), Document(lambda: rss(made(), engine), of)
    yield folder + place.name("json"), Document(lambda: json_feed(made()), of)


def discovery(night: Night, contest: Contest | None = None) -> tuple[tuple[str, str, str], ...]:
    """What a page's head names its feeds by: media type, title, and address within the tree."""
    at = f"/v1/{night.id}/{contest.id}/feed" if contest is not None else f"/v1/{night.id}/feed"
    title = contest.name if contest is not None else night.name
    return ("application/rss+xml", title, f"{at}.xml"), ("application/feed+json", title, f"{at}.json")
