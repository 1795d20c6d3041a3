"""The cards of a night: a picture and a drawing of every contest at addresses that stay, and one for each moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from outright.bulletin import Bulletin
from outright.publish.card.draw import png, svg
from outright.publish.card.value import Card, card_of
from outright.publish.document import Document
from outright.publish.site import Site
from outright.publish.standing import standing


def cards(bulletin: Bulletin, _: Site) -> Iterator[tuple[str, Document]]:
    """``card-{seq}.png`` keeps its moment for ever; ``card.png`` and ``card.svg`` move with the contest."""
    for contest in bulletin.contests:
        at = f"/v1/{bulletin.night.id}/{contest.id}"
        alone = standing(bulletin, contest)
        of = alone.night, contest
        yield f"{at}/card-{contest.seq}.png", Document(partial(_drawn, png, alone), of)
        yield f"{at}/card.png", Document(partial(_drawn, png, alone), of)
        yield f"{at}/card.svg", Document(partial(_drawn, svg, alone), of)


def _drawn(draw: Callable[[Card], bytes], alone: Bulletin) -> bytes:
    return draw(card_of(alone))
