"""What is said when there is no answer: what is wrong, what is near, and nothing of our insides."""

import json

import pytest

from outright.serve.board import Board
from outright.serve.run import Server
from page_states import CONTEST
from serving import DATA, EVENTS, NIGHT, PAGE, get


def problem(server, path, status, method="GET", **headers):
    found, answer, body = get(server, path, method, **headers)
    assert found == status, body
    assert answer["content-type"] == "application/problem+json"
    assert answer["access-control-allow-origin"] == "*"
    assert answer["cache-control"] == "no-store"
    said = json.loads(body)
    assert set(said) == {"type", "title", "status", "detail", "hint"}
    assert said["status"] == status
    return said


@pytest.mark.parametrize(
    ("path", "near"),
    [
        (f"/v1/{NIGHT}/us-house-7/latest.json", DATA),
        (f"/v1/{NIGHT}/house/latest.json", DATA),
        (f"/v1/{NIGHT}/{CONTEST}/lastest.json", DATA),
        (f"/v1/{NIGHT}/{CONTEST}/timelines.json", f"/v1/{NIGHT}/{CONTEST}/timeline.json"),
        (f"/v1/us-ga-2017/{CONTEST}/latest.json", DATA),
        (f"/v1/{NIGHT}/{CONTEST}", DATA),
        (f"/v1/{NIGHT}", f"/v1/{NIGHT}/index.json"),
        ("/v1/", f"/v1/{NIGHT}/index.json"),
        (f"/v1/{NIGHT}/nothing-like-it-at-all-0/x/y/z", f"/v1/{NIGHT}/index.json"),
    ],
)
def test_missing_data_is_a_problem_document_that_names_what_is_near(server, path, near):
    said = problem(server, path, 404)
    assert said["title"] == "Not Found" and near in said["hint"]


@pytest.mark.parametrize("path", ["/nothing", "/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/static/../../x", "//",
                                  "/%00", "/%ff%fe", "/\\..\\x", "/" + "a" * 3000])  # fmt: skip
def test_missing_page_is_a_page(server, path):
    status, headers, body = get(server, path)
    assert (status, headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert b"no page at this address" in body
    assert "content-security-policy" in headers


def test_before_the_first_bulletin_there_is_nothing_and_that_is_said():
    with Server(Board(), port=0) as empty:
        assert get(empty, "/")[0] == 404
        assert "Ask again" in problem(empty, DATA, 404)["hint"]
        problem(empty, EVENTS, 404)


def test_unknown_parameter_is_named_with_the_nearest(server):
    said = problem(server, f"{EVENTS}?contest={CONTEST}", 400)
    assert "'contest'" in said["detail"] and "contests" in said["hint"]
    assert "no parameters" in problem(server, f"{DATA}?_=1", 400)["hint"]


def test_unknown_contest_in_a_filter_is_named_with_the_nearest(server):
    said = problem(server, f"{EVENTS}?contests={CONTEST},us-house-7", 400)
    assert "'us-house-7'" in said["detail"] and CONTEST in said["hint"]


@pytest.mark.parametrize("query", ["a=1&" * 30, "%ff=%fe", "x=%ff"])
def test_query_that_cannot_be_read_is_a_problem(server, query):
    problem(server, f"{DATA}?{query}", 400)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
def test_writing_is_not_allowed_and_what_is_allowed_is_said(server, method):
    said = problem(server, DATA, 405, method)
    assert method in said["detail"]
    status, headers, _ = get(server, PAGE, method)
    assert (status, headers["allow"]) == (405, "GET, HEAD")


def test_address_that_is_too_long_is_refused(server):
    problem(server, f"{DATA}?since={'1' * 5000}", 414)


def test_headers_that_are_too_large_are_refused(server):
    said = get(server, DATA, **{"X-Long": "x" * 17000})
    assert said[0] == 431


def test_body_that_is_too_large_is_refused(server):
    assert get(server, DATA, **{"Content-Length": "100000"})[0] == 413


def test_hostile_words_come_back_as_text(server):
    body = get(server, "/v1/%3Cscript%3Ealert(1)%3C%2Fscript%3E/x/%E2%80%AE")[2]
    assert b"<script>" not in body
    said = problem(server, f"{DATA}?%3Cscript%3E%E2%80%A8=1", 400)
    assert "<script>\u2028" in said["detail"]
