"""Reads Enhanced Voting's export JSON: a jurisdiction, its counties, sometimes their precincts.

Contests are joined by id and name, options by name (an option's id is only its position).
Real samples: ../shared/feeds/enhanced_voting.
"""

from __future__ import annotations

from typing import Any

from outright.count import ContestCount, Election, ExternalId, ReportingUnit, Snapshot
from outright.errors import FeedMalformed, FeedNotRecognised
from outright.feeds.enhanced_voting_contest import Item, Option, Place, contest_count
from outright.feeds.findings import Findings
from outright.feeds.header import check_header, is_test
from outright.feeds.ids import bare_county, distinct, free, stem
from outright.feeds.moments import iso_date, iso_moment
from outright.feeds.reader import Reader
from outright.feeds.strict_json import a_count, a_dict, a_list, a_text, count_at, loads, text_at
from outright.feeds.text import head, words
from outright.terms import ReportingUnitType

_REPORTED = {"fully reported": True, "fullyreported": True, "reported": True, "complete": True}
_PARTLY = frozenset({"partially reported", "partiallyreported", "not reported", "notreported", "none"})
_AGAIN = "Keep the file and fetch it again; earlier counts stand."


def recognises(body: bytes, name: str) -> bool:
    """True for a JSON object that speaks of ballot items."""
    del name
    return head(body, 16).startswith(b"{") and b'"results"' in body and b'"ballotItems"' in body


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one export states. Raises `FeedMalformed` for a broken file."""
    del name
    root = a_dict(loads(body, "Enhanced Voting"), "$")
    if "results" not in root:
        raise FeedNotRecognised("This is JSON, but no Enhanced Voting export: it has no results", where="$")
    findings = Findings()
    results = a_dict(root["results"], "$.results")
    jurisdiction = a_text(results.get("name"), "$.results.name", optional=True)
    stated = _items(results, "$.results", findings)
    places = _places(root, jurisdiction, findings)
    where_known = {key: item for place in places for key, item in place.items.items()}
    keys = list(dict.fromkeys([*stated, *where_known]))
    ids = distinct([stem(title) for _, title in keys], [source for source, _ in keys])
    counts = tuple(
        contest_count(i, stated.get(k), [(p, p.items[k]) for p in places if k in p.items], places, findings)
        for k, i in zip(keys, ids, strict=True)
    )
    for source, title in (k for k in where_known if stated and k not in stated):
        message = f"{title!r} ({source}) has votes in a county and is not in the jurisdiction's list; kept apart."
        findings.warn("contest-only-local", "$.localResults", message)
    if not counts:
        findings.info("no-results-yet", "$.results.ballotItems", "The file lists no contest.")
    return _snapshot(root, jurisdiction, counts, findings)


def _snapshot(
    root: dict[str, Any], jurisdiction: str, counts: tuple[ContestCount, ...], findings: Findings
) -> Snapshot:
    date_text = a_text(root.get("electionDate"), "$.electionDate", optional=True)
    time_text = a_text(root.get("createdAt"), "$.createdAt", optional=True)
    title = a_text(root.get("electionName"), "$.electionName", optional=True)
    date, moment = iso_date(date_text), iso_moment(time_text)
    check_header(title, date, date_text, moment, time_text, findings)
    test = is_test(title, findings)
    election = Election(title, date, jurisdiction or None)
    found = findings.close()
    return Snapshot("enhanced-voting", election, counts, moment, time_text, is_test=test, findings=found)


def _places(root: dict[str, Any], jurisdiction: str, findings: Findings) -> list[Place]:
    """The counties; where the file has none, the jurisdiction itself is the only place."""
    local = a_list(root.get("localResults"), "$.localResults")
    if not local:
        county = jurisdiction.endswith(" County")
        kind = ReportingUnitType.COUNTY if county else ReportingUnitType.STATE
        bare = bare_county(jurisdiction)
        unit = ReportingUnit(stem(bare), bare, kind)
        return [Place(unit, _items(root["results"], "$.results", Findings()))]
    places, taken = [], dict[str, int]()
    for n, value in enumerate(local):
        where = f"$.localResults[{n}]"
        entry = a_dict(value, where)
        printed = bare_county(a_text(entry.get("name"), f"{where}.name"))
        if not printed:
            raise FeedMalformed("A county has no name", where=where, hint=_AGAIN)
        unit_id = free(stem(printed), taken)
        if unit_id != stem(printed):
            findings.hold("unit-name-repeated", where, f"{printed!r} stands twice among the counties.")
        key = a_text(entry.get("id"), f"{where}.id", optional=True)
        external = (ExternalId("other", key),) if key else ()
        unit = ReportingUnit(unit_id, printed, ReportingUnitType.COUNTY, external_ids=external)
        places.append(Place(unit, _items(entry, where, findings)))
    return places


def _items(holder: dict[str, Any], where: str, findings: Findings) -> dict[tuple[str, str], Item]:
    """The ballot items of one place by id and name; one printed twice must be the same twice."""
    found: dict[tuple[str, str], Item] = {}
    for n, value in enumerate(a_list(holder.get("ballotItems"), f"{where}.ballotItems")):
        at = f"{where}.ballotItems[{n}]"
        item = _item(a_dict(value, at), at)
        twin = found.setdefault(item.key, item)
        if twin is item:
            continue
        if twin.options != item.options:
            raise FeedMalformed(f"{item.name!r} stands twice with different counts", where=at, hint=_AGAIN)
        findings.warn("contest-repeated", at, f"{item.name!r} is printed twice, identically; counted once.")
    return found


def _item(value: dict[str, Any], where: str) -> Item:
    name = a_text(value.get("name"), f"{where}.name")
    if not name:
        raise FeedMalformed("A ballot item has no name", where=where, hint=_AGAIN)
    options = a_list(value.get("ballotOptions"), f"{where}.ballotOptions")
    return Item(
        source_id=_key(value.get("id"), f"{where}.id"),
        name=name,
        vote_for=a_count(value.get("voteFor"), f"{where}.voteFor"),
        is_question=a_text(value.get("contestType"), f"{where}.contestType", optional=True)
        in ("Measure", "Question", "BallotMeasure"),
        precincts_total=a_count(value.get("precinctsParticipating"), f"{where}.precinctsParticipating"),
        precincts_in=a_count(value.get("precinctsReporting"), f"{where}.precinctsReporting"),
        options=[
            _option(a_dict(o, at), at)
            for at, o in ((f"{where}.ballotOptions[{n}]", option) for n, option in enumerate(options))
        ],
    )


def _key(value: object, where: str) -> str:
    """A source's id, which may be text or a number."""
    return str(value) if type(value) is int else a_text(value, where, optional=True)


