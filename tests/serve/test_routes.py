"""The table of routes, row by row: what may be done there and who may, tried from where everybody stands."""

import re

import pytest
from starlette.testclient import TestClient

from bulletins import bulletin
from outright.serve.app import HANDLERS, app
from outright.serve.board import Board
from outright.serve.limits import Limits
from outright.serve.routes import ANYONE, OPERATOR, ROUTES
from page_states import CONTEST
from serving import NIGHT

METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
HERE, ELSEWHERE = "127.0.0.1", "203.0.113.9"
FILLED = {"night": NIGHT, "contest": CONTEST, "path:path": f"{NIGHT}/{CONTEST}/latest.json"}
"""What stands in a pattern's braces in these tests."""
BARE = {"/v1/{night}/events": 503, "/v1/{night}/{contest}/take": 400, "/oembed": 400}
"""What a row answers that is asked without a parameter, or where nobody may listen; 200 elsewhere."""


@pytest.fixture(scope="module")
def board():
    shown = Board()
    shown.publish(bulletin())
    return shown


def address(row):
    filled = {**FILLED, **({"path:path": f"{NIGHT}/{CONTEST}/"} if row.pattern == "/{path:path}" else {})}
    return re.sub(r"\{([^}]+)\}", lambda found: filled[found[1]], row.pattern)


def asked(board, row, method, host, headers=None):
    """The answer's status, or "open" for a stream that begins."""
    client = TestClient(app(board, Limits(listeners=0)), client=(host, 4711))
    return client.request(method, address(row), headers=headers or {}, follow_redirects=False).status_code


def test_every_row_has_its_handler_and_every_handler_a_row():
    assert {row.handler for row in ROUTES} == set(HANDLERS)
    assert len({row.pattern for row in ROUTES}) == len(ROUTES)
    assert {row.who for row in ROUTES} <= {ANYONE, OPERATOR}


@pytest.mark.parametrize("row", ROUTES, ids=lambda row: row.pattern)
@pytest.mark.parametrize("method", METHODS)
def test_only_the_methods_of_the_table_are_taken(board, row, method):
    status = asked(board, row, method, HERE)
    assert (status == 405) == (method not in row.methods)


@pytest.mark.parametrize("row", ROUTES, ids=lambda row: row.pattern)
@pytest.mark.parametrize(
    ("host", "headers", "operator"),
    [
        (HERE, {}, True),
        ("::1", {}, True),
        (ELSEWHERE, {}, False),
        (HERE, {"X-Forwarded-For": "127.0.0.1"}, False),
        (HERE, {"Forwarded": "for=127.0.0.1"}, False),
        (ELSEWHERE, {"X-Forwarded-For": "127.0.0.1"}, False),
        ("", {}, False),
    ],
)
def test_only_those_of_the_table_may(board, row, host, headers, operator):
    status = asked(board, row, "GET", host, headers)
    assert (status == 403) == (row.who == OPERATOR and not operator)
    assert status in (403, BARE.get(row.pattern, 200))


def test_no_row_writes_anything():
    assert {method for row in ROUTES for method in row.methods} == {"GET", "HEAD", "OPTIONS"}


def test_rows_answered_however_busy_are_those_that_tell_how_busy():
    assert {row.pattern for row in ROUTES if row.always} == {"/healthz", "/readyz", "/metrics"}
