"""The way of every request: is it small enough, allowed, in its turn; then its handler; then it is counted.

A handler that fails is our fault and says so without its insides; the server goes on.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.types import Receive, Scope, Send

from outright.serve.ask import Answer, Ask, Refusal, Streaming
from outright.serve.board import Board
from outright.serve.headers import PREFLIGHT, safe
from outright.serve.kinds import kind_of
from outright.serve.limits import Buckets, Limits, counted_as, within
from outright.serve.metrics import Metrics
from outright.serve.press import Busy
from outright.serve.problem import problem
from outright.serve.routes import OPERATOR, Row
from outright.serve.stream import stream

_log = logging.getLogger("outright.serve")


@dataclass(slots=True)
class Service:
    """What the handlers share: the board, the marks, the counts; and how many requests are being answered.

    ``desk`` is the private desk of this server, None where it has none.
    """

    board: Board
    limits: Limits
    metrics: Metrics
    desk: object = None
    clock: Callable[[], float] = time.monotonic
    in_flight: int = 0
    buckets: Buckets = field(init=False)

    def __post_init__(self) -> None:
        self.buckets = Buckets(self.limits.requests_per_second, self.limits.requests_at_once)

    def shed(self, path: str, reason: str, after: int, status: int = 503) -> Answer:
        """Come back later: too much is asked, by this reader (429) or by all (503)."""
        self.metrics.shed(reason)
        words = "Too many requests from this address." if status == 429 else "The server is busy."
        headers = [(b"retry-after", b"%d" % after)]
        return problem(path, status, reason, words, f"Ask again after {after} seconds.", headers)


Handler = Callable[[Service, Ask], Awaitable[Answer | Streaming]]


class Endpoint:
    """One row of the table as an ASGI application."""

    def __init__(self, service: Service, row: Row, handler: Handler) -> None:
        self.service, self.row, self.handler = service, row, handler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        service, ask = self.service, Ask(scope)
        answer: Answer | Streaming | None = self._refused(ask)
        if answer is None:
            service.in_flight += 1
            try:
                if ask.method == "POST":
                    ask.body = await _body(receive, service.limits)
                answer = await self.handler(service, ask)
            except Refusal as refusal:
                answer = problem(ask.path, refusal.status, refusal.code, refusal.detail, refusal.hint)
            except Busy:
                answer = service.shed(ask.path, "past-busy", service.limits.retry_after)
            except Exception:
                _log.exception("%s %s failed", ask.method, ask.path)
                answer = problem(ask.path, 500, "failed", "The server failed to answer this.", "It is in its log.")
            finally:
                service.in_flight -= 1
        kind = self.row.handler if self.row.handler != "published" else kind_of(ask.path)
        service.metrics.request(kind, answer.status if isinstance(answer, Answer) else 200)
        if isinstance(answer, Answer):
            await _send(answer, ask, send)
        else:
            await stream(service.board.hub, answer.listener, answer.headers, receive, send)

    def _refused(self, ask: Ask) -> Answer | None:
        """Why this request is not even looked at; None where it is."""
        service, row = self.service, self.row
        if too_big := _too_big(ask, service.limits):
            return too_big
        if ask.method not in row.methods:
            allow = ", ".join(row.methods)
            words, headers = f"{ask.method} is not possible here.", [(b"allow", allow.encode())]
            return problem(ask.path, 405, "method-not-allowed", words, f"Possible are {allow}.", headers)
        if ask.method == "OPTIONS":
            return Answer(204, [*safe(ask.path), *PREFLIGHT])
        if row.who == OPERATOR and (ask.forwarded or not within(ask.host, service.limits.operators)):
            return problem(ask.path, 403, "operators-only", "This is for those who run the server.")
        if row.always:
            return None
        wait = service.buckets.take(counted_as(ask.host), service.clock())
        if wait:
            return service.shed(ask.path, "too-many-requests", math.ceil(wait), 429)
        if service.in_flight >= service.limits.in_flight:
            return service.shed(ask.path, "busy", service.limits.retry_after)
        return None


def _too_big(ask: Ask, limits: Limits) -> Answer | None:
    scope = ask.scope
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > limits.url:
        return problem(ask.path[:200], 414, "address-too-long", f"An address has at most {limits.url} bytes.")
    if sum(len(name) + len(value) for name, value in scope["headers"]) > limits.head:
        return problem(ask.path, 431, "headers-too-large", f"Headers have at most {limits.head} bytes together.")
    length = ask.header(b"content-length")
    if length.isascii() and length.isdigit() and int(length[:12]) > limits.body:
        return problem(ask.path, 413, "body-too-large", f"A body has at most {limits.body} bytes.")
    return None


async def _body(receive: Receive, limits: Limits) -> bytes:
    """What was sent, whole; refused where it is more than is taken."""
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise Refusal(400, "cut-short", "The request ended before it was whole.")
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > limits.body:
            raise Refusal(413, "body-too-large", f"A body has at most {limits.body} bytes.")
        more = message.get("more_body", False)
    return b"".join(parts)


async def _send(answer: Answer, ask: Ask, send: Send) -> None:
    headers = answer.headers
    if answer.status not in (204, 304):
        headers = [*headers, (b"content-length", b"%d" % len(answer.body))]
    if answer.status in (413, 414, 431):
        headers = [*headers, (b"connection", b"close")]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if ask.method == "HEAD" else answer.body})
