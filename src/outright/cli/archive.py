"""``outright verify``: derive a stored night again from its bytes and compare."""

from __future__ import annotations

from pathlib import Path

import click

from outright.errors import ArchiveError


@click.command()
@click.argument("night", type=click.Path(path_type=Path))
def command(night: Path) -> None:
    """Check that every stored fact and bulletin of NIGHT follows from the stored bytes.

    Exit code 0 only if all of them do; otherwise 3, with the first place that does not.
    """
    from outright.cli.live import Progress
    from outright.night.replay import verify

    with Progress("Deriving again", unit="publications") as bar:
        found = verify(night, lambda _done, _all: bar.advance())
    if found.problem is not None:
        raise ArchiveError(
            f"{night.name} does not verify: {found.problem}", where=str(night),
            hint="Keep the file as it is and go back to a copy; do not publish from this one.",
        )  # fmt: skip
    click.echo(f"{night.name}: {found.publications} publications and {found.bulletins} bulletins re-derive.")
    click.echo(f"head {found.head}")
