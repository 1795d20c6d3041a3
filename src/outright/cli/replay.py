"""``outright replay``: a stored night as of any moment, or played again on the screen."""

from __future__ import annotations

import time
from pathlib import Path

import click

_LONGEST_WAIT = 4.0


@click.command()
@click.argument("night", type=click.Path(path_type=Path))
@click.option("--at", metavar="TIME|SEQ", help="Only the bulletin as of this moment or publication.")
@click.option("--json", "as_json", is_flag=True, help="Print bulletins as JSON, one a line.")
@click.option("--speed", default=0.0, show_default=True, type=click.FloatRange(min=0),
              help="How many times faster than the night was; 0 does not wait.")  # fmt: skip
@click.option("--plain", is_flag=True, help="One line per event instead of a screen.")
def command(night: Path, at: str | None, as_json: bool, speed: float, plain: bool) -> None:
    """Give the stored NIGHT as of any moment, or play it again.

    The bulletins are those that were published that night, byte for byte; `outright verify` derives them
    again from the stored files.
    """
    from outright.night.replay import bulletin_at, bulletins

    if at is not None or as_json:
        from outright.bulletin import encode

        found = [bulletin_at(night, at)] if at is not None else list(bulletins(night))
        if as_json:
            for bulletin in found:
                click.echo(encode(bulletin))
            return
        from outright.publish.terminal import screen

        click.echo("\n".join(screen(found[0])))
        return
    from outright.cli.live import LiveScreen

    with LiveScreen(plain=plain) as view:
        before = None
        for bulletin in bulletins(night):
            now = bulletin.night.as_of
            if speed and before is not None and now is not None:
                time.sleep(min((now - before).total_seconds() / speed, _LONGEST_WAIT))
            before = now
            view.show(bulletin)
