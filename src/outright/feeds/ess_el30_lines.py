"""The lines of an EL30 report: rows with dotted leaders, and the heading of its first page."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from html import unescape
from typing import NamedTuple

from outright.errors import FeedMalformed
from outright.feeds.moments import date_in
from outright.feeds.numbers import shown, whole
from outright.feeds.tables import AGAIN

_BREAKS = re.compile(r"\r\n|[\r\n\f]")
_OPEN = re.compile(r"\s*(?:<html[^>]*>\s*)?<pre>", re.IGNORECASE)
_CLOSE = re.compile(r"</(?:pre|html)>", re.IGNORECASE)
_ESCAPES = re.compile(r"\x1b[A-Za-z0-9]|[\x00\x1a]")
_NUMBER = re.compile(r"[\d,]*\.?\d+", re.ASCII)
_TOKEN = re.compile(r"\S+")
_LEADER = re.compile(r"\s\.(?:\s|$)")
_FRAGMENT = re.compile(r"\s{2,}")
_FURNITURE = re.compile(r"PREC(?:INCT)?\s+REPORT.*|REPORT[- ]EL\d+A?.*|PAGE\s.*", re.IGNORECASE)
_RUN_DATE = re.compile(r"RUN\s+DATE\s*:\s*(\d{1,2}/\d{1,2}/\d{2,4}(?:\s+\d{1,2}:\d\d\s*[AP]M)?)", re.IGNORECASE)
_RUN_TIME = re.compile(r"RUN\s+TIME\s*:\s*(\d{1,2}:\d\d\s*[AP]M)", re.IGNORECASE)
_COUNTY = re.compile(r"\b(?:COUNTY|PARISH|BOROUGH|CITY)\b", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2})(?:\s|$)", re.ASCII)
_WIDEST = 400
_LATE_DAYS = 120


class Row(NamedTuple):
    """One row: what it counts, its total, its numbers by method in the order of the columns, and if it has a share."""

    name: str
    total: int
    methods: tuple[int, ...]
    has_share: bool


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Number and text of every line; of a web page only what is preformatted, which has to be closed."""
    if found := _OPEN.match(text):
        end = _CLOSE.search(text, found.end())
        if end is None:
            message = "The page that holds the report is not closed"
            raise FeedMalformed(message, where="last line", hint=f"It was probably cut on the way. {AGAIN}")
        text = "\n" * len(_BREAKS.findall(text, 0, found.end())) + unescape(text[found.end() : end.start()])
    for number, line in enumerate(_BREAKS.split(_ESCAPES.sub("", text)), 1):
        if len(line) > _WIDEST:
            raise FeedMalformed("The line is wider than any report", where=f"line {number}", hint=AGAIN)
        yield number, line


def indent(line: str) -> int:
    """How far a line is set in: rows stand deeper than the titles above them."""
    return len(line) - len(line.lstrip())


def row_of(line: str, number: int) -> Row | None:
    """The row that a line prints; None for a line of text.

    The name ends where its dotted leader or two blanks begin. The percentage, which has a point, is
    not read; a row for nobody has none.
    """
    tokens = list(_TOKEN.finditer(line))
    first = len(tokens)
    while first > 0 and _NUMBER.fullmatch(tokens[first - 1][0]):
        first -= 1
    while 0 < first < len(tokens) and tokens[first].start() - tokens[first - 1].end() < 2:
        if tokens[first - 1][0].strip(".") == "":
            break  # one blank after a leader's last dot
        first += 1
    if first in (0, len(tokens)):
        if _LEADER.search(line):
            raise FeedMalformed(f"A row has no votes: {shown(line.strip())}", where=f"line {number}", hint=AGAIN)
        return None
    name = _without_leader(line[: tokens[first].start()])
    numbers = [t[0] for t in tokens[first:]]
    percent = len(numbers) > 1 and "." in numbers[1]
    try:
        total, *methods = [_votes(n) for n in (numbers[0], *numbers[2 if percent else 1 :])]
    except ValueError as error:
        raise FeedMalformed(f"Votes: {error}", where=f"line {number}", hint=AGAIN) from None
    return Row(name, total, tuple(methods), percent)


def _votes(text: str) -> int:
    number = whole(text)
    if number is None:
        raise ValueError("an empty cell")
    return number


def _without_leader(text: str) -> str:
    """The name before a dotted leader. The dots stand in every third column; a dot elsewhere is the name's own.

    >>> _without_leader(" ED POE JR. .  .  .  ."), _without_leader("  Yes  .  .  .  ")
    ('ED POE JR.', 'Yes')
    """
    text = text.rstrip()
    while text.endswith(" ."):
        column = len(text)
        text = text[:-1].rstrip()
        if text.endswith(".") and (column - len(text)) % 3 == 0 and not text.endswith(" ."):
            return text[:-1].strip()  # the leader's first dot touches the name
    return text.strip()


def page_header(lines: Sequence[str]) -> tuple[str, str, dt.date | None, str, str]:
    """Title, county, date, the date as printed and the run time that a page's heading states."""
    title: list[str] = []
    county = date_text = ""
    date: dt.date | None = None
    whole_heading = "\n".join(lines)
    for line in lines:
        bare = _RUN_TIME.sub("  ", _RUN_DATE.sub("  ", line))
        for piece in _FRAGMENT.split(bare.strip()):
            if not piece or _FURNITURE.fullmatch(piece):
                continue
            if found := date_in(piece):
                date, date_text = found, piece
            elif _COUNTY.search(piece) and not county:
                county = piece.strip()
            else:
                title.append(piece.strip())
    day, clock = _RUN_DATE.search(whole_heading), _RUN_TIME.search(whole_heading)
    run = " ".join(found[1] for found in (day, clock) if found)
    return " ".join(title), county, date, date_text, run


def far_from(date: dt.date | None, run: str) -> str:
    """Why a report's run date makes the election's date in its heading doubtful; empty when it does not."""
    found = _DAY.match(run)
    if date is None or not found:
        return ""
    try:
        day = dt.date(2000 + int(found[3]), int(found[1]), int(found[2]))
    except ValueError:
        return ""
    if 0 <= (day - date).days <= _LATE_DAYS:
        return ""
    return f"The heading says {date.isoformat()}, and the report was run on {day.isoformat()}."
