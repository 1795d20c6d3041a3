"""How a figure is made: exact value, printed text, and what it is of."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from zoneinfo import ZoneInfo

from outright.bulletin import Contest, Figure
from outright.count import slug
from outright.night.words import clock

DASH = "–"
SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
"""Small numbers as a newspaper spells them."""


def key(text: str) -> str:
    """A code as a word of an id: letters, digits and hyphens as they are, anything else as a slug.

    >>> key("R"), key("Working Families")
    ('R', 'working-families')
    """
    return text if text and all(c.isascii() and (c.isalnum() or c == "-") for c in text) else slug(text)


def spelled(number: int) -> str:
    """A small number in a word, a larger one in digits.

    >>> spelled(5), spelled(11)
    ('five', '11')
    """
    return SPELLED[number] if 0 < number < len(SPELLED) else f"{number:,}"


def signed_percent(text: str) -> str:
    """A share's text with its sign: "48.12" is "48.12%", "over 50" is "over 50%"; a dash stays one."""
    return f"{text}%" if text[-1:].isdigit() else text


def exact(votes: int, total: int) -> str:
    """A share as the exact fraction that it is, unreduced: its parts are counts."""
    return f"{votes}/{total}"


def fraction(value: Fraction) -> str:
    """An exact fraction as text."""
    return f"{value.numerator}/{value.denominator}"


def date_text(day: dt.date, night: dt.date) -> str:
    """A day as it is printed: without its year where that is the night's.

    >>> date_text(dt.date(2017, 6, 20), dt.date(2017, 4, 18)), date_text(dt.date(2016, 11, 8), dt.date(2017, 4, 18))
    ('June 20', 'November 8, 2016')
    """
    year = "" if day.year == night.year else f", {day.year}"
    return f"{day:%B} {day.day}{year}"


def moment(figure_id: str, at: dt.datetime, text: str, what: str, source: str = "Outright") -> Figure:
    """A moment: its value in UTC, its text in the night's zone."""
    value = at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    return Figure(id=figure_id, value=value, text=text, what=what, unit="moment", source=source)


def closing(at: dt.datetime, zone: ZoneInfo) -> str:
    """When polls close, as a clock time."""
    return clock(at, zone)


def whose(part: Contest) -> str:
    """The sources that a contest's count rests on, by name."""
    return ", ".join(dict.fromkeys(s.name for s in part.sources))
