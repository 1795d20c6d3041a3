"""How a ballot was cast, from what a source calls it: a table by meaning.

Sources rename their columns from year to year (Georgia alone had five names for advance voting), so
a label is reduced to its meaning words first. Labels the table does not know are the caller's to
surface; they are never dropped and never guessed.
"""

from __future__ import annotations

import re
from functools import lru_cache

from outright.feeds.text import words
from outright.terms import VoteMethod

_FILLER = re.compile(r"\b(?:votes?|voting|ballots?|voters?|cast|counted)\b")
_NUMBERED = re.compile(r"\s+\d{1,2}$")

_MEANINGS = {
    VoteMethod.ELECTION_DAY: (
        "election day",
        "electionday",
        "eday",
        "polling place",
        "polls",
        "election day in person",
        "in person election day",
        "election day polls",
        "regular election day",
    ),
    VoteMethod.EARLY: (
        "advance in person",
        "advanced in person",
        "advance",
        "advanced",
        "early",
        "early in person",
        "in person early",
        "one stop",
        "early walk in",
        "vote center early",
    ),
    VoteMethod.ABSENTEE_MAIL: (
        "absentee by mail",
        "absentee mail",
        "mail absentee",
        "mail",
        "mail in",
        "by mail",
        "mailed",
        "mail in absentee",
        "absentee mail in",
        "postal",
    ),
    VoteMethod.ABSENTEE_IN_PERSON: ("in person absentee", "absentee in person", "absentee walk in"),
    VoteMethod.ABSENTEE: ("absentee", "absentees", "fwab", "absentee fwab", "federal write in absentee"),
    VoteMethod.PROVISIONAL: ("provisional", "provisionals", "failsafe provisional", "affidavit"),
    VoteMethod.UOCAVA: (
        "uocava",
        "overseas",
        "military",
        "military overseas",
        "overseas military",
        "military and overseas",
    ),
    # South Carolina: somebody who moved within the county votes a short ballot at the new place.
    VoteMethod.OTHER: ("other", "failsafe", "unallocated"),
}
_BY_WORDS = {text: method for method, texts in _MEANINGS.items() for text in texts}

_NOT_METHODS = frozenset(
    {
        "undervotes",
        "under votes",
        "undervote",
        "overvotes",
        "over votes",
        "overvote",
        "number of precincts for race",
        "number of precincts reporting",
        "number of counties for race",
        "number of counties reporting",
        "registered voters",
        "ballots cast",
        "times counted",
        "blank votes",
    }
)


@lru_cache(maxsize=4096)
def method_of(label: str) -> VoteMethod | None:
    """The method a label means; None when the table does not know it.

    Numbered variants are one method: a county that counted advance voting on two servers reports
    "Advance in Person 1" and "Advance in Person 2".

    >>> method_of("Advance in Person 2"), method_of("Advanced Voting Votes"), method_of("mail")
    (<VoteMethod.EARLY: 'early'>, <VoteMethod.EARLY: 'early'>, <VoteMethod.ABSENTEE_MAIL: 'absentee-mail'>)
    """
    plain = _NUMBERED.sub("", words(label))
    return _BY_WORDS.get(plain) or _BY_WORDS.get(" ".join(_FILLER.sub(" ", plain).split()))


def is_not_a_method(label: str) -> bool:
    """True for the rows that sit among the methods and are none: undervotes, precinct counters."""
    return words(label) in _NOT_METHODS


def is_batch_name(name: str) -> bool:
    """True when a "precinct" is really a county's early, mail or provisional batch."""
    return method_of(name) is not None or words(name) in _BATCHES


_BATCHES = frozenset(
    {
        "absentee precinct",
        "countywide",
        "county wide",
        "centralized",
        "central absentee",
        "nonpartisan partisan",
        "intrastate new resident",
        "new resident",
        "former resident",
        "presidential only",
    }
)
