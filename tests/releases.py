"""The night files that earlier states of this project wrote; ``nights/releases/README.md`` says which wrote which."""

from __future__ import annotations

import contextlib
import gzip
import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from shared import ROOT

FOLDER = ROOT / "tests" / "nights" / "releases"
_ROW = re.compile(r"\| `([\w-]+)` \| `(\w+)` \| (\d) \| (\d+) \| (\d+) \| `(\w{64})` \| `(\w{64})` \|")


@dataclass(frozen=True)
class Release:
    """One file, and what it held when it was written."""

    name: str
    commit: str
    version: int
    publications: int
    bulletins: int
    head: str
    told: str

    def unpacked(self, folder: Path) -> Path:
        path = folder / f"{self.name}.owr"
        path.write_bytes(gzip.decompress((FOLDER / f"{self.name}.owr.gz").read_bytes()))
        return path


RELEASES = tuple(
    Release(m[1], m[2], int(m[3]), int(m[4]), int(m[5]), m[6], m[7])
    for m in _ROW.finditer((FOLDER / "README.md").read_text("utf-8"))
)
OLD = tuple(r for r in RELEASES if r.version < 3)


def rows(path: Path, columns: dict[str, str] | None = None) -> dict[str, list[tuple]]:
    """Every row of every table as it lies there; of the tables and columns in ``columns``, where they are given."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        columns = columns or columns_of(path)
        return {t: db.execute(f"SELECT {names} FROM {t} ORDER BY 1").fetchall() for t, names in columns.items()}


def columns_of(path: Path) -> dict[str, str]:
    """The columns of every table, by its name."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        tables = [t for (t,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
        return {t: ", ".join(row[1] for row in db.execute(f"PRAGMA table_info({t})")) for t in tables}
