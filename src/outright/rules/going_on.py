"""Who goes on to the next round: the cut, ties at the cut, withdrawals, write-ins nobody has named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from outright.rules.arithmetic import denominator_votes, least_votes
from outright.rules.vocabulary import OnWithdrawal, Otherwise, Rule, ShareTake, Top
from outright.rules.votes import ContestVotes, UnitVotes, counted, standing, written_in
from outright.rules.words import Op


@dataclass(frozen=True, slots=True)
class Cut:
    """Who goes on for sure, who is level for the last ``places`` places, or why it cannot be told.

    ``restart``: a candidate who qualified has withdrawn and the law starts the election again.
    ``needs_units``: the cut depends on places that the count does not split out.
    """

    sure: tuple[str, ...]
    tied: tuple[str, ...] = ()
    places: int = 0
    trouble: str = ""
    restart: bool = False
    needs_units: bool = False


def going_on(rule: Rule, otherwise: Otherwise, tally: ContestVotes) -> Cut:
    """The cut that the rule's ``take`` makes in these votes; without a ``take``, everybody goes on."""
    votes = counted(rule, tally)
    stay = [who for who in votes if standing(rule, tally, who)]
    pool = ranked(votes, stay if otherwise.on_withdrawal is OnWithdrawal.NEXT_MOVES_UP else votes)
    match otherwise.take:
        case None:
            return Cut(ranked(votes, stay))
        case Top(n):
            cut = _unless_written_in(rule, tally, votes, cut_at(votes, pool, n), n)
        case ShareTake() as take:
            cut = _by_share(rule, tally, votes, pool, take)
        case _:
            return _nigeria(votes, ranked(votes, stay), tally.units)
    return _without_withdrawn(otherwise, cut, frozenset(stay))


def ranked(votes: dict[str, int], who: Iterable[str]) -> tuple[str, ...]:
    """Candidates by votes, most first; level ones by id, so that the order they came in says nothing."""
    return tuple(sorted(who, key=lambda candidate: (-votes[candidate], candidate)))


def cut_at(votes: dict[str, int], pool: tuple[str, ...], n: int) -> Cut:
    """The first ``n`` of a ranked pool; those level with the n-th are tied if not all of them fit.

    >>> cut_at({"a": 4, "b": 3, "c": 3}, ("a", "b", "c"), 2)
    Cut(sure=('a',), tied=('b', 'c'), places=1, trouble='', restart=False, needs_units=False)
    """
    if len(pool) <= n or votes[pool[n - 1]] > votes[pool[n]]:
        return Cut(pool[:n])
    level = votes[pool[n]]
    sure = tuple(who for who in pool if votes[who] > level)
    return Cut(sure, tuple(who for who in pool if votes[who] == level), n - len(sure))


def _unless_written_in(rule: Rule, tally: ContestVotes, votes: dict[str, int], cut: Cut, n: int) -> Cut:
    """The same cut, unless written-in votes taken together could be somebody who belongs in it."""
    pile = written_in(rule, tally)
    weakest = min((votes[who] for who in cut.sure + cut.tied), default=0)
    unfilled = len(cut.sure) + cut.places < n
    if pile and (unfilled or pile >= weakest):
        return replace(cut, trouble=f"{pile:,} write-in votes could be one candidate's and hold a place.")
    return cut


def _by_share(rule: Rule, tally: ContestVotes, votes: dict[str, int], pool: tuple[str, ...], take: ShareTake) -> Cut:
    total = denominator_votes(rule, tally, take.of)
    if total is None:
        return Cut((), trouble=f"Who goes on is a share of {take.of}, which this count does not hold.")
    least = least_votes(Op.GE, take.at_least, total)
    enough = tuple(who for who in pool if votes[who] >= least)
    if len(enough) >= take.fill_to:
        cut, pile = Cut(enough), written_in(rule, tally)
        return replace(cut, trouble=f"{pile:,} write-in votes could qualify.") if pile >= least else cut
    return _unless_written_in(rule, tally, votes, cut_at(votes, pool, take.fill_to), take.fill_to)


def _without_withdrawn(otherwise: Otherwise, cut: Cut, stay: frozenset[str]) -> Cut:
    """The cut without those who withdrew; their places stay empty unless the pool left them out."""
    left = [who for who in cut.sure + cut.tied if who not in stay]
    if not left:
        return cut
    if otherwise.on_withdrawal is OnWithdrawal.RESTART:
        return replace(cut, restart=True)
    sure = tuple(who for who in cut.sure if who in stay)
    tied = tuple(who for who in cut.tied if who in stay)
    if len(tied) <= cut.places:
        return replace(cut, sure=sure + tied, tied=(), places=0)
    return replace(cut, sure=sure, tied=tied)


def _nigeria(votes: dict[str, int], stay: tuple[str, ...], units: tuple[UnitVotes, ...] | None) -> Cut:
    """First, the most votes; second, of the others, who carried most states, then most votes.

    Constitution of the Federal Republic of Nigeria 1999, s. 134(3). "A majority of votes in a state" is
    read as most votes there.
    """
    first = cut_at(votes, stay, 1)
    if first.tied or len(stay) < 2:
        return first
    if units is None:
        return Cut(first.sure, needs_units=True)
    carried = dict.fromkeys(stay, 0)
    for unit in units:
        best = max((count for _, count in unit.votes), default=0)
        leaders = [who for who, count in unit.votes if count == best]
        if len(leaders) == 1 and leaders[0] in carried:
            carried[leaders[0]] += 1
    standing_by = {who: carried[who] * (1 + sum(votes.values())) + votes[who] for who in stay}
    second = cut_at(standing_by, ranked(standing_by, stay[1:]), 1)
    return Cut(first.sure + second.sure, second.tied, second.places)
