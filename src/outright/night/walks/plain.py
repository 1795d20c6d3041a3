"""Walks a source that is one file, or a few: each is asked whether it changed, and given out when it did."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from pathlib import PurePosixPath

from outright.archive.fetched import Fetched
from outright.count.ids import slug
from outright.night.walks.ask import ask, file_name, side_by_side
from outright.night.walks.values import Document, Get, Target, Trail, Trouble


async def plain(target: Target, trail: Trail, get: Get) -> AsyncGenerator[Document | Trouble, None]:
    """One conditional question an address; a changed body is a document."""
    names = parts(target.urls)

    async def one(url: str) -> tuple[str, Fetched | Trouble]:
        return url, await ask(get, url, names[url], trail.known(url))

    async with aclosing(side_by_side((partial(one, url) for url in names), target.at_once)) as answers:
        async for url, got in answers:
            if isinstance(got, Trouble):
                yield got
            elif got.changed:
                yield document(target.kind, names[url], got, trail, url)
                trail.took(url, got.validators)
            else:
                trail.validators[url] = got.validators


def document(kind: str, part: str, got: Fetched, trail: Trail, url: str) -> Document:
    """A body without a version. Where it came before, and others since, it is probably a stale copy."""
    stale = got.validators.sha256 in trail.seen.get(url, ())
    note = "seen-before" if stale else ""
    return Document(part, kind, file_name(got.url), got.url, got.body, got.received_at, note=note)


def parts(urls: tuple[str, ...]) -> dict[str, str]:
    """A key for each address: empty when there is one, else its file's name without the ending.

    >>> parts(("https://x.org/all.csv",)), list(parts(("https://x.org/King.csv", "https://x.org/Pierce.csv")).values())
    ({'https://x.org/all.csv': ''}, ['king', 'pierce'])
    """
    distinct = tuple(dict.fromkeys(urls))
    if len(distinct) == 1:
        return {distinct[0]: ""}
    stems = [slug(PurePosixPath(file_name(url)).stem) or "file" for url in distinct]
    return {
        url: stem if stems.count(stem) == 1 else f"{stem}-{n}"
        for n, (url, stem) in enumerate(zip(distinct, stems, strict=True), 1)
    }
