"""What a reader may ask of a document beyond all of it: names that must be there, and one page of a long list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TypeVar

T = TypeVar("T")

MOST = 5_000
"""The longest page."""


class NotThere(ValueError):
    """A parameter that names nothing. ``parameter`` is its name, ``near`` what was perhaps meant."""

    def __init__(self, parameter: str, value: str, known: Iterable[str]) -> None:
        self.parameter, self.value = parameter, value
        self.near = tuple(get_close_matches(value[:100], list(known), n=3, cutoff=0.4))
        super().__init__(f"{parameter}={value[:100]!r} names nothing here")


@dataclass(frozen=True, slots=True)
class Page:
    """At most ``limit`` items, from where the answer before ended (its ``next``)."""

    limit: int = MOST
    cursor: str | None = None


def one_of(parameter: str, value: str | None, known: Iterable[str]) -> None:
    """`NotThere` unless the value is None or known."""
    if value is not None:
        names = list(known)
        if value not in names:
            raise NotThere(parameter, value, names)


def page(items: Sequence[T], asked: Page | None) -> tuple[Sequence[T], str | None]:
    """The items of one page, and the cursor of the next; everything when no page was asked for."""
    if asked is None:
        return items, None
    start = _start(asked.cursor, len(items))
    end = start + max(1, min(asked.limit, MOST))
    return items[start:end], str(end) if end < len(items) else None


def _start(cursor: str | None, length: int) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10) or int(cursor) > length:
        raise NotThere("cursor", cursor, ())
    return int(cursor)
