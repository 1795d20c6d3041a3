"""Names may hold anything: in every format of a story they are text, and numbers in them are nobody's figures."""

import html.parser
import json
import re

import pytest
from msgspec.structs import replace
from written import faults

from outright.bulletin import Bulletin
from outright.bulletin.history import PastResult
from outright.publish.data.part import encode
from outright.publish.language import ENGLISH, Language
from outright.publish.story import Length, write
from outright.publish.story.document import document
from outright.publish.story.page import story_html, story_page
from outright.publish.story.text import markdown, plain
from page_states import HOSTILE

MARKS = [
    "*bold*",
    "[link](http://x)",
    "# head",
    "`code`",
    "a_b_c",
    "| cell |",
    "\nnew line",
    "%(share)s",
    "1,000 votes",
]


class Tags(html.parser.HTMLParser):
    """Every element and attribute of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes |= {name for name, _ in attrs}


def renamed(bulletin: Bulletin, name: str) -> Bulletin:
    """The same night with everybody and everything called so."""
    contest = bulletin.contests[0]
    named = replace(
        contest, name=name, candidates=tuple(replace(c, name=name, surname=name) for c in contest.candidates),
        sources=tuple(replace(s, name=name) for s in contest.sources),
        identity=replace(contest.identity, state_name=name, office_name=name),
        comparison=tuple(
            replace(c, name=name, candidate_name=name, against_name=name) for c in contest.comparison
        ),
        context=replace(
            contest.context, history=_past(contest.context.history, name),
            afterwards=_past(contest.context.afterwards, name),
        ),
    )  # fmt: skip
    return replace(bulletin, contests=(named,))


def _past(results: tuple[PastResult, ...], name: str) -> tuple[PastResult, ...]:
    return tuple(
        replace(r, name=name, place=name, candidates=tuple(replace(c, name=name) for c in r.candidates))
        for r in results
    )  # fmt: skip


@pytest.mark.parametrize("name", [*HOSTILE, *MARKS])
def test_a_hostile_name_is_text_everywhere(reference: list[Bulletin], name: str):
    whole = renamed(reference[-1], name)
    contest = whole.contests[0]
    story = write(whole, contest)
    for page in (story_html(whole, contest), story_page(whole, contest.id).decode()):
        seen = Tags()
        seen.feed(page)
        assert not re.search(r"<script>|<img|\bonmouseover=\"alert", page)
        assert not {a for a in seen.attributes if a.startswith("on")}
        assert "\u202e" not in page and "\x00" not in page
    assert kinds(story_html(whole, contest)) == kinds(story_html(reference[-1], reference[-1].contests[0]))
    said = json.loads(encode(document(story, whole.night, contest, "en")))
    assert said["headline"]["text"] == story.headline.text
    for text in (plain(story, whole.night, ENGLISH, Length.FULL), markdown(story, whole.night, ENGLISH, Length.FULL)):
        assert "\u202e" not in text and "\x00" not in text and "\u2028" not in text
    for sentence in story.sentences:
        assert faults(sentence, contest) == [] or "  " in name or "{" in name or name == "%(share)s"


def kinds(page: str) -> set[str]:
    """The kinds of elements a page has: a name adds none."""
    seen = Tags()
    seen.feed(page)
    return set(seen.elements)


def test_markdown_of_a_name_is_escaped(reference: list[Bulletin]):
    text = markdown(write(w := renamed(reference[-1], "*b* [x](y) <i>"), w.contests[0]), w.night, ENGLISH, Length.FULL)
    assert r"\*b\* \[x\](y) \<i\>" in text
    assert "*b*" not in text.replace(r"\*", "")


def test_a_headline_is_one_line_whatever_the_names(reference: list[Bulletin], spanish: Language):
    for name in ("\nnew line", "a\r\nb", "\u2028x"):
        whole = renamed(reference[-1], name)
        for to in (ENGLISH, spanish):
            story = write(whole, whole.contests[0], to)
            assert len(plain(story, whole.night, to, Length.HEADLINE).splitlines()) == 1
            assert len(plain(story, whole.night, to, Length.ALERT).splitlines()) == 2
