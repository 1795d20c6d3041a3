"""The embeds of a night, and what a host needs to show them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial

from outright.bulletin import Bulletin, Contest, Night
from outright.publish.assets import assets
from outright.publish.document import Document
from outright.publish.embed.oembed import oembed_json
from outright.publish.embed.page import Drawn, choice_page, embed_page
from outright.publish.embed.parts import Part, folder, parts_of
from outright.publish.page import sections
from outright.publish.render import prefix, said_in
from outright.publish.site import Site
from outright.publish.standing import standing


def embeds(bulletin: Bulletin, site: Site) -> Iterator[tuple[str, Document]]:
    """``/embed.js``, and of every contest each part in each language, its kept moments, the list, and its oEmbed."""
    yield "/embed.js", Document(_host_script, assets()["embed.js"][0])
    for contest in bulletin.contests:
        alone = standing(bulletin, contest)
        of = alone.night, contest
        ids = alone.night.id, contest.id
        parts = parts_of(alone.night, contest)
        named = _named(alone.night, contest, parts)
        for language in site.languages:
            start = prefix(site, language)
            drawn = cache(partial(_drawn, alone, site, language))
            for part in parts:
                draw = partial(embed_page, drawn, part, site)
                if part.kept:
                    kept = partial(embed_page, drawn, part, site, seq=contest.seq)
                    yield f"{start}{folder(*ids, part.name, contest.seq)}index.html", Document(kept, of)
                yield f"{start}{folder(*ids, part.name)}index.html", Document(draw, of)
            choice = partial(choice_page, alone, site, language)
            yield f"{start}{folder(*ids)}index.html", Document(choice, named)
        if site.base_url:
            yield f"/v1/{ids[0]}/{ids[1]}/oembed.json", Document(partial(oembed_json, alone, site), named)


def _drawn(alone: Bulletin, site: Site, language: str) -> Drawn:
    """The contest in this language, and what its sections are drawn from."""
    said, to = said_in(alone, site, language)
    return said, to, sections(said, said.contests[0], to)


def _named(night: Night, contest: Contest, parts: tuple[Part, ...]) -> tuple[object, ...]:
    """What the list of parts and the oEmbed answer say: names and no figures."""
    return (
        night.id, night.name, night.date, night.status, night.test, night.rehearsal, night.replay,
        contest.id, contest.name, contest.short_name, parts,
    )  # fmt: skip


def _host_script() -> bytes:
    return assets()["embed.js"][1]
