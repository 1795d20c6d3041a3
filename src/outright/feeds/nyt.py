"""Reads the New York Times's race JSON: votes by candidate, in all and by county.

Two shapes. The results page wraps races with candidates and counties in ``data``. The page of the live forecast
has races without candidates: their counties hold votes in all and a model's view of whom they were for. The
model's numbers are no count; such a race is read with its progress, and its votes are not reported.
"""

from __future__ import annotations

from typing import Any

from outright.count import Snapshot
from outright.feeds.findings import Findings
from outright.feeds.moments import iso_date, iso_moment
from outright.feeds.newsroom import fips_code, key_text, tell_expected
from outright.feeds.reader import Reader
from outright.feeds.strict_json import a_count, a_dict, a_list, a_text, loads
from outright.feeds.text import head
from outright.feeds.wire import Header, Line, Unit, WireContest, snapshot, tell_total

_SOURCE = "The New York Times"
_ABSENTEE = "absentee"


def recognises(body: bytes, name: str) -> bool:
    """True for JSON with the Times's own keys of a race."""
    del name
    return head(body, 16).startswith(b"{") and b'"race_slug"' in body and b'"races"' in body


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one page states. Its clock is the newest count's, not the page's."""
    del name
    root = a_dict(loads(body, "NYT"), "$")
    at = "$.data.races" if "data" in root else "$.races"
    holder = a_dict(root["data"], "$.data") if "data" in root else root
    findings = Findings()
    contests: list[WireContest] = []
    clock = date_text = ""
    for n, value in enumerate(a_list(holder.get("races"), at)):
        race = a_dict(value, f"{at}[{n}]")
        contests.append(_contest(race, f"{at}[{n}]", findings))
        clock = max(clock, a_text(race.get("last_updated"), f"{at}[{n}].last_updated", optional=True))
        date_text = date_text or a_text(race.get("election_date"), f"{at}[{n}].election_date", optional=True)
    header = Header("", date_text, iso_date(date_text), clock, iso_moment(clock))
    return snapshot("nyt", _SOURCE, contests, header, findings)


def _contest(race: dict[str, Any], where: str, findings: Findings) -> WireContest:
    def text(key: str) -> str:
        return a_text(race.get(key), f"{where}.{key}", optional=True)

    postal = text("state_id")
    lines = [
        _candidate(a_dict(c, f"{where}.candidates[{n}]"), f"{where}.candidates[{n}]")
        for n, c in enumerate(a_list(race.get("candidates"), f"{where}.candidates"))
    ]
    if "candidates" not in race:  # the forecast's page
        lines = [Line(key, key) for key in text("model_candidates").split(",") if key]
    known = {line.key: line for line in lines}
    counties = a_list(race.get("counties"), f"{where}.counties")
    places = [a_dict(c, f"{where}.counties[{n}]") for n, c in enumerate(counties)]
    units = [_county(c, f"{where}.counties[{n}]", postal, known) for n, c in enumerate(places)]
    whole = Unit(
        "state", postal, text("state_name"),
        reporting=a_count(race.get("precincts_reporting"), f"{where}.precincts_reporting"),
        total=a_count(race.get("precincts_total"), f"{where}.precincts_total"), lines=lines,
    )  # fmt: skip
    found = WireContest(
        id=text("race_id"), postal=postal, office=text("race_name") or text("office"), seat=text("seat_name"),
        party=text("party_id"), uncontested=race.get("uncontested") is True, units=[whole, *units], lines=lines,
    )  # fmt: skip
    tell_total(found, a_count(race.get("votes"), f"{where}.votes"), findings)
    _expected(race, places, found.name, where, findings)
    return found


def _candidate(value: dict[str, Any], where: str) -> Line:
    def text(key: str) -> str:
        return a_text(value.get(key), f"{where}.{key}", optional=True)

    name = text("name_display") or " ".join(part for part in (text("first_name"), text("last_name")) if part)
    absentee = a_count(value.get("absentee_votes"), f"{where}.absentee_votes")
    return Line(
        key=text("candidate_key"),
        name=name or text("candidate_key"),
        party=text("party_id"),
        order=a_count(value.get("order"), f"{where}.order"),
        votes=a_count(value.get("votes"), f"{where}.votes"),
        mark="X" if value.get("winner") is True else "R" if value.get("runoff") is True else "",
        methods=() if absentee is None else ((_ABSENTEE, absentee),),
    )


def _county(value: dict[str, Any], where: str, postal: str, known: dict[str, Line]) -> Unit:
    """One county. A place without ``results`` has not reported for whom its votes are."""
    votes = a_dict(value.get("results") or {}, f"{where}.results")
    absentee = a_dict(value.get("results_absentee") or {}, f"{where}.results_absentee")
    lines = []
    for key, number in votes.items():
        early = a_count(absentee.get(key), f"{where}.results_absentee.{key}")
        who = known.get(key, Line(key, key))
        lines.append(
            Line(
                key,
                who.name,
                who.party,
                who.order,
                a_count(number, f"{where}.results.{key}"),
                methods=() if early is None else ((_ABSENTEE, early),),
            )
        )
    return Unit(
        "county", postal, a_text(value.get("name"), f"{where}.name", optional=True),
        fips=fips_code(key_text(value.get("fips"), f"{where}.fips")),
        reporting=a_count(value.get("reporting"), f"{where}.reporting"),
        total=a_count(value.get("precincts"), f"{where}.precincts"), lines=lines,
    )  # fmt: skip


def _expected(
    race: dict[str, Any], places: list[dict[str, Any]], contest: str, where: str, findings: Findings
) -> None:  # fmt: skip
    """The share that is expected to be counted, and where more is counted than was ever expected."""
    source = a_text(race.get("eevp_source"), f"{where}.eevp_source", optional=True).upper()
    tell_expected(contest, f"{source or 'The page'} (in the Times)", race.get("eevp"), findings)
    over = 0
    for n, place in enumerate(places):
        expected = a_count(place.get("tot_exp_vote"), f"{where}.counties[{n}].tot_exp_vote")
        counted = a_count(place.get("votes"), f"{where}.counties[{n}].votes")
        over += expected is not None and counted is not None and counted > expected
    if over:
        places_over = "one county" if over == 1 else f"{over} counties"
        message = f"In {places_over} more votes are counted than were expected: the estimate was too low there."
        findings.info("expected-vote", contest, message)


READER = Reader(
    "nyt", "New York Times race JSON", recognises, read,
    publisher="The New York Times's results pages, 2020 to 2022", change="the newest `last_updated`",
)  # fmt: skip
