"""XML from strangers: read as a stream, no entities, no DTD, no network, bounded memory.

lxml is loaded only when an XML file is really read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from outright.errors import FeedMalformed
from outright.feeds.text import head, is_utf16

if TYPE_CHECKING:
    from lxml.etree import _Element

_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_ENCODINGS = frozenset({b"utf-8", b"us-ascii", b"ascii", b"iso-8859-1", b"latin1", b"windows-1252"})
_HINT = "Keep the file for inspection and fetch it again; earlier counts stand."


def events(body: bytes, tags: Sequence[str], what: str) -> Iterator[tuple[str, _Element]]:
    """Start and end of every element named in ``tags``, in document order.

    The caller clears what it has read. Raises `FeedMalformed` for anything that is not one whole,
    plain document: cut, damaged, with a DOCTYPE, in an encoding nobody publishes results in.
    """
    from lxml import etree

    _refuse_the_unusual(body, what)
    walk = etree.iterparse(
        BytesIO(body),
        events=("start", "end"),
        tag=tags,
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        yield from walk
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise FeedMalformed(
            f"The {what} file is not one whole XML document: {plain(error.msg)}",
            where=f"line {line} column {column}",
            hint="It was probably cut on the way; fetch it again. Nothing of it was used.",
        ) from None


def _refuse_the_unusual(body: bytes, what: str) -> None:
    if is_utf16(body):
        raise FeedMalformed(f"The {what} file is UTF-16 text, which this format never is", hint=_HINT)
    if b"<!DOCTYPE" in body or b"<!ENTITY" in body:
        raise FeedMalformed(f"The {what} file declares a DOCTYPE; results never need one and attacks do", hint=_HINT)
    declared = _ENCODING.match(head(body, 200))
    if declared and declared[1].lower() not in _ENCODINGS:
        name = declared[1].decode("ascii")
        raise FeedMalformed(f"The {what} file says it is in {name}, which is not read", hint=_HINT)


def plain(message: str | None) -> str:
    """A parser's own words on one line."""
    return " ".join((message or "no reason given").split())[:200]


def forget(element: _Element) -> None:
    """Drops an element that was read, and everything before it, from memory."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]
