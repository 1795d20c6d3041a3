"""Reads Decision Desk HQ's JSON: votes by candidate number, in all and by county, with its own expected vote.

Its clock has no zone; measured against the times of fetching, it is UTC. Real samples: ../shared/feeds/ddhq.
"""

from __future__ import annotations

from typing import Any

from outright.count import Snapshot
from outright.feeds.findings import Findings
from outright.feeds.moments import iso_date, iso_moment
from outright.feeds.newsroom import key_text
from outright.feeds.reader import Reader
from outright.feeds.strict_json import a_count, a_dict, a_list, a_text, loads
from outright.feeds.text import head
from outright.feeds.wire import Header, Line, Unit, WireContest, snapshot


def recognises(body: bytes, name: str) -> bool:
    """True for JSON with DDHQ's own key of totals."""
    del name
    return head(body, 16).startswith(b"{") and b'"toplineResults"' in body and b'"race_id"' in body


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one page of races states."""
    del name
    root = a_dict(loads(body, "DDHQ"), "$")
    findings = Findings()
    contests: list[WireContest] = []
    date_text = clock = ""
    for n, value in enumerate(a_list(root.get("data"), "$.data")):
        where = f"$.data[{n}]"
        race = a_dict(value, where)
        contests.append(_contest(race, where, findings))
        clock = max(clock, a_text(race.get("last_updated"), f"{where}.last_updated", optional=True))
        date_text = date_text or a_text(race.get("race_date"), f"{where}.race_date", optional=True)
    if root.get("next_page_url"):
        message = "The file is one page of several. What it does not list is on another page, not gone."
        findings.info("part-of-publication", "$.next_page_url", message)
    moment = iso_moment(clock) or iso_moment(f"{clock}Z")
    return snapshot("ddhq", "DDHQ", contests, Header("", date_text, iso_date(date_text), clock, moment), findings)


def _contest(race: dict[str, Any], where: str, findings: Findings) -> WireContest:
    def text(key: str) -> str:
        return a_text(race.get(key), f"{where}.{key}", optional=True)

    postal, topline = text("abb"), a_dict(race.get("toplineResults"), f"{where}.toplineResults")
    called = key_text(topline.get("called"), f"{where}.toplineResults.called")
    lines = _candidates(race, where)
    whole = _unit(topline, f"{where}.toplineResults", "state", postal, text("state"), "", lines, called)
    by_county = a_dict(race.get("countyResults") or {}, f"{where}.countyResults")
    units = [whole]
    for n, value in enumerate(a_list(by_county.get("counties"), f"{where}.countyResults.counties")):
        at = f"{where}.countyResults.counties[{n}]"
        county = a_dict(value, at)
        title = a_text(county.get("county"), f"{at}.county")
        units.append(_unit(county, at, "county", postal, title, key_text(county.get("id"), f"{at}.id"), lines, ""))
    found = WireContest(
        id=key_text(race.get("race_id"), f"{where}.race_id"), postal=postal, office=text("office"),
        seat=", ".join(part for part in (text("district"), text("name")) if part), party=text("party"),
        units=units, lines=list(lines.values()),
    )  # fmt: skip
    _expected(topline, f"{where}.toplineResults.estimated_votes", found.name, findings)
    return found


def _candidates(race: dict[str, Any], where: str) -> dict[str, Line]:
    found: dict[str, Line] = {}
    for n, value in enumerate(a_list(race.get("candidates"), f"{where}.candidates")):
        at = f"{where}.candidates[{n}]"
        line = a_dict(value, at)
        key = key_text(line.get("cand_id"), f"{at}.cand_id")
        names = (a_text(line.get(part), f"{at}.{part}", optional=True) for part in ("first_name", "last_name"))
        party = a_text(line.get("party_name"), f"{at}.party_name", optional=True)
        found[key] = Line(key, " ".join(part for part in names if part) or key, party)
    return found


def _unit(
    value: dict[str, Any], where: str, level: str, postal: str, name: str, number: str, known: dict[str, Line],
    called: str,
) -> Unit:  # fmt: skip
    precincts = a_dict(value.get("precincts") or {}, f"{where}.precincts")
    votes = a_dict(value.get("votes") or {}, f"{where}.votes")
    lines = [
        Line(
            key,
            known[key].name if key in known else key,
            known[key].party if key in known else "",
            votes=a_count(number_of, f"{where}.votes.{key}"),
            mark="X" if key == called else "",
        )
        for key, number_of in votes.items()
    ]
    reporting = a_count(precincts.get("reporting"), f"{where}.precincts.reporting")
    total = a_count(precincts.get("total"), f"{where}.precincts.total")
    return Unit(level, postal, name, number, "", reporting, total, lines)


def _expected(topline: dict[str, Any], where: str, contest: str, findings: Findings) -> None:
    """DDHQ's own guess at the votes there will be, low, middle and high: told, never used."""
    guess = a_dict(topline.get("estimated_votes") or {}, where)
    found = [a_count(guess.get(f"estimated_votes_{k}"), f"{where}.estimated_votes_{k}") for k in ("low", "mid", "high")]
    if any(v is not None for v in found):
        low, mid, high = (f"{v:,}" if v is not None else "an unknown number" for v in found)
        message = f"DDHQ expects {mid} votes ({low} to {high}). It is an estimate, not a count."
        findings.info("expected-vote", contest, message)


READER = Reader(
    "ddhq", "DDHQ results JSON", recognises, read,
    publisher="Decision Desk HQ, for its customers", change="`last_updated` of each race",
)  # fmt: skip
