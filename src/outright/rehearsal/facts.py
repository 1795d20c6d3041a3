"""What a rehearsed night is: its facts, and what its sources published, in order.

Every night of this room is a rehearsal and says so. Facts are what anybody may know before the first
vote is counted; no total and no winner is among them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from outright.terms import ElectionType


@dataclass(frozen=True, slots=True)
class Publication:
    """What one source served from this moment on: ``body`` is the whole file, not what changed in it.

    ``kind`` is the feed's kind as `outright.feeds` names it; ``note`` says in a few words what is new.
    """

    at: dt.datetime
    source_id: str
    kind: str
    name: str
    body: bytes
    note: str


@dataclass(frozen=True, slots=True)
class CandidateFacts:
    """A candidate. ``printed`` are the names under which the sources print the same person.

    ``first``, ``last`` and ``incumbent`` are None where nobody says.
    """

    id: str
    name: str
    party: str | None
    printed: tuple[str, ...]
    first: str | None = None
    last: str | None = None
    incumbent: bool | None = None


@dataclass(frozen=True, slots=True)
class CountyFacts:
    """A county that counts: its voters (None when not known), how many units it reports, its FIPS code."""

    id: str
    name: str
    registered: int | None
    precincts: int
    fips: str | None = None


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """One place that publishes during the night."""

    id: str
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class ContestFacts:
    """What other systems call the contest: AP's office and seat, the state, OCD-IDs, the next round's day."""

    office: str
    office_name: str
    seat: str
    seat_name: str
    state: str
    type: ElectionType
    divisions: tuple[str, ...]
    runoff: dt.date | None = None


@dataclass(frozen=True, slots=True)
class PastFacts:
    """An earlier contest in the night's places, known before the night.

    ``table`` is a tidy CSV (unit_id, method, candidate, party, votes) whose units are counties; ``district``
    says which part of them it covers. ``names`` are the candidates as we print them; ``compare`` says whom
    tonight's candidates are held against. ``wider`` is the result of a larger place, as name and votes.
    """

    id: str
    name: str
    date: dt.date
    office: str
    district: str
    table: str
    names: tuple[tuple[str, str], ...]
    compare: tuple[tuple[str, str], ...]
    wider: tuple[str, tuple[tuple[str, int], ...]] | None = None


@dataclass(frozen=True, slots=True)
class PastVoteFacts:
    """A past result: its own votes by name, or those of the past contest with the id ``baseline``."""

    id: str
    baseline: str = ""
    name: str = ""
    date: dt.date | None = None
    office: str = ""
    place: str = ""
    votes: tuple[tuple[str, int], ...] = ()
    parties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BesideFacts:
    """What stands beside the count: tables of polls and of special elections (CSV), and past results.

    ``polls_kind`` is the kind of contest for the polls' errors, ``specials_here`` the table's row of this contest.
    """

    polls: str
    polls_kind: str
    specials: str
    specials_here: str
    history: tuple[PastVoteFacts, ...]


@dataclass(frozen=True, slots=True)
class NightFacts:
    """Everything about the night that is known before the polls close.

    ``contest_printed`` are the names under which the sources print the contest. ``rule_id`` is None
    when the night does not know its rule: then nobody may be called a winner. ``notes`` say where
    each kind of fact comes from. ``contest`` is what other systems call it, None when not known; ``beside`` what
    stands beside the count. ``money`` is a table of campaign money as published, "" without one.
    """

    id: str
    name: str
    election_name: str
    date: dt.date
    timezone: str
    polls_close: dt.datetime
    contest_id: str
    contest_name: str
    contest_short: str
    contest_printed: tuple[str, ...]
    candidates: tuple[CandidateFacts, ...]
    rule_id: str | None
    counties: tuple[CountyFacts, ...]
    sources: tuple[SourceFacts, ...]
    notes: tuple[tuple[str, str], ...] = ()
    past: tuple[PastFacts, ...] = ()
    rehearsal: bool = True
    contest: ContestFacts | None = None
    beside: BesideFacts | None = None
    money: str = ""

    @property
    def registered(self) -> dict[str, int]:
        """Registered voters by county id, where they are known."""
        return {c.id: c.registered for c in self.counties if c.registered is not None}


@dataclass(frozen=True, slots=True)
class RehearsedNight:
    """A night that never was, or not like this: its facts and its publications in order of time."""

    facts: NightFacts
    publications: tuple[Publication, ...]
