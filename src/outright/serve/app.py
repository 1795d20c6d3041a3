"""The HTTP application: the published tree, live events, and whether all is well.

It makes no page and no number; it hands out what the board holds. The same addresses work on a plain file
server, without the events.
"""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import Route

from outright.serve.asking import embedding, query
from outright.serve.board import Board
from outright.serve.desk import handlers as desk_handlers
from outright.serve.desk.handlers import DeskRoom
from outright.serve.handlers import events, health, metrics, published, ready
from outright.serve.limits import Limits
from outright.serve.metrics import Metrics
from outright.serve.routes import DESK_ROUTES, ROUTES
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


DESK_HANDLERS: dict[str, Handler] = {
    "desk": desk_handlers.page,
    "desk-style": desk_handlers.style,
    "desk-sign-in": desk_handlers.sign_in,
    "desk-sign-out": desk_handlers.sign_out,
    "desk-act": desk_handlers.act,
}
"""Those of the desk."""


def app(
    board: Board, limits: Limits | None = None, counts: Metrics | None = None, desk: DeskRoom | None = None
) -> Starlette:
    """The application over ``board``: every row of the table, within the ``limits``; with its ``desk``, if any."""
    service = Service(board, limits or Limits(), counts or Metrics(board), desk)
    rows = (*(DESK_ROUTES if desk is not None else ()), *ROUTES)
    known = {**HANDLERS, **DESK_HANDLERS}
    return Starlette(routes=[Route(row.pattern, Endpoint(service, row, known[row.handler])) for row in rows])
