"""Where Clarity keeps what: addresses of an election's version, settings and detail files. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

_SITE = re.compile(
    r"(?P<before>(?:/[^/]+)*?)/(?P<state>[A-Za-z]{2})(?:/(?P<county>[^/]*[^/0-9][^/]*))?/(?P<id>\d{3,9})(?:/.*)?"
)
_NAME = re.compile(r"(?!\.+$)[\w.' -]{1,80}")
_ELECTION = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True)
class ClaritySite:
    """One election of one jurisdiction. ``root`` is everything before the state's two letters."""

    root: str
    state: str
    county: str
    election_id: str

    @property
    def base(self) -> str:
        """The election's own folder, with the slash."""
        county = f"{self.county}/" if self.county else ""
        return f"{self.root}/{self.state}/{county}{self.election_id}/"

    @property
    def current(self) -> str:
        """Six digits, never cached: the number of the newest version."""
        return f"{self.base}current_ver.txt"

    def settings(self, version: int) -> str:
        """The settings of a version; they list the counties and the versions before it."""
        return f"{self.base}{version}/json/en/electionsettings.json"

    def detail(self, version: int) -> str:
        """The counts of a version, by county or precinct and by way of voting."""
        return f"{self.base}{version}/reports/detailxml.zip"

    def of_county(self, url_name: str, election_id: str) -> ClaritySite | None:
        """A county's own site, as the state's settings name it; None for a name that is no name."""
        if not _NAME.fullmatch(url_name) or not _ELECTION.fullmatch(election_id):
            return None
        return ClaritySite(self.root, self.state, quote(url_name, safe="'"), election_id)


def clarity_site(url: str) -> ClaritySite | None:
    """The site behind an address of any of its pages or files; None when it is not Clarity's pattern.

    Double slashes and what follows the election's number are dropped.

    >>> clarity_site("https://results.example.gov//GA/Ben_Hill/105379/web.264614/#/summary").base
    'https://results.example.gov/GA/Ben_Hill/105379/'
    """
    try:
        found = urlsplit(url)
    except ValueError:
        return None
    path = re.sub(r"/+", "/", found.path)
    match = _SITE.fullmatch(path)
    if match is None or found.scheme not in ("http", "https") or not found.netloc:
        return None
    root = f"{found.scheme}://{found.netloc}{match['before']}"
    return ClaritySite(root, match["state"], match["county"] or "", match["id"])
