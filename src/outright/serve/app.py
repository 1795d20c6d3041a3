"""The HTTP application: the published tree, live events, and whether all is well.

It makes no page and no number; it hands out what the board holds. The same addresses work on a plain file
server, without the events.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import Route

from outright.serve.board import Board
from outright.serve.handlers import HANDLERS
from outright.serve.limits import Limits
from outright.serve.metrics import Metrics
from outright.serve.routes import ROUTES
from outright.serve.service import Endpoint, Service


def app(board: Board, limits: Limits | None = None, metrics: Metrics | None = None) -> Starlette:
    """The application over ``board``: every row of the table, within the ``limits``."""
    service = Service(board, limits or Limits(), metrics or Metrics(board))
    return Starlette(routes=[Route(row.pattern, Endpoint(service, row, HANDLERS[row.handler])) for row in ROUTES])
