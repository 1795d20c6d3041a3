"""A night as files: every page and document under the address it has for good.

The same tree is written to a folder for any plain file server, and answered by our own server. Links are
relative. A file that others point to is written before what points to it, so that no reader ever sees a pointer
to something missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial

from outright.bulletin import Bulletin
from outright.publish import feed
from outright.publish.assets import assets
from outright.publish.card.shelf import cards
from outright.publish.data.shelf import data, meta
from outright.publish.document import Document, Shelf
from outright.publish.embed.shelf import embeds
from outright.publish.pages import pages
from outright.publish.site import Site
from outright.publish.story.page import shelf as story

LAST = "/v1/meta.json"
"""What tells readers that there is something new: written when everything else is there."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_IMMUTABLE = re.compile(
    r"/static/|/v1/[^/]+/[^/]+/s/|(/[a-z]{2})?(/embed/[^/]+)?/[^/]+/[^/]+/at/|/v1/[^/]+/[^/]+/card-\d+(\.[a-z]{2})?\.png$"
)


def static(_: Bulletin, __: Site) -> Iterator[tuple[str, Document]]:
    """Stylesheet, script and icon, under names that carry their hash."""
    for name, body in assets().values():
        yield f"/static/{name}", Document(partial(bytes, body), name)


SHELVES: tuple[Shelf, ...] = (
    static,
    cards,
    feed.shelf,
    data,
    embeds,
    story,
    pages,
    meta,
)
"""Every kind of file there is, in the order in which they are written; `meta` stays last."""


def documents(bulletin: Bulletin, site: Site | None = None) -> dict[str, Document]:
    """Every file of the night as of ``bulletin``, undrawn: absolute path within the tree to document.

    ``ValueError`` for an id that cannot be part of an address.
    """
    for name in (bulletin.night.id, *(c.id for c in bulletin.contests)):
        if not _ID.fullmatch(name):
            raise ValueError(f"{name!r} cannot be part of an address: use lower-case letters, digits and '-'")
    site = site or Site()
    return {path: document for shelf in SHELVES for path, document in shelf(bulletin, site)}


def tree(bulletin: Bulletin, site: Site | None = None) -> dict[str, bytes]:
    """Every file of the night as of ``bulletin``, drawn: absolute path within the tree to bytes."""
    return {path: document.draw() for path, document in documents(bulletin, site).items()}


def is_immutable(path: str) -> bool:
    """Whether the file at this path never changes its bytes once published."""
    return _IMMUTABLE.match(path) is not None


def in_order(paths: Iterable[str]) -> list[str]:
    """The paths in the order in which they are to be written, so that nothing points to what is not there yet.

    What never changes comes first, then the order is that of the shelves; the list of builds and nights is last.
    """
    return sorted(paths, key=lambda path: (not is_immutable(path), path == LAST))
