"""Many small feeds: what comes while a round is taken in waits for the next, as the watch does it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from outright.archive import Received
from outright.night.live import LiveNight

from .past import quantile
from .rounds import PLAIN, SOURCE
from .twin import Twin


@dataclass(frozen=True, slots=True)
class Coming:
    """A publication and the second at which it comes."""

    at: float
    item: Received


def coming(
    names: Sequence[str], bodies: Sequence[Sequence[bytes]], seconds: int, every: int, burst: int
) -> list[Coming]:
    """What so many feeds publish: each every so many seconds, and once in as many a second with a burst of many."""
    rng, turns = Random(7), dict.fromkeys(range(len(names)), 0)
    offsets = [rng.uniform(0, every) for _ in names]
    moments = [(o + every * n, f) for f, o in enumerate(offsets) for n in range(seconds // every)]
    for second in range(every // 2, seconds, every):
        moments += [(second + rng.random(), f) for f in rng.sample(range(len(names)), burst)]
    begun, found = dt.datetime(2026, 11, 4, 0, 0, tzinfo=dt.UTC), []
    for at, feed in sorted(moments):
        turn = turns[feed] = turns[feed] + 1
        body = bodies[feed][min(turn, len(bodies[feed])) - 1]
        if turn > len(bodies[feed]):
            continue
        name, when = f"v{turn}/{names[feed]}/{PLAIN}", begun + dt.timedelta(seconds=at)
        found.append(Coming(at, Received(f"{SOURCE}/{names[feed]}", "clarity", name, body, when)))
    return found


def took(night: LiveNight, twin: Twin, home: str, items: Sequence[Received]) -> float:
    """Seconds to take a round in: the processor's, and what the home was waited for beside them."""
    store, processor = twin.seconds[home], time.process_time()
    store.clear()
    night.receive_all(items)
    return time.process_time() - processor + store.wall() - store.processor()


def waits(night: LiveNight, twin: Twin, home: str, every: Sequence[Coming]) -> tuple[list[float], int]:
    """For each publication the seconds from when it came to when it was told, and in how many rounds that was.

    The clock is set ahead to the next publication where nothing waits, so that nobody sits through a quiet minute.
    """
    now, done, rounds = 0.0, 0, 0
    found: list[float] = []
    while done < len(every):
        now = max(now, every[done].at)
        until = next((n for n in range(done, len(every)) if every[n].at > now), len(every))
        now += took(night, twin, home, [c.item for c in every[done:until]])
        found += [now - c.at for c in every[done:until]]
        done, rounds = until, rounds + 1
    return found, rounds


def sustained(night: LiveNight, twin: Twin, home: str, every: Sequence[Coming], at_once: int) -> float:
    """Publications a second where so many come at once, one round after the other."""
    rounds = (every[n : n + at_once] for n in range(0, len(every), at_once))
    return len(every) / sum(took(night, twin, home, [c.item for c in one]) for one in rounds)


def spread(seconds: Sequence[float]) -> tuple[float, float, float]:
    """The median, the 95th and the 99th of a hundred."""
    return quantile(seconds, 0.5), quantile(seconds, 0.95), quantile(seconds, 0.99)
