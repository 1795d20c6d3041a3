"""Embeds as files: every link leads somewhere, nothing is drawn twice, and no part hides what it is."""

import re
from html.parser import HTMLParser
from posixpath import dirname, join, normpath

import pytest
from msgspec.structs import replace

from bulletins import bulletin
from outright.publish.assets import STATIC
from outright.publish.embed.parts import PARTS, parts_of
from outright.publish.render import said_in
from outright.publish.site import Site
from outright.publish.tree import documents, is_immutable
from page_states import CONTEST, STATES, hostile, marked_test, with_contest, with_night
from shared import ROOT

NIGHT = "us-ga-2017-04-18"
EMBED = f"/embed/{NIGHT}/{CONTEST}"
SITE = Site("https://results.example.org")
NAMES = [p.name for p in parts_of(bulletin().night, bulletin().contests[0])]
LANGUAGES = {"en": "", "es": "/es"}


class Page(HTMLParser):
    """What a test looks at in a page: tags with their attributes, and the text."""

    def __init__(self, body):
        super().__init__()
        self.tags, self.text = [], ""
        self.feed(body.decode())

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data

    def links(self):
        """Every address within the page, fragments aside."""
        found = [a.get("href") or a.get("src") for tag, a in self.tags if tag in ("a", "link", "script", "img")]
        return [f for f in found if f]


def embeds(files):
    return {p: b for p, b in files.items() if re.match(r"(/es)?/embed/", p)}


def drawn(whole, site=None):
    """The embeds of a night, drawn."""
    return {p: d.draw() for p, d in embeds(documents(whole, site)).items()}


def test_every_part_has_its_address_in_every_language_and_two_are_kept():
    paths = set(drawn(bulletin()))
    wanted = {f"{at}{EMBED}/index.html" for at in LANGUAGES.values()}
    wanted |= {f"{at}{EMBED}/{name}/index.html" for at in LANGUAGES.values() for name in NAMES}
    wanted |= {f"{at}{EMBED}/{name}/at/12/index.html" for at in LANGUAGES.values() for name in ("card", "table")}
    assert paths == wanted
    assert {p for p in paths if is_immutable(p)} == {p for p in paths if "/at/" in p}


@pytest.mark.parametrize("make", [bulletin, STATES["no_votes"], STATES["runoff_projected"]])
def test_every_link_leads_to_a_file_of_the_tree(make):
    files = documents(make(), SITE)
    for path, body in drawn(make(), SITE).items():
        for link in Page(body).links():
            if link.startswith(SITE.base_url):
                link = link.removeprefix(SITE.base_url)
            plain = link.partition("#")[0]
            target = "/" + normpath(join(dirname(path), plain)).strip("/")
            target = f"{target.rstrip('/')}/index.html" if plain.endswith("/") else target
            assert target in files, f"{path}: {link}"
            assert not link.startswith("#"), f"{path}: {link} leads nowhere within an embed"


def spoken(path, whole):
    """The bulletin in the language of this address, and the language."""
    return said_in(whole, SITE, "es" if path.startswith("/es/") else "en")


@pytest.mark.parametrize("make", [*STATES.values(), hostile])
def test_every_embed_says_how_official_it_is_when_whence_and_where_the_whole_is(make):
    whole = make()
    for path, body in drawn(whole).items():
        page, (said, to) = Page(body), spoken(path, whole)
        assert (to.gettext("Rehearsal") in page.text) is whole.night.rehearsal, path
        if path.count("/") < 5 + path.startswith("/es/"):
            continue
        text = " ".join(page.text.split())
        for word in (said.night.status_text, said.contests[0].as_of_text, to.gettext("Source:")):
            assert word in text, f"{path}: {word}"
        assert ("base", {"target": "_blank"}) in page.tags
        (link,) = [a for tag, a in page.tags if tag == "a" and a.get("class") == "whole"]
        assert link["rel"] == "noopener"


def test_test_is_said_in_title_and_page_of_every_part():
    for path, body in drawn(marked_test()).items():
        page, (_, to) = Page(body), spoken(path, marked_test())
        title = f"<title>{to.gettext('Test').upper()} · {to.gettext('Rehearsal').upper()} · "
        assert title in body.decode(), path
        assert to.gettext("These are not real results.") in page.text, path


