"""A server in a thread of its own, so that the night's loop can go on beside it.

It listens on this machine only unless told otherwise, and takes another port when the asked one is taken.
"""

from __future__ import annotations

import errno
import socket
import sys
import threading
import time
from collections.abc import Sequence

import uvicorn

from outright.desk.door import Door
from outright.errors import OutrightError
from outright.serve.app import app
from outright.serve.board import Board
from outright.serve.desk.handlers import DeskRoom
from outright.serve.guard import Gate, guarded
from outright.serve.limits import Limits
from outright.serve.metrics import Measure, Metrics
from outright.serve.room import room_for

START_SECONDS = 10.0
BACKLOG, AT_ONCE = 4096, 128
"""Connections that may wait to be taken, and how many are taken before others have their turn."""
TURN_SECONDS = 0.001
"""How long one thread keeps the interpreter while another waits: a page being drawn must not hold up five thousand
readers by five milliseconds each."""


class Server:
    """A running server over ``board``. ``url`` is where; ``note`` says so when the port is another one.

    ``desk`` is the door to the night of a private desk, which is then under ``/desk/``; ``measures`` are numbers of
    others that an operator sees among the server's own.
    """

    def __init__(
        self, board: Board, host: str = "127.0.0.1", port: int = 8000, *, limits: Limits | None = None,
        desk: Door | None = None, measures: Sequence[Measure] = (),
    ) -> None:  # fmt: skip
        self._board, self._measures = board, measures
        self._desk = None if desk is None else DeskRoom(desk)
        self._socket = _bound(host, port)
        self.host, self.port = host, int(self._socket.getsockname()[1])
        self.note = f"Port {port} is taken; using {self.port}." if port not in (0, self.port) else ""
        shown = f"[{host}]" if ":" in host else {"0.0.0.0": "127.0.0.1"}.get(host, host)
        self.url = f"http://{shown}:{self.port}/"
        self.limits = room_for(limits or Limits())
        sys.setswitchinterval(min(TURN_SECONDS, sys.getswitchinterval()))
        self._server = uvicorn.Server(self._config())
        self._thread = threading.Thread(target=self._run, name="outright-serve", daemon=True)
        self._thread.start()
        self._wait()

    def stop(self, drain: float = 0.0) -> None:
        """Say goodbye to listeners, finish open answers, and free the port. Safe to call twice.

        ``drain``: seconds during which it says that it is not ready any more before it closes, for who sends
        readers here.
        """
        self._board.closing = True
        if drain and self._thread.is_alive():
            time.sleep(drain)
        self._board.close()
        self._server.should_exit = True
        self._thread.join(START_SECONDS + self.limits.grace_seconds)
        self._socket.close()

    def _config(self) -> uvicorn.Config:
        metrics, limits = Metrics(self._board, self._measures), self.limits
        gate = Gate(limits, metrics.shed, lambda: len(self._board.hub))
        return uvicorn.Config(
            app(self._board, limits, metrics, self._desk),
            http=guarded(gate),
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            proxy_headers=bool(limits.proxies),
            forwarded_allow_ips=list(limits.proxies),
            h11_max_incomplete_event_size=2 * (limits.head + limits.url + limits.body),  # the door refuses before
            timeout_keep_alive=limits.keep_alive_seconds,
            timeout_graceful_shutdown=limits.grace_seconds,
            backlog=AT_ONCE,
        )

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > until:
                self.stop()
                raise OutrightError("The web server did not start", where=self.url, hint="Try another port.")
            time.sleep(0.01)
        self._socket.listen(BACKLOG)  # asyncio has just set it to what it takes at once


def _bound(host: str, port: int) -> socket.socket:
    """A socket on the asked port, or on any free one where that is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named as TCP: only then does asyncio send small answers at once instead of waiting 40 ms for more to send.
    taken = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(BACKLOG)
    except OSError as error:
        taken.close()
        if port == 0 or error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise OutrightError(
                f"Cannot listen on {host}:{port}: {error.strerror}", hint="Name an address of this machine."
            ) from error
        return _bound(host, 0)
    return taken
