"""What a line among the candidates really is: a candidate, a write-in, or no votes for anybody.

Only whole strings decide, never parts of them: Eric Castater, Don Blankenship and Doug Overbey are
candidates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from outright.feeds.text import words


class Line(StrEnum):
    """The kind of a line in a table of candidates."""

    CANDIDATE = "candidate"
    WRITE_IN = "write-in"
    OVERVOTES = "overvotes"
    UNDERVOTES = "undervotes"
    TOTAL = "total"
    REGISTERED = "registered"
    BALLOTS_CAST = "ballots-cast"
    BLANK_BALLOTS = "blank-ballots"


_WHOLE = {
    Line.WRITE_IN: (
        "write in",
        "write ins",
        "writein",
        "writeins",
        "write in total",
        "write in totals",
        "write ins total",
        "total write in",
        "total write ins",
        "write in votes",
        "write in candidate",
        "write in candidates",
        "unresolved write in",
        "unresolved write ins",
        "unassigned write ins",
        "other write ins",
        "scatter",
        "scattered",
        "scattering",
        "scatterings",
        "write in scattering",
    ),
    Line.OVERVOTES: ("overvotes", "over votes", "overvote", "over vote"),
    Line.UNDERVOTES: ("undervotes", "under votes", "undervote", "under vote"),
    Line.TOTAL: (
        "total",
        "totals",
        "total votes",
        "total votes cast",
        "votes cast",
        "contest total",
        "contest totals",
        "grand total",
        "county total",
        "county totals",
        "state total",
        "state totals",
        "district total",
        "precinct total",
        "precinct totals",
    ),
    Line.REGISTERED: (
        "registered",
        "registered voters",
        "registered voters total",
        "total registered voters",
        "registration",
    ),
    Line.BALLOTS_CAST: (
        "ballots cast",
        "ballots cast total",
        "total ballots cast",
        "ballots cast totals",
        "cards cast",
        "voters voted",
    ),
    Line.BLANK_BALLOTS: (
        "ballots cast blank",
        "blank ballots",
        "blank ballots cast",
        "blank",
        "blanks",
        "void",
    ),
}
_BY_WORDS = {text: line for line, texts in _WHOLE.items() for text in texts}


@lru_cache(maxsize=16384)
def line_of(name: str) -> Line:
    """What a name in the candidates' column is.

    >>> line_of("Write-Ins").value, line_of("Over Votes ").value, line_of("Doug Overbey").value
    ('write-in', 'overvotes', 'candidate')
    >>> line_of("Write-In - Evan McMullin").value
    'write-in'
    """
    plain = words(name)
    if line := _BY_WORDS.get(plain):
        return line
    named = plain.startswith(("write in ", "writein ")) or plain.endswith((" write in", " writein"))
    return Line.WRITE_IN if named else Line.CANDIDATE


NO_CANDIDATE = "{!r} is counted as a candidate and looks like a total or blank ballots."


def is_no_candidate(name: str) -> bool:
    """True for a name that stands among the candidates and is a total, a count of ballots or blanks."""
    return line_of(name) in (Line.TOTAL, Line.REGISTERED, Line.BALLOTS_CAST, Line.BLANK_BALLOTS)


_HOW_MANY = re.compile(r"\b(\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)\b", re.IGNORECASE)
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def how_many(text: str) -> int | None:
    """How many a voter may mark, out of a ballot's line; None when it names no number or zero.

    >>> how_many("Vote for no more than THREE"), how_many("(VOTE FOR)  1"), how_many("Vote for any")
    (3, 1, None)
    """
    found = _HOW_MANY.findall(text)
    if not found:
        return None
    last = found[-1].lower()
    return _NUMBERS.index(last) + 1 if last in _NUMBERS else int(last) or None


_ANSWERS = frozenset({"yes", "no", "for", "against", "yes for", "no against", "bonds yes", "bonds no"})


def are_answers(names: Iterable[str]) -> bool:
    """True where all names of a contest are answers to a question.

    >>> are_answers(["YES", "NO"]), are_answers(["Yes", "No Person Named"]), are_answers([])
    (True, False, False)
    """
    found = {words(name) for name in names}
    return bool(found) and found <= _ANSWERS
