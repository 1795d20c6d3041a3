"""What other sites are told about an address of ours, by oEmbed: the frame to show and a picture of it."""

from __future__ import annotations

import msgspec

from outright.publish.embed.oembed import CACHE_SECONDS, oembed
from outright.serve.ask import Answer, Ask, Headers, Refusal
from outright.serve.headers import OPEN, safe
from outright.serve.kinds import JSON
from outright.serve.service import Service


async def told_elsewhere(service: Service, ask: Ask) -> Answer:
    """The oEmbed answer for ``?url=``; 404 for an address that is not ours or shows no contest, 501 for XML.

    Parameters that oEmbed does not know are passed over, as its consumers expect.
    """
    asked = dict(ask.query)
    if not asked.get("url"):
        raise Refusal(400, "no-url", "oEmbed needs the address to tell about.", "Ask with ?url=https://…")
    if asked.get("format", "json") != "json":
        raise Refusal(501, "json-only", "The answer is there in JSON only.", "Ask with format=json.")
    shown, site = service.board.bulletin, service.board.site
    width, height = (_pixels(asked.get(name, "")) for name in ("maxwidth", "maxheight"))
    said = oembed(shown, site, asked["url"], width, height) if shown is not None else None
    if said is None:
        raise Refusal(404, "not-ours", "That address is not one of a contest here, or of a part of one.")
    headers: Headers = [
        *safe(ask.path), *OPEN, (b"content-type", JSON.encode()),
        (b"cache-control", b"public, max-age=%d" % CACHE_SECONDS),
    ]  # fmt: skip
    return Answer(200, headers, msgspec.json.encode(said, order="deterministic"))


def _pixels(text: str) -> int | None:
    """A whole number of pixels; None where it is none, which is no limit."""
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 6 else None
