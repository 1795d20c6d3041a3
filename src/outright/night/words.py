"""The words of the house, once: labels for verdicts, methods, parties, statuses and clock times."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from outright.terms import ResultsStatus, VerdictCode, VoteMethod

METHODS: dict[VoteMethod, str] = {
    VoteMethod.EARLY: "Early in person",
    VoteMethod.ABSENTEE_MAIL: "By mail",
    VoteMethod.ABSENTEE_IN_PERSON: "Absentee in person",
    VoteMethod.ABSENTEE: "Absentee",
    VoteMethod.ELECTION_DAY: "Election day",
    VoteMethod.PROVISIONAL: "Provisional",
    VoteMethod.UOCAVA: "Military and overseas",
    VoteMethod.OTHER: "Not itemised",
    VoteMethod.TOTAL: "All methods",
}

METHOD_ORDER = tuple(METHODS)

PARTIES: dict[str, tuple[str, str]] = {
    "D": ("Democrats", "dem"),
    "R": ("Republicans", "gop"),
    "L": ("Libertarians", "lib"),
    "G": ("Greens", "grn"),
    "I": ("Independents", "ind"),
}

STATUSES: dict[ResultsStatus, str] = {
    ResultsStatus.PRE_ELECTION: "Polls open",
    ResultsStatus.UNOFFICIAL_PARTIAL: "Unofficial, partial",
    ResultsStatus.UNOFFICIAL_COMPLETE: "Unofficial, complete",
    ResultsStatus.CERTIFIED: "Official, certified",
    ResultsStatus.CORRECTION: "Correction",
    ResultsStatus.RECOUNT: "Recount",
}

_ZONES = {"EDT", "EST", "CDT", "CST", "MDT", "MST", "PDT", "PST", "AKDT", "AKST", "HST"}


def party(code: str | None) -> tuple[str, str]:
    """A party's name in the plural and its colour key.

    >>> party("D"), party("Green-Rainbow"), party(None)
    (('Democrats', 'dem'), ('Green-Rainbow', 'other'), ('No party given', 'other'))
    """
    if code is None:
        return "No party given", "other"
    return PARTIES.get(code, (code, "other"))


def verdict_label(code: VerdictCode, *, majority: bool) -> str:
    """The public label of a verdict; ``majority``: the rule asks for a share, so a win is *outright*."""
    return {
        VerdictCode.TOO_EARLY: "Too early to say",
        VerdictCode.TOO_CLOSE: "Too close to say",
        VerdictCode.WON_PROJECTED: "Projected to win outright" if majority else "Projected winner",
        VerdictCode.WON_CERTAIN: "Won outright" if majority else "Won",
        VerdictCode.RUNOFF_PROJECTED: "Runoff projected",
        VerdictCode.RUNOFF_CERTAIN: "Runoff certain",
        VerdictCode.ADVANCE_PROJECTED: "Projected to advance",
        VerdictCode.ADVANCE_CERTAIN: "Advances",
        VerdictCode.ELIMINATED_CERTAIN: "Out",
        VerdictCode.TIE_CERTAIN: "Tie",
        VerdictCode.LEADER_ONLY: "Leader so far",
    }[code]


def clock(moment: dt.datetime, zone: ZoneInfo, *, seconds: bool = False) -> str:
    """A local clock time as a newspaper prints it: 9:42 p.m.

    >>> clock(dt.datetime(2017, 4, 19, 1, 42, 10, tzinfo=dt.UTC), ZoneInfo("America/New_York"))
    '9:42 p.m.'
    """
    local = moment.astimezone(zone)
    hour = local.hour % 12 or 12
    tail = f":{local.second:02}" if seconds else ""
    return f"{hour}:{local.minute:02}{tail} {'a.m.' if local.hour < 12 else 'p.m.'}"


def moment_text(moment: dt.datetime, zone: ZoneInfo, night: dt.date) -> str:
    """A clock time with its zone, and the day where it is not the night's own (to 6 a.m.).

    >>> moment_text(dt.datetime(2017, 4, 21, 16, 0, tzinfo=dt.UTC), ZoneInfo("America/New_York"), dt.date(2017, 4, 18))
    '12:00 p.m. EDT, April 21'
    """
    name = moment.astimezone(zone).tzname() or ""
    zone_name = name if name in _ZONES else f"UTC{moment.astimezone(zone):%z}"
    return f"{clock(moment, zone)} {zone_name}{_day(moment, zone, night)}"


def next_text(last: dt.datetime, gap: int, zone: ZoneInfo) -> str:
    """When the next change may come, if the usual gap holds: "next about 9:50 p.m."."""
    return f"next about {clock(last + dt.timedelta(seconds=gap), zone)}"


def log_time(moment: dt.datetime, zone: ZoneInfo, night: dt.date) -> str:
    """As `moment_text` without the zone: 9:42 p.m., or 12:00 p.m., April 21."""
    return clock(moment, zone) + _day(moment, zone, night)


def _day(moment: dt.datetime, zone: ZoneInfo, night: dt.date) -> str:
    local = moment.astimezone(zone)
    first = dt.datetime.combine(night, dt.time(), zone)
    if first <= local < first + dt.timedelta(hours=30):
        return ""
    return f", {local:%B} {local.day}"


def day_text(day: dt.date) -> str:
    """A day in full: March 29, 2017."""
    return f"{day:%B} {day.day}, {day.year}"


def count_of(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: ``count_of(1, "vote")`` is "1 vote"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def signed(number: int) -> str:
    """A change with its sign; a fall has a real minus sign.

    >>> signed(4102), signed(-212)
    ('+4,102', '−212')
    """
    return f"+{number:,}" if number >= 0 else f"−{-number:,}"


def listed(words: list[str]) -> str:
    """Words in a sentence: "A", "A and B", "A, B and C"."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
