"""What each place's site holds at each moment, faults of the count included: numbered editions, never changed.

A county's editions are its publications and the moments at which a fault of its count begins or ends; the state's
are those of all counties. An edition that has been served stays as it was, whatever is commanded later.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right, insort
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal

from outright.count import Snapshot
from outright.rehearsal.fault_kinds import Spoils
from outright.rehearsal.faults import Episode
from outright.rehearsal.scenario import Scenario
from outright.rehearsal.spoilt import DRIFT, NUMBERS, VANISHED, face, numbers, without_county

What = Literal["step", "begin", "end"]
Content = tuple[tuple[tuple[str, int], ...], tuple[str, ...]]
"""Each county's publication number, and the ids of the faults of the count that are on."""
_KEPT = 32  # snapshots of whole places kept; bodies are kept by the site


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """Something that makes a new edition. ``county`` "" concerns every place."""

    at: dt.datetime
    order: int
    county: str
    what: What
    key: str


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition of one place (``county`` None: the whole state).

    ``content`` is equal for editions that hold the same figures; the figures themselves are made when they are
    asked for. ``faults`` are the kinds that are in it, ``drift`` how its format has changed.
    """

    county: str | None
    number: int
    at: dt.datetime
    content: Content
    faults: tuple[str, ...]
    drift: str
    source: Editions = field(repr=False, compare=False)

    @property
    def snapshot(self) -> Snapshot:
        """What the edition says."""
        return self.source.snapshot(self.county, self.at, self.content)

    @property
    def progress(self) -> dict[str, tuple[int, int]]:
        """Precincts in and in all of each of its counties."""
        return {c: self.source.scenario.progress(c, n) for c, n in self.content[0]}


class Editions:
    """Every edition of every place of one night."""

    def __init__(self, scenario: Scenario, episodes: Iterable[Episode]) -> None:
        self.scenario = scenario
        self.episodes: dict[str, Episode] = {}
        steps = [Event(s.at, n, s.county, "step", str(s.number)) for n, s in enumerate(scenario.steps)]
        self._events: dict[str | None, list[Event]] = {None: list(steps)}
        for county in scenario.position:
            self._events[county] = [e for e in steps if e.county == county]
        self._order = len(steps)
        self.snapshot = lru_cache(_KEPT)(self._snapshot)
        for episode in episodes:
            self.add(episode)

    def add(self, episode: Episode) -> None:
        """Takes in one more fault, which may not begin before anything that has been served."""
        self.episodes[episode.id] = episode
        if episode.spoils != Spoils.COUNT:
            return
        moments: tuple[tuple[dt.datetime, What], ...] = ((episode.start, "begin"), (episode.end, "end"))
        for at, what in moments:
            event = Event(at, self._order, episode.county or "", what, episode.id)
            self._order += 1
            for place, events in self._events.items():
                if place is None or episode.county in (None, place):
                    insort(events, event)

    def number(self, county: str | None, moment: dt.datetime) -> int:
        """The place's newest edition at this moment; 0 before its first."""
        return bisect_right(self._events[county], moment, key=lambda e: e.at)

    def edition(self, county: str | None, number: int) -> Edition:
        """The place's edition of that number, from 1. Ask only for editions that are out."""
        content = self._content(county, number)
        episodes = [self.episodes[key] for key in content[1]]
        here = _here(episodes, county)
        drift = next((str(e.option("how")) for e in here if e.kind == DRIFT), "")
        kinds = dict.fromkeys(e.kind for e in episodes if e in here or e.kind in (*NUMBERS, VANISHED))
        return Edition(county, number, self.started(county, number), content, tuple(kinds), drift, self)

    def started(self, county: str | None, number: int) -> dt.datetime:
        """When the edition came out."""
        return self._events[county][number - 1].at

    def contest_changed(self, contest: str, since: dt.datetime, number: int) -> bool:
        """Whether a contest's figures in the state's edition differ from what stood at an earlier moment."""
        before = self.number(None, since)
        if before == 0 or before >= number:
            return before == 0
        old, new = self.edition(None, before).snapshot, self.edition(None, number).snapshot
        return old.contest(contest) != new.contest(contest)

    def _content(self, county: str | None, number: int) -> Content:
        """Each county's publication number (or the county's own) and the active faults, as of that edition."""
        numbers_of = dict.fromkeys(self.scenario.position, 0) if county is None else {county: 0}
        active: dict[str, None] = {}
        for event in self._events[county][:number]:
            if event.what == "step":
                numbers_of[event.county] = int(event.key)
            elif event.what == "begin":
                active[event.key] = None
            else:
                active.pop(event.key, None)
        return (tuple(numbers_of.items()), tuple(active))

    def _snapshot(self, county: str | None, at: dt.datetime, content: Content) -> Snapshot:
        steps = dict(content[0])
        episodes = [self.episodes[key] for key in content[1]]
        if county is None:
            snapshot = self._state(steps, at, episodes)
        else:
            snapshot = numbers(self.scenario.snapshot(county, steps[county]), episodes)
        snapshot = replace(snapshot, published_at=at, published_text=at.isoformat())
        return face(snapshot, _here(episodes, county))

    def _state(self, steps: dict[str, int], at: dt.datetime, episodes: list[Episode]) -> Snapshot:
        altered = {}
        for county in steps:
            mine = [e for e in episodes if e.kind in NUMBERS and e.county == county]
            if mine:
                altered[county] = numbers(self.scenario.snapshot(county, steps[county]), mine)
        snapshot = self.scenario.state(steps, at, altered)
        snapshot = numbers(snapshot, [e for e in episodes if e.county is None])
        for episode in episodes:
            if episode.kind == VANISHED and episode.county and len(steps) > 1:
                snapshot = without_county(snapshot, episode.county)
        return snapshot


def _here(episodes: list[Episode], county: str | None) -> list[Episode]:
    """The faults of names, order and clocks that this place's file has: one county's are not in the state's."""
    return [e for e in episodes if county is not None or e.county is None]
