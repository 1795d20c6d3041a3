"""Numbers that cannot be, or hardly can be: over the ballots, over the rolls, below nought, all or nothing (D4, D6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from outright.checks.alarm import Noticed
from outright.checks.sight import Sight, votes
from outright.count import ContestCount, UnitCount
from outright.count.tally import add
from outright.terms import Severity

Bad = Callable[[int], bool]

MOST = 10**9
"""No contest in any country that Outright reads has more votes."""

MANY = 8
"""From so many places on, more than half of them over their ballots are told as one thing."""

FEW = 10
"""So many votes over the ballots are only warned of: a real county's write-ins stood twice in every precinct's list."""

ENOUGH = 200
"""All or nothing for a candidate says little in a place of fewer votes."""


def _usable(count: ContestCount, number: int | None) -> bool:
    """Whether the ballots cast of a contest can be a measure: some sources print a fraction of them, or none."""
    ballots = count.ballots_cast if count.ballots_cast is not None else add(u.ballots_cast for u in count.units)
    return ballots is not None and 2 * ballots * max(1, count.contest.votes_allowed) >= (number or 0)


def votes_over_ballots(sight: Sight) -> Iterator[Noticed]:
    """More votes than ballots cast could hold."""
    for pair in sight.pairs:
        count, allowed = pair.now, max(1, pair.now.contest.votes_allowed)
        if not _usable(count, pair.votes):
            continue
        stated = [u for u in count.counting_units() if u.ballots_cast]
        over = [u for u in stated if (u.votes or 0) > (u.ballots_cast or 0) * allowed]
        if len(over) >= MANY and 2 * len(over) > len(stated):  # one alarm for the contest, not one for each place
            ballots, number = add(u.ballots_cast for u in stated) or 0, add(u.votes for u in stated)
            yield _many(pair.id, count.contest.name, len(over), ballots, number)
            continue
        for unit in over:
            yield _over(pair.id, unit.unit.id, pair.where(unit), unit.ballots_cast or 0, unit.votes)
        if count.ballots_cast and (pair.votes or 0) > count.ballots_cast * allowed:
            yield _over(pair.id, "", count.contest.name, count.ballots_cast, pair.votes)


def _many(contest: str, name: str, places: int, ballots: int, number: int | None) -> Noticed:
    return Noticed(
        contest, "", "", ballots, number,
        f"{name}: {places:,} places, more than half, have more votes than ballots cast ({votes(number)} on {ballots:,}"
        " ballots). Either everything is counted twice, or voters may mark more than one and the file does not say so:"
        " look at the ballot.",
    )  # fmt: skip


def _over(contest: str, unit: str, where: str, ballots: int, number: int | None) -> Noticed:
    few = (number or 0) - ballots <= FEW
    return Noticed(
        contest, unit, "", ballots, number,
        f"{where}: {votes(number)} on {ballots:,} ballots cast. Something was loaded twice or one of the two is late;"
        " ask the office.", Severity.WARN if few else None,
    )  # fmt: skip


def ballots_cast_unusable(sight: Sight) -> Iterator[Noticed]:
    """The stated ballots cast are less than half of what the votes need, so they measure nothing."""
    for pair in sight.pairs:
        ballots = pair.now.ballots_cast
        if ballots is not None and pair.votes and not _usable(pair.now, pair.votes):
            yield Noticed(
                pair.id, "", "", ballots, pair.votes,
                f"{pair.now.contest.name}: the source states {ballots:,} ballots cast beside {votes(pair.votes)}."
                " Quote no turnout from it.",
            )  # fmt: skip


def ballots_over_registered(sight: Sight) -> Iterator[Noticed]:
    """More ballots than registered voters, in a unit or in a county of the plan."""
    for pair in sight.pairs:
        allowed = max(1, pair.now.contest.votes_allowed)
        by_county: dict[str, list[int]] = defaultdict(list)
        for unit in pair.now.counting_units():
            ballots = _ballots(unit, allowed)
            by_county[unit.unit.parent_id or ""].append(ballots)
            rolls = unit.registered_voters or sight.context.registered.get(unit.unit.id)
            if rolls and ballots > rolls and unit.unit.is_geographic:
                yield _crowded(pair.id, unit.unit.id, pair.where(unit), rolls, ballots)
        names = {u.unit.id: u.unit.name for u in pair.now.units}
        for county, found in by_county.items():
            rolls = sight.context.registered.get(county)
            if rolls and sum(found) > rolls:
                where = f"{names.get(county, county)}, {pair.now.contest.name}"
                yield _crowded(pair.id, county, where, rolls, sum(found))


def _ballots(unit: UnitCount, allowed: int) -> int:
    """The ballots a unit has at least: those stated, or those that its votes need."""
    return max(unit.ballots_cast or 0, -(-(unit.votes or 0) // allowed))


def _crowded(contest: str, unit: str, where: str, rolls: int, ballots: int) -> Noticed:
    return Noticed(
        contest, unit, "", rolls, ballots,
        f"{where}: {ballots:,} ballots and {rolls:,} registered voters. Unless voters register on the day there,"
        " something was loaded twice; ask the office.",
    )  # fmt: skip


def share_of_0_or_100(sight: Sight) -> Iterator[Noticed]:
    """A leading candidate has nothing, or everything, in a unit of more than 200 votes."""
    for pair in sight.pairs:
        result = pair.has
        whole = add(result) or 0
        ranked = sorted(range(len(result)), key=lambda c: -(result[c] or 0))[:2]
        if len(ranked) < 2 or any(10 * (result[c] or 0) < whole for c in ranked):
            continue
        for unit in pair.now.counting_units():
            if (unit.votes or 0) <= ENOUGH or _was_so(sight, unit.unit.id):
                continue
            for c in ranked:
                if unit.totals[c] == 0:
                    candidate = pair.now.contest.candidates[c]
                    yield Noticed(
                        pair.id, unit.unit.id, candidate.id, None, 0,
                        f"{pair.where(unit)}: {candidate.name}, one of the two leaders, has none of"
                        f" {votes(unit.votes)}. A column may be missing or shifted; look at the source's own page.",
                    )  # fmt: skip


def _was_so(sight: Sight, unit: str) -> bool:
    """Whether the unit was as one-sided before."""
    past = sight.context.history.get(unit)
    return past is not None and past.two_party is not None and not 0.03 < past.two_party < 0.97


def negative_votes(sight: Sight) -> Iterator[Noticed]:
    """A number of votes below nought, for a candidate in a unit, a way of voting or the source's total."""
    yield from _numbers(sight, lambda v: v < 0, "below nought", "It is an adjustment or a broken load")


def impossible_number(sight: Sight) -> Iterator[Noticed]:
    """More votes than a thousand million."""
    yield from _numbers(sight, lambda v: v > MOST, "more than any contest has", "It is a broken load")


def _numbers(sight: Sight, bad: Bad, what: str, so: str) -> Iterator[Noticed]:
    for pair in sight.pairs:
        stated = pair.now.stated
        rows = [(u.unit.id, pair.where(u), (u.totals, *u.parts)) for u in pair.now.units]
        rows += [("", pair.now.contest.name, (stated.totals, *stated.parts))] if stated else []
        for unit, where, cells in rows:
            known = [v for row in cells for v in row if v is not None]
            if not known or not (bad(min(known)) or bad(max(known))):
                continue
            for c, candidate in enumerate(pair.now.contest.candidates):
                number = next((row[c] for row in cells if row[c] is not None and bad(row[c] or 0)), None)
                if number is not None:
                    yield Noticed(
                        pair.id, unit, candidate.id, None, number,
                        f"{where}: {candidate.name} has {number:,} votes, {what}. {so}: do not show it, ask the"
                        " office.",
                    )  # fmt: skip
