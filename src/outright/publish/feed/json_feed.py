"""A feed as JSON Feed 1.1; what is ours stands in one object, ``_outright``, of the feed and of each item."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec

from outright.publish.feed.entries import Channel, Entry

VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(channel: Channel) -> bytes:
    """The feed as a JSON Feed document; addresses that are not known are left out."""
    said = {
        "version": VERSION, "title": channel.title, "description": channel.text, "home_page_url": channel.page,
        "feed_url": channel.json_url, "language": channel.language,
        "_outright": {"test": channel.test, "rehearsal": channel.rehearsal},
        "items": [_item(entry) for entry in channel.entries],
    }  # fmt: skip
    return msgspec.json.encode({key: value for key, value in said.items() if value != ""})


def _item(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id, "url": entry.url, "title": entry.title, "content_text": entry.text,
        "date_published": entry.at.astimezone(dt.UTC).replace(microsecond=0), "tags": [entry.kind],
        "_outright": {"contest": entry.contest, "kind": entry.kind, "seq": entry.seq, "figures": entry.figures},
    }  # fmt: skip
