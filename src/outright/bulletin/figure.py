"""A figure: one number that is said somewhere, with what it is a share of, as of when, and who says it.

Sentences carry the ids of the figures they use, so that a reader, or another program, can go from a printed number
to where it comes from. Ids are paths in words of the contest: "candidates.jon-ossoff.share", "threshold.votes",
"money.jon-ossoff.receipts". They are stable for the whole night.
"""

from __future__ import annotations

from outright.bulletin.value import Value


class Figure(Value, frozen=True, kw_only=True):
    """One figure of a contest.

    ``value`` is exact: a whole number, or a text that is an exact fraction ("92673/192569"), a decimal ("3.31") or a
    date ("2017-06-20"); None where it is not known. ``text`` is the figure as it is printed, ``what`` says in words
    what it counts, ``unit`` in what ("votes", "share", "points", "dollars", "people", "date", "moment"). ``of`` is the
    id of the figure that it is a share or a part of, "" where there is none; ``as_of`` the day or moment for which it
    holds, as text, "" where it does not age; ``source`` who says so.
    """

    id: str
    value: int | str | None
    text: str
    what: str
    unit: str
    of: str = ""
    as_of: str = ""
    source: str = ""
