"""A night's own server, as every verb that serves one starts it: over the night file, within the settings."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.bulletin import Bulletin
    from outright.night.config_parts import ServePart
    from outright.publish.site import Site
    from outright.serve.board import Board
    from outright.serve.limits import Limits


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


def limits_of(part: ServePart) -> Limits:
    """The marks that ``[serve]`` sets, and the usual ones for the rest."""
    from outright.serve.limits import Limits

    return Limits(
        proxies=part.proxies, operators=part.operators, listeners=part.listeners,
        listeners_per_address=part.listeners_per_address, connections_per_address=part.connections_per_address,
        requests_per_second=part.requests_per_second, requests_at_once=part.requests_at_once,
    )  # fmt: skip
