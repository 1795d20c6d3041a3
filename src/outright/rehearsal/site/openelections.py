"""A repository of OpenElections files as a code host serves them raw: one CSV for each county, by precinct.

A table of votes has no room for the word rehearsal; the name of its folder says it.
"""

from __future__ import annotations

from outright.rehearsal.editions import Edition
from outright.rehearsal.scenario import Scenario
from outright.rehearsal.site.drift import drifted
from outright.rehearsal.site.page import Page, Request, View
from outright.writers import openelections_csv

_MEDIA = "text/plain; charset=utf-8"


class OpenElections:
    """``/openelections/openelections-data-{st}-rehearsal/master/{year}/…csv``."""

    kind = "openelections"
    title = "OpenElections CSV"

    def __init__(self, scenario: Scenario) -> None:
        setting = scenario.setting
        folder = f"/openelections/openelections-data-{setting.state.lower()}-rehearsal/master/{setting.date.year}"
        self._files: dict[str, str | None] = {}
        for county in (None, *(c.id for c in scenario.counties)):
            name = openelections_csv.file_name(scenario.snapshot(county, 0), setting.state)
            self._files[f"{folder}/{name}" if county is None else f"{folder}/counties/{name}"] = county
        self._addresses = {county: path for path, county in self._files.items()}

    def address(self, county: str | None) -> str:
        """Where the place's table is."""
        return self._addresses[county]

    def doors(self, view: View) -> list[tuple[str, str]]:
        """The state's table by county, then each county's by precinct."""
        del view
        first = next(c for c in self._addresses if c is not None)
        return [(self.address(None), "the state, by county"), (self.address(first), "one county, by precinct")]

    def answer(self, request: Request, view: View) -> Page | None:
        """The page at this address; None for 404, and before the place has published."""
        if request.path not in self._files:
            return None
        edition = view.newest(self._files[request.path])
        if edition is None:
            return None
        body = view.body(edition, "csv", lambda: _table(edition))
        return Page(body, _MEDIA, edition.at, 300, edition.faults)


def _table(edition: Edition) -> bytes:
    return drifted(openelections_csv.write(edition.snapshot), "openelections-csv", edition.drift)
