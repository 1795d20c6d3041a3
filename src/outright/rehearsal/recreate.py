"""The reference night's plan: invented precincts, in an order that passes what was really reported.

Certified totals and the moments of the pace are given; which precinct holds which votes is chance, and
the order of precincts in the county that was late is chosen so that the reported moments hold.
Another seed is another night, on the same totals and through about the same moments.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from random import Random

from outright.rehearsal.milestones import Milestone
from outright.rehearsal.notices import complete, provisional_held, still_held
from outright.rehearsal.order import Sums, fitting, small_first
from outright.rehearsal.plan import Cell, Notice, Office, Plan, Release
from outright.rehearsal.reference import METHODS, Pace, Reference
from outright.rehearsal.split import precincts
from outright.terms import VoteMethod


def plan(reference: Reference, rng: Random) -> Plan:
    """Counties with precincts, and everything they publish, for one seed."""
    offices = tuple(
        Office(
            c.id,
            c.name,
            c.registered,
            METHODS,
            c.labels,
            precincts(
                c.votes,
                c.registered,
                c.precincts,
                rng,
                lean_spread=c.lean_spread,
                size_spread=c.size_spread,
                name=c.name,
            ),
        )
        for c in reference.counties
    )
    orders = _orders(reference, offices, rng)
    releases = [r for o in offices for r in _releases(o, reference.pace[o.id], orders[o.id])]
    notices = [n for o in offices for n in _notices(o, reference.pace[o.id], rng)]
    return Plan(offices, tuple(sorted(releases, key=lambda r: r.at)), tuple(sorted(notices, key=lambda n: n.at)))


def _orders(reference: Reference, offices: tuple[Office, ...], rng: Random) -> dict[str, list[int]]:
    """Each county's precincts in their order of arrival; the fitted county last, knowing the others."""
    orders: dict[str, list[int]] = {}
    for office in sorted(offices, key=lambda o: reference.pace[o.id].fitted):
        pace = reference.pace[office.id]
        if pace.fitted:
            others = [o for o in offices if o.id != office.id]
            before = [r for o in others for r in _releases(o, reference.pace[o.id], orders[o.id])]
            orders[office.id] = _fitted_order(reference, office, Plan(tuple(others), tuple(before)), rng)
        else:
            orders[office.id] = _plain_order(office, pace, rng)
    return orders


def _election_day(office: Office) -> list[Sums]:
    """Election-day votes by candidate, one row per precinct."""
    m = office.methods.index(VoteMethod.ELECTION_DAY)
    return [place.votes[m] for place in office.places]


def _plain_order(office: Office, pace: Pace, rng: Random) -> list[int]:
    sizes = [sum(row) for row in _election_day(office)]
    if pace.held_back is None:
        return small_first(sizes, rng)
    count, share = pace.held_back
    wanted = round(sum(sizes) * share)
    last = fitting([(s,) for s in sizes], count, lambda s: abs(s[0] - wanted), rng)
    first = [p for p in range(len(sizes)) if p not in last]
    return small_first(sizes, rng, first) + small_first(sizes, rng, last)


def _fitted_order(reference: Reference, office: Office, others: Plan, rng: Random) -> list[int]:
    """An order whose first precincts fit the moment with counts, and within them the moment with shares."""
    pace, rows = reference.pace[office.id], _election_day(office)
    ids = [c.id for c in reference.facts.candidates]
    counts = next(m for m in reference.milestones if m.votes)
    shares = next(m for m in reference.milestones if m.shares and m.precincts and m.county_id is None)
    early = office.counted(office.cells(VoteMethod.EARLY))

    def elsewhere(at: dt.datetime) -> Sums:
        parts = [o.counted(others.counted_by(at, o.id)) for o in others.offices]
        return tuple(map(sum, zip(early, *parts, strict=True)))

    wanted = {ids.index(c): votes for c, votes in counts.votes}
    base = elsewhere(counts.at)

    def miss_counts(sums: Sums) -> float:
        off = sum(abs(base[c] + sums[c] - votes) for c, votes in wanted.items())
        return off + abs(sum(base) + sum(sums) - (counts.total or 0))

    base_shares = elsewhere(shares.at)

    def miss_shares(sums: Sums) -> float:
        total = sum(base_shares) + sum(sums)
        return sum(
            abs(100 * (base_shares[ids.index(c)] + sums[ids.index(c)]) / total - share) for c, share in shares.shares
        )

    in_by_counts = fitting(rows, _in_by(pace, counts), miss_counts, rng)
    first = fitting(rows, _in_by(pace, shares), miss_shares, rng, among=in_by_counts)
    second = [p for p in in_by_counts if p not in first]
    rest = [p for p in range(len(rows)) if p not in in_by_counts]
    sizes = [sum(row) for row in rows]
    return [p for part in (first, second, rest) for p in small_first(sizes, rng, part)]


def _in_by(pace: Pace, milestone: Milestone) -> int:
    """How many of the county's precincts are in by the milestone."""
    return max((n for at, n in pace.election_day if at <= milestone.at), default=0)


def _releases(office: Office, pace: Pace, order: list[int]) -> list[Release]:
    """Zero file, early vote, mail, precincts, provisional: everything the county publishes as a file."""
    cells: Mapping[VoteMethod, tuple[Cell, ...]] = {m: office.cells(m) for m in office.methods}
    name = office.name
    steps = [
        Release(pace.zero, office.id, (), f"{name}: polls closed, nothing counted yet"),
        Release(pace.early, office.id, cells[VoteMethod.EARLY], f"{name}: early vote"),
        Release(pace.mail, office.id, cells[VoteMethod.ABSENTEE_MAIL], f"{name}: mail vote"),
    ]
    before = 0
    for at, upto in pace.election_day:
        arriving = office.cells(VoteMethod.ELECTION_DAY, order[before:upto])
        note = f"{name}: {upto - before} more precincts, {upto} of {len(order)} in"
        if upto - before == 1:
            note = f"{name}: 1 more precinct, {upto} of {len(order)} in"
        steps.append(Release(at, office.id, arriving, note))
        before = upto
    steps.append(Release(pace.provisional, office.id, cells[VoteMethod.PROVISIONAL], f"{name}: provisional ballots"))
    return sorted(steps, key=lambda r: r.at)


def _notices(office: Office, pace: Pace, rng: Random) -> list[Notice]:
    """What the office says it holds, and on the last day that it is done."""
    held = provisional_held(office, rng)
    mail = sum(office.counted(office.cells(VoteMethod.ABSENTEE_MAIL)))
    said = [still_held(office, at, mail if at < pace.mail else 0, held) for at in pace.statements]
    return [*said, complete(office, pace.complete, held)]
