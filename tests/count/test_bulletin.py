"""The bulletin as JSON: the same bytes everywhere, nothing lost on the way there and back."""

import json
import re

import msgspec
import pytest

from bulletins import bulletin
from outright.bulletin import SCHEMA, Value, decode, encode, schema
from outright.terms import VerdictCode
from shared import ROOT


def values(kind=Value):
    """Every part a bulletin can have."""
    for part in kind.__subclasses__():
        yield part
        yield from values(part)


@pytest.mark.parametrize("code", [VerdictCode.TOO_EARLY, VerdictCode.RUNOFF_CERTAIN])
def test_a_bulletin_comes_back_as_it_went(code):
    told = bulletin(code)
    assert decode(encode(told)) == told
    assert encode(decode(encode(told))) == encode(told)


def test_not_reported_is_null_in_the_json_and_not_zero():
    told = bulletin()
    silent = msgspec.structs.replace(told.contests[0].units[0], votes=None, precincts_reported=None)
    contest = msgspec.structs.replace(told.contests[0], units=(silent,))
    (unit,) = json.loads(encode(msgspec.structs.replace(told, contests=(contest,))))["contests"][0]["units"]
    assert unit["votes"] is None
    assert unit["precinctsReported"] is None


def test_the_json_is_spelled_in_camel_case_and_names_its_schema():
    document = json.loads(encode(bulletin()))
    assert document["schema"] == SCHEMA
    contest = document["contests"][0]
    assert {"id", "votes", "threshold", "candidates", "verdict", "verdictHistory", "remaining"} <= set(contest)
    assert contest["threshold"]["votesNeeded"] == contest["votes"] // 2 + 1
    assert document["night"]["asOf"].startswith("2017-04-18T21:42:10")


def test_a_contest_is_found_by_id_and_an_unknown_one_is_not():
    told = bulletin()
    assert told.contest("us-house-6") is told.contests[0]
    with pytest.raises(KeyError, match="us-senate"):
        told.contest("us-senate")


def test_every_part_of_a_bulletin_is_frozen():
    parts = list(values())
    assert len(parts) > 15
    for part in parts:
        assert part.__struct_config__.frozen, part.__name__
    told = bulletin()
    with pytest.raises(AttributeError):
        told.contests[0].votes = 0


def test_a_vote_count_that_is_not_a_whole_number_is_refused_with_its_path():
    body = json.loads(encode(bulletin()))
    body["contests"][0]["candidates"][1]["votes"] = "24386"
    with pytest.raises(msgspec.ValidationError, match=re.escape("$.contests[0].candidates[1].votes")):
        decode(json.dumps(body).encode())


def test_the_schema_describes_every_field_of_the_json():
    definitions = schema()["$defs"]
    contest = json.loads(encode(bulletin()))["contests"][0]
    assert set(contest) == set(definitions["Contest"]["properties"])
    assert set(contest["verdict"]) == set(definitions["Verdict"]["properties"])
    assert definitions["VerdictCode"]["enum"] == sorted(VerdictCode)


def test_the_schema_that_the_documentation_publishes_is_the_bulletins():
    published = (ROOT / "docs" / "bulletin.schema.json").read_text("utf-8")
    assert json.loads(published) == json.loads(json.dumps(schema())), "write it anew: make pictures"
