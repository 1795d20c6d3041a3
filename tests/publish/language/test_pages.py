"""Spanish pages: drawn from a translated bulletin, with Spanish words around it, and no English left on them."""

import html
import re
from html.parser import HTMLParser

import msgspec
import pytest
from left_in_english import is_made_up, left_in_english

from night_states import ENGINE_STATES
from outright.bulletin import Bulletin
from outright.publish.language import ENGLISH, FOLDER, Language, language
from outright.publish.language.po import entries
from outright.publish.language.said import Untranslated
from outright.publish.language.template import said
from outright.publish.page import contest_page
from outright.publish.pages import election_page, index_page, method_page, status_page, unit_page
from outright.publish.plain import contest_plain
from outright.publish.site import Site
from outright.publish.tree import documents, tree
from page_states import hostile

SITE = Site()
ATTRIBUTES = ("aria-label", "title", "content", "alt", "placeholder")
ENGLISH_WORDS = re.compile(
    r"\b(the|of|is|are|was|and|with|not|votes?|ballots?|counted|counties|county|left|needs?|would|has|have|share|than|from|"
    r"projected|precincts?|leads?|wins?|runoff|nothing|nobody|yet|which|what|where|this|that|for|about|by|to)\b",
    re.IGNORECASE,
)
KEPT_WORDS = re.compile(
    r"“[^”]*”|O\.C\.G\.A\.[^.]*|JSON Schema|\b[a-z]+(?:[-_][a-z0-9]+)+\b|2016 (?:president|U\.S\. House)|us-[a-z0-9-]+"
)
"""The sources' own words, citations, ids and codes, and the names of past contests, which are the desk's."""


