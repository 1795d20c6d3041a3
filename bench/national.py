"""A national night's projections: one process, several of this machine, and a Dask cluster, in one run.

    python bench/national.py [--states 50] [--contests 2] [--precincts 20] [--rounds 2]

A made-up night: every state has its file, its contests, its precincts with three ways of voting and an earlier contest
by precinct. A round brings a file of every state, so that every contest is projected. Files and earlier contests are
read before the clock starts: timed is what `say` makes of a round. The first round, in which grounds are laid and sent,
stands apart; the others are given as their middle. All engines take every round in turn, so that what else the machine
does falls on all of them, and all must say the same bytes.

`own` is the processor's time that the night's own process takes for a round: all that is left of it where the workers
have cores of their own. Below the table stands the part of a round that projecting takes in one process, which bounds
any speed-up. `a task` is what one costs more over a pipe or a cluster than its own work.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import statistics
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from outright.night.threads import one_thread

one_thread()

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from national_night import Country  # noqa: E402  (the made-up night that the tests use too)
from outright.bulletin import encode  # noqa: E402
from outright.count import Snapshot  # noqa: E402
from outright.night.arrival import Arrival  # noqa: E402
from outright.night.fold import Folded, say, take  # noqa: E402
from outright.night.ground import LiveGround  # noqa: E402
from outright.night.modelled import Model  # noqa: E402
from outright.night.projector import Projector, no_projection  # noqa: E402
from outright.night.reading import read_publication  # noqa: E402
from outright.night.sent import count_of, ground_of, key_of, work  # noqa: E402
from outright.night.spread import Spread, spread_over  # noqa: E402
from outright.night.workers import Reply, Task, Workers  # noqa: E402
from outright.projection import Projection  # noqa: E402

ASKED = 30
"""Tasks of one contest that are timed one after another."""
Came = list[tuple[Arrival, Snapshot]]


class Alone:
    """The model as it is without workers, with a watch on it."""

    def __init__(self) -> None:
        self._model, self.seconds = Model(), 0.0
        self.last: tuple[LiveGround, int] | None = None

    def __call__(self, live: LiveGround, *, seed: int) -> Projection | None:
        begun = time.perf_counter()
        try:
            return self._model(live, seed=seed)
        finally:
            self.seconds += time.perf_counter() - begun
            self.last = live, seed


@dataclass
class Played:
    """One engine's night: where it stands, and seconds and bytes of each round."""

    name: str
    project: Projector
    folded: Folded = field(default_factory=Folded)
    seconds: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    sent: list[int] = field(default_factory=list)
    got: list[int] = field(default_factory=list)
    there: list[int] = field(default_factory=list)

    def round(self, country: Country, came: Came) -> bytes:
        tally = self.project.tally if isinstance(self.project, Spread) else None
        before = (tally.sent, tally.got, tally.there) if tally else (0, 0, 0)
        for arrival, snapshot in came:
            self.folded = take(country.plan, self.folded, arrival, snapshot)
        begun, used = time.perf_counter(), time.process_time()
        self.folded, bulletin = say(country.plan, self.folded, project=self.project)
        self.seconds.append(time.perf_counter() - begun)
        self.own.append(time.process_time() - used)
        after = (tally.sent, tally.got, tally.there) if tally else (0, 0, 0)
        for kept, was, now in zip((self.sent, self.got, self.there), before, after, strict=True):
            kept.append(now - was)
        return encode(bulletin)


def read(country: Country, number: int, first: int) -> Came:
    """A round's files as they are taken in, their publications numbered from ``first`` on."""
    came: Came = []
    for source, name, body, at in country.round(number):
        snapshot, error = read_publication(body, "clarity", name)
        assert snapshot is not None, error
        came.append((Arrival(first + len(came), source, at, f"{number}-{source}", name), snapshot))
    return came


@contextlib.contextmanager
def engines() -> Iterator[list[Played]]:
    """Every engine, with its workers started."""
    from distributed import LocalCluster

    with contextlib.ExitStack() as stack:
        cluster = stack.enter_context(
            LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=":0")
        )
        found = [Played("one process", Alone())]
        for name, engine, workers, beside in (
            ("2 processes", "local", 2, 1),
            ("3 processes", "local", 3, 2),
            ("Dask, 2 workers", cluster.scheduler_address.replace("tcp://", "dask://"), 1, 2),
        ):
            say_of(f"starting {name}")
            project = stack.enter_context(spread_over(engine, workers=workers, deadline=60))
            assert project is not None
            ready(project, beside)
            found.append(Played(name, project))
        yield found


