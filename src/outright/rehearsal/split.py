"""Splits a county's totals into precincts that were never there but could have been.

Every total is kept to the vote: integers in, integers out, and the precincts add up to the county for
every method and candidate. Floats only shape the weights; the votes are dealt in whole numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from outright.errors import CountError
from outright.rehearsal.plan import Place, Votes

_SCALE = 1 << 40
_LARGEST = 3.0  # times the usual precinct: larger ones get divided long before an election
_TURNOUT_SPREAD = 0.15  # of the logarithm of turnout between precincts, all methods together
_METHOD_SPREAD = 0.25  # of the logarithm of one method's use between precincts
_TASTE_SPREAD = 0.15  # of the logarithm of each candidate's own following
_LEAN_BY_METHOD = 0.4  # how far one method's lean strays from its precinct's, in lean spreads


def precincts(
    totals: Votes,
    registered: int,
    count: int,
    rng: Random,
    *,
    lean_spread: float = 0.07,
    size_spread: float = 0.6,
    name: str = "Precinct",
) -> tuple[Place, ...]:
    """``count`` precincts whose votes add up to ``totals[method][candidate]`` exactly.

    Registration adds up to ``registered`` and is log-normal with ``size_spread``, without giants.
    ``lean_spread`` is about the standard deviation between precincts of the leader's share (0-1)
    against all others together; a precinct's lean is shared by its methods, give or take. No precinct
    has more votes than registered voters. Raises ``CountError`` when the county itself has more.
    """
    votes_in_all = sum(map(sum, totals))
    if votes_in_all > registered:
        raise CountError(
            f"{votes_in_all:,} votes cannot be split among {registered:,} registered voters",
            where=name,
            hint="Give the registration of the same place and day.",
        )
    if count < 1:
        raise CountError("A county needs at least one precinct", where=name, hint="Ask for one or more.")
    sizes = [_size(rng, size_spread) for _ in range(count)]
    voters = apportion(registered, sizes)
    votes = _dealt(totals, voters, rng, lean_spread)
    _keep_within(votes, voters)
    digits = len(str(count))
    return tuple(
        Place(f"{name} {p + 1:0{digits}d}", voters[p], tuple(tuple(row) for row in votes[p])) for p in range(count)
    )


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """``total`` in whole parts in proportion to the weights: largest remainders, earlier parts first.

    >>> apportion(10, [1, 1, 1]), apportion(3, [0.2, 0.8])
    ([4, 3, 3], [1, 2])
    """
    whole = _whole(weights)
    out_of = sum(whole)
    parts = [total * w // out_of for w in whole]
    rest = sorted(range(len(whole)), key=lambda i: (-(total * whole[i] % out_of), i))
    for i in rest[: total - sum(parts)]:
        parts[i] += 1
    return parts


def deal(total: int, weights: Sequence[float], rng: Random) -> list[int]:
    """``total`` in whole parts whose *expected* sizes are in proportion to the weights.

    One random start, then equal steps along the weights laid end to end: each part is its exact
    proportion rounded up or down, and the parts add up. Small totals fall where chance puts them.
    """
    whole = _whole(weights)
    out_of = sum(whole)
    start = rng.randrange(out_of)
    parts, reached, before = [], 0, 0
    for w in whole:
        reached += w
        upto = (total * reached + start) // out_of
        parts.append(upto - before)
        before = upto
    return parts


def _size(rng: Random, spread: float) -> float:
    """A precinct's size, the usual one being 1: log-normal, drawn again when larger than any in practice."""
    while (size := math.exp(rng.gauss(0, spread))) > _LARGEST:
        continue
    return size


def _whole(weights: Sequence[float]) -> list[int]:
    """The weights as integers, so that nothing is lost in adding; all zero counts as all equal."""
    most = max(weights)
    if most <= 0:
        return [1] * len(weights)
    return [round(w / most * _SCALE) for w in weights]


def _dealt(totals: Votes, voters: list[int], rng: Random, lean_spread: float) -> list[list[list[int]]]:
    """``votes[precinct][method][candidate]``, adding up to the totals; caps are not looked at."""
    by_candidate = [sum(column) for column in zip(*totals, strict=True)]
    leader = max(range(len(by_candidate)), key=lambda c: by_candidate[c])
    share = min(0.95, max(0.05, by_candidate[leader] / max(1, sum(by_candidate))))
    weights: list[list[list[float]]] = []
    for registered in voters:
        lean = rng.gauss(0, lean_spread)
        turnout = registered * math.exp(rng.gauss(0, _TURNOUT_SPREAD))
        tastes = [math.exp(rng.gauss(0, _TASTE_SPREAD)) for _ in by_candidate]
        rows = []
        for method_totals in totals:
            use = turnout * math.exp(rng.gauss(0, _METHOD_SPREAD))
            own_lean = lean + rng.gauss(0, lean_spread * _LEAN_BY_METHOD)
            # A step in the leader's share is a step in log odds, divided by share times the rest.
            odds = math.exp(own_lean / (share * (1 - share)))
            raw = [
                v * t * (odds if c == leader else 1.0)
                for c, (v, t) in enumerate(zip(method_totals, tastes, strict=True))
            ]
            together = sum(raw) or 1.0
            rows.append([use * r / together for r in raw])
        weights.append(rows)
    votes = [[[0] * len(by_candidate) for _ in totals] for _ in voters]
    for m, method_totals in enumerate(totals):
        for c, total in enumerate(method_totals):
            for p, part in enumerate(deal(total, [w[m][c] for w in weights], rng)):
                votes[p][m][c] = part
    return votes


def _keep_within(votes: list[list[list[int]]], voters: list[int]) -> None:
    """Moves votes out of precincts with more votes than voters, into those with room, cell by cell."""
    room = [v - sum(map(sum, rows)) for v, rows in zip(voters, votes, strict=True)]
    takers = [p for p, left in enumerate(room) if left > 0]
    for p, left in enumerate(room):
        excess = -left
        cells = sorted(
            ((m, c) for m, row in enumerate(votes[p]) for c in range(len(row))),
            key=lambda mc: -votes[p][mc[0]][mc[1]],
        )
        for m, c in cells:
            while excess > 0 and votes[p][m][c] and takers:
                to = takers[-1]
                moved = min(excess, votes[p][m][c], room[to])
                votes[p][m][c] -= moved
                votes[to][m][c] += moved
                room[to] -= moved
                excess -= moved
                if room[to] == 0:
                    takers.pop()
