"""One part of a contest as a page of its own: small, readable without script, with whose it is and how sure.

The sections are the contest page's own; only what stands around them is an embed's. The banner of a test or a
rehearsal, how official the count is, its time and where it came from are on every one and cannot be turned off.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outright.bulletin import Bulletin
from outright.publish import words
from outright.publish.embed.parts import Part, folder, parts_of
from outright.publish.language import Language
from outright.publish.render import prefix, rendered, said_in
from outright.publish.site import Site
from outright.publish.standing import source_names

Drawn = tuple[Bulletin, Language, dict[str, Any]]
"""A bulletin of one contest in a language, the language, and what the contest's sections are drawn from."""


def embed_page(drawn: Callable[[], Drawn], part: Part, site: Site, *, seq: int | None = None) -> bytes:
    """The page of one part of a contest; with ``seq`` the copy that keeps that moment for ever.

    ``drawn`` is worked out once for all parts.
    """
    alone, to, values = drawn()
    night, contest = alone.night, alone.contests[0]
    address = folder(night.id, contest.id, part.name, seq)
    whole = _way(address) + f"{night.id}/{contest.id}/"
    return rendered(
        "embed/part.html",
        alone,
        address,
        site,
        to,
        say=words.status_sentence(alone, contest, to),
        fixed=seq is not None,
        here=whole,
        whole=whole,
        shown_part=part.name,
        kept=part.kept,
        sources=source_names(night, to),
        canonical=f"{site.base_url}{prefix(site, to.code)}{address}" if site.base_url else "",
        **values,
    )


def choice_page(alone: Bulletin, site: Site, language: str) -> bytes:
    """The list of a contest's parts with the lines to copy for each, at ``/embed/{night}/{contest}/``."""
    alone, to = said_in(alone, site, language)
    night, contest = alone.night, alone.contests[0]
    address = folder(night.id, contest.id)
    return rendered(
        "embed/choice.html",
        alone,
        address,
        site,
        to,
        say=contest.name,
        fixed=True,
        here=_way(address) + f"{night.id}/{contest.id}/",
        contest=contest,
        parts=parts_of(night, contest),
        script=f"{site.base_url}/embed.js",
        base=f"{site.base_url}{prefix(site, language)}{address}",
        known=bool(site.base_url),
    )


def _way(address: str) -> str:
    """From a page to the first folder of its language."""
    return "../" * (address.count("/") - 1)