def ready(project: Spread, count: int) -> None:
    begun = time.monotonic()
    while len(project.workers.ready()) < count:
        assert time.monotonic() - begun < 60, "the workers did not start"
        time.sleep(0.05)


def apart(workers: Workers, live: LiveGround, seed: int) -> float:
    """Milliseconds from sending a task to its answer, beyond what its work takes in this process: the least of each."""
    worker = next(iter(workers.ready()))
    key, count = key_of(live), count_of(live.counted)
    ground: bytes | None = ground_of(live)
    own, there = [], []
    for _ in range(ASKED):
        begun = time.perf_counter()
        assert work(key, ground, count, seed) is not None
        own.append(time.perf_counter() - begun)
        came: list[Reply] = []
        done = threading.Event()
        task = Task(live.outline.contest_id, key, ground, count, seed)
        begun = time.perf_counter()
        workers.send(worker, task, lambda reply, came=came, done=done: (came.append(reply), done.set()))  # type: ignore[misc]
        assert done.wait(60)
        there.append(time.perf_counter() - begun)
        assert came[0].answer is not None, came[0]
        ground = None
    return 1000 * (min(there) - min(own))


def say_of(what: str) -> None:
    print(f"{what} ...".ljust(60), end="\r", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--states", type=int, default=50)
    parser.add_argument("--contests", type=int, default=2)
    parser.add_argument("--precincts", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=2, choices=range(1, 8))
    asked = parser.parse_args()
    country = Country(asked.states, asked.contests, asked.precincts)
    print(
        f"{asked.states} states, {asked.states * asked.contests} contests of {asked.precincts} precincts and three ways"
        f" of voting; {os.cpu_count()} cores; the bytes of every bulletin are compared."
    )
    with engines() as found:
        alone, projecting = found[0], []
        assert isinstance(alone.project, Alone)
        for number in range(2, 3 + asked.rounds):
            say_of(f"reading round {number - 1}")
            came = read(country, number, 1 + (number - 2) * asked.states)
            if number == 2:
                Played("nobody", no_projection).round(country, came)  # the earlier contests are read by it
            told = set()
            for one in found:
                say_of(f"round {number - 1} of {asked.rounds + 1}: {one.name}")
                told.add(one.round(country, came))
            assert len(told) == 1, "the engines differ"
            projecting.append(alone.project.seconds)
            alone.project.seconds = 0.0
        assert alone.project.last is not None
        say_of("one task after another")
        over = {
            one.name: apart(one.project.workers, *alone.project.last)
            for one in found
            if isinstance(one.project, Spread)
        }
    table(found, over)
    share = statistics.median(p / s for p, s in zip(projecting[1:], alone.seconds[1:], strict=True))
    print(
        f"\nIn one process {share:.0%} of a round is projecting; the rest is done in the night's own process on every"
        f" engine, so no engine can be more than {1 / (1 - share):.1f} times as fast."
    )


def table(found: list[Played], over: dict[str, float]) -> None:
    """Seconds of the first and of a later round, how many times as fast, and what went over the wire."""
    print(
        f"\n{'':<16}{'first':>8}{'later':>8}{'times':>7}{'own':>8}{'times':>7}{'by workers':>12}{'sent first':>12}"
        f"{'later':>9}{'answered':>10}{'a task':>9}"
    )
    usual, mine = statistics.median(found[0].seconds[1:]), statistics.median(found[0].own[1:])
    for one in found:
        later, own = statistics.median(one.seconds[1:]), statistics.median(one.own[1:])
        row = f"{one.name:<16}{one.seconds[0]:>6.1f} s{later:>6.1f} s{usual / later:>7.2f}"
        row += f"{own:>6.1f} s{mine / own:>7.2f}"
        if one.name in over:
            sent, got, there = (statistics.median(kept[1:]) for kept in (one.sent, one.got, one.there))
            row += f"{there:>12.0f}{one.sent[0] / 1e3:>9,.0f} kB{sent / 1e3:>6,.0f} kB{got / 1e6:>7.1f} MB"
            row += f"{over[one.name]:>6.1f} ms"
        print(row)


if __name__ == "__main__":
    main()
