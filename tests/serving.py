"""Asking a server on a loopback port as browsers, caches and listeners do."""

import http.client
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import night_states
from outright.bulletin import Bulletin
from outright.serve.run import Server
from page_states import CONTEST

NIGHT = "us-ga-2017-04-18"
PAGE = f"/{NIGHT}/{CONTEST}/"
DATA = f"/v1/{NIGHT}/{CONTEST}/latest.json"
EVENTS = f"/v1/{NIGHT}/events"

Got = tuple[int, dict[str, str], bytes]


def get(server: Server, path: str, method: str = "GET", **headers: str) -> Got:
    """Status, headers by lower-case name, body."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


@contextmanager
def listening(server: Server, path: str = EVENTS, **headers: str) -> Iterator[Callable[[], list[str]]]:
    """An open event stream: a function that reads the next frame, without its last blank line."""
    connection = http.client.HTTPConnection(server.host, server.port, timeout=10)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    assert answer.status == 200, answer.status
    assert answer.getheader("content-type") == "text/event-stream; charset=utf-8"

    def frame() -> list[str]:
        lines = []
        while line := answer.readline().decode().rstrip("\n"):
            lines.append(line)
        return lines

    assert frame() == ["retry: 5000"]
    try:
        yield frame
    finally:
        answer.close()
        connection.close()


def said_by_the_engine() -> Bulletin:
    """A night with four candidates and three counties, half in, in the engine's own words."""
    rows = {
        "cobb": (30000, 20000, 5000, 4000),
        "dekalb": (20000, 9000, 2000, 1000),
        "fulton": (19000, 12000, 6000, 4000),
    }
    return night_states.night(("ga", night_states.said(night_states.count(night_states.FOUR, rows, 95))))


def field(frame: list[str], name: str) -> str:
    """One field of a frame."""
    return next(line.removeprefix(f"{name}: ") for line in frame if line.startswith(f"{name}: "))
