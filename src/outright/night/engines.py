"""Where a backtest's contests are run: in this process, on this machine's cores, or on a Dask cluster.

One task is one contest with all its orders. A worker on this machine opens the dataset's folder itself; a worker of a
cluster, which may not see our disk, gets the dataset's files as bytes, once. Each process works with one thread of
linear algebra, so that the same figures come out whatever runs beside it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from outright.errors import ConfigError, FeedUnavailable, OutrightError, UsageError
from outright.night.cluster import DASK, distributed_here
from outright.night.threads import one_thread

if TYPE_CHECKING:
    import polars as pl

    from outright.baseline.tables import Carried
    from outright.night.backtest import Plan
    from outright.night.backtest_rows import Row


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of one contest: its rows, or why there are none."""

    contest_id: str
    rows: tuple[Row, ...]
    problem: str = ""


def run(
    folder: Path, ids: Sequence[str], plan: Plan, *, engine: str = "local", workers: int | None = None
) -> Iterator[Ran]:
    """Run the contests as they come off the workers, in no order.

    ``engine`` is ``local`` or ``dask://HOST:PORT``; ``workers`` how many processes on this machine (default: one per
    core, and none beside this one where there is a single contest). Raises `UsageError` for another engine and
    `FeedUnavailable` where the cluster does not answer.
    """
    if checked(engine).startswith(DASK):
        return _on_cluster(folder, ids, plan, engine)
    workers = min(workers or os.cpu_count() or 1, len(ids))
    return _here(folder, ids, plan) if workers <= 1 else _on_cores(folder, ids, plan, workers)


def checked(engine: str, where: str = "") -> str:
    """The engine as it was given; `UsageError` where it is neither ``local`` nor a cluster's host and port."""
    host, _, port = engine.removeprefix(DASK).rpartition(":")
    is_place = bool(host) and port.isascii() and port.isdigit() and 0 < int(port) < 65536
    if engine != "local" and not (engine.startswith(DASK) and is_place):
        raise UsageError(f"No engine {engine!r}", where=where, hint="It is local or dask://HOST:PORT.")
    return engine


def _here(folder: Path, ids: Sequence[str], plan: Plan) -> Iterator[Ran]:
    from outright.baseline.library import Library

    library = Library.open(folder)
    for contest_id in ids:
        yield _one(library, contest_id, plan)


def _on_cores(folder: Path, ids: Sequence[str], plan: Plan, workers: int) -> Iterator[Ran]:
    one_thread()
    # Polars has threads of its own, which a forked process would find dead: every worker starts afresh.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_open, initargs=(folder,))
    try:
        for done in as_completed([pool.submit(_local_task, contest_id, plan) for contest_id in ids]):
            yield done.result()
    except BrokenProcessPool as error:
        hint = "The machine may be short of memory: try fewer --workers."
        raise ConfigError("A worker process ended before its work", where=str(folder), hint=hint) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


_OPENED: dict[str, Any] = {}


def _open(folder: Path) -> None:
    from outright.baseline.library import Library

    _OPENED["library"] = Library.open(folder)


def _local_task(contest_id: str, plan: Plan) -> Ran:
    return _one(_OPENED["library"], contest_id, plan)


def _on_cluster(folder: Path, ids: Sequence[str], plan: Plan, engine: str) -> Iterator[Ran]:
    from outright.baseline.tables import carry
    from outright.baseline.tables import folder as opened

    distributed = distributed_here()
    address = f"tcp://{engine.removeprefix(DASK)}"
    try:
        client = distributed.Client(address, timeout="10s", set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        hint = "Start it with `dask scheduler` and `dask worker`."
        raise FeedUnavailable("The Dask cluster does not answer", where=engine, hint=hint) from error
    with client:
        _refuse_others(client, engine)
        carried = client.scatter(carry(opened(folder)), broadcast=True, hash=False)
        tasks = [client.submit(_cluster_task, carried, contest_id, plan, pure=False) for contest_id in ids]
        for done in distributed.as_completed(tasks, loop=client.loop):
            ran: Ran = done.result()
            done.release()
            yield ran


def _refuse_others(client: Any, engine: str) -> None:
    """`ConfigError` for a worker of another making: its rows would be another program's."""
    from outright.night.cluster import making_of
    from outright.night.sent import differs

    try:
        client.wait_for_workers(1, timeout=10)
    except TimeoutError as error:
        hint = "Start some with `dask worker`."
        raise FeedUnavailable("The Dask cluster has no workers", where=engine, hint=hint) from error
    for worker, body in sorted(client.run(making_of, on_error="return").items()):
        why = f"it cannot load Outright ({type(body).__name__})" if isinstance(body, Exception) else differs(body)
        if why:
            hint = "Install the same versions on it, or stop it."
            raise ConfigError(f"The Dask worker at {worker} is of another making: {why}", where=engine, hint=hint)


_BY_THREAD = threading.local()


def _cluster_task(carried: Carried, contest_id: str, plan: Plan) -> Ran:
    from outright.baseline.library import Library

    # A worker may have several threads, and a library fills as it is read: each thread keeps its own.
    if getattr(_BY_THREAD, "carried", None) is not carried:
        _BY_THREAD.carried, _BY_THREAD.library = carried, Library(carried)
    return _one(_BY_THREAD.library, contest_id, plan)


def _one(library: Any, contest_id: str, plan: Plan) -> Ran:
    from outright.night.backtest import contest_rows

    try:
        return Ran(contest_id, tuple(contest_rows(library, contest_id, plan)))
    except OutrightError as error:
        return Ran(contest_id, (), error.line())
    except Exception as error:  # One contest that cannot be projected is told of; the other thousand go on.
        return Ran(contest_id, (), f"{type(error).__name__}: {error}")


Progress = Callable[[], None]


def gather(runs: Iterator[Ran], advance: Progress) -> tuple[pl.DataFrame, dict[str, str]]:
    """All rows in order, and the contests that have none with the reason. ``advance`` is called after each contest."""
    from outright.night.backtest_rows import frame, joined

    parts = []
    problems: dict[str, str] = {}
    for ran in runs:
        # As a table they take a tenth of the room, and a whole library has some hundred thousand.
        parts.append(frame(ran.rows))
        if ran.problem:
            problems[ran.contest_id] = ran.problem
        advance()
    return joined(parts), dict(sorted(problems.items()))
