"""The HTTP application: the published tree, live events, and whether all is well.

It makes no page and no number; it hands out what the board holds. The same addresses work on a plain file
server, without the events.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import Route

from outright.serve.asking import embedding, query
from outright.serve.board import Board
from outright.serve.handlers import events, health, metrics, published, ready
from outright.serve.limits import Limits
from outright.serve.metrics import Metrics
from outright.serve.routes import ROUTES
from outright.serve.service import Endpoint, Handler, Service

HANDLERS: dict[str, Handler] = {
    "published": published,
    "events": events,
    "query": query,
    "oembed": embedding,
    "health": health,
    "ready": ready,
    "metrics": metrics,
}
"""By the name that the table gives them."""


def app(board: Board, limits: Limits | None = None, counts: Metrics | None = None) -> Starlette:
    """The application over ``board``: every row of the table, within the ``limits``."""
    service = Service(board, limits or Limits(), counts or Metrics(board))
    return Starlette(routes=[Route(row.pattern, Endpoint(service, row, HANDLERS[row.handler])) for row in ROUTES])
