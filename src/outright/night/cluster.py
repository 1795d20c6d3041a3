"""A Dask cluster that works out projections beside the night's own process, and is never waited for.

One thread looks after the connection: it reaches the scheduler, or tries again; it asks every new worker of what making
it is and refuses one of another. Whoever gives out work only reads what that thread has found.
"""

from __future__ import annotations

import logging
import pickle
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib import import_module
from typing import Any

from outright.errors import ConfigError
from outright.night.workers import Done, Reply, Task

DASK = "dask://"
REACH = 3.0
"""Seconds in which a scheduler must answer."""
_LOOK = 0.5
_AGAIN = 5.0
_FRESH = 10.0
"""Seconds for which it is believed who is there, where the scheduler no longer says so."""


class Cluster:
    """The workers of the Dask scheduler at ``engine`` (``dask://HOST:PORT``), those of our own making.

    ``tell`` is told in a line, once, that the cluster does not answer, that it does again, and which worker is refused.
    Raises `ConfigError` where Dask is not installed.
    """

    def __init__(self, engine: str, tell: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self.engine, self._tell, self._clock = engine, tell, clock
        self._distributed = distributed_here()
        for name in ("distributed", *(n for n in logging.root.manager.loggerDict if n.startswith("distributed."))):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what is to be said of a cluster is said by us
        self._client: Any = None
        self._threads: dict[str, int] = {}
        self._made: dict[str, str | None] = {}
        self._seen, self._away = float("-inf"), False
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="outright-cluster", daemon=True)
        self._thread.start()

    def ready(self) -> Mapping[str, int]:
        """The workers that are there and of our making, with their threads."""
        if self._clock() - self._seen > _FRESH:
            return {}
        return {worker: threads for worker, threads in self._threads.items() if self._made.get(worker) == ""}

    @property
    def is_met(self) -> bool:
        """Whether there are workers and all of them have said of what making they are."""
        return bool(self._made) and None not in list(self._made.values())

    def send(self, worker: str, task: Task, done: Done) -> None:
        """Give a worker a task; nothing here waits for an answer."""
        from outright.night.sent import work

        self._ask(worker, done, work, task.key, task.ground, task.count, task.seed)

    def close(self) -> None:
        """Let the cluster go. What it still works on is dropped."""
        self._stop.set()
        self._thread.join(REACH + 2)

    def _ask(self, worker: str, done: Done, what: Callable[..., bytes | None], *given: object) -> None:
        """Have a worker do ``what`` and tell ``done`` what came of it."""
        client = self._client
        try:
            packed = pickle.dumps(_Call(what, given), protocol=5)
            future = client.submit(
                pickle.loads, packed, workers=[worker], allow_other_workers=False, pure=False, retries=0
            )
            client.loop.add_callback(self._fetched, client, future, done)
        except Exception as error:
            done(Reply(lost=True, trouble=type(error).__name__))

    async def _fetched(self, client: Any, future: Any, done: Done) -> None:
        try:
            answer = await client.gather(future, asynchronous=True)
            reply = Reply(lacks=True) if answer is None else Reply(answer)
        except Exception as error:
            # Dask's own errors say that the worker or the scheduler went; others come out of the work.
            lost = type(error).__module__.startswith(("distributed", "asyncio", "concurrent"))
            lost = lost or isinstance(error, OSError)
            reply = Reply(trouble=type(error).__name__, lost=lost)
        except BaseException:  # cancelled: the connection has been let go
            reply = Reply(lost=True, trouble="cancelled")
        if not self._stop.is_set():
            done(reply)

    def _watch(self) -> None:
        """Keep the connection, and know who is there."""
        while not self._stop.is_set():
            try:
                if self._client is None:
                    self._client = self._distributed.Client(
                        f"tcp://{self.engine.removeprefix(DASK)}", timeout=REACH, set_as_default=False
                    )
                self._threads = dict(self._client.nthreads())
                self._seen = self._clock()
                self._meet()
            except Exception as error:
                self._gone(error)
                self._stop.wait(_AGAIN)
                continue
            if self._away:
                self._away = False
                self._tell(f"The Dask cluster at {self.engine} answers again.")
            self._stop.wait(_LOOK)
        self._drop()

    def _gone(self, error: Exception) -> None:
        self._threads, self._made = {}, {}
        self._drop()
        if not self._away and not self._stop.is_set():
            self._away = True
            self._tell(
                f"The Dask cluster at {self.engine} does not answer ({type(error).__name__}): everything is projected"
                " here, and it is tried again."
            )

    def _drop(self) -> None:
        client, self._client = self._client, None
        with suppress(Exception):
            if client is not None:
                client.close(timeout=1)

    def _meet(self) -> None:
        """Ask every worker that is new of what making it is; until it has said so it is given nothing."""

        client = self._client
        for worker in [w for w in list(self._made) if w not in self._threads]:
            self._made.pop(worker, None)
        for worker in self._threads.keys() - self._made.keys():
            self._made[worker] = None
            self._ask(worker, lambda reply, worker=worker: self._met(client, worker, reply), _packed_making)  # type: ignore[misc]

    def _met(self, client: Any, worker: str, reply: Reply) -> None:
        from outright.night.sent import differs

        if client is not self._client or worker not in self._made:
            return  # it went, or the connection did, before it had answered
        if reply.lost:
            self._made.pop(worker, None)  # asked again, if it is still there
            return
        why = differs(pickle.loads(reply.answer)) if reply.answer else f"it cannot load Outright ({reply.trouble})"
        self._made[worker] = why
        if why:
            self._tell(f"The Dask worker at {worker} is given nothing: {why}.")


class _Call:
    """A call as it is unpickled: what comes out is what the function gives.

    So the scheduler, which unpickles every task that it passes on, sees no more than bytes and needs no Outright.
    """

    def __init__(self, what: Callable[..., object], given: tuple[object, ...]) -> None:
        self._what, self._given = what, given

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self._what, self._given


def found(engine: str, within: float = 15.0) -> tuple[bool, str]:
    """Whether a cluster answers and has a worker of our making, and in words who is there; looks so many seconds."""
    said: list[str] = []
    cluster = Cluster(engine, said.append)
    try:
        until = time.monotonic() + within
        while not said and not cluster.is_met and time.monotonic() < until:
            time.sleep(0.05)
        ready = cluster.ready()
        words = f"{len(ready)} workers of this making, {sum(ready.values())} projections at a time"
        return bool(ready) and not said, " ".join(said) or words
    finally:
        cluster.close()


def making_of() -> dict[str, str]:
    """What a worker is asked first: of what making it is."""
    from outright.night.sent import making

    return making()


def _packed_making() -> bytes:
    return pickle.dumps(making_of())


def distributed_here() -> Any:
    """Dask's own module; `ConfigError` where it is not installed."""
    try:
        return import_module("distributed")
    except ImportError as error:
        raise ConfigError("Dask is not installed", hint="pip install 'outright[dask]'.") from error
