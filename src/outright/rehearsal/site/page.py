"""What a fake site is made of: a request, a page, the moment's view of the night, and a shelf of finished bodies."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Protocol

from outright.rehearsal.editions import Edition, Editions

_SHELF_BYTES = 96 * 2**20


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks for; names of headers are in lower case."""

    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class Page:
    """One answer before anything goes wrong with it.

    ``at`` is when it came to be (Last-Modified), ``max_age`` how many seconds it may be kept; ``faults`` are those
    that are in its figures. ``etag`` "" is made of the body. ``seldom`` headers are sent as they are.
    """

    body: bytes
    media: str
    at: dt.datetime
    max_age: int = 0
    faults: tuple[str, ...] = ()
    status: int = 200
    etag: str = ""
    seldom: Mapping[str, str] = field(default_factory=dict)

    @property
    def tag(self) -> str:
        """The ETag, with its quotes."""
        return self.etag or f'"{sha256(self.body).hexdigest()[:16]}"'


class Shelf:
    """Finished bodies by what they are made of, the longest unused thrown away first."""

    def __init__(self, most: int = _SHELF_BYTES) -> None:
        self._bodies: OrderedDict[object, bytes] = OrderedDict()
        self._most, self._size = most, 0
        self.made = 0

    def get(self, key: object, make: Callable[[], bytes]) -> bytes:
        """The body, made now if it is not on the shelf."""
        if key in self._bodies:
            self._bodies.move_to_end(key)
            return self._bodies[key]
        body = self._bodies[key] = make()
        self.made += 1
        self._size += len(body)
        while self._size > self._most and len(self._bodies) > 1:
            self._size -= len(self._bodies.popitem(last=False)[1])
        return body


@dataclass(frozen=True, slots=True)
class View:
    """The night as one request sees it. ``behind``: a copy so many editions old; ``ahead``: a number too early."""

    editions: Editions
    moment: dt.datetime
    shelf: Shelf
    behind: int = 0
    ahead: int = 0

    def number(self, county: str | None) -> int:
        """The newest edition of a place, 0 before its first; an old copy has at least the first."""
        number = self.editions.number(county, self.moment)
        return max(1, number - self.behind) if number else 0

    def edition(self, county: str | None, number: int) -> Edition | None:
        """One edition of a place, old copies included; None where it is not out."""
        out = self.editions.number(county, self.moment)
        return self.editions.edition(county, number) if 1 <= number <= out else None

    def newest(self, county: str | None) -> Edition | None:
        """The newest edition of a place; None before its first."""
        return self.edition(county, self.number(county))

    def body(self, edition: Edition, what: str, make: Callable[[], bytes]) -> bytes:
        """The edition's body of that name, made once."""
        return self.shelf.get((what, edition.county, edition.at, edition.number, edition.content), make)


class System(Protocol):
    """One results system. ``kind`` is its name on the command line."""

    kind: str
    title: str

    def answer(self, request: Request, view: View) -> Page | None:
        """The page at this address; None for 404."""
        ...

    def doors(self, view: View) -> list[tuple[str, str]]:
        """Addresses to begin with, each with what is there; the first is the one to give to a reader."""
        ...
