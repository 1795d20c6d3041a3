"""``outright fetch`` and ``outright watch``: the night as its sources publish it, kept, read, told."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from outright.cli.engine import asked_engine, engine_options, measures_of, spread_for

if TYPE_CHECKING:
    import datetime as dt

    from outright.alerts.alerting import Alerting
    from outright.bulletin import Bulletin
    from outright.night.config import Settings
    from outright.night.live import LiveNight
    from outright.night.projector import Projector
    from outright.serve.board import Board
    from outright.serve.metrics import Measure

HELD, NOTHING_NEW, UNREACHABLE = 5, 6, 4

_CONFIG = click.argument("config", default="night.toml", type=click.Path(path_type=Path, dir_okay=False))


@click.command()
@_CONFIG
@click.argument("sources", nargs=-1)
@click.option("--exit-code", is_flag=True, help="Leave with 6 when nothing is new.")
def fetch(config: Path, sources: tuple[str, ...], exit_code: bool) -> None:
    """Poll every source of CONFIG (or only SOURCES) once, keep what came, and say what follows."""
    settings = _only(_loaded(config), sources)
    alone(settings)
    with following(settings) as live:
        before = live.archive.last_seq()
        _run(settings, live, Shown(), polls=1)
        state = live.folded.state
        came = live.archive.last_seq() - before
        sick = {k: s.error for k, s in state.sources.items() if s.error}
    for key, error in sick.items():
        click.echo(f"{settings.plan.source_name(key)}: {error}", err=True)
    click.echo(f"{came} publication{'' if came == 1 else 's'} kept in {settings.store.name}; {state.seq} in all.")
    if held := state.held():
        click.echo(f"{len(held)} waiting for a person: outright hold list {config}", err=True)
        click.get_current_context().exit(HELD)
    if sick and not came:
        click.get_current_context().exit(UNREACHABLE)
    if exit_code and not came:
        click.get_current_context().exit(NOTHING_NEW)


@click.command()
@_CONFIG
@click.option("--serve", "bind", help="Serve the page here: HOST:PORT, :PORT or PORT.")
@click.option("--every", help="Poll every source at this pace, such as 30s.")
@click.option("--publish", multiple=True, metavar="DIR|s3://BUCKET/PREFIX",
              help="Write the pages as files here, and not where [publish] says. May be given again.")  # fmt: skip
@click.option("--polls", type=click.IntRange(min=1), help="Stop after this many polls of each source.")
@click.option("--for", "length", help="Stop after this time, such as 10m.")
@click.option("--plain", is_flag=True, help="One line per event instead of a screen.")
@click.option("--contest", help="The contest to show on the screen.")
@engine_options
def watch(
    config: Path, bind: str | None, every: str | None, publish: tuple[str, ...], polls: int | None, length: str | None,
    plain: bool, contest: str | None, engine: str | None, workers: int | None,
) -> None:  # fmt: skip
    """Follow the night of CONFIG: poll its sources, keep every answer, judge, project, show, serve and publish.

    Stops when every source has said its last, or with Ctrl-C; started again, it goes on where it stood.
    """
    from outright.cli.alerting import alerting
    from outright.night.config import seconds

    asked_engine(engine)
    settings = _loaded(config)
    alone(settings)
    if every:
        pace = seconds(every, "--every")
        settings = replace(settings, sources=tuple(replace(s, every=pace) for s in settings.sources))
    limit = seconds(length, "--for") if length else None
    with (
        spread_for(settings.projection, engine, workers) as spread,
        following(settings, spread) as live,
        shown(settings, bind, publish, plain=plain, contest=contest, measures=measures_of(spread)) as show,
        alerting(settings, live.archive) as alerts,
    ):
        if live.folded.state.seq:
            click.echo(f"Going on after publication {live.folded.state.seq} of {settings.store.name}.", err=True)
        _run(settings, live, show, alerts, polls=polls, limit=limit)
        state = live.folded.state
    click.echo(
        f"{state.seq} publications in {settings.store.name}. Check it: outright verify {settings.store}", err=True
    )


def _loaded(config: Path) -> Settings:
    from outright.night.config import load

    return load(config)


def alone(settings: Settings) -> None:
    """Refuse to poll the sources of a night that collectors poll already."""
    from outright.archive import Archive

    if isinstance(settings.store, Path) or not Archive.exists(settings.store):
        return
    from outright.archive.turns import collecting
    from outright.errors import NightFollowed

    if others := collecting(settings.store):
        raise NightFollowed(
            f"Collectors poll the sources of {settings.store.name}: {', '.join(others)}", where=str(settings.store),
            hint=f"Stop them, or only read and tell what they store: outright engine {settings.path}",
        )  # fmt: skip


def _only(settings: Settings, sources: tuple[str, ...]) -> Settings:
    from outright.errors import UsageError

    known = [s.id for s in settings.sources]
    for source in sources:
        if source not in known:
            raise UsageError(f"There is no source {source!r}", hint=f"Sources: {', '.join(known)}.")
    kept = tuple(s for s in settings.sources if not sources or s.id in sources)
    return replace(settings, sources=kept)


@contextlib.contextmanager
def following(settings: Settings, project: Projector | None = None) -> Iterator[LiveNight]:
    """The night of the settings, begun or resumed, with its file locked against a second engine.

    ``project`` is another way to the same projections: side by side.
    """
    from outright.archive import Archive
    from outright.night.live import LiveNight
    from outright.night.lock import only_engine
    from outright.night.reading_apart import Reading

    begun(settings)
    with only_engine(settings.store) as lease:
        live = (
            resumed(settings, project)
            if Archive.exists(settings.store)
            else LiveNight.begin(settings.plan, settings.store, project)
        )
        live.archive.lease = lease
        live.reading = Reading(*settings.reading)
        with contextlib.closing(live.archive), contextlib.closing(live.reading):
            yield live


def begun(settings: Settings) -> None:
    """Begin a night in a database, so that there is something to hold; a file is begun under its lock."""
    from outright.archive import Archive
    from outright.errors import ArchiveError
    from outright.night.live import LiveNight

    if not isinstance(settings.store, Path) and not Archive.exists(settings.store):
        try:
            LiveNight.begin(settings.plan, settings.store).archive.close()
        except ArchiveError:
            if not Archive.exists(settings.store):  # else another engine has just begun it
                raise


def resumed(settings: Settings, project: Projector | None = None) -> LiveNight:
    """The night of an existing file; refuses settings that no longer say what the night was begun with."""
    from outright.cli.live import Progress
    from outright.errors import ConfigError
    from outright.night.live import LiveNight
    from outright.night.plan import plan_text, says_what

    with Progress("Taking in what is stored", unit="publications") as bar:
        live = LiveNight.resume(settings.store, project, progress=lambda _done, _all: bar.advance())
    if not says_what(plan_text(live.archive), settings.plan):
        live.archive.close()
        raise ConfigError(
            f"{settings.path.name} no longer says what {settings.store.name} was begun with",
            where=str(settings.path),
            hint="A night keeps its rules and contests. Name another store to begin a new one.",
        )
    return live


def _run(
    settings: Settings, live: LiveNight, show: Shown, alerts: Alerting | None = None, *, polls: int | None = None,
    limit: float | None = None,
) -> None:  # fmt: skip
    """Follow the night: a bulletin is shown, then told of, so that what is told is on the page already."""
    from outright.night.watch import Watch

    def tell(bulletin: Bulletin) -> None:
        show.bulletin(bulletin)
        if alerts is not None:
            alerts.tell(bulletin)

    def unstored(since: dt.datetime | None, why: str) -> None:
        if show.board is not None:
            show.board.not_storing_since = since
        if alerts is not None:
            alerts.not_storing(since, why)

    night = Watch(settings, live, tell=tell, warn=partial(click.echo, err=True), unstored=unstored)

    async def go() -> None:
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(sign, night.stop)
        if limit is not None:
            loop.call_later(limit, night.stop)
        async with night:
            await night.run(polls)

    asyncio.run(go())


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a night is shown: what is done with a bulletin, and the board of its server, if it has one."""

    bulletin: Callable[[Bulletin], None] = lambda _bulletin: None
    board: Board | None = None


