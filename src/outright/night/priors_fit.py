"""The package's priors from a library of past contests, and priors that have not seen a contest's own election.

A worker process keeps the grounds of its own share of the contests, lays them once, and studies them in every round.
Findings are put in the contests' order before anything is learned, so that the tables do not depend on how many
workers there were.

Priors without an election are learned in one step: every contest is studied once under the full tables, and the
tables are learned anew from all findings but that election's. Where the election was itself in what the full tables
learned from, part of it is left: the others were studied under tables that had seen it, and a spread of which they say
little stays near where it was. `fit` with ``leave_out`` leaves none, for the price of a whole fit per election.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

from outright import __version__
from outright.baseline.ground import Ground, lay
from outright.baseline.library import Library
from outright.baseline.priors import Priors, Provenance, blank, shipped
from outright.errors import ConfigError, UsageError
from outright.night.threads import one_thread
from outright.projection.fitting import ROUNDS, Finding, learn, study

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from outright.baseline.outline import Outline

SMALLEST = 25
"""Cells with votes, under which a contest is not learned from."""

BATCH = 10
"""Contests that a worker studies at a time."""

Study = Callable[[Priors], list[Finding]]
Tick = Callable[[int], None]


def fit(
    folder: Path, *, leave_out: str = "", workers: int | None = None, rounds: int = ROUNDS, tick: Tick | None = None
) -> Priors:
    """The tables learned from a tidy dataset. ``tick`` is told how many more contests of a round are done.

    Raises `UsageError` where nothing is left to learn from, or nothing to leave out.
    """
    priors, kept = blank(), list[Finding]()
    with _studied(folder, workers, tick) as studied:
        for _ in range(rounds):
            findings = studied(priors)
            kept = [f for f in findings if f.election != leave_out]
            if leave_out and len(kept) == len(findings):
                raise UsageError(f"No election {leave_out!r}", where=str(folder), hint="Such as ga-2018-11-06.")
            if not kept:
                raise UsageError("No contest to learn from", where=str(folder), hint=f"Of {SMALLEST} cells or more.")
            priors = learn(kept, priors)
    command = f"outright priors fit DIR{f' --leave-out {leave_out}' if leave_out else ''}"
    days = sorted(f.election.partition("-")[2] for f in kept)
    return replace(priors, provenance=Provenance(command, len(kept), days[0], days[-1], __version__, leave_out))


def count(folder: Path) -> int:
    """How many contests a round looks at."""
    return len(Library.open(folder).ids())


@dataclass(frozen=True, slots=True)
class WithoutItsElection:
    """The priors of a contest, learned without any contest of its election: call it with the contest's outline."""

    elections: dict[str, Priors]
    others: Priors

    def __call__(self, outline: Outline) -> Priors:
        """The full tables where the election was not learned from."""
        return self.elections.get(f"{outline.state}-{outline.date.isoformat()}", self.others)


def leave_one_out(folder: Path, *, workers: int | None = None, priors: Priors | None = None) -> WithoutItsElection:
    """Priors for a backtest: for every election of the dataset those that it had no part in (one step: see above)."""
    full = priors or shipped()
    with _studied(folder, workers, None) as studied:
        findings = studied(full)
    elections = {}
    for election in sorted({f.election for f in findings}):
        touched = {f.klass[0] for f in findings if f.election == election}
        only = sorted({(f.klass, f.level) for f in findings if f.klass[0] in touched})
        left = [f for f in findings if f.election != election]
        made = replace(full.provenance, left_out=election, contests=len(left))
        elections[election] = replace(learn(left, full, only), provenance=made)
    return WithoutItsElection(elections, full)


@contextmanager
def _studied(folder: Path, workers: int | None, tick: Tick | None) -> Iterator[Study]:
    """A function from tables to every contest's finding, in the order of the ids."""
    ids = Library.open(folder).ids()
    workers = min(workers or os.cpu_count() or 1, len(ids))
    if workers <= 1:
        yield lambda priors: _here(folder, ids, priors, tick)
        return
    one_thread()
    # Polars has threads of its own, which a forked process would find dead: every worker starts afresh.
    pools = [ProcessPoolExecutor(1, mp_context=get_context("spawn")) for _ in range(workers)]
    try:
        yield lambda priors: _on_cores(folder, ids, priors, tick, pools)
    except BrokenProcessPool as error:
        hint = "The machine may be short of memory: try fewer --workers."
        raise ConfigError("A worker process ended before its work", where=str(folder), hint=hint) from error
    finally:
        for pool in pools:
            pool.shutdown(wait=True, cancel_futures=True)


def _here(folder: Path, ids: Sequence[str], priors: Priors, tick: Tick | None) -> list[Finding]:
    found = []
    for start in range(0, len(ids), BATCH):
        found += _study(folder, ids[start : start + BATCH], priors)
        if tick is not None:
            tick(len(ids[start : start + BATCH]))
    return found


def _on_cores(
    folder: Path, ids: Sequence[str], priors: Priors, tick: Tick | None, pools: Sequence[ProcessPoolExecutor]
) -> list[Finding]:
    """Every contest goes to the same worker each time, which has its ground already."""
    tasks = {}
    for place, pool in enumerate(pools):
        own = ids[place :: len(pools)]
        for start in range(0, len(own), BATCH):
            batch = own[start : start + BATCH]
            tasks[pool.submit(_study, folder, batch, priors)] = len(batch)
    found: list[Finding] = []
    for done in as_completed(tasks):
        found += done.result()
        if tick is not None:
            tick(tasks[done])
    return sorted(found, key=lambda f: f.contest_id)


_OPENED: dict[Path, Library] = {}
_LAID: dict[tuple[Path, str], tuple[Ground, NDArray[np.int64]] | None] = {}


def _study(folder: Path, ids: Sequence[str], priors: Priors) -> list[Finding]:
    found = (laid(folder, contest_id) for contest_id in ids)
    return [study(contest, priors) for contest in found if contest is not None]


def laid(folder: Path, contest_id: str) -> tuple[Ground, NDArray[np.int64]] | None:
    """A contest's ground and its full count, laid once in this process; None for one too small to learn from."""
    if (folder, contest_id) not in _LAID:
        library = _OPENED.get(folder) or _OPENED.setdefault(folder, Library.open(folder))
        outline, truth = library.outline(contest_id), library.truth(contest_id)
        enough = int((truth.sum(axis=2) > 0).sum()) >= SMALLEST
        ground = lay(outline, library.past(outline), library.counties()) if enough else None
        _LAID[folder, contest_id] = None if ground is None else (ground, truth)
    return _LAID[folder, contest_id]
