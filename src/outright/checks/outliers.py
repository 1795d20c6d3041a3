"""Places unlike their own past or the rest of tonight (D1, D8, D10). Vote totals alone looked fine in Antrim.

Spread is measured as the median distance from the median, times 1.4826: for a bell curve that is its standard
deviation, and a few wild places do not widen it. A place is called unlike only beyond six of these, and beyond six
times what its own few ballots scatter by chance.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from math import sqrt
from statistics import median

from outright.checks.alarm import Noticed
from outright.checks.sight import Pair, Sight, votes
from outright.count import UnitCount
from outright.count.tally import add
from outright.terms import VoteMethod

DEVIATIONS = 6
FEWEST_PLACES = 8
"""A spread of fewer places says nothing."""

LEAST_SPREAD = 0.01
"""Shares of places are never taken to lie closer together than this (one point)."""

MOST_PLACES = 0.9
"""Tonight's places are compared with each other in contests that cover nine in ten of them: a district's border runs
through places, and the ballots of such a place are those of both sides."""

FEWEST_BALLOTS = 100
FEWEST_VOTES = 200
FEWEST_COMPLETE = 5
THIN = 0.5
"""A complete place with less than this part of what its past and the other complete places lead to expect."""

THIN_ALONE = 0.1
"""The same where too few other places are complete to compare with."""

MAIL_PART = 0.05
"""From this part of the past votes on, votes by mail cannot be none."""

_BY_MAIL = frozenset({VoteMethod.ABSENTEE_MAIL, VoteMethod.ABSENTEE})


def spread(values: Sequence[float]) -> tuple[float, float]:
    """The median, and the median distance from it times 1.4826."""
    middle = median(values)
    return middle, 1.4826 * median(abs(v - middle) for v in values)


def _far(value: float, middle: float, scale: float, share: float, ballots: int) -> bool:
    chance = sqrt(max(share * (1 - share), 0.0) / ballots)
    return abs(value - middle) > DEVIATIONS * max(scale, LEAST_SPREAD, chance)


def undervote_outlier(sight: Sight) -> Iterator[Noticed]:
    """Far more, or far fewer, ballots without a vote in the contest than the place's past or the rest of tonight."""
    everywhere = {u.unit.id for _, u in sight.units() if u.ballots_cast}
    past = {i: h.undervote for i, h in sight.context.history.items() if h.undervote is not None}
    for pair in sight.pairs:
        now = {u.unit.id: s for u in pair.now.counting_units() if (s := _undervote(pair, u)) is not None}
        if len(past) >= FEWEST_PLACES:
            _, scale = spread(list(past.values()))
            middles = past
        elif len(now) >= max(FEWEST_PLACES, MOST_PLACES * len(everywhere)):
            middle, scale = spread(list(now.values()))
            middles = dict.fromkeys(now, middle)
        else:
            continue
        for unit in pair.now.counting_units():
            i, ballots, share = unit.unit.id, unit.ballots_cast or 0, _undervote(pair, unit)
            if share is not None and i in middles and _far(share, middles[i], scale, middles[i], ballots):
                yield Noticed(
                    pair.id, i, "", ballots, unit.votes,
                    f"{pair.where(unit)}: {100 * share:.1f} % of {ballots:,} ballots have no vote in this contest,"
                    f" {100 * middles[i]:.1f} % would be usual. Votes may stand under the wrong name or contest: hold"
                    " the place, ask the office for the ballot's order.",
                )  # fmt: skip


def _undervote(pair: Pair, unit: UnitCount) -> float | None:
    """The part of a unit's ballots without a vote; None where it cannot be known or there are too few."""
    ballots, found = unit.ballots_cast, unit.votes
    if ballots is None or found is None or pair.now.contest.votes_allowed != 1:
        return None
    return 1 - found / ballots if ballots >= FEWEST_BALLOTS and 0 <= found <= ballots else None


