"""Reads Politico's county JSON: one row for each county and race, candidates by AP's number and no names.

Real sample: ../shared/feeds/other_newsroom.
"""

from __future__ import annotations

from typing import Any

from outright.count import Snapshot
from outright.feeds.findings import Findings
from outright.feeds.moments import iso_moment
from outright.feeds.newsroom import fips_code, key_text
from outright.feeds.reader import Reader
from outright.feeds.strict_json import a_count, a_dict, a_list, a_text, loads
from outright.feeds.text import head
from outright.feeds.wire import Header, Line, Unit, WireContest, snapshot

_PRECINCTS = "actualPrecincts"


def recognises(body: bytes, name: str) -> bool:
    """True for JSON with Politico's own keys."""
    del name
    return head(body, 16).startswith(b"{") and b'"countyFips"' in body and b'"progressMode"' in body


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one file states. A race is known by its state's FIPS code and its number."""
    del name
    root = a_dict(loads(body, "Politico"), "$")
    found: dict[tuple[str, str], WireContest] = {}
    for n, value in enumerate(a_list(root.get("races"), "$.races")):
        where = f"$.races[{n}]"
        row = a_dict(value, where)
        state, number = (key_text(row.get(key), f"{where}.{key}") for key in ("stateFips", "raceid"))
        contest = found.setdefault((state, number), WireContest(number, state, ""))
        contest.units.append(_unit(row, where, state))
    time_text = a_text(root.get("lastUpdated"), "$.lastUpdated", optional=True)
    header = Header(time_text=time_text, moment=iso_moment(time_text), postal=False)
    return snapshot("politico", "Politico", list(found.values()), header, Findings())


def _unit(row: dict[str, Any], where: str, state: str) -> Unit:
    """One county; its progress counts precincts only where the row says so."""
    fips = key_text(row.get("countyFips"), f"{where}.countyFips")
    counted = row.get("progressMode") == _PRECINCTS
    lines = []
    for n, value in enumerate(a_list(row.get("candidates"), f"{where}.candidates")):
        at = f"{where}.candidates[{n}]"
        line = a_dict(value, at)
        key = key_text(line.get("candidateID"), f"{at}.candidateID")
        lines.append(Line(key, key, votes=a_count(line.get("vote"), f"{at}.vote")))
    return Unit(
        "county", state, fips, fips=fips_code(fips),
        reporting=a_count(row.get("progressReporting"), f"{where}.progressReporting") if counted else None,
        total=a_count(row.get("progressTotal"), f"{where}.progressTotal") if counted else None, lines=lines,
    )  # fmt: skip


READER = Reader(
    "politico", "Politico county JSON", recognises, read,
    publisher="Politico's results pages, 2020 and 2021", change="`lastUpdated`",
)  # fmt: skip
