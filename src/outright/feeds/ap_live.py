"""Reads the JSON behind AP's own results pages: races by number, units by FIPS code, candidates by rank.

The files hold ids and no names: an id is printed as the name. The order of candidates differs from unit to
unit (the leader comes first), so they are joined by id. Real files: ../shared/feeds/ap (`public_live_*`) and
the recorded night of January 5, 2021.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from outright.count import Snapshot
from outright.errors import FeedNotRecognised
from outright.feeds.findings import Findings
from outright.feeds.moments import iso_moment
from outright.feeds.newsroom import fips_code, key_text
from outright.feeds.reader import Reader
from outright.feeds.strict_json import a_count, a_dict, a_list, a_text, loads
from outright.feeds.text import head
from outright.feeds.wire import Header, Line, Unit, WireContest, snapshot


def recognises(body: bytes, name: str) -> bool:
    """True for AP's live results or its balance of power, which `read` refuses by name."""
    del name
    if not head(body, 16).startswith(b"{"):
        return False
    if b'"results"' in body and b'"ruid"' in body and b'"raceID"' in body:
        return True
    return b'"raceCalls"' in body and b'"majority"' in body


def read(body: bytes, name: str) -> Snapshot:
    """The snapshot that one body states. A truncated body is refused: nothing of it is used."""
    del name
    root = a_dict(loads(body, "AP live"), "$")
    if "results" not in root:
        raise FeedNotRecognised(
            "This is AP's balance of power, seats by party; it holds no votes", where="$",
            hint="Fetch a state's results instead.",
        )  # fmt: skip
    findings = Findings()
    test = root.get("test") is True
    races = [_race(value, where, test) for value, where in _listed(root["results"])]
    time_text = a_text(root.get("timestamp"), "$.timestamp", optional=True)
    header = Header(time_text=time_text, moment=iso_moment(time_text))
    return snapshot("ap-live", "AP", races, header, findings)


def _listed(results: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """The races: a list of one state's, or lists by state where only the states' sums are given."""
    if isinstance(results, dict):
        for state, races in results.items():
            for n, race in enumerate(a_list(races, f"$.results.{state}")):
                yield a_dict(race, f"$.results.{state}[{n}]"), f"$.results.{state}[{n}]"
        return
    for n, race in enumerate(a_list(results, "$.results")):
        yield a_dict(race, f"$.results[{n}]"), f"$.results[{n}]"


def _race(value: dict[str, Any], where: str, test: bool) -> WireContest:
    summary = a_dict(value.get("summary"), f"{where}.summary")
    places = a_dict(value.get("results") or {}, f"{where}.results")
    postal = key_text(summary.get("ruid"), f"{where}.summary.ruid")
    units = [_unit(a_dict(u, f"{where}.results.{f}"), f"{where}.results.{f}", postal, f) for f, u in places.items()]
    return WireContest(
        id=key_text(value.get("raceID"), f"{where}.raceID"), postal=postal, office="", test=test,
        expected=summary.get("eevp"), units=[_unit(summary, f"{where}.summary", postal, ""), *units],
    )  # fmt: skip


def _unit(value: dict[str, Any], where: str, postal: str, code: str) -> Unit:
    ruid = key_text(value.get("ruid"), f"{where}.ruid") or code
    fips = fips_code(ruid)
    level = a_text(value.get("level"), f"{where}.level", optional=True)
    lines = a_list(value.get("results"), f"{where}.results")
    return Unit(
        level="county" if fips and level == "subunit" else level,
        postal=postal,
        name=ruid,
        id="" if fips else ruid,
        fips=fips,
        reporting=a_count(value.get("precinctsReporting"), f"{where}.precinctsReporting"),
        total=a_count(value.get("precinctsTotal"), f"{where}.precinctsTotal"),
        lines=[_line(a_dict(c, f"{where}.results[{n}]"), f"{where}.results[{n}]") for n, c in enumerate(lines)],
    )


def _line(value: dict[str, Any], where: str) -> Line:
    key = key_text(value.get("candidateID"), f"{where}.candidateID")
    names = (a_text(value.get(k), f"{where}.{k}", optional=True) for k in ("first", "last"))
    return Line(
        key=key,
        name=" ".join(part for part in names if part) or key,
        party=a_text(value.get("party"), f"{where}.party", optional=True),
        votes=a_count(value.get("voteCount"), f"{where}.voteCount"),
        mark=a_text(value.get("winner"), f"{where}.winner", optional=True),
    )


READER = Reader(
    "ap-live", "AP live results JSON", recognises, read,
    publisher="The Associated Press's own pages, 2020 and 2021", change="`timestamp`, about one a minute",
)  # fmt: skip
