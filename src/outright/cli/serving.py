"""A night's own server, as every verb that serves one starts it: over the night file, within the settings."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outright.night.config_parts import ServePart
    from outright.publish.site import Site
    from outright.serve.board import Board
    from outright.serve.limits import Limits


@contextlib.contextmanager
def board_over(store: Path, site: Site | None = None) -> Iterator[Board]:
    """A board that draws earlier moments from the night file at ``store``, read beside whoever writes it."""
    from outright.night.replay import earlier
    from outright.serve.board import Board

    with earlier(store) as past:
        board = Board(site, past=past)
        try:
            yield board
        finally:
            board.press.close()


def limits_of(part: ServePart) -> Limits:
    """The marks that ``[serve]`` sets, and the usual ones for the rest."""
    from outright.serve.limits import Limits

    return Limits(
        proxies=part.proxies, operators=part.operators, listeners=part.listeners,
        listeners_per_address=part.listeners_per_address, connections_per_address=part.connections_per_address,
        requests_per_second=part.requests_per_second, requests_at_once=part.requests_at_once,
    )  # fmt: skip
