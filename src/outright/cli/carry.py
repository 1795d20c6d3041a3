"""``outright import`` and ``outright export --to owr``: a night carried from one home to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from outright.cli.homes import NIGHT

if TYPE_CHECKING:
    from outright.archive import Home


@click.command()
@click.argument("source", type=NIGHT)
@click.argument("night", type=NIGHT)
def command(source: Home, night: Home) -> None:
    """Carry SOURCE, a night's file or a night in a database, over to NIGHT: all of it, or what is new.

    Every row comes over as it is stored, and at the end the two are compared. A copy that was stopped goes on; a night
    that goes on meanwhile is carried over again for the rest. NIGHT may not be followed by an engine.
    """
    carry(source, night)


def carry(source: Home, night: Home) -> None:
    """Carry a night over, with a bar on stderr, and say what the target holds."""
    from outright.archive import Archive
    from outright.archive.copy import carry_over, open_copy
    from outright.cli.live import Progress
    from outright.errors import UsageError
    from outright.night.lock import only_engine

    if source == night:
        raise UsageError("A night cannot be copied onto itself", where=str(night), hint="Name another target.")
    with Archive.open(source) as there:
        if not Archive.exists(night):
            open_copy(there, night).close()
        with only_engine(night) as lease, open_copy(there, night) as copy:
            copy.lease = lease
            with Progress("Copying", there.last_seq() - copy.last_seq(), "publications") as bar:
                done = carry_over(there, copy, bar.advance)
    click.echo(f"{night}: {done.publications} publications and {done.bulletins} bulletins, {done.new} of them new.")
    click.echo(f"head {done.head}")
    if done.behind:
        click.echo("The night has gone on meanwhile: run it again for the rest.", err=True)
