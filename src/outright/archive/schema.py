"""The shape of a night's tables, its versions, and the steps from each to the next.

A night of an earlier release is read as it is, and brought forward when something is next written to it, in the one
transaction: tables and columns are added, nothing that was kept is touched. A night of a later release is refused.
"""

from __future__ import annotations

from importlib import resources

from outright import __version__

VERSION = 3
"""1: without a desk's record. 2: with it. 3: changes instead of wholes, receipts, who told a bulletin."""
GUARDED = ("night", "version", "body", "publication", "reading", "bulletin", "desk", "telling", "receipt")
"""The tables whose rows may neither be changed nor removed."""
BEFORE = "before 0.2"
"""Who told the bulletins of a night file that does not say it."""

_DESK = "desk"
_THIRD = ("version", "telling", "receipt")


def statements(file: str = "schema.sql") -> tuple[str, ...]:
    """What makes the tables of a new night; ``served.sql``: what a night in a database has beside them."""
    text = resources.files("outright.archive").joinpath(file).read_text(encoding="utf-8")
    words = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    return tuple(s.strip() for s in words.split(";") if s.strip())


def stamp(number: int) -> tuple[str, tuple[object, ...]]:
    """What notes that the tables are of this version, and by which release."""
    return "INSERT INTO version VALUES (?, ?)", (number, __version__)


def of(tables: frozenset[str]) -> int:
    """The version of a night that has these tables and no note of one."""
    return 2 if _DESK in tables else 1


def steps(version: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What brings a night of this version to the newest: statements, and the new tables whose rows are guarded."""
    new = (*((_DESK,) if version < 2 else ()), *(_THIRD if version < 3 else ()))
    made = [s for s in statements() if s.split(" (")[0] in {f"CREATE TABLE {t}" for t in new}]
    added = [f"ALTER TABLE {t} ADD COLUMN base INTEGER" for t in ("reading", "bulletin")] if version < 3 else []
    return (*made, *added), tuple(t for t in new if t in GUARDED)
