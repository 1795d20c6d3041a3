"""Takes bulletins in, writes down what is to be told, and delivers it; what is not taken is tried again.

Nothing is slept here: `Alerting` calls at the right time, and so can a test. One destination at a time gets one
message at a time, in order; destinations do not wait for each other.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence

from outright.alerts.due import Moment, due, moment_of
from outright.alerts.memory import Delivery, Memory
from outright.alerts.subscription import Destination, Subscription
from outright.alerts.unstored import About, Alarm
from outright.bulletin import Bulletin, Contest
from outright.errors import AlertFailed

RETRIES = tuple(dt.timedelta(seconds=s) for s in (10, 60, 300, 1800, 7200))
"""How long after each failure a message is tried again; after the last it is given up."""

ABOUT = About()


class Courier:
    """Delivers the messages of a night. ``tell`` gets a sentence for a desk when something goes wrong.

    ``head`` gives the head of the night's chain after a publication, "" where there is none. ``alarm`` tells what
    cannot be written down.
    """

    def __init__(
        self, subscriptions: Sequence[Subscription], memory: Memory, *, now: Callable[[], dt.datetime],
        tell: Callable[[str], None] = lambda _text: None, polls_close: dt.datetime | None = None, base_url: str = "",
        head: Callable[[int], str] = lambda _seq: "", about: About = ABOUT,
    ) -> None:  # fmt: skip
        self.subscriptions = tuple(subscriptions)
        self.memory = memory
        self.destinations = {s.destination.key: s.destination for s in self.subscriptions}
        self._now, self._tell = now, tell
        self._polls_close, self._base_url, self._watched = polls_close, base_url, now()
        self.alarm = Alarm(self.subscriptions, about, now, tell)
        self._head, self._headed = head, ""
        self._wants_head = any(c.head for s in self.subscriptions for c in s.when)
        self._newest: Bulletin | None = None
        self._taken: dict[str, Contest] = {}  # what has been taken of each contest; of the same nothing is new

    def begin(self, before: Bulletin | None) -> None:
        """Remember that these rules are told from now on. What a new rule finds in ``before`` happened before it."""
        moment = self._at(before) if before is not None else None
        for s in self.subscriptions:
            for condition in s.when:
                old = due([condition], moment, s.contests) if moment is not None else ()
                self.memory.begin(s.destination.key, s.rule, condition.text, old)

    def take(self, bulletin: Bulletin | None = None, *, ending: bool = False) -> int:
        """Write down what the bulletin (the last one, without a new) has to tell now; how many are to be sent.

        ``ending``: the night is followed no more after this.
        """
        newest = bulletin or self._newest
        if newest is None:
            return 0
        changed = {c.id for c in newest.contests if self._taken.get(c.id) is not c}
        now = self._now()
        hour = "" if ending else f"{now.astimezone(dt.UTC):%Y%m%dT%H}"
        head = self._head(newest.night.seq) if self._wants_head and (ending or hour != self._headed) else ""
        moment = self._at(newest, changed, now=now, head=head, ending=ending)
        sent = sum(
            self.memory.take(s.destination.key, s.rule, due(s.when, moment, s.contests), s.limit, moment.now)
            for s in self.subscriptions
        )
        self._headed = hour if head else self._headed
        self._newest, self._taken = newest, {c.id: c for c in newest.contests}
        return sent

    async def deliver(self, destination: Destination) -> int:
        """Send what is due to this destination, in order; how many were taken. Never raises for a failed one."""
        taken = 0
        for delivery in self.memory.ready(destination.key, self._now()):
            if self.memory.is_pending(delivery):
                taken += await self._sent(destination, delivery)
        return taken

    def waits(self, destination: Destination) -> float | None:
        """Seconds until something is due for this destination; None when nothing waits."""
        at = self.memory.next_due(destination.key)
        return None if at is None else max(0.0, (at - self._now()).total_seconds())

    async def _sent(self, destination: Destination, delivery: Delivery) -> bool:
        try:
            await destination.send(delivery.message, self._now())
        except AlertFailed as error:
            self._failed(destination, delivery, error.line())
        except Exception as error:  # ours to mend; the message stays written down and the night goes on
            self._failed(destination, delivery, f"It failed in Outright itself ({type(error).__name__}).")
        else:
            self.memory.sent(delivery)
            return True
        return False

    def _failed(self, destination: Destination, delivery: Delivery, why: str) -> None:
        wait = RETRIES[delivery.attempts] if delivery.attempts < len(RETRIES) else None
        self.memory.failed(delivery, why, self._now() + wait if wait else None)
        what = f"{delivery.message.label} to {destination.label}"
        if wait is None:
            self._tell(f"Alert given up: {what}. {why}")
        elif delivery.attempts == 0:
            self._tell(f"Alert not delivered: {what}. {why} It is tried again.")

    def _at(
        self, bulletin: Bulletin, only: Collection[str] | None = None, *, now: dt.datetime | None = None,
        head: str = "", ending: bool = False,
    ) -> Moment:  # fmt: skip
        return moment_of(
            bulletin, now or self._now(), only=only, polls_close=self._polls_close, base_url=self._base_url,
            watched=self._watched, head=head, ending=ending,
        )  # fmt: skip
