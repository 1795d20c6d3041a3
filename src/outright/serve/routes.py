"""Every address the server answers, what may be done there, and who may: one table, in the order it is looked up.

``ANYONE`` is the public. ``OPERATOR`` is who asks directly from an address the settings name, this machine by
default: a request that came through somebody else is never an operator's.
"""

from __future__ import annotations

from dataclasses import dataclass

ANYONE, OPERATOR, PERSON = "anyone", "operator", "person"
READ = ("GET", "HEAD")
READ_ANYWHERE = ("GET", "HEAD", "OPTIONS")
LISTEN = ("GET", "OPTIONS")
WRITE = ("POST",)


@dataclass(frozen=True, slots=True)
class Row:
    """One address: its pattern, the methods it takes, who may, and the handler by name.

    ``always``: it is answered however busy the server is.
    """

    pattern: str
    methods: tuple[str, ...]
    who: str
    handler: str
    always: bool = False


ROUTES: tuple[Row, ...] = (
    Row("/healthz", READ, ANYONE, "health", always=True),
    Row("/readyz", READ, ANYONE, "ready", always=True),
    Row("/metrics", READ, OPERATOR, "metrics", always=True),
    Row("/v1/{night}/events", LISTEN, ANYONE, "events"),
    Row("/v1/{night}/{contest}/timeline.json", READ_ANYWHERE, ANYONE, "query"),
    Row("/v1/{night}/{contest}/units.json", READ_ANYWHERE, ANYONE, "query"),
    Row("/v1/{night}/{contest}/take", READ_ANYWHERE, ANYONE, "query"),
    Row("/oembed", READ_ANYWHERE, ANYONE, "oembed"),
    Row("/v1/{path:path}", READ_ANYWHERE, ANYONE, "published"),
    Row("/{path:path}", READ, ANYONE, "published"),
)

DESK_ROUTES: tuple[Row, ...] = (
    Row("/desk", READ, ANYONE, "desk"),
    Row("/desk/", READ, ANYONE, "desk"),
    Row("/desk/desk.css", READ, ANYONE, "desk-style"),
    Row("/desk/sign-in", WRITE, ANYONE, "desk-sign-in"),
    Row("/desk/sign-out", WRITE, PERSON, "desk-sign-out"),
    Row("/desk/act", WRITE, PERSON, "desk-act"),
)
"""The private desk, looked up before the rest where a server has one: nothing else of it is written to."""
