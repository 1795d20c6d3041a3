"""A rehearsed night as a plan, and followed over its own site: the one place where rehearsals and nights meet."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from outright.context import money_table
from outright.night.config import PolledSource, Settings
from outright.night.plan import (
    NightPlan,
    PlannedBaseline,
    PlannedCandidate,
    PlannedContest,
    PlannedIdentity,
    PlannedPast,
    PlannedPolls,
    PlannedSource,
    PlannedSpecials,
    PlannedWider,
    planned_money,
)

if TYPE_CHECKING:
    from outright.archive import Home
    from outright.bulletin import Bulletin
    from outright.night.live import LiveNight
    from outright.rehearsal import NightFacts, Publication
    from outright.rehearsal.facts import PastFacts

PRACTICE_DESK = ("J. Rivera", "T. Okafor")
"""Two made-up people, so that a call can be tried on a rehearsed night."""


def plan_of(facts: NightFacts) -> NightPlan:
    """The plan a desk would have settled before this night; always labelled a rehearsal."""
    contest = PlannedContest(
        id=facts.contest_id,
        name=facts.contest_name,
        short_name=facts.contest_short,
        match=facts.contest_printed,
        rule=facts.rule_id,
        candidates=tuple(
            PlannedCandidate(
                id=c.id,
                name=c.name,
                party=c.party,
                printed=c.printed,
                first=c.first,
                last=c.last,
                incumbent=c.incumbent,
            )
            for c in facts.candidates
        ),
        registered=facts.registered,
        registered_note=dict(facts.notes).get("registration", ""),
        counties={c.id: c.name for c in facts.counties},
        baseline=tuple(_baseline(p, dict(facts.notes).get("baseline", "")) for p in facts.past),
        identity=_identity(facts),
        money=planned_money(money_table.parse(facts.money, "the night's table of money")) if facts.money else None,
        **_beside(facts),
    )
    return NightPlan(
        id=facts.id,
        name=facts.name,
        date=facts.date,
        timezone=facts.timezone,
        sources=tuple(PlannedSource(id=s.id, kind=s.kind, name=s.name) for s in facts.sources),
        contests=(contest,),
        polls_close=facts.polls_close,
        rehearsal=facts.rehearsal,
        publish="projected",
        checks=True,
        desk=PRACTICE_DESK,
    )


def _beside(facts: NightFacts) -> dict[str, Any]:
    """Polls, special elections and past results, as a desk's settings would name them."""
    known, notes = facts.beside, dict(facts.notes)
    if known is None:
        return {}
    kind = known.polls_kind
    return {
        "polls": PlannedPolls(
            table=known.polls, kind=next(k for k in ("field", "runoff", "general") if k == kind), source=notes["polls"]
        ),
        "specials": PlannedSpecials(table=known.specials, here=known.specials_here, source=notes["specials"]),
        "history": tuple(
            PlannedPast(
                id=p.id, baseline=p.baseline, name=p.name, date=p.date, office=p.office, place=p.place,
                votes=dict(p.votes), parties=dict(p.parties), source=notes.get(p.id, notes["history"]),
            )
            for p in known.history
        ),
    }  # fmt: skip


def _identity(facts: NightFacts) -> PlannedIdentity:
    fips = {c.id: c.fips for c in facts.counties if c.fips}
    known = facts.contest
    if known is None:
        return PlannedIdentity(fips=fips)
    return PlannedIdentity(
        office=known.office, office_name=known.office_name, seat=known.seat, seat_name=known.seat_name,
        state=known.state, type=known.type, divisions=known.divisions, runoff=known.runoff, fips=fips,
    )  # fmt: skip


def _baseline(past: PastFacts, source: str) -> PlannedBaseline:
    return PlannedBaseline(
        id=past.id,
        name=past.name,
        date=past.date,
        table=past.table,
        office=past.office,
        district=past.district,
        names=dict(past.names),
        compare=dict(past.compare),
        wider=PlannedWider(name=past.wider[0], votes=dict(past.wider[1])) if past.wider else None,
        source=source,
    )


class Followed:
    """A rehearsed night served by its own site on this machine and followed by the watch; a context.

    ``until`` moves the night's clock, asks every source and tells the bulletin that follows.
    """

    def __init__(self, live: LiveNight, publications: Sequence[Publication]) -> None:
        from outright.rehearsal.shipped import ShippedSite

        self._moment = publications[0].at - dt.timedelta(minutes=1)
        self._live, self._runner = live, asyncio.Runner()
        self._site = ShippedSite(publications, self._clock)

    def __enter__(self) -> Self:
        from outright.night.watch import Watch

        self._watch = Watch(self._settings(), self._live, now=self._clock)
        self._runner.run(self._watch.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.run(self._watch.__aexit__(kind, error, trace))
        self._runner.close()
        self._site.__exit__()

    @property
    def store(self) -> Home:
        """The night file."""
        return self._live.archive.path

    def until(self, moment: dt.datetime) -> Bulletin:
        """The bulletin at this moment of the night."""
        self._moment = moment
        bulletin = self._runner.run(self._watch.step())
        if bulletin is None:
            raise RuntimeError(f"nothing came at {moment}")
        return bulletin

    def _clock(self) -> dt.datetime:
        return self._moment

    def _settings(self) -> Settings:
        sources = tuple(
            PolledSource(
                id=s.id, kind=s.kind, urls=(self._site.url_of(s.id),), every=30, jitter=0, timeout=30, until="never",
                contact="", allow_private=True, allow_http=True, counties=False, key_env="",
            )
            for s in self._live.plan.sources
        )  # fmt: skip
        path = self._live.archive.path
        return Settings(self._live.plan, path, sources, None, "", Path(path.name))
