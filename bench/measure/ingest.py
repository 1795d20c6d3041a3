"""A round of a night taken in: what each step of it took, in each home."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from outright.archive import Home, Received
from outright.night import live as steps
from outright.night.live import LiveNight

from . import ceilings
from .twin import Seconds, Twin, rows_of

STEPS = {"take": "weigh", "say": "judge", "encode": "encode"}
"""The steps that no home has a part in, as they are called in the code and in the table; what is left is reading."""


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of one round: the processor's of the ``steps`` that only compute, the wall's of each home's own.

    ``bare`` are the wall's for a bare table of each home and for a file; ``busy`` the processor's within each home's
    steps, without a server's own.
    """

    snapshots: int
    received: int
    steps: dict[str, float]
    homes: dict[str, dict[str, float]]
    bare: dict[str, float]
    busy: dict[str, float]
    processor: float

    def whole(self, home: str) -> float:
        """From the first byte kept to the bulletin told, in this home."""
        return sum(self.steps.values()) + sum(self.homes[home].values())

    def share(self, home: str) -> float:
        """The home's part of what the processor did."""
        return self.busy[home] / (sum(self.steps.values()) + self.busy[home])


def round_of(night: LiveNight, twin: Twin, items: Sequence[Received], folder: Path) -> Took:
    """Take a round in, in every home, and write what it came to as bare bytes too."""
    seconds, before = Seconds(), twin.last_seq()
    for one in twin.seconds.values():
        one.clear()
    processor = time.process_time()
    with contextlib.ExitStack() as stack:
        stack.enter_context(seconds.within(steps, *STEPS))
        night.receive_all(items)
    processor = time.process_time() - processor
    worked = {word: seconds.processor(name) for name, word in STEPS.items()}
    stored = sum(one.processor() for one in twin.seconds.values())
    shared = {"read": processor - stored - sum(worked.values()), **worked}
    own = {home: {what: s.wall(what) for what in ("keep", "ask", "record", "tell")} for home, s in twin.seconds.items()}
    first = twin.seconds[next(iter(twin.homes))]
    groups = _packed(twin.path, before, len(first.by["keep"]), len(first.by["record"]))
    bare = {name: ceilings.bare(home, folder, groups) for name, home in twin.homes.items()}
    bare["file"] = ceilings.appended(folder, groups)
    busy = {home: s.processor() for home, s in twin.seconds.items()}
    received = sum(len(i.body) for i in items)
    return Took(len(items), received, shared, own, bare, busy, processor)


def _packed(home: Home, before: int, keeps: int, records: int) -> list[list[bytes]]:
    """The packed bytes of what came after a publication, in as many transactions as the store made of them."""
    bodies = rows_of(home, f"SELECT data FROM publication JOIN body USING (sha256) WHERE seq > {before} ORDER BY seq")
    facts = rows_of(home, f"SELECT facts FROM reading WHERE seq > {before} AND facts IS NOT NULL ORDER BY seq")
    told = rows_of(home, f"SELECT data FROM bulletin WHERE seq > {before}")
    return [*_split(bodies, keeps), *_split(facts, records), *_split(told, len(told))]


def _split(rows: Sequence[tuple[bytes]], parts: int) -> list[list[bytes]]:
    """The rows in so many groups, one after the other."""
    data, most = [bytes(one) for (one,) in rows], -(-len(rows) // max(1, parts)) or 1
    return [data[n : n + most] for n in range(0, len(data), most)]
