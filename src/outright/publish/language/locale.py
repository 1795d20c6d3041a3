"""How numbers, dates and clock times are spelled in a language.

Figures arrive in the bulletin as integers or as English text; nothing is rounded or worked out here, only the
signs between the digits change. The conventions are CLDR's, and a test holds them against it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

DASH = "–"
NO_BREAK = "\u00a0"
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SEPARATOR = re.compile(r"(?<=\d)[.,](?=\d)")
_CLOCK = r"(1[0-2]|[1-9])(:[0-5]\d(?::[0-5]\d)?)? (a|p)\.m\."
_ZONE_AND_DAY = r"(?: ([A-Z]{3,4}|UTC[+-]\d{4}))?(?:, ([A-Z][a-z]+)[ \u00a0](\d{1,2}))?"
_TIME = re.compile(_CLOCK + _ZONE_AND_DAY)
TIME = re.sub(r"\((?!\?)", "(?:", _TIME.pattern)
"""The same expression without groups, to stand in another."""


_DATE = re.compile(rf"({'|'.join(ENGLISH_MONTHS)}) (\d{{1,2}})(?:, (\d{{4}}))?")
DATE = re.sub(r"\((?!\?)", "(?:", _DATE.pattern)
"""A day as the bulletin spells it, without groups."""


@dataclass(frozen=True, slots=True)
class Locale:
    """One country's spelling. ``short_months`` stand on charts; ``date`` and ``month_day`` are patterns of a day.

    ``percent`` is what stands between a number and its sign.
    """

    code: str
    decimal: str
    group: str
    percent: str
    months: tuple[str, ...]
    short_months: tuple[str, ...]
    halves: tuple[str, str]
    date: str
    month_day: str
    group_from: int = 1000

    def number(self, votes: int) -> str:
        """Votes with this country's separators.

        >>> US_SPANISH.number(92673), SPAIN.number(92673), SPAIN.number(4759)
        ('92,673', '92.673', '4759')
        """
        if abs(votes) < self.group_from:
            return str(votes)
        return f"{votes:,}".replace(",", self.group)

    def figure(self, text: str) -> str:
        """A number that arrives as English text ("92,673", "48.12", "−212"), respelled, digit for digit."""
        if not self.is_english_numbers:
            whole, dot, part = text.partition(".")
            if re.fullmatch(r"\D?\d,\d{3}", whole) and self.group_from > 1000:
                whole = whole.replace(",", "")
            return whole.replace(",", self.group) + (self.decimal if dot else "") + part
        return text

    def percentage(self, text: str) -> str:
        """A percentage with its sign as text ("48.12%", "<1%"), respelled."""
        return self.figure(text.removesuffix("%")) + self.percent + "%"

    @property
    def is_english_numbers(self) -> bool:
        """Whether numbers are spelled as in the bulletin."""
        return (self.decimal, self.group, self.group_from) == (".", ",", 1000)

    def day(self, date: dt.date) -> str:
        """A date in full.

        >>> US_SPANISH.day(dt.date(2017, 4, 18)), ENGLISH.day(dt.date(2017, 4, 18))
        ('18 de abril de 2017', 'April 18, 2017')
        """
        return self.date.format(month=self.months[date.month - 1], day=date.day, year=date.year)

    def month_and_day(self, date: dt.date, *, short: bool = False) -> str:
        """A date without its year; ``short`` where there is little room."""
        months = self.short_months if short else self.months
        pattern = "{day} {month}" if short and self.month_day.startswith("{day}") else self.month_day
        return pattern.format(month=months[date.month - 1], day=date.day)

    def hour(self, local: dt.datetime, *, minutes: bool = True) -> str:
        """A clock time without its zone: "9:42 p.m."; without ``minutes`` a full hour is "9 p.m."."""
        shown = f":{local:%M}" if minutes or local.minute else ""
        return f"{local.hour % 12 or 12}{shown} {self.halves[local.hour >= 12]}"

    def dated(self, text: str) -> str | None:
        """A day as the bulletin spells it in English, in this spelling; None where it is no such text.

        >>> US_SPANISH.dated("June 20"), US_SPANISH.dated("November 8, 2016")
        ('20 de junio', '8 de noviembre de 2016')
        """
        found = _DATE.fullmatch(text)
        if found is None:
            return None
        month = self.months[ENGLISH_MONTHS.index(found[1])]
        if found[3] is None:
            return self.month_day.format(month=month, day=found[2])
        return self.date.format(month=month, day=found[2], year=found[3])

    def moment(self, text: str) -> str | None:
        """A moment as the bulletin spells it in English, in this spelling; None where it is no such text.

        >>> US_SPANISH.moment("12:00 p.m. EDT, April 21").replace(NO_BREAK, " ")
        '12:00 p.m. EDT, 21 de abril'
        """
        found = _TIME.fullmatch(text)
        if found is None:
            return None
        hour, rest, half, zone, month, day = found.groups()
        said = f"{hour}{rest or ''} {self.halves[half == 'p']}{f' {zone}' if zone else ''}"
        if month is None:
            return said
        if month not in ENGLISH_MONTHS:
            return None
        named = self.months[ENGLISH_MONTHS.index(month)]
        return f"{said}, {self.month_day.format(month=named, day=day).replace(' ', NO_BREAK)}"


def digits(text: str) -> list[str]:
    """The numbers of a text, each as its digits, in order of size: what a translation must not change.

    >>> digits("41,046 of 92,673 (44.29%)"), digits("92.673")
    (['41046', '4429', '92673'], ['92673'])
    """
    return sorted(re.findall(r"\d+", _SEPARATOR.sub("", text)))


ENGLISH = Locale(
    code="en-US", decimal=".", group=",", percent="", months=ENGLISH_MONTHS,
    short_months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    halves=("a.m.", "p.m."), date="{month} {day}, {year}", month_day="{month} {day}",
)  # fmt: skip

_SPANISH_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip
_SPANISH_SHORT = ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic")

US_SPANISH = Locale(
    code="es-US", decimal=".", group=",", percent="", months=_SPANISH_MONTHS, short_months=_SPANISH_SHORT,
    halves=("a.m.", "p.m."), date="{day} de {month} de {year}", month_day="{day} de {month}",
)  # fmt: skip
SPAIN = Locale(
    code="es-ES", decimal=",", group=".", percent=NO_BREAK, months=_SPANISH_MONTHS,
    short_months=(*_SPANISH_SHORT[:8], "sept", *_SPANISH_SHORT[9:]),
    halves=("a. m.", "p. m."), date="{day} de {month} de {year}", month_day="{day} de {month}", group_from=10_000,
)  # fmt: skip
