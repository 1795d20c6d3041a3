"""One part of a contest as a page of its own: small, readable without script, with whose it is and how sure.

The sections are the contest page's own; only what stands around them is an embed's. The banner of a test or a
rehearsal, how official the count is, its time and where it came from are on every one and cannot be turned off.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from outright.bulletin import Bulletin
from outright.publish.embed.parts import Part, folder, parts_of, prefix
from outright.publish.page import render
from outright.publish.site import Site
from outright.publish.standing import source_names

Values = Callable[[], dict[str, Any]]


def embed_page(
    alone: Bulletin, values: Values, part: Part, site: Site, language: str, *, seq: int | None = None
) -> bytes:
    """The page of one part of the one contest of ``alone``; with ``seq`` the copy that keeps that moment for ever.

    ``values`` gives what the sections are drawn from, worked out once for all parts.
    """
    contest = alone.contests[0]
    at = folder(alone.night.id, contest.id, part.name, seq)
    up = "../" * (at.count("/") - 1)
    root = up + "../" * prefix(site, language).count("/")
    return render(
        "embed/part.html",
        alone,
        root=root,
        here=f"{up}{alone.night.id}/{contest.id}/",
        language=language,
        tongues=_tongues(at, root, site, language),
        part_shown=part.name,
        kept=part.kept,
        frozen=seq is not None,
        sources=source_names(alone.night),
        canonical=f"{site.base_url}{prefix(site, language)}{at}" if site.base_url else "",
        **values(),
    )


def choice_page(alone: Bulletin, site: Site, language: str) -> bytes:
    """The list of a contest's parts with the lines to copy for each, at ``/embed/{night}/{contest}/``."""
    contest = alone.contests[0]
    start = prefix(site, language)
    at = folder(alone.night.id, contest.id)
    up = "../" * (at.count("/") - 1)
    return render(
        "embed/choice.html",
        alone,
        root=up + "../" * start.count("/"),
        here=f"{up}{alone.night.id}/{contest.id}/",
        language=language,
        say=f"{contest.name}",
        contest=contest,
        parts=parts_of(contest),
        script=f"{site.base_url}/embed.js",
        base=f"{site.base_url}{start}{at}",
        known=bool(site.base_url),
    )


def _tongues(at: str, root: str, site: Site, language: str) -> tuple[dict[str, Any], ...]:
    """The same embed in the other languages: the language and the way there."""
    return tuple(
        {"language": other, "way": root.removesuffix("/") + prefix(site, other) + at}
        for other in site.languages
        if other != language
    )
