"""The cards of a night: a picture and a drawing of every contest at addresses that stay, and one for each moment."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from outright.bulletin import Bulletin
from outright.publish.card.draw import png, svg
from outright.publish.card.value import card_of
from outright.publish.document import Document
from outright.publish.site import Site


def cards(bulletin: Bulletin, _: Site) -> Iterator[tuple[str, Document]]:
    """``card-{seq}.png`` keeps its moment for ever; ``card.png`` and ``card.svg`` move with the contest."""
    for contest in bulletin.contests:
        at = f"/v1/{bulletin.night.id}/{contest.id}"
        card = card_of(bulletin, contest)
        yield f"{at}/card-{contest.seq}.png", Document(partial(png, card), card)
        yield f"{at}/card.png", Document(partial(png, card), card)
        yield f"{at}/card.svg", Document(partial(svg, card), card)
