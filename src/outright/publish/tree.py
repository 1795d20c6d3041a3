"""A night as files: every page and document under the address it has for good.

The same tree is written to a folder for any plain file server, and answered by our own server. Links are
relative. A file that others point to is written before what points to it, and each by write-then-rename, so
no reader ever sees a pointer to something missing or half a page.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path

import msgspec

from outright.bulletin import Bulletin, Contest, encode, schema
from outright.publish.assets import assets
from outright.publish.page import contest_page, election_page, index_page
from outright.publish.plain import contest_plain
from outright.publish.terminal_csv import csv_text

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_IMMUTABLE = re.compile(r"/static/|/v1/[^/]+/s/")


def tree(bulletin: Bulletin, history: Mapping[int, bytes] | None = None) -> dict[str, bytes]:
    """Every file of the night as of ``bulletin``: absolute path within the tree to bytes.

    ``history`` holds earlier bulletins as encoded when they were made, by ``seq``; their bytes are
    passed on unchanged. ``ValueError`` for an id that cannot be part of an address.
    """
    night = bulletin.night
    for name in (night.id, *(c.id for c in bulletin.contests)):
        if not _ID.fullmatch(name):
            raise ValueError(f"{name!r} cannot be part of an address: use lower-case letters, digits and '-'")
    now = encode(bulletin)
    files = {f"/static/{name}": body for name, body in assets().values()}
    files["/v1/schema/bulletin.json"] = msgspec.json.encode(schema(), order="deterministic")
    for seq, body in {**(history or {}), night.seq: now}.items():
        files[f"/v1/{night.id}/s/{seq}.json"] = body
    for contest in bulletin.contests:
        alone = msgspec.structs.replace(bulletin, contests=(contest,))
        files[f"/v1/{night.id}/{contest.id}/latest.json"] = encode(alone)
        files[f"/v1/{night.id}/{contest.id}/projection.json"] = projection_json(bulletin, contest)
        files[f"/v1/{night.id}/{contest.id}/projection.csv"] = csv_text(bulletin, contest, "projection").encode()
        files[f"/{night.id}/{contest.id}/plain"] = contest_plain(bulletin, contest.id).encode()
        files[f"/{night.id}/{contest.id}/index.html"] = contest_page(bulletin, contest.id)
    files[f"/v1/{night.id}/bulletin.json"] = now
    files[f"/{night.id}/index.html"] = election_page(bulletin)
    files["/index.html"] = index_page(bulletin)
    return files


def projection_json(bulletin: Bulletin, contest: Contest) -> bytes:
    """What is projected of one contest, under a name that is always there; null and a note where nothing is."""
    night = bulletin.night
    said = {
        "schema": bulletin.schema, "engine": bulletin.engine, "night": night.id, "contest": contest.id,
        "seq": night.seq, "asOf": night.as_of, "status": night.status, "test": night.test,
        "rehearsal": night.rehearsal, "projection": contest.projection, "note": contest.projection_note,
    }  # fmt: skip
    return msgspec.json.encode(said, order="deterministic")


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
