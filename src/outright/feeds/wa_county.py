"""Reads the wide table that counties of Washington export: precincts in rows, a column for each choice.

It is a column map that comes with the code: the contest stands in the first row, repeated over its choices,
the choices in the third, and "COUNTY TOTALS" repeats the sum. Sample: ../shared/feeds/votewa.
"""

from __future__ import annotations

from dataclasses import replace

from outright.count import Snapshot
from outright.errors import FeedMalformed
from outright.feeds import column_map_read
from outright.feeds.column_map_shape import ColumnMap, Columns, Layout, Totals, Wide
from outright.feeds.reader import Reader
from outright.feeds.tables import printed, sheet_names, workbook
from outright.terms import ReportingUnitType

_FIRST = ["COUNTY NUMBER", "PRECINCT CODE", "PRECINCT NAME", "REGISTERED VOTERS - TOTAL"]
_MAP = ColumnMap(
    source="Washington, a county's export",
    layout="wide",
    level=ReportingUnitType.PRECINCT,
    columns=Columns(
        unit="PRECINCT NAME",
        unit_code="PRECINCT CODE",
        registered="REGISTERED VOTERS - TOTAL",
        ballots_cast="BALLOTS CAST - TOTAL",
    ),
    file=Layout(sheets=("*EXPORT",)),
    wide=Wide(contest_row=1, candidate_row=3, ignore=frozenset({"COUNTY NUMBER", "BALLOTS CAST - BLANK"})),
    totals=Totals(units=frozenset({"COUNTY TOTALS"})),
    election="Washington, a county's export",
    state="WA",
)


def recognises(body: bytes, name: str) -> bool:
    """True for a workbook of one sheet, named as an export, with the columns of a county's wide table."""
    sheets = sheet_names(body)
    if len(sheets) != 1 or not sheets[0].endswith("EXPORT"):
        return False
    try:
        _, rows = next(workbook(body, name or "workbook"))
    except (FeedMalformed, StopIteration):
        return False
    return bool(rows) and [printed(v) for v in rows[0][: len(_FIRST)]] == _FIRST


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one table states; `FeedMalformed` for a column that counts nothing we know of."""
    return replace(column_map_read.read(_MAP, body, name), kind="wa-county")


READER = Reader(
    "wa-county", "Washington's county export", recognises, read,
    publisher="counties of Washington", change="the file itself; it carries no clock",
)  # fmt: skip
