"""A source's own clock, placed on the world's.

A local time counts only with its zone: the abbreviation printed beside it, never the host's zone.
A time after midnight belongs to the night before; the election's date is not touched by it.
"""

from __future__ import annotations

import datetime as dt
import re

_ZONE_HOURS = {
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
    "AKST": -9,
    "AKDT": -8,
    "HST": -10,
    "UTC": 0,
    "GMT": 0,
}
_LOCAL = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AP])M(?:\s+([A-Z]{2,5}))?",
    re.IGNORECASE | re.ASCII,
)
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_SPELLED = re.compile(r"\b([A-Za-z]{3,9})\s+(\d{1,2})\s*,\s*(\d{4})\b", re.ASCII)
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?", re.IGNORECASE | re.ASCII)


def american_moment(text: str) -> dt.datetime | None:
    """``6/21/2017 12:15:51 AM EDT`` as an aware moment; None when it cannot be placed.

    >>> american_moment("6/21/2017 12:15:51 AM EDT").isoformat()
    '2017-06-21T00:15:51-04:00'
    """
    found = _LOCAL.fullmatch(text.strip())
    if not found or not found[8] or found[8].upper() not in _ZONE_HOURS:
        return None
    month, day, year, hour, minute = (int(found[n]) for n in range(1, 6))
    if not 1 <= hour <= 12:
        return None
    hour = hour % 12 + (12 if found[7].upper() == "P" else 0)
    zone = dt.timezone(dt.timedelta(hours=_ZONE_HOURS[found[8].upper()]), found[8].upper())
    try:
        return dt.datetime(year, month, day, hour, minute, int(found[6] or 0), tzinfo=zone)
    except ValueError:
        return None


def american_date(text: str) -> dt.date | None:
    """``6/20/2017`` as a date; None when it is none."""
    found = _DATE.fullmatch(text.strip())
    try:
        return dt.date(int(found[3]), int(found[1]), int(found[2])) if found else None
    except ValueError:
        return None


def date_in(title: str) -> dt.date | None:
    """The date that an election's title spells out, as in "May 16, 2017 - Special Runoff".

    >>> date_in("November 3,2020-General Election").isoformat()
    '2020-11-03'
    """
    found = _SPELLED.search(title)
    if not found or found[1].lower() not in _MONTHS:
        return None
    try:
        return dt.date(int(found[3]), _MONTHS.index(found[1].lower()) + 1, int(found[2]))
    except ValueError:
        return None


def iso_moment(text: str) -> dt.datetime | None:
    """An ISO moment with its zone, fractions cut to microseconds; None without a zone."""
    found = _ISO.fullmatch(text.strip())
    if not found or not found[3]:
        return None
    zone = "+00:00" if found[3].upper() == "Z" else found[3]
    fraction = (found[2] or "0")[:6].ljust(6, "0")
    try:
        return dt.datetime.fromisoformat(f"{found[1].replace(' ', 'T')}.{fraction}{zone}")
    except ValueError:
        return None


def epoch_moment(milliseconds: int | None) -> dt.datetime | None:
    """A moment counted in milliseconds since 1970 in UTC; None where it is none or beyond all calendars.

    >>> epoch_moment(1609895167840).isoformat()
    '2021-01-06T01:06:07.840000+00:00'
    """
    if milliseconds is None:
        return None
    try:
        return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=milliseconds)
    except OverflowError:
        return None


def iso_date(text: str) -> dt.date | None:
    """``2017-04-18`` (a time after it is ignored) as a date; None when it is none."""
    try:
        return dt.date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def utc_text(moment: dt.datetime | None) -> str | None:
    """A moment in UTC with a Z, as every output prints it.

    >>> utc_text(american_moment("6/21/2017 12:15:51 AM EDT"))
    '2017-06-21T04:15:51Z'
    """
    if moment is None:
        return None
    try:
        return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        return None
