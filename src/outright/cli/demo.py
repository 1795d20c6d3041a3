"""``outright demo``: the reference night, rehearsed from the tables in the package, offline.

The way of a real night: a site serves county files and statements, the watch asks it, and what comes is kept,
read, judged and told. The night's clock is the rehearsal's, so that the demo says the same wherever it runs. On a
terminal it is a live screen and a page; ``--once --json`` runs to the end and prints the last bulletin.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from outright.bulletin import Bulletin
    from outright.cli.rehearsed import Followed
    from outright.rehearsal import Publication
    from outright.serve.board import Board

DEFAULT_SPEED = 240.0
_LONGEST_WAIT = 4.0


@click.command()
@click.option("--once", is_flag=True, help="Run to the end at once, without a server, and stop.")
@click.option("--json", "as_json", is_flag=True, help="Print the last bulletin as JSON.")
@click.option("--speed", default=DEFAULT_SPEED, show_default=True, type=click.FloatRange(min=0, min_open=True),
              help="How many times faster than the night was.")  # fmt: skip
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Where to serve the page.")
@click.option("--no-browser", is_flag=True, help="Do not open a browser.")
@click.option("--db", type=click.Path(path_type=Path, dir_okay=False), help="Keep the night file here.")
@click.option("--publish", multiple=True, metavar="DIR|s3://BUCKET/PREFIX",
              help="Write the pages as files here. May be given again.")  # fmt: skip
@click.option("--seed", default=None, type=int, help="Rehearse another night that ends on the same totals.")
@click.option("--plain", is_flag=True, help="One line per event instead of a screen.")
def command(
    once: bool, as_json: bool, speed: float, port: int, no_browser: bool, db: Path | None,
    publish: tuple[str, ...], seed: int | None, plain: bool,
) -> None:  # fmt: skip
    """Play the reference night: Georgia's 6th District, April 18, 2017.

    It is a rehearsal: the totals are the certified ones, the order and the precincts are invented.
    """
    from outright.cli.publishing import beside, places
    from outright.rehearsal import SHIPPED_SEED, reference_night

    to = places(publish)
    night = reference_night(SHIPPED_SEED if seed is None else seed)
    with _night_file(db) as path:
        from outright.cli.publishing import site_of
        from outright.cli.rehearsed import Followed, plan_of
        from outright.night.live import LiveNight

        live = LiveNight.begin(plan_of(night.facts), path)
        with (
            contextlib.closing(live.archive),
            Followed(live, night.publications) as followed,
            beside(path, live.plan.id, to, site_of(path), stays=db is not None) as published,
        ):
            play = _Play(followed, night.publications, published)
            if once:
                play.at_once()
            else:
                play.live(speed, port, browser=not no_browser, plain=plain or as_json)
    if play.last is None:
        return
    if as_json:
        from outright.bulletin import encode

        click.echo(encode(play.last))
    elif once:
        from outright.publish.terminal import screen

        click.echo("\n".join(screen(play.last)))


@contextlib.contextmanager
def _night_file(db: Path | None) -> Iterator[Path]:
    if db is not None:
        yield db
        return
    with tempfile.TemporaryDirectory(prefix="outright-") as folder:
        yield Path(folder) / "demo.owr"


class _Play:
    """One run of a rehearsed night through the live loop. ``last`` is the newest bulletin."""

    def __init__(
        self, followed: Followed, publications: tuple[Publication, ...], published: Callable[[], None]
    ) -> None:
        self._followed = followed
        self._publications = publications
        self._published = published
        self.last: Bulletin | None = None

    def _take(self, publication: Publication) -> Bulletin:
        bulletin = self.last = self._followed.until(publication.at)
        self._published()
        return bulletin

    def at_once(self) -> None:
        """Every publication, without waiting."""
        for publication in self._publications:
            self._take(publication)

    def live(self, speed: float, port: int, *, browser: bool, plain: bool) -> None:
        """The night at ``speed`` on a screen and on a page; on a terminal the page stays until Ctrl-C."""
        from outright.cli.live import LiveScreen
        from outright.cli.publishing import site_of
        from outright.cli.serving import board_over
        from outright.serve.run import Server

        stays = sys.stdin.isatty() and sys.stdout.isatty()
        with contextlib.ExitStack() as stack:
            board = stack.enter_context(board_over(self._followed.store, site_of(self._followed.store)))
            self._show(board, self._publications[0])
            server = stack.enter_context(Server(board, port=port))
            click.echo(f"{server.note + ' ' if server.note else ''}The page is at {server.url}", err=True)
            if browser and stays:
                import webbrowser

                webbrowser.open(server.url)
            with LiveScreen(footer=f" {server.url}   Ctrl-C ends", plain=plain) as view:
                assert self.last is not None
                view.show(self.last)
                for before, publication in zip(self._publications, self._publications[1:], strict=False):
                    _wait(publication.at - before.at, speed)
                    view.show(self._show(board, publication))
                if stays:
                    _until_interrupted(server.url)

    def _show(self, board: Board, publication: Publication) -> Bulletin:
        bulletin = self._take(publication)
        board.publish(bulletin)
        return bulletin


def _wait(gap: dt.timedelta, speed: float) -> None:
    time.sleep(min(gap.total_seconds() / speed, _LONGEST_WAIT))


def _until_interrupted(url: str) -> None:
    click.echo(f"The night is over. The page stays at {url} until you press Ctrl-C.", err=True)
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            time.sleep(3600)
