"""The HTTP application: the published tree, live events, and whether all is well.

It makes no page and no number; it hands out what the board holds. The same addresses work on a plain file
server, without the events.
"""

from __future__ import annotations

import asyncio
import difflib
from collections.abc import AsyncIterator

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from outright.publish.render import missing_page
from outright.serve.board import Board, File, Listener

HEARTBEAT_SECONDS = 15.0
RETRY = b"retry: 5000\n\n"
HEARTBEAT = b": still here\n\n"

TYPES = {
    "html": "text/html; charset=utf-8",
    "json": "application/json",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
SAFE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Outright-Seq"}


def app(board: Board, *, heartbeat: float = HEARTBEAT_SECONDS) -> Starlette:
    """The application over ``board``. ``heartbeat`` is the seconds between signs of life to listeners."""

    async def events(request: Request) -> Response:
        shown = board.bulletin
        if shown is None or request.path_params["night"] != shown.night.id:
            return _missing(board, request.url.path)
        seen = request.headers.get("last-event-id") or request.query_params.get("since")
        listener = board.listen(_event_id(seen))
        headers = {**SAFE, **OPEN, "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(_stream(board, listener, heartbeat), media_type="text/event-stream", headers=headers)

    async def health(_: Request) -> Response:
        shown = board.bulletin
        body = {
            "status": "ok",
            "night": shown.night.id if shown else None,
            "seq": shown.night.seq if shown else None,
        }
        return _json(body, 200, {"Cache-Control": "no-store"})

    async def published(request: Request) -> Response:
        return _published(board, request)

    return Starlette(
        routes=[
            Route("/healthz", health),
            Route("/v1/{night}/events", events),
            Route("/{path:path}", published),
        ]
    )


async def _stream(board: Board, listener: Listener, heartbeat: float) -> AsyncIterator[bytes]:
    try:
        yield RETRY
        while True:
            try:
                frame = await asyncio.wait_for(listener.frames.get(), heartbeat)
            except TimeoutError:
                yield HEARTBEAT
                continue
            if frame is None:
                return
            yield frame
    finally:
        board.leave(listener)


def _event_id(seen: str | None) -> int | None:
    """The id a reader says it has seen; one that is no number is older than everything, which means reset."""
    if not seen:
        return None
    return int(seen) if seen.isascii() and seen.isdigit() else -1


def _published(board: Board, request: Request) -> Response:
    path = request.url.path
    if path.endswith("/"):
        path += "index.html"
    elif board.file(f"{path}/index.html"):
        return RedirectResponse(f"{path.rsplit('/', 1)[-1]}/", status_code=308, headers=SAFE)
    file = board.file(path)
    return _missing(board, request.url.path) if file is None else _answer(board, request, path, file)


def _answer(board: Board, request: Request, path: str, file: File) -> Response:
    headers = {**SAFE, "ETag": file.etag, "Cache-Control": file.cache}
    if path.startswith("/v1/"):
        headers |= OPEN
    if board.bulletin is not None:
        headers |= {
            "Outright-Seq": str(board.bulletin.night.seq),
            "Outright-Status": board.bulletin.night.status.value,
        }
    if file.etag in _etags(request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    kind = TYPES.get(path.rsplit(".", 1)[-1], "text/plain; charset=utf-8")
    return Response(file.body, headers={**headers, "Content-Type": kind})


def _etags(if_none_match: str) -> set[str]:
    return {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}


def _missing(board: Board, path: str) -> Response:
    if not path.startswith("/v1/"):
        return Response(missing_page(), status_code=404, headers={**SAFE, "Content-Type": TYPES["html"]})
    near = difflib.get_close_matches(path, [p for p in board.paths() if p.startswith("/v1/")], n=3)
    problem = {
        "type": "about:blank",
        "title": "Not found",
        "status": 404,
        "detail": "Nothing is published at this address.",
        "hint": f"Did you mean {' or '.join(near)}?" if near else "The contests are listed in the page at /.",
    }
    return _json(problem, 404, OPEN, kind="application/problem+json")


def _json(body: object, status: int, headers: dict[str, str], kind: str = "application/json") -> Response:
    return Response(msgspec.json.encode(body), status_code=status, headers={**SAFE, **headers, "Content-Type": kind})
