"""Destinations that are not there, a clock that is turned by hand, and a courier between them."""

import asyncio
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bulletins import AT
from outright.alerts.courier import Courier
from outright.alerts.limit import Limit
from outright.alerts.memory import Memory
from outright.alerts.message import Message
from outright.alerts.subscription import Subscription
from outright.alerts.when import conditions
from outright.errors import AlertFailed

WHEN = ("call", "correction", "lead-change", "first-votes", "half-in", "complete", "certified")


class Killed(BaseException):
    """The process ends between two instructions."""


@dataclass
class Desk:
    """Takes messages, or fails as it is told to: the next answers, the last for ever."""

    key: str = "slack://env:HOOK"
    label: str = "slack"
    answers: list[object] = field(default_factory=lambda: [None])
    got: list[Message] = field(default_factory=list)
    tries: list[tuple[str, dt.datetime]] = field(default_factory=list)

    async def send(self, message: Message, now: dt.datetime) -> None:
        self.tries.append((message.id, now))
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None or answer is Killed:
            self.got.append(message)
        if answer is Killed:
            raise Killed
        if answer is not None:
            raise answer if isinstance(answer, BaseException) else AlertFailed(str(answer))


@dataclass
class Office:
    """A night's alerts: its memory on disk, its clock, and who is told."""

    path: Path
    desks: Sequence[Desk]
    when: Sequence[str] = WHEN
    limit: Limit | None = None
    now: dt.datetime = AT
    said: list[str] = field(default_factory=list)

    def open(self, before=None) -> None:
        """As when the program starts; ``before`` is the last bulletin of the night's file."""
        self.memory = Memory(self.path)
        told = [Subscription("alert 1", conditions(self.when, "w"), d, limit=self.limit) for d in self.desks]
        self.courier = Courier(told, self.memory, now=lambda: self.now, tell=self.said.append)
        self.courier.begin(before)
        if before is not None:
            self.courier.take(before)

    def again(self, before=None) -> None:
        """Closed and started again."""
        self.memory.close()
        self.open(before)

    def tell(self, bulletin=None) -> None:
        """Take a bulletin in and deliver what is due."""
        self.courier.take(bulletin)
        self.deliver()

    def deliver(self) -> None:
        for desk in self.desks:
            asyncio.run(self.courier.deliver(desk))

    def wait(self, **time: float) -> None:
        self.now += dt.timedelta(**time)
