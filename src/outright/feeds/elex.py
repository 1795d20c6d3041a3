"""Reads the table that ``elex results`` prints of AP's feed: one row for each unit and candidate of a race.

Columns as in the public source of newsdev/elex; written from that, no real table was at hand. Rows of towns and of
the counties that elex adds up from them stand side by side: only the towns are summed. A table made by Outright
has an apostrophe before text that a spreadsheet would run as a formula; it is taken off again.
"""

from __future__ import annotations

from collections.abc import Iterator

from outright.count import Snapshot
from outright.feeds.findings import Findings
from outright.feeds.moments import iso_date, iso_moment
from outright.feeds.newsroom import fips_code
from outright.feeds.reader import Reader
from outright.feeds.tables import first_row, rows_of, table_text, votes_in, whole_row
from outright.feeds.text import unguarded
from outright.feeds.wire import Header, Line, Unit, WireContest, snapshot

_NEEDED = frozenset({"raceid", "candidateid", "level", "statepostal", "reportingunitid", "votecount", "last"})
_READ = _NEEDED | {
    "unique_id", "racetypeid", "ballotorder", "description", "electiondate", "fipscode", "first",
    "initialization_data", "is_ballot_measure", "lastupdated", "officeid", "officename", "party", "precinctsreporting",
    "precinctstotal", "reportingunitname", "runoff", "seatname", "statename", "test", "uncontested", "winner",
}  # fmt: skip
_PRIMARIES = {"D": "Dem", "R": "GOP", "E": "Dem", "S": "GOP"}
_STATEWIDE = ("at large", "pleo")  # delegates' districts that repeat the state's votes
Row = dict[str, str]


def recognises(body: bytes, name: str) -> bool:
    """True for a table with elex's columns of results."""
    del name
    return set(first_row(body)) >= _NEEDED


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one table states; `FeedMalformed` for a row that is cut or votes that are no number."""
    del name
    findings = Findings()
    races: dict[tuple[str, str], WireContest] = {}
    units: dict[tuple[str, str, str, str], tuple[Row, int, list[Line]]] = {}
    clock, date_text = "", ""
    for line, row in _rows(body, findings):
        key = (row["statepostal"], row["raceid"])
        if key not in races:
            races[key] = _race(row)
        unit = units.setdefault(
            (*key, row["level"], row["reportingunitid"] or row.get("fipscode", "")), (row, line, [])
        )
        unit[2].append(_line(row, line, findings))
        clock = max(clock, row.get("lastupdated", ""))
        date_text = date_text or row.get("electiondate", "")
    for (postal, race, _, _), (row, line, lines) in units.items():
        races[postal, race].units.append(_unit(row, line, lines, findings))
    header = Header("", date_text, iso_date(date_text), clock, iso_moment(clock))
    return snapshot("elex", "AP", list(races.values()), header, findings)


def _rows(body: bytes, findings: Findings) -> Iterator[tuple[int, Row]]:
    rows = rows_of(table_text(body, findings))
    _, header = next(rows)
    columns = [cell.strip().removeprefix("\ufeff") for cell in header]
    read = [(n, c) for n, c in enumerate(columns) if c in _READ]
    names = [c for _, c in read]
    for line, cells in rows:
        whole_row(cells, len(columns), line)
        kept = [cells[n] for n, _ in read]
        if "'" in "".join(kept):
            kept = [unguarded(cell) for cell in kept]
        yield line, dict(zip(names, map(str.strip, kept), strict=True))


def _true(row: Row, column: str) -> bool:
    return row.get(column, "").lower() in ("true", "t", "1")


def _race(row: Row) -> WireContest:
    kind = row.get("racetypeid", "")
    return WireContest(
        id=row["raceid"],
        postal=row["statepostal"],
        office=row.get("officename", ""),
        seat=row.get("seatname", ""),
        description=row.get("description", ""),
        party=_PRIMARIES.get(kind, ""),
        is_question=_true(row, "is_ballot_measure") or row.get("officeid") == "I",
        uncontested=_true(row, "uncontested"),
        test=_true(row, "test"),
    )


def _unit(row: Row, line: int, lines: list[Line], findings: Findings) -> Unit:
    reporting, total = (
        votes_in(row.get(c, ""), f"line {line}", findings) for c in ("precinctsreporting", "precinctstotal")
    )
    return Unit(
        level=row["level"],
        postal=row["statepostal"],
        name=row.get("reportingunitname") or row.get("statename", ""),
        id=row["reportingunitid"],
        fips=fips_code(row.get("fipscode", "")),
        reporting=reporting,
        total=total,
        lines=lines,
        partial_district=row.get("reportingunitname", "").lower() in _STATEWIDE,
    )


def _line(row: Row, line: int, findings: Findings) -> Line:
    """One row's candidate. Before any result elex prints 0 where AP says nothing; that is not reported."""
    name = " ".join(part for part in (row.get("first", ""), row["last"]) if part)
    votes = votes_in(row["votecount"], f"line {line}", findings)
    order = row.get("ballotorder", "")
    return Line(
        key=row["candidateid"] or row.get("unique_id", "") or name,
        name=name,
        party=row.get("party", ""),
        order=int(order) if order.isascii() and order.isdigit() and len(order) < 6 else None,
        votes=None if _true(row, "initialization_data") else votes,
        mark="X" if _true(row, "winner") else "R" if _true(row, "runoff") else "",
    )


READER = Reader(
    "elex", "elex results CSV", recognises, read,
    publisher="newsrooms that poll AP with elex, and Outright itself", change="the newest `lastupdated`",
    basis="documentation",
)  # fmt: skip
