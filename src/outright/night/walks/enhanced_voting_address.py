"""Where Enhanced Voting keeps what. Written from public descriptions of the sites, not from live bodies. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

_PUBLIC = re.compile(
    r"(?P<before>.*?)/results/public/(?:api/jurisdictions/)?(?P<jurisdiction>[^/]+)(?:/elections/(?P<slug>[^/]+)(?:/.*)?)?/?"
)
_API = re.compile(
    r"(?P<before>.*?)/results/public/api/elections/(?P<jurisdiction>[^/]+)(?:/(?P<slug>[^/]+)(?:/.*)?)?/?"
)
_EXPORT = re.compile(r"(?:[\w.' -]+/)*[\w.' -]+\.json")


@dataclass(frozen=True, slots=True)
class EnhancedSite:
    """A jurisdiction's results site; ``slug`` is the election's, made by hand, or empty when not known."""

    root: str
    jurisdiction: str
    slug: str

    @property
    def listing(self) -> str:
        """The jurisdiction with its elections."""
        return f"{self.root}/results/public/api/jurisdictions/{quote(self.jurisdiction, safe='')}"

    @property
    def data(self) -> str:
        """The election as the public page reads it; it names the export."""
        jurisdiction, slug = quote(self.jurisdiction, safe=""), quote(self.slug, safe="")
        return f"{self.root}/results/public/api/elections/{jurisdiction}/{slug}/data"

    def export(self, path: str) -> str | None:
        """The address of the export that the site names; None for a path that is no path."""
        if not _EXPORT.fullmatch(path) or ".." in path:
            return None
        return f"{self.root}/cdn/results/{quote(path)}"


def enhanced_site(url: str) -> EnhancedSite | None:
    """The site behind a public page or an address of its interface; None for anything else, an export included.

    >>> enhanced_site("https://results.example.gov/results/public/Georgia/elections/2024NovGen").data
    'https://results.example.gov/results/public/api/elections/Georgia/2024NovGen/data'
    """
    try:
        found = urlsplit(url)
    except ValueError:
        return None
    match = _API.fullmatch(found.path) or _PUBLIC.fullmatch(found.path)
    if match is None or not found.netloc or found.path.endswith(".json") or match["jurisdiction"] == "api":
        return None
    root = f"{found.scheme}://{found.netloc}{match['before']}"
    return EnhancedSite(root, unquote(match["jurisdiction"]), unquote(match["slug"] or ""))
