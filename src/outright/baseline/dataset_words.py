"""The words of a tidy dataset, as the words of the code: kinds, methods, parties, and what a count decides."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from outright.baseline.outline import ContestKind, Stakes
from outright.errors import FeedMalformed
from outright.terms import VoteMethod

METHODS = {
    "early_in_person": VoteMethod.EARLY,
    "absentee_mail": VoteMethod.ABSENTEE_MAIL,
    "absentee": VoteMethod.ABSENTEE,
    "election_day": VoteMethod.ELECTION_DAY,
    "provisional": VoteMethod.PROVISIONAL,
    "unknown": VoteMethod.OTHER,
    "total": VoteMethod.TOTAL,
}
"""The dataset's spelling of each method. NIST's own spellings are understood too."""

SPELLED = {method: word for word, method in METHODS.items()}
"""The dataset's word for a method, where it has one."""


def method_of(word: str, where: str = "") -> VoteMethod:
    """The method a dataset's word means. Raises `FeedMalformed` for a word it does not have."""
    if word in METHODS:
        return METHODS[word]
    try:
        return VoteMethod(word)
    except ValueError:
        raise FeedMalformed(f"Unknown method {word!r}", where=where, hint=f"One of {', '.join(METHODS)}.") from None


def kind_of(word: str) -> ContestKind:
    """What sort of contest the dataset's kind is, as far as its geography goes.

    Every runoff is one whatever it follows; a presidential, special or Wisconsin spring primary is a primary;
    Wisconsin's April election is a general.

    >>> kind_of("special_primary_runoff").value, kind_of("wi_spring_primary").value, kind_of("special").value
    ('runoff', 'primary', 'special')
    """
    if word.endswith("runoff"):
        return ContestKind.RUNOFF
    if "primary" in word:
        return ContestKind.PRIMARY
    return ContestKind.SPECIAL if word.startswith("special") else ContestKind.GENERAL


def party_of(word: str | None) -> str:
    """A party in capitals; "" where the dataset gives none."""
    return (word or "").strip().upper()


def stakes_of(row: Mapping[str, Any]) -> Stakes:
    """What the count decides, from the rule that the contest's row names.

    Only rules with a next round have places in it: under ``majority_or_legislature`` the legislature chooses.
    """
    threshold = row["threshold"]
    goes_on = row["rule"] in ("majority_runoff", "top_two")
    return Stakes(
        threshold=None if threshold is None else Fraction(str(threshold)).limit_denominator(1000),
        places=int(row["advance_n"] or 0) if goes_on else 0,
        seats=int(row["seats"] or 1),
    )