class Text(HTMLParser):
    """What a reader or a screen reader is given of a page, text by text; English that is marked as such apart."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._skip = 0
        self._stack: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.texts += [
            v for k in ATTRIBUTES if (v := given.get(k)) and given.get("name") != "viewport" and "CSP" not in v
        ]
        if tag not in ("meta", "link", "input", "br", "line", "rect", "path", "circle"):
            self._stack.append(tag)
            if self._skip or tag in ("script", "style", "code") or given.get("lang") == "en" or tag == "bdi":
                self._skip += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in self._stack:
            while self._stack.pop() != tag:
                self._skip = max(0, self._skip - 1)
            self._skip = max(0, self._skip - 1)

    def handle_data(self, data: str) -> None:
        if not self._skip and data.strip():
            self.texts.append(" ".join(data.split()))


def texts(page: bytes) -> list[str]:
    reader = Text()
    reader.feed(page.decode())
    return [t for t in reader.texts if not t.startswith("default-src")]


def in_english(page: bytes, whole: Bulletin) -> list[str]:
    """Texts of a page with two English words or more that are no name, code or quotation."""
    names = sorted(set(names_of(whole)), key=len, reverse=True)
    found = []
    for text in texts(page):
        bare = text
        for name in names:
            bare = bare.replace(name, "")
        bare = KEPT_WORDS.sub("", bare)
        if len(ENGLISH_WORDS.findall(bare)) > 1:
            found.append(text)
    return found


def names_of(whole: Bulletin) -> list[str]:
    names = [whole.night.name, *(s.name for s in whole.night.sources), *(s.kind for s in whole.night.sources)]
    for c in whole.contests:
        names += [c.name, c.short_name, *(k.name for k in c.candidates), *(k.surname for k in c.candidates)]
        names += [u.name for u in c.units]
        names += [n for x in c.comparison for n in (x.name, x.candidate_name, x.against_name)]
        names += [label for m in c.methods for label in m.labels]
    return [n for n in names if n]


def every_page(whole: Bulletin) -> dict[str, bytes]:
    contest = whole.contests[0]
    pages = {
        "contest": contest_page(whole, contest.id, SITE, "es"),
        "fixed": contest_page(whole, contest.id, SITE, "es", fixed=True),
        "election": election_page(whole, SITE, "es"),
        "index": index_page(whole, SITE, "es"),
        "status": status_page(whole, SITE, "es"),
        "method": method_page(whole, SITE, "es"),
    }
    if contest.units:
        pages["unit"] = unit_page(whole, contest.id, contest.units[0].id, SITE, "es")
    return pages


@pytest.mark.parametrize("state", ENGINE_STATES)
def test_no_english_is_left_on_any_page_of_a_state(state: str):
    whole = ENGINE_STATES[state]()
    made_up = [t for t in left_in_english(language("es").translated(whole)) if is_made_up(t)]
    for name, page in every_page(whole).items():
        assert in_english(page, whole) == [], name
        assert made_up or b'<span lang="en">' not in page, name


def test_no_english_is_left_on_any_spanish_page_of_the_reference_night(reference: list[Bulletin]):
    """Whatever the tree holds under /es/: pages, moments, places, parts to show elsewhere."""
    for whole in (reference[7], reference[-1]):
        pages = {p: d for p, d in documents(whole, SITE).items() if p.startswith("/es/") and p.endswith(".html")}
        assert len(pages) > 15
        for path, document in pages.items():
            page = document.draw()
            assert page.lstrip().startswith(b"<!doctype html>"), path
            assert b'<html lang="es-US"' in page, path
            assert in_english(page, whole) == [], path
            assert b'<span lang="en">' not in page, path


def test_the_plain_text_is_spanish_too(reference: list[Bulletin], spanish: Language):
    whole = spanish.translated(reference[-1])
    text = contest_plain(whole, whole.contests[0].id, spanish)
    assert "SEGUNDA VUELTA SEGURA. Ya nadie puede ganar directamente." in text
    assert "Candidatura" in text
    assert max(map(len, text.splitlines())) <= 78


def test_a_page_says_its_language_and_leads_to_the_others(reference: list[Bulletin]):
    files = {p: b for p, b in tree(reference[-1], SITE).items() if p.endswith(("index.html", "/plain"))}
    contest = f"/{reference[-1].night.id}/{reference[-1].contests[0].id}/"
    assert files[f"{contest}index.html"].startswith(b'<!doctype html>\n<html lang="en"')
    assert files[f"/es{contest}index.html"].startswith(b'<!doctype html>\n<html lang="es-US"')
    assert b'hreflang="es"' in files[f"{contest}index.html"]
    assert b'hreflang="en"' in files[f"/es{contest}index.html"]
    assert {p for p in files if p.startswith("/es/")} == {f"/es{p}" for p in files if not p.startswith("/es/")}
    assert files[f"/es{contest}plain"] != files[f"{contest}plain"]


def test_english_pages_are_what_they_were(reference: list[Bulletin]):
    whole = reference[-1]
    assert contest_page(whole, whole.contests[0].id) == contest_page(whole, whole.contests[0].id, SITE, "en")
    only = contest_page(whole, whole.contests[0].id, Site(languages=("es",)))
    assert only == contest_page(whole, whole.contests[0].id, Site(languages=("es",)), "es")
    assert b'<html lang="es-US"' in only


def test_hostile_names_are_text_on_a_spanish_page_too():
    whole = hostile()
    page = contest_page(whole, whole.contests[0].id, SITE, "es").decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "\u202e" not in page


def test_what_stayed_in_english_is_marked_as_english(reference: list[Bulletin]):
    contest = reference[-1].contests[0]
    odd = msgspec.structs.replace(contest.verdict, text="The moon <b>is</b> in the way.")
    whole = msgspec.structs.replace(reference[-1], contests=(msgspec.structs.replace(contest, verdict=odd),))
    page = contest_page(whole, contest.id, SITE, "es").decode()
    assert '<span lang="en">The moon &lt;b&gt;is&lt;/b&gt; in the way.</span>' in page
    assert '<span lang="en">' not in contest_page(whole, contest.id, SITE, "en").decode()
    assert said(Untranslated("a<b")) == '<span lang="en">a&lt;b</span>'
    assert said("a<b") == "a<b"


def test_a_spanish_page_shows_the_same_numbers(reference: list[Bulletin]):
    """Every number of a table stands where it stood: cells that carry a key hold the same digits."""
    whole = reference[-1]
    cell = re.compile(r'data-k="((?:votes|share|unit|party|method|needs)\.[^"]*)">([^<]*)<')
    both = [
        {
            k: re.findall(r"\d+", html.unescape(v))
            for k, v in cell.findall(contest_page(whole, whole.contests[0].id, SITE, to).decode())
        }
        for to in ("en", "es")
    ]
    assert both[0]
    assert both[0] == both[1]


def test_the_scripts_words_keep_what_is_filled_in():
    spoken = language("es")
    for path in (FOLDER / "es").glob("pages.po"):
        for e in entries(path.read_text("utf-8")):
            holes = re.findall(r"\{\w+\}", e.message)
            assert sorted(holes) == sorted(re.findall(r"\{\w+\}", spoken.gettext(e.message)))
    assert ENGLISH.ngettext("%(num)s vote", "%(num)s votes", 1) == "%(num)s vote"
    assert spoken.ngettext("%(num)s candidate", "%(num)s candidates", 3) == "%(num)s candidaturas"
