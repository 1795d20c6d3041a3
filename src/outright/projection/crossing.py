"""What a first round alone says of the second, without a model: exact sums over who was eliminated.

With equal turnout everybody of the first round votes again and no one else. Shares are exact fractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from outright.projection.runoff import FirstRound, Path


@dataclass(frozen=True, slots=True)
class Eliminated:
    """Candidates of one party who are not in the runoff: how many, and their votes together."""

    party: str
    candidates: int
    votes: int


@dataclass(frozen=True, slots=True)
class Crossing:
    """What ``who`` needs of ``of`` votes for eliminated candidates (of ``party``, "" for all of them) to be ahead.

    By party totals it is the net crossing from the other party's eliminated candidates while every other vote stays
    with its party; else the share of all eliminated candidates' votes while finalists keep their own. ``share`` must
    be exceeded; ``votes`` is the least number that does. A share above 1 cannot be had.
    """

    who: str
    party: str
    votes: int
    of: int
    share: Fraction


def eliminated(first: FirstRound) -> tuple[Eliminated, ...]:
    """Votes for eliminated candidates by party, most votes first."""
    found: dict[str, list[int]] = {}
    for runner in first.field:
        if runner.id not in (first.a, first.b):
            found.setdefault(runner.party, []).append(runner.votes)
    rows = [Eliminated(party, len(votes), sum(votes)) for party, votes in found.items()]
    return tuple(sorted(rows, key=lambda row: (-row.votes, row.party)))


def crossing(first: FirstRound, path: Path) -> Crossing | None:
    """What the finalist who is behind needs; None where nobody is behind or nobody was eliminated."""
    one, two = first.pair
    if path is Path.PARTY:
        totals = dict(zip(("D", "R"), first.totals, strict=True))
        ahead, behind = (one, two) if totals[one.party] > totals[two.party] else (two, one)
        gap, of = totals[ahead.party] - totals[behind.party], totals[ahead.party] - ahead.votes
        return Crossing(behind.id, ahead.party, gap // 2 + 1, of, Fraction(gap, 2 * of)) if gap and of else None
    of = first.votes - one.votes - two.votes
    if not of or one.votes == two.votes:
        return None
    # behind + taken > ahead + (of - taken)
    gap = one.votes - two.votes + of
    return Crossing(two.id, "", gap // 2 + 1, of, Fraction(gap, 2 * of))
