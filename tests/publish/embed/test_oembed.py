"""oEmbed and the head of a page: what other places are told about an address of ours, and what they are not."""

import json
import re
from html.parser import HTMLParser

import jinja2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bulletins import bulletin
from outright.publish.assets import STATIC
from outright.publish.embed.oembed import oembed
from outright.publish.embed.social import social
from outright.publish.language import ENGLISH
from outright.publish.site import Site
from outright.publish.tree import tree
from page_states import CONTEST, hostile, marked_test, with_contest

NIGHT = "us-ga-2017-04-18"
SITE = Site("https://results.example.org")
PAGE = f"{SITE.base_url}/{NIGHT}/{CONTEST}/"
EMBED = f"{SITE.base_url}/embed/{NIGHT}/{CONTEST}"


def attributes(html):
    found = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: found.append((tag, dict(attrs)))
    parser.feed(html)
    return found


def test_a_contest_s_page_is_shown_as_its_card():
    said = oembed(bulletin(rehearsal=False), SITE, PAGE)
    assert said["version"] == "1.0" and said["type"] == "rich"
    assert said["title"] == "U.S. House, Georgia 6th District, special election"
    assert (said["thumbnail_url"], said["thumbnail_width"], said["thumbnail_height"]) == (
        f"{SITE.base_url}/v1/{NIGHT}/{CONTEST}/card.png", 1200, 630,
    )  # fmt: skip
    ((tag, frame),) = attributes(said["html"])
    assert tag == "iframe" and frame["src"] == f"{EMBED}/card/" and frame["height"] == str(said["height"])
    assert frame["title"] == said["title"] and frame["loading"] == "lazy"


@pytest.mark.parametrize(
    ("address", "source"),
    [
        (f"{EMBED}/table/", f"{EMBED}/table/"),
        (f"{EMBED}/table", f"{EMBED}/table/"),
        (f"{EMBED}/chart/index.html", f"{EMBED}/chart/"),
        (f"{PAGE}#take=ossoff", f"{EMBED}/card/"),
        (f"{SITE.base_url}/es/{NIGHT}/{CONTEST}/", f"{SITE.base_url}/es/embed/{NIGHT}/{CONTEST}/card/"),
        (PAGE.replace("https:", "http:"), f"{EMBED}/card/"),
        (f"{EMBED}/card/?theme=dark&rows=5&x=1&accent=%23a02040", f"{EMBED}/card/?theme=dark&rows=5&accent=%23a02040"),
        (f"{EMBED}/card/?theme=%22onload=&rows=0&only=all", f"{EMBED}/card/"),
    ],
)
def test_the_frame_is_of_the_address_asked_for(address, source):
    assert attributes(oembed(bulletin(), SITE, address)["html"])[0][1]["src"] == source


@pytest.mark.parametrize(
    "address",
    [
        "", "x", "https://elsewhere.example.org/", f"https://elsewhere.example.org/{NIGHT}/{CONTEST}/",
        f"{SITE.base_url}/", f"{SITE.base_url}.evil.example/{NIGHT}/{CONTEST}/", f"{SITE.base_url}/{NIGHT}/",
        f"{SITE.base_url}/{NIGHT}/other/", f"{EMBED}/", f"{EMBED}/secret/", f"{EMBED}/map/", f"{SITE.base_url}//[",
        f"{SITE.base_url}/fr/{NIGHT}/{CONTEST}/", f"javascript:{PAGE}",
        f"{SITE.base_url}/v1/{NIGHT}/{CONTEST}/latest.json",
    ],
)  # fmt: skip
def test_other_addresses_have_no_answer(address):
    assert oembed(bulletin(), SITE, address) is None


def test_without_an_address_of_its_own_a_site_answers_nothing():
    assert oembed(bulletin(), Site(), f"/{NIGHT}/{CONTEST}/") is None
    assert not any(p.endswith("oembed.json") for p in tree(bulletin()))
    assert social(bulletin(), bulletin().contests[0], Site(), ENGLISH, "/x/") == {}


@given(st.text(max_size=80), st.none() | st.integers(-5, 5000), st.none() | st.integers(-5, 5000))
def test_whatever_is_asked_is_answered_or_not_and_never_larger(rest, width, height):
    said = oembed(bulletin(), SITE, f"{PAGE}?{rest}", width, height)
    assert said is not None
    assert 0 < said["width"] <= (max(width, 1) if width else 600)
    assert 0 < said["height"] <= (max(height, 1) if height else 2000)
    oembed(bulletin(), SITE, rest)
    oembed(bulletin(), SITE, f"{SITE.base_url}/{rest}")


def test_test_and_rehearsal_are_in_the_title():
    title = oembed(marked_test(), SITE, PAGE)["title"]
    assert title.startswith("TEST. These are not real results. REHEARSAL. Not live results. U.S. House")


def test_hostile_names_stay_within_the_title_of_the_frame():
    for name in ('"></iframe><script>alert(1)</script>', "\u202e'onload='x", "&lt;b&gt;"):
        said = oembed(with_contest(bulletin(), name=name), SITE, PAGE)
        ((tag, frame),) = attributes(said["html"])
        assert tag == "iframe" and set(frame) == {"src", "title", "width", "height", "loading", "style"}
        assert frame["title"] == said["title"] and "\u202e" not in said["html"]


def test_the_answer_stands_as_a_file_too():
    files = tree(bulletin(), SITE)
    assert json.loads(files[f"/v1/{NIGHT}/{CONTEST}/oembed.json"]) == oembed(bulletin(), SITE, PAGE)


@pytest.mark.parametrize("make", [bulletin, hostile, marked_test])
def test_head_of_a_page_leads_to_files_that_are_there(make):
    whole = make()
    files = tree(whole, SITE)
    said = social(whole, whole.contests[0], SITE, ENGLISH, f"/{NIGHT}/{CONTEST}/")
    loader = jinja2.FileSystemLoader(STATIC.parent / "templates")
    page = jinja2.Environment(loader=loader, autoescape=True, undefined=jinja2.StrictUndefined)
    html = page.get_template("embed/social.html").render(social=said, say="Sentence.")
    tags = attributes(html)
    named = {a.get("property") or a.get("name"): a["content"] for tag, a in tags if tag == "meta"}
    assert named["og:image"] == f"{SITE.base_url}/v1/{NIGHT}/{CONTEST}/card-12.png"
    assert named["og:image"].removeprefix(SITE.base_url) in files
    assert named["og:url"] == PAGE and named["twitter:card"] == "summary_large_image"
    assert ("TEST." in named["og:image:alt"]) is whole.night.test
    assert ("TEST." in named["og:title"]) is whole.night.test
    (link,) = [a for tag, a in tags if tag == "link"]
    assert link["type"] == "application/json+oembed" and link["href"].removeprefix(SITE.base_url) in files
    assert {tag for tag, _ in tags} == {"meta", "link"} and not re.search(r"<(?!meta|link|/)", html)


def test_alt_text_is_the_sentence_of_the_moment():
    whole = bulletin(rehearsal=False)
    alt = social(whole, whole.contests[0], SITE, ENGLISH, f"/{NIGHT}/{CONTEST}/")["alt"]
    assert alt == (
        "U.S. House, Georgia 6th District, special election, Unofficial, partial. "
        "9:42 p.m. EDT: 95 of 208 precincts in. Ossoff 50.90%, Handel 17.8%. Too early to say."
    )
