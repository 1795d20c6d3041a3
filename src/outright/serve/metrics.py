"""What an operator sees: requests, drawings, listeners, what was shed, and how old the newest bulletin is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

if TYPE_CHECKING:
    from outright.serve.board import Board

Measure = tuple[str, str, Callable[[], float]]
"""A number that somebody else keeps: its name, what it is, and how it is had."""

DRAW_SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)


class Metrics:
    """The counts of one server, in a registry of its own."""

    content_type = CONTENT_TYPE_PLAIN_0_0_4

    def __init__(self, board: Board, measures: Sequence[Measure] = ()) -> None:
        self._registry = registry = CollectorRegistry()
        self._requests = Counter(
            "outright_requests", "Requests by kind and status.", ["kind", "status"], registry=registry
        )
        self._draw = Histogram(
            "outright_draw_seconds", "Seconds to draw a file.", ["kind"], buckets=DRAW_SECONDS, registry=registry
        )
        self._events = Counter("outright_events", "Events told, by kind.", ["kind"], registry=registry)
        self._sent = Counter("outright_events_sent", "Publications handed to listeners.", registry=registry)
        self._shed = Counter(
            "outright_shed", "Requests and readers turned away, by reason.", ["reason"], registry=registry
        )
        self._seen: dict[tuple[str, int], Counter] = {}
        self._gauges(board, measures)
        board.press.observe = self._drawn
        board.hub.count = self._told

    def request(self, kind: str, status: int) -> None:
        """One request was answered."""
        counter = self._seen.get((kind, status))
        if counter is None:
            counter = self._seen[kind, status] = self._requests.labels(kind, str(status))
        counter.inc()

    def shed(self, reason: str) -> None:
        """Somebody was turned away."""
        self._shed.labels(reason).inc()

    def text(self) -> bytes:
        """Everything, in the text format of Prometheus."""
        return generate_latest(self._registry)

    def _gauges(self, board: Board, measures: Sequence[Measure]) -> None:
        def gauge(name: str, what: str, value: object) -> None:
            Gauge(name, what, registry=self._registry).set_function(value)  # type: ignore[arg-type]

        gauge("outright_listeners", "Open event streams.", lambda: len(board.hub))
        gauge("outright_held_bytes", "Bytes of drawn files held in memory.", lambda: board.press.held)
        gauge("outright_bulletin_age_seconds", "Seconds since the newest bulletin was put up; NaN before the first.",
              lambda: float("nan") if board.age is None else board.age)  # fmt: skip
        gauge("outright_bulletin_seq", "The publication the newest bulletin stands for; NaN before the first.",
              lambda: board.bulletin.night.seq if board.bulletin else float("nan"))  # fmt: skip
        gauge("outright_not_storing_since", "Since when nothing is stored, in seconds since 1970; 0 while it is.",
              lambda: board.not_storing_since.timestamp() if board.not_storing_since else 0.0)  # fmt: skip
        gauge("outright_up_to_event", "The newest event's id.", lambda: board.hub.newest)
        for measure in measures:
            gauge(*measure)

    def _drawn(self, kind: str, seconds: float) -> None:
        self._draw.labels(kind).observe(seconds)

    def _told(self, what: str, many: int) -> None:
        if what == "sent":
            self._sent.inc(many)
        elif what == "slow-reader":
            self.shed(what)
        else:
            self._events.labels(what).inc(many)