def _option(value: dict[str, Any], where: str) -> Option:
    name = text_at(value, "name", where)
    if not name:
        raise FeedMalformed("An option has no name", where=where, hint=_AGAIN)
    precincts = a_list(value.get("precinctResults"), f"{where}.precinctResults")
    option = Option(
        name=name,
        source_id=_key(value.get("id"), f"{where}.id"),
        party=text_at(value, "politicalParty", where, optional=True),
        votes=count_at(value, "voteCount", where),
        groups=_groups(value, where),
    )
    for n, entry in enumerate(precincts):
        at = f"{where}.precinctResults[{n}]"
        precinct = a_dict(entry, at)
        title = text_at(precinct, "name", at)
        if not title:
            raise FeedMalformed("A precinct has no name", where=at, hint=_AGAIN)
        key = (_key(precinct.get("id"), f"{at}.id"), title)
        if key in option.precincts:
            raise FeedMalformed(f"Precinct {title!r} stands twice for one option", where=at, hint=_AGAIN)
        votes = count_at(precinct, "voteCount", at)
        option.precincts[key] = Option(title, key[0], "", votes, _groups(precinct, at))
        option.reported[key] = _reported(precinct.get("reportingStatus"))
    return option


def _groups(value: dict[str, Any], where: str) -> dict[str, int | None] | None:
    """Votes by the source's group names; None where there is no breakdown at all.

    One name may come twice, once from real and once from virtual precincts; those are added.
    """
    if value.get("groupResults") is None:
        return None
    found: dict[str, int | None] = {}
    met: set[tuple[str, bool]] = set()
    for n, entry in enumerate(a_list(value["groupResults"], f"{where}.groupResults")):
        at = f"{where}.groupResults[{n}]"
        group = a_dict(entry, at)
        label, votes = text_at(group, "groupName", at), count_at(group, "voteCount", at)
        twin = (label, group.get("isFromVirtualPrecinct") is True)
        if twin in met:
            raise FeedMalformed(f"The group {label!r} stands twice for one option", where=at, hint=_AGAIN)
        met.add(twin)
        known = found.get(label)
        found[label] = votes if known is None else known + (votes or 0)
    return found or None


def _reported(status: object) -> bool | None:
    text = words(status) if isinstance(status, str) else ""
    return False if text in _PARTLY else _REPORTED.get(text)


READER = Reader(
    "enhanced-voting", "Enhanced Voting export JSON", recognises, read,
    publisher="Georgia since 2024, with its history since 2014", change="`createdAt`",
)  # fmt: skip
