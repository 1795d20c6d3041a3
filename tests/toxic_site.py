"""A small site on this machine that behaves as badly as it is told to."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """One question as it arrived: the path with its query, and the headers in lower case."""

    path: str
    headers: dict[str, str]


Behaviour = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Site:
    port: int
    scheme: str = "http"
    asked: list[Asked] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"


def answer(body: bytes = b"", status: int = 200, **headers: str) -> bytes:
    """A plain answer; ``content_length`` and the like may be given wrongly on purpose, or as "" to leave out."""
    given = {"content_length": str(len(body)), "connection": "close", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items() if value]
    return "\r\n".join([f"HTTP/1.1 {status} Whatever", *lines, "", ""]).encode("latin-1") + body


def says(*answers: bytes) -> Behaviour:
    """Gives these answers one after the other; the last one for ever."""
    left = list(answers)

    async def behave(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(left.pop(0) if len(left) > 1 else left[0])
        await writer.drain()

    return behave


def drips(start: bytes, piece: bytes, every: float) -> Behaviour:
    """Sends ``start`` and then one piece after the other without end."""

    async def behave(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(every)

    return behave


async def hangs(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Takes the question and never says a word."""
    await asyncio.Event().wait()


async def resets(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """Breaks the line at once."""
    writer.transport.abort()


@contextlib.asynccontextmanager
async def site(routes: dict[str, Behaviour], tls: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    """The site while the block runs. Routes are by path without the query; ``*`` is any other."""
    here = Site(0, "https" if tls else "http")
    tasks: set[asyncio.Task[None]] = set()

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        here.at_once += 1
        here.most_at_once = max(here.most_at_once, here.at_once)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            pairs = [line.partition(":") for line in head[1:] if line]
            asked = Asked(head[0].split(" ")[1], {name.lower(): value.strip() for name, _, value in pairs})
            here.asked.append(asked)
            await routes.get(asked.path.partition("?")[0], routes.get("*", says(answer(status=404))))(asked, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            here.at_once -= 1
            writer.transport.abort() if writer.is_closing() else writer.close()

    server = await asyncio.start_server(one, "127.0.0.1", 0, ssl=tls)
    here.port = server.sockets[0].getsockname()[1]
    try:
        yield here
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await server.wait_closed()
