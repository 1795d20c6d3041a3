"""One reader's stream of events, from its first byte to goodbye."""

from __future__ import annotations

import asyncio

from starlette.types import Receive, Send

from outright.serve.hub import Hub, Listener

RETRY = b"retry: 5000\n\n"
GOODBYE = b": goodbye\n\n"


async def stream(
    hub: Hub, listener: Listener, headers: list[tuple[bytes, bytes]], receive: Receive, send: Send
) -> None:
    """Send what comes into the listener's queue until it is over or the reader has gone."""
    gone = asyncio.create_task(_until_gone(receive, listener))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": RETRY, "more_body": True})
        while (frame := await listener.queue.get()) is not None:
            await send({"type": "http.response.body", "body": frame, "more_body": True})
        await send({"type": "http.response.body", "body": GOODBYE, "more_body": False})
    finally:
        gone.cancel()
        hub.leave(listener)


async def _until_gone(receive: Receive, listener: Listener) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    listener.end()
