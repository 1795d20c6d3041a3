"""``outright verify``: derive a stored night again from its bytes and compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from outright.cli.engine import engine_options, spread_for
from outright.cli.homes import NIGHT
from outright.errors import ArchiveError

if TYPE_CHECKING:
    from outright.archive import Home


@click.command()
@click.argument("night", type=NIGHT)
@engine_options
@click.option("--head", metavar="HASH", help="A head kept earlier: the chain must have had it.")
def command(night: Home, head: str | None, engine: str | None, workers: int | None) -> None:
    """Check that every stored fact and bulletin of NIGHT follows from the stored bytes.

    Exit code 0 only if all of them do; otherwise 3, with the first place that does not.
    """
    from outright.cli.live import Progress
    from outright.night.replay import seq_of_head, verify

    with spread_for(None, engine, workers) as spread, Progress("Deriving again", unit="publications") as bar:
        found = verify(night, lambda _done, _all: bar.advance(), spread)
    if found.problem is not None:
        raise ArchiveError(
            f"{night.name} does not verify: {found.problem}", where=str(night),
            hint="Keep the file as it is and go back to a copy; do not publish from this one.",
        )  # fmt: skip
    known = seq_of_head(night, head) if head is not None else None
    if head is not None and known is None:
        raise ArchiveError(
            f"{night.name} verifies, and its chain never had the head {head}", where=str(night),
            hint="It was cut short or made anew, or the head is another night's: ask who kept the head for their copy.",
        )  # fmt: skip
    click.echo(f"{night.name}: {found.publications} publications and {found.bulletins} bulletins re-derive.")
    if found.unread:
        click.echo(
            f"{found.unread} of them could not be read by the machine that followed the night (no memory or no time), "
            "and are taken as recorded: nothing was counted from them."
        )
    click.echo(f"head {found.head}")
    if known is not None:
        click.echo(f"It had the head {head} after publication {known}.")
