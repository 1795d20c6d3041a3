"""Seconds of several pieces of work that take turns, so that a busy machine slows all of them alike.

They are the processor's seconds, not the wall's: what other programs do meanwhile does not count.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds of each turn of one piece of work."""

    each: tuple[float, ...]

    @property
    def best(self) -> float:
        return min(self.each)

    @property
    def median(self) -> float:
        return statistics.median(self.each)


def seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def in_turns(
    works: Mapping[str, Callable[[], object]], *, repeats: int, at_most: float, at_least: int = 3
) -> dict[str, Times]:
    """Every work once a round, ``repeats`` rounds; fewer, but ``at_least``, once they have taken ``at_most`` seconds.

    Whoever asks has done each work once, so that what is loaded late is there.
    """
    each: dict[str, list[float]] = {name: [] for name in works}
    spent, rounds = 0.0, 0
    while rounds < repeats and (rounds < at_least or spent < at_most):
        for name, work in works.items():
            took = seconds(work)
            each[name].append(took)
            spent += took
        rounds += 1
    return {name: Times(tuple(found)) for name, found in each.items()}
