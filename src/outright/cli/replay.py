"""``outright replay``: a stored night as of any moment, or played again on the screen."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import click

from outright.cli.homes import NIGHT

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.bulletin import Bulletin

_LOOK = 0.5
"""Seconds between two looks for Ctrl-C."""


@click.command()
@click.argument("night", type=NIGHT)
@click.option("--at", metavar="TIME|SEQ", help="Only the bulletin as of this moment or publication.")
@click.option("--json", "as_json", is_flag=True, help="Print the bulletin as JSON: the newest, or as of --at.")
@click.option("--all", "every", is_flag=True, help="With --json: every bulletin of the night, one a line.")
@click.option("--speed", default=0.0, show_default=True, type=click.FloatRange(min=0),
              help="How many times faster than the night was; 0 does not wait.")  # fmt: skip
@click.option("--plain", is_flag=True, help="One line per event instead of a screen.")
@click.option("--serve", metavar="HOST:PORT", help="Also show it on a web page, marked as a replay, until Ctrl-C.")
def command(
    night: Home, at: str | None, as_json: bool, every: bool, speed: float, plain: bool, serve: str | None
) -> None:  # fmt: skip
    """Give the stored NIGHT as of any moment, or play it again.

    The bulletins are those that were published that night, byte for byte; `outright verify` derives them
    again from the stored files.
    """
    from outright.night.replay import bulletin_at, bulletins, stored, stored_at

    if serve is not None and as_json:
        raise click.UsageError("--serve shows pages and --json prints: choose one.")
    if every and not as_json:
        raise click.UsageError("--all goes with --json; without it the whole night is played anyway.")
    if as_json:
        for body in stored(night) if every and at is None else [stored_at(night, at)]:
            click.echo(body)
        return
    if at is not None:
        from outright.publish.terminal import screen

        said = bulletin_at(night, at)
        click.echo("\n".join(screen(said)))
        if serve is not None:
            _serve(night, [said], serve)
        return
    from outright.cli.live import LiveScreen
    from outright.notebook.pace import paced

    told = paced(bulletins(night), speed, lambda told: told.night.as_of)
    with LiveScreen(plain=plain) as view:
        if serve is None:
            for bulletin in told:
                view.show(bulletin)
        else:
            _serve(night, told, serve, view.show)


def _serve(
    night: Home, told: Iterable[Bulletin], where: str, show: Callable[[Bulletin], object] = lambda _: None
) -> None:  # fmt: skip
    """The bulletins on a web page as they are played, each marked as a past night's; then until Ctrl-C."""
    from outright.cli.publishing import site_of
    from outright.cli.serving import board_over
    from outright.cli.watch import address
    from outright.publish.replay import as_replay
    from outright.serve.run import Server

    host, port = address(where)
    with (
        board_over(night, site_of(night), replay=True) as board,
        Server(board, host, port) as server,
        contextlib.suppress(KeyboardInterrupt),
    ):
        for number, bulletin in enumerate(told):
            board.publish(as_replay(bulletin))
            if not number:
                click.echo(f"The replay is at {server.url}  Ctrl-C ends", err=True)
            show(bulletin)
        while True:
            time.sleep(_LOOK)
