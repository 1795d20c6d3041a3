"""How long to leave a source alone. Pure: failures, chance and the source's own wish in; seconds out."""

from __future__ import annotations

from random import Random

LONGEST_WISH = 600.0
_MOST_DOUBLINGS = 16


def wait_after(
    failures: int, rng: Random, *, every: float, retry_after: float | None = None, cap: float = 60.0
) -> float:
    """Seconds until a source that failed ``failures`` times in a row is asked again.

    The usual interval ``every``, doubled for each failure after the first and spread by a quarter either
    way, so that many desks do not come back at once. Never more than ``cap``, unless the usual
    interval is longer, or the source asked for more with ``retry_after``: that is obeyed up to ten minutes.

    >>> wait_after(0, Random(1), every=30)
    30
    >>> wait_after(1, Random(1), every=30, retry_after=120) >= 120
    True
    """
    asked = min(max(retry_after or 0.0, 0.0), LONGEST_WISH)
    if failures <= 0:
        return max(every, asked)
    doubled = every * 2.0 ** min(failures - 1, _MOST_DOUBLINGS)
    spread = doubled * rng.uniform(0.75, 1.25)
    return max(min(spread, max(cap, every)), asked)
