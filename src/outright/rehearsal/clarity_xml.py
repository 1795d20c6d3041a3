"""Writes Clarity's detail XML as a county's or a state's results site serves it.

The element and attribute words, their order and the line ends are those of real files; a comment says
that the file is a rehearsal. The same sheet gives the same bytes. What is not known is left out
(registration, turnout, the number of a county's precincts), never printed as zero.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from outright.rehearsal.plan import Votes

_END = "\r\n"
_FULLY_REPORTED = 4  # a status code of the format, not four percent
_REHEARSAL = "<!--REHEARSAL: made by Outright to practise with; no election office published this-->"


@dataclass(frozen=True, slots=True)
class SheetUnit:
    """One row of the file: a precinct (or a county) with the votes counted so far, by method."""

    name: str
    registered: int | None
    reported: bool
    votes: Votes

    @property
    def ballots(self) -> int:
        """Ballots counted so far; the format has no other count of them here."""
        return sum(map(sum, self.votes))


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything one file says. ``vote_types[m]`` are the columns printed for method *m*.

    ``stamp`` is aware; it is printed as local time with the zone's abbreviation. ``choices`` are the
    format's key and the printed name of each candidate, in the order of the votes.
    """

    election_name: str
    election_date: dt.date
    region: str
    stamp: dt.datetime
    contest_key: str
    contest_text: str
    choices: tuple[tuple[str, str], ...]
    vote_types: tuple[tuple[str, ...], ...]
    units: tuple[SheetUnit, ...]
    registered: int | None = None


def county_file(sheet: Sheet) -> bytes:
    """The file of one county: its units are precincts."""
    return _file(sheet, "VoterTurnout", "Precinct", "Precincts")


def state_file(sheet: Sheet) -> bytes:
    """The file of a whole state: its units are counties."""
    return _file(sheet, "ElectionVoterTurnout", "County", "Counties")


def columns(votes: int, count: int) -> tuple[int, ...]:
    """One method's votes over ``count`` printed columns; they add up to ``votes``.

    >>> columns(7, 1), columns(7, 2), columns(0, 3)
    ((7,), (3, 4), (0, 0, 0))
    """
    return tuple(votes * (i + 1) // count - votes * i // count for i in range(count))


def stamp_text(moment: dt.datetime) -> str:
    """Local time as the format prints it.

    >>> zone = dt.timezone(dt.timedelta(hours=-4), "EDT")
    >>> stamp_text(dt.datetime(2017, 4, 19, 0, 5, 9, tzinfo=zone))
    '4/19/2017 12:05:09 AM EDT'
    """
    half = "AM" if moment.hour < 12 else "PM"
    clock = f"{moment.hour % 12 or 12}:{moment.minute:02d}:{moment.second:02d} {half} {moment.tzname()}"
    return f"{_date_text(moment.date())} {clock}"


def _date_text(day: dt.date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def _file(sheet: Sheet, turnout: str, unit: str, units: str) -> bytes:
    names = [quoteattr(u.name) for u in sheet.units]
    lines = [
        '<?xml version="1.0"?>',
        _REHEARSAL,
        "<ElectionResult>",
        f"    <Timestamp>{stamp_text(sheet.stamp)}</Timestamp>",
        f"    <ElectionName>{_text(sheet.election_name)}</ElectionName>",
        f"    <ElectionDate>{_date_text(sheet.election_date)}</ElectionDate>",
        f"    <Region>{_text(sheet.region)}</Region>",
        f"    <{turnout}{_turnout(sheet.registered, sum(u.ballots for u in sheet.units))}>",
        f"        <{units}>",
        *(_turnout_row(sheet_unit, name, unit) for sheet_unit, name in zip(sheet.units, names, strict=True)),
        f"        </{units}>",
        f"    </{turnout}>",
        *_contest(sheet, names, unit),
        "</ElectionResult>",
    ]
    return _END.join(lines).encode("utf-8")


def _contest(sheet: Sheet, names: Sequence[str], unit: str) -> Iterator[str]:
    in_so_far = sum(u.reported for u in sheet.units)
    # The format's own names: in a county's file "precinctsReporting" is how many there are.
    words = (
        ("precinctsReporting", "precinctsReported")
        if unit == "Precinct"
        else ("countiesParticipating", "countiesReported")
    )
    yield (
        f"    <Contest key={quoteattr(sheet.contest_key)} text={quoteattr(sheet.contest_text)} "
        f'isQuestion="false" {words[0]}="{len(sheet.units)}" {words[1]}="{in_so_far}">'
    )
    if unit == "Precinct":
        yield from _rows("Number of Precincts for Race", [1] * len(names), names, unit, "        ")
        yield from _rows(
            "Number of Precincts Reporting", [int(u.reported) for u in sheet.units], names, unit, "        "
        )
    for c, (key, text) in enumerate(sheet.choices):
        total = sum(row[c] for u in sheet.units for row in u.votes)
        yield f'        <Choice key={quoteattr(key)} text={quoteattr(text)} totalVotes="{total}">'
        for m, labels in enumerate(sheet.vote_types):
            parts = [columns(u.votes[m][c], len(labels)) for u in sheet.units]
            for i, label in enumerate(labels):
                yield from _rows(label, [p[i] for p in parts], names, unit, "            ")
        yield "        </Choice>"
    yield "    </Contest>"


def _rows(label: str, votes: Sequence[int], names: Sequence[str], unit: str, indent: str) -> Iterator[str]:
    yield f'{indent}<VoteType name={quoteattr(label)} votes="{sum(votes)}">'
    for name, v in zip(names, votes, strict=True):
        yield f'{indent}    <{unit} name={name} votes="{v}" />'
    yield f"{indent}</VoteType>"


def _turnout_row(unit: SheetUnit, name: str, element: str) -> str:
    status = f' percentReporting="{_FULLY_REPORTED if unit.reported else 0}"' if element == "Precinct" else ""
    return f"            <{element} name={name}{_turnout(unit.registered, unit.ballots)}{status} />"


def _turnout(registered: int | None, ballots: int) -> str:
    """The turnout attributes; without a registration only the ballots can be said."""
    if registered is None:
        return f' ballotsCast="{ballots}"'
    hundredths = (20_000 * ballots + registered) // (2 * registered) if registered else 0
    percent = f"{hundredths // 100}.{hundredths % 100:02d}"
    return f' totalVoters="{registered}" ballotsCast="{ballots}" voterTurnout="{percent}"'


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
