"""When a file was published, from the cell or the file's name that a column map points to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from outright.feeds.column_map_shape import Clock, ColumnMap
from outright.feeds.column_map_sheets import Page
from outright.feeds.findings import Findings


def clock_of(found: ColumnMap, tables: Sequence[Page], name: str, findings: Findings) -> tuple[dt.datetime | None, str]:
    """The moment and its text, both empty without a clock; a time that cannot be placed is kept as text and told."""
    if found.clock is None:
        return None, ""
    text = _text(found.clock, tables, name)
    moment = _moment(found.clock, text)
    if moment is None:
        message = f"The time {text!r} cannot be placed by the map's format and zone; it is kept as text."
        findings.warn("time-not-placed", name, message)
    return moment, text


def _text(clock: Clock, tables: Sequence[Page], name: str) -> str:
    if clock.name is not None:
        hit = clock.name.search(name)
        return (hit[1] if hit.re.groups else hit[0]) or "" if hit else ""
    row, at = clock.cell or (0, 0)
    for page in tables:
        cells = page.row(row)
        if len(cells) >= at and cells[at - 1]:
            return cells[at - 1]
    return ""


def _moment(clock: Clock, text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.strptime(text, clock.format)  # noqa: DTZ007
    except ValueError:
        return None
    if moment.tzinfo is not None:
        return moment
    return moment.replace(tzinfo=ZoneInfo(clock.zone)) if clock.zone else None
