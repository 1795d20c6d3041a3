"""The night's clock: so many times faster than a real one, and faster still where nothing happens for long.

Pure but for the function that tells how many seconds have passed, which is passed in.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable
from itertools import pairwise

from outright.rehearsal.scenario import Scenario

LONGEST_GAP = dt.timedelta(minutes=20)
_BEFORE = dt.timedelta(minutes=1)


class NightClock:
    """A callable that tells the night's moment. ``seconds`` tells real seconds from any start, never backward.

    The night begins a minute before its first publication and stands still after its last. A gap between two
    publications takes no longer than twenty minutes of the night would.
    """

    def __init__(self, scenario: Scenario, speed: float, seconds: Callable[[], float]) -> None:
        self._seconds, self._speed = seconds, speed
        self._moments = [scenario.begins - _BEFORE, *sorted({s.at for s in scenario.steps})]
        self._played = [dt.timedelta(0)]
        for before, after in pairwise(self._moments):
            self._played.append(self._played[-1] + min(after - before, LONGEST_GAP))
        self._start = seconds()
        self._ahead = dt.timedelta(0)

    def __call__(self) -> dt.datetime:
        """The night's moment now."""
        played = self._ahead + dt.timedelta(seconds=(self._seconds() - self._start) * self._speed)
        i = bisect_right(self._played, played) - 1
        if i + 1 >= len(self._moments):
            return self._moments[-1]
        before, after = self._moments[i], self._moments[i + 1]
        return before + (after - before) * ((played - self._played[i]) / (self._played[i + 1] - self._played[i]))

    def jump(self, moment: dt.datetime) -> dt.datetime:
        """Goes to a later moment at once and tells where the clock stands; it never goes back."""
        now = self()
        if moment > now:
            self._ahead += self._place(moment) - self._place(now)
        return self()

    def left(self) -> float:
        """Real seconds until the night's last publication."""
        return max(0.0, (self._played[-1] - self._place(self())).total_seconds() / self._speed)

    def _place(self, moment: dt.datetime) -> dt.timedelta:
        """How much of the night has been played by a moment."""
        moment = min(max(moment, self._moments[0]), self._moments[-1])
        i = min(bisect_right(self._moments, moment) - 1, len(self._moments) - 2)
        before, after = self._moments[i], self._moments[i + 1]
        return self._played[i] + (self._played[i + 1] - self._played[i]) * ((moment - before) / (after - before))
