"""Reads Clarity's settings JSON and ``current_ver.txt``: which versions there are, never a vote.

A state's settings list its counties, each with the version and the hour of its last upload. The thresholds
among the settings are a web page's colours, not the law: Georgia, a majority state, sends a runoff threshold
of 1 and a winner threshold of 0. Real sample: ../shared/feeds/clarity.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from outright.count import Election, Snapshot
from outright.errors import FeedMalformed, FeedNotRecognised
from outright.feeds.findings import Findings
from outright.feeds.header import check_header, is_test
from outright.feeds.moments import american_date, american_moment
from outright.feeds.numbers import shown
from outright.feeds.reader import Reader
from outright.feeds.strict_json import a_count, a_dict, a_list, a_text, loads, wrong
from outright.feeds.text import head, is_html

_DIGITS = re.compile(r"[0-9]{1,9}")
_THRESHOLDS = ("winnerthreshold", "runoffthreshold", "recountthreshold")
_WHERE = "$.settings.electiondetails"


@dataclass(frozen=True, slots=True)
class CountySettings:
    """One county's line: where its own files are and when it last uploaded.

    ``url_name`` is its name in addresses (``Ben_Hill``). ``version`` may be older than what the county's
    own ``current_ver.txt`` says; use it when the newer one fails. ``status_code`` is not explained
    anywhere and is kept as printed. ``updated`` is None where its zone is not known.
    """

    name: str
    url_name: str
    election_id: str
    version: int
    updated: dt.datetime | None
    updated_text: str
    status_code: str


@dataclass(frozen=True, slots=True)
class ClaritySettings:
    """What a settings file says of an election, without the rule for winning it, which it does not know.

    ``versions`` are those published so far, as the file lists them; a file of one version lists none
    after it. ``precincts_reported`` and ``precincts_total`` are the whole jurisdiction's.
    """

    name: str
    date: dt.date | None
    date_text: str
    election_id: str
    entity: str
    is_state: bool | None
    is_test: bool
    updated: dt.datetime | None
    updated_text: str
    versions: tuple[int, ...]
    precincts_reported: int | None
    precincts_total: int | None
    counties: tuple[CountySettings, ...]


def recognises(body: bytes, name: str) -> bool:
    """True for an object of ``settings`` that has ``electiondetails``."""
    del name
    start = head(body, 65536)
    return re.match(rb'\{\s*"settings"\s*:\s*\{', start) is not None and b'"electiondetails"' in start


def settings_of(body: bytes) -> ClaritySettings:
    """The settings that one file states; `FeedMalformed` for a broken file or a county's line that is cut."""
    return _settings(_whole(body))


def current_version(body: bytes) -> int:
    """The version that ``current_ver.txt`` names: a few digits and nothing else.

    Raises `FeedNotRecognised` for a web page and `FeedMalformed` for anything that is not a number.
    """
    if is_html(body):
        raise FeedNotRecognised(
            "current_ver.txt is a web page, probably an error page",
            where="current_ver.txt",
            hint="Stay with the version you have and ask again.",
        )
    text = head(body, 64).decode("ascii", "replace").strip()
    if not _DIGITS.fullmatch(text) or len(body) > 64:
        raise FeedMalformed(
            f"current_ver.txt should be a version's number and is {shown(text) if text else 'empty'}",
            where="current_ver.txt",
            hint="Stay with the version you have and ask again.",
        )
    return int(text)


def read(body: bytes, name: str) -> Snapshot:
    """A snapshot without contests: the election, the site's clock, and what is odd about the settings."""
    document = _whole(body)
    found = _settings(document)
    findings = Findings()
    test = is_test(found.name, findings) or found.is_test
    if found.is_test:
        findings.hold("test-data", name or _WHERE, "The site is in test mode; publish nothing from it.")
    check_header(found.name, found.date, found.date_text, found.updated, found.updated_text, findings)
    for county in found.counties:
        if county.updated is None:
            message = f"The time {shown(county.updated_text)} has no zone that can be placed; it is kept as text."
            findings.warn("time-not-placed", county.name, message)
    settings = a_dict(document.get("settings"), "$.settings")
    given = {key: settings[key] for key in _THRESHOLDS if settings.get(key) is not None}
    if given:
        said = ", ".join(f"{key} {shown(str(value))}" for key, value in given.items())
        findings.info("threshold-not-read", "$.settings", f"{said}: a display's setting; the law is in the rules.")
    election = Election(found.name, found.date, found.entity or None)
    return Snapshot(
        "clarity-settings", election, (), found.updated, found.updated_text, is_test=test, findings=findings.close()
    )  # fmt: skip


def _whole(body: bytes) -> dict[str, Any]:
    return a_dict(loads(body, "Clarity settings"), "$")


def _settings(document: dict[str, Any]) -> ClaritySettings:
    details = a_dict(a_dict(document.get("settings"), "$.settings").get("electiondetails"), _WHERE)

    def text(key: str) -> str:
        return a_text(details.get(key), f"{_WHERE}.{key}", optional=True)

    updated = a_text(document.get("websiteupdatedat"), "$.websiteupdatedat", optional=True)
    versions = a_list(document.get("versions"), "$.versions")
    lines = a_list(details.get("participatingcounties"), f"{_WHERE}.participatingcounties")
    return ClaritySettings(
        name=text("internalname"),
        date=american_date(text("electiondate")),
        date_text=text("electiondate"),
        election_id=text("electionid"),
        entity=a_text(document.get("entityname"), "$.entityname", optional=True),
        is_state=_flag(details.get("isstate"), f"{_WHERE}.isstate"),
        is_test=_flag(details.get("istestmode"), f"{_WHERE}.istestmode") is True,
        updated=american_moment(updated),
        updated_text=updated,
        versions=tuple(_version(v, f"$.versions[{n}]") for n, v in enumerate(versions)),
        precincts_reported=a_count(document.get("stateprecinctsreporting"), "$.stateprecinctsreporting"),
        precincts_total=a_count(document.get("stateprecinctsparticipating"), "$.stateprecinctsparticipating"),
        counties=tuple(_county(line, f"{_WHERE}.participatingcounties[{n}]") for n, line in enumerate(lines)),
    )


def _county(value: Any, where: str) -> CountySettings:
    parts = a_text(value, where).split("|")
    if len(parts) != 5 or not all(p.strip() for p in parts[:3]):
        raise FeedMalformed(
            f"A county's line should have five parts and is {shown(str(value))}",
            where=where,
            hint="Fetch it again; until then use the counties' own current_ver.txt.",
        )
    url_name, election_id, version, updated, status = (p.strip() for p in parts)
    name = url_name.replace("_", " ")
    return CountySettings(
        name, url_name, election_id, _version(version, where), american_moment(updated), updated, status
    )  # fmt: skip


def _version(value: Any, where: str) -> int:
    text = a_text(value, where)
    if not _DIGITS.fullmatch(text):
        raise wrong(text, "a version's number", where)
    return int(text)


def _flag(value: Any, where: str) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise wrong(value, "true or false", where)


READER = Reader(
    "clarity-settings", "Clarity settings JSON (versions, no votes)", recognises, read,
    publisher="states and counties on Clarity", change="`websiteupdatedat`; the version number in the address",
)  # fmt: skip
