"""A small night of several contests, and workers that do as a test tells them: rightly, never, wrongly, until gone."""

import contextlib
from collections.abc import Callable, Mapping
from pathlib import Path

from national_night import Country
from outright.archive import Received
from outright.bulletin import encode
from outright.night.live import LiveNight
from outright.night.projector import Projector
from outright.night.sent import work
from outright.night.workers import Done, Reply, Task

COUNTRY = Country(states=3, contests=2, precincts=8)
ROUNDS = (2, 5, 8)


def play(path: Path, project: Projector | None = None, rounds: tuple[int, ...] = ROUNDS) -> list[bytes]:
    """The bulletins of the small night, one after each round of every state's file."""
    live = LiveNight.begin(COUNTRY.plan, path, project)
    with contextlib.closing(live.archive):
        return [
            encode(live.receive_all([Received(s, "clarity", n, body, at) for s, n, body, at in COUNTRY.round(r)]))
            for r in rounds
        ]


class Made:
    """So many workers in this very process. ``does`` says what comes of a task; None: nothing ever does."""

    def __init__(self, count: int = 2, does: Callable[[Task], Reply | None] | None = None) -> None:
        self.there = {f"worker {n}": 1 for n in range(count)}
        self.does = does or self.rightly
        self.sent: list[tuple[str, Task]] = []
        self.closed = False

    def rightly(self, task: Task) -> Reply:
        answer = work(task.key, task.ground, task.count, task.seed)
        return Reply(lacks=True) if answer is None else Reply(answer)

    def ready(self) -> Mapping[str, int]:
        return dict(self.there)

    def send(self, worker: str, task: Task, done: Done) -> None:
        self.sent.append((worker, task))
        reply = self.does(task)
        if reply is not None:
            done(reply)

    def close(self) -> None:
        self.closed = True
