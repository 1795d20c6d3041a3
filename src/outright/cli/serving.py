"""A night's own server, as every verb that serves one starts it: over the night file, within the settings."""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from outright.archive import Archive, Home
    from outright.bulletin import Bulletin
    from outright.night.config_parts import ServePart
    from outright.publish.site import Site
    from outright.serve.board import Board
    from outright.serve.limits import Limits

_LOOK = 0.25
"""Seconds between two looks for what an engine has added to the night, where nobody says so."""

_HEADS = 4096
"""How many heads are held, the newest."""


@contextlib.contextmanager
def board_over(store: Home, site: Site | None = None, *, replay: bool = False) -> Iterator[Board]:
    """A board that draws earlier moments from the night file at ``store``, read beside whoever writes it.

    ``replay``: those moments are marked as a past night's.
    """
    from outright.night.replay import earlier
    from outright.serve.board import Board

    with earlier(store) as door:
        board = Board(site, past=_marked(door) if replay else door)
        try:
            yield board
        finally:
            board.press.close()


def _marked(door: Callable[[int], Bulletin | None]) -> Callable[[int], Bulletin | None]:
    from outright.publish.replay import as_replay

    def past(seq: int) -> Bulletin | None:
        found = door(seq)
        return None if found is None else as_replay(found)

    return past


class Heads:
    """The heads of a night's chain that its pages print, asked before a page is drawn and not while it is.

    A page is then drawn whole while the database does not answer. What was not asked is asked ``otherwise``.
    """

    def __init__(self, otherwise: Callable[[int], str]) -> None:
        self._otherwise = otherwise
        self._known: OrderedDict[int, str] = OrderedDict()

    def __call__(self, seq: int) -> str:
        """The head after a publication; "" where it cannot be had."""
        return self._known.get(seq) or self._otherwise(seq)

    def know(self, archive: Archive, bulletin: Bulletin) -> None:
        """Ask for every head that the pages of this bulletin print."""
        for seq in {bulletin.night.seq, *(contest.seq for contest in bulletin.contests)} - self._known.keys():
            self._known[seq] = archive.head_after(seq)
        while len(self._known) > _HEADS:
            self._known.popitem(last=False)


def follow(store: Home, board: Board, heads: Heads, until: float, *, replay: bool = False) -> None:
    """Show what is added to the night at ``store``, until a moment of the monotonic clock.

    A database that does not answer takes nothing off the page: what it last said stays, with its age.
    """
    from outright.archive import Archive
    from outright.archive.news import News
    from outright.bulletin import decode
    from outright.errors import NotStored
    from outright.publish.replay import as_replay

    silent = False
    with News(store) as news, Archive.open(store) as archive:
        if board.bulletin is not None:
            heads.know(archive, board.bulletin)
        while (left := until - time.monotonic()) > 0:
            news.wait(min(_LOOK, left))
            shown = board.bulletin.night.seq if board.bulletin else 0
            try:
                for _, body in archive.bulletins(shown):
                    bulletin = decode(body)
                    heads.know(archive, bulletin)
                    board.publish(as_replay(bulletin) if replay else bulletin)
            except NotStored as error:
                if not silent:
                    click.echo(f"{error.line()} The page shows what was told before.", err=True)
                    board.not_storing_since = dt.datetime.now(dt.UTC)
                silent = True
            else:
                if silent:
                    click.echo("The database answers again.", err=True)
                    board.not_storing_since = None
                silent = False


def limits_of(part: ServePart) -> Limits:
    """The marks that ``[serve]`` sets, and the usual ones for the rest."""
    from outright.serve.limits import Limits

    return Limits(
        proxies=part.proxies, operators=part.operators, listeners=part.listeners,
        listeners_per_address=part.listeners_per_address, connections_per_address=part.connections_per_address,
        requests_per_second=part.requests_per_second, requests_at_once=part.requests_at_once,
    )  # fmt: skip
