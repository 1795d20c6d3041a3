"""Processes on this machine that work out projections beside the night's own.

One worker is one process, spoken to over a pipe by a thread of its own, so that a worker that hangs or dies hangs or
ends nobody else. It ends with the night's process, however that ends.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import queue
import signal
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Protocol

from outright.night.threads import one_thread


@dataclass(frozen=True, slots=True)
class Task:
    """One contest's count to be projected: the name of its ground, the ground where the worker lacks it, the seed."""

    contest: str
    key: str
    ground: bytes | None
    count: bytes
    seed: int

    @property
    def size(self) -> int:
        """Bytes that are sent of it."""
        return len(self.ground or b"") + len(self.count)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a task: the packed answer; or ``lacks`` the ground; or the ``trouble`` in a few words.

    ``lost``: the worker is gone, or nobody can say what became of the task.
    """

    answer: bytes | None = None
    lacks: bool = False
    trouble: str = ""
    lost: bool = False


Done = Callable[[Reply], None]


class Workers(Protocol):
    """Whoever can be given tasks. Nothing here waits: what comes of a task is told to its ``done``, at most once."""

    def ready(self) -> Mapping[str, int]:
        """The workers that can be given tasks now, with how many each does at a time."""
        ...

    def send(self, worker: str, task: Task, done: Done) -> None:
        """Give a worker a task."""
        ...

    def close(self) -> None:
        """Let all of them go, finished or not."""
        ...


class Cores:
    """So many processes on this machine. One that ends is not begun anew; ``tell``: told of one that cannot start."""

    def __init__(self, count: int, tell: Callable[[str], None] = lambda _line: None) -> None:
        one_thread()
        self._cores = {name: _Core(name, tell) for name in (f"process {n}" for n in range(1, count + 1))}

    def ready(self) -> Mapping[str, int]:
        """The processes that have started and live."""
        return {name: 1 for name, core in self._cores.items() if core.is_ready}

    def send(self, worker: str, task: Task, done: Done) -> None:
        """Give a process a task; it takes them in turn."""
        self._cores[worker].send(task, done)

    def close(self) -> None:
        """End the processes at once."""
        for core in self._cores.values():
            core.close()


class _Core:
    """One process and the thread that speaks with it."""

    def __init__(self, name: str, tell: Callable[[str], None]) -> None:
        self.is_ready, self._ends, self._tell = False, False, tell
        self._tasks: queue.SimpleQueue[tuple[Task, Done] | None] = queue.SimpleQueue()
        context = multiprocessing.get_context("spawn")  # polars' threads would be dead in a forked one
        self._ours, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs,), name=f"outright-{name}", daemon=True)
        self.process.start()
        theirs.close()
        threading.Thread(target=self._speak, name=f"outright-{name}", daemon=True).start()

    def send(self, task: Task, done: Done) -> None:
        self._tasks.put((task, done))

    def close(self) -> None:
        self.is_ready, self._ends = False, True
        self._tasks.put(None)
        self.process.kill()
        self.process.join(5)

    def _speak(self) -> None:
        started = False
        try:
            self._ours.recv_bytes()  # it has loaded what it needs
            self.is_ready = started = True
            while (item := self._tasks.get()) is not None:
                task, done = item
                self._ours.send_bytes(pickle.dumps((task.key, task.ground, task.count, task.seed), protocol=5))
                done(_reply(self._ours.recv_bytes()))
        except (OSError, EOFError):
            if not started and not self._ends:  # of one that ends later, whoever looks finds it no longer ready
                self._tell(f"A worker on this machine did not start ({self.process.name}); the night goes on without.")
        finally:
            self.is_ready = False
            self._ours.close()


def _reply(body: bytes) -> Reply:
    kind, rest = body[:1], body[1:]
    if kind == b"a":
        return Reply(rest)
    return Reply(lacks=True) if kind == b"l" else Reply(trouble=rest.decode())


def _serve(pipe: Connection) -> None:
    """The life of a worker: task in, answer out, until nobody is there any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the night's to take
    threading.Thread(target=_end_with, args=(multiprocessing.parent_process(),), daemon=True).start()
    one_thread()
    from outright.night.sent import making, work

    making()  # everything that a projection needs is loaded by it
    pipe.send_bytes(b"ready")
    while True:
        try:
            task = pickle.loads(pipe.recv_bytes())
        except EOFError:
            return
        try:
            answer = work(*task)
            body = b"l" if answer is None else b"a" + answer
        except Exception as error:  # projected again by the night itself, which says what is to be said
            body = b"t" + type(error).__name__.encode()
        pipe.send_bytes(body)


def _end_with(parent: multiprocessing.process.BaseProcess | None) -> None:
    """End when the night's process does, even in the middle of a task."""
    if parent is not None:
        parent.join()
        os._exit(0)
