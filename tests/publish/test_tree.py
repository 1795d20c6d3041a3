"""The tree: everything at its address, written so that nobody sees half of it."""

import hashlib

import pytest
from msgspec.structs import replace

from bulletins import bulletin
from outright.bulletin import decode, encode
from outright.publish.plain import COLUMNS, contest_plain
from outright.publish.tree import LAST, in_order, is_immutable, tree
from page_states import CONTEST, STATES, hostile, with_contest, with_night

NIGHT = "us-ga-2017-04-18"


def test_tree_holds_every_address():
    files = tree(bulletin())
    data = (
        "s/12.json", "latest.json", "timeline.json", "units.json", "methods.json", "context.json", "remaining.json",
        "projection.json", "projection.csv", "rating.json", "calls.json", "corrections.json", "money.json",
        "results.csv", "results-by-method.csv", "nist.json", "card.svg", "card.png", "card-12.png",
        "card.es.svg", "card.es.png", "card-12.es.png", "feed.xml", "feed.json", "feed.es.xml", "feed.es.json",
        "story.json", "story.txt", "story.md", "story.html",
    )  # fmt: skip
    pages = {
        "/index.html", "/method/index.html", "/status/index.html", f"/{NIGHT}/index.html",
        f"/{NIGHT}/{CONTEST}/index.html",
        f"/{NIGHT}/{CONTEST}/at/12/index.html",
        f"/{NIGHT}/{CONTEST}/story/index.html",
        *(f"/{NIGHT}/{CONTEST}/units/{u}/index.html" for u in ("cobb", "dekalb", "fulton")),
    }  # fmt: skip
    for name in ("plain", "plain.txt"):
        pages.add(f"/{NIGHT}/{CONTEST}/{name}")
    for part in ("card/", "card/at/12/", "table/", "table/at/12/", "chart/", "units/", "remaining/", "call/", ""):
        pages.add(f"/embed/{NIGHT}/{CONTEST}/{part}index.html")
    assert {p for p in files if not p.startswith(("/static/", "/v1/"))} == {
        *pages, *(f"/es{p}" for p in pages), "/embed.js",
    }  # fmt: skip
    assert {p for p in files if p.startswith("/v1/")} == {
        *(f"/v1/{NIGHT}/{CONTEST}/{name}" for name in data), f"/v1/{NIGHT}/bulletin.json", f"/v1/{NIGHT}/index.json",
        "/v1/schema/bulletin.json", "/v1/openapi.json", "/v1/meta.json", f"/v1/{NIGHT}/feed.xml",
        f"/v1/{NIGHT}/feed.json", f"/v1/{NIGHT}/feed.es.xml", f"/v1/{NIGHT}/feed.es.json",
    }  # fmt: skip
    assert decode(files[f"/v1/{NIGHT}/bulletin.json"]) == decode(encode(bulletin()))


def test_static_names_carry_the_hash_of_their_bytes():
    for path, body in tree(bulletin()).items():
        if path.startswith("/static/"):
            assert hashlib.sha256(body).hexdigest()[:12] in path
            assert is_immutable(path)


@pytest.mark.parametrize("name", ["../etc", "", "A b", "a/b", ".", "a.b"])
def test_id_that_cannot_be_an_address_is_refused(name):
    with pytest.raises(ValueError, match="part of an address"):
        tree(with_contest(bulletin(), id=name))
    with pytest.raises(ValueError, match="part of an address"):
        tree(with_night(bulletin(), id=name))


def test_what_points_comes_after_what_it_points_to():
    files = tree(bulletin())
    order = in_order(reversed(files))
    assert order[-1] == LAST
    order = in_order([LAST, *(p for p in files if p != LAST)])
    moving = [p for p in order if not is_immutable(p)]
    assert order.index(moving[0]) > max(order.index(p) for p in order if is_immutable(p))
    assert order.index(f"/{NIGHT}/{CONTEST}/index.html") < order.index(f"/{NIGHT}/index.html")
    assert order[-2:] == ["/index.html", LAST]
    data = [p for p in order if p.startswith(f"/v1/{NIGHT}/{CONTEST}/")]
    assert is_immutable(data[0]) and data[-1] == f"/v1/{NIGHT}/{CONTEST}/latest.json"


@pytest.mark.parametrize("make", [*STATES.values(), hostile])
def test_plain_text_fits_78_columns_and_names_every_candidate(make):
    whole = make()
    plain = contest_plain(whole, CONTEST)
    assert all(len(line) <= COLUMNS for line in plain.splitlines())
    if make is not hostile:
        assert all(c.name in plain for c in whole.contests[0].candidates)
    assert ("REHEARSAL" in plain) is whole.night.rehearsal
    assert whole.contests[0].verdict.label.upper()[:40] in plain


def test_two_contests_have_two_pages():
    whole = bulletin()
    other = replace(whole.contests[0], id="us-house-7", name="Another")
    files = tree(replace(whole, contests=(*whole.contests, other)))
    assert f"/{NIGHT}/us-house-7/index.html" in files
