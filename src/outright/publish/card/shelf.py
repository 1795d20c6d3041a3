"""The cards of a night: a picture and a drawing of every contest, and a picture of each moment, in each language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from outright.bulletin import Bulletin
from outright.publish.card.draw import png, svg
from outright.publish.card.value import Card, card_name, card_of
from outright.publish.document import Document
from outright.publish.render import said_in
from outright.publish.site import Site
from outright.publish.standing import standing


def cards(bulletin: Bulletin, site: Site) -> Iterator[tuple[str, Document]]:
    """``card-{seq}.png`` keeps its moment for ever; ``card.png`` and ``card.svg`` move with the contest."""
    for contest in bulletin.contests:
        at = f"/v1/{bulletin.night.id}/{contest.id}/"
        alone = standing(bulletin, contest)
        of = alone.night, contest
        for code in site.languages:
            picture, drawing = (partial(_drawn, draw, alone, site, code) for draw in (png, svg))
            yield at + card_name(site, code, "png", contest.seq), Document(picture, of)
            yield at + card_name(site, code, "png"), Document(picture, of)
            yield at + card_name(site, code, "svg"), Document(drawing, of)


def _drawn(draw: Callable[[Card], bytes], alone: Bulletin, site: Site, code: str) -> bytes:
    said, to = said_in(alone, site, code)
    return draw(card_of(said, to))
