"""A feed as RSS 2.0. Readers take a description for HTML, so it is text escaped twice; a title is text."""

from __future__ import annotations

import datetime as dt
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

from outright.publish.feed.entries import Channel, Entry

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ATOM = "http://www.w3.org/2005/Atom"


def rss(channel: Channel, engine: str) -> bytes:
    """The feed as an RSS 2.0 document in UTF-8. ``engine`` is what made it."""
    from xml.etree import ElementTree as Xml

    Xml.register_namespace("atom", _ATOM)
    root = Xml.Element("rss", version="2.0")
    head = Xml.SubElement(root, "channel")
    _add(head, "title", channel.title)
    _add(head, "link", channel.page)
    _add(head, "description", escape(channel.text, quote=False))
    _add(head, "language", channel.language)
    if channel.updated is not None:
        _add(head, "lastBuildDate", moment(channel.updated))
    _add(head, "generator", engine)
    _add(head, "ttl", "1")
    if channel.rss_url:
        Xml.SubElement(head, f"{{{_ATOM}}}link", href=channel.rss_url, rel="self", type="application/rss+xml")
    for entry in channel.entries:
        _item(head, entry)
    body: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + body + b"\n"


def moment(at: dt.datetime) -> str:
    """A moment as RSS writes it (RFC 822 with a year of four digits), in UTC.

    >>> moment(dt.datetime(2017, 4, 19, 1, 42, 10, tzinfo=dt.UTC))
    'Wed, 19 Apr 2017 01:42:10 +0000'
    """
    return format_datetime(at.astimezone(dt.UTC).replace(microsecond=0))


def _item(head: Element, entry: Entry) -> None:
    from xml.etree.ElementTree import SubElement

    item = SubElement(head, "item")
    _add(item, "title", entry.title)
    _add(item, "link", entry.url)
    _add(item, "description", escape(entry.text, quote=False))
    _add(item, "category", entry.kind)
    SubElement(item, "guid", isPermaLink="false").text = entry.id
    _add(item, "pubDate", moment(entry.at))


def _add(parent: Element, name: str, text: str) -> None:
    from xml.etree.ElementTree import SubElement

    SubElement(parent, name).text = text
