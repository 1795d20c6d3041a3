"""The shelves of data: every document and table of a night under its address.

What is said of a contest depends on nothing but the contest and on what the night is; a contest of which nothing new
is said has the same bytes again and need not be drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

from msgspec.structs import replace

from outright.bulletin import Bulletin, Contest, Night, schema
from outright.bulletin import encode as encode_bulletin
from outright.publish.data import night as nights
from outright.publish.data import nist, places, race, results_csv, sections, timeline
from outright.publish.data.openapi import openapi_json
from outright.publish.data.part import encode, status_of
from outright.publish.document import Document
from outright.publish.site import Site
from outright.publish.story.page import documents as story
from outright.publish.terminal_csv import csv_text

DOCUMENTS: dict[str, Callable[[Night, Contest], object]] = {
    "timeline.json": timeline.timeline,
    "units.json": places.units,
    "methods.json": sections.methods,
    "context.json": sections.context,
    "remaining.json": sections.remaining,
    "rating.json": sections.rating,
    "calls.json": sections.calls,
    "corrections.json": sections.corrections,
    "money.json": sections.money,
    "nist.json": nist.report,
    "latest.json": race.latest,
}
"""The moving documents of a contest, ``latest.json`` last: it points to the others."""

TABLES: dict[str, Callable[..., str]] = {
    "results.csv": results_csv.results,
    "results-by-method.csv": results_csv.by_method,
}
"""The tables of a contest."""


def data(bulletin: Bulletin, site: Site) -> Iterator[tuple[str, Document]]:
    """What machines read of each contest, and the night as a whole."""
    night = bulletin.night
    for contest in bulletin.contests:
        at, of = f"/v1/{night.id}/{contest.id}", (*_fixed(night, contest), contest)
        yield f"{at}/s/{contest.seq}.json", Document(partial(_json, race.snapshot, night, contest), of)
        for name, make_text in TABLES.items():
            draw = partial(_text, make_text, night, contest, guard=site.csv_guard)
            yield f"{at}/{name}", Document(draw, (*of, site.csv_guard))
        standing, told = _standing(bulletin, contest), (*of, bulletin.schema, bulletin.engine)
        yield f"{at}/projection.json", Document(partial(_json, sections.projection, standing, contest), told)
        draw = partial(_text, csv_text, standing, contest, "projection", guard=site.csv_guard)
        yield f"{at}/projection.csv", Document(draw, (*told, site.csv_guard))
        yield from story(standing, contest, (*told, night.replay))
        for name, make in DOCUMENTS.items():
            yield f"{at}/{name}", Document(partial(_json, make, night, contest), of)
    yield f"/v1/{night.id}/bulletin.json", Document(partial(encode_bulletin, bulletin), bulletin)
    yield f"/v1/{night.id}/index.json", Document(partial(_json, nights.index, bulletin), bulletin)
    yield "/v1/schema/bulletin.json", Document(_schema, bulletin.schema)
    yield "/v1/openapi.json", Document(openapi_json, bulletin.engine)


def meta(bulletin: Bulletin, site: Site) -> Iterator[tuple[str, Document]]:
    """The first document of a site, written last: whoever reads it finds everything else."""
    yield (
        "/v1/meta.json",
        Document(partial(_json, nights.meta, bulletin, site), (bulletin.engine, bulletin.night, site)),
    )


def _fixed(night: Night, contest: Contest) -> tuple[Any, ...]:
    """What the night is, for as long as it is followed, and how official the contest's count is."""
    return (
        night.id, night.name, night.date, night.timezone, night.test, night.rehearsal, status_of(night, contest)
    )  # fmt: skip


def _standing(bulletin: Bulletin, contest: Contest) -> Bulletin:
    """The bulletin of the moment since which what is said of the contest stands, with nothing of later moments."""
    night = replace(
        bulletin.night, seq=contest.seq, as_of=contest.as_of, as_of_text=contest.as_of_text, sources=(),
        status=status_of(bulletin.night, contest), status_text="",
    )  # fmt: skip
    return replace(bulletin, night=night, contests=(contest,))


def _json(make: Callable[..., object], *of: object) -> bytes:
    return encode(make(*of))


def _text(make: Callable[..., str], *of: object, guard: bool) -> bytes:
    return make(*of, guard=guard).encode()


@cache
def _schema() -> bytes:
    return encode(schema())
