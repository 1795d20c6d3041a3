"""Reads NPR's race JSON: one state's races with totals by candidate and no counties.

Real samples: ../shared/feeds/other_newsroom, and 354 bodies of the recorded night of January 5, 2021.
"""

from __future__ import annotations

from typing import Any

from outright.count import Snapshot
from outright.feeds.findings import Findings
from outright.feeds.moments import american_date, epoch_moment
from outright.feeds.newsroom import key_text
from outright.feeds.reader import Reader
from outright.feeds.strict_json import a_count, a_dict, a_list, a_text, loads
from outright.feeds.text import head
from outright.feeds.wire import Header, Line, Unit, WireContest, snapshot, tell_total

_OFFICES = {"P": "President", "G": "Governor", "S": "U.S. Senate", "H": "U.S. House"}  # AP's letters


def recognises(body: bytes, name: str) -> bool:
    """True for JSON with NPR's own keys."""
    del name
    return head(body, 16).startswith(b"{") and b'"reportingPercentage"' in body and b'"caucus"' in body


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one file states; its clock is the newest race's."""
    del name
    root = a_dict(loads(body, "NPR"), "$")
    findings = Findings()
    contests: list[WireContest] = []
    clock, date_text = 0, ""
    for n, value in enumerate(a_list(root.get("races"), "$.races")):
        where = f"$.races[{n}]"
        race = a_dict(value, where)
        date_text = date_text or a_text(race.get("date"), f"{where}.date", optional=True)
        results = a_list(race.get("results"), f"{where}.results")
        for m, result in enumerate(results):
            at = f"{where}.results[{m}]"
            found = a_dict(result, at)
            contests.append(_contest(race, found, where, at))
            tell_total(contests[-1], a_count(found.get("total"), f"{at}.total"), findings)
            clock = max(clock, _updated(found, at))
    moment = epoch_moment(clock) if clock else None
    header = Header("", date_text, american_date(date_text), str(clock) if clock else "", moment)
    return snapshot("npr", "NPR", contests, header, findings)


def _updated(result: dict[str, Any], where: str) -> int:
    """The milliseconds since 1970 at which the result was updated; 0 where it does not say."""
    value = result.get("updated")
    return int(text) if (text := key_text(value, f"{where}.updated")).isdecimal() and text.isascii() else 0


def _contest(race: dict[str, Any], result: dict[str, Any], where: str, at: str) -> WireContest:
    def text(key: str) -> str:
        return a_text(race.get(key), f"{where}.{key}", optional=True)

    postal = text("state")
    lines = [
        _line(a_dict(c, f"{at}.candidates[{n}]"), f"{at}.candidates[{n}]")
        for n, c in enumerate(a_list(result.get("candidates"), f"{at}.candidates"))
    ]
    total = a_count(result.get("precincts"), f"{at}.precincts")
    reporting = a_count(result.get("reporting"), f"{at}.reporting")
    return WireContest(
        id=key_text(result.get("id"), f"{at}.id") or key_text(race.get("id"), f"{where}.id"),
        postal=postal, office=_OFFICES.get(text("office"), text("office")), seat=text("seat"), description=text("type"),
        test=race.get("test") is True, expected=result.get("eevp"),
        units=[Unit("state", postal, postal, reporting=reporting, total=total, lines=lines)], lines=lines,
    )  # fmt: skip


def _line(value: dict[str, Any], where: str) -> Line:
    def text(key: str) -> str:
        return a_text(value.get(key), f"{where}.{key}", optional=True)

    name = " ".join(part for part in (text("first"), text("last")) if part)
    key = key_text(value.get("id"), f"{where}.id")
    votes = a_count(value.get("votes"), f"{where}.votes")
    return Line(key or name, name or key, text("party"), votes=votes, mark="X" if value.get("winner") is True else "")


READER = Reader(
    "npr", "NPR race JSON", recognises, read,
    publisher="NPR's results pages, 2020 and 2021", change="`updated` of each race",
)  # fmt: skip
