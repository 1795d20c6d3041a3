"""Where a night is kept: a file of this machine, or a database that several machines share.

Both homes are asked the same few things in the same plain SQL; what differs between SQLite and PostgreSQL stays in
`embedded` and `served`. A question mark stands for a value in either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit, urlunsplit

from outright.errors import UsageError

SCHEMES = ("postgresql", "postgres")
_NIGHT = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}")


class Rooms(Protocol):
    """An open home. What may pass is `NotStored`; what is damaged or gone is `ArchiveError`."""

    name: str
    where: str

    def rows(self, query: str, given: tuple[object, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """What a question finds, row by row."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """One transaction of the only writer at that moment, on disk when it is left; undone by any error."""
        ...

    def run(self, statement: str, given: tuple[object, ...] = ()) -> None:
        """A statement within `writing`."""
        ...

    def guard(self, tables: tuple[str, ...]) -> None:
        """See to it, within `writing`, that the rows of these new tables stay as they are."""
        ...

    def tables(self) -> frozenset[str]:
        """The tables that there are."""
        ...

    def close(self) -> None:
        """Leave; what was kept stays kept."""
        ...


@dataclass(frozen=True, slots=True)
class ServedNight:
    """A night in a PostgreSQL database: ``url`` is the database's, ``id`` the night's name there.

    What belongs to one machine alone (a desk's tokens, what alerts remember) lies in the folder ``beside``. The
    address is printed without its password.
    """

    url: str = field(repr=False)
    id: str
    beside: Path = field(default=Path(), compare=False)

    @property
    def name(self) -> str:
        """What the night is called in sentences."""
        return self.id

    @property
    def suffix(self) -> str:
        """As of a night file."""
        return ".owr"

    @property
    def parent(self) -> Path:
        """The folder of what belongs to this machine."""
        return self.beside

    def with_name(self, name: str) -> Path:
        """A file of this machine that belongs to the night."""
        return self.beside / name

    def __str__(self) -> str:
        parts = urlsplit(self.url)
        user = f"{parts.username}@" if parts.username else ""
        port = f":{parts.port}" if parts.port else ""
        return urlunsplit((parts.scheme, f"{user}{parts.hostname or ''}{port}", parts.path, "", self.id))


Home = Path | ServedNight
"""Where a night is: a night file, or a night in a database."""


def home_of(text: str, beside: Path = Path(), night: str = "") -> Home:
    """The home that a person typed: a path, or ``postgresql://USER@HOST:PORT/DATABASE#NIGHT``.

    ``night`` is the night's name in a database where the address ends without one; a path is taken from ``beside``.
    `UsageError` where the address says no database or no night.
    """
    scheme, mark, _ = text.partition("://")
    if not mark or scheme not in SCHEMES:
        return beside / text
    try:
        parts = urlsplit(text)
        hidden = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        _ = parts.port
    except ValueError as error:
        raise UsageError("This is no address of a database", hint=f"{_FORM} {_SIGNS}") from error
    named = unquote(parts.fragment) or night
    if not parts.path.strip("/"):
        raise UsageError("The address names no database", where=hidden, hint=_FORM)
    if not _NIGHT.fullmatch(named):
        what = f"{named!r} is no name for a night" if named else "The address names no night"
        raise UsageError(what, where=hidden, hint=f"{_FORM} A name has small letters, digits, dots and hyphens.")
    return ServedNight(urlunsplit(parts._replace(fragment="")), named, beside)


_SIGNS = "In a password # is written %23, @ %40, / %2F, : %3A, % %25."
_FORM = "Write it as postgresql://USER@HOST:PORT/DATABASE#NIGHT."
