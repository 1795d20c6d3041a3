"""A story as a data document: its sentences, each with its figures, and the figures themselves.

The figures are in the bulletin's own words and exact values whatever the language of the sentences.
"""

from __future__ import annotations

from collections.abc import Iterable

from outright.bulletin import Asked, Contest, Figure, Night
from outright.publish.data.part import Head, Part, head
from outright.publish.story.plan import figures_at
from outright.publish.story.value import Length, Sentence, Story


class StorySentence(Part, frozen=True, kw_only=True):
    """One sentence. ``code`` says which of a story's sentences it is; ``figures`` are ids of the document's figures.

    ``items`` are the numbers of the questions it answers, as in ``asked``.
    """

    code: str
    text: str
    figures: tuple[str, ...]
    items: tuple[int, ...]


class StoryParagraph(Part, frozen=True, kw_only=True):
    """Sentences of one topic: what, status, why, left, when, field, places, past, next, money, polls, specials."""

    topic: str
    sentences: tuple[StorySentence, ...]


class StoryDocument(Head, frozen=True, kw_only=True):
    """The story of a contest. ``version`` is that of the publication it rests on, ``before`` of the one it is held
    against in ``changes``; 0 without one.

    ``alert`` is the line under the headline, ``brief`` at most 120 words of the story's own sentences. ``figures``
    are those that the sentences use, by id; ``asked`` says which figures answer what people ask.
    """

    language: str
    version: int
    before: int
    as_of_text: str
    kicker: str
    headline: StorySentence
    alert: StorySentence
    brief: tuple[StorySentence, ...]
    story: tuple[StoryParagraph, ...]
    changes: tuple[StorySentence, ...]
    figures: dict[str, Figure]
    asked: tuple[Asked, ...]


def document(
    story: Story, night: Night, contest: Contest, language: str, before: Contest | None = None,
    length: Length = Length.FULL,
) -> StoryDocument:  # fmt: skip
    """The document of a story; of a shorter length, what is longer is left empty."""
    full = length is Length.FULL
    brief = story.brief if length in (Length.FULL, Length.BRIEF) else ()
    paragraphs = story.paragraphs if full else ()
    changes = story.changes if full else ()
    told = (story.headline, story.alert, *brief, *changes, *(s for p in paragraphs for s in p.sentences))
    return StoryDocument(
        **head(night, contest, "outright/story/1"), language=language, version=story.version, before=story.before,
        as_of_text=story.as_of, kicker=story.kicker, headline=_sentence(story.headline), alert=_sentence(story.alert),
        brief=tuple(_sentence(s) for s in brief), changes=tuple(_sentence(s) for s in changes),
        story=tuple(
            StoryParagraph(topic=p.topic, sentences=tuple(_sentence(s) for s in p.sentences)) for p in paragraphs
        ),
        figures=figures_of(told, contest, before), asked=contest.asked,
    )  # fmt: skip


def figures_of(told: Iterable[Sentence], contest: Contest, before: Contest | None = None) -> dict[str, Figure]:
    """The figures that sentences use, by id, in the order in which they first stand."""
    known = figures_at(contest, before)
    return {i: known[i] for s in told for i in s.figures}


def _sentence(sentence: Sentence) -> StorySentence:
    return StorySentence(code=sentence.code, text=sentence.text, figures=sentence.figures, items=sentence.items)
