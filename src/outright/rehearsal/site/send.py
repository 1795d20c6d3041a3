"""Sends a reply in its manner: whole, a few bytes at a time, never, cut off, or without end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.types import Receive, Send

from outright.rehearsal.site.sick import Reply

_TICK = 0.05
_PIECE = 16_384
_LARGEST_COMMAND = 65_536


async def body_of(receive: Receive) -> bytes:
    """The request's body; what is beyond any command's size is dropped."""
    body = b""
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return body
        body = bytes(body + message.get("body", b""))[:_LARGEST_COMMAND]
        if not message.get("more_body"):
            return body


async def send_reply(reply: Reply, method: str, receive: Receive, send: Send, over: Callable[[], bool]) -> None:
    """Sends it. ``over()`` says that a slow answer is to be given up."""
    headers = [(k.encode("latin-1"), v.encode("latin-1")) for k, v in reply.headers.items()]
    sized = [*headers, (b"content-length", str(len(reply.body)).encode())]
    start = {"type": "http.response.start", "status": reply.status}
    if reply.manner != "hang" and (method == "HEAD" or reply.status == 304 or reply.manner == "whole"):
        await send({**start, "headers": headers if reply.status == 304 else sized})
        body = b"" if method == "HEAD" or reply.status == 304 else reply.body
        await send({"type": "http.response.body", "body": body})
        return
    gone = asyncio.create_task(_until_gone(receive))
    try:
        if reply.manner == "hang":
            while not (gone.done() or over()):
                await asyncio.wait({gone}, timeout=_TICK)
            await send({**start, "headers": sized})
            await send({"type": "http.response.body", "body": b"" if method == "HEAD" else reply.body})
        elif reply.manner == "reset":
            await send({**start, "headers": sized})
            await send({"type": "http.response.body", "body": reply.body[: len(reply.body) // 2], "more_body": True})
        elif reply.manner == "drip":
            await send({**start, "headers": sized})
            await _drip(reply, send, gone, over)
        else:
            await send({**start, "headers": headers})
            await _endless(reply, send, gone, over)
    finally:
        gone.cancel()


async def _drip(reply: Reply, send: Send, gone: asyncio.Task[None], over: Callable[[], bool]) -> None:
    """So many bytes a second; the rest at once when the fault ends."""
    step = max(1, int(reply.bytes_a_second * _TICK * 4))
    sent = 0
    while sent < len(reply.body) and not gone.done():
        piece = reply.body[sent:] if over() else reply.body[sent : sent + step]
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        sent += len(piece)
        await asyncio.wait({gone}, timeout=_TICK * 4)
    await send({"type": "http.response.body", "body": b""})


async def _endless(reply: Reply, send: Send, gone: asyncio.Task[None], over: Callable[[], bool]) -> None:
    """The body, and blanks after it for as long as anybody listens; it is never said to be whole."""
    await send({"type": "http.response.body", "body": reply.body, "more_body": True})
    while not (gone.done() or over()):
        await send({"type": "http.response.body", "body": b" " * _PIECE, "more_body": True})
        await asyncio.wait({gone}, timeout=_TICK)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
