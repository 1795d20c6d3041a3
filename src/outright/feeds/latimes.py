"""Reads the Los Angeles Times's race JSON: a list of races with candidates and counties.

Real sample: ../shared/feeds/other_newsroom.
"""

from __future__ import annotations

from typing import Any

from outright.count import Snapshot
from outright.errors import FeedMalformed
from outright.feeds.findings import Findings
from outright.feeds.moments import iso_date
from outright.feeds.newsroom import fips_code, key_text
from outright.feeds.reader import Reader
from outright.feeds.strict_json import a_count, a_dict, a_list, a_text, loads
from outright.feeds.text import head
from outright.feeds.wire import Header, Line, Unit, WireContest, snapshot, tell_total

_AGAIN = "Keep the file and fetch it again; earlier counts stand."


def recognises(body: bytes, name: str) -> bool:
    """True for a JSON list of races with the paper's own keys."""
    del name
    return head(body, 16).startswith(b"[") and b'"subunits"' in body and b'"state_postal"' in body


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one file states. It prints the election's date and no time."""
    del name
    findings = Findings()
    contests: list[WireContest] = []
    date_text = ""
    for n, value in enumerate(a_list(loads(body, "LA Times"), "$", optional=False)):
        race = a_dict(value, f"$[{n}]")
        contests.append(_contest(race, f"$[{n}]"))
        tell_total(contests[-1], a_count(race.get("total_votes"), f"$[{n}].total_votes"), findings)
        date_text = date_text or a_text(race.get("election_date"), f"$[{n}].election_date", optional=True)
    return snapshot("latimes", "AP", contests, Header("", date_text, iso_date(date_text)), findings)


def _contest(race: dict[str, Any], where: str) -> WireContest:
    def text(key: str) -> str:
        return a_text(race.get(key), f"{where}.{key}", optional=True)

    def number(key: str) -> int | None:
        return a_count(race.get(key), f"{where}.{key}")

    postal = text("state_postal")
    lines = [
        _line(a_dict(c, f"{where}.candidates[{n}]"), f"{where}.candidates[{n}]")
        for n, c in enumerate(a_list(race.get("candidates"), f"{where}.candidates"))
    ]
    known = {line.key: line for line in lines}
    whole = Unit(
        "state", postal, postal, reporting=number("precincts_reporting"), total=number("precincts_total"), lines=lines
    )  # fmt: skip
    units = [
        _unit(a_dict(u, f"{where}.subunits[{n}]"), f"{where}.subunits[{n}]", postal, known)
        for n, u in enumerate(a_list(race.get("subunits"), f"{where}.subunits"))
    ]
    return WireContest(
        id=text("id"), postal=postal, office=text("name"), seat=text("seat_name"), description=text("description"),
        seats=max(number("number_of_winners") or 1, 1), uncontested=race.get("is_uncontested") is True,
        expected=race.get("eevp"), units=[whole, *units], lines=lines,
    )  # fmt: skip


def _line(value: dict[str, Any], where: str) -> Line:
    def text(key: str) -> str:
        return a_text(value.get(key), f"{where}.{key}", optional=True)

    name = " ".join(part for part in (text("given_name"), text("family_name")) if part)
    votes = a_count(value.get("votes"), f"{where}.votes")
    return Line(text("ap_id"), name, text("party"), votes=votes, mark="X" if value.get("is_winner") is True else "")


def _unit(value: dict[str, Any], where: str, postal: str, known: dict[str, Line]) -> Unit:
    """One county; its results are pairs of a candidate's id and votes."""
    lines = []
    for n, pair in enumerate(a_list(value.get("results"), f"{where}.results")):
        at = f"{where}.results[{n}]"
        if not isinstance(pair, list) or len(pair) != 2:
            raise FeedMalformed("Expected a candidate's id and votes", where=at, hint=_AGAIN)
        key = a_text(pair[0], at)
        who = known.get(key, Line(key, key))
        lines.append(Line(key, who.name, who.party, votes=a_count(pair[1], at)))
    return Unit(
        a_text(value.get("type"), f"{where}.type", optional=True), postal,
        a_text(value.get("name"), f"{where}.name", optional=True),
        fips=fips_code(key_text(value.get("code"), f"{where}.code")),
        reporting=a_count(value.get("precincts_reporting"), f"{where}.precincts_reporting"),
        total=a_count(value.get("precincts_total"), f"{where}.precincts_total"), lines=lines,
    )  # fmt: skip


READER = Reader(
    "latimes", "Los Angeles Times race JSON", recognises, read,
    publisher="The Los Angeles Times's results pages, 2020 and 2021", change="the file itself; it carries no clock",
)  # fmt: skip
