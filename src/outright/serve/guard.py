"""The door before the application: how many may come in from where, how slowly they may speak, and when we are full.

It stands between the socket and whichever HTTP parser uvicorn has, and turns people away before a request costs
anything: a written answer and the line is closed. Under overload most of the work is saying no, so no is cheap.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from outright.serve.limits import Limits, counted_as, within

_ALWAYS = (b"GET /healthz", b"HEAD /healthz", b"GET /readyz", b"HEAD /readyz", b"GET /metrics")
_BUSY = b'{"type":"urn:outright:busy","title":"Service Unavailable","status":503,"detail":"The server is busy.","hint":"Ask again after %d seconds."}'  # noqa: E501
_LINGER_SECONDS = 0.5
_FULL, _MANY, _LARGE = "busy", "connections-of-address", "headers-too-large"


@dataclass(slots=True)
class Gate:
    """What the connections of one server share. ``streams`` says how many requests are open streams."""

    limits: Limits
    shed: Callable[[str], None]
    streams: Callable[[], int]
    addresses: dict[str, int] = field(default_factory=dict)

    def enter(self, host: str) -> bool:
        """Whether one more connection may come from here."""
        if within(host, self.limits.proxies):
            return True
        key = counted_as(host)
        here = self.addresses.get(key, 0)
        if here >= self.limits.connections_per_address:
            return False
        self.addresses[key] = here + 1
        return True

    def leave(self, host: str) -> None:
        """A connection that had come in has ended."""
        if within(host, self.limits.proxies):
            return
        key = counted_as(host)
        left = self.addresses.pop(key) - 1
        if left:
            self.addresses[key] = left


class Guarded(asyncio.Protocol):
    """Mixed in before uvicorn's protocol: what comes is looked at here first."""

    gate: Gate
    transport: asyncio.Transport
    loop: asyncio.AbstractEventLoop
    cycle: Any
    tasks: set[Any]
    _host: str | None = None
    _timer: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _away = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count who comes; too many from one address are turned away."""
        super().connection_made(transport)
        host = (transport.get_extra_info("peername") or ("",))[0]
        if self.gate.enter(host):
            self._host = host
            self._await_head()
        else:
            self._turn_away(b"", _MANY)

    def connection_lost(self, exc: Exception | None) -> None:
        """Count who leaves."""
        self._head_came()
        if self._stalled is not None:
            self._stalled.cancel()
        if self._host is not None:
            self.gate.leave(self._host)
            self._host = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Hand on what came, unless it begins a request that we have no room for or is no end of headers."""
        if self._away or self.transport.is_closing():
            return
        refused = "" if self._answering() else self._refused(data)
        if refused:
            self._turn_away(data, refused)
            return
        super().data_received(data)
        if self._answering():
            self._head_came()
        elif self._timer is None:
            self._await_head()

    def pause_writing(self) -> None:
        """The reader takes nothing more: it has a minute."""
        super().pause_writing()
        if self._stalled is None:
            self._stalled = self.loop.call_later(self.gate.limits.stall_seconds, self._let_go)

    def resume_writing(self) -> None:
        """It reads again."""
        super().resume_writing()
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _refused(self, data: bytes) -> str:
        """Why what begins here is not even read; "" where it is."""
        limits = self.gate.limits
        self._head_bytes += len(data)
        if self._head_bytes > limits.head + limits.url + limits.body:
            return _LARGE
        full = len(self.tasks) - self.gate.streams() >= limits.in_flight
        return _FULL if full and not data.startswith(_ALWAYS) else ""

    def _await_head(self) -> None:
        self._timer = self.loop.call_later(self.gate.limits.head_seconds, self._too_slow)

    def _head_came(self) -> None:
        self._head_bytes = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _too_slow(self) -> None:
        self._timer = None
        if not self._answering():
            self.gate.shed("slow-request")
            self.transport.close()

    def _let_go(self) -> None:
        self.gate.shed("stalled-reader")
        self.transport.abort()

    def _turn_away(self, data: bytes, why: str) -> None:
        """Say no in as few bytes as will be understood, and close."""
        self.gate.shed(why)
        after, body, kind = self.gate.limits.retry_after, b"", b"text/plain"
        status = b"431 Request Header Fields Too Large" if why == _LARGE else b"503 Service Unavailable"
        if data.startswith(b"GET /v1/") and why == _FULL:
            body, kind = _BUSY % after, b"application/problem+json\r\nAccess-Control-Allow-Origin: *"
        self.transport.write(
            b"HTTP/1.1 %b\r\nContent-Type: %b\r\nContent-Length: %d\r\nRetry-After: %d\r\nCache-Control: no-store\r\n"
            b"Connection: close\r\n\r\n%b" % (status, kind, len(body), after, body)
        )
        if why == _FULL:
            self.transport.close()
            return
        # More is on its way to us: closed now, it would be answered by a reset that takes our word with it.
        self._away = True
        self.transport.write_eof()
        self._head_came()
        self._timer = self.loop.call_later(_LINGER_SECONDS, self.transport.close)


def guarded(gate: Gate) -> type[asyncio.Protocol]:
    """Uvicorn's protocol behind this gate."""
    from uvicorn.protocols.http.auto import AutoHTTPProtocol

    return type("GuardedProtocol", (Guarded, AutoHTTPProtocol), {"gate": gate})
