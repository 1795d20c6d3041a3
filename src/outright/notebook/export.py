"""A night's count written as another format, as of any moment."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from outright.errors import UsageError
from outright.notebook.choose import Choice, choose

if TYPE_CHECKING:
    from outright.count import Snapshot
    from outright.notebook.night import Night

ENDINGS = {
    "nist-xml": "xml", "nist-json": "json", "ap-json": "json", "elex-csv": "csv", "openelections-csv": "csv",
    "parquet": "parquet",
}  # fmt: skip
"""The formats that can be written, and how their files end."""


def export(night: Night, form: str, where: Path, *, folder: bool, contest: str | None = None) -> Path:
    """Write the night's count at its moment; see `outright.notebook.night.Night.export`."""
    from outright.notebook.again import count_at
    from outright.writers import writer

    if not night.seq:
        raise UsageError("the night has no count yet", where=night.path.name, hint="Wait for its first bulletin.")
    name = choose(form.replace("_", "-").lower(), [Choice(f, "") for f in ENDINGS], "format")
    snapshot = count_at(night.path, night.seq)
    if contest is not None:
        snapshot = only(snapshot, contest)
    into = folder or where.is_dir()
    short = "" if name == ENDINGS[name] else f"-{name.partition('-')[0]}"
    target = where / f"{night.id}{short}.{ENDINGS[name]}" if into else where
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(writer(name)(snapshot))
    return target


def only(snapshot: Snapshot, asked: str) -> Snapshot:
    """The snapshot with the one contest that was asked for; ``UsageError`` where it is none or several."""
    choices = [Choice(c.contest.id, c.contest.name) for c in snapshot.contests]
    chosen = choose(asked, choices, "contest")
    return replace(snapshot, contests=tuple(c for c in snapshot.contests if c.contest.id == chosen))
