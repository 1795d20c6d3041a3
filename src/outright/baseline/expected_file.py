"""``expected.csv``: what a desk or an office knows of the votes to come, one line for a place and a way of voting.

Columns: ``county`` or ``unit``; ``method`` (none: all ways together); ``low``, ``high`` and perhaps ``mid``, or
``ballots`` alone; ``source``; ``as_of``. Numbers are all votes of the place in the end, not what is left.
A line that cannot be used is left out and said with its number: the night goes on without it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from outright.baseline.expected import Basis, Expected
from outright.baseline.past import METHODS
from outright.terms import VoteMethod

BALLOTS_WITHOUT_A_VOTE = Fraction(1, 20)
"""Of ballots cast, at most this part is taken to be rejected or without a vote in the contest; half of it is likely."""


@dataclass(frozen=True, slots=True)
class ExpectedFile:
    """The lines that could be read, and what is wrong with the others, in a sentence each."""

    rows: tuple[Expected, ...]
    problems: tuple[str, ...]


def read_expected(text: str, zone: dt.tzinfo, *, where: str = "expected.csv") -> ExpectedFile:
    """Every usable line of ``expected.csv``. ``zone`` places moments that name no zone of their own."""
    numbered = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    reader = csv.DictReader(io.StringIO("\n".join(line for _, line in numbered)))
    columns = set(reader.fieldnames or ())
    if not columns & {"county", "unit"} or not columns & {"ballots", "high"}:
        said = f"{where}: it needs the columns county or unit, and ballots or low and high; nothing in it is used."
        return ExpectedFile((), (said,) if text.strip() else ())
    rows: list[Expected] = []
    problems: list[str] = []
    for (number, _), line in zip(numbered[1:], reader, strict=False):
        try:
            rows.append(_expected(line, zone))
        except ValueError as error:
            problems.append(f"{where}, line {number}: {error}. The line is not used.")
    return ExpectedFile(tuple(rows), tuple(problems))


def _expected(line: Mapping[str, str | None], zone: dt.tzinfo) -> Expected:
    unit = _text(line, "unit") or _text(line, "county")
    if not unit:
        raise ValueError("it names no county and no unit")
    word = _text(line, "method")
    method = METHODS.get(word.lower())
    if method is None:
        raise ValueError(f"there is no way of voting {word!r} (known: {', '.join(m.value for m in VoteMethod)})")
    low, mid, high = _range(line)
    source = _text(line, "source") or "ballots on hand"
    return Expected(unit, method, low, mid, high, source, _moment(_text(line, "as_of"), zone), Basis.ON_HAND)


def _range(line: Mapping[str, str | None]) -> tuple[int, int, int]:
    ballots, low, mid, high = (_number(line, c) for c in ("ballots", "low", "mid", "high"))
    if ballots is not None:
        if any(n is not None for n in (low, mid, high)):
            raise ValueError("it gives ballots and a range; one of them is enough")
        return int(ballots * (1 - BALLOTS_WITHOUT_A_VOTE)), int(ballots * (1 - BALLOTS_WITHOUT_A_VOTE / 2)), ballots
    if low is None or high is None:
        raise ValueError("it gives neither ballots nor low and high")
    middle = (low + high) // 2 if mid is None else mid
    if not low <= middle <= high:
        raise ValueError(f"{low:,}, {middle:,}, {high:,} are not in order")
    return low, middle, high


def _number(line: Mapping[str, str | None], column: str) -> int | None:
    text = _text(line, column).replace(",", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise ValueError(f"{column} is {text!r}, not a whole number")
    return int(text)


def _moment(text: str, zone: dt.tzinfo) -> dt.datetime | None:
    if not text:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"as_of is {text!r}, not a date or a time such as 2017-04-18T19:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _text(line: Mapping[str, str | None], column: str) -> str:
    return (line.get(column) or "").strip()