@contextlib.contextmanager
def shown(
    settings: Settings, bind: str | None, publish: tuple[str, ...], *, plain: bool, contest: str | None,
    measures: Sequence[Measure],
) -> Iterator[Shown]:  # fmt: skip
    """Where bulletins go: the screen, the page, the files."""
    from outright.cli.live import LiveScreen
    from outright.cli.publishing import beside, places, site_of

    with contextlib.ExitStack() as stack:
        board: Any = None
        site = site_of(settings.store, settings.publish.base_url, settings.publish)
        footer = " Ctrl-C ends"
        if bind is not None:
            from outright.cli.desk_serving import door_of
            from outright.cli.serving import board_over, limits_of
            from outright.serve.run import Server

            board = stack.enter_context(board_over(settings.store, site))
            host, port = address(bind or settings.bind)
            limits, desk = limits_of(settings.serve), door_of(settings.store)
            server = stack.enter_context(Server(board, host, port, limits=limits, desk=desk, measures=measures))
            click.echo(f"{server.note + ' ' if server.note else ''}The page is at {server.url}", err=True)
            footer = f" {server.url}   Ctrl-C ends"
        where = places(publish, settings.publish)
        published = stack.enter_context(beside(settings.store, settings.plan.id, where, site))
        screen = stack.enter_context(LiveScreen(contest, footer=footer, plain=plain))

        def show(bulletin: Bulletin) -> None:
            if board is not None:
                board.publish(bulletin)
            published()
            screen.show(bulletin)

        yield Shown(show, board)


def address(text: str, where: str = "--serve") -> tuple[str, int]:
    """HOST:PORT, :PORT or PORT as host and port; this machine only without a host."""
    from outright.errors import UsageError

    host, _, port = text.rpartition(":")
    if not port.isdigit() or int(port) > 65535:
        raise UsageError(f"{text!r} is no place to serve", where=where, hint="Write it as 127.0.0.1:8000.")
    return host or "127.0.0.1", int(port)
