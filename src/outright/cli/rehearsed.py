"""A rehearsed night as a plan: the one place where rehearsals and nights meet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outright.night.plan import (
    NightPlan,
    PlannedBaseline,
    PlannedCandidate,
    PlannedContest,
    PlannedSource,
    PlannedWider,
)

if TYPE_CHECKING:
    from outright.rehearsal import NightFacts
    from outright.rehearsal.facts import PastFacts


def plan_of(facts: NightFacts) -> NightPlan:
    """The plan a desk would have settled before this night; always labelled a rehearsal."""
    contest = PlannedContest(
        id=facts.contest_id,
        name=facts.contest_name,
        short_name=facts.contest_short,
        match=facts.contest_printed,
        rule=facts.rule_id,
        candidates=tuple(
            PlannedCandidate(id=c.id, name=c.name, party=c.party, printed=c.printed) for c in facts.candidates
        ),
        registered=facts.registered,
        registered_note=dict(facts.notes).get("registration", ""),
        counties={c.id: c.name for c in facts.counties},
        baseline=tuple(_baseline(p, dict(facts.notes).get("baseline", "")) for p in facts.past),
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
    )


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
