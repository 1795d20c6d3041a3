"""What is answered at each row of the table: published files, events, and whether all is well."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from concurrent.futures import Future

import msgspec

from outright.bulletin import Night
from outright.serve.ask import Answer, Ask, Headers, Refusal, Streaming
from outright.serve.encoding import chosen
from outright.serve.headers import OPEN, headers_of, known_etag, safe
from outright.serve.kinds import JSON, NEVER, is_data
from outright.serve.missing import missing, unknown_parameter
from outright.serve.press import Print, Sheet
from outright.serve.problem import did_you_mean
from outright.serve.service import Service

_PAGE = "index.html"


async def published(service: Service, ask: Ask) -> Answer:
    """A file of the tree, drawn when it has not been; a folder is its page."""
    shown = service.board.edition
    path = ask.path + _PAGE if ask.path.endswith("/") else ask.path
    sheet = await _sheet(service, path)
    if sheet is None or shown is None:
        if not path.endswith(_PAGE) and not is_data(path) and await _sheet(service, f"{path}/{_PAGE}"):
            return _led_on(ask)
        return missing(shown.bulletin if shown else None, ask.path)
    if ask.query and is_data(path):
        raise unknown_parameter(ask, ())
    return await answered(service, ask, sheet, shown.bulletin.night)


async def events(service: Service, ask: Ask) -> Answer | Streaming:
    """The stream of events of the night, from where the reader left off."""
    board, limits, shown = service.board, service.limits, service.board.bulletin
    if shown is None or ask.parameters["night"] != shown.night.id:
        return missing(shown, ask.path)
    asked = dict(ask.query)
    if asked.keys() - {"contests", "since"}:
        raise unknown_parameter(ask, ("contests", "since"))
    known = [c.id for c in shown.contests]
    wanted = frozenset(filter(None, asked["contests"].split(","))) if asked.get("contests") else None
    for name in sorted(wanted or ()):
        if name not in known:
            hint = did_you_mean(name, known, f"The contests are listed at /v1/{shown.night.id}/index.json.")
            raise Refusal(400, "unknown-contest", f"There is no contest '{name}' in this night.", hint)
    if board.closing or len(board.hub) >= limits.listeners:
        return service.shed(ask.path, "listeners", limits.listen_again_after)
    if board.hub.from_address(ask.host) >= limits.listeners_per_address:
        return service.shed(ask.path, "listeners-of-address", limits.listen_again_after)
    seen = event_id(ask.header(b"last-event-id") or asked.get("since"))
    headers: Headers = [
        *safe(ask.path), *OPEN, (b"content-type", b"text/event-stream; charset=utf-8"),
        (b"cache-control", NEVER.encode()), (b"x-accel-buffering", b"no"),
    ]  # fmt: skip
    return Streaming(board.hub.listen(seen, wanted, ask.host), headers)


async def health(service: Service, ask: Ask) -> Answer:
    """The process is up: which night it shows, as of which publication; and whether what comes is stored.

    It is 200 even where nothing is stored: who ends a process that is not well would lose what waits in its memory.
    """
    shown, since = service.board.bulletin, service.board.not_storing_since
    said = {"status": "ok", "night": shown.night.id if shown else None, "seq": shown.night.seq if shown else None}
    if since is not None:
        said |= {"status": "not storing", "notStoringSince": since.isoformat()}
    return _now(ask, 200, said)


async def ready(service: Service, ask: Ask) -> Answer:
    """Whether readers may be sent here: 503 until a bulletin is shown, and while the server is closing."""
    board = service.board
    if board.closing:
        return _now(ask, 503, {"status": "closing"})
    return _now(ask, 200, {"status": "ready"}) if board.edition else _now(ask, 503, {"status": "no bulletin yet"})


async def metrics(service: Service, ask: Ask) -> Answer:
    """The counts, for Prometheus."""
    found: Headers = [
        *safe(ask.path), (b"content-type", service.metrics.content_type.encode()), (b"cache-control", NEVER.encode())
    ]  # fmt: skip
    return Answer(200, found, service.metrics.text())


async def answered(service: Service, ask: Ask, sheet: Sheet, night: Night) -> Answer:
    """The sheet in the encoding the reader likes best, or that the reader has it."""
    plain = await _print(service, sheet)
    if known := known_etag(ask, plain, sheet):
        return Answer(304, headers_of(sheet, known, night))
    print_ = await _print(service, sheet, chosen(ask.header(b"accept-encoding")))
    headers = headers_of(sheet, print_.etag, night)
    if print_.encoding:
        headers.append((b"content-encoding", print_.encoding.encode()))
    return Answer(200, headers, print_.body)


def event_id(seen: str | None) -> int | None:
    """The id a reader says it has seen; one that is no number is older than everything, which means reset."""
    if not seen:
        return None
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 20 else -1


async def _sheet(service: Service, path: str) -> Sheet | None:
    found = service.board.sheet(path)
    return await asyncio.wrap_future(found) if isinstance(found, Future) else found


async def _print(service: Service, sheet: Sheet, encoding: str = "") -> Print:
    press = service.board.press
    found = press.ready(sheet, encoding)
    return await asyncio.wrap_future(press.order(sheet, encoding)) if found is None else found


def _led_on(ask: Ask) -> Answer:
    """The address without its last slash: links within the page are relative to the one with it."""
    query = ask.scope["query_string"]
    to = f"{ask.path.rsplit('/', 1)[-1]}/".encode() + (b"?" + query if query else b"")
    return Answer(308, [*safe(ask.path), (b"location", to), (b"cache-control", b"public, max-age=3600")])


def _now(ask: Ask, status: int, said: Mapping[str, object]) -> Answer:
    headers: Headers = [*safe(ask.path), (b"content-type", JSON.encode()), (b"cache-control", NEVER.encode())]
    return Answer(status, headers, msgspec.json.encode(said))
