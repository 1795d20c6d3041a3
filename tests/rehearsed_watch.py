"""A rehearsed night followed by the watch from its first file to its last, and what must be true of every bulletin."""

import asyncio
import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from random import Random

from outright.archive import Archive
from outright.bulletin import Bulletin
from outright.count import Snapshot, slug
from outright.night.config import PolledSource, Settings
from outright.night.live import LiveNight
from outright.night.plan import NightPlan, PlannedContest, PlannedSource
from outright.night.reading import snapshot_of
from outright.night.watch import Watch
from outright.rehearsal.faults import FaultFile
from outright.rehearsal.scenario import Scenario
from outright.rehearsal.site.run import RehearsalSite

KINDS = {"clarity": "clarity", "enhanced-voting": "enhanced-voting", "nist": "nist", "ap": "ap"}


def plan_for(scenario: Scenario, kind: str) -> NightPlan:
    """Every contest of the scenario, told without projections and precincts, as a large night is."""
    contests = tuple(
        PlannedContest(
            id=c.contest.id, name=c.contest.name, short_name=c.contest.name, match=(), rule=None, precincts=False,
            project=False,
        )
        for c in scenario.contests
    )  # fmt: skip
    return NightPlan(
        id="rehearsed", name="Rehearsed night", date=scenario.setting.date, timezone="America/New_York",
        sources=(PlannedSource(id="site", kind=kind, name="The state"),), contests=contests, rehearsal=True,
        checks=True, polls_close=scenario.setting.polls_close,
    )  # fmt: skip


class Follower:
    """One night followed step by step: the test moves the clock, the watch asks, the bulletins are kept."""

    def __init__(
        self, folder: Path, scenario: Scenario, system: str, *, faults: FaultFile | None = None, seed: int = 1,
        counties: bool = True, confirm: float = 600.0, timeout: float = 1.0,
    ) -> None:  # fmt: skip
        self.scenario, self.now = scenario, scenario.begins - dt.timedelta(minutes=1)
        self.site = RehearsalSite(scenario, system, faults, lambda: self.now, seed=seed)
        kind = KINDS.get(system, system)
        plan = plan_for(scenario, kind)
        self.live = LiveNight.begin(plan, folder / "night.owr")
        source = PolledSource(
            id="site", kind=kind, urls=(self.site.doors()[0][0],), every=0, jitter=0, timeout=timeout, until="never",
            contact="desk@example.org", allow_private=True, allow_http=True, counties=counties, key_env="REHEARSAL_KEY",
        )  # fmt: skip
        settings = Settings(plan, folder / "night.owr", (source,), confirm, "", folder / "night.toml")
        self.watch = Watch(settings, self.live, now=lambda: self.now, clock=self._seconds, rng=Random(1))
        for polling in self.watch.polling:
            polling.trail.pause = _no_wait
            polling.trail.environ = {"REHEARSAL_KEY": "rehearsal"}
        self.bulletins: list[Bulletin] = []

    def run(self, every: dt.timedelta, extra: int = 30) -> None:
        """Ask at this pace from before the first publication until well after the last."""
        asyncio.run(self._run(every, extra))

    async def _run(self, every: dt.timedelta, extra: int) -> None:
        async with self.watch:
            while self.now < self.scenario.ends:
                self.now = min(self._next(every), self.scenario.ends)
                await self._step()
            for _ in range(extra):  # what is owed, what the source stands by
                self.now += every
                await self._step()

    def _seconds(self) -> float:
        """The night's own seconds: what a site asks us to wait is waited in its time."""
        return (self.now - self.scenario.begins).total_seconds()

    def _next(self, every: dt.timedelta) -> dt.datetime:
        """The next moment to ask; where nothing is published for long, the next publication."""
        coming = next((s.at for s in self.scenario.steps if s.at > self.now), self.scenario.ends)
        return max(self.now + every, coming) if coming - self.now > 20 * every else self.now + every

    async def _step(self) -> None:
        bulletin = await self.watch.step()
        if bulletin is not None:
            self.bulletins.append(bulletin)

    def close(self) -> None:
        self.site.stop()
        self.live.archive.close()

    def totals(self) -> dict[str, dict[str, int]]:
        """What the last bulletin says, by contest and candidate."""
        return {c.id: {k.id: k.votes for k in c.candidates if k.votes} for c in self.bulletins[-1].contests}

    def certified(self) -> dict[str, dict[str, int]]:
        found = self.scenario.certified()
        return {c: {k: v for k, v in votes.items() if v} for c, votes in found.items()}

    def unpublished(self) -> Iterator[str]:
        """Counties of bulletins whose votes no file ever stated, and totals that are not the sum of the counties."""
        stated = _stated(self.live.archive.path)
        seen: set[int] = set()
        for bulletin in self.bulletins:
            for contest in bulletin.contests:
                if id(contest) in seen:
                    continue
                seen.add(id(contest))
                total = 0
                for unit in contest.units:
                    if unit.level != "county" or unit.votes is None:
                        continue
                    total += unit.votes
                    votes = frozenset((k, v) for k, v in unit.candidates.items() if v)
                    if votes not in stated.get((slug(contest.name), unit.id), set()):
                        yield f"bulletin {bulletin.night.seq}: {unit.name} in {contest.name}"
                if contest.votes is not None and contest.votes != total:
                    yield f"bulletin {bulletin.night.seq}: {contest.name} says {contest.votes}, not {total}"


async def _no_wait(seconds: float) -> None:
    await asyncio.sleep(0)


def _stated(path: Path) -> dict[tuple[str, str], set[frozenset[tuple[str, int]]]]:
    """Every vector of votes that a kept file states of a county, its own or the sum of its precincts."""
    found: dict[tuple[str, str], set[frozenset[tuple[str, int]]]] = {}
    with Archive.open(path) as archive:
        for reading in archive.readings():
            if reading.facts is not None:
                _add(found, snapshot_of(reading.facts))
    return found


def _add(found: dict, snapshot: Snapshot) -> None:
    for count in snapshot.contests:
        ids = [c.id for c in count.contest.candidates]
        sums: dict[str, list[int]] = {}
        for unit in count.counting_units():
            county = unit.unit.parent_id or unit.unit.id
            row = sums.setdefault(county, [0] * len(ids))
            for i, votes in enumerate(unit.totals):
                row[i] += votes or 0
        for county, row in sums.items():
            votes = frozenset((k, v) for k, v in zip(ids, row, strict=True) if v)
            found.setdefault((slug(count.contest.name), county), set()).add(votes)
