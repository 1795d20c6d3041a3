"""The real samples: of each kind the largest file that is read whole, from the shared folder where there is one."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

from outright import feeds
from outright.errors import OutrightError
from outright.feeds.detect import candidates

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("OUTRIGHT_SHARED", ROOT.parent / "shared"))
LARGEST = 10_000_000


def largest() -> dict[str, tuple[str, bytes]]:
    """Name and bytes of the largest sample of each kind, up to ten megabytes; empty without the shared folder."""
    found: dict[str, list[tuple[str, bytes]]] = {}
    for name, body in _bodies():
        reader = next(candidates(body, name), None) if len(body) <= LARGEST else None
        if reader is not None:
            found.setdefault(reader.kind, []).append((name, body))
    chosen: dict[str, tuple[str, bytes]] = {}
    for kind, those in found.items():
        for name, body in sorted(those, key=lambda pair: -len(pair[1])):
            try:
                feeds.read(body, kind=kind, name=name)
            except OutrightError:  # the samples hold broken files too, for the tests
                continue
            chosen[kind] = name, body
            break
    return chosen


def _bodies() -> Iterator[tuple[str, bytes]]:
    for path in sorted(SHARED.glob("feeds/**/*")):
        if not path.is_file() or "expected" in path.parts:
            continue
        members = [""]
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                members = [f"!{name}" for name in archive.namelist()]
        for member in members:
            try:
                yield feeds.load(f"{path}{member}")
            except OutrightError:
                continue
