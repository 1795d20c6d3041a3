"""A Clarity site: version numbers in addresses that never change, one site for the state and one for each county."""

from __future__ import annotations

import datetime as dt
import zipfile
from html import escape
from io import BytesIO
from zlib import crc32

from outright.rehearsal.clarity_detail import detail_xml
from outright.rehearsal.editions import Edition
from outright.rehearsal.scenario import Scenario
from outright.rehearsal.site import clarity_json
from outright.rehearsal.site.drift import drifted
from outright.rehearsal.site.page import Page, Request, View

FIRST_VERSION = 250_000
_DAY = 86_400
_JSON = "application/json"


class Clarity:
    """The whole system: ``/{ST}/{id}/…`` for the state, ``/{ST}/{County}/{id}/…`` for each county."""

    kind = "clarity"
    title = "Clarity election night reporting"

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        state = scenario.setting.state
        self.election_id = 110_000 + crc32(scenario.setting.id.encode()) % 700_000
        self._places: dict[str, str | None] = {f"/{state}/{self.election_id}": None}
        for k, county in enumerate(scenario.counties, 1):
            self._places[f"/{state}/{clarity_json.in_address(county.name)}/{self.election_id + k}"] = county.id
        self._addresses = {county: address for address, county in self._places.items()}

    def address(self, county: str | None) -> str:
        """Where the place's site is, without a slash at the end."""
        return self._addresses[county]

    def version(self, number: int) -> int:
        """The version number of a place's edition."""
        return FIRST_VERSION + number

    def doors(self, view: View) -> list[tuple[str, str]]:
        """The state's site first, then the newest version of its files, then one county's."""
        version = self.version(max(1, view.number(None)))
        state, county = self.address(None), self.address(self._scenario.counties[0].id)
        return [
            (f"{state}/", "the state's site"),
            (f"{state}/current_ver.txt", "its newest version"),
            (f"{state}/{version}/json/en/electionsettings.json", "its counties and their versions"),
            (f"{state}/{version}/json/en/summary.json", "contests and totals"),
            (f"{state}/{version}/json/ALL.json", "votes by county; one such file for each way of voting"),
            (f"{state}/{version}/reports/detailxml.zip", "everything, by county"),
            (f"{county}/current_ver.txt", "a county's newest version; its reports are by precinct"),
        ]

    def answer(self, request: Request, view: View) -> Page | None:
        """The page at this address; None for 404."""
        parts = request.path.strip("/").split("/")
        for length in (2, 3):
            address = "/" + "/".join(parts[:length])
            if len(parts) >= length and address in self._places:
                return self._site(self._places[address], parts[length:], view)
        return None

    def _site(self, county: str | None, rest: list[str], view: View) -> Page | None:
        number = view.number(county)
        if rest in ([], ["web.html"]):
            return self._front(county, view)
        if rest == ["current_ver.txt"]:
            if not number:
                return None
            text = str(self.version(number + view.ahead)).encode()
            return _page(text, "text/plain; charset=utf-8", view.editions.started(county, number), max_age=0)
        if len(rest) < 3 or not rest[0].isdecimal():
            return None
        edition = view.edition(county, int(rest[0]) - FIRST_VERSION)
        if edition is None:
            return None
        return self._file(edition, "/".join(rest[1:]), view)

    def _file(self, edition: Edition, name: str, view: View) -> Page | None:
        """One file of one version: immutable, so it may be kept for a day."""
        if name == "reports/detailxml.zip":
            body = view.body(edition, name, lambda: _zipped(edition))
            return _page(body, "application/zip", edition.at, edition.faults)
        if name == "json/en/electionsettings.json":
            body = view.body(edition, name, lambda: self._settings(edition, view))
            return _page(body, _JSON, edition.at, edition.faults)
        if name == "json/en/summary.json":
            make = clarity_json.summary
        elif name == "json/ALL.json":
            make = clarity_json.votes
        else:
            label = clarity_json.labels(edition.snapshot).get(name.removeprefix("json/").removesuffix(".json"))
            if label is None or name != f"json/{clarity_json.in_address(label)}.json":
                return None
            wanted: str = label

            def make(snapshot: clarity_json.Snapshot) -> bytes:
                return clarity_json.votes(snapshot, wanted)

        body = view.body(edition, name, lambda: drifted(make(edition.snapshot), "clarity-json", edition.drift))
        return _page(body, _JSON, edition.at, edition.faults)

    def _settings(self, edition: Edition, view: View) -> bytes:
        """The settings as of the version: it lists counties and versions only up to its own moment."""
        rows = []
        for k, county in enumerate(self._scenario.counties, 1):
            number = view.editions.number(county.id, edition.at) if edition.county is None else 0
            if number:
                at = view.editions.started(county.id, number)
                rows.append((county.name, self.election_id + k, self.version(number), at))
        return clarity_json.settings(
            edition.snapshot,
            election_id=self.election_id
            + (0 if edition.county is None else self._scenario.position[edition.county] + 1),
            counties=rows,
            versions=[self.version(n) for n in range(1, edition.number + 1)],
            precincts=list(edition.progress.values()),
        )

    def _front(self, county: str | None, view: View) -> Page:
        """What a browser sees; the real one is an application that reads the JSON."""
        name = escape(self._scenario.name)
        here = self.address(county)
        links = "".join(
            f'<li><a href="{escape(path)}">{escape(path)}</a> {escape(what)}</li>'
            for path, what in self.doors(view) if path.startswith(here)
        )  # fmt: skip
        body = (
            f"<!doctype html><title>REHEARSAL: {name}</title><h1>REHEARSAL, no election result</h1>"
            f"<p>{name}</p><ul>{links}</ul>"
        )
        return Page(body.encode(), "text/html; charset=utf-8", self._scenario.begins)


def _page(body: bytes, media: str, at: dt.datetime, faults: tuple[str, ...] = (), max_age: int = _DAY) -> Page:
    # The tag that the system's server gives: the time and the length, in hexadecimal digits.
    etag = f'"{int(at.timestamp()):x}-{len(body):x}"'
    return Page(body, media, at, max_age, faults, etag=etag)


def _zipped(edition: Edition) -> bytes:
    """``detail.xml`` in a zip, the same bytes every time."""
    body = drifted(detail_xml(edition.snapshot, edition.progress), "clarity-xml", edition.drift)
    packed = BytesIO()
    at = edition.at
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo("detail.xml", (at.year, at.month, at.day, at.hour, at.minute, at.second))
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, body)
    return packed.getvalue()
