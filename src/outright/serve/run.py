"""A server in a thread of its own, so that the night's loop can go on beside it.

It listens on this machine only unless told otherwise, and takes another port when the asked one is taken.
"""

from __future__ import annotations

import errno
import socket
import threading
import time

import uvicorn

from outright.errors import OutrightError
from outright.serve.app import app
from outright.serve.board import Board

START_SECONDS = 10.0


class Server:
    """A running server over ``board``. ``url`` is where; ``note`` says so when the port is another one."""

    def __init__(self, board: Board, host: str = "127.0.0.1", port: int = 8000) -> None:
        self._board = board
        self._socket = _bound(host, port)
        self.host, self.port = host, int(self._socket.getsockname()[1])
        self.note = f"Port {port} is taken; using {self.port}." if port not in (0, self.port) else ""
        shown = f"[{host}]" if ":" in host else {"0.0.0.0": "127.0.0.1"}.get(host, host)
        self.url = f"http://{shown}:{self.port}/"
        config = uvicorn.Config(
            app(board),
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="outright-serve", daemon=True)
        self._thread.start()
        self._wait()

    def stop(self) -> None:
        """Say goodbye to listeners, finish open answers, and free the port. Safe to call twice."""
        self._server.should_exit = True
        self._board.close()
        self._thread.join(START_SECONDS)
        self._socket.close()

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


def _bound(host: str, port: int) -> socket.socket:
    """A socket on the asked port, or on any free one where that is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(2048)
    except OSError as error:
        taken.close()
        if port == 0 or error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise OutrightError(
                f"Cannot listen on {host}:{port}: {error.strerror}", hint="Name an address of this machine."
            ) from error
        return _bound(host, 0)
    return taken
