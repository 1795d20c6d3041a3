"""The server against its own description, by schemathesis: no failure of ours, no answer that is not as described."""

import copy

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as described

from outright.publish.data.openapi import openapi
from outright.serve.board import Board
from outright.serve.limits import Limits
from outright.serve.run import Server
from serving import NIGHT, said_by_the_engine

HERE = {"night": NIGHT, "contest": "us-house-6", "seq": 1}
NAMES = {"candidate": ["jon-ossoff"], "target": ["majority", "deny"], "level": ["county"], "unit": ["cobb", "fulton"]}
CHECKS = [
    not_a_server_error, described.status_code_conformance, described.content_type_conformance,
    described.response_schema_conformance, described.response_headers_conformance, described.negative_data_rejection,
    described.unsupported_method,
]  # fmt: skip


def narrowed():
    """The description with this night's own names: what is asked for is there."""
    found = copy.deepcopy(openapi())
    for name, parameter in found["components"]["parameters"].items():
        parameter["schema"] = {"enum": [HERE[name]]}
    for item in found["paths"].values():
        for parameter in item["get"].get("parameters", ()):
            if parameter["name"] in NAMES:
                parameter["schema"] = {"enum": NAMES[parameter["name"]]}
    return found


FEW = settings(
    max_examples=8, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)  # fmt: skip
_anywhere = schemathesis.openapi.from_dict(openapi()).exclude(path_regex="/events$")
_here = schemathesis.openapi.from_dict(narrowed()).exclude(path_regex="/events$")


@pytest.fixture(scope="module")
def url():
    board = Board()
    board.publish(said_by_the_engine())
    plenty = Limits(requests_at_once=10**6, requests_per_second=10**6)
    with Server(board, port=0, limits=plenty) as server:
        yield server.url.rstrip("/")


@_here.parametrize()
@FEW
def test_every_answer_is_as_the_description_says(case, url):
    case.call_and_validate(base_url=url, checks=CHECKS, timeout=10)


@_anywhere.parametrize()
@FEW
def test_whatever_is_asked_for_is_answered_as_the_description_says(case, url):
    case.call_and_validate(base_url=url, checks=CHECKS, timeout=10)
