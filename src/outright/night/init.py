"""A first ``night.toml`` from what a source was found to hold: ``outright init``. Pure: values in, texts out.

Nothing is claimed that was not found: a rule is written down only where exactly one fits the place, the day, the
stage and the office, and always for a person to confirm; without one the contest has a leader, never a winner.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

import tomlkit
from tomlkit.items import AoT, Table

from outright.count import ContestCount, Snapshot, slug
from outright.errors import RuleError
from outright.rules import Rule
from outright.rules.names import STATES
from outright.rules.table import rules_of
from outright.rules.words import Office, Stage
from outright.terms import ReportingUnitType

_MANY = 5
"""More contests than these are told without precincts and projections, unless a desk asks for them."""

_OFFICES = (
    (Office.PRESIDENT, r"\bpresident(?:ial)?\b"),
    (Office.US_SENATE, r"\b(?:u\.?\s?s\.?|united states) sen(?:ate|ator)\b"),
    (Office.US_HOUSE, r"\b(?:u\.?\s?s\.?|united states) (?:house|rep)|\bcongress"),
    (Office.GOVERNOR, r"^governor\b|\bgovernor$"),
    (Office.LEGISLATURE, r"\b(?:state (?:house|senate|rep|senator)|general assembly)\b"),
    (Office.JUDICIAL, r"\b(?:judge|justice|court)\b"),
    (Office.STATEWIDE, r"\b(?:secretary of state|attorney general|commissioner of|public service commission)\b"),
)
_STAGES = (
    (Stage.RUNOFF, r"\brun-?off\b"), (Stage.SPECIAL, r"\bspecial\b"), (Stage.PRIMARY, r"\bprimary\b"),
    (Stage.GENERAL, r"\bgeneral\b"),
)  # fmt: skip
_ZONES = {
    "America/New_York": "CT DE DC FL GA IN ME MD MA MI NH NJ NY NC OH PA RI SC VT VA WV KY",
    "America/Chicago": "AL AR IL IA KS LA MN MS MO NE ND OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY", "America/Phoenix": "AZ", "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK", "Pacific/Honolulu": "HI",
}  # fmt: skip
"""The zone of each state's capital."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The files of a new night, and what was found and left open, in words for the desk."""

    settings: str
    registered: str
    said: tuple[str, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What ``init`` starts from: the kind, the addresses, whether counties have sites of their own, what was read."""

    kind: str
    urls: tuple[str, ...]
    snapshot: Snapshot
    counties: bool = False
    key_env: str = ""
    private: bool = False
    plain: bool = False


def draft(found: Found, state: str | None = None) -> Draft:
    """The settings for a night of this source. ``state`` is a US state's letters where the feed does not say it."""
    election = found.snapshot.election
    place = _state(state, found)
    doc, said, left = tomlkit.document(), [], []
    night = tomlkit.table()
    day = election.date.isoformat() if election.date else "0000-00-00"
    night["id"] = slug(f"us-{place}-{day}" if place else f"{election.name or found.kind}-{day}")
    night["name"] = election.name or found.kind
    zone = next((z for z, states in _ZONES.items() if place and place in states.split()), None)
    night["timezone"] = zone or "UTC"
    if election.date is not None:
        night["date"] = election.date
    night["test"] = found.snapshot.is_test
    if _is_rehearsal(found.snapshot):
        night["rehearsal"] = True
    night["store"] = "night.owr"
    doc["night"] = night
    if zone is None:
        left.append("night.timezone is UTC: write the jurisdiction's own.")
    if election.date is None:
        left.append("night.date is not in the feed: write it.")
    left.append("night.polls_close is not set: results before it cannot be told from real ones.")
    doc["source"] = _sources(found)
    contests, words = _contests(found, place, election.date is not None)
    doc["contest"] = contests
    left += words
    said.append(_counted(found))
    registered = _registered(found.snapshot)
    if not registered:
        left.append("The feed has no registered voters: without them no verdict is certain before every unit is done.")
    return Draft(tomlkit.dumps(doc), registered, tuple(said), tuple(left))


def _is_rehearsal(snapshot: Snapshot) -> bool:
    named = "rehearsal" in snapshot.election.name.casefold()
    return named or any(f.code == "rehearsal" for f in snapshot.findings)


def _state(state: str | None, found: Found) -> str | None:
    """The state's letters: as given, as the feed says, or as an address has them (``/GA/67317/``)."""
    given = (state or found.snapshot.election.jurisdiction or "").strip()
    names = {name.casefold(): code for code, name in STATES.items()}
    code = names.get(given.casefold(), given.upper())
    if code in STATES:
        return code
    parts = [p for url in found.urls for p in url.split("/") if p in STATES]
    return parts[0] if parts else None


def _sources(found: Found) -> AoT:
    sources, source = tomlkit.aot(), tomlkit.table()
    source["id"] = f"{found.kind}-1"
    source["kind"] = found.kind
    source["name"] = found.snapshot.election.jurisdiction or found.snapshot.election.name or found.kind
    if len(found.urls) == 1:
        source["url"] = found.urls[0]
    else:
        source["urls"] = list(found.urls)
    source["every"] = "30s"
    source["contact"] = ""
    source["contact"].comment("an address the office can write to; goes in the User-Agent")
    if found.counties:
        source["counties"] = True
    if found.key_env:
        source["key_env"] = found.key_env
    if found.plain:
        source["allow_http"] = True
    if found.private:
        private = tomlkit.item(True)
        private.comment("this machine or an inside network: only for a rehearsal")
        source.add("allow_private", private)
    sources.append(source)
    by_hand = tomlkit.table()
    by_hand["id"], by_hand["kind"], by_hand["name"], by_hand["authority"] = "by-hand", "entry", "Reports by hand", -1
    sources.append(by_hand)
    return sources


def _contests(found: Found, place: str | None, dated: bool) -> tuple[AoT, list[str]]:
    tables, left = tomlkit.aot(), list[str]()
    counts = found.snapshot.contests
    registered = bool(_registered(found.snapshot))
    taken: dict[str, int] = {}
    for count in counts:
        table = tomlkit.table()
        wanted = count.contest.id
        taken[wanted] = taken.get(wanted, 0) + 1
        table["id"] = wanted if taken[wanted] == 1 else f"{wanted}-{taken[wanted]}"
        table["name"] = count.contest.name
        if count.contest.seats != 1:
            table["seats"] = count.contest.seats
        rules = proposed(place, found.snapshot, count) if dated else ()
        _rule(table, rules, left)
        if registered and _voters(count):
            table["registered"] = "registered.csv"
            table["registered_note"] = "as the source printed it when the settings were made"
        if len(counts) > _MANY:
            table["precincts"], table["project"] = False, False
        tables.append(table)
    return tables, left


def _rule(table: Table, rules: Sequence[Rule], left: list[str]) -> None:
    if len(rules) == 1:
        table["rule"] = rules[0].id
        table["rule"].comment("proposed from the place, the day and the office: confirm it with the law")
        return
    names = ", ".join(r.id for r in rules) or "none found; `outright rules STATE --on DATE` lists a state's"
    table.add(tomlkit.comment(f'rule = "…"   # {names}'))
    left.append(f"{table['name']}: its rule is open ({names}); until then it has a leader, never a winner.")


def proposed(place: str | None, snapshot: Snapshot, count: ContestCount) -> tuple[Rule, ...]:
    """The rules that may be the contest's: of the state, on the day, for its office and stage. Empty when unknown."""
    office = office_of(count.contest.name)
    day = snapshot.election.date
    if place is None or day is None or office is None or count.contest.is_question:
        return ()
    words = f"{snapshot.election.name} {count.contest.name}"
    stages = [stage for stage, pattern in _STAGES if re.search(pattern, words, re.IGNORECASE)]
    for stage in (*stages, None) if stages else (None,):
        try:
            return rules_of(f"US-{place}", day, stage=stage, scope=str(office))
        except RuleError:
            continue
    return ()


def office_of(name: str) -> Office | None:
    """What is being filled, from a contest's printed name; None where it does not say."""
    return next((office for office, pattern in _OFFICES if re.search(pattern, name, re.IGNORECASE)), None)


def _counted(found: Found) -> str:
    counts = found.snapshot.contests
    units = {u.unit.id for c in counts for u in c.counting_units()}
    level = counts[0].level.value if counts else "unit"
    contests = f"{len(counts):,} contest{'' if len(counts) == 1 else 's'}"
    return f"{contests}, {len(units):,} reporting units ({level})."


def _voters(count: ContestCount) -> dict[str, tuple[str, int]]:
    """Registered voters by county id, with the county's printed name, where every unit states them."""
    names = {u.unit.id: u.unit.name for u in count.units if u.unit.type is ReportingUnitType.COUNTY}
    found: dict[str, tuple[str, int]] = {}
    for unit in count.counting_units():
        if unit.registered_voters is None:
            return {}
        county = unit.unit.parent_id or unit.unit.id
        before = found.get(county, ("", 0))[1]
        name = names.get(county) or county.replace("-", " ").title()
        found[county] = (name, before + unit.registered_voters)
    return found


def _registered(snapshot: Snapshot) -> str:
    """The table ``contest,county,registered``; empty where the feed states no registered voters."""
    out = StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("contest", "county", "registered"))
    any_row = False
    for count in snapshot.contests:
        for name, voters in _voters(count).values():
            rows.writerow((count.contest.name, name, voters))
            any_row = True
    return out.getvalue() if any_row else ""
