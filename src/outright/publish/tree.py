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

import msgspec

from outright.bulletin import Bulletin, Contest, encode, schema
from outright.publish.assets import assets
from outright.publish.document import Document, Shelf
from outright.publish.pages import pages
from outright.publish.site import Site
from outright.publish.terminal_csv import csv_text

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_IMMUTABLE = re.compile(r"/static/|/v1/[^/]+/[^/]+/s/|(/[a-z]{2})?/[^/]+/[^/]+/at/|/v1/[^/]+/[^/]+/card-\d+\.png$")


def static(_: Bulletin, __: Site) -> Iterator[tuple[str, Document]]:
    """Stylesheet, script and icon, under names that carry their hash."""
    for name, body in assets().values():
        yield f"/static/{name}", Document(partial(bytes, body), name)


def data(bulletin: Bulletin, _: Site) -> Iterator[tuple[str, Document]]:
    """What machines read of each contest, and the night as a whole."""
    night = bulletin.night
    for contest in bulletin.contests:
        at = f"/v1/{night.id}/{contest.id}"
        alone = msgspec.structs.replace(bulletin, contests=(contest,))
        yield f"{at}/s/{contest.seq}.json", Document(partial(encode, alone), contest)
        yield f"{at}/latest.json", Document(partial(encode, alone), alone)
        yield f"{at}/projection.json", Document(partial(projection_json, bulletin, contest), alone)
        yield f"{at}/projection.csv", Document(partial(_projection_csv, bulletin, contest), alone)
    yield f"/v1/{night.id}/bulletin.json", Document(partial(encode, bulletin), bulletin)
    yield "/v1/schema/bulletin.json", Document(_schema, bulletin.schema)


SHELVES: tuple[Shelf, ...] = (
    static,
    data,
    pages,
)
"""Every kind of file there is, in the order in which they are written."""


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


def projection_json(bulletin: Bulletin, contest: Contest) -> bytes:
    """What is projected of one contest, under a name that is always there; null and a note where nothing is."""
    night = bulletin.night
    said = {
        "schema": bulletin.schema, "engine": bulletin.engine, "night": night.id, "contest": contest.id,
        "seq": night.seq, "asOf": night.as_of, "status": night.status, "test": night.test,
        "rehearsal": night.rehearsal, "projection": contest.projection, "note": contest.projection_note,
    }  # fmt: skip
    return msgspec.json.encode(said, order="deterministic")


def _projection_csv(bulletin: Bulletin, contest: Contest) -> bytes:
    return csv_text(bulletin, contest, "projection").encode()


def _schema() -> bytes:
    return msgspec.json.encode(schema(), order="deterministic")


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
