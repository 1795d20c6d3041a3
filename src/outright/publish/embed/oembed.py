"""What oEmbed answers about an address of ours: the frame to show, its size, its title and a picture of it.

Only addresses of contests, and of the parts of contests, have an answer. Everything is worked out from the address;
nothing is fetched.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from outright.bulletin import Bulletin, Contest
from outright.publish.card.layout import HIGH, WIDE
from outright.publish.card.value import banner, card_name
from outright.publish.embed.parts import Part, folder, part, parts_of
from outright.publish.language import language
from outright.publish.render import prefix
from outright.publish.site import Site
from outright.publish.words import clean

WIDTH = 600
NARROWEST = 240
CACHE_SECONDS = 300

_SCHEME = re.compile(r"^https?:")

WISHES = {
    "theme": re.compile(r"light|dark|auto"),
    "rows": re.compile(r"[1-9]\d?"),
    "only": re.compile(r"call"),
    "accent": re.compile(r"#?[0-9a-fA-F]{6}"),
    "freeze": re.compile(r"\d{1,9}"),
}
"""What a host may ask of an embed in its address; anything else is not handed on."""


def oembed(
    bulletin: Bulletin, site: Site, url: str, maxwidth: int | None = None, maxheight: int | None = None
) -> dict[str, Any] | None:
    """The answer for an address, or None where it is none of ours or the site's own address is not known.

    The frame is never wider or higher than asked for; a part that does not fit is shown cut and scrolls.
    """
    found = _found(bulletin, site, url)
    if found is None:
        return None
    contest, shown, code, wishes = found
    night = bulletin.night
    width = max(1, min(WIDTH, maxwidth or WIDTH))
    height = max(1, min(shown.height, maxheight or shown.height))
    source = f"{site.base_url}{prefix(site, code)}{folder(night.id, contest.id, shown.name)}{wishes}"
    title = clean(" ".join(t for t in (banner(night, language(code)), contest.name) if t))
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": "Outright",
        "provider_url": f"{site.base_url}/",
        "cache_age": CACHE_SECONDS,
        "html": frame(source, title, height),
        "width": width,
        "height": height,
        "thumbnail_url": f"{site.base_url}/v1/{night.id}/{contest.id}/{card_name(site, code, 'png')}",
        "thumbnail_width": WIDE,
        "thumbnail_height": HIGH,
    }


def oembed_json(alone: Bulletin, site: Site) -> bytes:
    """The answer for the one contest of ``alone`` as a file, for trees that no program answers for."""
    night, contest = alone.night, alone.contests[0]
    return msgspec.json.encode(oembed(alone, site, f"{site.base_url}/{night.id}/{contest.id}/"), order="deterministic")


def frame(source: str, title: str, height: int) -> str:
    """The line of HTML that shows an embed, with nothing in it that could end it early."""
    return (
        f'<iframe src="{escape(source)}" title="{escape(title)}" width="100%" height="{height}" '
        'loading="lazy" style="border:0"></iframe>'
    )


def _found(bulletin: Bulletin, site: Site, url: str) -> tuple[Contest, Part, str, str] | None:
    base = _SCHEME.sub("", site.base_url)
    if not base or not _SCHEME.sub("", url).startswith(f"{base}/"):
        return None
    asked = urlsplit("/" + _SCHEME.sub("", url)[len(base) :].lstrip("/"))
    steps = [s for s in asked.path.removesuffix("index.html").split("/") if s]
    code = steps.pop(0) if steps and steps[0] in site.languages[1:] else site.languages[0]
    if steps[:1] == ["embed"]:
        steps = steps[1:]
        shown = part(steps[2]) if len(steps) == 3 else None
    else:
        shown = part("card") if len(steps) == 2 else None
    contest = next((c for c in bulletin.contests if steps[:2] == [bulletin.night.id, c.id]), None)
    if contest is None or shown is None or shown not in parts_of(bulletin.night, contest):
        return None
    return contest, shown, code, _wishes(asked.query)


def _wishes(query: str) -> str:
    kept = [(k, v) for k, v in parse_qsl(query[:1000]) if k in WISHES and WISHES[k].fullmatch(v)]
    return f"?{urlencode(kept)}" if kept else ""
