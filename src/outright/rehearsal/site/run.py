"""A rehearsal site in a thread of its own, on a port of this machine."""

from __future__ import annotations

import datetime as dt
import socket
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from outright.errors import OutrightError
from outright.rehearsal.faults import Episode, FaultFile, check
from outright.rehearsal.scenario import Scenario
from outright.rehearsal.site.app import RehearsalApp

START_SECONDS = 10.0


class Served:
    """An application served in a thread of its own. ``url`` is where, without a slash at the end."""

    def __init__(self, app: ASGIApp, host: str = "127.0.0.1", port: int = 0) -> None:
        self._socket = _bound(host, port)
        self.port = int(self._socket.getsockname()[1])
        shown = f"[{host}]" if ":" in host else {"0.0.0.0": "127.0.0.1"}.get(host, host)
        self.url = f"http://{shown}:{self.port}"
        # Faults cut answers off on purpose; the server's own complaints about that are not wanted.
        config = uvicorn.Config(
            app, log_level="critical", access_log=False, lifespan="off", ws="none", server_header=False,
            http="h11", timeout_graceful_shutdown=2,
        )  # fmt: skip
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="outright-rehearsal", daemon=True)
        self._thread.start()
        self._wait()

    def stop(self) -> None:
        """Give up open answers and free the port. Safe to call twice."""
        self._server.should_exit = True
        self._thread.join(START_SECONDS)
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > until:
                self.stop()
                raise OutrightError("The rehearsal site did not start", where=self.url, hint="Try another port.")
            time.sleep(0.01)


class RehearsalSite:
    """A running fake site; also a context. ``url`` is where, without a slash at the end.

    ``clock`` is any callable that tells the night's moment, so that a test can step the night by hand; without one
    the night is over. ``faults`` is a read ``faults.toml`` or a list of faults as its tables. ``app`` is the
    application itself, for a test that needs no port.
    """

    def __init__(
        self,
        scenario: Scenario,
        system: str = "clarity",
        faults: FaultFile | list[Mapping[str, Any]] | None = None,
        clock: Callable[[], dt.datetime] | None = None,
        *,
        seed: int = 1,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        if isinstance(faults, list):
            for n, fault in enumerate(faults, 1):
                check(fault, f"fault {n}")
            faults = FaultFile(tuple(faults))
        self.app = RehearsalApp(scenario, system, faults, clock, seed)
        self._served = Served(self.app, host, port)
        self.port, self.url = self._served.port, self._served.url

    def doors(self) -> list[tuple[str, str]]:
        """Addresses to begin with, and what is there; the first is the one to give to a reader."""
        doors = self.app.system.doors(self.app.view(self.app.clock()))
        return [(f"{self.url}{path}", what) for path, what in doors]

    def fault(self, **row: Any) -> Episode:
        """Makes a fault happen now: ``site.fault(kind="truncated")``."""
        return self.app.fault(row)

    def state(self) -> dict[str, Any]:
        """As ``GET /_rehearsal/state``."""
        return self.app.state()

    def stop(self) -> None:
        """Give up open answers and free the port. Safe to call twice."""
        self.app.closing = True
        self._served.stop()

    def __enter__(self) -> RehearsalSite:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def _bound(host: str, port: int) -> socket.socket:
    taken = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
        taken.listen(512)
    except OSError as error:
        taken.close()
        raise OutrightError(
            f"Cannot listen on {host}:{port}: {error.strerror}", hint="Name another --port, or end what has this one."
        ) from error
    return taken
