"""What only the server answers: part of a document, what it would take, and how to embed an address."""

from __future__ import annotations

from functools import partial

import msgspec

from outright.publish.document import Document
from outright.publish.embed.oembed import CACHE_SECONDS, oembed
from outright.serve.ask import Answer, Ask, Headers, Refusal
from outright.serve.handlers import answered
from outright.serve.headers import OPEN, safe
from outright.serve.kinds import JSON
from outright.serve.missing import missing
from outright.serve.problem import problem
from outright.serve.queries import asked
from outright.serve.service import Service

EMBEDDING = ("url", "maxwidth", "maxheight", "format")


async def query(service: Service, ask: Ask) -> Answer:
    """Part of a contest's document, or what it would take; the whole document where nothing more is asked."""
    board, shown, name = service.board, service.board.edition, ask.path.rsplit("/", 1)[-1]
    if shown is None or ask.parameters["night"] != shown.bulletin.night.id:
        return missing(shown.bulletin if shown else None, ask.path)
    night = shown.bulletin.night
    contest = next((c for c in shown.bulletin.contests if c.id == ask.parameters["contest"]), None)
    if contest is None:
        return missing(shown.bulletin, ask.path)
    like = shown.sheets.get(ask.path)
    if like is not None and not ask.query:
        return await answered(service, ask, like, night)
    wanted = asked(name, ask)
    like = like or shown.sheets[f"/v1/{night.id}/{contest.id}/latest.json"]
    document = Document(partial(wanted.draw, night, contest), (like.document.of, wanted))
    return await answered(service, ask, board.derived((ask.path, wanted), like, ask.path, document), night)


async def embedding(service: Service, ask: Ask) -> Answer:
    """The oEmbed answer for an address of ours. Parameters it does not know are passed over: its consumers add some."""
    shown, given = service.board.bulletin, dict(ask.query)
    if not given.get("url"):
        raise Refusal(400, "parameter-missing", "The parameter 'url' is missing.", "Ask for /oembed?url=…")
    if given.get("format", "json") != "json":
        raise Refusal(501, "only-json", "This answers in JSON only.", "Leave 'format' out.")
    most = {name: _most(name, given[name]) for name in EMBEDDING[1:3] if name in given}
    site = service.board.site
    found = oembed(shown, site, given["url"], **most) if shown else None
    if found is None:
        hint = "" if site.base_url else "The server does not know its public address: start it with --base-url."
        return problem(ask.path, 404, "not-found", "There is nothing of ours to embed at that address.", hint)
    headers: Headers = [
        *safe(ask.path), *OPEN, (b"content-type", JSON.encode()),
        (b"cache-control", b"public, max-age=%d" % CACHE_SECONDS),
    ]  # fmt: skip
    return Answer(200, headers, msgspec.json.encode(found))


def _most(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text[:6]) > 0 and len(text) < 6):
        raise Refusal(400, "unreadable-value", f"{name}={text[:20]} means nothing.", "It must be a number of pixels.")
    return int(text)
