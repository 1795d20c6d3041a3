"""Published files as they go out: their bytes, their headers, and when a reader has them already."""

import gzip

import brotli
import pytest

from bulletins import bulletin
from outright.publish.tree import is_immutable
from outright.serve.board import Board
from outright.serve.encoding import chosen
from outright.serve.kinds import cache_control, content_type, policy
from outright.terms import ResultsStatus
from page_states import CONTEST, with_night
from serving import DATA, NIGHT, PAGE, get

SAME = ("etag", "cache-control", "content-security-policy", "vary", "last-modified", "outright-seq", "outright-status")


def test_every_file_of_the_tree_is_answered_with_its_own_bytes(server, board):
    assert len(board.paths()) > 8
    for path in board.paths():
        status, headers, body = get(server, path.removesuffix("index.html"))
        assert (status, body) == (200, board.file(path).body)
        assert headers["etag"] == board.file(path).etag
        assert headers["content-type"] == content_type(path)
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
        assert headers["outright-seq"] == "12"
        assert headers["outright-status"] == "unofficial-partial"
        assert headers["last-modified"] == "Wed, 19 Apr 2017 01:42:10 GMT"


def test_etag_is_strong_and_a_repeat_is_304_with_the_same_headers(server):
    _, first, _ = get(server, PAGE)
    assert len(first["etag"].strip('"')) == 20
    for tag in (first["etag"], f'"other", W/{first["etag"]}', "*"):
        status, headers, body = get(server, PAGE, **{"If-None-Match": tag})
        assert (status, body) == (304, b"")
        assert {h: headers[h] for h in SAME} == {h: first[h] for h in SAME}
        assert "content-encoding" not in headers
    assert get(server, PAGE, **{"If-None-Match": '"0"'})[0] == 200
    assert get(server, PAGE, **{"If-None-Match": first["etag"].strip('"')})[0] == 200, "an ETag has its quotes"


def test_not_modified_since_is_304_and_an_etag_says_more_than_a_date(server):
    when = get(server, PAGE)[1]["last-modified"]
    assert get(server, PAGE, **{"If-Modified-Since": when})[0] == 304
    assert get(server, PAGE, **{"If-Modified-Since": "Wed, 19 Apr 2017 01:42:09 GMT"})[0] == 200
    assert get(server, PAGE, **{"If-Modified-Since": "yesterday"})[0] == 200
    assert get(server, PAGE, **{"If-Modified-Since": when, "If-None-Match": '"0"'})[0] == 200


def test_two_counts_in_one_second_do_not_share_a_date(server, board):
    before = get(server, PAGE)[1]["last-modified"]
    board.publish(with_night(bulletin(), seq=13, status=ResultsStatus.UNOFFICIAL_COMPLETE))
    assert get(server, PAGE, **{"If-Modified-Since": before})[0] == 200


@pytest.mark.parametrize(("accept", "encoding", "suffix"), [("br, gzip", "br", "-br"), ("gzip", "gzip", "-gz")])
def test_each_encoding_is_packed_and_has_an_etag_of_its_own(server, accept, encoding, suffix):
    _, plain, body = get(server, PAGE)
    status, headers, packed = get(server, PAGE, **{"Accept-Encoding": accept})
    assert (status, headers["content-encoding"]) == (200, encoding)
    assert headers["etag"] == f'"{plain["etag"].strip(chr(34))}{suffix}"'
    assert headers["vary"] == plain["vary"] == "Accept-Encoding"
    assert (brotli.decompress if encoding == "br" else gzip.decompress)(packed) == body
    assert len(packed) * 2 < len(body)
    again = get(server, PAGE, **{"Accept-Encoding": accept, "If-None-Match": headers["etag"]})
    assert (again[0], again[1]["etag"]) == (304, headers["etag"])


def test_who_has_a_file_in_one_encoding_has_it_in_all(server):
    _, plain, _ = get(server, PAGE)
    status, headers, _ = get(server, PAGE, **{"Accept-Encoding": "br", "If-None-Match": plain["etag"]})
    assert (status, headers["etag"]) == (304, plain["etag"])


