"""The story as a page and as a piece of HTML: every number leads to what it is, as of when, and who says so."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from outright.bulletin import Bulletin, Contest, Figure
from outright.publish.data.part import encode
from outright.publish.document import Document
from outright.publish.language import ENGLISH, Language
from outright.publish.render import prefix, rendered, said_in, snippet
from outright.publish.site import Site
from outright.publish.story.document import document, figures_of
from outright.publish.story.plan import write
from outright.publish.story.text import WRITERS, dateline, since
from outright.publish.story.value import Length, Story


def story_page(bulletin: Bulletin, contest_id: str, site: Site | None = None, language: str = "") -> bytes:
    """The whole story, at ``/{night}/{contest}/story/``. ``KeyError`` for an unknown contest."""
    bulletin, to = said_in(bulletin, site, language)
    contest = bulletin.contest(contest_id)
    story = write(bulletin, contest, to)
    address = f"/{bulletin.night.id}/{contest.id}/story/"
    return rendered(
        "story.html", bulletin, address, site, to, say=story.headline.text, contest=contest, up="../../",
        figure_links=True, **shown(story, contest, to),
    )  # fmt: skip


def story_html(
    bulletin: Bulletin, contest: Contest, to: Language = ENGLISH, length: Length = Length.FULL,
    before: Contest | None = None,
) -> str:  # fmt: skip
    """The story as one article for another page: escaped, with the figures of every sentence beside it.

    ``bulletin`` and ``before`` are in the language ``to`` already.
    """
    story = write(bulletin, contest, to, before)
    return snippet(
        "story/article.html", to, night=bulletin.night, contest=contest, length=length,
        **shown(story, contest, to, before),
    )  # fmt: skip


def in_words(bulletin: Bulletin, contest: Contest, to: Language) -> dict[str, Any]:
    """What the contest's own page says in words: the brief."""
    return shown(write(bulletin, contest, to), contest, to)


def shown(story: Story, contest: Contest, to: Language, before: Contest | None = None) -> dict[str, Any]:
    """What the story's templates are drawn from."""
    figures: dict[str, Figure] = figures_of((*story.sentences, *story.brief), contest, before)
    return {"story": story, "figures": figures, "dateline": dateline(story, to), "since": since(story, to)}


def documents(bulletin: Bulletin, contest: Contest, of: tuple[object, ...]) -> Iterator[tuple[str, Document]]:
    """The story of a contest as files for others, in English; ``of`` is what they follow from, beside its figures."""
    at = f"/v1/{bulletin.night.id}/{contest.id}/story"
    for ending in WRITERS:
        yield f"{at}.{ending}", Document(partial(_text, bulletin, contest, ending), of)
    yield f"{at}.html", Document(partial(_html, bulletin, contest), of)
    yield f"{at}.json", Document(partial(_json, bulletin, contest), of)


def shelf(bulletin: Bulletin, site: Site) -> Iterator[tuple[str, Document]]:
    """The page of every story, in every language."""
    night = bulletin.night
    for contest in bulletin.contests:
        of = (
            bulletin.engine,
            night.id,
            night.name,
            night.status,
            night.test,
            night.rehearsal,
            night.replay,
            contest,
            site,
        )
        for language in reversed(site.languages):
            page = f"{prefix(site, language)}/{night.id}/{contest.id}/story/index.html"
            yield page, Document(partial(story_page, bulletin, contest.id, site, language), of)


def _text(bulletin: Bulletin, contest: Contest, ending: str) -> bytes:
    return WRITERS[ending](write(bulletin, contest), bulletin.night, ENGLISH, Length.FULL).encode()


def _html(bulletin: Bulletin, contest: Contest) -> bytes:
    return story_html(bulletin, contest).encode()


def _json(bulletin: Bulletin, contest: Contest) -> bytes:
    return encode(document(write(bulletin, contest), bulletin.night, contest, ENGLISH.code))
