"""Reads Bloomberg's results table: one row for each race, county and candidate, by AP's numbers and no names.

Tabs between cells, no clock and no date. Progress is a rounded percentage, in which 99.6 is 100: it is not read.
Real sample: ../shared/feeds/other_newsroom.
"""

from __future__ import annotations

from outright.count import Snapshot
from outright.feeds.findings import Findings
from outright.feeds.newsroom import fips_code
from outright.feeds.reader import Reader
from outright.feeds.tables import first_row, rows_of, table_text, votes_in, whole_row
from outright.feeds.wire import Header, Line, Unit, WireContest, snapshot

_COLUMNS = ("raceKey", "fips", "candidateID", "winner", "voteCount", "precinctsReportingPct", "eevp", "numRunoff")


def recognises(body: bytes, name: str) -> bool:
    """True for a table with exactly Bloomberg's columns."""
    del name
    return tuple(first_row(body, delimiter="\t")) == _COLUMNS


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one table states; `FeedMalformed` for a row that is cut or votes that are no number."""
    del name
    findings = Findings()
    rows = rows_of(table_text(body, findings), delimiter="\t", quoted=False)
    next(rows)
    contests: dict[str, WireContest] = {}
    lines: dict[tuple[str, str], list[Line]] = {}
    for line, cells in rows:
        whole_row(cells, len(_COLUMNS), line)
        race, fips, who, mark, votes, _, expected, _ = (cell.strip() for cell in cells)
        if race not in contests:
            percent = float(expected) if expected.isascii() and expected.isdigit() and len(expected) < 4 else None
            contests[race] = WireContest(race, "", "", expected=percent)
        lines.setdefault((race, fips), []).append(
            Line(who, who, votes=votes_in(votes, f"line {line}", findings), mark=mark)
        )
    for (race, fips), found in lines.items():
        contests[race].units.append(Unit("county", "", fips, fips=fips_code(fips), lines=found))
    return snapshot("bloomberg", "Bloomberg", list(contests.values()), Header(postal=False), findings)


READER = Reader(
    "bloomberg", "Bloomberg results table", recognises, read,
    publisher="Bloomberg's results pages, 2020 and 2021", change="the file itself; it carries no clock",
)  # fmt: skip
