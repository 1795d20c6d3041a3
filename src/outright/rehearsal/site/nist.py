"""A NIST file drop: ``results.xml`` and ``results.json``, replaced whole whenever anything is published."""

from __future__ import annotations

from outright.rehearsal.scenario import Scenario
from outright.rehearsal.site.drift import drifted
from outright.rehearsal.site.page import Page, Request, View
from outright.writers import writer

_FILES = {
    "/results.xml": ("nist-xml", "application/xml"),
    "/results.json": ("nist-json", "application/json"),
}


class Nist:
    """The state by county in NIST SP 1500-100."""

    kind = "nist"
    title = "NIST SP 1500-100"

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario

    def doors(self, view: View) -> list[tuple[str, str]]:
        """Both files."""
        del view
        return [("/results.xml", "everything, by county"), ("/results.json", "the same in JSON")]

    def answer(self, request: Request, view: View) -> Page | None:
        """The page at this address; None for 404, and before anything is published."""
        edition = view.newest(None)
        if request.path not in _FILES or edition is None:
            return None
        form, media = _FILES[request.path]
        body = view.body(edition, form, lambda: drifted(writer(form)(edition.snapshot), form, edition.drift))
        return Page(body, media, edition.at, 10, edition.faults)
