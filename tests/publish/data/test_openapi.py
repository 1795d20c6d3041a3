"""The description: made from the types, checked in, and true of every document of every state."""

import json
import re

import jsonschema
import pytest

from data_states import EVERY, files
from outright.publish.data.answers import Problem
from outright.publish.data.openapi import EXAMPLES, openapi, openapi_json
from outright.publish.data.part import encode
from page_states import CONTEST
from shared import ROOT

SAID = openapi()
NIGHT = EXAMPLES["night"]
FILES = [p for p in SAID["paths"] if "x-server-only" not in SAID["paths"][p]["get"]]


def validator(reference: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator({"$ref": reference, "components": SAID["components"]})


def address(path: str, whole) -> str:
    return path.format(night=NIGHT, contest=CONTEST, seq=whole.contests[0].seq)


def test_the_description_that_the_documentation_publishes_is_the_types():
    published = (ROOT / "docs" / "openapi.json").read_text("utf-8")
    assert json.loads(published) == SAID, "write it anew: make golden"


def test_it_is_the_same_every_time_and_is_published():
    assert encode(openapi()) == openapi_json() == files(EVERY["known"]())["/v1/openapi.json"]
    assert SAID["openapi"].startswith("3.1")


@pytest.mark.parametrize("state", list(EVERY))
def test_every_document_of_every_state_is_as_described(state):
    whole = EVERY[state]()
    there = files(whole)
    described = 0
    for path in FILES:
        body = there[address(path, whole)]
        content = SAID["paths"][path]["get"]["responses"]["200"]["content"]
        if "application/json" not in content:
            assert {media.partition("/")[0] for media in content} == {"text"}
            continue
        schema = content["application/json"]["schema"]
        found = validator(schema["$ref"]) if "$ref" in schema else jsonschema.Draft202012Validator(schema)
        found.validate(json.loads(body))
        described += 1
    assert described > 12


def test_a_document_that_is_not_as_described_is_found():
    said = json.loads(files(EVERY["known"]())[f"/v1/{NIGHT}/{CONTEST}/latest.json"])
    said["candidates"][0]["voteCount"] = "69733"
    with pytest.raises(jsonschema.ValidationError):
        validator("#/components/schemas/RaceDocument").validate(said)


def test_every_file_that_is_published_is_described():
    whole = EVERY["known"]()
    described = {address(path, whole) for path in FILES}
    published = {p for p in files(whole) if p.endswith((".json", ".csv", ".txt", ".md", ".html"))}
    assert described == published


def test_every_reference_leads_somewhere():
    for reference in set(re.findall(r'"\$ref":"#/([^"]+)"', openapi_json().decode())):
        found = SAID
        for step in reference.split("/"):
            found = found[step]
        assert found, reference


def test_every_parameter_has_an_example_that_fits_it():
    parameters = [*SAID["components"]["parameters"].values()]
    for item in SAID["paths"].values():
        parameters += item["get"].get("parameters", [])
    assert len(parameters) > 12
    for parameter in parameters:
        jsonschema.Draft202012Validator(parameter["schema"]).validate(parameter["example"])
        assert parameter["description"]


def test_every_path_names_its_parameters_and_every_operation_its_own_name_and_its_problems():
    names = [item["get"]["operationId"] for item in SAID["paths"].values()]
    assert len(set(names)) == len(names)
    for path, item in SAID["paths"].items():
        wanted = [f"#/components/parameters/{n}" for n in re.findall(r"{(\w+)}", path)]
        assert [p["$ref"] for p in item.get("parameters", [])] == wanted
        assert {"200", "304", "400", "404", "default"} == set(item["get"]["responses"])


def test_what_only_a_server_answers_is_marked():
    marked = {p for p in SAID["paths"] if SAID["paths"][p]["get"].get("x-server-only")}
    assert marked == {"/v1/{night}/{contest}/take", "/v1/{night}/events"}


def test_a_problem_is_as_described():
    problem = Problem(type="urn:outright:not-found", title="Not Found", status=404, detail="d", hint="h")
    validator("#/components/schemas/Problem").validate(json.loads(encode(problem)))


def test_schemathesis_can_read_it():
    schemathesis = pytest.importorskip("schemathesis")
    operations = [found.ok() for found in schemathesis.openapi.from_dict(SAID).get_all_operations()]
    assert {o.path for o in operations} == set(SAID["paths"])
