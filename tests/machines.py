"""A night on several machines, to be hurt: a database, a stepping site, collectors, engines and pages, and a reader.

Every machine is a process of its own (its own session, its own folder); with a `Network` each is in a network of its
own too. What dies is started again after a second, as a service manager does.
"""

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from random import Random

import clusters
import stepping_site
from networks import Network
from outright.archive import ServedNight
from outright.archive.served import connect
from shared import ROOT

NIGHT = "zz-machines"
SOURCES = ("a", "b", "c")
SITE_PORT, PAGE_PORT = 9080, 8080
PAGES, COLLECTORS, ENGINES = ("pages-1", "pages-2"), ("collect-1", "collect-2"), ("engine-1", "engine-2")
SETTINGS = """
[night]
id = "{night}"
name = "Several machines"
timezone = "America/New_York"
date = 2025-05-20
store = "{store}"
"""
SOURCE = """
[[source]]
id = "{id}"
kind = "openelections"
name = "Source {name}"
url = "http://{site}/{id}.csv"
every = "0.5s"
timeout = "2s"
until = "never"
allow_http = true
allow_private = {private}

[[contest]]
id = "governor-{id}"
name = "Governor {name}"
project = false
"""


class Machine:
    """One process, started again whenever it has died; a context."""

    def __init__(self, name: str, command: list[str], folder: Path, inside: tuple[str, ...] = ()) -> None:
        self.name, self.folder, self._command = name, folder, [*inside, *command]
        self.started = 0
        self._over = threading.Event()
        folder.mkdir(parents=True, exist_ok=True)
        self._begin()
        self._thread = threading.Thread(target=self._look_after, daemon=True)
        self._thread.start()

    @property
    def out(self) -> str:
        return (self.folder / "out").read_text(errors="replace")

    @property
    def err(self) -> str:
        return (self.folder / "err").read_text(errors="replace")

    def send(self, what: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, what)

    def end(self) -> None:
        """End it for good."""
        self._over.set()
        self._thread.join(5)
        self.send(signal.SIGCONT)
        self.send(signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.send(signal.SIGKILL)
            self.process.wait(5)

    def _begin(self) -> None:
        with (self.folder / "out").open("ab") as out, (self.folder / "err").open("ab") as err:
            env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
            self.process = subprocess.Popen(
                self._command, stdout=out, stderr=err, cwd=self.folder, env=env, start_new_session=True
            )
        self.started += 1

    def _look_after(self) -> None:
        while not self._over.wait(0.1):
            if self.process.poll() is not None:
                if self._over.wait(1):
                    return
                self._begin()


class Reader:
    """Reads the pages of every server all the time, and notes what each shows and when it first showed it.

    Like a balancer it goes to the next server where one does not answer.
    """

    def __init__(self, places: dict[str, str]) -> None:
        self.wrong: list[str] = []
        self.reads = 0
        self.first: dict[int, float] = {}
        """When the ``n``-th file of every source was first on a page, by a clock that only rises."""
        self._shown: dict[str, int] = {}
        self._seen: dict[tuple[str, str], tuple[int, int]] = {}
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._nth = {stepping_site.votes(n): n for n in range(1, 5000)}
        self._threads = [threading.Thread(target=self._read, args=p, daemon=True) for p in places.items()]
        for thread in self._threads:
            thread.start()

    @property
    def newest(self) -> int:
        """Up to which file every source is on a page."""
        return min((self._shown.get(s, 0) for s in SOURCES), default=0)

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(5)

    def _read(self, name: str, place: str) -> None:
        while not self._over.is_set():
            for source in SOURCES:
                with contextlib.suppress(OSError, http.client.HTTPException):
                    self._one(name, place, source)
                self._over.wait(0.05)

    def _one(self, name: str, place: str, source: str) -> None:
        asked = http.client.HTTPConnection(place, timeout=1)
        try:
            asked.request("GET", f"/v1/{NIGHT}/governor-{source}/latest.json")
            answer = asked.getresponse()
            body = answer.read()
        finally:
            asked.close()
        if answer.status == 200:
            self._saw(name, source, int(answer.headers["Outright-Seq"]), body)

    def _saw(self, name: str, source: str, seq: int, body: bytes) -> None:
        by_name = {str(c["polID"]).rpartition("-")[2].title(): c["voteCount"] for c in json.loads(body)["candidates"]}
        now = time.monotonic()
        with self._lock:
            self.reads += 1
            if set(by_name) != {"Ames", "Byrd"}:
                return  # the contest is there before its first file
            n = self._nth.get((by_name["Ames"], by_name["Byrd"]), -1)
            before, before_seq = self._seen.get((name, source), (0, 0))
            if n < 0:
                self.wrong.append(f"{name} shows {by_name} of {source}: no file says so")
            if n < before or seq < before_seq:
                self.wrong.append(f"{name} went back from {before} ({before_seq}) to {n} ({seq}) of {source}")
            self._seen[name, source] = n, seq
            self._shown[source] = max(n, self._shown.get(source, 0))
            for shown in range(1, self.newest + 1):
                self.first.setdefault(shown, now)


class Night:
    """All of it; a context. ``network`` None: everything on this machine's loopback."""

    def __init__(self, folder: Path, network: Network | None = None, *, seed: int = 1) -> None:
        self.network, self.folder, self.rng = network, folder, Random(seed)
        self.machines: dict[str, Machine] = {}
        self.now = 1
        """Which file of every source is published."""
        self.stepped: dict[int, float] = {}
        self._on = contextlib.ExitStack()

    def __enter__(self):
        ports = iter(_free(4)) if self.network is None else None
        for name in ("database", "site", *COLLECTORS, *ENGINES, *PAGES) if self.network else ():
            self.network.add(name)
        self.cluster = clusters.Cluster(self._host("database"), inside=self._inside("database"))
        self._on.callback(self.cluster.remove)
        self.store = ServedNight(self.cluster.url, NIGHT, self.folder)
        self.site = f"{self._host('site')}:{next(ports) if ports else SITE_PORT}"
        self._start("site", [sys.executable, stepping_site.__file__, *self.site.split(":"), *SOURCES])
        config = self.folder / "night.toml"
        private = str(self.network is None).lower()
        config.write_text(
            SETTINGS.format(night=NIGHT, store=self.cluster.url)
            + "".join(SOURCE.format(id=s, name=s.upper(), site=self.site, private=private) for s in SOURCES)
        )
        for verb, names in (("collect", COLLECTORS), ("engine", ENGINES)):
            for name in names:
                own = self.folder / name / "night.toml"
                own.parent.mkdir(parents=True, exist_ok=True)
                own.write_text(config.read_text())
                self._start(name, [*OUTRIGHT, verb, str(own)])
        _until(lambda: self._asked("SELECT 1 FROM publication LIMIT 1"), 90, self)
        self.places = {n: f"{self._host(n)}:{next(ports) if ports else PAGE_PORT}" for n in PAGES}
        for name, place in self.places.items():
            self._start(name, [*OUTRIGHT, "serve", "--db", f"{self.cluster.url}#{NIGHT}", "--bind", place])
        self.reader = Reader(self.places)
        self._on.callback(self.reader.end)
        return self

    def __exit__(self, *_):
        self._on.close()

    def step(self) -> int:
        """Let every source publish its next file; its number."""
        self.now = int(self._ask_site("POST", "/next"))
        self.stepped[self.now] = time.monotonic()
        return self.now

    def wait_for(self, n: int, patience: float = 60) -> float:
        """When the ``n``-th file of every source was on a page."""
        _until(lambda: self.reader.newest >= n, patience, self)
        return self.reader.first[n]

    def whole(self) -> bool:
        """Whether every machine is up again, and an engine and a collector stand by for another."""
        live = self._asked("SELECT count(*) FROM lease WHERE starts_with(work, 'collect as ') "
                           "AND until > extract(epoch FROM clock_timestamp())")  # fmt: skip
        ready = all(self.machines[e].err.count("An engine of") >= self.machines[e].started for e in ENGINES)
        pages = all(self.machines[p].err.count("The night is at") >= self.machines[p].started for p in PAGES)
        up = all(m.process.poll() is None for m in self.machines.values())
        return up and ready and pages and live == len(COLLECTORS) and bool(self.holder("engine"))

    def holder(self, work: str) -> str:
        """Which machine has the lease on ``work``, or the turn of a source; "" where it cannot be said."""
        query = "SELECT holder FROM lease WHERE work = %s UNION SELECT holder FROM poll WHERE source = %s"
        found = self._asked(query, work, work) or ""
        pid = found.split()[1] if len(found.split()) > 1 else ""
        return next((n for n, m in self.machines.items() if str(m.process.pid) == pid), "")

    def polls(self) -> list[tuple[float, str, str, int, int]]:
        """Every poll that the site had: when, from where, of which source, which file, and the status."""
        return [tuple(row) for row in json.loads(self._ask_site("GET", "/log"))]

    def end(self) -> None:
        """End everything but the database, in order."""
        self.reader.end()
        for name in (*PAGES, *COLLECTORS, *ENGINES, "site"):
            self.machines[name].end()

    def _asked(self, query: str, *given: object):
        with contextlib.suppress(Exception), contextlib.closing(connect(self.store, 2)) as db:
            row = db.execute(query, given).fetchone()
            return row[0] if row else None

    def _ask_site(self, verb: str, path: str) -> bytes:
        asked = http.client.HTTPConnection(self.site, timeout=20)
        asked.request(verb, path)
        body = asked.getresponse().read()
        asked.close()
        return body

    def _start(self, name: str, command: list[str]) -> None:
        self.machines[name] = Machine(name, command, self.folder / name, self._inside(name))
        self._on.callback(self.machines[name].end)

    def _host(self, name: str) -> str:
        return self.network.address(name) if self.network else "127.0.0.1"

    def _inside(self, name: str) -> tuple[str, ...]:
        return self.network.inside(name) if self.network else ()


OUTRIGHT = [sys.executable, "-m", "outright.cli.main"]


def _free(count: int) -> list[int]:
    import socket

    with contextlib.ExitStack() as stack:
        found = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in found:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in found]


def _until(true, patience: float, night: Night) -> None:
    until = time.monotonic() + patience
    while not true():
        if time.monotonic() > until:
            said = "\n".join(f"== {n}\n{m.err[-1500:]}" for n, m in night.machines.items())
            raise AssertionError(f"nothing for {patience:g} seconds; shown: {night.reader._shown}\n{said}")
        time.sleep(0.02)
