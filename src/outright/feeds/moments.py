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
_ABBREVIATED = re.compile(r"([A-Z]{3}) +(\d{1,2}),? +(\d{4}) +(\d{1,2}):(\d{2}) *([AP])M", re.IGNORECASE | re.ASCII)
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)[-_]?(\d\d)[-_]?(\d\d)(?!\d)", re.ASCII)
_PROSE = re.compile(
    r"([A-Za-z]{3,9})\s+(\d{1,2}),\s*(\d{4}),?\s+(\d{1,2}):(\d{2})\s*([ap])\.?m\.?", re.IGNORECASE | re.ASCII
)
_DAY_FIRST = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})\s+(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_ISO = re.compile(r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?", re.IGNORECASE | re.ASCII)


_YEARS = range(1900, 2200)


def sane(moment: dt.datetime) -> dt.datetime | None:
    """The moment, or None for a year in which nobody counts votes: at the calendar's ends no clock can be compared."""
    return moment if moment.year in _YEARS else None


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
        return sane(dt.datetime(year, month, day, hour, minute, int(found[6] or 0), tzinfo=zone))
    except ValueError:
        return None


def american_moment_in(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    """``11/28/2016 15:33:01``, a state's own clock of 24 hours, in the zone that is known to be its; None otherwise.

    >>> american_moment_in("11/28/2016 15:33:01", dt.UTC).isoformat()
    '2016-11-28T15:33:01+00:00'
    """
    try:
        return sane(dt.datetime.strptime(text.strip(), "%m/%d/%Y %H:%M:%S").replace(tzinfo=zone))
    except ValueError:
        return None


def spelled_moment(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    """``Jun 19 2020 8:40AM``, a state's own clock, in the zone that is known to be its; None otherwise.

    >>> spelled_moment("Jun 19 2020  8:40AM", dt.UTC).isoformat()
    '2020-06-19T08:40:00+00:00'
    """
    found = _ABBREVIATED.fullmatch(text.strip())
    months = [month[:3] for month in _MONTHS]
    if not found or found[1].lower() not in months or not 1 <= int(found[4]) <= 12:
        return None
    hour = int(found[4]) % 12 + (12 if found[6].upper() == "P" else 0)
    month = months.index(found[1].lower()) + 1
    try:
        return sane(dt.datetime(int(found[3]), month, int(found[2]), hour, int(found[5]), tzinfo=zone))
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


def date_in_name(name: str) -> dt.date | None:
    """The date in a file's name, ``20201103_all.csv`` or ``results 2020-11-03.csv``; None where there is none.

    >>> date_in_name("2018/20181106_AllState.csv").isoformat(), date_in_name("detail 4711.csv")
    ('2018-11-06', None)
    """
    for found in _IN_NAME.finditer(name):
        if day := iso_date("-".join(found.groups())):
            return day
    return None


def iso_moment(text: str) -> dt.datetime | None:
    """An ISO moment with its zone, fractions cut to microseconds; None without a zone."""
    found = _ISO.fullmatch(text.strip())
    if not found or not found[3]:
        return None
    zone = "+00:00" if found[3].upper() == "Z" else found[3]
    fraction = (found[2] or "0")[:6].ljust(6, "0")
    try:
        return sane(dt.datetime.fromisoformat(f"{found[1].replace(' ', 'T')}.{fraction}{zone}"))
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
        return sane(dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(milliseconds=milliseconds))
    except OverflowError:
        return None


def iso_date(text: str) -> dt.date | None:
    """``2017-04-18`` (a time after it is ignored) as a date; None when it is none."""
    try:
        return dt.date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None


def in_zone(local: dt.datetime, zone: str) -> dt.datetime | None:
    """A wall clock (its own zone is not looked at) on the world's, by the rule of a zone that the publisher keeps to.

    None for an hour that the night clocks change has twice or not at all, for a year that is none, and where the
    machine lacks the zone.

    >>> in_zone(dt.datetime(2022, 11, 9, 8, 5), "America/Los_Angeles").isoformat()
    '2022-11-09T08:05:00-08:00'
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        if sane(local) is None:
            return None
        placed = local.replace(tzinfo=ZoneInfo(zone))
        twice = placed.utcoffset() != placed.replace(fold=1).utcoffset()
        return None if twice else placed.replace(tzinfo=dt.timezone(placed.utcoffset() or dt.timedelta()))
    except (ZoneInfoNotFoundError, OverflowError, ValueError):
        return None


def prose_moment(text: str, zone: str) -> dt.datetime | None:
    """``November 9, 2022, 8:05 a.m.`` in a named zone; None when it cannot be placed.

    >>> utc_text(prose_moment("November 9, 2022, 8:05 a.m.", "America/Los_Angeles"))
    '2022-11-09T16:05:00Z'
    """
    found = _PROSE.fullmatch(text.strip())
    if not found or found[1].lower() not in _MONTHS or not 1 <= int(found[4]) <= 12:
        return None
    hour = int(found[4]) % 12 + (12 if found[6].lower() == "p" else 0)
    month = _MONTHS.index(found[1].lower()) + 1
    try:
        clock = dt.datetime(int(found[3]), month, int(found[2]), hour, int(found[5]), tzinfo=dt.UTC)
        return in_zone(clock, zone)
    except ValueError:
        return None


def day_first_moment(text: str, zone: str) -> dt.datetime | None:
    """``06/10/2024 19:06:43``, day before month, in a named zone; None when it cannot be placed.

    >>> utc_text(day_first_moment("06/10/2024 19:06:43", "America/Sao_Paulo"))
    '2024-10-06T22:06:43Z'
    """
    found = _DAY_FIRST.fullmatch(text.strip())
    if not found:
        return None
    day, month, year, hour, minute = (int(found[n]) for n in range(1, 6))
    try:
        return in_zone(dt.datetime(year, month, day, hour, minute, int(found[6] or 0), tzinfo=dt.UTC), zone)
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
