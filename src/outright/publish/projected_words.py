"""The heads and lookups that page, plain text and terminal share for what is projected. Nothing is computed."""

from __future__ import annotations

from outright.bulletin import Contest
from outright.bulletin.projected import Chance, ProjectedCandidate
from outright.publish.language import ENGLISH, Language

NINE = 0.9
HALF = 0.5
TITLE = "Projected final count"
NONE = "Nothing is projected here."
COMPLETE = "The count is complete: nothing is left to project."
GATE = {True: "passed", False: "not passed"}
CHANCES = {"outright": "Wins outright", "wins": "Wins", "win": "Most votes", "advance": "Next round"}
"""What a column of chances is the chance of."""


def range_of(contest: Contest, candidate_id: str, level: float = NINE) -> str:
    """A candidate's projected range as text, without its sign; "" where there is none."""
    row = contest.projection.of(candidate_id) if contest.projection is not None else None
    found = row.interval(level) if row is not None else None
    return found.text if found is not None else ""


def chance_heads(contest: Contest, to: Language = ENGLISH) -> tuple[tuple[str, str], ...]:
    """The chances worth a column under this contest's rule: which they are, and what they are called."""
    rows = contest.projection.candidates if contest.projection is not None else ()
    if any(row.outright for row in rows):
        first = ("outright", to.gettext(CHANCES["outright" if contest.threshold.share else "wins"]))
    else:
        first = ("win", to.gettext(CHANCES["win"]))
    return (first, ("advance", to.gettext(CHANCES["advance"]))) if any(row.advance for row in rows) else (first,)


def chance(row: ProjectedCandidate, which: str) -> str:
    """One chance of a candidate as text; "" where the rule knows no such thing."""
    found: Chance | None = {"outright": row.outright, "win": row.win, "advance": row.advance}[which]
    return found.text if found is not None else ""


def why_none(contest: Contest, to: Language = ENGLISH) -> str:
    """Why nothing is projected, in a sentence."""
    return contest.projection_note or to.gettext(COMPLETE if contest.remaining.complete else NONE)
