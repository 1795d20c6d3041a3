"""How much and how fast a night is kept, in a file and in PostgreSQL: ingest, small feeds, any past moment, growth.

    python bench/storing.py [--quick] [--part feeds] [--json]

Three made-up nights, each kept in both homes at once. A whole state: 60 contests, 159 counties, 2,700 precincts, four
ways of voting, five candidates (3.24 million votes), every county's file in every round. Small feeds: 200 counties'
files of 6 to 13 kB, each every 15 seconds, and once in 15 seconds 50 more in a second. Six hours: 20 counties' files by
precinct, in which something comes in every minute; then bulletins as of random moments.

The ceilings write the same packed bytes in as many transactions, as durably, and know nothing of them: a bare table of
the same kind of database, and a file that is synced after every transaction. Seconds are the processor's where
something is only worked out, so that a busy machine does not count, and the wall's where a disk or a server is waited
for.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests"))  # the private PostgreSQL of the tests

import clusters  # noqa: E402
from measure import feeds, past, rounds  # noqa: E402
from measure.ingest import Took, round_of  # noqa: E402
from measure.past import Growth  # noqa: E402
from measure.show import show  # noqa: E402
from measure.twin import Twin, packed_bytes, sizes  # noqa: E402
from outright.archive import Home  # noqa: E402
from outright.night.live import LiveNight  # noqa: E402
from outright.night.plan import NightPlan, to_json  # noqa: E402
from outright.rehearsal.scenario import Scenario  # noqa: E402

MINUTES = 360
MOMENTS = 200
PARTS = 8
"""How often the size of a store is noted."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of what was asked for is measured."""

    state: float = 1.0
    rounds: int = 2
    small_state: float = 0.1
    minutes: int = MINUTES
    moments: int = MOMENTS
    feeds: int = 200
    seconds: int = 45


QUICK = Sizes(state=0.05, rounds=2, small_state=0.03, minutes=60, moments=40, feeds=40, seconds=30)


@dataclass(slots=True)
class Found:
    """Everything that was measured, by part."""

    cells: int = 0
    state: list[Took] = field(default_factory=list)
    state_ms: dict[str, past.Asked] = field(default_factory=dict)
    bulletin: int = 0
    feeds: dict[str, dict[str, Any]] = field(default_factory=dict)
    nights: dict[str, dict[str, Any]] = field(default_factory=dict)
    memory: dict[str, int] = field(default_factory=dict)


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def homes(folder: Path) -> dict[str, Home]:
    """The homes to measure: a file, and PostgreSQL where it is installed."""
    found: dict[str, Home] = {"file": folder / "night.owr"}
    if why := clusters.missing():
        say(f"Only the file is measured: {why}.")
    else:
        found["database"] = clusters.shared().night(folder)
    return found


def begun(folder: Path, plan: NightPlan, only: str = "") -> tuple[Twin, LiveNight]:
    """A night in a new folder, kept in every home, or in ``only`` one."""
    folder.mkdir()
    there = {name: home for name, home in homes(folder).items() if only in ("", name)}
    twin = Twin(there, {"plan": to_json(plan)})
    return twin, LiveNight(plan, twin)  # type: ignore[arg-type]


