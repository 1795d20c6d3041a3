"""Reads the AP Elections API's JSON: races, their reporting units, and each unit's candidates.

Version 2 was read against real responses (../shared/feeds/ap); what version 3 adds (expected vote, call and
tabulation status, vote types) was written from AP's public documentation and is optional everywhere.
Reports of delegates, lists of elections and trend tables are no counts: they are refused by name.
"""

from __future__ import annotations

from typing import Any

from outright.count import Snapshot
from outright.errors import FeedNotRecognised
from outright.feeds.findings import Findings
from outright.feeds.moments import iso_date, iso_moment
from outright.feeds.newsroom import count_of, fips_code, key_text, text_of
from outright.feeds.reader import Reader
from outright.feeds.strict_json import a_count, a_dict, a_list, a_text, loads
from outright.feeds.text import head
from outright.feeds.wire import Header, Line, Unit, WireContest, snapshot

_OTHERS = {
    "delSum": "AP's summary of delegates won",
    "delState": "AP's report of delegates by state",
    "delSuper": "AP's report of delegates by state and kind",
    "trendtable": "AP's table of trends, seats won and held by party",
    "elections": "AP's list of elections",
    "reports": "AP's list of reports",
}
_METHODS = {
    "electionDayInPerson": "Election Day In-Person",
    "earlyInPerson": "Early In-Person",
    "absenteeMail": "Absentee Mail",
    "absenteeInPerson": "Absentee In-Person",
    "provisional": "Provisional",
}
_ABSENTEE = "absenteeTotal"
_TYPES = frozenset(_METHODS) | {_ABSENTEE}
_MARKS = (b'"delSum"', b'"delState"', b'"delSuper"', b'"trendtable"', b'"reportQueries"', b'"queryExplorer"')


def recognises(body: bytes, name: str) -> bool:
    """True for a response of AP's API: races with AP's own keys, or one of its reports."""
    del name
    start = head(body, 4096)
    if not start.startswith(b"{"):
        return False
    if b'"races"' in body and b'"electionDate"' in body:
        return b'"raceTypeID"' in body or b'"reportingUnits"' in body or b'"nextrequest"' in body
    return any(mark in start for mark in _MARKS)


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one response states; `FeedNotRecognised` for a report that is no count."""
    del name
    root = a_dict(loads(body, "AP"), "$")
    if "races" not in root:
        raise _no_count(root)
    findings = Findings()
    races = [_race(a_dict(v, f"$.races[{n}]"), f"$.races[{n}]") for n, v in enumerate(a_list(root["races"], "$.races"))]
    if root.get("isTruncated") is not None:
        more = "; more of it waits at the next link" if root["isTruncated"] is True else ""
        message = f"The response holds only races that changed{more}. What it does not list is unchanged, not gone."
        findings.info("part-of-publication", "$.isTruncated", message)
    date_text = a_text(root.get("electionDate"), "$.electionDate", optional=True)
    time_text = a_text(root.get("timestamp"), "$.timestamp", optional=True)
    header = Header(_title(root), date_text, iso_date(date_text), time_text, iso_moment(time_text))
    return snapshot("ap", "AP", races, header, findings)


def _no_count(root: dict[str, Any]) -> FeedNotRecognised:
    what = next((words for key, words in _OTHERS.items() if key in root), "JSON of AP without races")
    return FeedNotRecognised(
        f"This is {what}; it holds no votes", where="$", hint="Point the source at AP's /elections/DATE response."
    )


def _title(root: dict[str, Any]) -> str:
    """The one kind of race in the response; AP prints no name of an election."""
    races = enumerate(a_list(root["races"], "$.races"))
    types = {a_text(race.get("raceType"), f"$.races[{n}].raceType", optional=True) for n, race in races}
    return types.pop() if len(types) == 1 else ""


def _race(value: dict[str, Any], where: str) -> WireContest:
    def text(key: str) -> str:
        return a_text(value.get(key), f"{where}.{key}", optional=True)

    units = [
        _unit(a_dict(u, f"{where}.reportingUnits[{n}]"), f"{where}.reportingUnits[{n}]")
        for n, u in enumerate(a_list(value.get("reportingUnits"), f"{where}.reportingUnits"))
    ]
    lines = a_list(value.get("candidates"), f"{where}.candidates")
    status = [text("raceCallStatus"), text("tabulationStatus")]
    return WireContest(
        id=key_text(value.get("raceID"), f"{where}.raceID"),
        postal=text("statePostal") or next((u.postal for u in units if u.postal), ""),
        office=text("officeName"),
        seat=text("seatName"),
        description=text("description"),
        party=text("party"),
        seats=max(a_count(value.get("numWinners"), f"{where}.numWinners") or 1, 1),
        is_question=text("officeID") == "I" or text("raceType").startswith("Ballot"),
        uncontested=value.get("uncontested") is True,
        test=value.get("test") is True or value.get("resultsType") == "t",
        expected=value.get("eevp"),
        status=", ".join(s for s in status if s),
        units=units,
        lines=_lines(lines, where),
    )


def _unit(value: dict[str, Any], where: str) -> Unit:
    lines = a_list(value.get("candidates"), f"{where}.candidates")
    return Unit(
        level=text_of(value, "level", where),
        postal=text_of(value, "statePostal", where),
        name=text_of(value, "reportingunitName", where) or text_of(value, "stateName", where),
        id=key_text(value.get("reportingunitID"), f"{where}.reportingunitID"),
        fips=fips_code(key_text(value.get("fipsCode"), f"{where}.fipsCode")),
        reporting=count_of(value, "precinctsReporting", where),
        total=count_of(value, "precinctsTotal", where),
        lines=_lines(lines, where),
        partial_district=text_of(value, "districtType", where) not in ("", "CD"),
    )


def _lines(values: list[Any], where: str) -> list[Line]:
    found = []
    for n, value in enumerate(values):
        at = f"{where}.candidates[{n}]"
        found.append(_line(a_dict(value, at), at))
    return found


def _line(value: dict[str, Any], where: str) -> Line:
    parts = [text_of(value, key, where) for key in ("first", "last", "suffix")]
    name = " ".join(part for part in parts if part)
    key = key_text(value.get("candidateID"), where) or key_text(value.get("polID"), where)
    return Line(
        key=key if key not in ("", "0") else name,  # a person without a national number has polID 0
        name=name or text_of(value, "abbrv", where),
        party=text_of(value, "party", where),
        order=count_of(value, "ballotOrder", where),
        votes=count_of(value, "voteCount", where),
        mark=text_of(value, "winner", where),
        methods=_methods(value, where),
    )


def _methods(value: dict[str, Any], where: str) -> tuple[tuple[str, int | None], ...]:
    """Votes by type where AP gives them (version 3). Its totals of several types are not parts and are left out.

    The absentee total stands in only where its own parts, by mail and in person, are missing.
    """
    types = value.get("voteTypes")
    holder = types if isinstance(types, dict) else value
    if holder is value and value.keys().isdisjoint(_TYPES):
        return ()
    found = {key: count_of(holder, key, where) for key in _METHODS if key in holder}
    parts: list[tuple[str, int | None]] = [(_METHODS[key], votes) for key, votes in found.items() if votes is not None]
    if found.get("absenteeMail") is None and found.get("absenteeInPerson") is None and _ABSENTEE in holder:
        parts.append(("Absentee", count_of(holder, _ABSENTEE, where)))
    return tuple(parts)


READER = Reader(
    "ap", "AP Elections API JSON", recognises, read,
    publisher="The Associated Press, for its subscribers", change="`timestamp`; `lastUpdated` of each unit",
)  # fmt: skip
