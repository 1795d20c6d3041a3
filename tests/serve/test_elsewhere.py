"""oEmbed over the server, embeds in frames, and the picture of a contest with its headers."""

import json

import pytest

from bulletins import bulletin
from outright.publish.embed.oembed import oembed
from outright.publish.site import Site
from outright.serve.board import Board
from outright.serve.run import Server
from page_states import CONTEST, with_contest, with_night
from serving import NIGHT, get

SITE = Site("https://results.example.org")
PAGE = f"{SITE.base_url}/{NIGHT}/{CONTEST}/"


@pytest.fixture(scope="module")
def server():
    board = Board(SITE)
    board.publish(bulletin())
    with Server(board, port=0) as running:
        yield running


def test_oembed_answers_for_a_contest_and_any_site_may_read_it(server):
    status, headers, body = get(server, f"/oembed?url={PAGE}&maxwidth=400&format=json&dnt=1")
    assert status == 200 and headers["content-type"] == "application/json"
    assert headers["access-control-allow-origin"] == "*" and headers["cache-control"] == "public, max-age=300"
    assert json.loads(body) == oembed(bulletin(), SITE, PAGE, 400)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400), ("?url=", 400), ("?url=https://elsewhere.example.org/", 404), (f"?url={PAGE}&format=xml", 501),
        (f"?url={SITE.base_url}/", 404), ("?url=//[", 404), (f"?url={PAGE}&maxwidth=x", 400),
        (f"?url={PAGE}&dnt=1", 200),
    ],
)  # fmt: skip
def test_oembed_has_a_plain_no_for_everything_else(server, query, status):
    assert get(server, f"/oembed{query}")[0] == status


def test_only_embeds_may_be_framed_by_others(server):
    for path, whose in ((f"/embed/{NIGHT}/{CONTEST}/card/?theme=dark&rows=3", "*"), (f"/{NIGHT}/{CONTEST}/", "'self'")):
        status, headers, _ = get(server, path)
        assert status == 200 and f"frame-ancestors {whose}" in headers["content-security-policy"]


def test_host_script_is_asked_for_again_and_pictures_are_pictures(server):
    status, headers, body = get(server, "/embed.js")
    assert status == 200 and headers["content-type"].startswith("text/javascript") and b"outright-embed" in body
    assert "immutable" not in headers["cache-control"]
    for name, kind in (("card.png", "image/png"), ("card-12.png", "image/png"), ("card.es.svg", "image/svg+xml")):
        status, headers, _ = get(server, f"/v1/{NIGHT}/{CONTEST}/{name}")
        assert status == 200 and headers["content-type"] == kind
        assert ("immutable" in headers["cache-control"]) is (name == "card-12.png")


def test_a_frozen_embed_stays_after_the_contest_has_moved_on():
    board = Board(SITE)
    for seq in (12, 13, 14):
        board.publish(with_contest(with_night(bulletin(), seq=seq), seq=seq, as_of_text=f"moment {seq}"))
    with Server(board, port=0) as running:
        for seq in (12, 13, 14):
            for start in ("", "/es"):
                status, headers, body = get(running, f"{start}/embed/{NIGHT}/{CONTEST}/card/at/{seq}/")
                assert status == 200 and f"moment {seq}".encode() in body
                assert "immutable" in headers["cache-control"]
            assert get(running, f"/v1/{NIGHT}/{CONTEST}/card-{seq}.png")[0] == 200
        assert get(running, f"/embed/{NIGHT}/{CONTEST}/units/at/13/")[0] == 404
