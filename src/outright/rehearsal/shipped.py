"""The shipped night's own site: each source's newest file at an address of its own, as plain files.

For the demo: the publications of the reference night, byte for byte, served over HTTP at the moment the clock tells.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Sequence
from email.utils import format_datetime
from hashlib import sha256

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from outright.rehearsal.facts import Publication
from outright.rehearsal.site.run import Served

_MEDIA = {".xml": "application/xml", ".json": "application/json"}


class ShippedSite:
    """A running site of publications; also a context. ``url_of`` tells where a source's newest file is."""

    def __init__(self, publications: Sequence[Publication], clock: Callable[[], dt.datetime]) -> None:
        self._files: dict[str, list[Publication]] = {}
        for publication in sorted(publications, key=lambda p: p.at):
            self._files.setdefault(_path(publication), []).append(publication)
        self._clock = clock
        self._served = Served(Starlette(routes=[Route("/{source}/{name}", self._answer)]))

    def url_of(self, source: str) -> str:
        """The address of a source's file."""
        path = next(p for p, files in self._files.items() if files[0].source_id == source)
        return self._served.url + path

    def __enter__(self) -> ShippedSite:
        return self

    def __exit__(self, *_: object) -> None:
        self._served.stop()

    async def _answer(self, request: Request) -> Response:
        """The newest file at this address, or 304 to who has it, or 404 before the first."""
        files = self._files.get(request.url.path, [])
        newest = bisect_right([p.at for p in files], self._clock())
        if not newest:
            return PlainTextResponse("Nothing is published here yet.\n", 404)
        found = files[newest - 1]
        tag = f'"{sha256(found.body).hexdigest()[:16]}"'
        headers = {"ETag": tag, "Last-Modified": format_datetime(found.at.astimezone(dt.UTC), usegmt=True)}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        media = next(m for ending, m in _MEDIA.items() if found.name.endswith(ending))
        return Response(found.body, headers=headers, media_type=media)


def _path(publication: Publication) -> str:
    return f"/{publication.source_id}/{publication.name}"
