"""What a night's store weighs and how fast any moment of it comes back."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from outright.archive import Archive, Home
from outright.night.replay import bulletin_at


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds of each moment that was asked for, and those for which the processor worked for us."""

    each: tuple[float, ...]
    busy: tuple[float, ...]

    def at(self, share: float) -> float:
        """So that this share of them took no longer."""
        return quantile(self.each, share)


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def moments(home: Home, asked: int) -> Asked:
    """Bulletins as of random moments between the first and the last, each by a reader that opens the night anew."""
    with Archive.open(home) as archive:
        times = [p.received_at for p in archive.publications()]
    rng, first, last = Random(7), min(times), max(times)
    found, busy = [], []
    for _ in range(asked):
        at = first + (last - first) * rng.random()
        begun, processor = time.perf_counter(), time.process_time()
        bulletin_at(home, at.isoformat())
        found.append((time.perf_counter() - begun) * 1000)
        busy.append((time.process_time() - processor) * 1000)
    return Asked(tuple(found), tuple(busy))


@dataclass(frozen=True, slots=True)
class Line:
    """A line through the size of a store after so many snapshots: how well it fits.

    ``astray`` is the greatest distance from the line, as a share of the last size.
    """

    slope: float
    fit: float
    astray: float


def line(snapshots: Sequence[float], size: Sequence[float]) -> Line:
    """The line of least squares."""
    slope, at_none = statistics.linear_regression(snapshots, size)
    drawn = [at_none + slope * n for n in snapshots]
    fit = statistics.correlation(snapshots, size) ** 2
    return Line(slope, fit, max(abs(a - b) for a, b in zip(drawn, size, strict=True)) / size[-1])


@dataclass(slots=True)
class Growth:
    """The size of each home after so many snapshots, noted every so often."""

    measure: Callable[[], dict[str, int]]
    snapshots: list[int]
    size: dict[str, list[int]]

    def note(self, snapshots: int) -> None:
        self.snapshots.append(snapshots)
        for home, size in self.measure().items():
            self.size.setdefault(home, []).append(size)

    def line(self, home: str) -> Line:
        return line(self.snapshots, self.size[home])
