"""The order in which precincts come in: small ones first, more or less; some sets chosen to fit a moment.

Order is all that is chosen here. No vote is made, moved or lost.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from random import Random

Sums = tuple[int, ...]


def small_first(sizes: Sequence[int], rng: Random, among: Iterable[int] | None = None) -> list[int]:
    """Positions from small to large with noise: a small precinct counts sooner, but not always.

    The noise is about a factor of two either way (0.7 in the logarithm of the size).
    """
    wanted = sorted(range(len(sizes)) if among is None else among)
    key = {i: math.log(sizes[i] + 1) + rng.gauss(0, 0.7) for i in wanted}
    return sorted(wanted, key=lambda i: (key[i], i))


def fitting(
    rows: Sequence[Sums],
    count: int,
    miss: Callable[[Sums], float],
    rng: Random,
    *,
    among: Iterable[int] | None = None,
    tries: int = 4000,
) -> list[int]:
    """``count`` positions whose added rows miss a target least, found by trying exchanges.

    ``miss(sums)`` says how far the added rows are from what is wanted; a random start is improved by
    swapping one position in for one out, whenever that misses by less. Deterministic for a given rng.
    """
    pool = sorted(range(len(rows)) if among is None else among)
    rng.shuffle(pool)
    chosen, rest = pool[:count], pool[count:]
    sums = tuple(sum(rows[i][k] for i in chosen) for k in range(len(rows[0])))
    best = miss(sums)
    for _ in range(tries if chosen and rest else 0):
        a, b = rng.randrange(len(chosen)), rng.randrange(len(rest))
        new = tuple(s - x + y for s, x, y in zip(sums, rows[chosen[a]], rows[rest[b]], strict=True))
        if (missed := miss(new)) < best:
            chosen[a], rest[b] = rest[b], chosen[a]
            sums, best = new, missed
    return sorted(chosen)
