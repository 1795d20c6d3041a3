"""What voters decide: an election, its contests, the candidates in each."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Election:
    """A date, a jurisdiction, a name as the source prints it."""

    name: str
    date: dt.date | None = None
    jurisdiction: str | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A choice that can receive votes; in a ballot question, an answer.

    ``party`` is the source's abbreviation or None when the source has none (never guessed).
    ``name`` is as printed; ``source_id`` is the source's own key, unique only within its contest.
    """

    id: str
    name: str
    party: str | None = None
    source_id: str | None = None
    ballot_order: int | None = None
    is_write_in: bool = False


@dataclass(frozen=True, slots=True)
class Contest:
    """One decision put to voters. ``votes_allowed`` is how many a voter may mark.

    No two candidates share an id: votes are looked up by it, and one of the two would lose theirs.
    """

    id: str
    name: str
    candidates: tuple[Candidate, ...]
    seats: int = 1
    source_id: str | None = None
    votes_allowed: int = 1
    is_question: bool = False
    primary_party: str | None = None

    def __post_init__(self) -> None:
        ids = [c.id for c in self.candidates]
        if len(set(ids)) < len(ids):
            twice = sorted({i for i in ids if ids.count(i) > 1})
            raise ValueError(f"two candidates of {self.id} share an id: {', '.join(twice)}")

    def candidate(self, candidate_id: str) -> Candidate:
        """The candidate with this id; ``KeyError`` when there is none."""
        for candidate in self.candidates:
            if candidate.id == candidate_id:
                return candidate
        raise KeyError(candidate_id)
