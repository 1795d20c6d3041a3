"""What oEmbed is answered about our addresses, over HTTP."""

import json

import pytest

from bulletins import bulletin
from outright.publish.site import Site
from outright.serve.board import Board
from outright.serve.run import Server
from page_states import CONTEST
from serving import NIGHT, get

BASE = "https://results.example.org"
OURS = f"{BASE}/{NIGHT}/{CONTEST}/"


@pytest.fixture
def server():
    board = Board(Site(BASE))
    board.publish(bulletin())
    with Server(board, port=0) as running:
        yield running


def test_address_of_a_contest_is_answered_with_a_frame(server):
    status, headers, body = get(server, f"/oembed?url={OURS}&format=json&maxwidth=500")
    said = json.loads(body)
    assert (status, headers["content-type"], said["type"]) == (200, "application/json", "rich")
    assert headers["access-control-allow-origin"] == "*" and headers["cache-control"] == "public, max-age=300"
    assert said["width"] == 500 and f"{BASE}/embed/{NIGHT}/{CONTEST}/card/" in said["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("url=https://elsewhere.example/x", 404), (f"url={BASE}/nothing/", 404), ("", 400), ("url=", 400),
        (f"url={OURS}&format=xml", 501), (f"url={OURS}&maxwidth=wide", 400), (f"url={OURS}&maxheight=0", 400),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_a_problem(server, query, status):
    found, headers, body = get(server, f"/oembed?{query}")
    assert (found, headers["content-type"]) == (status, "application/problem+json"), body


def test_without_a_public_address_that_is_said():
    board = Board()
    board.publish(bulletin())
    with Server(board, port=0) as server:
        assert b"--base-url" in get(server, f"/oembed?url={OURS}")[2]