def swing_outlier(sight: Sight) -> Iterator[Noticed]:
    """A place that swung against its past far otherwise than the rest of tonight."""
    history = sight.context.history
    for pair in sight.pairs if history else ():
        sides = _sides(pair)
        swings: dict[str, float] = {}
        weights: dict[str, tuple[UnitCount, float, int]] = {}
        for unit in pair.now.counting_units() if sides else ():
            past = history.get(unit.unit.id)
            dem, rep = (add(unit.totals[c] for c in side) or 0 for side in sides)
            if past is None or past.two_party is None or dem + rep < FEWEST_VOTES or min(dem, rep) < 0:
                continue
            share = dem / (dem + rep)
            swings[unit.unit.id] = share - past.two_party
            weights[unit.unit.id] = unit, share, dem + rep
        if len(swings) < FEWEST_PLACES:
            continue
        middle, scale = spread(list(swings.values()))
        for i, (unit, share, number) in weights.items():
            if _far(swings[i], middle, scale, share, number):
                was = history[i].two_party or 0.0
                yield Noticed(
                    pair.id, i, "", None, number,
                    f"{pair.where(unit)}: the Democrats' part of both large parties is {100 * share:.1f} %, and was"
                    f" {100 * was:.1f} %; elsewhere the change is about {100 * middle:+.1f} points. Early or mailed"
                    " votes may be in alone there; if not, ask the office.",
                )  # fmt: skip


def _sides(pair: Pair) -> tuple[list[int], list[int]] | tuple[()]:
    """The places of the Democrats and of the Republicans; () where one of the two has no candidate."""
    found: dict[str, list[int]] = defaultdict(list)
    for c, candidate in enumerate(pair.now.contest.candidates):
        if candidate.party and candidate.party.strip().upper() in ("D", "DEM", "DEMOCRATIC", "R", "REP", "REPUBLICAN"):
            found[candidate.party.strip().upper()[0]].append(c)
    return (found["D"], found["R"]) if found["D"] and found["R"] else ()


def complete_but_thin(sight: Sight) -> Iterator[Noticed]:
    """A place said to be complete with implausibly few votes, or without any by mail."""
    history = sight.context.history
    for pair in sight.pairs if history else ():
        done = [u for u in pair.now.counting_units() if u.reported and u.unit.id in history]
        parts = {u.unit.id: (u.votes or 0) / h for u in done if (h := history[u.unit.id].votes or 0) >= FEWEST_BALLOTS}
        for unit in done:
            past = history[unit.unit.id]
            others = [v for i, v in parts.items() if i != unit.unit.id]
            usual = THIN * median(others) if len(others) >= FEWEST_COMPLETE else THIN_ALONE
            if unit.unit.id in parts and parts[unit.unit.id] < usual:
                yield Noticed(
                    pair.id, unit.unit.id, "", past.votes, unit.votes,
                    f"{pair.where(unit)}: is said to be complete with {votes(unit.votes)}; it had {votes(past.votes)}"
                    " in the past contest, and other complete places have far more of theirs. More is to come there.",
                )  # fmt: skip
            elif _mail_missing(pair, unit, past.mail_votes, past.votes):
                yield Noticed(
                    pair.id, unit.unit.id, "", past.mail_votes, 0,
                    f"{pair.where(unit)}: is said to be complete without one vote by mail; it had"
                    f" {votes(past.mail_votes)} by mail in the past contest. They are still to come.",
                )  # fmt: skip


def _mail_missing(pair: Pair, unit: UnitCount, mail: int | None, whole: int | None) -> bool:
    rows = [row for m, row in zip(pair.now.methods, unit.parts, strict=bool(unit.parts)) if m in _BY_MAIL]
    many = bool(mail and whole and mail >= MAIL_PART * whole and mail >= FEWEST_BALLOTS)
    return many and bool(rows) and bool(unit.votes) and not any(v for row in rows for v in row)
