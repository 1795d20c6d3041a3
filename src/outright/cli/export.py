"""``outright export``: a night's count, or a results file, in a format that other programs read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outright.cli.homes import NIGHT
from outright.notebook.export import ENDINGS, only

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.count import Snapshot


@click.command()
@click.argument("source", type=NIGHT)
@click.argument("contest", required=False)
@click.option(
    "--to", "form", required=True, help="The format: " + ", ".join(ENDINGS) + "; owr for the night itself, whole."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it [default: stdout].")
def command(source: Home, contest: str | None, form: str, out: Path | None) -> None:
    """Write SOURCE, a night's file or any results file, as another format; CONTEST alone, if it is named.

    With --to owr the night itself is written to a night file, with all it received and told; written again, it is
    brought up to date.
    """
    from outright.errors import UsageError
    from outright.writers import writer

    if form == "owr":
        if out is None or contest is not None or source.suffix != ".owr":
            raise UsageError("A night is exported whole, from a night, to a file", where="--to owr",
                             hint="outright export NIGHT --to owr --out night.owr")  # fmt: skip
        from outright.cli.carry import carry

        carry(source, out)
        return
    write = writer(form)
    snapshot = _file(source) if isinstance(source, Path) and source.suffix != ".owr" else _night(source)
    if contest is not None:
        snapshot = only(snapshot, contest)
    body = write(snapshot)
    if out is not None:
        if out.exists():
            raise UsageError(f"{out} exists already", where=str(out), hint="Name another file.")
        out.write_bytes(body)
        click.echo(f"Wrote {out}: {len(snapshot.contests)} contests as {form}.", err=True)
        return
    sys.stdout.buffer.write(body)


def _night(path: Home) -> Snapshot:
    from outright.notebook.again import count_at

    return count_at(path)


def _file(path: Path) -> Snapshot:
    from outright import feeds

    name, body = feeds.load(str(path))
    return feeds.read(body, name=name)
