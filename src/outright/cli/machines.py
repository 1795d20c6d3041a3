"""``outright collect`` and ``outright engine``: a night on several machines, over one database."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from outright.cli.engine import asked_engine, engine_options, spread_for

if TYPE_CHECKING:
    from outright.archive import Publication
    from outright.bulletin import Bulletin
    from outright.night.config import Settings
    from outright.night.engine import Duty

_CONFIG = click.argument("config", default="night.toml", type=click.Path(path_type=Path, dir_okay=False))
_LENGTH = click.option("--for", "length", help="Stop after this time, such as 10m.")
_say = partial(click.echo, err=True)


@click.command()
@_CONFIG
@_LENGTH
def collect(config: Path, length: str | None) -> None:
    """Poll the sources of CONFIG and store what comes, for an engine elsewhere: one of any number of collectors.

    Each source is polled by one of them; what a dead one polled is taken over within seconds. The settings' store is a
    database. Ends when every source has said its last, or with Ctrl-C.
    """
    settings = _begun(config)
    from outright.night.collect import Collector

    async def go() -> int:
        collector = Collector(settings, tell=_stored, warn=_say)
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, collector.stop)
        if length is not None:
            loop.call_later(_seconds(length), collector.stop)
        _say(f"Collecting for {settings.store.name} as {collector.who}.")
        await collector.run()
        return collector.forward.stored

    stored = asyncio.run(go())
    _say(f"{stored} publication{'' if stored == 1 else 's'} stored in {settings.store.name}.")


@click.command("engine")
@_CONFIG
@_LENGTH
@click.option("--publish", multiple=True, metavar="DIR|s3://BUCKET/PREFIX",
              help="Write the pages as files here, and not where [publish] says. May be given again.")  # fmt: skip
@engine_options
def tell(
    config: Path, length: str | None, publish: tuple[str, ...], engine: str | None, workers: int | None
) -> None:  # fmt: skip
    """Read what collectors stored for the night of CONFIG, judge, project, tell, publish and alert.

    One engine does so; any number of others stand by and take over within seconds. Ends when every source has said its
    last and all of it is told, or with Ctrl-C.
    """
    from outright.cli.watch import resumed
    from outright.night.engine import Engine
    from outright.night.reading_apart import Reading

    asked_engine(engine)
    settings = _begun(config)
    with contextlib.ExitStack() as stack:
        spread = stack.enter_context(spread_for(settings.projection, engine, workers))
        live = resumed(settings, spread)
        live.reading = Reading(*settings.reading)
        for one in (live.archive, live.reading):
            stack.enter_context(contextlib.closing(one))
        night = Engine(settings, live, on_duty=partial(_on_duty, settings, publish), warn=_say)
        for sign in (signal.SIGINT, signal.SIGTERM):
            signal.signal(sign, lambda *_: night.stop())
        if length is not None:
            timer = threading.Timer(_seconds(length), night.stop)
            timer.daemon = True
            timer.start()
        _say(f"An engine of {settings.store.name}; it has taken in publication {live.folded.state.seq}.")
        night.run()
    _say(f"{live.folded.state.seq} publications. Check it: outright verify '{settings.store}'")


def _stored(kept: Publication) -> None:
    """A line on stdout for every publication that is stored, once it is."""
    click.echo(f"{kept.received_at:%H:%M:%S} {kept.seq} {kept.source} {kept.name} {kept.sha256[:12]}")


def _seconds(length: str) -> float:
    from outright.night.config import seconds

    return seconds(length, "--for")


def _begun(config: Path) -> Settings:
    """The settings, with the night begun in their database; refuses those that begin another."""
    from outright.archive import Archive, ServedNight
    from outright.cli.watch import begun
    from outright.errors import ConfigError
    from outright.night.config import load
    from outright.night.plan import plan_of, to_json

    settings = load(config)
    if not isinstance(settings.store, ServedNight):
        hint = 'Write store = "postgresql://USER@HOST:PORT/DATABASE", or follow it on one machine: outright watch.'
        raise ConfigError("Several machines need a database that all of them reach", where="night.store", hint=hint)
    begun(settings)
    with Archive.open(settings.store) as archive:
        if to_json(plan_of(archive)) != to_json(settings.plan):
            raise ConfigError(
                f"{config.name} no longer says what {settings.store.name} was begun with", where=str(config),
                hint="A night keeps its rules and contests. Give every machine the same settings.",
            )  # fmt: skip
    return settings


@contextlib.contextmanager
def _on_duty(settings: Settings, publish: tuple[str, ...]) -> Iterator[Duty]:
    """Where bulletins go while this engine tells the night: files, a line for each on stdout, then alerts."""
    from outright.archive import Archive
    from outright.cli.alerting import alerting
    from outright.cli.watch import shown
    from outright.night.engine import Duty

    with (
        Archive.open(settings.store) as archive,
        shown(settings, None, publish, plain=True, contest=None, measures=()) as show,
        alerting(settings, archive) as alerts,
    ):

        def tell(bulletin: Bulletin) -> None:
            show.bulletin(bulletin)
            if alerts is not None:
                alerts.tell(bulletin)

        yield Duty(tell) if alerts is None else Duty(tell, alerts.not_storing)
