"""A night's projections spread over workers, and worked out here wherever that is not quicker, or not to be had.

Nobody waits for a worker: while some of a round's contests are out, this process works out others, the smallest first;
when none is left it takes back what is late. A worker that dies, fails, hangs or answers nonsense costs time and
nothing else, because every answer is the same wherever it was worked out (`sent`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

from outright.night.ground import LiveGround
from outright.night.modelled import Model, same_ground
from outright.night.projector import Question
from outright.night.workers import Reply, Task, Workers

if TYPE_CHECKING:
    from outright.projection import Projection

DEADLINE = 5.0
"""Seconds after which a worker that has answered nothing is late, where the settings do not say."""
AGAIN = 60.0
"""Seconds until a worker that was late is given work again, unless it answers before."""
_LEAST = 2
"""Contests of a round, under which no worker is given any: there is nothing to do beside it."""
_LOOK = 0.05
_PATIENCE = 1.0
"""Seconds for which nothing that a worker has in hand is worked out here too, though there is nothing else to do."""
_log = logging.getLogger("outright.night")


@dataclass(slots=True)
class Tally:
    """What became of the contests that were projected: by a worker, or here; and why not there, and bytes each way."""

    there: int = 0
    here: int = 0
    late: int = 0
    lost: int = 0
    failed: int = 0
    grounds: int = 0
    sent: int = 0
    got: int = 0

    def measures(self) -> tuple[tuple[str, str, Callable[[], float]], ...]:
        """The same for an operator: names, what they are, and how each is had now."""
        rows = (
            ("there", "Contests that workers projected."),
            ("here", "Contests that the night's own process projected beside its workers."),
            ("late", "Contests taken back from workers that did not answer in time."),
            ("lost", "Contests taken back from workers that are gone."),
            ("failed", "Contests that a worker failed on."),
            ("sent", "Bytes sent to workers."),
            ("got", "Bytes that workers answered."),
        )
        return tuple((f"outright_projections_{name}", what, partial(getattr, self, name)) for name, what in rows)

    def text(self) -> str:
        """All of it in a sentence; "" where no worker was given anything."""
        why = [f"{n:,} {word}" for n, word in ((self.late, "late"), (self.lost, "lost"), (self.failed, "failed")) if n]
        if not self.there and not why:
            return ""
        said = f"{self.there:,} projections by workers, {self.here:,} beside them here"
        return f"{said}{'; of the workers ' + ', '.join(why) if why else ''}."


@dataclass(slots=True, eq=False)
class _Job:
    """A contest of the round. ``worker`` has it since ``since``; while ``waits`` anybody may take it."""

    question: Question
    size: int
    waits: bool = True
    worker: str = ""
    since: float = 0.0
    answer: bytes | None = None

    @property
    def contest(self) -> str:
        return self.question.live.outline.contest_id


@dataclass(slots=True)
class _Hand:
    """A worker as it is known here: what it has in hand, what it keeps, and when it was last heard."""

    jobs: set[_Job] = field(default_factory=set)
    keeps: set[str] = field(default_factory=set)
    heard: float = float("-inf")
    aside_until: float = float("-inf")


class Spread:
    """The projector of a night whose contests are projected by ``workers`` and here, side by side.

    ``tell`` is told in a line, once, of a worker that is late or fails. ``deadline`` is in seconds.
    """

    def __init__(
        self, workers: Workers, *, deadline: float = DEADLINE, tell: Callable[[str], None] = _log.warning,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.workers, self._deadline, self._tell, self._clock = workers, deadline, tell, clock
        self._model, self.tally = Model(), Tally()
        self._turn = threading.Condition(threading.RLock())
        self._jobs: dict[str, _Job] = {}
        self._waiting: list[_Job] = []
        self._hands: dict[str, _Hand] = {}
        self._keys: dict[str, tuple[LiveGround, str]] = {}
        self._homes: dict[str, str] = {}
        self._said: set[str] = set()
        self._looks = 0
        self._took: deque[float] = deque(maxlen=100)

    def ahead(self, asked: Sequence[Question]) -> None:
        """Begin on a round's questions, where there are several and workers to be had. Never raises."""
        with self._turn:
            fresh = [q for q in asked if self._model.must_work(q.live, seed=q.seed)]
            jobs = [_Job(q, q.live.counted.votes.size) for q in fresh] if len(fresh) >= _LEAST else []
            self._jobs = {job.contest: job for job in jobs}
            self._waiting = sorted(jobs, key=lambda job: -job.size)
            self._look()

    def __call__(self, live: LiveGround, *, seed: int) -> Projection | None:
        """The answer of the model, from whoever has it first."""
        job = self._jobs.get(live.outline.contest_id)
        if job is not None and job.question.live is live and job.question.seed == seed:
            answer = self._from_a_worker(job)
            if answer is not None:
                self._model.keep(live, seed=seed, answer=answer)
                return answer
        return self._model(live, seed=seed)

    def close(self) -> None:
        """Let the workers go; what is asked from now on is worked out here."""
        with self._turn:
            self._jobs, self._waiting = {}, []
        self.workers.close()

    def _from_a_worker(self, job: _Job) -> Projection | None:
        """The answer of a worker; None where the contest is to be worked out here. Meanwhile others are."""
        from outright.night.sent import answer_of

        while True:
            with self._turn:
                self._look()
                if job.answer is not None:
                    break
                mine = job if job.waits else self._waiting[-1] if self._waiting else None
                if mine is None and job.worker and not self._is_slow(job):
                    self._turn.wait(_LOOK)
                    continue
                if mine is not None:
                    self._take(mine)
                    self.tally.here += 1
                elif job.worker:
                    job.worker = ""
                    self.tally.late += 1
                if mine is None or mine is job:
                    return None
            begun = self._clock()
            with suppress(Exception):  # it fails again in its own turn, where the reason is said
                self._model(mine.question.live, seed=mine.question.seed)
            self._took.append(self._clock() - begun)
        try:
            return answer_of(job.answer)
        except Exception as error:
            self._say(f"A worker's answer cannot be read ({type(error).__name__}); the contest is projected here.")
            return None

    def _is_slow(self, job: _Job) -> bool:
        """Whether a worker with this contest has answered nothing for much longer than answers usually take."""
        usual = median(self._took) if self._took else self._deadline
        return self._silent(self._hands[job.worker]) > max(_PATIENCE, 4 * usual)

    def _silent(self, hand: _Hand) -> float:
        """Seconds for which a worker that has something in hand has answered nothing."""
        now = self._clock()
        return now - max(min((job.since for job in hand.jobs), default=now), hand.heard)

    def _look(self) -> None:
        """Take back what is late or lost, and give out what waits. A worker that answers at once comes back here."""
        self._looks += 1
        if self._looks > 1:
            return
        try:
            while self._looks:
                self._looks = 1
                self._look_once()
                self._looks -= 1
        except Exception as error:  # ours to mend; the count goes on without workers
            self._say(f"The workers cannot be used ({type(error).__name__}: {error}); all is projected here.")
        finally:
            self._looks = 0

    def _look_once(self) -> None:
        ready, now = self.workers.ready(), self._clock()
        self._let_go([worker for worker in self._hands if worker not in ready])
        for worker, hand in self._hands.items():
            if self._silent(hand) > self._deadline:
                self.tally.late += self._taken_back(hand)
                hand.aside_until = now + AGAIN
                self._say(
                    f"No answer from {worker} for {self._deadline:g} seconds; its contests are projected here.",
                    f"late {worker}",
                )
        self._give(ready, now)

    def _let_go(self, gone: Sequence[str]) -> None:
        """Forget workers that are no longer there, and let anybody take what they had in hand."""
        for worker in gone:
            self.tally.lost += self._taken_back(self._hands.pop(worker))
        if gone:
            self._homes = {contest: home for contest, home in self._homes.items() if home not in gone}
            self._tell(f"No longer there: {', '.join(sorted(gone))}. What they had in hand is projected by others.")

    def _taken_back(self, hand: _Hand) -> int:
        """Let anybody take what a worker has in hand and has not answered; how many contests that is."""
        back = [job for job in hand.jobs if job.worker and self._jobs.get(job.contest) is job]
        for job in back:
            job.worker, job.waits = "", True
        hand.jobs.clear()
        self._waiting = sorted([*self._waiting, *back], key=lambda job: -job.size)
        return len(back)

    def _give(self, ready: Mapping[str, int], now: float) -> None:
        """Give every worker as much as it does at a time, and one more that is there when it is done."""
        for round_of in (0, 1):
            for worker, at_once in ready.items():
                hand = self._hands.setdefault(worker, _Hand())
                while self._waiting and now >= hand.aside_until and len(hand.jobs) < at_once + round_of:
                    self._send(worker, hand, self._best_for(worker), now)

    def _best_for(self, worker: str) -> _Job:
        """The largest that waits of those the worker answered before, else of those nobody did, else of all."""

        def rank(job: _Job) -> int:
            home = self._homes.get(job.contest)
            return 0 if home == worker else 1 if home is None else 2

        return min(self._waiting, key=rank)

    def _send(self, worker: str, hand: _Hand, job: _Job, now: float) -> None:
        from outright.night.sent import count_of, ground_of

        live = job.question.live
        key = self._key(live)
        ground = None if key in hand.keeps else ground_of(live)
        task = Task(job.contest, key, ground, count_of(live.counted), job.question.seed)
        self._take(job)
        job.worker, job.since = worker, now
        hand.jobs.add(job)
        self.tally.sent += task.size
        self.tally.grounds += ground is not None
        self.workers.send(worker, task, lambda reply: self._came(worker, job, task, reply))

    def _take(self, job: _Job) -> None:
        job.waits = False
        self._waiting.remove(job)

    def _key(self, live: LiveGround) -> str:
        """The name of a contest's ground; worked out anew only where the ground is another."""
        from outright.night.sent import key_of

        contest = live.outline.contest_id
        known = self._keys.get(contest)
        key = known[1] if known is not None and same_ground(known[0], live) else key_of(live)
        self._keys[contest] = live, key
        return key

    def _came(self, worker: str, job: _Job, task: Task, reply: Reply) -> None:
        """What came of a task; called by whoever speaks with the worker."""
        with self._turn:
            hand = self._hands.get(worker) or _Hand()  # it may have been let go since
            now = self._clock()
            if job in hand.jobs and reply.answer is not None:
                self._took.append(self._silent(hand))
            hand.jobs.discard(job)
            if not reply.lost:
                hand.heard, hand.aside_until = now, float("-inf")
                if f"late {worker}" in self._said:
                    self._said.discard(f"late {worker}")
                    self._tell(f"{worker} answers again.")
            if reply.answer is not None:
                hand.keeps.add(task.key)
                self.tally.got += len(reply.answer)
                self.tally.there += job.answer is None
                job.answer = reply.answer
                self._homes[job.contest] = worker
                if job in self._waiting:
                    self._take(job)
            elif job.worker == worker and self._jobs.get(job.contest) is job:
                self._not_answered(hand, job, task, reply)
            self._look()
            self._turn.notify_all()

    def _not_answered(self, hand: _Hand, job: _Job, task: Task, reply: Reply) -> None:
        job.worker = ""
        if reply.lost or (reply.lacks and task.ground is None):
            hand.keeps.discard(task.key)
            self.tally.lost += reply.lost
            if reply.lost:
                hand.aside_until = self._clock() + AGAIN
                self._say(f"A worker could not be asked ({reply.trouble}); its contests are projected here.")
            job.waits = True
            self._waiting = sorted([*self._waiting, job], key=lambda job: -job.size)
            return
        self.tally.failed += 1  # and nobody is asked again: it is worked out here, where the reason is said
        self._say(f"A worker failed ({reply.trouble or 'it keeps no ground'}); such contests are projected here.")

    def _say(self, line: str, about: str = "") -> None:
        if (about or line) not in self._said:
            self._said.add(about or line)
            self._tell(line)


@contextmanager
def spread_over(
    engine: str, *, workers: int = 1, deadline: float = DEADLINE, tell: Callable[[str], None] = _log.warning
) -> Iterator[Spread | None]:
    """The projector of a night on this engine, ``local`` or ``dask://HOST:PORT``; None where this process does it all.

    ``workers`` is how many processes of this machine work, this one counted. Raises `UsageError` for another engine,
    `ConfigError` where Dask is not installed; a cluster that does not answer is told of, and the night goes on.
    """
    from outright.night.cluster import DASK
    from outright.night.engines import checked

    if checked(engine).startswith(DASK):
        from outright.night.cluster import Cluster

        hands: Workers = Cluster(engine, tell)
    elif workers > 1:
        from outright.night.workers import Cores

        hands = Cores(workers - 1, tell)
    else:
        yield None
        return
    spread = Spread(hands, deadline=deadline, tell=tell)
    try:
        yield spread
    finally:
        spread.close()
