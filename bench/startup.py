"""How long a command takes to start: `outright --help` and `outright show`, against a bare Python.

    python bench/startup.py                     makes a night file with `outright demo --once --db`
    python bench/startup.py --db NIGHT.owr      uses this one

Each command runs once to warm the disk, then RUNS times, one after another in turn with `python -c pass`,
so that all three see the same machine. Prints the least and the median of the wall-clock seconds and the
ratio of medians. Leaves with 1 when a median is over half a second.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

RUNS = 10
TARGET = 0.5
OUTRIGHT = [sys.executable, "-m", "outright.cli.main"]


def seconds(command: Sequence[str]) -> float:
    began = time.perf_counter()
    ran = subprocess.run(command, capture_output=True, text=True)
    took = time.perf_counter() - began
    if ran.returncode:
        sys.exit(f"{' '.join(command)} left with {ran.returncode}: {ran.stderr.strip()}")
    return took


def measured(commands: dict[str, list[str]], runs: int) -> dict[str, list[float]]:
    for command in commands.values():
        seconds(command)
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            times[name].append(seconds(command))
    return times


def main() -> int:
    parser = argparse.ArgumentParser(description="Warm start-up times of outright.")
    parser.add_argument("--db", type=Path, help="a night file; without it one is made")
    parser.add_argument("--runs", type=int, default=RUNS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        night = asked.db or Path(folder, "night.owr")
        if asked.db is None:
            seconds([*OUTRIGHT, "demo", "--once", "--json", "--db", str(night)])
        times = measured(
            {
                "python -c pass": [sys.executable, "-c", "pass"],
                "outright --help": [*OUTRIGHT, "--help"],
                "outright show": [*OUTRIGHT, "show", "--db", str(night)],
            },
            asked.runs,
        )
    bare = statistics.median(times["python -c pass"])
    print(f"{'':<18}{'least s':>9}{'median s':>10}{'ratio':>8}   {asked.runs} runs, warm")
    for name, taken in times.items():
        middle = statistics.median(taken)
        print(f"{name:<18}{min(taken):>9.3f}{middle:>10.3f}{middle / bare:>8.1f}")
    slow = [name for name, taken in times.items() if statistics.median(taken) > TARGET]
    print(f"over {TARGET} s: {', '.join(slow)}" if slow else f"all medians under {TARGET} s")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
