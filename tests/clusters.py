"""A PostgreSQL of the tests' own: a new cluster in a temporary folder, on loopback, gone with the process that made it.

PostgreSQL refuses to run as root; as root it is run as the user that Debian's package made for it. It keeps its word
as a real one must: ``fsync`` is on.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from functools import cache
from pathlib import Path

import pytest

from outright.archive.home import ServedNight

REQUIRED = "OUTRIGHT_REQUIRE_POSTGRES"


def programs() -> Path | None:
    """The folder of PostgreSQL's programs, the newest; None where it is not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: float(p.parent.name))
    if found:
        return found[-1]
    here = shutil.which("initdb")
    return Path(here).resolve().parent if here else None


def missing() -> str:
    """Why there can be no cluster here; "" where there can."""
    if programs() is None:
        return "PostgreSQL is not installed (tools/postgres.sh does it)"
    if os.geteuid() == 0:
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            return "PostgreSQL does not run as root, and there is no user postgres"
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        return f"psycopg cannot be loaded: {error}"
    return ""


class Cluster:
    """A server with one empty database, listening on ``host``; it ends with this process at the latest.

    ``inside`` stands before its command: what puts it into a network of its own.
    """

    def __init__(self, host: str = "127.0.0.1", settings: tuple[str, ...] = (), inside: tuple[str, ...] = ()) -> None:
        self.host, self._inside = host, inside
        self.folder = Path(tempfile.mkdtemp(prefix="outright-pg-"))
        self.folder.chmod(0o755)
        self._data, self._log = self.folder / "data", self.folder / "log"
        self._settings = settings
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run("initdb", "-D", str(self._data), "-U", "outright", "--auth=trust", "-E", "UTF8", "--locale=C", "-N")
        if host != "127.0.0.1":
            with (self._data / "pg_hba.conf").open("a") as rules:
                rules.write("host all all samenet trust\n")
        self._server: subprocess.Popen[bytes] | None = None
        self.start()
        atexit.register(self.remove)

    @property
    def url(self) -> str:
        return f"postgresql://outright@{self.host}:{self.port}/postgres"

    @property
    def pid(self) -> int:
        assert self._server is not None
        return self._server.pid

    def night(self, beside: Path | None = None) -> ServedNight:
        """A night of this cluster that does not exist yet."""
        return ServedNight(self.url, f"night-{uuid.uuid4().hex[:12]}", beside or self.folder)

    def start(self) -> None:
        """Start the server, and wait until it answers."""
        options = {"listen_addresses": self.host, "port": self.port, "unix_socket_directories": "", "fsync": "on"}
        given = [w for k, v in options.items() for w in ("-c", f"{k}={v}")] + [
            w for s in self._settings for w in ("-c", s)
        ]
        with self._log.open("ab") as log:
            self._server = subprocess.Popen(
                [*self._inside, *self._as("postgres", "-D", str(self._data), *given)], stdout=log, stderr=log,
                cwd=self.folder, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + 60
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PostgreSQL did not start: {self._log.read_text()[-2000:]}")
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: at once but in order (SIGINT), or as a crash (SIGQUIT)."""
        if self._server is not None and self._server.poll() is None:
            self._signal(how)
            self._server.wait(30)
        self._server = None

    def pause(self) -> None:
        """Stop every process of the server where it is."""
        self._everybody(signal.SIGSTOP)

    def resume(self) -> None:
        self._everybody(signal.SIGCONT)

    def remove(self) -> None:
        with contextlib.suppress(Exception):
            self.resume()
            self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _everybody(self, what: signal.Signals) -> None:
        if self._server is None:
            return
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        for pid in (self.pid, *map(int, children)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, what)

    def _signal(self, what: signal.Signals) -> None:
        assert self._server is not None
        os.kill(self._server.pid, what)

    def _answers(self) -> bool:
        import psycopg

        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.url, connect_timeout=2):
            return True
        return False

    def _as(self, program: str, *given: str) -> list[str]:
        folder = programs()
        assert folder is not None
        command = [str(folder / program), *given]
        if os.geteuid() != 0:
            return command
        return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]

    def _run(self, program: str, *given: str) -> None:
        done = subprocess.run(self._as(program, *given), capture_output=True, cwd=self.folder, check=False)
        assert done.returncode == 0, done.stderr.decode()


@cache
def shared() -> Cluster:
    """The one cluster of this process, made when it is first asked for."""
    return Cluster()


def need() -> None:
    """Skip where there can be no cluster; fail where there must be one."""
    if why := missing():
        if os.environ.get(REQUIRED):
            pytest.fail(f"{why}, and {REQUIRED} is set")
        pytest.skip(why)