@pytest.mark.parametrize(
    ("accept", "encoding"),
    [
        ("", ""), ("identity", ""), ("*", "br"), ("gzip;q=1, br;q=0.5", "gzip"), ("br;q=0, *;q=0.1", "gzip"),
        ("gzip;q=0.2, identity;q=0.9", ""), ("BR", "br"), ("zstd, deflate", ""), ("br;q=x", ""), ("gzip;q=0", ""),
    ],
)  # fmt: skip
def test_encoding_is_what_the_reader_likes_best(accept, encoding):
    assert chosen(accept) == encoding


def test_small_files_and_pictures_are_not_packed(board):
    small = next(p for p in board.paths() if len(board.file(p).body) < 512)
    assert board.press.order(board.sheet(small), "br").result().encoding == ""
    assert content_type("/v1/n/c/card.png") == "image/png"


def test_etag_is_the_same_across_two_builds_of_one_moment(board):
    again = Board()
    again.publish(bulletin())
    assert [board.file(p).etag for p in board.paths()] == [again.file(p).etag for p in board.paths()]


def test_cache_times_by_kind_of_file(server, board):
    def kept(path):
        return get(server, path)[1]["cache-control"]

    for path in filter(is_immutable, board.paths()):
        assert kept(path) == "public, max-age=31536000, immutable"
    moving = "public, max-age=5, s-maxage=5, stale-while-revalidate=30, stale-if-error=86400"
    assert kept(DATA) == moving
    assert kept(PAGE) == "public, max-age=10, stale-while-revalidate=60, stale-if-error=86400"
    board.publish(with_night(bulletin(), status=ResultsStatus.CERTIFIED, seq=13))
    assert kept(PAGE) == kept(DATA) == "public, max-age=3600"
    assert "immutable" in kept(f"/v1/{NIGHT}/{CONTEST}/s/12.json")


@pytest.mark.parametrize(
    "path", ["/n/c/at/7/", "/es/n/c/at/7/index.html", "/v1/n/c/s/7.json", "/v1/n/c/card-7.png", "/static/page.abc.css"]
)
def test_what_never_changes_is_kept_for_a_year_whatever_the_status(path):
    assert {cache_control(path, s) for s in (None, *ResultsStatus)} == {"public, max-age=31536000, immutable"}


def test_only_embeds_may_be_framed_by_others():
    assert policy("/embed/n/c/card/").endswith("frame-ancestors *")
    assert policy("/es/embed/n/c/card/").endswith("frame-ancestors *")
    for path in ("/", PAGE, DATA, "/x/embed/", "/v1/embed/", "/embed", "/embedded/"):
        assert policy(path).endswith("frame-ancestors 'self'")


def test_json_may_be_read_from_any_site_and_pages_may_not(server):
    headers = get(server, DATA)[1]
    assert headers["access-control-allow-origin"] == "*"
    assert headers["access-control-expose-headers"] == "ETag, Outright-Seq"
    assert "access-control-allow-origin" not in get(server, PAGE)[1]


def test_browser_of_another_site_may_ask_before_it_asks(server):
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET",
             "Access-Control-Request-Headers": "if-none-match"}  # fmt: skip
    status, headers, body = get(server, DATA, "OPTIONS", **asked)
    assert (status, body, headers["access-control-allow-origin"]) == (204, b"", "*")
    assert "GET" in headers["access-control-allow-methods"]
    assert "if-none-match" in headers["access-control-allow-headers"].lower()
    assert get(server, PAGE, "OPTIONS")[0] == 405


def test_address_without_its_slash_is_led_on(server):
    status, headers, _ = get(server, f"{PAGE.rstrip('/')}?from=mail")
    assert (status, headers["location"]) == (308, f"{CONTEST}/?from=mail")


def test_head_has_the_headers_and_no_body(server):
    status, headers, body = get(server, PAGE, "HEAD")
    _, full, page = get(server, PAGE)
    assert (status, body) == (200, b"")
    assert {k: v for k, v in headers.items() if k != "date"} == {k: v for k, v in full.items() if k != "date"}
    assert int(headers["content-length"]) == len(page)


def test_page_may_be_asked_for_with_any_parameters(server):
    assert get(server, f"{PAGE}?candidate=jon-ossoff&share=0.42&utm_source=x")[0] == 200
