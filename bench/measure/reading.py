"""The readers of `bench/serving.py`: streams of events held open, and requests sent at a steady rate.

Both run in processes of their own and say at the end, on stdout, what they saw. A request's time runs from the
moment it was due, not from when a line was free for it: a server that keeps everybody waiting cannot hide it.
"""

from __future__ import annotations

import asyncio
import collections
import json
import random
import re
import resource
import sys
import time

ADDRESSES = 50
"""Readers come from so many addresses of this machine, so that no limit of one address is met."""
ID = re.compile(rb"id: (\d+)\n")
LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.I)
ETAG = re.compile(rb'\r\netag: ("[^"]+")', re.I)
LINES = 300


def room() -> None:
    """As many open files as this process may have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def address(n: int) -> tuple[str, int]:
    return f"127.0.1.{1 + n % ADDRESSES}", 0


class Stream(asyncio.Protocol):
    """One held stream: notes when each event first arrives."""

    def __init__(self, seen: dict[int, list[float]], path: str, tally: collections.Counter[str]) -> None:
        self.seen, self.path, self.tally = seen, path, tally
        self.open, self.tail = False, b""
        self.answered = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(f"GET {self.path} HTTP/1.1\r\nHost: bench\r\nAccept: text/event-stream\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        if not self.open:
            status = data[9:12].decode()
            self.tally[status] += 1
            self.open = status == "200"
            if not self.answered.done():
                self.answered.set_result(status)
            if not self.open:
                self.transport.close()
                return
        now, text = time.time(), self.tail + data
        for found in ID.finditer(text):
            self.seen.setdefault(int(found[1]), []).append(now)
        self.tail = text[-24:] if b"id: " in text[-24:] and not ID.search(text[-24:]) else b""

    def connection_lost(self, _: Exception | None) -> None:
        if self.open:
            self.tally["ended"] += 1
        elif not self.answered.done():
            self.tally["cut"] += 1
            self.answered.set_result("cut")


async def hold(port: int, path: str, count: int, per_second: int) -> None:
    """Hold ``count`` streams until stdin closes; those sent away do not come again, as a page would poll instead."""
    room()
    loop = asyncio.get_running_loop()
    seen: dict[int, list[float]] = {}
    tally: collections.Counter[str] = collections.Counter()
    begun, waiting, kept = time.time(), [], []
    for n in range(count):
        if n % 50 == 0:
            await asyncio.sleep(max(0.0, begun + n / per_second - time.time()))
        waiting.append(asyncio.create_task(_one(loop, port, path, seen, tally, n, kept)))
    await asyncio.gather(*waiting)
    print(json.dumps({"open": tally["200"], "seconds": time.time() - begun}), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    ended = tally["ended"]
    said = {str(event): [len(times), max(times)] for event, times in seen.items()}
    cpu = time.process_time()
    print(json.dumps({"answers": dict(tally), "ended": ended, "seen": said, "cpu": cpu}), flush=True)


async def _one(
    loop: asyncio.AbstractEventLoop, port: int, path: str, seen: dict[int, list[float]],
    tally: collections.Counter[str], n: int, kept: list[Stream],
) -> None:  # fmt: skip
    try:
        _, stream = await loop.create_connection(
            lambda: Stream(seen, path, tally), "127.0.0.1", port, local_addr=address(n)
        )
    except OSError:
        tally["refused"] += 1
        return
    kept.append(stream)
    await stream.answered


class Line(asyncio.Protocol):
    """One kept connection that takes a request at a time."""

    def __init__(self, load: Load) -> None:
        self.load, self.buffer, self.due, self.needs = load, b"", 0.0, -1
        self.busy, self.closed, self.path = False, False, ""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def ask(self, path: str, due: float) -> None:
        self.busy, self.path, self.due, self.buffer, self.needs = True, path, due, b"", -1
        etag = self.load.etags.get(path) if self.load.rng.random() < 0.5 else None
        known = f"If-None-Match: {etag}\r\n" if etag else ""
        self.transport.write(f"GET {path} HTTP/1.1\r\nHost: bench\r\nAccept-Encoding: br\r\n{known}\r\n".encode())

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return
        if self.needs < 0:
            head, status = self.buffer[:end], self.buffer[9:12]
            length = LENGTH.search(head)
            self.needs = end + 4 + (int(length[1]) if length and status != b"304" else 0)
            if status == b"200" and (etag := ETAG.search(head)):
                self.load.etags[self.path] = etag[1].decode()
        if len(self.buffer) >= self.needs and self.busy:
            self._done(self.buffer[9:12].decode(), len(self.buffer))

    def connection_lost(self, _: Exception | None) -> None:
        self.closed = True
        if self.busy:
            self._done("cut", 0)
        self.load.lines.discard(self)

    def _done(self, status: str, size: int) -> None:
        self.busy = False
        self.load.took.append((self.due, time.time() - self.due, status, size))
        self.load.free(self)


class Load:
    """Requests at a steady rate over at most ``LINES`` kept connections."""

    def __init__(self, port: int, paths: list[str], rate: float, seed: int) -> None:
        self.port, self.paths, self.rate = port, paths, rate
        self.rng = random.Random(seed)
        self.etags: dict[str, str] = {}
        self.lines: set[Line] = set()
        self.idle: list[Line] = []
        self.queue: collections.deque[tuple[str, float]] = collections.deque()
        self.took: list[tuple[float, float, str, int]] = []
        self.opening = 0

    def free(self, line: Line) -> None:
        if line.closed or line.transport.is_closing():
            return
        if self.queue:
            line.ask(*self.queue.popleft())
        else:
            self.idle.append(line)

    async def run(self, seconds: float) -> None:
        begun, sent = time.time(), 0
        while (now := time.time()) < begun + seconds:
            while sent < (now - begun) * self.rate:
                self._send(self.rng.choice(self.paths), begun + sent / self.rate)
                sent += 1
            await asyncio.sleep(0.005)
        until = time.time() + 5
        while (self.queue or any(line.busy for line in self.lines)) and time.time() < until:
            await asyncio.sleep(0.05)
        for _, due in self.queue:
            self.took.append((due, time.time() - due, "never sent", 0))

    def _send(self, path: str, due: float) -> None:
        while self.idle:
            line = self.idle.pop()
            if not line.closed and not line.transport.is_closing():
                line.ask(path, due)
                return
        self.queue.append((path, due))
        if len(self.lines) + self.opening < LINES:
            self.opening += 1
            task = asyncio.ensure_future(self._open())
            task.add_done_callback(lambda _: None)

    async def _open(self) -> None:
        loop = asyncio.get_running_loop()
        try:
            _, line = await loop.create_connection(
                lambda: Line(self), "127.0.0.1", self.port, local_addr=address(self.rng.randrange(ADDRESSES))
            )
        except OSError:
            if self.queue:
                _, due = self.queue.popleft()
                self.took.append((due, time.time() - due, "refused", 0))
            return
        finally:
            self.opening -= 1
        self.lines.add(line)
        self.free(line)


async def ask(port: int, paths: list[str], rate: float, seconds: float) -> None:
    """Send requests at ``rate`` for ``seconds``; say how long each took, by answer."""
    room()
    load = Load(port, paths, rate, seed=1)
    await load.run(seconds)
    by: dict[str, list[float]] = {}
    for _, took, status, _ in load.took:
        by.setdefault(status, []).append(round(took, 5))
    size = sum(s for *_, s in load.took)
    print(json.dumps({"took": by, "bytes": size, "cpu": time.process_time()}), flush=True)
