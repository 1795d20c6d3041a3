"""``outright export``: a night's count, or a results file, in a format that other programs read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from outright.count import Snapshot

_ENDINGS = {
    "nist-xml": "xml", "nist-json": "json", "ap-json": "json", "elex-csv": "csv", "openelections-csv": "csv",
    "parquet": "parquet",
}  # fmt: skip


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("contest", required=False)
@click.option("--to", "form", required=True, help="The format: " + ", ".join(_ENDINGS) + ".")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it [default: stdout].")
def command(source: Path, contest: str | None, form: str, out: Path | None) -> None:
    """Write SOURCE, a night's file or any results file, as another format; CONTEST alone, if it is named."""
    from dataclasses import replace

    from outright.errors import UsageError
    from outright.writers import writer

    write = writer(form)
    snapshot = _night(source) if source.suffix == ".owr" else _file(source)
    if contest is not None:
        chosen = _chosen(snapshot, contest)
        snapshot = replace(snapshot, contests=tuple(c for c in snapshot.contests if c.contest.id == chosen))
    body = write(snapshot)
    if out is not None:
        if out.exists():
            raise UsageError(f"{out} exists already", where=str(out), hint="Name another file.")
        out.write_bytes(body)
        click.echo(f"Wrote {out}: {len(snapshot.contests)} contests as {form}.", err=True)
        return
    sys.stdout.buffer.write(body)


def _chosen(snapshot: Snapshot, asked: str) -> str:
    from outright.cli.choose import Choice, choose

    return choose(asked, [Choice(c.contest.id, c.contest.name) for c in snapshot.contests], "contest")


def _night(path: Path) -> Snapshot:
    import contextlib

    from outright.night.export import count_of
    from outright.night.live import LiveNight

    live = LiveNight.resume(path, told=False)
    with contextlib.closing(live.archive):
        return count_of(live.plan, live.folded.state)


def _file(path: Path) -> Snapshot:
    from outright import feeds

    name, body = feeds.load(str(path))
    return feeds.read(body, name=name)