def test_hostile_names_are_text():
    for path, body in drawn(hostile(), SITE).items():
        page = Page(body)
        assert [a.get("src") for tag, a in page.tags if tag == "script"] != [None], path
        assert sum(tag == "script" for tag, _ in page.tags) == 1, path
        assert not any(name.startswith("on") for _, a in page.tags for name in a), path
        assert not any(a.get("src") == "x" for _, a in page.tags), path
        assert b"\xe2\x80\xae" not in body and b"\xe2\x80\xa8" not in body, path


def test_only_own_files_no_inline_script_and_no_style_attribute():
    for path, body in drawn(bulletin(), SITE).items():
        page = Page(body)
        assert all(set(a) >= {"src"} for tag, a in page.tags if tag == "script"), path
        assert not any("style" in a or tag == "style" for tag, a in page.tags), path
        hosts = re.findall(r'(?:href|src)="(\w+://[^/"]+)', body.decode())
        assert set(hosts) <= {SITE.base_url}, path


def test_an_embed_is_not_drawn_again_while_its_contest_stands():
    before = embeds(documents(bulletin(), SITE))
    sources = tuple(replace(s, publications=9, state="held", message="x") for s in bulletin().night.sources)
    moved = embeds(documents(with_night(bulletin(), seq=99, as_of_text="11 p.m.", sources=sources), SITE))
    assert before == moved
    assert {p: d.draw() for p, d in before.items()} == {p: d.draw() for p, d in moved.items()}


def test_lists_of_parts_and_oembed_change_with_names_only():
    before, after = (documents(m, SITE) for m in (bulletin(), STATES["too_early"]()))
    other = documents(with_contest(bulletin(), votes=5, seq=44, summary="x", units=()), SITE)
    for path in (f"{EMBED}/index.html", f"/es{EMBED}/index.html", f"/v1/{NIGHT}/{CONTEST}/oembed.json"):
        assert before[path] == other[path] == after[path]
        assert before[path].draw() == other[path].draw()
    assert before[f"{EMBED}/card/index.html"] != other[f"{EMBED}/card/index.html"]


def test_a_kept_moment_does_not_move_and_a_certified_count_neither():
    files = drawn(bulletin())
    assert b"data-still" in files[f"{EMBED}/card/at/12/index.html"]
    assert b'http-equiv="refresh"' not in files[f"{EMBED}/card/at/12/index.html"]
    assert b'http-equiv="refresh"' in files[f"{EMBED}/card/index.html"]
    certified = drawn(STATES["won_certain"]())[f"{EMBED}/card/index.html"]
    assert b"data-final" in certified and b'http-equiv="refresh"' not in certified


def test_a_card_has_every_candidate_and_a_small_page():
    body = drawn(bulletin())[f"{EMBED}/card/index.html"]
    assert all(c.name.encode() in body for c in bulletin().contests[0].candidates)
    assert len(body) < 25_000


def test_host_element_is_at_its_address_and_small():
    files = {"/embed.js": documents(bulletin())["/embed.js"].draw()}
    assert files["/embed.js"] == (STATIC / "embed.js").read_bytes()
    assert not is_immutable("/embed.js")
    assert len(files["/embed.js"]) <= 2048


def test_heights_are_the_same_in_element_and_documents():
    source = (ROOT / "web" / "src" / "embed.ts").read_text()
    docs = (ROOT / "docs" / "embeds.md").read_text()
    assert dict(re.findall(r"(\w+): (\d+)", source[source.index("HEIGHT") : source.index("};")])) == {
        p.name: str(p.height) for p in PARTS
    }
    for part in PARTS:
        assert re.search(rf"^\| `{part.name}` \|.*\| {part.height} \|", docs, re.M), part.name


def test_lines_to_copy_name_the_site_where_it_is_known():
    known = Page(drawn(bulletin(), SITE)[f"{EMBED}/index.html"]).text
    assert f'<outright-embed src="{SITE.base_url}{EMBED}/" part="card"></outright-embed>' in known
    assert f'<iframe src="{SITE.base_url}{EMBED}/units/" title="US House 6 special"' in known
    assert "before every address" not in known
    assert "before every address" in Page(drawn(bulletin())[f"{EMBED}/index.html"]).text