def peak() -> int:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def whole_state(asked: Sizes, folder: Path, found: Found) -> None:
    scenario = rounds.whole_state(asked.state)
    found.cells = rounds.cells(scenario)
    twin, night = begun(folder, rounds.plan_for(scenario))
    made = rounds.state_rounds(scenario, 2 * asked.rounds, every=2)
    for n in range(1, asked.rounds + 1):
        say(f"whole state: making the {len(scenario.counties)} files of round {n} ...")
        items = next(made)
        say(f"whole state: taking in round {n} ({sum(len(i.body) for i in items) / 1e6:.1f} MB) ...")
        found.state.append(took := round_of(night, twin, items, folder))
        say(f"whole state: {took.snapshots / took.whole('file'):.2f} snapshots a second into the file")
    twin.close()
    for name, home in twin.homes.items():
        found.state_ms[name] = past.moments(home, asked.moments // 10)
    found.memory["whole state"] = peak()


def small_feeds(asked: Sizes, folder: Path, found: Found) -> None:
    say(f"small feeds: making {asked.feeds} of them ...")
    scenario, bodies = rounds.small_feeds(asked.feeds, 8)
    names, plan = [c.id for c in scenario.counties], rounds.plan_for(scenario)
    burst = min(50, asked.feeds // 2)
    every = feeds.coming(names, bodies, asked.seconds, 15, burst)
    folder.mkdir()
    for name in homes(folder):
        rows: dict[str, Any] = {"publications": len(every), "bytes": sum(len(c.item.body) for c in every)}
        for what in ("waits", "one", "burst"):
            say(f"small feeds: {len(every)} publications into the {name}, {what} ...")
            twin, night = begun(folder / f"{name}-{what}", plan, only=name)
            if what == "waits":
                waited, rows["rounds"] = feeds.waits(night, twin, name, every)
                rows["p50"], rows["p95"], rows["p99"] = feeds.spread(waited)
            else:
                some = every[: 100 if what == "one" else None]
                rows[what] = feeds.sustained(night, twin, name, some, 1 if what == "one" else burst)
            twin.close()
        found.feeds[name] = rows


def kept_night(
    what: str, scenario: Scenario, made: Iterator[list[Any]], count: int, folder: Path, found: Found, asked: Sizes
) -> None:
    """Keep a night round by round, note how it grows, then ask for moments of it."""
    twin, night = begun(folder, rounds.plan_for(scenario, precincts=what == "six hours"))
    growth = Growth(lambda: {name: sum(sizes(h).values()) for name, h in twin.homes.items()}, [], {})
    raw, snapshots, begin, memory = 0, 0, time.monotonic(), []
    for n, items in enumerate(made, 1):
        if items:
            night.receive_all(items)
        raw, snapshots = raw + sum(len(i.body) for i in items), snapshots + len(items)
        if n % max(1, count // PARTS) == 0:
            growth.note(snapshots)
            memory.append(peak())
            say(f"{what}: {n} of {count} rounds, {snapshots} snapshots, {time.monotonic() - begin:.0f} s")
    twin.close()
    found.memory[what] = peak()
    found.nights[what] = {
        "cells": rounds.cells(scenario), "rounds": count, "snapshots": snapshots, "raw": raw, "memory": memory,
        "homes": {
            name: {
                "tables": sizes(home), "packed": packed_bytes(home), "line": growth.line(name),
                "size": growth.size[name], "after": growth.snapshots,
                "moments": past.moments(home, asked.moments),
            }
            for name, home in twin.homes.items()
        },
    }  # fmt: skip


def six_hours(asked: Sizes, folder: Path, found: Found) -> None:
    scenario = rounds.by_the_minute(20, 340, 3, asked.minutes)
    made = rounds.minutes_of(scenario, asked.minutes)
    kept_night("six hours", scenario, made, asked.minutes, folder, found, asked)


def eight_editions(asked: Sizes, folder: Path, found: Found) -> None:
    scenario = rounds.whole_state(asked.small_state)
    kept_night("eight editions", scenario, rounds.state_rounds(scenario, PARTS), PARTS, folder, found, asked)


WORKS = {"feeds": small_feeds, "hours": six_hours, "editions": eight_editions, "state": whole_state}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--quick", action="store_true", help="a twentieth of the state, an hour of the night")
    options.add_argument("--part", action="append", choices=WORKS, help="only this part; may be repeated")
    options.add_argument("--json", action="store_true", help="print the measurements as JSON")
    given = options.parse_args()
    begin, found = time.monotonic(), Found()
    with tempfile.TemporaryDirectory(prefix="outright-storing-") as folder:
        for part in given.part or WORKS:
            WORKS[part](QUICK if given.quick else Sizes(), Path(folder) / part, found)
    say(f"measured in {time.monotonic() - begin:.0f} s")
    if given.json:
        print(json.dumps(asdict(found), indent=1, default=str))
    else:
        show(found)


if __name__ == "__main__":
    main()
