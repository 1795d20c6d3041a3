"""``outright replay``: a stored night as of any moment, or played again on the screen."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("night", type=click.Path(path_type=Path))
@click.option("--at", metavar="TIME|SEQ", help="Only the bulletin as of this moment or publication.")
@click.option("--json", "as_json", is_flag=True, help="Print the bulletin as JSON: the newest, or as of --at.")
@click.option("--all", "every", is_flag=True, help="With --json: every bulletin of the night, one a line.")
@click.option("--speed", default=0.0, show_default=True, type=click.FloatRange(min=0),
              help="How many times faster than the night was; 0 does not wait.")  # fmt: skip
@click.option("--plain", is_flag=True, help="One line per event instead of a screen.")
def command(night: Path, at: str | None, as_json: bool, every: bool, speed: float, plain: bool) -> None:
    """Give the stored NIGHT as of any moment, or play it again.

    The bulletins are those that were published that night, byte for byte; `outright verify` derives them
    again from the stored files.
    """
    from outright.night.replay import bulletin_at, bulletins

    if every and not as_json:
        raise click.UsageError("--all goes with --json; without it the whole night is played anyway.")
    if as_json:
        from outright.bulletin import encode

        for bulletin in bulletins(night) if every and at is None else [bulletin_at(night, at)]:
            click.echo(encode(bulletin))
        return
    if at is not None:
        from outright.publish.terminal import screen

        click.echo("\n".join(screen(bulletin_at(night, at))))
        return
    from outright.cli.live import LiveScreen
    from outright.notebook.pace import paced

    with LiveScreen(plain=plain) as view:
        for bulletin in paced(bulletins(night), speed, lambda told: told.night.as_of):
            view.show(bulletin)
