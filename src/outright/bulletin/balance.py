"""How the seats of several contests stand, by party: read off the verdicts and the counts, never estimated.

Parties stand in the order of the alphabet. What is certain, what is projected and who merely leads are three numbers
and are never added up.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from outright.bulletin import Candidate, Contest
from outright.terms import ElectionType, VerdictCode

_LED = frozenset(
    (
        VerdictCode.TOO_EARLY, VerdictCode.TOO_CLOSE, VerdictCode.LEADER_ONLY, VerdictCode.WON_PROJECTED,
        VerdictCode.WON_CERTAIN,
    )
)  # fmt: skip
"""The verdicts under which first place may still be, or is, a seat; a second round is nobody's seat."""


@dataclass(frozen=True, slots=True)
class PartySeats:
    """One party's seats: ``won`` for certain, ``projected``, and those in which its candidate has the most votes."""

    party: str | None
    name: str
    color: str
    won: int
    projected: int
    leads: int


@dataclass(frozen=True, slots=True)
class Balance:
    """The seats of these contests. ``nobody``: seats without a sole leader, or that go to a second round."""

    contests: int
    seats: int
    parties: tuple[PartySeats, ...]
    nobody: int


def fills_a_seat(contest: Contest) -> bool:
    """Whether somebody may take office by it: no question, no party's primary, no round that only sends on."""
    identity = contest.identity
    primary = identity.party is not None or identity.type is ElectionType.PRIMARY
    sends_on = contest.threshold.kind == "plurality" and len(contest.slots) > contest.seats
    return not identity.is_question and not primary and not sends_on


def balance(contests: Iterable[Contest]) -> Balance:
    """How many seats each party's candidates have won, are projected to win, or lead in.

    A tie leads nowhere. ``contests`` that fill no seat are left out.
    """
    chosen = [c for c in contests if fills_a_seat(c)]
    counts: Counter[tuple[str | None, str]] = Counter()
    named: dict[str | None, tuple[str, str]] = {}
    for contest in chosen:
        names = {p.party: p.name for p in contest.parties}
        for candidate, how in _seated(contest):
            party = candidate.party or None
            counts[party, how] += 1
            named.setdefault(party, (names.get(party or "", party or ""), candidate.color))
    order = sorted(named, key=lambda party: (party is None, named[party][0].casefold(), party or ""))
    parties = tuple(
        PartySeats(party, *named[party], counts[party, "won"], counts[party, "projected"], counts[party, "leads"])
        for party in order
    )
    seats = sum(c.seats for c in chosen)
    return Balance(len(chosen), seats, parties, max(0, seats - counts.total()))


def _seated(contest: Contest) -> Iterable[tuple[Candidate, str]]:
    """The candidates who have, are projected to have or lead for a seat, each once, with which of these it is."""
    called = {VerdictCode.WON_CERTAIN: "won", VerdictCode.WON_PROJECTED: "projected"}
    how: dict[str, str] = {c.id: called[c.state] for c in contest.candidates if c.state in called}
    if contest.verdict.code in called:
        how |= {c: called[contest.verdict.code] for c in contest.verdict.candidates if c not in how}
    if contest.verdict.code in _LED:
        for place, candidate in enumerate(contest.candidates[: contest.seats]):
            if len(how) < contest.seats and _ahead(contest, place):
                how.setdefault(candidate.id, "leads")
    return [(c, how[c.id]) for c in contest.candidates if c.id in how]


def _ahead(contest: Contest, place: int) -> bool:
    """Whether the candidate in this place has more votes than the first one who would be without a seat."""
    votes = contest.candidates[place].votes
    rest = contest.candidates[contest.seats :]
    return bool(votes) and (not rest or (votes or 0) > (rest[0].votes or 0))
