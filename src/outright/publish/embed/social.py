"""What the head of a contest's page says to places that show a link as a card."""

from __future__ import annotations

from outright.bulletin import Bulletin, Contest
from outright.publish.card.value import alt, banner, card_name
from outright.publish.language import Language
from outright.publish.render import prefix
from outright.publish.site import Site
from outright.publish.standing import standing
from outright.publish.words import clean


def social(bulletin: Bulletin, contest: Contest, site: Site, to: Language, address: str) -> dict[str, str]:
    """The words and addresses of ``templates/embed/social.html``; empty where the site's own address is not known.

    ``bulletin`` is in the language ``to`` already. The picture's address has the contest's number in it: who keeps
    pictures asks for the new one.
    """
    if not site.base_url:
        return {}
    night = bulletin.night
    data = f"{site.base_url}/v1/{night.id}/{contest.id}"
    return {
        "title": clean(" ".join(t for t in (banner(night, to), f"{contest.name}: {contest.verdict.label}") if t)),
        "url": f"{site.base_url}{prefix(site, to.code)}{address}",
        "image": f"{data}/{card_name(site, to.code, 'png', contest.seq)}",
        "alt": alt(standing(bulletin, contest), to),
        "oembed": f"{data}/oembed.json",
    }
