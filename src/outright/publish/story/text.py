"""A story as plain text and as Markdown, whole or as its headline, its alert or its brief."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable

from outright.bulletin import Night
from outright.publish.language import Language
from outright.publish.story.value import Length, Sentence, Story
from outright.publish.words import banners

COLUMNS = 78
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!&])")


def plain(story: Story, night: Night, to: Language, length: Length) -> str:
    """The story as text of 78 columns; a headline is one line, an alert two, and neither is wrapped."""
    if length in (Length.HEADLINE, Length.ALERT):
        return _short(story, night, to, length)
    told = " ".join(f"{to.gettext(word)}. {to.gettext(text)}" for word, text in banners(night))
    blocks = [told, story.kicker, story.headline.text, dateline(story, to)]
    blocks += [f"{head} {_told(said)}".strip() for head, said in _parts(story, to, length)]
    return "\n\n".join("\n".join(textwrap.wrap(b, COLUMNS)) for b in blocks if b) + "\n"


def markdown(story: Story, night: Night, to: Language, length: Length) -> str:
    """The story as Markdown; whatever has a meaning in Markdown is escaped, names too."""
    if length in (Length.HEADLINE, Length.ALERT):
        return "\n\n".join(escaped(line) for line in _short(story, night, to, length).splitlines()) + "\n"
    blocks = [f"**{escaped(to.gettext(w))}.** {escaped(to.gettext(text))}" for w, text in banners(night)]
    blocks += [f"# {escaped(story.headline.text)}", f"*{escaped(story.kicker)}. {escaped(dateline(story, to))}*"]
    for head, said in _parts(story, to, length):
        blocks.append((f"*{escaped(head)}* " if head else "") + escaped(_told(said)))
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown takes as text."""
    return _MARKS.sub(r"\\\1", text)


def dateline(story: Story, to: Language) -> str:
    """As of when, and which version of the story this is."""
    said = to.gettext("As of %(time)s. Version %(n)s.") if story.as_of else to.gettext("Version %(n)s.")
    return said % {"time": story.as_of, "n": story.version}


def since(story: Story, to: Language) -> str:
    """The words before what changed."""
    return to.gettext("Since version %(n)s:") % {"n": story.before}


def _short(story: Story, night: Night, to: Language, length: Length) -> str:
    marks = "".join(f"{to.gettext(word).upper()}: " for word, _ in banners(night))
    lines = [marks + story.headline.text]
    if length is Length.ALERT:
        lines.append(story.alert.text)
    return "\n".join(lines) + "\n"


def _parts(story: Story, to: Language, length: Length) -> Iterable[tuple[str, tuple[Sentence, ...]]]:
    """The paragraphs to print, each with what stands before it; what changed comes after the first."""
    if length is Length.BRIEF:
        yield "", story.brief
        return
    for number, paragraph in enumerate(story.paragraphs):
        yield "", paragraph.sentences
        if number == 0 and story.changes:
            yield since(story, to), story.changes


def _told(sentences: tuple[Sentence, ...]) -> str:
    return " ".join(s.text for s in sentences)


WRITERS: dict[str, Callable[[Story, Night, Language, Length], str]] = {"txt": plain, "md": markdown}
"""The formats that are text, by the ending of a file's name."""
