"""The alarm that nothing is stored: told at once and straight away, for what is to be told cannot be written down.

The memory of alerts lies on the same disk as the night. So this one message is remembered by nobody but the engine
that follows the night: started again upon a disk that is still full, it tells it again.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from outright.alerts.message import Message, one_line
from outright.alerts.subscription import Destination, Subscription
from outright.errors import AlertFailed


@dataclass(frozen=True, slots=True)
class Unstored:
    """That nothing is stored ``since`` when and ``why``; or, without a time, that it is stored again."""

    since: dt.datetime | None = None
    why: str = ""


STORING = Unstored()


@dataclass(frozen=True, slots=True)
class About:
    """Which night an alarm is of, when there may be no bulletin of it yet."""

    election: str = ""
    name: str = ""
    test: bool = False
    rehearsal: bool = False


class Alarm:
    """Tells every destination that asked for it, once for each time that nothing is stored, and when that is over.

    ``now`` gives the time; ``tell`` gets a sentence for a desk when it cannot be told.
    """

    def __init__(
        self, subscriptions: Sequence[Subscription], about: About, now: Callable[[], dt.datetime],
        tell: Callable[[str], None] = lambda _text: None,
    ) -> None:  # fmt: skip
        asked = (s.destination for s in subscriptions if any(c.unstored for c in s.when))
        self._destinations = {d.key: d for d in asked}
        self._about, self._now, self._tell = about, now, tell
        self._state, self._known = STORING, dict.fromkeys(self._destinations, STORING)
        self._complained: set[tuple[str, dt.datetime | None]] = set()

    def set(self, state: Unstored) -> None:
        """How it is now; `look` tells it."""
        self._state = state

    async def look(self) -> None:
        """Tell whoever does not know yet, all at once. What fails is tried at the next look."""
        state = self._state
        late = [d for key, d in self._destinations.items() if self._known[key].since != state.since]
        await asyncio.gather(*(self._told(d, state) for d in late))

    async def _told(self, destination: Destination, state: Unstored) -> None:
        now = self._now()
        try:
            await destination.send(message(self._about, self._known[destination.key], state, now), now)
        except AlertFailed as error:
            self._failed(destination, state, error.line())
        except Exception as error:  # ours to mend; it is tried again
            self._failed(destination, state, f"It failed in Outright itself ({type(error).__name__}).")
        else:
            self._known[destination.key] = state

    def _failed(self, destination: Destination, state: Unstored, why: str) -> None:
        if (destination.key, state.since) not in self._complained:
            self._complained.add((destination.key, state.since))
            self._tell(f"Alert not delivered: that nothing is stored, to {destination.label}. {why} It is tried again.")


def message(about: About, before: Unstored, state: Unstored, now: dt.datetime) -> Message:
    """What is told when ``before`` has become ``state``."""
    since = state.since or before.since or now
    clock, stamp = f"{since:%H:%M:%S} UTC", since.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    if state.since is None:
        label, text = "Storing again", f"Nothing was stored since {clock}; what waited in memory is stored now."
    else:
        label = "NOT STORING"
        text = (
            f"Nothing is stored since {clock}, nothing new is told and no call can be made. {one_line(state.why)} "
            "Leave the engine running: what has come meanwhile waits in its memory."
        )
    prefix = ("TEST: " if about.test else "") + ("REHEARSAL: " if about.rehearsal else "")
    kind = "storing-again" if state.since is None else "not-storing"
    data = {
        "test": about.test, "rehearsal": about.rehearsal, "electionName": about.name, "status": "unofficial",
        "text": text, "since": since.isoformat(),
    }  # fmt: skip
    return Message(
        id=f"{about.election}/{kind}/{stamp}", type=kind, election=about.election, contest="", seq=0, at=now,
        at_text="", label=label, about=one_line(about.name), text=text, url="", prefix=prefix, official=False,
        urgent=True, data=data,
    )  # fmt: skip
