"""Reads California's results JSON: contests statewide, by district or by county, with progress in prose.

One object, a list of them, or a list under ``races``; a title says the contest and the place. Votes are
text with commas, the time is local prose. Real samples: ../shared/feeds/ca_sos.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from outright.count import Election, Snapshot
from outright.errors import FeedMalformed
from outright.feeds.findings import Findings
from outright.feeds.ids import stem
from outright.feeds.ledger import Ledger
from outright.feeds.ledger_sheet import Sheet
from outright.feeds.moments import iso_date, prose_moment
from outright.feeds.parties import party_code
from outright.feeds.reader import Reader
from outright.feeds.strict_json import a_count, a_dict, a_list, a_text, loads
from outright.feeds.tables import votes_in
from outright.feeds.text import head
from outright.terms import ReportingUnitType

_ZONE = "America/Los_Angeles"
_TITLE = re.compile(r"(?P<contest>\S.*?)\s+-\s+(?P<place>\S[^-]*?)\s+Results")
_PROGRESS = re.compile(r"\(\s*([\d,]+)\s+of\s+([\d,]+)\s*\)", re.ASCII)
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)_")
_LONGEST = 400
_SIGNS = (b'"raceTitle"', b'"Reporting"', b'"ReportingTime"')


@dataclass(frozen=True, slots=True)
class _Race:
    """One object of the file: a contest in one place."""

    contest: str
    place: str
    level: ReportingUnitType
    progress: tuple[int | None, int | None]
    time: str
    rows: tuple[tuple[str, str, int | None], ...]


def recognises(body: bytes, name: str) -> bool:
    """True for JSON that begins with a contest as the state's results service prints it."""
    del name
    start = head(body, 65536)
    return start.startswith((b"{", b"[")) and all(sign in start for sign in _SIGNS)


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one answer of the service states; `FeedMalformed` for anything that is not one."""
    findings = Findings()
    races = [_race(item, where, findings) for where, item in _items(loads(body, "results"))]
    ledger = Ledger(ReportingUnitType.COUNTY, findings)
    counties = {r.contest for r in races if r.level is ReportingUnitType.COUNTY}
    places: dict[str, int] = {}
    for race in races:
        places[race.contest] = places.get(race.contest, 0) + 1
    for race in races:
        _take(ledger, race, has_counties=race.contest in counties, alone=places[race.contest] == 1)
    ledger.mark_questions()
    counts = ledger.counts()
    if not counts:
        findings.info("no-results-yet", "$", "The answer is whole and lists no contest.")
    moments = [(m, r.time) for r in races if (m := prose_moment(r.time, _ZONE)) is not None]
    latest, printed = max(moments, default=(None, next((r.time for r in races), "")), key=lambda found: found[0])
    if latest is None and races:
        message = f"The time {printed!r} cannot be placed; it is kept as text."
        findings.warn("time-not-placed", "$.ReportingTime", message)
    found = _DAY.match(name)
    date = iso_date("-".join(found.groups())) if found else None
    if date is None:
        message = "The answer does not state the election's date, and its name does not begin with one."
        findings.warn("election-date-unknown", name, message)
    return Snapshot(
        "california", Election("California", date, "CA"), counts, latest, printed, findings=findings.close()
    )


def _items(root: Any) -> list[tuple[str, Any]]:
    """The objects of the answer with their paths, whichever of its three shapes it has."""
    if isinstance(root, list):
        return [(f"$[{n}]", item) for n, item in enumerate(root)]
    answer = a_dict(root, "$")
    if "raceTitle" in answer:
        return [("$", answer)]
    return [(f"$.races[{n}]", item) for n, item in enumerate(a_list(answer.get("races"), "$.races", optional=False))]


def _race(item: Any, where: str, findings: Findings) -> _Race:
    value = a_dict(item, where)
    title = a_text(value.get("raceTitle"), f"{where}.raceTitle")
    found = _TITLE.fullmatch(title) if len(title) <= _LONGEST else None
    contest, place = (found["contest"], found["place"]) if found else (title, title)
    rows = []
    for n, entry in enumerate(a_list(value.get("candidates"), f"{where}.candidates", optional=False)):
        spot = f"{where}.candidates[{n}]"
        row = a_dict(entry, spot)
        party = a_text(row.get("Party"), f"{spot}.Party", optional=True)
        rows.append((a_text(row.get("Name"), f"{spot}.Name"), party, _votes(row.get("Votes"), spot, findings)))
    progress = _progress(a_text(value.get("Reporting"), f"{where}.Reporting", optional=True), where, findings)
    time = a_text(value.get("ReportingTime"), f"{where}.ReportingTime", optional=True)
    return _Race(contest, place, _level(place, title, findings), progress, time, tuple(rows))


def _votes(value: Any, where: str, findings: Findings) -> int | None:
    if isinstance(value, str):
        return votes_in(value, f"{where}.Votes", findings)
    return a_count(value, f"{where}.Votes")


def _level(place: str, title: str, findings: Findings) -> ReportingUnitType:
    """What kind of place a title names."""
    if place == "Statewide":
        return ReportingUnitType.STATE
    if place == "Districtwide":
        return ReportingUnitType.DISTRICT
    if place.endswith(" County"):
        return ReportingUnitType.COUNTY
    message = "The title does not say statewide, districtwide or a county; its votes stand for a place of that name."
    findings.warn("place-unknown", title, message)
    return ReportingUnitType.OTHER


def _progress(text: str, where: str, findings: Findings) -> tuple[int | None, int | None]:
    """Precincts in and in all, out of ``95.1% (24,312 of 25,554) precincts reporting``; None where it does not say.

    A number of precincts in is no share of the votes: mail ballots are counted for weeks after them.
    """
    found = _PROGRESS.search(text)
    try:
        reported, total = (int(n.replace(",", "")) for n in found.groups()) if found else (0, 0)
    except ValueError:
        raise FeedMalformed(f"Progress cannot be read: {text[:80]!r}", where=where) from None
    if not total:
        if text and not found:
            findings.warn("progress-not-read", where, f"Progress is told as {text[:80]!r}; not read.")
        return None, None
    if reported > total:
        message = f"{reported:,} precincts in, of {total:,}: progress is not shown."
        findings.warn("precincts-beyond-total", where, message)
        return None, None
    return reported, total


def _take(ledger: Ledger, race: _Race, *, has_counties: bool, alone: bool) -> None:
    """One contest in one place: the stated total where its counties are listed too, else a unit."""
    level = ReportingUnitType.COUNTY if has_counties else race.level
    sheet = ledger.contest(race.contest, race.contest, level=level)
    whole = race.level in (ReportingUnitType.STATE, ReportingUnitType.DISTRICT)
    if whole or alone:
        sheet.precincts_reported, sheet.precincts_total = race.progress
    if whole and has_counties:
        for name, party, votes in race.rows:
            sheet.stated(_candidate(sheet, name, party), votes)
        return
    unit, printed = _unit(race)
    ledger.unit(unit, printed, race.level, geographic=True)
    reported, total = race.progress
    sheet.unit(unit, reported=None if total is None else reported == total)
    for name, party, votes in race.rows:
        sheet.votes(unit, _candidate(sheet, name, party), votes)


def _unit(race: _Race) -> tuple[tuple[str, str], str]:
    """The unit's key and name: a district is called by its contest, which alone carries its number."""
    if race.level is ReportingUnitType.STATE:
        return ("state", ""), "California"
    if race.level is ReportingUnitType.DISTRICT:
        return ("district", race.contest), race.contest
    return ("place", race.place), race.place.removesuffix(" County")


def _candidate(sheet: Sheet, name: str, party: str) -> tuple[str, str | None]:
    key = (stem(name), party_code(party, name))
    sheet.candidate(key, name, party)
    return key


READER = Reader(
    "california", "California's results JSON", recognises, read,
    publisher="California's Secretary of State (api.sos.ca.gov)", change="`ReportingTime` of each contest",
)  # fmt: skip
