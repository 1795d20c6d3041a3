"""The words and places that page, plain text and terminal share for a runoff's rating. Nothing is computed."""

from __future__ import annotations

from outright.bulletin import Rating

TITLE = "The runoff"
MODEL = "A model's rating, not a call"
SURE = "Without a model"
PAIRS = "Who may meet"
WIDEST = 0.5
"""The margin at either end of the drawing."""


def notes(rating: Rating) -> tuple[str, ...]:
    """What stands below the table: records, turnout, transfers, from what it is learned."""
    found = (*(r.text for r in rating.record), rating.turnout_text, rating.transfers_text, rating.learned)
    return tuple(text for text in found if text)


def place(margin: float) -> float:
    """Where a margin lies on a line from one side's widest to the other's, in percent of its length.

    >>> place(0.0), place(0.25), place(-0.9)
    (50.0, 75.0, 0.0)
    """
    return round(50 + 50 * min(1.0, max(-1.0, margin / WIDEST)), 2)
