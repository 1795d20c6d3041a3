"""The states a runoff's rating can be in, beside a made-up bulletin: its words and figures are the engine's own."""

import dataclasses
import datetime as dt

import numpy as np
from msgspec.structs import replace

from counts import county
from outright.bulletin import Bulletin, Rating
from outright.count import Candidate, Contest, ContestCount
from outright.night.foresee import Foreseen
from outright.night.plan import NightPlan, PlannedContest, PlannedIdentity
from outright.night.projected import Judged
from outright.night.rated import Look, rating_of
from outright.projection.result import Projection
from outright.rules import get
from outright.terms import ReportingUnitType
from outright.verdict import BallotsLeft, judge
from projections import chances, projection

DONE = BallotsLeft(0, True, ())
OPEN = BallotsLeft(240_000, False, ())
SPECIAL = "us-ga-special-2005"
DAY = dt.date(2017, 4, 18)
People = dict[str, tuple[str, str | None, int]]
"""Candidates by id: name, party, votes."""


def look(
    people: People, rule: str | None = SPECIAL, left: BallotsLeft = DONE, day: dt.date = DAY,
    made: Projection | None = None, **identity: object,
) -> Look:  # fmt: skip
    who = tuple(Candidate(i, name, party) for i, (name, party, _) in people.items())
    votes = tuple(v for _, _, v in people.values())
    count = ContestCount(Contest("x", "X", who), (), (county("Cobb", votes),), ReportingUnitType.COUNTY)
    named = PlannedIdentity(**identity)  # type: ignore[arg-type]
    planned = PlannedContest(id="x", name="X", short_name="X", match=(), rule=rule, identity=named)
    plan = NightPlan(id="us-ga-x", name="n", date=day, timezone="America/New_York", sources=(), contests=(planned,))
    law = get(rule) if rule else None
    sure = judge(count, law, left)
    judged = Judged(count, law, left, sure, sure)
    return Look(plan, planned, judged, Foreseen(sure, None, "", (), projection=made), None)


def people_of(bulletin: Bulletin) -> People:
    return {c.id: (c.name, c.party, c.votes or 0) for c in bulletin.contests[0].candidates}


def drawn(people: People, second: tuple[str, ...]) -> Projection:
    """Draws of nobody above half, with another candidate second in each."""
    ids, total = list(people), sum(v for _, _, v in people.values())
    rows = []
    for who in second:
        shares = np.array([v / total for _, _, v in people.values()])
        shares[0], shares[ids.index(who)] = 0.46, 0.3
        rows.append(shares / shares.sum() * 0.999)
    made = projection(tuple(chances(i, v, v / total) for i, (_, _, v) in people.items()))
    return dataclasses.replace(made, draws=np.array(rows), draw_votes=np.full(len(rows), 1.4 * total))


def _with(bulletin: Bulletin, rating: Rating | None) -> Bulletin:
    return replace(bulletin, contests=(replace(bulletin.contests[0], rating=rating),))


def rated(bulletin: Bulletin) -> Bulletin:
    """A Democrat against a Republican, everything counted: a toss-up, with some votes less than the table's."""
    people = people_of(bulletin) | {"kurt-wilson": ("Kurt Wilson", "R", 1_000)}
    return _with(bulletin, rating_of(look(people, runoff=dt.date(2017, 6, 20))))


def rated_of_one_party(bulletin: Bulletin) -> Bulletin:
    """Two of one party: transfers are told, and somebody is favored."""
    people = {i: (name, "R", votes) for i, (name, _, votes) in people_of(bulletin).items()}
    return _with(bulletin, rating_of(look(people, party="R")))


def rated_open(bulletin: Bulletin) -> Bulletin:
    """Who meets is not settled: the pairs that may."""
    people = people_of(bulletin)
    ids = list(people)
    return _with(bulletin, rating_of(look(people, left=OPEN, made=drawn(people, (ids[1], ids[1], ids[2], ids[3])))))


def unrated(bulletin: Bulletin) -> Bulletin:
    """No labels, no rating."""
    people: People = {i: (name, None, votes) for i, (name, _, votes) in people_of(bulletin).items()}
    return _with(bulletin, rating_of(look(people)))
