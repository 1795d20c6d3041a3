"""``outright serve``: a stored night over HTTP, and what is added to it while it is served."""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from outright.cli.homes import NIGHT

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.bulletin import Bulletin


@click.command()
@click.option("--db", type=NIGHT, envvar="OUTRIGHT_DB",
              help="The night file [default: that of the settings, or night.owr].")  # fmt: skip
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help="The settings of the night.")
@click.option("--bind", help="Where: HOST:PORT, :PORT or PORT [default: that of the settings, or 127.0.0.1:8000].")
@click.option("--base-url", help="The public address, such as https://example.org: feeds, cards and embeds name it.")
@click.option("--replay", is_flag=True, help="Say on every page that this is a past night; so does one two months old.")
@click.option("--for", "length", help="Stop after this time, such as 10m.")
def command(
    db: Home | None, config: Path | None, bind: str | None, base_url: str | None, replay: bool, length: str | None
) -> None:  # fmt: skip
    """Serve a stored night over HTTP: every page, every moment, and events for what comes.

    It follows the night: an engine may go on writing it, in a database also from elsewhere. Ends with Ctrl-C.
    """
    from outright.cli.desk_serving import door_of
    from outright.cli.publish import base_of, night_and_settings
    from outright.cli.publishing import site_of
    from outright.cli.serving import Heads, board_over, follow, limits_of
    from outright.cli.watch import address
    from outright.night.config import seconds
    from outright.night.config_parts import ServePart
    from outright.publish.replay import as_replay, is_past
    from outright.serve.run import Server

    store, settings = night_and_settings(db, config)
    part = settings.serve if settings else ServePart()
    host, port = address(bind or part.bind, "--bind")
    until = time.monotonic() + (seconds(length, "--for") if length else float("inf"))
    newest = _newest(store)
    replay = replay or (newest is not None and is_past(newest.night, dt.datetime.now(dt.UTC)))
    to = settings.publish if settings else None
    site = site_of(store, base_of(base_url, to), to)
    heads = Heads(site.heads)
    with (
        board_over(store, dataclasses.replace(site, heads=heads), replay=replay) as board,
        Server(board, host, port, limits=limits_of(part), desk=door_of(store)) as server,
        contextlib.suppress(KeyboardInterrupt),
    ):
        if newest is not None:
            board.publish(as_replay(newest) if replay else newest)
        signal.signal(signal.SIGTERM, _end)
        click.echo(f"{server.note + ' ' if server.note else ''}The night is at {server.url}  Ctrl-C ends", err=True)
        follow(store, board, heads, until, replay=replay)


def _newest(store: Home) -> Bulletin | None:
    """The newest bulletin. None before the first of a night in a database: its engine is elsewhere and may come yet.

    An empty night file is told before anything is bound.
    """
    from outright.archive import Archive
    from outright.night.replay import bulletin_at

    if not isinstance(store, Path):
        with Archive.open(store) as archive:
            if archive.newest() is None:
                return None
    return bulletin_at(store)


def _end(*_: object) -> NoReturn:
    raise KeyboardInterrupt
