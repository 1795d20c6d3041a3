"""A past night at a pace: what came one after the other, with the silences between, shortened."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

LONGEST = 4.0
"""Seconds that no silence is longer than: a night has hours in which nothing comes."""

T = TypeVar("T")


def paced(
    moments: Iterable[T], speed: float, when: Callable[[T], dt.datetime | None], *,
    wait: Callable[[float], object] = time.sleep,
) -> Iterator[T]:  # fmt: skip
    """The moments, each as long after the one before as it was, ``speed`` times faster; 0 does not wait.

    >>> [*paced([1, 2], 0, lambda _: None)]
    [1, 2]
    """
    before: dt.datetime | None = None
    for moment in moments:
        now = when(moment)
        if speed > 0 and before is not None and now is not None:
            wait(min(max((now - before).total_seconds(), 0.0) / speed, LONGEST))
        before = now
        yield moment
