"""``outright alert test``: every destination of the alerts, tried before the night."""

from __future__ import annotations

from pathlib import Path

import click

FAILED = 4


@click.group()
def command() -> None:
    """Alerts to people and machines: see CONFIG's [[alert]] and [[webhook]]."""


@command.command()
@click.argument("config", default="night.toml", type=click.Path(path_type=Path, dir_okay=False))
def test(config: Path) -> None:
    """Send a test message to every destination of CONFIG. Exit 3 when it names none, 4 when one did not take it."""
    from outright.cli.alerting import try_all
    from outright.errors import ConfigError
    from outright.night.config import load

    settings = load(config)
    found = try_all(settings)
    if not found:
        hint = "Add an [[alert]] or a [[webhook]]."
        raise ConfigError("There is nobody to tell", where=config.name, hint=hint)
    for one in found:
        click.echo(f" {'fail' if one.why else 'ok':<5}{one.label:<28} {one.why or 'test message sent'}")
    if any(one.why for one in found):
        click.get_current_context().exit(FAILED)
