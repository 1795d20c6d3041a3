"""A night as files: every page and document under the address it has for good.

The same tree is written to a folder for any plain file server, and answered by our own server. Links are
relative. A file that others point to is written before what points to it, and each by write-then-rename, so
no reader ever sees a pointer to something missing or half a page.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from outright.bulletin import Bulletin
from outright.publish.assets import assets
from outright.publish.data.shelf import data, meta
from outright.publish.document import Document, Shelf
from outright.publish.pages import pages
from outright.publish.site import Site

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_IMMUTABLE = re.compile(r"/static/|/v1/[^/]+/[^/]+/s/|(/[a-z]{2})?/[^/]+/[^/]+/at/|/v1/[^/]+/[^/]+/card-\d+\.png$")


def static(_: Bulletin, __: Site) -> Iterator[tuple[str, Document]]:
    """Stylesheet, script and icon, under names that carry their hash."""
    for name, body in assets().values():
        yield f"/static/{name}", Document(partial(bytes, body), name)


SHELVES: tuple[Shelf, ...] = (
    static,
    data,
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


def write_tree(files: Mapping[str, bytes], folder: Path) -> tuple[str, ...]:
    """Write the tree under ``folder`` and return the paths that changed, in the order written.

    Files already there with the same bytes are left alone, and so is everything immutable that is already
    there; files of earlier moments stay. Immutable files come first, then the order is the mapping's.
    """
    changed = []
    for path in sorted(files, key=lambda p: not is_immutable(p)):
        target = folder / path.lstrip("/")
        if target.is_file() and (is_immutable(path) or target.read_bytes() == files[path]):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, files[path])
        changed.append(path)
    return tuple(changed)


def _replace(target: Path, body: bytes) -> None:
    handle, part = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        Path(part).chmod(0o644)
        Path(part).replace(target)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
